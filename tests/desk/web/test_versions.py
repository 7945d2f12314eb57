"""A message in several languages on the desk: written in one form, seen whole by who approves, compared, and typed at the terminal."""

from dataclasses import replace
from html import unescape

import pytest

from config.language.texts import read
from config.language.vocabulary import word
from config.machine.settings import Settings
from notifiers.facade import open_channels
from schemas.accounts.account import Platform
from schemas.drafts.draft import Draft
from schemas.identity.token import Scope
from schemas.language import Language
from schemas.municipality import Template
from schemas.recipients.register import EntryForm
from store.accounts import accounts
from store.crises import lifecycle
from store.drafts import drafts, unfinished
from store.recipients import register
from tests.cast import account, request
from tests.desk.web.inside import Inside

WORDS: dict[str, str | list[str]] = {
    "title": "Kok vannet",
    "body": "Kok vannet i to minutter.",
    "next_update": "14:30",
    "account": ["sms", "side"],
}
NN: dict[str, str | list[str]] = {"version:nn:title": "Kok vatnet", "version:nn:body": "Kok vatnet i to minutt."}
EN: dict[str, str | list[str]] = {
    "version:en:title": "Boil the water",
    "version:en:body": "Boil the water for two minutes.",
}
TO_ALL: dict[str, str | list[str]] = {"whom": "everyone", "do": "submit"}


@pytest.fixture
def town(inside: Inside) -> Inside:
    """An SMS account at a price, three who read bokmål, two nynorsk, one Northern Sámi."""
    sms = account(
        "sms", Platform.SMS, price=0.5, recipients=("+4792000099",), url="sms46elks://Kommune/?user=u&password=p"
    )
    ours = inside.ctx.municipality.model_copy(update={"accounts": (*inside.ctx.municipality.accounts, sms)})
    channels = open_channels(Settings(), lambda _: None)
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=ours, channels=channels))
    inside.reopen()
    accounts.sync(inside.ctx)
    for n, language in enumerate(["nb"] * 3 + ["nn"] * 2 + ["se"]):
        form = {"mobiles": (f"+47920000{n:02}",), "language": language, "purpose": "Samtykke"}
        register.add(inside.ctx, "ola", EntryForm.model_validate(form))
    lifecycle.establish(inside.ctx, "kari", request())
    return inside


def written(town: Inside, **more: str | list[str]) -> Draft:
    answer = town.post(town.client("anne"), "/write", **{**WORDS, **NN, **EN, **TO_ALL, **more})
    assert answer.status_code == 303, answer.text
    (draft,) = drafts.listing(town.ctx)
    return draft


def test_the_form_asks_for_the_other_languages_and_never_for_its_own(town: Inside) -> None:
    shown = town.client("anne").get("/write").text
    assert "På flere språk" in shown and 'name="version:nn:title"' in shown and 'name="version:se:body"' in shown
    assert 'name="version:nb:title"' not in shown
    assert shown.count(' lang="nn"') > shown.count('name="version:nn:') > 0, "whoever has it read aloud"


def test_what_is_typed_becomes_versions_and_a_time_is_said_in_each(town: Inside) -> None:
    text = written(town).revision.content
    assert [(each.language, each.title) for each in text.versions] == [("nn", "Kok vatnet"), ("en", "Boil the water")]
    assert [each.next_update for each in text.versions] == [
        text.next_update,
        (text.next_update or "").replace("kl. 14.30", "at 14:30").replace("i morgen", "tomorrow"),
    ]


def test_who_approves_sees_each_text_and_how_many_get_it(town: Inside) -> None:
    draft = written(town)
    shown = unescape(town.client("ola").get(f"/drafts/{draft.id}").text)
    assert "4 på bokmål, 2 på nynorsk, 0 på engelsk" in shown
    for words in ("Kok vannet i to minutter.", "Kok vatnet i to minutt.", "Boil the water for two minutes."):
        assert words in shown
    assert 'lang="nn"' in shown and 'lang="en"' in shown and "2 mottakere" in shown
    assert "1 som leser nordsamisk best, får den på bokmål." in shown
    assert "3,00 kroner" in shown, "six texts of one part at 0.50"


def test_a_revision_is_compared_in_every_language(town: Inside) -> None:
    draft = written(town)
    changed = {**WORDS, **NN, **EN, **TO_ALL, "version:nn:body": "Kok vatnet i tre minutt.", "do": "save"}
    assert town.post(town.client("anne"), f"/drafts/{draft.id}/edit", **changed).status_code == 303
    for address in (f"/drafts/{draft.id}", f"/drafts/{draft.id}/revisions"):
        shown = unescape(town.client("ola").get(address).text)
        assert "nynorsk" in shown and "Kok vatnet i tre minutt." in shown and "Kok vatnet i to minutt." in shown


def test_a_draft_that_is_opened_again_has_its_versions_in_the_form(town: Inside) -> None:
    draft = written(town)
    shown = unescape(town.client("anne").get(f"/drafts/{draft.id}/edit").text)
    assert 'value="Kok vatnet"' in shown and "Boil the water for two minutes." in shown


def test_what_is_missing_is_said_in_its_language_and_nothing_is_lost(town: Inside) -> None:
    half: dict[str, str | list[str]] = {**WORDS, **TO_ALL, "version:nn:body": "Kok vatnet i to minutt."}
    answer = town.post(town.client("anne"), "/write", **half)
    shown = unescape(answer.text)
    assert answer.status_code >= 400 and "På nynorsk: title mangler" in shown
    assert "Kok vatnet i to minutt." in shown and drafts.listing(town.ctx) == []


