"""What a file can get wrong although every single value in it is well formed."""

from collections.abc import Callable, Iterator

from config.checks import accounts, crest, exercises, identities, layers, own_words, people, references, templates
from config.reading.source import Source
from schemas.accounts.channel_rules import Rules
from schemas.errors import Problem

Check = Callable[[Source], Iterator[Problem]]
"""Reads what was written, valid or not, so that one mistake never hides another."""

CHECKS: tuple[Check, ...] = (
    identities.repeated_ids,
    identities.reserved_for_sandbox_accounts,
    references.unknown_names,
    people.leaders_hold_the_role,
    people.enough_people,
    people.own_deputy,
    people.one_way_to_each,
    people.letters_arrive,
    people.texts_arrive,
    accounts.one_address,
    accounts.secret_is_a_channels,
    accounts.sandbox_accounts_are_ours,
    accounts.fallback_circles,
    crest.is_a_drawing,
    templates.placeholders_and_fields,
    exercises.one_rhythm,
    exercises.cron_is_understood,
    exercises.rrule_is_understood,
    exercises.quiet_hours_end,
    exercises.something_to_play,
    exercises.fields_match_template,
    exercises.timezone_exists,
    own_words.places_are_there,
    layers.layers_are_zones,
)

CHANNEL_CHECKS: tuple[Callable[[Source, Rules], Iterator[Problem]], ...] = (
    accounts.address_fits_platform,
    accounts.recipients_can_be_reached,
    accounts.notices_reach_people,
)


def cross_checks(source: Source, rules: Rules) -> Iterator[Problem]:
    for check in CHECKS:
        yield from check(source)
    for channel_check in CHANNEL_CHECKS:
        yield from channel_check(source, rules)
