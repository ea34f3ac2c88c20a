"""YAML read by libyaml: what it gives is what the reader with care gives, and what asks for care is left to that one."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from valuation import CaseError, case_text, parse_case, read_case
from valuation.case.editing import edited
from valuation.case.file import loaded, plain
from valuation.case.written.quick_yaml import plain_yaml_reader
from valuation.case.written.read_at_once import AsksForCare, read_at_once

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "assumptions").glob("*.yaml"), *(ROOT / "cases").glob("*.y*ml")])
TEMPLATES = sorted((ROOT / "assumptions" / "templates").glob("*.yaml"))
FAULTS = sorted((ROOT / "tests" / "cases").rglob("*.y*ml"))
PARTS = [
    "a", "b", "key", "id", "£", "x y", " ", "  ", "    ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", ": ", ":", ",", ", ", "[", "]",
    "{", "}", "[1,", "200]", "1", "1,234", "0.5", "-0", "-1.5", "010", "0x1F", "0o17", "1_000", "1e3", ".5", "5.", ".inf", "true", "True", "yes",
    "no", "null", "~", "2026-04-01", "2026-02-30", "12:30", "2026-27", "45%", "'", "''", '"', '"q"', "'q'", "#", " # c", "\n# c\n", "|", "|-", ">",
    ">-", "|\n  line\n  line\n", ">\n  fold\n  fold\n\n  more\n", "? ", "- ", "-", "---\n", "...\n", "%YAML 1.1\n", "&n ", "*n", "!t ", "!!str ",
    "<<: ", "\t", "\\", "\x85", "\u2028", "\ufeff", "\U0001f6b6", "é", "@", "`", "%", "&", "*", "!",
]  # fmt: skip


def careful(text: str) -> object:
    """Returns what the reader with care says, as plain data, or that it refuses the text."""
    try:
        return plain(loaded(text, "a file"))
    except CaseError as error:
        return error


def asserts_the_same(text: str) -> bool:
    """Asserts that a text which is read at once is read the same with care, and returns whether it was."""
    try:
        found = read_at_once(text)
    except AsksForCare:
        return False
    assert repr(plain(found)) == repr(careful(text))
    assert repr(found) == repr(plain_yaml_reader().load(text))
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_ours_is_read_at_once_and_says_the_same(file: Path) -> None:
    assert asserts_the_same(file.read_text(encoding="utf-8"))


@pytest.mark.longer
@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_is_read_at_once_and_says_the_same(file: Path) -> None:
    assert asserts_the_same(file.read_text(encoding="utf-8"))


def test_every_template_is_read_at_once() -> None:
    assert len(TEMPLATES) > 40
    for file in TEMPLATES:
        read_at_once(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FAULTS, ids=lambda file: file.stem)
def test_a_file_with_a_fault_says_the_same_or_is_read_with_care(file: Path) -> None:
    asserts_the_same(file.read_bytes().decode("utf-8", "replace"))


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
@example("a: [1,200]\n")
@example("a: {b: 1,200}\n")
@example("a: [1, 200]\nb: [0.5,0.6]\n")
@example("a: 1\na: 2\n")
@example("a: &n 1\nb: *n\n")
@example("1: a\n2026: b\n")
@example("a: ># c\n  b\n")
@example("a: |\n \n  b\n")
@example("a: |\n# c\n")
@example("a\n...\n...\n")
@example('[1, "q":]')
@example("a: # c\n  b\n  c\n\n")
@example("t: #\n  fold\n  \n    \n# c\n")
def test_any_text_says_the_same_or_is_read_with_care(text: str) -> None:
    asserts_the_same(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: [1,200]", "a: 1\na: 2", "a: &n 1\nb: *n", "a: !t 1", "%YAML 1.1\n---\na: yes", "a: 1\n---\nb: 2", "a: 010", "a: 0x1F", "a: 1_000",
        "a: 1e400", "a: 2026-02-30", "a: \tb", 'a: "\\u00e9"', "a: \x85", "[" * 40 + "]" * 40, "[" * 100_000, "[1, 2]: a", "<<: {a: 1}", "a: [",
        "9" * 500, "a: \ud800",
    ],
)  # fmt: skip
def test_what_asks_for_care_is_left_to_the_other_reader(text: str) -> None:
    with pytest.raises(AsksForCare):
        read_at_once(text)


@pytest.mark.parametrize("levels", range(25, 34))
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ("{a: ", "}")])
def test_what_is_nested_as_deeply_as_may_be_is_refused_by_both(levels: int, opens: str, closes: str) -> None:
    assert asserts_the_same(f"a: {opens * levels}1{closes * levels}\n") == (levels < 29)


def test_comments_come_back_when_a_case_that_was_read_at_once_is_changed_and_written() -> None:
    text = (ROOT / "cases" / "worked_example.yaml").read_text(encoding="utf-8")
    assert "#" in text
    case = parse_case(text)
    assert case_text(case) == text
    changed = edited(
        replace(case, document=pickle.loads(pickle.dumps(case.document))), {"title": "Another title"}
    )
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in case_text(changed).splitlines() if line.lstrip().startswith("#")] == comments


def test_a_mistake_in_a_case_that_was_read_at_once_is_named_with_its_line() -> None:
    text = (ROOT / "cases" / "worked_example.yaml").read_text(encoding="utf-8")
    wrong = text.replace("title:", "tittle:", 1)
    with pytest.raises(CaseError) as error:
        parse_case(wrong)
    at = next(k for k, line in enumerate(wrong.splitlines(), 1) if line.startswith("tittle:"))
    assert at in [problem.line for problem in error.value.problems]


def test_a_case_is_the_same_whichever_reader_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for file in sorted((ROOT / "cases").glob("*.yaml")):
        at_once = read_case(file)
        with monkeypatch.context() as other:
            other.setattr("yaml.__with_libyaml__", False)
            with_care = read_case(file)
        assert repr(at_once.data) == repr(with_care.data)
        assert at_once.code == with_care.code


def test_a_comment_that_cannot_be_kept_is_refused_in_a_sentence_with_its_line() -> None:
    with pytest.raises(CaseError) as error:
        parse_case("title: A\nplace: # where\n  One place\n  and another\n\n")
    (problem,) = error.value.problems
    assert (problem.line, problem.found) == (2, "# where")
    assert "has a comment between a key and text of several lines" in problem.message
