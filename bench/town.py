"""A municipality with twelve channels."""

CHANNELS = tuple(f"kanal-{number}" for number in range(1, 13))

_ACCOUNTS = "".join(
    f"  - {{id: {name}, platform: webhook, handle: {name}, unit: info, opened: 2026-01-01, secret: {name}}}\n"
    for name in CHANNELS
)
MUNICIPALITY = f"""\
organisation: {{name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}}
people:
  - {{id: kari, name: Kari Rådmann, roles: [chief_executive]}}
  - {{id: ola, name: Ola Redaktør, roles: [editor]}}
  - {{id: ingrid, name: Ingrid Redaktør, roles: [editor]}}
  - {{id: liv, name: Liv Leder, roles: [unit_leader]}}
  - {{id: anne, name: Anne Ansatt}}
units:
  - {{id: info, name: Kommunikasjon, leader: liv}}
accounts:
{_ACCOUNTS}  - {{id: skjerm, platform: console, handle: skjerm, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}}
notices: skjerm
"""
