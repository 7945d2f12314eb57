"""A channel's address as a person types it: what is wrong is said in the channel's own words, and what was understood is said back.

Nothing of what was typed is ever repeated but the host, the sender, and the user where there is a password beside it.
"""

import re
from itertools import chain
from urllib.parse import quote, unquote

from notifiers.base.hosted import HostedPlugin
from notifiers.base.plugin import Plugin
from notifiers.platforms import PLATFORMS
from policy.percent_signs import require_whole_letters
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

OURS: tuple[type[Plugin], ...] = tuple(plugin for spec in PLATFORMS.values() for plugin in spec.plugins())
_QUOTES = "\"'“”„«»‘’`"
_PARTS = re.compile(
    r"(?P<schema>[A-Za-z][A-Za-z0-9+.-]*)://(?P<login>[^/?#]*@)?(?P<host>[^/?#:@]*)(?P<rest>.*)", re.DOTALL
)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\xa0\u00ad\u034f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
"""Control characters, blanks that are no blank, and what is drawn as nothing: some of them are dropped on the way."""
_BRACKETED = re.compile(r"[^:/?#]+://[^/?#]*[\[\]]")
_PORT = re.compile(r":(?P<port>[0-9]+)(?=[/?#]|$)")
_LABEL = re.compile(r"[^\x00-\x7f]")


def kind_of(url: str) -> type[Plugin] | None:
    """Whose it is, by its beginning; None for a service of Apprise's own, and for what is no address."""
    schema = url.partition("://")[0].lower()
    return next((each for each in OURS if schema in _schemas(each)), None)


def as_typed(given: str) -> str:
    """The address that is stored: `given`, or ours for one that a service shows itself. Raises `InvalidInput`."""
    if given[:1] in _QUOTES or given[-1:] in _QUOTES:
        raise InvalidInput(say("The address has quotation marks around it. Leave them out."))
    if len(given.splitlines()) > 1:
        raise InvalidInput(say("More than one line was given. An address is one line."))
    if sign := _HIDDEN.search(given):
        raise InvalidInput(
            say(
                "The address holds a sign that cannot be seen ({code}). Type it anew; in a password it is written {form}.",
                code=f"U+{ord(sign[0]):04X}",
                form=quote(sign[0]),
            )
        )
    if _BRACKETED.match(given):
        raise InvalidInput(
            say("A [ or ] in a user name or a password is written %5B or %5D; a host is written by its name.")
        )
    own = next(filter(None, (each.from_service(given) for each in OURS)), None)
    if own is None:
        _require_unambiguous(given)
    return own or given


def _require_unambiguous(given: str) -> None:
    """No sign of a password is taken for the end of something."""
    kind, parts = kind_of(given), _PARTS.fullmatch(given)
    login = (parts["login"] or "")[:-1] if parts else ""
    if "@" in login:
        raise InvalidInput(
            say("The address has more than one @ before its host. Write an @ in a user name or a password as %40.")
        )
    if kind is None:
        return
    if parts and _PORT.match(parts["rest"]) and not _is_port(parts["rest"]):
        raise InvalidInput(say("A port is a number from 1 to 65535."))
    require_whole_letters(given)
    if ":" in login and not _has_a_password(kind):
        raise InvalidInput(
            say(
                "This is no address of {channel}. It is written: {form}",
                channel=str(kind.service_name),
                form=form_of(kind),
            )
        )
    if (login and _has_a_password(kind) and ":" not in login) or (login.count(":") == 1 and "" in login.split(":")):
        raise InvalidInput(say("The address has a user or a password, and not both. Write both, or neither."))
    if login.count(":") > 1:
        raise InvalidInput(
            say("The address has more than one : before its host. Write a : in a user name or a password as %3A.")
        )
    if "#" in given.partition("?")[0] or _slashed(given):
        raise InvalidInput(
            say("A # / or ? in a user name, password or token would end it there. Write # as %23, / as %2F, ? as %3F.")
        )
    _require_known_names(kind, given)


def _has_a_password(kind: type[Plugin]) -> bool:
    return any("{password}" in each for each in kind.templates)


def _is_port(rest: str) -> bool:
    found = _PORT.match(rest)
    return found is not None and 0 < int(found["port"]) <= 65_535


def _slashed(given: str) -> bool:
    """An @ after the path began: the login was cut by a sign of the password."""
    path = re.split(r"[?#]", given.partition("://")[2], maxsplit=1)[0]
    return "@" in path.partition("/")[2] and "@" not in path.partition("/")[0]


def _require_known_names(kind: type[Plugin], given: str) -> None:
    if ";" in given.partition("?")[2]:
        raise InvalidInput(say("A ; would end what stands before it. Write ; in a password or token as %3B."))
    names = [pair.partition("=")[0].lower() for pair in given.partition("?")[2].split("&") if pair]
    if all(name in kind.template_args for name in names):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise InvalidInput(say("{name} stands twice in the address. Keep one of them.", name=twice))
        return
    raise InvalidInput(
        say(
            "The address has something after an & or ? that {channel} does not know: perhaps a part of a password or token. "
            "Write & there as %26, + as %2B, % as %25. It is written: {form}",
            channel=kind.service_name,
            form=form_of(kind),
        )
    )


def form_of(kind: type[Plugin]) -> str:
    """`sms46elks://SENDER/?user=…&password=…`."""
    schema = kind.secure_protocol or kind.protocol or ""
    made = kind.templates[-1].replace("{schema}", schema)
    made = re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), made)
    wanted = [name for name, about in kind.template_args.items() if about.get("required")]
    if issubclass(kind, HostedPlugin):
        wanted += [word.name for word in kind.words if not word.optional]
    return made + ("/?" + "&".join(f"{name}=…" for name in wanted) if wanted else "")


def with_ascii_host(url: str) -> str:
    """`møte.no` as the net knows it (IDNA); an id or a sender in its place stays as it is."""
    parts, kind = _PARTS.fullmatch(url), kind_of(url)
    if parts is None or not _LABEL.search(parts["host"]) or (kind and issubclass(kind, HostedPlugin)):
        return url
    try:
        host = parts["host"].encode("idna").decode("ascii")
    except UnicodeError:
        return url
    return f"{parts['schema']}://{parts['login'] or ''}{host}{parts['rest']}"


def understood(made: Plugin) -> Sentence:
    """Said back, never a secret: of a service that is not ours the name alone, since its secrets may lie anywhere."""
    facts = {"channel": made.service_name, "host": unquote(str(made.host or ""))}
    user = made.user if made.password else getattr(made, "word", {}).get("user")
    if kind_of(f"{made.secure_protocol}://") is None and kind_of(f"{made.protocol}://") is None:
        return say("It is an address of {channel}.", channel=str(getattr(made, "service", made).service_name))
    if user:
        return say("It is an address of {channel}, at {host}, for {user}.", **facts, user=user)
    return say("It is an address of {channel}, at {host}.", **facts)


def _schemas(kind: type[Plugin]) -> list[str]:
    given = (kind.protocol, kind.secure_protocol)
    return list(chain.from_iterable([each] if isinstance(each, str) else each or () for each in given))
