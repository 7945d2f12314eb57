"""The page's own words, in the language of the municipality's texts. Texts keep theirs, whatever the page speaks."""

from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from schemas.base import Noun, UtcTime
from schemas.drafts.own_words import OwnWords, Words

USUAL = "nb"
ANSWERS = "Spørsmål og svar"
_WHEN = {
    "nb": ("d. MMMM y 'kl.'\u00a0HH.mm", "nb_NO"),
    "nn": ("d. MMMM y 'kl.'\u00a0HH.mm", "nn_NO"),
    "en": ("d MMMM y 'at'\u00a0HH:mm", "en_GB"),
    "se": ("d. MMMM y HH:mm", "se_NO"),
}
"""Northern Sámi by the CLDR, the names of the months too."""
_OURS = ("nb", "nn", "en")
_WORDS = {
    "Kriseinformasjon": ("crisis_information", "Kriseinformasjon", "Crisis information"),
    "Kriseinformasjon fra {town}": (
        "crisis_information_from",
        "Kriseinformasjon frå {town}",
        "Crisis information from {town}",
    ),
    "Hopp til innholdet": ("skip", "Hopp til innhaldet", "Skip to the content"),
    "Er liv i fare?": ("life_in_danger", "Er liv i fare?", "Is life in danger?"),
    "Brann": ("fire", "Brann", "Fire"),
    "Politi": ("police", "Politi", "Police"),
    "Medisinsk nødhjelp": ("ambulance", "Medisinsk naudhjelp", "Ambulance"),
    "Mer kriseinformasjon": ("more", "Meir kriseinformasjon", "More crisis information"),
    "Alle meldinger": ("all_messages", "Alle meldingar", "All messages"),
    "Abonner (Atom)": ("subscribe", "Abonner (Atom)", "Subscribe (Atom)"),
    "Trukket tilbake": ("retraction", "Trekt tilbake", "Withdrawn"),
    "Faren er over": ("all_clear", "Faren er over", "The danger is over"),
    "Pågår": ("ongoing", "Pågår", "Ongoing"),
    "Rettet": ("corrected", "Retta", "Corrected"),
    "Dette gjør du nå:": ("do_this_now", "Dette gjer du no:", "Do this now:"),
    "Kart": ("map", "Kart", "Map"),
    "Gjelder området som er merket": ("marked_area", "Gjeld området som er merkt", "For the area that is marked"),
    "Neste oppdatering": ("next_update", "Neste oppdatering", "Next update"),
    "Avsluttet": ("ended", "Avslutta", "Ended"),
    "Erstattet": ("replaced", "Erstatta", "Replaced"),
    "Dette er en øvelse og ikke en virkelig hendelse.": (
        "exercise",
        "Dette er ei øving og ikkje ei verkeleg hending.",
        "This is an exercise and not a real event.",
    ),
    "les rettelsen over først": ("correction_first", "les rettinga over først", "read the correction above first"),
    "gjelder ikke lenger": ("holds_no_longer", "gjeld ikkje lenger", "no longer holds"),
    "Publisert": ("published", "Publisert", "Published"),
    "Ingen pågående krisemeldinger": ("none_ongoing", "Ingen pågåande krisemeldingar", "No ongoing crisis messages"),
    "1 pågående krisemelding": ("one_ongoing", "1 pågåande krisemelding", "1 ongoing crisis message"),
    "{count} pågående krisemeldinger": (
        "many_ongoing",
        "{count} pågåande krisemeldingar",
        "{count} ongoing crisis messages",
    ),
    "Sist oppdatert": ("updated", "Sist oppdatert", "Last updated"),
    "Skjer det noe du må vite om, står det her med en gang.": (
        "nothing_yet",
        "Skjer det noko du må vite om, står det her med ein gong.",
        "Should something happen that you must know of, it stands here at once.",
    ),
    "Siden lastes på nytt hvert minutt.": (
        "reloads",
        "Sida blir lasta på nytt kvart minutt.",
        "The page reloads every minute.",
    ),
    "Les uten at den lastes på nytt": ("read_still", "Les utan at ho blir lasta på nytt", "Read without reloading"),
    "Denne siden lastes ikke på nytt av seg selv.": (
        "still",
        "Denne sida blir ikkje lasta på nytt av seg sjølv.",
        "This page does not reload by itself.",
    ),
    "Gå til siden som gjør det": ("read_reloading", "Gå til sida som gjer det", "Go to the page that does"),
    "Se tidligere ordlyd av denne meldingen": (
        "earlier_wordings",
        "Sjå tidlegare ordlyd av denne meldinga",
        "See earlier wordings of this message",
    ),
    "Slik stod det før": ("as_it_stood", "Slik stod det før", "As it stood before"),
    "Eldre meldinger": ("older", "Eldre meldingar", "Older messages"),
    "Se alle meldinger": ("see_all", "Sjå alle meldingar", "See all messages"),
    "Til forsiden": ("front_page", "Til framsida", "To the front page"),
    "For varslingstjenester (CAP 1.2)": (
        "for_machines",
        "For varslingstenester (CAP 1.2)",
        "For warning services (CAP 1.2)",
    ),
    ANSWERS: ("answers", "Spørsmål og svar", "Questions and answers"),
    "Stemmer ikke": ("not_true", "Stemmer ikkje", "Not true"),
    "Undersøkes": ("being_checked", "Blir undersøkt", "Being checked"),
    "Kan ikke sies ennå": ("not_yet", "Kan ikkje seiast enno", "Cannot be said yet"),
    "Kilde": ("source", "Kjelde", "Source"),
    "Alle spørsmål og svar": ("all_answers", "Alle spørsmål og svar", "All questions and answers"),
    "Ingen spørsmål er besvart her ennå.": (
        "no_answers",
        "Ingen spørsmål er svara på her enno.",
        "No questions have been answered here yet.",
    ),
    "Fra hendelser som er over": ("past_answers", "Frå hendingar som er over", "From events that are over"),
    "Få varsler på mobil eller e-post": (
        "sign_up",
        "Få varsel på mobil eller e-post",
        "Get warnings by SMS or e-mail",
    ),
    "Ingen meldinger er publisert ennå.": (
        "no_messages",
        "Ingen meldingar er publiserte enno.",
        "No messages have been published yet.",
    ),
}
"""Bokmål to its name in `OwnWords`, to nynorsk and to English."""


