"""The log in words: what was done about what others write is a sentence, too."""

import re
from datetime import UTC, datetime

import pytest

from config.language.event_words import event_sentence
from config.language.texts import read
from schemas.dialogue.remark import HideDeed
from schemas.evidence.audit import AuditEvent
from tests.test_house_rules import ROOT

_NAMED = re.compile(r'"((?:inbox|question|remark|remarks|reply)\.[a-z_]+)"')
ACTIONS = sorted(
    {
        *(f"remark.to_{deed}" for deed in HideDeed),
        *("remark.hidden", "remark.removed", "remark.shown"),
        *(
            action
            for folder in ("approvals", "dialogue", "remarks")
            for path in (ROOT / "store" / folder).glob("*.py")
            for action in _NAMED.findall(path.read_text(encoding="utf-8"))
        ),
    }
)


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_done_about_what_others_write_is_told_in_words(action: str, lang: str) -> None:
    event = AuditEvent(
        seq=1,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        actor="ola",
        action=action,
        subject="c-1",
        crisis_id=None,
        data={
            "reason": "unlawful",
            "error": "Nede",
            "message": "m-1",
            "account": "side",
            "text": "Når?",
            "remark": "c-1",
        },
        prev_hash="a" * 64,
        hash="b" * 64,
    )
    said = read(event_sentence(event), lang)
    assert len(ACTIONS) > 20 and action not in said and "unlawful" not in said
