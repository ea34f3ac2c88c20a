"""No logic of the program looks into a sentence: what it needs to know is a field, a key or a status word.

A sentence is two words or more in a row. Comparing one, or searching for one in a text, is what this test looks for; a regular
expression over labels it cannot see.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("valuation", "make_the_case")
FILES = [*(file for part in PARTS for file in sorted((ROOT / part).rglob("*.py"))), ROOT / "app.py"]  # fmt: skip
SENTENCE = re.compile(r"[A-Za-z]{2,}[,:;.’']? (?:[a-zA-Z£‘“]|$)|^ [a-z]|: $")
"""Two words in a row, or one and what joins it to another."""
SEARCHES = frozenset(
    {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit", "find", "rfind", "index", "count", "replace"}
)  # fmt: skip
MAY = {
    "valuation.case.written.earlier_formats": "the one place that reads what earlier files say in words",
    "valuation.case.file": "another program's message, which says in words alone which key is given twice",
    "valuation.case.validity.case_messages": "another program's message, which says in one text which words are allowed",
    "make_the_case.words.phrases": "grammar: a name that begins with an article takes it small within a sentence",
    "make_the_case.words.papers.board_summary": "a name too long for its line is cut so that both its ends are seen",
    "make_the_case.exports.word_file": "the name of a style of Word, which is its key",
}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def constants_of(module: str) -> dict[str, ast.expr]:
    """What the names at the top of a module hold."""
    file = next((file for file in FILES if module_of(file) == module), None)
    found: dict[str, ast.expr] = {}
    for node in tree_of(file).body if file else ():
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []  # fmt: skip
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = value
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = zip(target.elts, value.elts, strict=True)
                found |= {name.id: item for name, item in pairs if isinstance(name, ast.Name)}
    return found


def imported_by(file: Path) -> dict[str, tuple[str, str]]:
    """Each name that a file imports from another of ours: the module, and the name there."""
    found = {}
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {one.asname or one.name: (node.module, one.name) for one in node.names}
    return found


def is_sentence(node: ast.expr, file: Path) -> bool:
    """Whether an expression is a sentence: as it is written, by the name of one, or among several."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and SENTENCE.search(node.value) is not None
    if isinstance(node, ast.JoinedStr):
        return any(is_sentence(part, file) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_sentence(part, file) for part in node.elts)
    if isinstance(node, ast.Name):
        module, name = imported_by(file).get(node.id, (module_of(file), node.id))
        value = constants_of(module).get(name)
        return isinstance(value, ast.Constant | ast.JoinedStr) and is_sentence(value, file)
    return False


def searched(file: Path) -> Iterator[str]:
    """Yields where a file compares a sentence with something, or searches a text for one."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHES
        ):
            asked = node.args[:1]
        else:
            continue
        if any(is_sentence(one, file) for one in asked):
            yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("file", [file for file in FILES if module_of(file) not in MAY], ids=module_of)
def test_no_sentence_is_compared_or_searched_for(file: Path):
    assert list(searched(file)) == []


@pytest.mark.parametrize("module", MAY)
def test_a_module_that_may_has_a_use_for_it(module: str):
    assert list(searched(next(file for file in FILES if module_of(file) == module)))


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ('said == "Not answered yet."', True),
        ('"put a price" in said', True),
        ('said.startswith("so far: ")', True),
        ('title.removesuffix(" in Your place")', True),
        ('SAID = "No value tried"\nfound == SAID', True),
        ('status == "unanswered"', False),
        ('path.startswith("options.")', False),
        ('words.split("\\n\\n")', False),
        ('found.replace("_", " ")', False),
    ],
)
def test_what_is_a_sentence_and_what_is_a_word(tmp_path: Path, monkeypatch, line: str, is_one: bool):
    file = tmp_path / "read.py"
    file.write_text(line, "utf-8")
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    monkeypatch.setattr(f"{__name__}.FILES", [file])
    constants_of.cache_clear()
    assert bool(list(searched(file))) == is_one
    constants_of.cache_clear()
