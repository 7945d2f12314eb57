"""A real SMPP 3.4 server (smpp34) on loopback that keeps every part. What it does is scripted by how the number ends.

A report goes to the line that the text came over; where that only sends, it waits for one that can receive, and so does one that was
not taken there.
"""

import asyncio
from collections.abc import Awaitable
from threading import Event, Thread
from typing import Any, NamedTuple

import smpp34

from tests.servers.ports import free_port

BAD_NUMBER, BUSY, BUSY_ONCE_LATER, GIVEN_UP, SILENT, MUTE = "11", "88", "89", "90", "77", "66"
"""Refused; throttled always; throttled once at the second part; reported UNDELIV; no report; no answer at all."""
_INVALID_DESTINATION, _THROTTLED = 0x0B, 0x58
"""SMPP 3.4, section 5.1.3."""


class Part(NamedTuple):
    to: str
    sender: str
    body: bytes
    coding: int
    esm_class: int
    wants_report: bool


class Report(NamedTuple):
    number: str
    remote_id: str
    state: str


class Ids(NamedTuple):
    """How a centre writes the number of a part where it answers, and where it reports."""

    answered: str
    reported: str
    first: int = 0x1A2B3C00


AS_ANSWERED, IN_DECIMAL, IN_HEX = Ids("id{}", "id{}", 0), Ids("{:08X}", "{:010d}"), Ids("{:d}", "{:X}")


class SmppServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.parts: list[Part] = []
        self.ids = AS_ANSWERED
        self.answers_in = 1
        """Texts that are answered together: one that is waited for alone waits in vain."""
        self.kept: list[Report] = []
        """Reports that nobody has taken yet."""
        self._unanswered: list[tuple[Any, int]] = []
        self._held: list[Any] = []
        self._throttled = False
        self._esmes: dict[str, Any] = {}
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._reports: set[asyncio.Future[Any]] = set()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "SmppServer":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        if self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(120)

    @property
    def url(self) -> str:
        return f"krisesmpp://system:hemmelig@127.0.0.1:{self.port}/?from=Kommunen&wait=3"

    @property
    def lines(self) -> int:
        """That were ever bound."""
        return len(self._esmes)

    def ends_every_line(self) -> None:
        """In the protocol's own words (SMPP 3.4, 4.2)."""
        self._loop.call_soon_threadsafe(self._unbind)

    def _unbind(self) -> None:
        for esme in self._esmes.values():
            self._keep(esme.unbind())

    def _run(self) -> None:
        self._task = self._loop.create_task(self._serve())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = smpp34.Server("127.0.0.1", self.port, system_id="prove")
        await server.start()
        self._ready.set()
        try:
            while True:
                event = await server.next()
                if isinstance(event, smpp34.Esme):
                    self._esmes[event.session_id] = event
                    if event.can_receive:
                        self._soon(event.session_id, "Kommunen", self.kept)
                elif isinstance(event, smpp34.SubmitSmEvent):
                    self._take(event)
        finally:
            await server.stop()

    def _take(self, event: Any) -> None:
        number = event.destination_addr
        if number.endswith(BAD_NUMBER):
            event.reject(_INVALID_DESTINATION)
            return
        if number.endswith(BUSY):
            event.reject(_THROTTLED)
            return
        begun = any(part.to == number for part in self.parts)
        if number.endswith(BUSY_ONCE_LATER) and begun and not self._throttled:
            self._throttled = True
            event.reject(_THROTTLED)
            return
        part = Part(
            number,
            event.source_addr,
            event.short_message,
            event.data_coding,
            event.esm_class,
            bool(event.registered_delivery),
        )
        self.parts.append(part)
        if number.endswith(MUTE):
            self._held.append(event)
            return
        self._unanswered.append((event, self.ids.first + len(self.parts)))
        if len(self._unanswered) >= self.answers_in:
            answered, self._unanswered = self._unanswered, []
            for each, number in answered:
                each.accept(self.ids.answered.format(number))
                self._report(each, self.ids.reported.format(number))

    def _report(self, event: Any, remote_id: str) -> None:
        number = event.destination_addr
        if not event.registered_delivery or number.endswith(SILENT):
            return
        report = Report(number, remote_id, "UNDELIV" if number.endswith(GIVEN_UP) else "DELIVRD")
        self.kept.append(report)
        if self._esmes[event.session_id].can_receive:
            self._soon(event.session_id, event.source_addr, [report])

    def _soon(self, session_id: str, to: str, reports: list[Report]) -> None:
        """All at once, as a centre does."""
        for report in reports:
            self._keep(self._bring(session_id, to, report))

    def _keep(self, work: Awaitable[Any]) -> None:
        """Until it is done: the loop itself forgets what nobody holds."""
        task = asyncio.ensure_future(work)
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _bring(self, session_id: str, to: str, report: Report) -> None:
        words = (
            f"id:{report.remote_id} sub:001 dlvrd:001 submit date:2611241200 done date:2611241200 stat:{report.state} "
            "err:000 text:"
        )
        answer = await self._esmes[session_id].deliver_sm(to, words.encode(), source_addr=report.number, esm_class=4)
        if answer.is_success and report in self.kept:
            self.kept.remove(report)
