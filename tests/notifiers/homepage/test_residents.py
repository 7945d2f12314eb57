"""A boil notice, and what forty residents write under it on five platforms: two editors answer or close every one, with one approval
an answer, and the platforms are read back.

A real WordPress (this folder's), a real Bluesky server whose index is a strict fake, and mastodon-mock; Facebook and Threads are
fakes, strict after their documents.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from sqlmodel import select

from notifiers.facade import Channels
from policy.drafts.answer_checks import of_remark
from schemas.accounts.account import Platform
from schemas.dialogue.question import QuestionKind, Standing, Used
from schemas.dialogue.remark import HideReason, Remark
from schemas.drafts.content import AnsweredRemark
from schemas.drafts.draft import Draft
from schemas.states import DeliveryStatus, RemarkStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.db.tables import AuditRow, DeliveryRow
from store.dialogue import question_answers, questions, replies
from store.drafts import drafts
from store.evaluation import dialogue
from store.remarks import hiding, inbox, remarks, taking
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content, request
from tests.fakes.bluesky import FakeIndex
from tests.fakes.facebook import PAGE, FakeFacebook
from tests.fakes.threads import FakeThreads
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.notifiers.bluesky.test_dialogue import Per
from tests.servers.mastodon import MastodonServer
from tests.servers.pds import PdsServer
from tests.servers.wordpress import WordPressServer

PLATFORMS = {
    "fjes": Platform.FACEBOOK,
    "traad": Platform.THREADS,
    "tut": Platform.MASTODON,
    "hjem": Platform.HOMEPAGE,
    "himmel": Platform.BLUESKY,
}
SAME = (
    "Når kommer vannet tilbake?",
    "når kjem vatnet tilbake",
    "Hei! Når kommer vannet tilbake?",
    "NÅR KOMMER VANNET TILBAKE",
    "Når er vannet tilbake?",
)
RUMOUR, INSULT, NUMBER = "Jeg hørte at det er kloakk i vannet", "Dere er noen idioter hele gjengen", "01018010018"
PRAISE = ("Takk for god informasjon!", "Bra jobba!", "Flinke folk i kommunen")
OTHERS = (
    "Er skolen på Hell stengt?",
    "Kan hunden drikke det?",
    "Må jeg koke vann til oppvask?",
    "Hvor står tankbilen?",
)
ANSWER, FALSE = "Vannet er tilbake lørdag kl. 12.", "Nei. Prøvene viser ingen kloakk."


class Place(NamedTuple):
    """Where residents write, and what stands under each of their remarks there (words of ours, by remote id)."""

    write: Callable[[str, list[str]], list[str]]
    answers: Callable[[str], list[str]]


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with FakeFacebook() as running:
        yield running


@pytest.fixture
def threads() -> Iterator[FakeThreads]:
    with FakeThreads() as running:
        yield running


@pytest.fixture
def mastodon() -> Iterator[MastodonServer]:
    with MastodonServer(demo=True) as running:
        yield running


@pytest.fixture
def bluesky() -> Iterator[PdsServer]:
    with PdsServer() as running:
        yield running


@pytest.fixture
def index(bluesky: PdsServer) -> Iterator[FakeIndex]:
    with FakeIndex(bluesky.at) as running:
        yield running


@pytest.fixture
def places(
    facebook: FakeFacebook,
    threads: FakeThreads,
    mastodon: MastodonServer,
    server: WordPressServer,
    bluesky: PdsServer,
    index: FakeIndex,
) -> dict[str, Place]:
    now, per = datetime.now(UTC), Per(bluesky, "per")
    per.index = index

    def toot(post: str, text: str) -> str:
        status = {"status": f"@grace {text}", "in_reply_to_id": post}
        return str(mastodon.ask("POST", "/api/v1/statuses", status, token="ada_token")["id"])

    def under_toot(remark: str) -> list[str]:
        below = mastodon.ask("GET", f"/api/v1/statuses/{remark}/context")["descendants"]
        return [one["content"] for one in below if one["account"]["id"] == mastodon.me]

    return {
        "fjes": Place(
            lambda post, texts: [facebook.comments.write(post, text, now) for text in texts],
            lambda remark: [
                one["message"]
                for one in facebook.comments.made.values()
                if one["above"] == remark and one["from"]["id"] == PAGE
            ],
        ),
        "traad": Place(
            lambda post, texts: [threads.write(text, now, post, "per") for text in texts],
            lambda remark: [one["text"] for one in threads.posts.values() if one["reply_to"] == remark],
        ),
        "tut": Place(lambda post, texts: [toot(post, text) for text in texts], under_toot),
        "hjem": Place(lambda post, texts: comments(server, post, texts), lambda remark: under(server, remark)),
        "himmel": Place(
            lambda post, texts: [per.writes(text, post) for text in texts], lambda remark: under_post(bluesky, remark)
        ),
    }


def comments(server: WordPressServer, post: str, texts: list[str]) -> list[str]:
    """What readers write in the browser."""
    code = (
        f"$made = array(); foreach (json_decode({json.dumps(json.dumps(texts))}) as $t) {{ $made[] = strval(wp_insert_comment("
        f"array('comment_post_ID' => {post}, 'comment_content' => $t, 'comment_author' => 'Per', 'comment_approved' => 1))); }}"
        "echo json_encode($made);"
    )
    return [str(number) for number in server.php(code)]


def under_post(server: PdsServer, remark: str) -> list[str]:
    """What stands in our own repository on the real server."""
    asked: dict[str, str | int] = {"repo": server.did, "collection": "app.bsky.feed.post", "limit": 100}
    told = httpx.get(f"{server.at}/xrpc/com.atproto.repo.listRecords", params=asked, timeout=120).json()
    ours = [one["value"] for one in told["records"]]
    return [one["text"] for one in ours if (one.get("reply") or {}).get("parent", {}).get("uri") == remark]


def under(server: WordPressServer, remark: str) -> list[str]:
    code = f"echo json_encode(array_column(get_comments(array('parent' => {remark}, 'status' => 'all')), 'comment_content'));"
    return list(server.php(code))


@pytest.fixture
def stage(
    migrated_sqlite: bytes,
    tmp_path: Path,
    facebook: FakeFacebook,
    threads: FakeThreads,
    mastodon: MastodonServer,
    server: WordPressServer,
    bluesky: PdsServer,
    index: FakeIndex,
) -> Iterator[Stage]:
    """The other tests of this folder get the server back as it was."""
    server.reset()
    server.php("wp_delete_comment(1, true);")
    database = tmp_path / "small.db"
    database.write_bytes(migrated_sqlite)
    addresses = {"fjes": facebook.url, "traad": threads.url, "tut": mastodon.url, "hjem": server.url()}
    addresses["himmel"] = bluesky.url.replace(str(bluesky.port), str(index.port))
    takes = {"hjem": {"comments_in_crisis": "open"}}
    ours = tuple(account(n, platform, url=None, secret=n, **takes.get(n, {})) for n, platform in PLATFORMS.items())
    made = Stage(opened(database), tmp_path, MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, *ours)}))
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = addresses.get
    inbox.keep_going(made.ctx)
    yield made
    server.reset()


@pytest.mark.timeout(3600)
def test_forty_residents_are_answered_by_two_editors(
    stage: Stage, places: dict[str, Place], facebook: FakeFacebook
) -> None:
    ctx = stage.ctx
    crisis = lifecycle.establish(ctx, "kari", request())
    notice = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), list(PLATFORMS)).id)
    approve(ctx, notice)
    stage.forward(seconds=30)
    posts = {name: inbox.where(ctx, name)[1][0] for name in PLATFORMS}

    written = residents(places, posts)
    assert sum(map(len, written.values())) == 40
    stage.forward(seconds=60)
    found = remarks.listing(ctx)
    assert {one.remote_id for one in found} == {each for ids in written.values() for each in ids}, (
        "all seen within a minute"
    )

    same = questions.proposals(ctx)[0].remarks
    assert len(same) >= 30 and not {one.text for one in same} & {RUMOUR, INSULT, *PRAISE, *OTHERS}
    question = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Når kommer vannet tilbake?", named(same))
    approve(ctx, question_answers.answer(ctx, "ola", question.id, ANSWER, Standing.SAID, "Vannverket"))
    (heard,) = saying(found, RUMOUR)
    rumour = questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Er det kloakk i vannet?", named([heard]))
    approve(ctx, question_answers.answer(ctx, "ola", rumour.id, FALSE, Standing.FALSE, "Mattilsynet"))
    for one in saying(found, *PRAISE, *OTHERS):
        words = "Takk! Hilsen Ola" if one.text in PRAISE else f"Svar på «{one.text}». Hilsen Ola"
        approve(ctx, replies.answer(ctx, "ola", one.id, words, one.hash))
    (insult,), (personal,) = saying(found, INSULT), [one for one in found if NUMBER in one.text]
    taking.close(ctx, "ola", insult.id, "Skjellsord, ingen å svare på.")
    assert any(check.id.startswith("remark-") for check in of_remark(personal, ctx.municipality.dialogue))
    hiding.hide(ctx, "ola", personal.id, HideReason.PERSONAL_DATA)
    stage.forward(minutes=5)

    assert remarks.listing(ctx) == [], f"nothing is left to do: {undelivered(stage)}"
    ends = {one.text: remarks.show(ctx, one.id).status for one in (insult, personal)}
    assert list(ends.values()) == [RemarkStatus.CLOSED, RemarkStatus.HIDDEN]
    assert facebook.comments.made[personal.remote_id]["is_hidden"] is True
    for one in found:
        there = places[one.account_id].answers(one.remote_id)
        assert len(there) == (one.id not in (insult.id, personal.id)), f"{one.text}: {there}"
        assert not there or expected(one, same) in there[0]
    uses = question_answers.case(ctx, question.id).uses
    assert len(uses) == len(same) and all(use.used is Used.STANDS for use in uses)
    assert approvals_in_log(stage) == 1 + 2 + len(PRAISE) + len(OTHERS), "one for the notice, and one for each answer"
    told = dialogue.of_crisis(ctx, crisis.id)
    assert (told.remarks, told.answered, told.closed, told.open) == (40, 38, 2, 0)
    assert [(one.text, one.asked, one.standing) for one in told.asked] == [
        (rumour.text, 1, Standing.FALSE),
        (question.text, len(same), Standing.SAID),
    ]
    assert told.slowest is not None and told.slowest <= 600


def undelivered(stage: Stage) -> list[tuple[str, str | None]]:
    with stage.ctx.read() as session:
        rows = session.exec(select(DeliveryRow).where(DeliveryRow.status != DeliveryStatus.DELIVERED)).all()
        return [(row.account_id, row.error) for row in rows]


def residents(places: dict[str, Place], posts: dict[str, str]) -> dict[str, list[str]]:
    asked = {name: [SAME[(number + at) % len(SAME)] for number in range(6)] for at, name in enumerate(PLATFORMS)}
    asked["fjes"] += [RUMOUR, f"Min mor {NUMBER} har ikke vann"]
    asked["traad"] += [INSULT, *PRAISE]
    asked["tut"] += OTHERS[:2]
    asked["hjem"] += OTHERS[2:]
    return {name: places[name].write(posts[name], texts) for name, texts in asked.items()}


def named(found: Any) -> list[AnsweredRemark]:
    return [AnsweredRemark(remark_id=one.id, seen=one.hash) for one in found]


def saying(found: list[Remark], *texts: str) -> list[Remark]:
    return [one for one in found if one.text.removeprefix("@grace ") in texts]


def approve(ctx: Any, draft: Any) -> None:
    assert isinstance(draft, Draft)
    approvals.approve(ctx, "ingrid", draft.id, draft.revision.seen)


def expected(one: Remark, same: Any) -> str:
    if one.id in {each.id for each in same}:
        return ANSWER
    if one.text == RUMOUR:
        return FALSE
    return "Takk! Hilsen Ola" if one.text in PRAISE else "Svar på"


def approvals_in_log(stage: Stage) -> int:
    with stage.ctx.read() as session:
        rows = session.exec(select(AuditRow)).all()
    assert not [row for row in rows if NUMBER in json.dumps(row.data, ensure_ascii=False)], (
        "the log never holds the number"
    )
    return sum(row.action == "draft.approved" for row in rows)
