"""`krisesmpps://USER:PASSWORD@host:port/?from=SENDER` (TLS) and `krisesmpp://` (a line that is closed in itself).

SMPP 3.4 by smpplib. To a few, the answer to every part is waited for, then the delivery report for as long as `wait` says. To many,
several requests are on their way at a time over lines that are bound to send alone and stay open from batch to batch; the reports are
fetched by another.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from apprise import NotifyBase
from smpplib import consts
from smpplib.client import Client

from notifiers.base import many
from notifiers.base.abilities import Diagnosis
from notifiers.base.deadline import WHOLE, cut_after
from notifiers.base.idle_lines import IdleLines
from notifiers.channels.sms import parts, window
from notifiers.channels.sms.base import Sms, is_short, sender
from notifiers.channels.sms.session import Bind, SmppSession, TakeReport, TlsClient
from policy.reach import is_this_machine
from schemas.errors import NotifierError
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import say

_PORT, _WAIT = 2775, 5.0
_ANSWER = 10.0
"""Seconds for the answer to one request."""
_SILENCE, _FETCHING = 1.0, 20.0
"""Seconds without a report after which there are no more, and for which reports are fetched at most."""
_QUIET = logging.getLogger("krisekanal.smpp")
_QUIET.setLevel(logging.CRITICAL)
"""smpplib writes whole requests to its log, the password among them."""


class Smpp(Sms):
    service_name = "SMPP"
    usual_window = 40
    line_takes = 10  # what centres commonly allow one line
    protocol = "krisesmpp"
    secure_protocol = "krisesmpps"
    setup_url = "https://smpp.org/"
    templates = ("{schema}://{user}:{password}@{host}", "{schema}://{user}:{password}@{host}:{port}")
    template_tokens = {
        **NotifyBase.template_tokens,
        "user": {"name": "System id", "type": "string", "required": True},
        "password": {"name": "Password", "type": "string", "private": True, "required": True},
        "host": {"name": "Host", "type": "string", "required": True},
        "port": {"name": "Port", "type": "int"},
    }
    template_args = {
        **NotifyBase.template_args,
        "from": {"name": "Sender", "type": "string", "map_to": "origin"},
        "wait": {"name": "Seconds to wait for the delivery report", "type": "float", "default": _WAIT},
        "to": {"name": "Number, for use from plain Apprise", "type": "string", "map_to": "recipient"},
    }

    def __init__(self, origin: str = "", wait: str | float = _WAIT, recipient: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not (self.user and self.password and origin):
            raise TypeError("krisesmpp needs a system id, a password and `from=`")
        self.sender, self.usual_recipient, self.wait = sender(origin.removeprefix("+")), recipient, float(wait)
        self.answer_within, self.whole = _ANSWER, WHOLE
        self._lines: IdleLines[SmppSession] = IdleLines()

    def publish(self, out: Outgoing) -> Receipt:
        number = self.to(out)
        cut = parts.split(out.rendering.text)
        ids: list[str] = []
        with self._session() as session:
            for piece in framed(cut):
                ids.append(session.submit(self._request(number, cut, piece), first=not ids))
            report = session.reports(ids, until=time.monotonic() + self.wait)
        return Receipt(remote_id=ids[0], detail=f"{len(ids)} accepted, {report}")

    def deliver_many(self, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        cut = parts.split(batch.out.rendering.text)
        texts = [[self._request(to.recipient, cut, piece) for piece in framed(cut)] for to in batch.to]
        try:
            with self._line() as line:
                return window.submit(line, texts, self.width, go_on, batch.lasts)
        except NotifierError as error:  # before it let us in
            return [many.refused(error)] * len(batch.to)

    def fetch_reports(self, take: TakeReport) -> None:
        """Those that came to nobody's line; none where none are asked for."""
        if self.wait > 0:
            with self._session(take=take) as session:
                session.listen(_SILENCE, until=time.monotonic() + _FETCHING)

    def check(self) -> list[Diagnosis]:
        with self._session():
            sentence = say("Logged in to the SMS centre {host} as {user}.", host=self.host, user=self.user)
        found = [Diagnosis(level="ok", sentence=sentence)]
        if not self.secure and not is_this_machine(self.host):
            found.append(
                Diagnosis(
                    level="warning",
                    sentence=say(
                        "The password and every text go to {host} in the clear. Use krisesmpps://, or a line that is closed "
                        "in itself.",
                        host=self.host,
                    ),
                )
            )
        return found

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        schema = "krisesmpps" if self.secure else "krisesmpp"
        user, word = NotifyBase.quote(self.user, safe=""), self.pprint(self.password, privacy, safe="")
        port = f":{self.port}" if self.port else ""
        to = f"&to={NotifyBase.quote(self.usual_recipient, safe='')}" if self.usual_recipient else ""
        origin = NotifyBase.quote(self.sender.removeprefix("+"), safe="")
        return f"{schema}://{user}:{word}@{self.host}{port}/?from={origin}&wait={self.wait:g}{to}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        parts = NotifyBase.parse_url(url)
        if parts:
            asked = parts["qsd"]
            parts |= {"secure": parts["schema"] == "krisesmpps", "origin": asked.get("from", "")}
            parts |= {"wait": asked.get("wait") or _WAIT, "recipient": asked.get("to", "")}
        return parts

    @contextmanager
    def _session(self, take: TakeReport | None = None) -> Iterator[SmppSession]:
        session = self._new("transceiver", take)
        with self._in_time(session), session:
            yield session

    @contextmanager
    def _line(self) -> Iterator[SmppSession]:
        """To many. Kept for the next batch unless it broke."""
        line = self._lines.take() or self._new("transmitter")
        with self._in_time(line):
            line.be_open()
            yield line
        self._lines.give_back(line if line.is_open else None)

    def _new(self, bind: Bind, take: TakeReport | None = None) -> SmppSession:
        kind = TlsClient if self.secure else Client
        client = kind(
            self.host,
            self.port or _PORT,
            timeout=self.answer_within,
            logger_name=_QUIET.name,
            allow_unknown_opt_params=True,
        )
        return SmppSession(client, str(self.user), str(self.password), bind, take)

    def _in_time(self, session: SmppSession) -> AbstractContextManager[None]:
        return cut_after(self.whole + self.wait, lambda: session.connection)

    def _request(self, number: str, cut: parts.Parts, piece: bytes) -> dict[str, Any]:
        named = not self.sender.startswith("+")
        ton = (
            consts.SMPP_TON_NWSPEC
            if is_short(self.sender)
            else consts.SMPP_TON_ALNUM
            if named
            else consts.SMPP_TON_INTL
        )
        return {
            "source_addr_ton": ton,
            "source_addr_npi": consts.SMPP_NPI_UNK if named else consts.SMPP_NPI_ISDN,
            "source_addr": self.sender.removeprefix("+"),
            "dest_addr_ton": consts.SMPP_TON_INTL,
            "dest_addr_npi": consts.SMPP_NPI_ISDN,
            "destination_addr": number.removeprefix("+"),
            "short_message": piece,
            "registered_delivery": self.wait > 0,
            "data_coding": consts.SMPP_ENCODING_ISO10646
            if cut.encoding == parts.UCS2
            else consts.SMPP_ENCODING_DEFAULT,
            "esm_class": consts.SMPP_GSMFEAT_UDHI if len(cut.pieces) > 1 else consts.SMPP_MSGMODE_DEFAULT,
        }


def framed(cut: parts.Parts) -> list[bytes]:
    """Each part of a longer text behind the header that joins them: reference, how many, which (3GPP TS 23.040, 9.2.3.24.1)."""
    total = len(cut.pieces)
    if total == 1:
        return list(cut.pieces)
    reference = secrets.randbelow(256)
    return [bytes([5, 0, 3, reference, total, number]) + piece for number, piece in enumerate(cut.pieces, start=1)]