def test_its_own_language_as_a_version_is_refused_and_can_be_taken_out(town: Inside) -> None:
    answer = town.post(town.client("anne"), "/write", **{**WORDS, **NN, **TO_ALL, "language": "nn"})
    shown = unescape(answer.text)
    assert answer.status_code >= 400 and "Selve meldingen er på nynorsk" in shown
    assert 'name="version:nn:title"' in shown and 'value="Kok vatnet"' in shown


def test_a_text_in_another_language_alone_is_kept_unfinished(town: Inside) -> None:
    anne = town.client("anne")
    form = {"version:nn:body": "Kok vatnet", "unfinished": "abcdefgh12", "address": "/write"}
    assert town.post(anne, "/unfinished", **form).status_code == 200
    (kept,) = unfinished.listing(town.ctx, "anne")
    assert ("version:nn:body", "Kok vatnet") in [tuple(pair) for pair in kept.fields]


def test_a_follow_up_without_a_language_says_who_gets_it_in_another(town: Inside) -> None:
    draft = written(town)
    ola = town.client("ola")
    assert town.post(ola, f"/drafts/{draft.id}/approve", seen=str(draft.revision.seen)).status_code == 303
    message_id = drafts.show(town.ctx, draft.id).message_id or ""
    form = {**WORDS, "kind": "all_clear", "template": "own", "original": message_id}
    shown = unescape(town.post(town.client("anne"), "/write/preview", **form).text)
    assert "2 som leser nynorsk best, får den på bokmål." in shown


def test_versions_that_go_nowhere_are_told_of(town: Inside) -> None:
    draft = written(town, account="sms", whom="")
    assert "går ingen steder" in town.client("ola").get(f"/drafts/{draft.id}").text


def test_the_interface_takes_and_tells_them(town: Inside) -> None:
    version = {"language": "nn", "title": "Kok vatnet", "body": "Kok vatnet i to minutt."}
    body = {"title": "Kok vannet", "body": "Kok vannet.", "versions": [version], "audience": {"everyone": True}}
    heads = town.token_for("anne", Scope.WRITE, Scope.READ) | {"Idempotency-Key": "en-to-tre-fire"}
    made = town.client().post(
        "/api/v1/drafts", json={"content": body, "accounts": ["sms"], "submit": True}, headers=heads
    )
    assert made.status_code == 201, made.text
    revision = made.json()["revision"]
    assert revision["content"]["versions"][0]["title"] == "Kok vatnet"
    assert [each["facts"]["recipients"] for each in revision["renderings"][0]["versions"]] == ["2"]
    assert {each["language"] for each in revision["content"]["recipients"]["readers"]} == {"nb", "nn", "se"}
    stamped = {**body, "versions": [{**version, "corrected": "kl. 1"}]}
    sent = town.client().post(
        "/api/v1/drafts", json={"content": stamped}, headers=heads | {"Idempotency-Key": "nokkel-to-tre"}
    )
    assert sent.status_code == 422, "when it was corrected is ours to say"


def test_every_language_has_a_word(town: Inside) -> None:
    assert [read(found, "nb") for each in Language if (found := word(each))] == [
        "bokmål",
        "nynorsk",
        "engelsk",
        "nordsamisk",
    ]


def with_template(town: Inside) -> dict[str, str | list[str]]:
    """A template in bokmål and nynorsk."""
    fields = {
        "id": "vann",
        "name": "Vann",
        "fields": ("what", "where"),
        "title": "Kok vannet i {where}",
        "body": "{what}",
    }
    nynorsk = {"language": "nn", "title": "Kok vatnet i {where}", "body": "{what} {where}"}
    made = Template.model_validate({**fields, "versions": (nynorsk,)})
    ours = town.ctx.municipality.model_copy(update={"templates": (*town.ctx.municipality.templates, made)})
    town.opened = replace(town.opened, ctx=replace(town.ctx, municipality=ours))
    town.reopen()
    words = {"template": "vann", "field:what": "Bakterier.", "field:where": "Hell", "next_update": "14:30"}
    return {**words, "account": ["sms"], **TO_ALL}


def test_a_template_fills_its_versions_and_asks_for_other_words(town: Inside) -> None:
    form = with_template(town)
    shown = unescape(town.client("anne").get("/write?template=vann").text)
    assert 'name="field:nn:what"' in shown and 'name="version:nn:title"' not in shown
    assert 'name="version:en:title"' in shown, "in what the template is not, one may write"
    own = {**form, "field:nn:what": "Bakteriar.", "version:nn:title": "Skjult"}
    assert town.post(town.client("anne"), "/write", **own).status_code == 303
    ((version,),) = [draft.revision.content.versions for draft in drafts.listing(town.ctx)]
    assert (version.title, version.body) == ("Kok vatnet i Hell", "Bakteriar. Hell")
    assert version.next_update and "14.30" in version.next_update


def test_a_version_of_a_template_can_be_left_out(town: Inside) -> None:
    form = {**with_template(town), "version:nn:without": "yes"}
    assert town.post(town.client("anne"), "/write", **form).status_code == 303
    assert [draft.revision.content.versions for draft in drafts.listing(town.ctx)] == [()]


def test_what_was_written_for_a_language_waits_while_a_template_has_it(town: Inside) -> None:
    form = {**with_template(town), **NN, "do": "preview"}
    shown = unescape(town.post(town.client("anne"), "/write", **form).text)
    assert 'type="hidden" name="version:nn:title" value="Kok vatnet"' in shown
