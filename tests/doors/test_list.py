"""Holds docs/doors.md against the tests that it names, and against what Wagtail offers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from wagtail.actions import action_registry
from wagtail.api.v3.urls import api
from wagtail.models import Page

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = (ROOT / "docs" / "doors.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows() -> list[str]:
    return [line for line in LIST.splitlines() if line.startswith("| ") and not line.startswith("| door ")]


def names_of_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_door_names_a_test_that_exists() -> None:
    assert len(rows()) > 30
    for row in rows():
        named = _NAMED.findall(row.split("|")[-2])
        assert named, row
        for file, test in named:
            assert (ROOT / file).exists(), row
            assert not test or test in names_of_tests(ROOT / file), row


@pytest.mark.parametrize("name", ["test_admin", "test_api", "test_commands"])
def test_every_test_of_a_door_is_in_the_list(name: str) -> None:
    file = f"tests/doors/{name}.py"
    named = {test for path, test in _NAMED.findall(LIST) if path == file}
    assert names_of_tests(ROOT / file) == named


def test_every_action_and_command_of_wagtail_is_in_the_list() -> None:
    actions = set(action_registry.get_actions_for_model(Page))
    commands = {name for name, app in get_commands().items() if app == "wagtail"}
    assert len(actions) > 8
    assert len(commands) > 8
    assert sorted(name for name in actions | commands if f"`{name}`" not in LIST) == []


@pytest.mark.urls("tests.doors.urls")
def test_every_address_of_the_api_that_writes_to_pages_is_in_the_list() -> None:
    paths = {path: set(methods) - {"get"} for path, methods in api.get_openapi_schema()["paths"].items()}
    writing = {
        path.partition("/pages/")[2]: methods for path, methods in paths.items() if "/pages/" in path and methods
    }
    by_action = {path: methods for path, methods in writing.items() if "/actions/" in path}
    assert {path: writing[path] for path in writing.keys() - by_action.keys()} == {
        "": {"post"},
        "{page_id}/": {"patch", "delete"},
    }
    named = {path.rstrip("/").rpartition("/")[2] for path in by_action}
    assert len(named) > 7
    assert sorted(name for name in named if f"`{name}`" not in LIST) == []
