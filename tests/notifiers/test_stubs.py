"""`stubs/apprise` says what the installed Apprise does: every name is there and takes what the stub says."""

import ast
import inspect
from pathlib import Path

import apprise
import pytest
from apprise.conversion import convert_between

STUB = ast.parse((Path(__file__).parents[2] / "stubs/apprise/__init__.pyi").read_text(encoding="utf-8"))
CLASSES = [node for node in STUB.body if isinstance(node, ast.ClassDef)]
MADE = apprise.Apprise.instantiate("json://bruker:ord@localhost:8080", suppress_exceptions=False)
"""What is set by an address is seen on a service that has one."""


@pytest.mark.parametrize("stub", CLASSES, ids=lambda stub: stub.name)
def test_every_name_is_there(stub: ast.ClassDef) -> None:
    found = MADE if stub.name == "NotifyBase" else getattr(apprise, stub.name)
    names = {node.name for node in stub.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    names |= {
        node.target.id for node in stub.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    names |= {
        node.targets[0].id
        for node in stub.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert names and [name for name in sorted(names) if not hasattr(found, name)] == []


@pytest.mark.parametrize("stub", CLASSES, ids=lambda stub: stub.name)
def test_every_argument_is_taken(stub: ast.ClassDef) -> None:
    for node in stub.body:
        if isinstance(node, ast.FunctionDef):
            taken = inspect.signature(getattr(getattr(apprise, stub.name), node.name)).parameters
            named = [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg != "self"]
            assert [name for name in named if name not in taken] == [], node.name


def test_words_are_converted_as_we_ask() -> None:
    assert convert_between(apprise.NotifyFormat.TEXT, apprise.NotifyFormat.HTML, content="a<b") == "a&lt;b"
