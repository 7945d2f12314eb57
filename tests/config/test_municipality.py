"""One row a kind of mistake: the file, the line, the place and the sentence, and nothing else beside it."""

from pathlib import Path

import pytest

from config.language.texts import read
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid
from tests.config.good_file import GOOD, changed, line_of, problems


def test_the_good_file_is_good(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    made = load_municipality(path, PLATFORMS)
    assert [account.id for account in made.accounts] == ["side", "tut", "post"]
    assert made.approval.escalate.total_seconds() == 900


UNKNOWN_KEY = "handel is not a known key. Did you mean handle?"
SANDBOX = "Ids that end in -ovelse belong to the sandbox accounts. Choose another."
SECRET = "This looks like a secret. Store it with `krisekanal secret set NAME` and write `secret: NAME`."
OTHERWISE = "The secret {} is for something else. Choose another name for the account's."
URL = (
    "Only krisepage://, krisekonsoll:// are written here. Store any other address with "
    "`krisekanal secret set NAME` and write `secret: NAME`."
)
SCHEME = (
    "krisepage:// belongs to the platform public_page. Change the platform, or remove the url: the account is then "
    "shown as not connected yet."
)
NOT_LEADER = (
    "ola leads this unit but is no active unit leader. Add unit_leader to the person's roles, or name someone "
    "who has it."
)
CRON = 'No time fits {}. Write minute, hour, day, month and weekday: "0 10 1 3 *" is 1 March at 10:00.'
RHYTHM = "An exercise comes at a cron or at an rrule. Write exactly one of them."
RRULE = (
    "The rule {} cannot be used. Write one that repeats for ever, by day or more seldom, on the wall clock: "
    '"FREQ=YEARLY;BYMONTH=10;BYDAY=2TU;BYHOUR=9;BYMINUTE=0;BYSECOND=0".'
)
BRACKETS = "The curly brackets do not fit. Write a placeholder as {what}, and a bracket that is only text twice."
DATE = "opened must be a date that exists. Write it as 2011-01-15."
NOT_CONNECTED = "post is not connected, so no notice would arrive. Give it a secret or a url, or name another account."
PUBLIC = "side cannot carry these notices to your own people. Name an account of platform email / console."
CHOICES = "facebook, linkedin, x, youtube, flickr, slideshare, blogger, homepage, public_page, email, mastodon"

REST = "    platform: facebook\n    handle: F\n    unit: info\n    opened: 2011-01-18\n"

CASES = [
    # what a single value can get wrong
    ("handle: Post", "handle: Post\n    handel: Post", "handel: Post", "accounts[2].handel", UNKNOWN_KEY),
    (
        "platform: mastodon",
        "platform: mastodong",
        "platform: mastodong",
        "accounts[1].platform",
        f"platform cannot be mastodong. Write one of: {CHOICES}, webhook, bluesky, threads, telegram, teams, sms, console.",
    ),
    (
        "roles: [chief_executive]",
        "roles: [chief_executive, sjef]",
        "roles: [chief_executive, sjef]",
        "people[0].roles[1]",
        "roles[1] cannot be sjef. Write one of: chief_executive, editor, unit_leader, log_keeper, employee.",
    ),
    (
        'number: "9999"',
        "number: 9999",
        "number: 9999",
        "organisation.number",
        "number must be text. Put the value in quotes.",
    ),
    (
        'number: "9999"',
        'number: "99"',
        'number: "99"',
        "organisation.number",
        'Write the municipality number as four digits in quotes, for example "5035".',
    ),
    (
        "name: Kommunikasjon",
        "name:",
        "name:\n    leader",
        "units[0].name",
        "name must be text. Write words after the colon.",
    ),
    ("  homepage: https://kk.example\n", "", "organisation:", "organisation.homepage", "homepage is missing. Add it."),
    ("    handle: Kriseside\n", "", "- id: side", "accounts[0].handle", "handle is missing. Add it."),
    (
        "sender: kk.example",
        "sender: kk, example",
        "sender",
        "organisation.sender",
        "Write one word that is yours alone, such as a host name: www.stjordal.kommune.no.",
    ),
    (
        "homepage: https://kk.example",
        "homepage: kk.example",
        "homepage",
        "organisation.homepage",
        "Write the whole address of the home page, for example https://www.stjordal.kommune.no.",
    ),
    (
        "email: kari@kk.example",
        "email: kari",
        "email: kari",
        "people[0].email",
        "Write an e-mail address, for example kari@stjordal.example.",
    ),
    (
        "email: kari@kk.example",
        "email: kari@kk。example",
        "email: kari",
        "people[0].email",
        "The address holds a sign (U+3002) that no address has. Type it anew.",
    ),
    (
        'mobile: "+4790000000"',
        'mobile: "00 00 00 00"',
        "mobile",
        "people[0].mobile",
        "Write the number with its country code and without spaces, for example +4791234567.",
    ),
    (
        "id: alle",
        "id: Alle",
        "id: Alle",
        "target_groups[0].id",
        "An id has small letters a–z, digits and hyphens, at most 40. Write for example kriseside.",
    ),
    ("opened: 2011-01-15", "opened: 2011-02-31", "opened: 2011-02-31", "accounts[0].opened", DATE),
    ("opened: 2011-01-15", "opened: 150111", "opened: 150111", "accounts[0].opened", DATE),
    ("active: true", "active: kanskje", "active", "people[1].active", "active must be true or false."),
    (
        "max_length: 500",
        "max_length: mange",
        "max_length",
        "accounts[1].max_length",
        "max_length must be a whole number, for example 500.",
    ),
    ("max_length: 500", "max_length: 0", "max_length", "accounts[1].max_length", "max_length must be above 0."),
    (
        'escalate: "00:15:00"',
        'escalate: "et kvarter"',
        "escalate",
        "approval.escalate",
        'escalate must be a duration. Write hours, minutes and seconds as "00:05:00".',
    ),
    (
        "staff: [kari, ola]",
        "staff: kari",
        "staff",
        "staff",
        "staff must be a list. Write each item on its own line after a hyphen.",
    ),
    (
        "target_groups:\n  - id: alle\n    name: Alle\n",
        "target_groups: [alle]\n",
        "target_groups",
        "target_groups[0]",
        "target_groups[0] must be a block of lines of the form `key: value`.",
    ),
    (
        "handle: Post",
        'handle: ""',
        'handle: ""',
        "accounts[2].handle",
        "handle is empty. Write something, or remove the line.",
    ),
    (
        "name: Alle",
        f"name: {'å' * 121}",
        "name: å",
        "target_groups[0].name",
        "name is too long. Write at most 120 characters.",
    ),
    ("secret: mastodon", "secret: hook", "secret: hook", "accounts[1].secret", OTHERWISE.format("hook")),
    ("secret: mastodon", "secret: oidc", "secret: oidc", "accounts[1].secret", OTHERWISE.format("oidc")),
    ("url: krisepage://", "url: https://kk.example", "url: https", "accounts[0].url", URL),
    # ids
    (
        "id: ingrid",
        "id: ola",
        "id: ola\n    name: Ingrid",
        "people[3].id",
        "The id ola is already used on line 17. Choose another.",
    ),
    (
        "id: kari",
        "id: kari\n    id: karin",
        "id: karin",
        "people[0].id",
        "id is written twice, first on line 8. Keep one of them.",
    ),
    ("  - id: post", "  - id: tut-ovelse\n" + REST + "  - id: post", "id: tut-ovelse", "accounts[2].id", SANDBOX),
    (
        "  - id: post",
        f"  - id: {'a' * 34}\n" + REST + "  - id: post",
        "id: aaa",
        "accounts[2].id",
        f"The id {'a' * 34} is too long for its sandbox account. Use at most 33 characters.",
    ),
    (
        "handle: Kriseside",
        f"handle: {'k' * 194}",
        "handle: kkk",
        "accounts[0].handle",
        "The handle is too long for its sandbox account. Use at most 193 characters.",
    ),
    # names of other things
    ("leader: liv", "leader: live", "leader: live", "units[0].leader", "There is no person live. Did you mean liv?"),
    (
        "deputy: per",
        "deputy: hverken",
        "deputy: hverken",
        "units[0].deputy",
        "There is no person hverken. Write one of: ingrid, kari, liv, ola, per.",
    ),
    (
        "deputies: [per]",
        "deputies: [per, peer]",
        "deputies",
        "people[0].deputies[1]",
        "There is no person peer. Did you mean per?",
    ),
    (
        "staff: [kari, ola]",
        "staff:\n  - kari\n  - olla",
        "- olla",
        "staff[1]",
        "There is no person olla. Did you mean ola?",
    ),
    (
        "staff: [kari, ola]",
        "staff: [kari, ola]\noperators:\n  - olla",
        "- olla",
        "operators[0]",
        "There is no person olla. Did you mean ola?",
    ),
    (
        "fallback: side",
        "fallback: siden",
        "fallback",
        "accounts[1].fallback",
        "There is no account siden. Did you mean side?",
    ),
    ("notices: post", "notices: posten", "notices", "notices", "There is no account posten. Did you mean post?"),
    (
        "template: generell",
        "template: generel",
        "template: generel",
        "exercises[0].template",
        "There is no template generel in the file. Did you mean generell?",
    ),
    # people
    ("leader: liv", "leader: ola", "leader: ola", "units[0].leader", NOT_LEADER),
    (
        "roles: [chief_executive]",
        "roles: [employee]",
        "people:",
        "people",
        "Nobody can set up a crisis staff. Give at least one active person the role chief_executive.",
    ),
    (
        "name: Ingrid Redaktør",
        "name: Ingrid Redaktør\n    active: false",
        "people:",
        "people",
        "Two people stand behind every message, and there are too few active editors (1). Give at least two people the "
        "role editor.",
    ),
    (
        "deputies: [per]",
        "deputies: [kari]",
        "deputies",
        "people[0].deputies[0]",
        "kari cannot be their own deputy. Name someone else.",
    ),
    (
        "deputy: per",
        "deputy: liv",
        "deputy: liv",
        "units[0].deputy",
        "liv cannot be their own deputy. Name someone else.",
    ),
    # accounts
    (
        "fallback: side",
        "fallback: tut",
        "fallback",
        "accounts[1].fallback",
        "The fallback comes back to where it began: tut → tut. Remove one link.",
    ),
    ("secret: mastodon", "url: krisepage://", "url: krisepage://\n    fallback", "accounts[1].url", SCHEME),
    (
        "url: krisepage://",
        "url: krisepage://\n    secret: side",
        "url: krisepage",
        "accounts[0].url",
        "An account has either secret or url. Remove one of them.",
    ),
    (
        "secret: mastodon",
        "secret: mastodon\n    sandbox_of: side",
        "sandbox_of",
        "accounts[1].sandbox_of",
        "Every account gets its sandbox account by itself. Remove sandbox_of.",
    ),
    (
        "    recipients: [alle@kk.example]\n",
        "",
        "- id: post",
        "accounts[2].recipients",
        "This e-mail account has nobody to write to. Add `recipients:` with at least one address.",
    ),
    (
        "recipients: [alle@kk.example]",
        "recipients: [alle]",
        "recipients",
        "accounts[2].recipients[0]",
        "This is not an e-mail address. Write it as varsling@stjordal.example.",
    ),
    ("notices: post", "notices: side", "notices", "notices", PUBLIC),
    (
        "notices: post",
        "notices: post\nnotices_sms: post",
        "notices_sms",
        "notices_sms",
        "post cannot carry these notices to your own people. Name an account of platform sms / console.",
    ),
    ("    secret: smtp\n", "", "notices", "notices", NOT_CONNECTED),
    # secrets, in every shape
    ("url: krisepage://", "url: https://kari:hunter2@kk.example", "url: https", "accounts[0].url", SECRET),
    ("secret: mastodon", "secret: mastodons://hunter2@kk.example", "secret: mastodons", "accounts[1].secret", SECRET),
    ("url: krisepage://", "url: krisepage://?token=hunter2", "url: krisepage", "accounts[0].url", SECRET),
    ("secret: mastodon", "token: hunter2", "token", "accounts[1].token", SECRET),
    ("secret: mastodon", "api_key: hunter2", "api_key", "accounts[1].api_key", SECRET),
    ("secret: mastodon", "passord: 12345", "passord", "accounts[1].passord", SECRET),
    ("fallback: side", "fallback: json://hunter2@kk.example", "fallback", "accounts[1].fallback", SECRET),
    # templates
    (
        'body: "{what}"',
        'body: "{what} i {where}"',
        "body",
        "templates[0].body",
        "The text uses where, which is not among the fields. Add it to `fields`.",
    ),
    (
        'fields: [what, next_update]\n    title: "Viktig"\n    body: "{what}"\n',
        'fields: [what, next_update]\n    title: "Viktig"\n    body: "Vann"\n',
        "fields: [what, next_update]",
        "templates[0].fields[0]",
        "People are asked for what, but no text uses it. Use it, or remove it from `fields`.",
    ),
    (
        "fields: [what, next_update]",
        "fields: [what, next_update, what]",
        "fields: [what, next_update, what]",
        "templates[0].fields[2]",
        "The field what is written twice. Keep one of them.",
    ),
    (
        'body: "{what}"',
        'body: "{what} {next_update}"',
        "body",
        "templates[0].body",
        "Every channel writes next_update in its own place. Keep it in `fields` and remove it from the text.",
    ),
    ('title: "Viktig"', 'title: "{what"', 'title: "{what', "templates[0].title", BRACKETS),
    ('title: "Viktig"', 'title: "{what.real}"', 'title: "{what.real', "templates[0].title", BRACKETS),
    ('title: "Viktig"', 'title: "{}"', 'title: "{}', "templates[0].title", BRACKETS),
    # exercises
    ('cron: "0 10 1 3 *"', 'cron: "hver mandag"', "cron", "exercises[0].cron", CRON.format("hver mandag")),
    ('cron: "0 10 1 3 *"', 'cron: "0 10 1 13 *"', "cron", "exercises[0].cron", CRON.format("0 10 1 13 *")),
    ('cron: "0 10 1 3 *"', 'cron: "0 10 31 2 *"', "cron", "exercises[0].cron", CRON.format("0 10 31 2 *")),
    ('cron: "0 10 1 3 *"', 'cron: "0 10 1 3 * 30"', "cron", "exercises[0].cron", CRON.format("0 10 1 3 * 30")),
    (
        "      what: Bakterier\n      next",
        "      next",
        "fields:\n      next",
        "exercises[0].fields",
        "The template asks for what. Add them under `fields`.",
    ),
    (
        "next_update: kl. 14",
        "next_update: kl. 14\n      wat: x",
        "wat: x",
        "exercises[0].fields.wat",
        "The template does not ask for wat. Did you mean what?",
    ),
    ('cron: "0 10 1 3 *"', 'cron: "0 10 1 3 *"\n    rrule: FREQ=DAILY', "cron", "exercises[0].cron", RHYTHM),
    ('    cron: "0 10 1 3 *"\n', "", "- id: kvartal", "exercises[0].cron", RHYTHM),
    (
        'cron: "0 10 1 3 *"',
        "rrule: FREQ=DAILY;COUNT=3",
        "rrule",
        "exercises[0].rrule",
        RRULE.format("FREQ=DAILY;COUNT=3"),
    ),
    ('cron: "0 10 1 3 *"', "rrule: FREQ=SECONDLY", "rrule", "exercises[0].rrule", RRULE.format("FREQ=SECONDLY")),
    ('cron: "0 10 1 3 *"', "rrule: hver mandag", "rrule", "exercises[0].rrule", RRULE.format("hver mandag")),
    (
        'cron: "0 10 1 3 *"',
        'cron: "0 10 1 3 *"\n    quiet_hours: natt',
        "quiet_hours",
        "exercises[0].quiet_hours",
        'Write the quiet hours as "22:00-07:00".',
    ),
    (
        'cron: "0 10 1 3 *"',
        'cron: "0 10 1 3 *"\n    quiet_hours: "07:00-07:00"',
        "quiet_hours",
        "exercises[0].quiet_hours",
        "The quiet hours begin and end at the same time. Make one of them another.",
    ),
    (
        'cron: "0 10 1 3 *"',
        'cron: "0 10 1 3 *"\n    scenario: flo',
        "scenario",
        "exercises[0].scenario",
        "There is no scenario flo. Did you mean flom?",
    ),
    (
        'cron: "0 10 1 3 *"',
        'cron: "0 10 1 3 *"\n    players: [peer]',
        "players",
        "exercises[0].players[0]",
        "There is no person peer. Did you mean per?",
    ),
    ("    where: Lånke\n", "", "- id: kvartal", "exercises[0].where", "where is missing. Add it, or name a scenario."),
    ("staff: [kari, ola]", "goals: {staff: 0}\nstaff: [kari, ola]", "goals", "goals.staff", "staff must be above 0."),
    (
        "timezone: Europe/Oslo",
        "timezone: Europe/Olso",
        "timezone",
        "organisation.timezone",
        "There is no time zone Europe/Olso. Did you mean Europe/Oslo?",
    ),
    (
        "timezone: Europe/Oslo",
        "timezone: ../../etc/passwd",
        "timezone",
        "organisation.timezone",
        "There is no time zone ../../etc/passwd. Did you mean Europe/Oslo?",
    ),
    # YAML that is read, but not as it was meant
    (
        "handle: Kriseside",
        "handle: !kriseside {a: b}",
        "handle: !",
        "accounts[0].handle",
        "handle must be text. Write words after the colon.",
    ),
    (
        "handle: Kriseside",
        "handle: !!int abc",
        "handle: !!int",
        "accounts[0].handle",
        "This value cannot be read. Remove the tag (the word with !) and write it plainly.",
    ),
]


@pytest.mark.parametrize(("old", "new", "mark", "where", "sentence"), CASES)
def test_a_mistake_is_told_once_with_its_line(
    path: Path, old: str, new: str, mark: str, where: str, sentence: str
) -> None:
    text = changed(old, new)
    (found,) = problems(path, text)
    assert (found.where, found.line, str(found.sentence)) == (where, line_of(text, mark), sentence)
    assert read(found.sentence, "nb") != sentence


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(path: Path) -> None:
    text = (
        changed("name: Prøve kommune", "navn: Prøve kommune")
        .replace("roles: [chief_executive]", "roles: [employee]")
        .replace("opened: 2011-01-16", "opened: i fjor")
        .replace("fallback: side", "fallback: post\n    token: hunter2")
        .replace("recipients: [alle@kk.example]", "recipients: []\n    fallback: tut")
        .replace('cron: "0 10 1 3 *"', "cron: aldri")
    )
    marks = [
        ("organisation.name", "organisation:"),
        ("organisation.navn", "navn:"),
        ("people", "people:"),
        ("accounts[1].opened", "opened: i fjor"),
        ("accounts[1].fallback", "fallback: post"),
        ("accounts[1].token", "token:"),
        ("accounts[2].recipients", "recipients:"),
        ("accounts[2].fallback", "fallback: tut"),
        ("exercises[0].cron", "cron:"),
    ]
    assert [(p.where, p.line) for p in problems(path, text)] == [(w, line_of(text, mark)) for w, mark in marks]


def test_the_sentence_counts_the_mistakes(path: Path) -> None:
    path.write_text(changed("notices: post", "notices: posten"), encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert read(caught.value.sentence, "nb") == (
        f"{path} har feil (1). Rett dem, og prøv igjen med `krisekanal config check`."
    )


def test_a_circle_of_fallbacks_is_told_on_every_account_of_it(path: Path) -> None:
    text = changed("    recipients:", "    fallback: tut\n    recipients:").replace("fallback: side", "fallback: post")
    assert [(p.where, str(p.sentence)) for p in problems(path, text)] == [
        (f"accounts[{n}].fallback", f"The fallback comes back to where it began: {way}. Remove one link.")
        for n, way in ((1, "tut → post → tut"), (2, "post → tut → post"))
    ]


@pytest.mark.parametrize("section", ["people", "units", "accounts", "target_groups", "templates", "exercises"])
def test_ids_are_used_once_in_every_section(path: Path, section: str) -> None:
    lines = GOOD.splitlines()
    start = lines.index(f"{section}:") + 1
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  - ") or not lines[n].startswith(" "))
    text = "\n".join([*lines[:end], *lines[start:end], *lines[end:]])
    (found,) = [p for p in problems(path, text) if "already used" in str(p.sentence)]
    assert (found.where, found.line) == (f"{section}[1].id", end + 1)
    assert f"line {start + 1}" in str(found.sentence)


@pytest.mark.parametrize("section", ["people", "units", "accounts"])
def test_an_empty_list_is_told(path: Path, section: str) -> None:
    lines = GOOD.splitlines()
    start = lines.index(f"{section}:")
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith(" "))
    text = "\n".join([*lines[:start], f"{section}: []", *lines[end:]])
    (found,) = [p for p in problems(path, text) if p.line == start + 1 and "is empty" in str(p.sentence)]
    assert str(found.sentence) == f"{section} is empty. Write at least one."


@pytest.mark.parametrize(
    ("mobile", "is_one"),
    [
        ("+4791234567", True),
        ("+4741234567", True),
        ("+4774833500", False),
        ("+4722334455", False),
        ("+479123456", False),
        ("+47912345678", False),
        ("+46701234567", True),
        ("+461234567890123", False),
        ("+99991234567", False),
    ],
)
def test_own_peoples_mobiles_are_what_sms_reaches(tmp_path: Path, mobile: str, is_one: bool) -> None:
    path = tmp_path / "kommune.yaml"
    path.write_text(GOOD.replace("+4790000000", mobile), encoding="utf-8")
    if is_one:
        load_municipality(path, PLATFORMS)
        return
    with pytest.raises(ConfigInvalid) as wrong:
        load_municipality(path, PLATFORMS)
    assert [str(problem.sentence).partition(".")[0] for problem in wrong.value.problems] == [
        f"{mobile} is no mobile number"
    ]
