"""One bound SMPP session: parts are submitted and answered, one by one or several at a time, and delivery reports come in.

A report that this session does not wait for is not taken: the centre keeps it and brings it again, to whoever fetches reports.
"""

import re
import socket
import ssl
import struct
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from policy.sending.message_ids import same
from schemas.errors import NotifierError, RetryClass
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say

BUSY = (consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL, consts.SMPP_ESME_RSYSERR)
_UNKNOWN_US = (consts.SMPP_ESME_RBINDFAIL, consts.SMPP_ESME_RINVPASWD, consts.SMPP_ESME_RINVSYSID)
TRIES, PAUSE = 5, 0.2
"""For the later parts of a text that has begun to leave."""
_REPORT = 0x04
"""Bit of `esm_class` that makes a deliver_sm a delivery report."""
_ARRIVED, _ON_ITS_WAY = "DELIVRD", ("ENROUTE", "ACCEPTD")
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
"""SMPP 3.4, 5.2.28."""
_LAST_WORDS = {"DELIVRD": True, "EXPIRED": False, "DELETED": False, "UNDELIV": False, "REJECTD": False}
"""Whether it arrived; all others are on their way, or the centre does not know."""
_OK: int = consts.SMPP_ESME_ROK
_NOT_NOW: int = consts.SMPP_ESME_RX_T_APPN
_SAME = 8
"""Digits at the end of a number: with its country or without, it is the same phone."""
_GONE = (exceptions.PDUError, exceptions.ConnectionError, OSError)
Bind = Literal["transceiver", "transmitter"]
TakeReport = Callable[[DeliveryReport], bool]
"""False where it is to be brought again."""


class TlsClient(Client):  # type: ignore[misc]  # smpplib is untyped
    """smpplib wraps its socket without the server's name, so that no certificate could be checked."""

    def _create_socket(self) -> socket.socket:
        raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        raw.settimeout(self.timeout)
        return ssl.create_default_context().wrap_socket(raw, server_hostname=self.host)


