"""`krisekanal message missed` and `second-way`: whom a message did not reach, and the draft to them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk.cli.commands import message
from schemas.errors import Refused
from schemas.states import DraftStatus
from store.db.sealing import Sealer
from store.evidence import audit
from tests.desk.test_remark_commands import desk, shown
from tests.store.test_second_way import settled, warned

__all__ = ["desk"]


def test_who_is_shown_and_written_to(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ctx, desk.actor = settled(replace(desk.ctx, sealer=Sealer(tmp_path / "key"))), "ola"
    message_id = warned(desk.ctx)
    found = message.not_reached(desk, message_id)
    assert found.by_email == 2
    assert [event.actor for event in audit.events(desk.ctx, action="register.read")] == ["ola"]
    text = shown(found, monkeypatch)
    assert "Bakken 1 · Bo · +4791111101" in text and f"message second-way {message_id}" in text and "Åse" not in text
    draft = message.another_way(desk, message_id)
    assert draft.status is DraftStatus.DRAFT and draft.revision.accounts == ("epost",)
    assert message.another_way(desk, message_id).status is DraftStatus.DRAFT, (
        "and nothing is sent before it is approved"
    )
    desk.actor = "liv"
    with pytest.raises(Refused):
        message.not_reached(desk, message_id)
    with pytest.raises(Refused):
        message.another_way(desk, message_id)
