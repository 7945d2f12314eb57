"""Residents who write on nine platforms at once: the walls that they write on, and a channel that mixes up what is read there."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from notifiers.facade import Channels
from schemas.accounts.account import Account, Platform
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from tests.cast import account
from tests.fakes.blogger import FakeBlogger
from tests.fakes.facebook import FakeFacebook
from tests.fakes.flickr import FakeFlickr
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.telegram import FakeTelegram
from tests.fakes.threads import FakeThreads
from tests.fakes.x import FakeX
from tests.fakes.youtube import FakeYouTube
from tests.servers.mastodon import MastodonServer

POSTS = 10


@dataclass
class Wall:
    """One platform. `said` maps an id to what it says there now; `gone` are those taken away again."""

    platform: Platform
    url: str
    posts: list[str]
    say: Callable[[str, str], str]
    """(post, text) -> id."""
    edit: Callable[[str, str], None]
    take_away: Callable[[str], None]
    tells: bool = False
    """The platform tells of what is taken away."""
    said: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    edited: set[str] = field(default_factory=set)

    @property
    def account(self) -> Account:
        more: dict[str, Any] = {"read_budget": 1_000} if self.platform is Platform.X else {}
        return account(self.platform.value, self.platform, url=None, secret=self.platform.value, **more)

    def write(self, chance: random.Random, text: str) -> None:
        self.said[self.say(chance.choice(self.posts), text)] = text

    def change(self, chance: random.Random, text: str) -> None:
        """Each once: of two edits in one second, given in another order, nobody can say which is the newer."""
        chosen = chance.choice(sorted(self.said.keys() - self.edited))
        self.edited.add(chosen)
        self.edit(chosen, text)
        self.said[chosen] = text

    def remove(self, chance: random.Random) -> None:
        chosen = chance.choice(sorted(self.said))
        self.take_away(chosen)
        del self.said[chosen]
        self.gone.add(chosen)


@contextmanager
def walls() -> Iterator[list[Wall]]:
    with ExitStack() as running:
        yield [made(running) for made in _MAKERS]


class Mixing:
    """`Channels` whose pages come shuffled, with some of what came before, while people go on writing."""

    def __init__(self, channels: Channels, walls: Sequence[Wall], chance: random.Random) -> None:
        self._channels, self._chance = channels, chance
        self._walls = {wall.platform.value: wall for wall in walls}
        self._before: dict[str, list[RemoteRemark]] = {}
        self.calm, self.late, self.pages = False, 0, 0

    def remarks(self, account: Account, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        self.pages += 1
        if not self.calm and self._chance.random() < 0.3:
            self.late += 1
            self._walls[account.id].write(self._chance, f"Mens det leses {self.late}")
        page = self._channels.remarks(account, cursor, own_posts)
        return page if self.calm else page.model_copy(update={"remarks": self._mixed(account.id, page.remarks)})

    def _mixed(self, account_id: str, found: tuple[RemoteRemark, ...]) -> tuple[RemoteRemark, ...]:
        before = self._before.setdefault(account_id, [])
        again = self._chance.sample(before, min(5, len(before)))
        self._before[account_id] = [*before, *found[:5]][-50:]
        mixed = [*found, *found[:3], *again]
        self._chance.shuffle(mixed)
        return tuple(mixed)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channels, name)


def _facebook(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeFacebook())
    posts = [fake.write(f"Melding {n}", _now()) for n in range(POSTS)]
    made = fake.comments.made
    return Wall(
        Platform.FACEBOOK,
        fake.url,
        posts,
        lambda post, text: fake.comments.write(post, text, _now()),
        lambda i, text: _set(made[i], message=text),
        _popped(made),
    )


def _threads(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeThreads())
    posts = [fake.write(f"Melding {n}", _now()) for n in range(POSTS)]
    return Wall(
        Platform.THREADS,
        fake.url,
        posts,
        lambda post, text: fake.write(text, _now(), post, "per"),
        lambda i, text: _set(fake.posts[i], text=text),
        _popped(fake.posts),
    )


def _x(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeX())
    posts = [fake.write(f"Melding {n}", _now()) for n in range(POSTS)]
    return Wall(
        Platform.X,
        fake.url,
        posts,
        lambda post, text: fake.write(text, _now(), post, "71"),
        lambda i, text: _set(fake.posts[i], text=text),
        _popped(fake.posts),
    )


def _youtube(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeYouTube())
    made = fake.comments.made

    def edit(chosen: str, text: str) -> None:
        _set(made[chosen], text=text, changed=_now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))

    return Wall(
        Platform.YOUTUBE,
        fake.url,
        ["vid00000000"],
        lambda post, text: fake.comments.write(post, text, _now()),
        edit,
        _popped(made),
    )


def _linkedin(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeLinkedIn())
    posts = [fake.write(f"Melding {n}", _now()) for n in range(POSTS)]
    return Wall(
        Platform.LINKEDIN,
        fake.url,
        posts,
        lambda post, text: fake.comments.write(post, text, _now()),
        lambda i, text: fake.comments.edit(i, text, _now()),
        lambda i: fake.comments.delete(i, _now()),
        tells=True,
    )


def _flickr(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeFlickr())
    posts = [fake.write(f"Bilde {n}", _now()) for n in range(POSTS)]
    return Wall(
        Platform.FLICKR,
        fake.url,
        posts,
        lambda post, text: fake.comment(post, text, _now()),
        lambda i, text: _set(fake.comments[i], _content=text),
        lambda i: _set(fake.comments[i], id="6065-0-0"),
    )


def _blogger(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeBlogger())
    posts = [fake.write(f"Innlegg {n}", "Kok.", _now()) for n in range(POSTS)]
    return Wall(
        Platform.BLOGGER,
        fake.url,
        posts,
        lambda post, text: fake.comment(post, text, _now()),
        lambda i, text: _set(fake.comments[i], content=text, updated=_now().isoformat()),
        lambda i: _set(fake.comments[i], status="EMPTIED"),
        tells=True,
    )


def _telegram(running: ExitStack) -> Wall:
    fake = running.enter_context(FakeTelegram())
    messages: dict[str, dict[str, Any]] = {}

    def say(_: str, text: str) -> str:
        message = fake.hears(text)
        messages[f"{message['chat']['id']}:{message['message_id']}"] = message
        return f"{message['chat']['id']}:{message['message_id']}"

    return Wall(Platform.TELEGRAM, fake.url, [""], say, lambda i, text: fake.changes(messages[i], text), lambda _: None)


def _mastodon(running: ExitStack) -> Wall:
    server = running.enter_context(MastodonServer(demo=True))
    as_ada = {"token": "ada_token"}
    return Wall(
        Platform.MASTODON,
        server.url,
        [""],
        lambda _, text: str(server.ask("POST", "/api/v1/statuses", {"status": f"@grace {text}"}, **as_ada)["id"]),
        lambda i, text: server.ask("PUT", f"/api/v1/statuses/{i}", {"status": f"@grace {text}"}, **as_ada),
        lambda i: server.ask("DELETE", f"/api/v1/statuses/{i}", **as_ada),
    )


_MAKERS = (_facebook, _threads, _x, _youtube, _linkedin, _flickr, _blogger, _telegram, _mastodon)


def _now() -> datetime:
    return datetime.now(UTC)


def _set(there: dict[str, Any], **changes: Any) -> None:
    there.update(changes)


def _popped(made: dict[str, Any]) -> Callable[[str], None]:
    return lambda chosen: made.pop(chosen) and None
