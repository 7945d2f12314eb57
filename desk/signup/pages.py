"""The pages: an address is asked for, proven, and then what is kept of it can be chosen, changed and ended."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from config.language.texts import LANGUAGES
from desk.signup import form, rates
from desk.signup.view import go, language, page, state
from policy.recipients.signing_up import carrier
from schemas.errors import InvalidInput, KrisekanalError, Refused
from schemas.language import Language
from schemas.recipients.recipient import Way
from schemas.recipients.signup import SignupBegun, SignupForm, SignupOpen
from schemas.sentence import say
from store.recipients import consents, signups

T = TypeVar("T")
_SAME = ("same-origin", "none", "")
"""`Sec-Fetch-Site` of a form on our own page, of an address typed, and of a browser that does not say."""


async def start(request: Request) -> Response:
    return _start(request)


async def ask(request: Request) -> Response:
    typed = await form.typed(request)
    _from_here(request)
    address = typed.one("address")
    try:
        begun = await _asked(request, address)
    except KrisekanalError as error:
        return _start(request, error, address=address)
    return _sent(request, begun)


async def posted(request: Request) -> Response:
    return page(request, "posted.html")


async def code(request: Request) -> Response:
    return page(request, "code.html", id=request.path_params["id"])


async def try_code(request: Request) -> Response:
    typed = await form.typed(request)
    _from_here(request)
    signup_id = request.path_params["id"]
    try:
        _within(request, rates.TYPING)
        word = await _with(request, lambda ctx: signups.prove_by_code(ctx, signup_id, typed.one("code")))
    except KrisekanalError as error:
        return page(request, "code.html", error=error, id=signup_id)
    return go(request, f"/min/{word}")


async def link(request: Request) -> Response:
    """A button, since mail servers open every link in a letter."""
    word = request.path_params["word"]
    holds = await _with(request, lambda ctx: signups.link_holds(ctx, word))
    return page(request, "link.html", word=word, holds=holds, status=200 if holds else 403)


async def use_link(request: Request) -> Response:
    _from_here(request)
    given = request.path_params["word"]
    word = await _with(request, lambda ctx: signups.prove_by_link(ctx, given))
    return go(request, f"/min/{word}")


async def own(request: Request) -> Response:
    who = await _opened(request)
    return _own(request, who, said=request.query_params.get("said", ""))


async def save(request: Request) -> Response:
    typed = await form.typed(request)
    _from_here(request)
    _within(request, rates.SAVING)
    who = await _opened(request)
    try:
        asked = _chosen(typed)
        entry = await _with(request, lambda ctx: consents.save(ctx, who, asked))
        if other := typed.one("other"):
            return _sent(request, await _asked(request, other, joins=entry.id))
    except KrisekanalError as error:
        return _own(request, await _opened(request), error=error, typed=typed)
    return go(request, f"/min/{request.path_params['word']}", said="saved")


async def end(request: Request) -> Response:
    _from_here(request)
    who = await _opened(request)
    await _with(request, lambda ctx: consents.end(ctx, who))
    return page(request, "ended.html")


async def unsubscribe(request: Request) -> Response:
    """The same link in a browser: mail programs that know no better open it."""
    word = request.path_params["word"]
    if not await _with(request, lambda ctx: consents.is_stop_word(ctx, word)):
        raise _no_link()
    return page(request, "unsubscribe.html", word=word)


async def one_click(request: Request) -> Response:
    """RFC 8058: from the mail provider's machine, without a cookie, and answered without a redirect; its body is all the same."""
    await form.body(request)
    word = request.path_params["word"]
    if not await _with(request, lambda ctx: consents.stop_by_word(ctx, word)):
        raise _no_link()
    return page(request, "ended.html")


async def _with(request: Request, work: Callable[[Any], T]) -> T:
    """In a thread: the database waits for its turn."""
    return await run_in_threadpool(work, state(request).ctx)


async def _opened(request: Request) -> SignupOpen:
    word = request.path_params["word"]
    return await _with(request, lambda ctx: signups.opened(ctx, word))


async def _asked(request: Request, address: str, joins: str | None = None) -> SignupBegun:
    """Raises `InvalidInput`, `Refused`."""
    town, lang = state(request).ctx.municipality, language(request)
    way = Way.EMAIL if "@" in address else Way.SMS
    if not address:
        raise InvalidInput(say("Write your mobile number or your e-mail address."))
    if carrier(town, way) is None:
        raise InvalidInput(say("The municipality cannot warn you this way. Write the other kind of address."))
    _within(request, rates.ASKING)
    return await _with(request, lambda ctx: signups.begin(ctx, address, lang, joins))


def _sent(request: Request, begun: SignupBegun) -> Response:
    return go(request, f"/kode/{begun.id}" if begun.way is Way.SMS else "/sendt")


def _chosen(typed: form.Typed) -> SignupForm:
    try:
        return SignupForm.model_validate(
            {
                "street": typed.one("street"),
                "zones": typed.several("zone"),
                "groups": typed.several("group"),
                "language": typed.one("language") or LANGUAGES[0],
            }
        )
    except ValidationError:
        raise InvalidInput(say("Something in the form cannot be read. Go back and look through it.")) from None


def _start(request: Request, error: KrisekanalError | None = None, address: str = "") -> Response:
    town = state(request).ctx.municipality
    ways = [way.value for way in Way if carrier(town, way)]
    return page(request, "start.html", error=error, address=address, ways=ways)


def _own(
    request: Request,
    who: SignupOpen,
    *,
    error: KrisekanalError | None = None,
    typed: form.Typed | None = None,
    said: str = "",
) -> Response:
    """What was typed stays on the page; else what is kept, else nothing but the language that was read."""
    town, entry = state(request).ctx.municipality, who.entry
    kept = (
        SignupForm(language=language(request))
        if entry is None
        else SignupForm.model_validate(entry.model_dump(include=_FORM))
    )
    return page(
        request,
        "own.html",
        error=error,
        said=said,
        word=request.path_params["word"],
        entry=entry,
        address=who.address,
        other="" if typed is None else typed.one("other"),
        wants=(Way.EMAIL if who.way is Way.SMS else Way.SMS).value,
        street=kept.street if typed is None else typed.one("street"),
        chosen=(*kept.zones, *kept.groups) if typed is None else (*typed.several("zone"), *typed.several("group")),
        spoken=kept.language.value if typed is None else typed.one("language"),
        written_in=Language(town.organisation.language),
        zones=town.zones,
        groups=town.target_groups,
    )


_FORM = set(SignupForm.model_fields)


def _within(request: Request, what: str) -> None:
    """Raises `Refused` for one too many from this network, or from all together."""
    address = request.client.host if request.client else ""
    if not state(request).rates.takes(what, address):
        raise Refused(say("Too many have asked just now. Try again in a while."))


def _from_here(request: Request) -> None:
    """A form of another site's page has others press it. Raises `Refused`."""
    origin = request.headers.get("origin")
    own_origin = state(request).settings.signup_url
    if request.headers.get("sec-fetch-site", "") not in _SAME or origin not in (None, own_origin):
        raise Refused(say("This form was sent from another page. Open the page yourself and write it there."))


def _no_link() -> Refused:
    return Refused(say("This link is none of ours. Begin anew, and you get one."))
