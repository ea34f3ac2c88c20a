"""The tables of the field: a row that is added for the length of a test is on every page and paper, and nothing else moves."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from test_pages import opened
from workbook_cells import held, is_close

from exports.papers import Wanted, makers
from exports.plain_text import report, sensitivity_report
from exports.workbook_pages import filled
from valuation import ACCOUNTS, Account, Case, analysed, compile_case, read_case, result, sensitivity
from valuation.accounts import cash_accounts
from words.audiences import AUDIENCES
from words.board_summary import board_summary
from words.names import ACCOUNT_WORDS, AccountWords
from words.summary_tables import payback_sentence

ROOT = Path(__file__).resolve().parents[1]
WORKED = ROOT / "cases" / "worked_example.yaml"
DRAWS = 40
MADE_AT = datetime(2026, 11, 28)
NEIGHBOURS = Account("neighbours", lambda party, _: True, reads_wider=True)
"""A new reader that counts whom society counts, health among it."""
NEIGHBOURS_SAID = AccountWords("Neighbours of us all", "neighbours of us all", "the neighbours", "Neighbours")

Rows = list[tuple[str, ...]]


@dataclass
class Papers:
    """A case as everything that it is written as, each paper as rows of texts."""

    case: Case

    def __post_init__(self) -> None:
        self.result = result(self.case)
        self.analysis = analysed(self.case, DRAWS)
        self.sensitivity = sensitivity(self.analysis)
        self.option = self.case.shape.options[0].id

    @cached_property
    def rows(self) -> dict[str, Rows]:
        """Returns the rows of every paper, by its name."""
        found: dict[str, Rows] = {
            "appraise --json": list(leaves(self.result)),
            "sensitivity --json": list(leaves(self.sensitivity)),
            "appraise": lines(report(self.result, self.case, compile_case(self.case).assumptions)),
            "sensitivity": lines(sensitivity_report(self.sensitivity, self.case, self.analysis)),
            "board summary": list(leaves(board_summary(self.case, self.result, self.option, self.analysis))),
        }
        for audience in AUDIENCES:
            found[f"web page for {audience}"] = rows_of_page(self._made("html", audience).decode())
        found["Word"] = list(rows_of_word(self._made("docx")))
        found |= {f"workbook, {name}": rows for name, rows in sheets(self._made("xlsx"))}
        with zipfile.ZipFile(io.BytesIO(self._made("csv"))) as tables:
            for name in tables.namelist():
                text = tables.read(name).decode("utf-8-sig")
                found[name] = (
                    lines(text) if name.endswith("txt") else [tuple(r) for r in csv.reader(io.StringIO(text))]
                )
        return found

    def _made(self, form: str, audience: str = "commissioners") -> bytes:
        wanted = Wanted(audience=audience, made_at=MADE_AT)
        return makers(self.case, self.result, self.option, self.analysis, wanted)[form]()


def leaves(item: Any, path: str = "") -> Iterator[tuple[str, ...]]:
    """Yields (path, text) of each value of a JSON object; a list of numbers is one value."""
    if isinstance(item, dict):
        for key, value in item.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(item, list) and any(isinstance(value, dict | list) for value in item):
        for k, value in enumerate(item):
            yield from leaves(value, f"{path}.{k}")
    else:
        yield path, json.dumps(item, default=str)


def lines(text: str) -> Rows:
    return [tuple(part for part in re.split(r"\s{2,}", line.strip())) for line in text.splitlines()]


def rows_of_page(page: str) -> Rows:
    plain = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    parts = re.split(r"</(?:tr|p|li|h\d|caption|figcaption|dd|text)>", plain)
    return [
        tuple(html.unescape(cell) for cell in re.split(r"<[^>]+>", part) if cell.strip()) for part in parts
    ]


def rows_of_word(content: bytes) -> Iterator[tuple[str, ...]]:
    document = docx.Document(io.BytesIO(content))
    yield from ((paragraph.text,) for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (tuple(cell.text for cell in row.cells) for row in table.rows)


def sheets(content: bytes) -> Iterator[tuple[str, Rows]]:
    """Yields the name and the rows of each sheet, in what its cells come to, and of the names that lead to cells."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book:
        yield (
            sheet.title,
            [tuple("" if value is None else str(value) for value in row) for row in sheet.values],
        )
    yield "names", [(name,) for name in book.defined_names]


def holding(rows: Rows, *texts: str) -> Rows:
    """Returns the rows in which one of these texts stands."""
    return [row for row in rows if any(text in cell for text in texts for cell in row)]


def without(rows: Rows, *texts: str) -> Rows:
    """Returns the rows in which none of these texts stands; where one heads a column, the table without the column."""
    columns: set[int] = set()
    kept: Rows = []
    for row in rows:
        if row[:1] in (("Option",), ("Draw",)):
            columns = {k for k, cell in enumerate(row) if any(text in cell for text in texts)}
        row = tuple(cell for k, cell in enumerate(row) if k not in columns)
        if not holding([row], *texts):
            kept.append(row)
    return kept


