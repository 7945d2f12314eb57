"""A real HTTP server on loopback that writes down every request, and misbehaves when told to."""

import ssl
import tempfile
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Request(NamedTuple):
    at: float
    """Unix seconds, when the whole body had been read."""
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Recorder:
    """Settable at any time: `latency` (seconds), `status`, `headers`, `answer`, `drop_after_body` (hang up unanswered)."""

    def __init__(self, port: int = 0, latency: float = 0.0) -> None:
        self.latency, self.status, self.drop_after_body = latency, 200, False
        self.answer, self.headers = b"{}", dict[str, str]()
        self._requests: list[Request] = []
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> "Recorder":
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def requests(self) -> list[Request]:
        with self._lock:
            return list(self._requests)

    def _keep(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def _handler(recorder) -> type[BaseHTTPRequestHandler]:  # the inner self is the handler
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # the sender died between head and body: no server acts on half a request
                    self.close_connection = True
                    return
                recorder._keep(Request(time.time(), self.command, self.path, dict(self.headers), body))
                if recorder.latency:
                    time.sleep(recorder.latency)
                if recorder.drop_after_body:
                    self.close_connection = True
                    return
                self.send_response(recorder.status)
                for name, value in recorder.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(recorder.answer)))
                self.end_headers()
                self.wfile.write(recorder.answer)

            do_GET = do_PUT = do_DELETE = do_PATCH = do_POST

            def log_message(self, *_: object) -> None:
                return

        return Handler


class TlsRecorder(Recorder):
    """Speaks TLS with a certificate that nobody has reason to trust."""

    def __init__(self) -> None:
        super().__init__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tls.pem"
            path.write_bytes(self_signed())
            context.load_cert_chain(path)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)


def self_signed(*names: str) -> bytes:
    """Key and certificate of this machine, and of other names of it, as PEM."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    host = x509.SubjectAlternativeName([x509.DNSName(each) for each in ("localhost", *names)])
    plain = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    certificate = made.add_extension(host, critical=True).sign(key, hashes.SHA256())
    return key.private_bytes(*plain) + certificate.public_bytes(serialization.Encoding.PEM)
