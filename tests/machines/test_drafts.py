"""Drafts: several people write, edit, submit, look, approve by hash, return and withdraw, in any order."""

from dataclasses import dataclass

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlmodel import Session, select

from schemas.drafts.draft import Seen
from schemas.states import DraftStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.db.tables import ApprovalRow
from store.drafts import drafts
from store.messages import messages
from tests.cast import content, request
from tests.fakes import FakeChannels
from tests.machines.arena import Arena, Machine, Move, moves

DESK = ("ola", "ingrid", "siri")
"""Two editors, and the deputy of one."""
GONE = "nils"
PEOPLE = st.sampled_from([*DESK, *DESK, "anne", "anne", "liv", "kari", GONE])
WRITERS = st.sampled_from([*DESK, "anne", "liv"])
WORDS = st.sampled_from(["Kok vannet.", "Vannet er rent.", "Hent vann på skolen.", "Bruk vannet.", "Vent."])
ACCOUNTS = st.sampled_from([("side",), ("tavle",), ("tavle", "side")])
"""`tavle` falls back on `side`: the last two have the same renderings, and are not the same."""
APPROVERS = st.sampled_from([*DESK, *DESK, "anne", "kari", GONE])
WHICH = st.integers(0, 3)
OPEN = (DraftStatus.DRAFT, DraftStatus.SUBMITTED, DraftStatus.RETURNED)


@dataclass(frozen=True)
class Text:
    author: str
    words: str
    accounts: tuple[str, ...]
    hash: str

    def same_as(self, other: "Text") -> bool:
        return (self.words, self.accounts) == (other.words, other.accounts)


@dataclass
class Paper:
    """What the model knows of a draft."""

    id: str
    author: str
    texts: list[Text]
    hands: set[str]
    """Wrote a text of it, or submitted it."""
    status: DraftStatus = DraftStatus.DRAFT
    message: str | None = None

    @property
    def now(self) -> Text:
        return self.texts[-1]


WRITTEN = {"who": PEOPLE, "words": WORDS, "accounts": ACCOUNTS}
MOVES = moves(
    write=(2, WRITTEN | {"hand_in": st.booleans()}),
    edit=(5, WRITTEN | {"which": WHICH}),
    submit=(4, {"which": WHICH, "who": st.just("") | PEOPLE}),
    approve=(
        7,
        {
            "which": WHICH,
            "who": APPROVERS,
            "back": st.sampled_from([0, 1]),
            "digits": st.sampled_from([64, 64, 64, 63, 16]),
        },
    ),
    edit_meanwhile=(3, WRITTEN | {"which": WHICH, "reader": APPROVERS}),
    give_back=(2, {"which": WHICH, "who": PEOPLE, "reason": st.sampled_from(["Skriv kortere.", "Kortere.", " "])}),
    withdraw=(1, {"which": WHICH, "who": PEOPLE}),
    the_crisis_ends=(1, {}),
)


