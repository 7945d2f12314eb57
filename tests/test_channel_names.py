"""A channel is known by name in its own folder and in `schemas.accounts.account.Platform` only: adding one is a folder and a line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Platform

ROOT = Path(__file__).parent.parent
ROOMS = ("policy", "config", "store", "notifiers", "flows", "desk")
WORDS_OF_THEIR_OWN = {
    Platform.X: "a letter",
    Platform.EMAIL: "a person's address",
    Platform.CONSOLE: "the terminal",
    Platform.WEBHOOK: "what other systems are told by",
    Platform.THREADS: "of a process, and of messages",
    Platform.HOMEPAGE: "the organisation's, in the municipality file",
    Platform.SMS: "how our own people are told besides: `notices_sms`",
    Platform.TEAMS: "of people",
    Platform.PUBLIC_PAGE: "what the desk shows as it is now",
}
"""Names that mean something else too: of these only members of the enum, and modules, are looked for."""
NOT_OURS = "desk/web/static/vendor/"
NAMES = re.compile(
    "|".join(
        rf"\b{re.escape(word)}\b"
        for platform, spec in PLATFORMS.items()
        if platform not in WORDS_OF_THEIR_OWN
        for word in {platform.value, spec.name}
    ),
    re.IGNORECASE,
)


def files() -> Iterator[str]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            ours = path.suffix in (".py", ".html", ".css", ".js") and "notifiers/channels/" not in name
            if ours and not name.startswith(NOT_OURS):
                yield name


def named(text: str) -> list[str]:
    """Names of platforms, wherever they stand: code, sentences, comments."""
    return [found.group() for found in NAMES.finditer(text)]


def members(tree: ast.AST) -> list[str]:
    """`Platform.X`, and what is imported from one channel's folder."""
    return [
        f"Platform.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Platform"
    ] + [
        str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("notifiers.channels")
    ]


@pytest.mark.parametrize("name", list(files()))
def test_nobody_else_knows_a_channel_by_name(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert named(text) == []
    assert not name.endswith(".py") or members(ast.parse(text)) == []


def test_it_would_be_seen() -> None:
    """Otherwise the rule could hold by looking for nothing."""
    assert named("Ask Mastodon, or `youtube://`.") == ["Mastodon", "youtube"]
    assert members(ast.parse("a = Platform.SMS\nfrom notifiers.channels.sms import Sms")) == [
        "Platform.SMS",
        "notifiers.channels.sms",
    ]
    assert {Platform.FACEBOOK, Platform.BLUESKY, Platform.SLIDESHARE} <= set(Platform) - set(WORDS_OF_THEIR_OWN)


def test_every_folder_is_a_platforms() -> None:
    folders = {path.name for path in (ROOT / "notifiers/channels").iterdir() if (path / "__init__.py").exists()}
    assert folders == {platform.value for platform in Platform}