def trimmed(rows: Rows) -> Rows:
    """Returns rows as a reader sees them: without empty cells at their end, or where columns are said to be."""
    said = [tuple(re.sub(r"Columns N to \w+", "Columns", cell) for cell in row) for row in rows]
    return [tuple("\t".join(row).rstrip("\t").split("\t")) for row in said]


@pytest.fixture(scope="module")
def usual() -> Papers:
    papers = Papers(read_case(WORKED))
    assert papers.rows
    return papers


@pytest.fixture
def neighbours(monkeypatch: pytest.MonkeyPatch, usual: Papers) -> Papers:
    """The papers of the case with one more account."""
    monkeypatch.setitem(ACCOUNTS.by_key, NEIGHBOURS.name, NEIGHBOURS)
    monkeypatch.setitem(ACCOUNT_WORDS, NEIGHBOURS.name, NEIGHBOURS_SAID)
    return Papers(read_case(WORKED))


def names_of(account: str) -> tuple[str, ...]:
    said = ACCOUNT_WORDS[account]
    return (account, said.row, said.prose, said.sheet, capital(account))


def capital(key: str) -> str:
    return key.replace("_", " ").capitalize()


# Accounts --------------------------------------------------------------------------------------------------


def test_every_account_has_words_and_no_words_are_without_an_account() -> None:
    assert tuple(ACCOUNT_WORDS) == ACCOUNTS.keys
    assert all(ACCOUNT_WORDS[name].paid_back for name in cash_accounts())


def test_a_new_account_that_counts_what_society_counts_comes_to_what_society_comes_to(
    neighbours: Papers,
) -> None:
    """Health among it: a health benefit once went to the account called `society` alone."""
    for found in neighbours.result["options"].values():
        assert found["accounts"]["neighbours"] == found["accounts"]["society"]
        assert any(line["kind"] == "health" and line["pv"] > 0 for line in found["lines"])
    for found in neighbours.sensitivity["options"].values():
        drawn = found["monte_carlo"]
        for part in ("accounts", "costs", "fan", "convergence"):
            assert drawn[part]["neighbours"] == drawn[part]["society"], part
    asked = [
        analysed(neighbours.case, DRAWS, account=account).swings for account in ("neighbours", "society")
    ]
    assert asked[0] == asked[1]


def test_a_new_account_is_in_every_paper_that_lists_accounts_and_nothing_else_moves(
    usual: Papers, neighbours: Papers
) -> None:
    listed: set[str] = set()
    ours, theirs = names_of("neighbours"), names_of("public_sector")
    assert usual.rows.keys() == neighbours.rows.keys()
    for name, rows in neighbours.rows.items():
        assert trimmed(without(rows, *ours)) == trimmed(usual.rows[name]), name
        beside = [row for row in holding(rows, *theirs) if row[0] != "Public sector cost, £"]  # a headline
        added = [
            row for row in holding(rows, *ours) if "Neighbours: health benefits" not in row
        ]  # public bodies have none
        assert len(added) == len(beside), name
        listed |= {name} if holding(rows, *ours) else set()
    assert {name for name in listed if not name.startswith("web page for")} == {
        "appraise --json", "sensitivity --json", "appraise", "sensitivity", "Word", "results.csv",
        "simulation.csv", "workbook, Accounts", "workbook, Checks", "workbook, Lines", "workbook, Options", "workbook, Simulation",
        "workbook, names",
    }  # fmt: skip


def test_the_workbook_works_a_new_account_out_as_the_engine_does(neighbours: Papers) -> None:
    model = compile_case(neighbours.case)
    cells = list(held(filled(neighbours.case, neighbours.result), model, neighbours.result))
    assert any(".neighbours.npv" in what for what, _, _ in cells)
    assert [what for what, cell, expected in cells if not is_close(cell.value, expected)] == []


def test_a_new_account_can_be_chosen_on_the_results_page(neighbours: Papers) -> None:
    page = opened(WORKED)
    who = page.selectbox(key="results:account")
    assert who.options == [
        "The ICB, cash only", "All public bodies, cash only", "All public bodies, cash and capacity",
        "NHS and social care, cash and capacity", "Everyone: public bodies, people, families and others", "Neighbours of us all",
    ]  # fmt: skip
    who.set_value("neighbours").run()
    assert not page.exception


def test_a_new_account_of_cash_alone_is_said_to_pay_back(
    monkeypatch: pytest.MonkeyPatch, usual: Papers
) -> None:
    before = payback_sentence(usual.result, usual.option).rstrip(".")
    cash = replace(NEIGHBOURS, cash_only=True, reads_wider=False)
    monkeypatch.setitem(ACCOUNTS.by_key, cash.name, cash)
    words = replace(NEIGHBOURS_SAID, paid_back="those next door")
    monkeypatch.setitem(ACCOUNT_WORDS, cash.name, words)
    papers = Papers(usual.case)
    after = payback_sentence(papers.result, papers.option)
    assert after == f"{before}; not within 3 years for those next door."
    paid = papers.sensitivity["options"][papers.option]["monte_carlo"]["payback_by_year"]
    assert set(paid) == {"commissioner", "public_cash", "neighbours"}
