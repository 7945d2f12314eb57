"""Reading YAML so that every value keeps its line, and every mistake is told."""

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from config.reading.source import Loc, Source, path_of
from policy import os_faults
from schemas.errors import ConfigInvalid, InvalidInput, Problem
from schemas.sentence import Sentence, say
from schemas.text_door import let_all_in


def read_source(path: Path) -> Source:
    """Raises `ConfigInvalid` for a file that cannot be read or is not YAML; other problems are kept in the result."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    node = _compose(yaml, path, _text(path))
    source = Source(str(path))
    source.data = _Reader(source, yaml.constructor).build(node, ())
    return source


def _compose(yaml: YAML, path: Path, text: str) -> Node:
    try:
        node: Node | None = yaml.compose(text)
    except YAMLError as error:
        raise _not_yaml(path, text, error) from None
    except RecursionError:
        raise _unusable(path, _too_deep(path)) from None
    if node is None:
        raise _unusable(path, _empty(path))
    return node


class _Constructor(SafeConstructor):
    """Leaves dates as they are written: 31 February is then told of with its line, like everything else."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


class _Reader:
    """Turns the YAML tree into plain data, noting lines."""

    def __init__(self, source: Source, constructor: Any) -> None:
        self._source = source
        self._constructor = constructor
        self._seen: set[int] = set()

    def build(self, node: Node, loc: Loc) -> Any:
        self._source.lines.setdefault(loc, node.start_mark.line + 1)
        if id(node) in self._seen:
            return self._refuse(loc, say("Write the value out here; an alias (*name) cannot be used in this file."))
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*loc, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, loc)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else "?"
            if name in found:
                self._repeated(key, (*loc, name))
                continue
            self._source.lines[*loc, name] = key.start_mark.line + 1
            found[name] = self.build(value, (*loc, name))
        return found

    def _scalar(self, node: Node, loc: Loc) -> Any:
        try:
            return let_all_in(self._constructor.construct_object(node))
        except InvalidInput as error:
            return self._refuse(loc, error.sentence)
        except (YAMLError, ValueError):
            return self._refuse(
                loc, say("This value cannot be read. Remove the tag (the word with !) and write it plainly.")
            )

    def _repeated(self, key: Node, loc: Loc) -> None:
        line = key.start_mark.line + 1
        sentence = say(
            "{key} is written twice, first on line {first}. Keep one of them.",
            key=str(loc[-1]),
            first=self._source.lines[loc],
        )
        self._source.problems.append(Problem(file=self._source.file, line=line, where=path_of(loc), sentence=sentence))

    def _refuse(self, loc: Loc, sentence: Sentence) -> None:
        self._source.problems.append(self._source.problem(loc, sentence))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unusable(path, _unreadable(path, error)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _unusable(
            path, say("{file} is not UTF-8 text. Save it again as UTF-8 in your editor.", file=str(path)), line
        ) from None


def _not_yaml(path: Path, text: str, error: YAMLError) -> ConfigInvalid:
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position) + 1 if position is not None else None
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
    return _unusable(
        path,
        say(
            "{file} is not valid YAML at line {line}: {detail}. Check indentation, quotes and "
            "colons there and on the line above.",
            file=str(path),
            line=line or 1,
            detail=detail,
        ),
        line,
    )


def _unreadable(path: Path, error: OSError) -> Sentence:
    file = str(path)
    match error:
        case FileNotFoundError():
            return say(
                "There is no file {file}. Set KRISEKANAL_MUNICIPALITY to the address of your municipality file.",
                file=file,
            )
        case IsADirectoryError():
            return say(
                "{file} is a folder. Name the municipality file in it, for example {file}/municipality.yaml.", file=file
            )
    return say(
        "{file} cannot be read ({reason}). Give this user permission to read it.",
        file=file,
        reason=os_faults.why(error),
    )


def _too_deep(path: Path) -> Sentence:
    return say("{file} is nested too deeply to be read. Check its brackets.", file=str(path))


def _empty(path: Path) -> Sentence:
    return say(
        "{file} is empty. Start from the file that came with Krisekanal, config/stjordal.yaml, and change it to your "
        "municipality.",
        file=str(path),
    )


def _unusable(path: Path, sentence: Sentence, line: int | None = None) -> ConfigInvalid:
    return ConfigInvalid(sentence, (Problem(file=str(path), line=line, sentence=sentence),))


def write_yaml(value: dict[str, Any]) -> bytes:
    """In the order given, long lines kept whole; what is written can be read again by `read_yaml`."""
    yaml = YAML()
    yaml.width, yaml.default_flow_style = 10_000, False
    page = io.BytesIO()
    yaml.dump(value, page)
    return page.getvalue()
