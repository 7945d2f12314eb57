"""A municipality with twelve channels, or as many as one asks for."""

from collections.abc import Iterable

CHANNELS = tuple(f"kanal-{number}" for number in range(1, 13))


def municipality(channels: Iterable[str], readers: Iterable[str] = ()) -> str:
    """As its file says it: webhooks of these names, and an e-mail account with these recipients where there are any."""
    accounts = "".join(
        f"  - {{id: {name}, platform: webhook, handle: {name}, unit: info, opened: 2026-01-01, secret: {name}}}\n"
        for name in channels
    )
    letters = ", ".join(readers)
    if letters:
        accounts += (
            "  - {id: epost, platform: email, handle: epost, unit: info, opened: 2026-01-01, secret: epost, "
            f"recipients: [{letters}]}}\n"
        )
    return _TOWN.replace("ACCOUNTS\n", accounts)


_TOWN = """\
organisation: {name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}
people:
  - {id: kari, name: Kari Rådmann, roles: [chief_executive]}
  - {id: ola, name: Ola Redaktør, roles: [editor]}
  - {id: ingrid, name: Ingrid Redaktør, roles: [editor]}
  - {id: liv, name: Liv Leder, roles: [unit_leader]}
  - {id: anne, name: Anne Ansatt}
units:
  - {id: info, name: Kommunikasjon, leader: liv}
accounts:
ACCOUNTS
  - {id: skjerm, platform: console, handle: skjerm, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}
notices: skjerm
"""
MUNICIPALITY = municipality(CHANNELS)