class Voice(Noun):
    """The language the page speaks, the municipality's own words in it, its clock; and where its readers sign up for warnings."""

    lang: str = USUAL
    own: OwnWords = OwnWords()
    timezone: str = "Europe/Oslo"
    signup_url: str = ""


def voice(words: Words, *tags: str, timezone: str = "Europe/Oslo", signup_url: str = "") -> Voice:
    """In the first of these languages (BCP 47) that the page can speak: the newest text's, the municipality's."""
    primary = (tag.partition("-")[0].lower() for tag in tags)
    lang = next((lang for lang in primary if lang in _OURS or _speaks(words.of(lang))), USUAL)
    return Voice(lang=lang, own=words.of(lang), timezone=timezone, signup_url=signup_url)


def _speaks(own: OwnWords) -> bool:
    """What is added to texts alone makes no page."""
    return own.ongoing != ""


def said(words: str, spoken: Voice, **places: object) -> str:
    name, nynorsk, english = _WORDS[words]
    ours = {"nn": nynorsk, "en": english}.get(spoken.lang, words)
    return (getattr(spoken.own, name) or ours).format_map(places)


def language_of(words: str, spoken: Voice) -> str:
    """Bokmål where neither we nor the municipality have these words in the page's language."""
    return spoken.lang if spoken.lang in _OURS or getattr(spoken.own, _WORDS[words][0]) else USUAL


def in_words(moment: UtcTime, spoken: Voice) -> str:
    form, locale = _WHEN[spoken.lang]
    return format_datetime(moment, form, tzinfo=ZoneInfo(spoken.timezone), locale=locale)


def site_name(municipality: str, spoken: Voice) -> str:
    """Text alone, so that it can stand in a title."""
    if municipality:
        return said("Kriseinformasjon fra {town}", spoken, town=municipality)
    return said("Kriseinformasjon", spoken)