class Drafts(Machine):
    """At most three drafts are open at once, so that several people come to the same one."""

    def __init__(self, arena: Arena) -> None:
        super().__init__(arena, FakeChannels())
        self.crisis = lifecycle.establish(self.ctx, "kari", request()).id
        self.written: list[Paper] = []

    def open(self) -> list[Paper]:
        return [paper for paper in self.written if paper.status in OPEN]

    def paper(self, which: int) -> Paper:
        """One that is open, or the one decided last."""
        decided = [paper for paper in self.written if paper.status not in OPEN]
        choice = [*self.open(), *decided[-1:]]
        return choice[which % len(choice)]

    @initialize(who=WRITERS, words=WORDS, accounts=ACCOUNTS)
    def begin(self, who: str, words: str, accounts: tuple[str, ...]) -> None:
        self.write(who, words, accounts, hand_in=True)

    @rule(move=MOVES)
    def step(self, move: Move) -> None:
        self.make(move)

    def write(self, who: str, words: str, accounts: tuple[str, ...], *, hand_in: bool) -> None:
        if len(self.open()) == 3:
            return
        made = self.tried(lambda: drafts.new(self.ctx, who, self.crisis, content(words), accounts), allowed=who != GONE)
        if made is None:
            return
        paper = Paper(made.id, who, [Text(who, words, accounts, made.revision.content_hash)], {who})
        self.written.append(paper)
        if hand_in:
            self._submit(paper, who)

    def edit(self, which: int, who: str, words: str, accounts: tuple[str, ...]) -> None:
        paper = self.paper(which)
        allowed = paper.status in OPEN and self._own_or_desk(paper, who)
        made = self.tried(lambda: drafts.edit(self.ctx, who, paper.id, content(words), accounts), allowed=allowed)
        wrote = Text(who, words, accounts, made.revision.content_hash) if made else paper.now
        if not wrote.same_as(paper.now):
            paper.texts.append(wrote)
            paper.hands.add(who)
            self.reached["edited"] += 1
            self.reached["edited while the desk has it"] += paper.status is DraftStatus.SUBMITTED

    def submit(self, which: int, who: str) -> None:
        paper = self.paper(which)
        self._submit(paper, who or paper.author)

    def approve(self, which: int, who: str, back: int, digits: int) -> None:
        """By the hash of the present text, or of the one before it, which the approver had looked at."""
        paper = self.paper(which)
        number = len(paper.texts) - min(back, len(paper.texts) - 1)
        seen = paper.texts[number - 1]
        may = paper.status is DraftStatus.SUBMITTED and who in DESK
        own, stale, short = who in paper.hands, seen is not paper.now, digits < 64
        allowed = may and not (own or stale or short)
        made = self.tried(
            lambda: approvals.approve(self.ctx, who, paper.id, Seen(number, seen.hash[:digits])), allowed=allowed
        )
        self._count(may, own=own, stale=stale, short=short)
        self.reached["refused to others than the desk"] += paper.status is DraftStatus.SUBMITTED and not may
        if made:
            paper.status, paper.message = DraftStatus.APPROVED, made.id
            assert (made.content.body, made.content_hash, made.approver) == (seen.words, seen.hash, who)
            assert sorted(d.account_id for d in made.deliveries) == sorted(seen.accounts)
            self.reached["approved"] += 1
            self.reached["approved after an edit"] += len(paper.texts) > 1

    def edit_meanwhile(self, which: int, who: str, words: str, accounts: tuple[str, ...], reader: str) -> None:
        """Somebody reads, another one edits, and the reader approves what was read."""
        edits = len(self.paper(which).texts)
        self.edit(which, who, words, accounts)
        self.approve(which, reader, back=len(self.paper(which).texts) - edits, digits=64)

    def give_back(self, which: int, who: str, reason: str) -> None:
        paper = self.paper(which)
        allowed = paper.status is DraftStatus.SUBMITTED and who in DESK and bool(reason.strip())
        if self.tried(lambda: drafts.give_back(self.ctx, who, paper.id, reason), allowed=allowed):
            paper.status = DraftStatus.RETURNED
            self.reached["returned"] += 1

    def withdraw(self, which: int, who: str) -> None:
        paper = self.paper(which)
        allowed = paper.status in OPEN and self._own_or_desk(paper, who)
        if self.tried(lambda: drafts.withdraw(self.ctx, who, paper.id), allowed=allowed):
            paper.status = DraftStatus.WITHDRAWN
            self.reached["withdrawn"] += 1

    def the_crisis_ends(self) -> None:
        """What was open is withdrawn; the next crisis knows nothing of it."""
        if len(self.open()) < 3:
            return
        lifecycle.stand_down(self.ctx, "kari", self.crisis)
        for paper in self.open():
            paper.status = DraftStatus.WITHDRAWN
            self.reached["withdrawn at the end of the crisis"] += 1
        self.crisis = lifecycle.establish(self.ctx, "kari", request(title="Neste")).id

    def _submit(self, paper: Paper, who: str) -> None:
        allowed = paper.status in (DraftStatus.DRAFT, DraftStatus.RETURNED) and self._own_or_desk(paper, who)
        self.reached["submitted again"] += allowed and paper.status is DraftStatus.RETURNED
        if self.tried(lambda: drafts.submit(self.ctx, who, paper.id), allowed=allowed):
            paper.status = DraftStatus.SUBMITTED
            paper.hands.add(who)
            self.reached["submitted"] += 1

    @invariant()
    def drafts_are_what_the_model_says(self) -> None:
        found = {draft.id: draft for draft in drafts.listing(self.ctx)}
        assert found.keys() == {paper.id for paper in self.written}
        for paper in self.written:
            draft, now = found[paper.id], paper.now
            assert (draft.status, draft.author, draft.message_id) == (paper.status, paper.author, paper.message)
            revision = draft.revision
            assert (revision.number, revision.author) == (len(paper.texts), now.author)
            assert (revision.content.body, revision.accounts, revision.content_hash) == (
                now.words,
                now.accounts,
                now.hash,
            )

    @invariant()
    def one_hash_is_one_text(self) -> None:
        texts = [text for paper in self.written for text in paper.texts]
        assert len({t.hash for t in texts}) == len({(t.words, t.accounts) for t in texts})

    @invariant()
    def what_was_approved_was_approved_once_and_by_a_second(self) -> None:
        approved = {paper.message: paper for paper in self.written if paper.message}
        assert {message.id for message in messages.listing(self.ctx)} == approved.keys()
        with Session(self.ctx.engine) as session:
            rows = session.exec(select(ApprovalRow)).all()
        assert sorted((row.draft_id, row.content_hash) for row in rows) == sorted(
            (paper.id, paper.now.hash) for paper in approved.values()
        )
        assert all(row.approver in DESK for row in rows)
        hands = {paper.id: paper.hands for paper in approved.values()}
        assert all(row.approver not in hands[row.draft_id] for row in rows)

    @invariant()
    def the_log_verifies(self) -> None:
        self.log_holds()

    def _count(self, may: bool, *, own: bool, stale: bool, short: bool) -> None:
        """Which one thing alone stood in the way."""
        self.reached["own text refused"] += may and own and not stale and not short
        self.reached["stale hash refused"] += may and stale and not own and not short
        self.reached["too short a hash refused"] += may and short and not own and not stale

    def _own_or_desk(self, paper: Paper, who: str) -> bool:
        return who != GONE and (who == paper.author or who in DESK)


@pytest.mark.slow
@pytest.mark.timeout(900)  # 20 seconds of processor, on a machine that may be busy
def test_drafts(arena: Arena) -> None:
    least = {
        "approved": 15,
        "approved after an edit": 4,
        "own text refused": 6,
        "stale hash refused": 12,
        "edited while the desk has it": 15,
        "returned": 4,
        "withdrawn": 4,
    }
    arena.play(Drafts, examples=45, steps=30, least=least)
