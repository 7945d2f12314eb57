"""A text in other languages, from files: YAML with the keys of a template (title, body, short) and what else a text has."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.reading import read_yaml
from config.reading.explain import explain, joined
from schemas.drafts.content import Content, LanguageVersion
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.sentence import say
from schemas.text_door import let_all_in


def versions(given: Sequence[str], before: Content | None) -> tuple[dict[str, Any], ...]:
    """`nn:FILE` each; `nn:` alone takes that version out. Those that the text had already (`before`) stay. Raises `InvalidInput`."""
    found = {version.language: version.model_dump() for version in before.versions} if before else {}
    for entry in given:
        language, file = _asked(entry)
        found.pop(language, None)
        if file:
            found[language] = _read(language, Path(file))
    return tuple(found.values())


def _asked(entry: str) -> tuple[Language, str]:
    code, sign, file = entry.partition(":")
    if not sign or code not in set(Language):
        raise InvalidInput(say("Write {form}, not {wrong}.", form="--version nn:FILE", wrong=entry))
    return Language(code), file


def _read(language: Language, file: Path) -> dict[str, Any]:
    """Raises `ConfigInvalid` for what is no YAML, with its line."""
    source = read_yaml.read_source(file)
    data = source.data if isinstance(source.data, dict) else {}
    try:
        return LanguageVersion.model_validate(let_all_in({**data, "language": language})).model_dump()
    except ValidationError as error:
        known = tuple(name for name in LanguageVersion.model_fields if name != "language")
        faults = (explain(dict(fault), str(fault["loc"][-1]), known) for fault in error.errors())
        raise InvalidInput(say("In {language}: {problem}", language=language, problem=joined(faults))) from None
