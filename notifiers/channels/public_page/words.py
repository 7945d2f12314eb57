"""The page's own words, in the language of the municipality's texts. Texts keep theirs, whatever the page speaks."""

from babel.dates import format_datetime

from notifiers.channels.public_page.record import NORWAY
from schemas.base import UtcTime

USUAL = "nb"
_WHEN = {
    "nb": ("d. MMMM y 'kl.'\u00a0HH.mm", "nb_NO"),
    "nn": ("d. MMMM y 'kl.'\u00a0HH.mm", "nn_NO"),
    "en": ("d MMMM y 'at'\u00a0HH:mm", "en_GB"),
}
_WORDS = {
    "Kriseinformasjon": ("Kriseinformasjon", "Crisis information"),
    "Kriseinformasjon fra {town}": ("Kriseinformasjon frå {town}", "Crisis information from {town}"),
    "Hopp til innholdet": ("Hopp til innhaldet", "Skip to the content"),
    "Er liv i fare?": ("Er liv i fare?", "Is life in danger?"),
    "Brann": ("Brann", "Fire"),
    "Politi": ("Politi", "Police"),
    "Medisinsk nødhjelp": ("Medisinsk naudhjelp", "Ambulance"),
    "Mer kriseinformasjon": ("Meir kriseinformasjon", "More crisis information"),
    "Alle meldinger": ("Alle meldingar", "All messages"),
    "Abonner (Atom)": ("Abonner (Atom)", "Subscribe (Atom)"),
    "Trukket tilbake": ("Trekt tilbake", "Withdrawn"),
    "Faren er over": ("Faren er over", "The danger is over"),
    "Pågår": ("Pågår", "Ongoing"),
    "Rettet": ("Retta", "Corrected"),
    "Dette gjør du nå:": ("Dette gjer du no:", "Do this now:"),
    "Kart": ("Kart", "Map"),
    "Gjelder området som er merket": ("Gjeld området som er merkt", "For the area that is marked"),
    "Neste oppdatering:": ("Neste oppdatering:", "Next update:"),
    "Avsluttet": ("Avslutta", "Ended"),
    "Erstattet": ("Erstatta", "Replaced"),
    "Dette er en øvelse og ikke en virkelig hendelse.": (
        "Dette er ei øving og ikkje ei verkeleg hending.",
        "This is an exercise and not a real event.",
    ),
    "les rettelsen over først": ("les rettinga over først", "read the correction above first"),
    "gjelder ikke lenger": ("gjeld ikkje lenger", "no longer holds"),
    "Publisert": ("Publisert", "Published"),
    "Ingen pågående krisemeldinger": ("Ingen pågåande krisemeldingar", "No ongoing crisis messages"),
    "1 pågående krisemelding": ("1 pågåande krisemelding", "1 ongoing crisis message"),
    "{count} pågående krisemeldinger": ("{count} pågåande krisemeldingar", "{count} ongoing crisis messages"),
    "Sist oppdatert": ("Sist oppdatert", "Last updated"),
    "Skjer det noe du må vite om, står det her med en gang.": (
        "Skjer det noko du må vite om, står det her med ein gong.",
        "Should something happen that you must know of, it stands here at once.",
    ),
    "Siden lastes på nytt hvert minutt.": ("Sida blir lasta på nytt kvart minutt.", "The page reloads every minute."),
    "Les uten at den lastes på nytt": ("Les utan at ho blir lasta på nytt", "Read without reloading"),
    "Denne siden lastes ikke på nytt av seg selv.": (
        "Denne sida blir ikkje lasta på nytt av seg sjølv.",
        "This page does not reload by itself.",
    ),
    "Gå til siden som gjør det": ("Gå til sida som gjer det", "Go to the page that does"),
    "Se tidligere ordlyd av denne meldingen": (
        "Sjå tidlegare ordlyd av denne meldinga",
        "See earlier wordings of this message",
    ),
    "Slik stod det før": ("Slik stod det før", "As it stood before"),
    "Eldre meldinger": ("Eldre meldingar", "Older messages"),
    "Se alle meldinger": ("Sjå alle meldingar", "See all messages"),
    "Til forsiden": ("Til framsida", "To the front page"),
    "For varslingstjenester (CAP 1.2)": ("For varslingstenester (CAP 1.2)", "For warning services (CAP 1.2)"),
    "Ingen meldinger er publisert ennå.": (
        "Ingen meldingar er publiserte enno.",
        "No messages have been published yet.",
    ),
}
"""Bokmål to nynorsk and English."""


def spoken(*tags: str) -> str:
    """The first of these (BCP 47) that the page speaks itself: the newest text's, the municipality's."""
    primary = (tag.partition("-")[0].lower() for tag in tags)
    return next((lang for lang in primary if lang in _WHEN), USUAL)


def said(words: str, lang: str, **places: object) -> str:
    nynorsk, english = _WORDS[words]
    return {"nn": nynorsk, "en": english}.get(lang, words).format_map(places)


def in_words(moment: UtcTime, lang: str) -> str:
    form, locale = _WHEN[lang]
    return format_datetime(moment, form, tzinfo=NORWAY, locale=locale)


def site_name(municipality: str, lang: str) -> str:
    return (
        said("Kriseinformasjon fra {town}", lang, town=municipality) if municipality else said("Kriseinformasjon", lang)
    )
