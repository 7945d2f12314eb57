"""Every case of `tests/rows.toml` has tests that are there, are run, and are named after what is right."""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = tomllib.loads((HERE / "rows.toml").read_text(encoding="utf-8"))["row"]
CASES = 31
NEEDS_SETS = {
    "tests/notifiers/x/test_x_counting.py::test_the_whole_sets_of_twitter_text",
    "tests/policy/test_public_sets.py::test_every_link_with_a_scheme",
    "tests/policy/test_public_sets.py::test_what_is_no_link",
}
"""Skipped, and saying so, where the public sets are not given: never the only test of a case."""


@cache
def _functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((HERE.parent / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_no_case_is_left_out() -> None:
    assert [row["number"] for row in ROWS] == list(range(1, CASES + 1))
    assert all(row["right"].endswith(".") for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["number"]))
def test_the_tests_of_a_case_are_there_and_run(row: dict[str, list[str]]) -> None:
    assert set(row["tests"]) - NEEDS_SETS
    for named in row["tests"]:
        file, _, name = named.partition("::")
        found = _functions(file).get(name)
        assert found is not None, named
        assert any(isinstance(node, ast.Assert | ast.With) for node in ast.walk(found)), f"{named} holds nothing"
        marks = [ast.unparse(mark) for mark in found.decorator_list]
        assert not any("skip" in mark or "xfail" in mark for mark in marks) or named in NEEDS_SETS, named
