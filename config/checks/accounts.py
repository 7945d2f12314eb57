"""Accounts: one address each, one that fits the platform, and a way on when it fails."""

from collections.abc import Iterator

from config.reading.source import Source, SourceItem
from schemas.accounts.channel_rules import ChannelRules, Rules
from schemas.errors import Problem
from schemas.identity.secret import RESERVED
from schemas.sentence import say

_NOTICES = ("notices", "notices_sms")


def one_address(source: Source) -> Iterator[Problem]:
    for entry in source.entries("accounts"):
        if entry.data.get("secret") and entry.data.get("url"):
            yield source.problem(entry.at("url"), say("An account has either secret or url. Remove one of them."))


def secret_is_a_channels(source: Source) -> Iterator[Problem]:
    for entry in source.entries("accounts"):
        if entry.text("secret") in RESERVED:
            yield source.problem(
                entry.at("secret"),
                say(
                    "The secret {name} is for something else. Choose another name for the account's.",
                    name=entry.text("secret"),
                ),
            )


def address_fits_platform(source: Source, rules: Rules) -> Iterator[Problem]:
    """Only what needs no secret is written in the file, and a file of ours never counts as published on a platform."""
    owners = {rule.scheme: platform for platform, rule in rules.items() if rule.scheme}
    for entry in source.entries("accounts"):
        url = entry.text("url")
        scheme = (url or "").partition("://")[0]
        platform = owners.get(scheme)
        if url is not None and (platform is None or "://" not in url or "@" in url):
            yield source.problem(
                entry.at("url"),
                say(
                    "Only {schemes} are written here. Store any other address with `krisekanal secret set NAME` and "
                    "write `secret: NAME`.",
                    schemes=", ".join(f"{name}://" for name in owners),
                ),
            )
        elif platform and entry.text("platform") != platform:
            yield source.problem(
                entry.at("url"),
                say(
                    "{scheme}:// belongs to the platform {platform}. Change the platform, or remove the url: the "
                    "account is then shown as not connected yet.",
                    scheme=scheme,
                    platform=platform,
                ),
            )


def sandbox_accounts_are_ours(source: Source) -> Iterator[Problem]:
    """An official account that called itself a sandbox account would get exercise texts: only the program makes sandbox accounts."""
    for entry in source.entries("accounts"):
        if "sandbox_of" in entry.data:
            yield source.problem(
                entry.at("sandbox_of"),
                say("Every account gets its sandbox account by itself. Remove sandbox_of."),
            )


def recipients_can_be_reached(source: Source, rules: Rules) -> Iterator[Problem]:
    for entry in source.entries("accounts"):
        for platform, rule in rules.items():
            if entry.text("platform") == platform:
                yield from _recipients(source, entry, rule)


def _recipients(source: Source, entry: SourceItem, rule: ChannelRules) -> Iterator[Problem]:
    if rule.nobody and not entry.data.get("recipients"):
        yield source.problem(entry.at("recipients"), rule.nobody)
    for place, address in entry.texts("recipients"):
        wrong = rule.misaddressed(address)
        if wrong:
            yield source.problem(place, wrong)


def fallback_circles(source: Source) -> Iterator[Problem]:
    """One problem for each account on a circle, on its own line."""
    following = {entry.text("id"): entry.text("fallback") for entry in source.entries("accounts")}
    for entry in source.entries("accounts"):
        circle = _circle(entry.text("id"), following)
        if circle:
            yield source.problem(
                entry.at("fallback"),
                say("The fallback comes back to where it began: {path}. Remove one link.", path=" → ".join(circle)),
            )


def _circle(start: str | None, following: dict[str | None, str | None]) -> list[str]:
    """The way from `start` back to itself; empty if there is none."""
    way: list[str] = []
    here = start
    while here is not None and here not in way:
        way.append(here)
        here = following.get(here)
    return [*way, here] if here is not None and here == start else []


def notices_reach_people(source: Source, rules: Rules) -> Iterator[Problem]:
    """Notices go to our own people: never to an account the public reads, nor to one that is not connected."""
    for key in _NOTICES:
        name = source.top().text(key)
        chosen = next((e for e in source.entries("accounts") if name and e.text("id") == name), None)
        if chosen is not None:
            yield from _reaches(source, key, chosen, rules)


def _reaches(source: Source, key: str, chosen: SourceItem, rules: Rules) -> Iterator[Problem]:
    fitting = [platform for platform, rule in rules.items() if key in rule.carries]
    if chosen.text("platform") not in fitting:
        kinds = " / ".join(fitting)
        yield source.problem(
            (key,),
            say(
                "{id} cannot carry these notices to your own people. Name an account of platform {platforms}.",
                id=chosen.text("id"),
                platforms=kinds,
            ),
        )
    elif not (chosen.data.get("secret") or chosen.data.get("url")):
        yield source.problem(
            (key,),
            say(
                "{id} is not connected, so no notice would arrive. Give it a secret or a url, or name another account.",
                id=chosen.text("id"),
            ),
        )
