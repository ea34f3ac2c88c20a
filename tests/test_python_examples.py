"""The examples of docs/python.md give what the page shows, and its notebook is what its Python file makes."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import re
from pathlib import Path

import pytest

import valuation

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
NEEDS = {
    "1. Read a case": (),
    "7. Find where it breaks even": ("6. See which numbers matter most",),
    "9. Plan a test first": ("4. Ask for other standards of proof",),
}
"""Sections whose names an example uses, beside the first two."""
USUAL = ("1. Read a case", "2. Ask for the answer")
TAKES_LONG = ("10. Choose among services, and take one to many places",)
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.py"))


def examples(section: str) -> list[doctest.Example]:
    """Returns what a section types and what it says that is printed."""
    return [
        example
        for block in BLOCK.findall(SECTIONS[section])
        for example in doctest.DocTestParser().get_examples(block)
    ]


def failures(section: str) -> str:
    """Runs a section after those that it needs, and returns what differs from the page."""
    earlier = [name for name in (*USUAL, *NEEDS.get(section, ())) if name != section and section != USUAL[0]]
    told: list[str] = []
    test = doctest.DocTest(
        [e for name in [*earlier, section] for e in examples(name)], {}, section, None, 0, None
    )
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    return "".join(told)


def test_there_are_ten_examples_and_each_shows_something() -> None:
    numbered = [name for name in SECTIONS if re.match(r"\d+\. ", name)]
    assert [int(name.split(".")[0]) for name in numbered] == list(range(1, 11))
    assert all(any(example.want for example in examples(name)) for name in numbered)


@pytest.mark.parametrize(
    "section",
    [
        pytest.param(name, marks=pytest.mark.longer) if name in TAKES_LONG else name
        for name in SECTIONS
        if BLOCK.search(SECTIONS[name])
    ],
)
def test_an_example_gives_what_the_page_shows(section: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert failures(section) == ""


def test_an_example_that_gives_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setitem(
        SECTIONS, "3. Try other numbers", SECTIONS["3. Try other numbers"].replace("27950", "27951")
    )
    assert "27951" in failures("3. Try other numbers")


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.name)
def test_a_notebook_is_what_its_python_file_makes(file: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_notebooks", ROOT / "docs" / "make_notebooks.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    made = json.loads(maker.notebook(file.read_text(encoding="utf-8")))
    kept = json.loads(file.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert kept == made, "Make it anew: python docs/make_notebooks.py"
    assert sum(bool(cell.get("outputs")) for cell in kept["cells"]) > 5


def test_the_page_of_the_interface_has_every_name_in_its_order() -> None:
    shown = re.findall(
        r"^::: ([\w.]+)$", (ROOT / "docs" / "interface.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    front = [name.removeprefix("valuation.") for name in shown if name.count(".") == 1]
    assert front == valuation.__all__
    for name in shown:
        module, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(module), last), name