class SmppSession:
    """A context: bound inside, unbound and closed after it; or a line that is used again (`be_open`). Raises `NotifierError`."""

    def __init__(
        self, client: Client, user: str, password: str, bind: Bind = "transceiver", take: TakeReport | None = None
    ) -> None:
        """`take` gets every report; without it those of numbers that were written to here are kept for `reports`."""
        self._client, self._user, self._password = client, user, password
        self._bind, self._take = bind, take
        self._numbers: set[str] = set()
        self._answers: dict[int, tuple[int, str]] = {}
        self._reports: dict[str, str] = {}
        client.set_message_sent_handler(self._answered)
        client.set_error_pdu_handler(self._answered)
        client.set_message_received_handler(self._received)

    def __enter__(self) -> "SmppSession":
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connection(self) -> socket.socket | None:
        return self._client._socket  # type: ignore[no-any-return]  # smpplib is untyped

    @property
    def is_open(self) -> bool:
        return self.connection is not None

    def be_open(self) -> None:
        """Bound anew where the other end has gone since it was used."""
        if self.is_open and not self._still_there():
            self.drop()
        if not self.is_open:
            self._open()

    def close(self) -> None:
        try:
            self._client.unbind()
        except _GONE:
            pass
        finally:
            self.drop()

    def drop(self) -> None:
        """Without a word: nobody answers on it any more."""
        self._client.state = consts.SMPP_CLIENT_STATE_OPEN
        self._client.disconnect()

    def submit(self, request: dict[str, Any], *, first: bool) -> str:
        """The centre's id for this part. A later part that the centre has no room for is tried again at once."""
        for attempt in range(1 if first else TRIES):
            time.sleep(PAUSE * attempt)
            status, remote_id = self._asked(request)
            if status == consts.SMPP_ESME_ROK:
                return remote_id
            if status not in BUSY:
                break
        if not first:
            raise failed(RetryClass.AMBIGUOUS, f"part refused with 0x{status:02X}")
        raise refused(status)

    def reports(self, ids: list[str], until: float) -> str:
        """`until` is on the monotonic clock. Raises `PERMANENT` where the centre gives a part up."""
        while time.monotonic() < until and not all(self._reported(i) == _ARRIVED for i in ids):
            self._read(until - time.monotonic())
            lost = next(
                (state for i in ids if (state := self._reported(i) or _ARRIVED) not in (_ARRIVED, *_ON_ITS_WAY)), None
            )
            if lost:
                sentence = say("The SMS centre could not deliver to this number ({state}).", state=lost)
                raise NotifierError(sentence, RetryClass.PERMANENT)
        return _ARRIVED if all(self._reported(i) == _ARRIVED for i in ids) else "no report yet"

    def begin(self, request: dict[str, Any]) -> int:
        """The number by which `answer` tells what came of it."""
        if self._bind == "transceiver":
            self._numbers.add(request["destination_addr"][-_SAME:])
        try:
            return int(self._client.send_message(**request).sequence)
        except (exceptions.ConnectionError, OSError) as error:
            raise failed(RetryClass.AMBIGUOUS, "no answer") from error

    def answer(self) -> tuple[int, int, str]:
        """The next one, of whichever request: its number, the status, the centre's id. A centre that is silent has broken the line."""
        if not self.answers_within(self._client.timeout):
            raise failed(RetryClass.AMBIGUOUS, "no answer")
        sequence = next(iter(self._answers))
        return sequence, *self._answers.pop(sequence)

    def answers_within(self, seconds: float) -> bool:
        """Whether `answer` has one then."""
        until = time.monotonic() + seconds
        try:
            while not self._answers and (left := until - time.monotonic()) > 0:
                self._read(left)
        except (exceptions.ConnectionError, OSError) as error:
            raise failed(RetryClass.AMBIGUOUS, "no answer") from error
        return bool(self._answers)

    def listen(self, quiet: float, until: float) -> None:
        """Take what comes, until nothing has for `quiet` seconds. `until` is on the monotonic clock."""
        try:
            while time.monotonic() < until and self._read(quiet):
                pass
        except (exceptions.ConnectionError, OSError) as error:
            raise failed(RetryClass.RETRY_NOW, "no connection") from error

    def _open(self) -> None:
        """Nothing of a text has left before this is done."""
        try:
            self._client.connect()
            getattr(self._client, f"bind_{self._bind}")(system_id=self._user, password=self._password)
        except exceptions.PDUError as error:
            self._client.disconnect()
            raise _not_bound(error) from error
        except (exceptions.ConnectionError, OSError, struct.error) as error:  # the last one: no SMPP at all
            self._client.disconnect()
            raise failed(RetryClass.RETRY_NOW, "no connection") from error

    def _still_there(self) -> bool:
        """The centre is asked (SMPP 3.4, 4.11), and what it has asked meanwhile is answered."""
        asked = smpp.make_pdu("enquire_link", client=self._client)
        try:
            self._client.send_pdu(asked)
            while (said := self._client.read_pdu()).command != "enquire_link_resp":
                if said.command != "enquire_link":
                    return False
                self._client._enquire_link_received(said)
        except (*_GONE, struct.error):
            return False
        return True

    def _asked(self, request: dict[str, Any]) -> tuple[int, str]:
        sequence = self.begin(request)
        while True:
            answered, status, remote_id = self.answer()
            if answered == sequence:
                return status, remote_id

    def _read(self, seconds: float) -> bool:
        """One request or answer of theirs, if one comes in time."""
        self._client._socket.settimeout(max(seconds, 0.01))
        try:
            self._client.read_once(auto_send_enquire_link=False)
            return True
        except TimeoutError:
            return False
        finally:
            self._client._socket.settimeout(self._client.timeout)

    def _reported(self, remote_id: str) -> str | None:
        """By the id as it was answered, or as the centre writes it in its reports."""
        exact = self._reports.get(remote_id)
        return exact or next((state for told, state in self._reports.items() if same(told, remote_id)), None)

    def _answered(self, pdu: Any, **_: Any) -> None:
        self._answers[pdu.sequence] = (int(pdu.status), _text(getattr(pdu, "message_id", None)))

    def _received(self, pdu: Any, **_: Any) -> int:
        """The status that it is answered with."""
        if not pdu.esm_class & _REPORT:
            return _OK
        words, number = _text(pdu.short_message), _text(pdu.source_addr).lstrip("+")
        remote_id = _text(pdu.receipted_message_id) or _part(r"\bid:(\S+)", words)
        state = _STATES.get(pdu.message_state or 0) or _part(r"\bstat:(\w+)", words).upper()
        if self._take is None and number[-_SAME:] not in self._numbers:
            return _NOT_NOW
        self._reports[remote_id] = state
        if self._take is None or state not in _LAST_WORDS or not remote_id:
            return _OK
        report = DeliveryReport(remote_id=remote_id, recipient=f"+{number}", arrived=_LAST_WORDS[state])
        return _OK if self._take(report) else _NOT_NOW


def _part(pattern: str, words: str) -> str:
    found = re.search(pattern, words)
    return found.group(1) if found else ""


def _text(value: Any) -> str:
    return value.decode("latin-1").rstrip("\0") if isinstance(value, bytes) else str(value or "")


def _not_bound(error: exceptions.PDUError) -> NotifierError:
    status = error.args[1] if len(error.args) > 1 else 0
    if status in _UNKNOWN_US:
        return NotifierError(say("The SMS centre does not know this system id and password."), RetryClass.REAUTH)
    return failed(RetryClass.RETRY_BACKOFF, f"bind 0x{status:02X}")


def refused(status: int) -> NotifierError:
    """Of a text of which nothing was taken."""
    return failed(RetryClass.RETRY_BACKOFF if status in BUSY else RetryClass.PERMANENT, f"0x{status:02X}")


def failed(kind: RetryClass, detail: str) -> NotifierError:
    return NotifierError(say("The SMS centre did not take the message ({detail}).", detail=detail), kind)
