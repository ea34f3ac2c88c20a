"""The library: the sourced numbers of `assumptions/`, read one entry at a time, and only when asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from textwrap import dedent

from ruamel.yaml.error import YAMLError

from valuation.case.places import table_and_entry
from valuation.case.written.quick_yaml import plain_yaml
from valuation.discounting import Band, Schedule
from valuation.errors import AssumptionError
from valuation.prices import CashIndices, Deflator, chained, growth_of_financial_year
from valuation.prices import financial_year as financial_year_from
from valuation.quantities import Assumption

Entry = dict[str, object]
"""What a library file or a case says at one place, as it is written there."""

ENTRY_FILES = ("unit_costs", "staff", "time", "wellbeing", "valuation")
"""The files whose entries a case may `use`, as FILE.ID."""
ENTRY_BLOCKS = {"bridges": "evidence"}
"""Blocks of other files whose entries a case may `use`, as BLOCK.ID, with the file of each."""
ENTRY_TABLES = (*ENTRY_FILES, *ENTRY_BLOCKS)

_TOP_LEVEL_KEY = re.compile(r"^([A-Za-z0-9_]+):", re.MULTILINE)


@dataclass(frozen=True)
class Payer:
    """A party that may bear a cost or receive a benefit."""

    id: str
    name: str
    short: str
    is_public: bool
    is_nhs_pss: bool


@dataclass(frozen=True)
class Licence:
    """On what terms the figures of a source may be here."""

    name: str
    attribution: str


@dataclass(frozen=True)
class Source:
    """A publication that figures come from."""

    title: str
    publisher: str
    date: str
    accessed: str
    """The day on which it was last looked at."""
    licence: str
    """The licence's id."""
    attribution: str
    """How it asks to be named."""
    url: str | None
    doi: str | None
    row: Entry
    """All that the library's file says of it."""


@dataclass
class Library:
    """The cited numbers that ship with the program; knows no case."""

    folder: Traversable
    _texts: dict[str, str] = field(default_factory=dict)
    _blocks: dict[str, dict[str, str]] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Returns a library file as text, read once."""
        if name not in self._texts:
            try:
                self._texts[name] = self.folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
            except OSError as error:
                raise AssumptionError(
                    f"assumptions/{name}.yaml cannot be read: {error.strerror or error}."
                ) from error
        return self._texts[name]

    def table(self, name: str) -> Entry:
        """Returns a whole library file as plain data."""
        return _parsed(name, self.text(name))

    def _blocks_of(self, name: str) -> dict[str, str]:
        """Returns each entry's own text, so that a case pays for parsing only what it uses."""
        if name not in self._blocks:
            text = self._text_of_entries(name)
            starts = list(_TOP_LEVEL_KEY.finditer(text))
            ends = [m.start() for m in starts[1:]] + [len(text)]
            blocks: dict[str, str] = {}
            for match, end in zip(starts, ends, strict=True):
                if match.group(1) in blocks:
                    raise AssumptionError(f"assumptions/{name}.yaml has two entries called {match.group(1)}.")
                blocks[match.group(1)] = text[match.start() : end]
            self._blocks[name] = blocks
        return self._blocks[name]

    def _text_of_entries(self, name: str) -> str:
        """Returns the text of a table of entries: a file's, or a block's of a file as if it were one."""
        if name not in ENTRY_BLOCKS:
            return self.text(name)
        text = self.text(ENTRY_BLOCKS[name])
        starts = [(match.group(1), match.start()) for match in _TOP_LEVEL_KEY.finditer(text)]
        ends = [start for _, start in starts[1:]] + [len(text)]
        begin, end = next((start, end) for (key, start), end in zip(starts, ends, strict=True) if key == name)
        return dedent(text[begin:end].partition("\n")[2])

    def __contains__(self, library_id: object) -> bool:
        file, entry = table_and_entry(str(library_id))
        return file in ENTRY_TABLES and entry in self._blocks_of(file)

    def entry(self, library_id: str) -> Entry:
        """Returns one entry as written."""
        if library_id not in self._entries:
            file, entry = table_and_entry(library_id)
            if library_id not in self:
                raise AssumptionError(f"The library has no entry called {library_id}.")
            self._entries[library_id] = _mapping_at(file, _parsed(file, self._blocks_of(file)[entry]), entry)
        return self._entries[library_id]

    def get(self, library_id: str) -> Assumption:
        """Returns the assumption with this id, such as `unit_costs.ae_attendance`."""
        return assumption_from(library_id, self.entry(library_id))

    def ids(self) -> list[str]:
        """Returns every id that a case may `use`."""
        return [f"{file}.{entry}" for file in ENTRY_TABLES for entry in self._blocks_of(file)]

    def search(self, words: list[str] | tuple[str, ...] = ()) -> Iterator[tuple[str, Entry]]:
        """Yields (id, entry) of each entry that holds all the words, in any case, anywhere in it."""
        wanted = [word.casefold() for word in words]
        for library_id in self.ids():
            file, entry = table_and_entry(library_id)
            text = f"{library_id} {self._blocks_of(file)[entry]}".casefold()
            if all(word in text for word in wanted):
                yield library_id, self.entry(library_id)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Returns each source once, by its id."""
        return {
            ident: Source(
                title=str(row["title"]),
                publisher=str(row["publisher"]),
                date=str(row["date"]),
                accessed=str(row.get("accessed") or ""),
                licence=str(row["licence"]),
                attribution=str(row.get("attribution") or row["title"]).strip(),
                url=_text(row, "url"),
                doi=_text(row, "doi"),
                row=row,
            )
            for ident, row in self._rows("sources", "sources").items()
        }

    @cached_property
    def licences(self) -> dict[str, Licence]:
        """Returns each licence once, by its id, with the attribution it asks for."""
        return {
            ident: Licence(str(row["name"]), str(row["attribution"]).strip())
            for ident, row in self._rows("sources", "licences").items()
        }

    def source_title(self, source: str | None) -> str:
        """Returns a source's title and publisher where the text is a source's id, else the text itself."""
        known = self.sources.get(source or "")
        return f"{known.title} ({known.publisher})" if known else (source or "no source")

    @cached_property
    def payers(self) -> dict[str, Payer]:
        """Returns every party by its id."""
        return {
            ident: Payer(
                ident,
                str(row["name"]),
                str(row["short"]),
                bool(row["public"]),
                bool(row.get("nhs_pss", False)),
            )
            for ident, row in self._rows("payers", "payers").items()
        }

    @cached_property
    def deflator(self) -> Deflator:
        """Returns the GDP deflator: its index by financial year, and where outturn ends."""
        name = "price_indices"
        row = _mapping_at(name, self.table(name), "gdp_deflator")
        years = _mapping_at(name, row, "years")
        index = {str(year): _real(level) for year, level in years.items()}
        return Deflator(
            index, str(row["last_outturn"]), (str(row["source"]),), "gdp_deflator", str(row["label"])
        )

    @cached_property
    def cash_indices(self) -> dict[str, CashIndices]:
        """Returns by what a case may say of inflation in cash terms (`appraisal.inflation`): the indices of pay and of all else."""
        gdp = CashIndices(self.deflator, self.deflator)
        nhs = CashIndices(self._grown("nhs_pay"), self._grown("nhs_other"))
        return {"gdp_deflator": gdp, "nhs": nhs}

    def _grown(self, ident: str) -> Deflator:
        """Returns an index of the library that grows from the GDP deflator by settled growth, and then by that forecast for calendar years."""
        name = "price_indices"
        row = _mapping_at(name, self.table(name), ident)
        forecast = {
            int(year): _real(growth) for year, growth in _mapping_at(name, row, "calendar_years").items()
        }
        growth = {
            financial_year_from(year): growth_of_financial_year(year, forecast)
            for year in forecast
            if year + 1 in forecast
        }
        settled = {str(year): _real(rate) for year, rate in _mapping_at(name, row, "settled").items()}
        index = chained(self.deflator, {**growth, **settled})
        return Deflator(
            index,
            max(settled, default=self.deflator.last_outturn),
            tuple(str(row[key]) for key in ("source", "settled_source") if key in row),
            ident,
            str(row["label"]),
        )

    @cached_property
    def schedules(self) -> dict[str, Schedule]:
        """Returns the discounting schedules by id."""
        return {
            ident: Schedule(
                ident,
                str(row["label"]),
                _bands(row, "standard"),
                _bands(row, "health"),
                *(_text(row, key) or "" for key in ("edition", "source", "note")),
            )
            for ident, row in self._rows("discounting", "schedules").items()
        }

    def _rows(self, name: str, key: str) -> dict[str, Entry]:
        """Returns the entries under a key of a library file."""
        rows = _mapping_at(name, self.table(name), key)
        return {ident: _mapping_at(name, rows, ident) for ident in rows}

    def template_ids(self) -> list[str]:
        """Returns the ids of the templates, in order."""
        return list(self._template_ids)

    @cached_property
    def _template_ids(self) -> list[str]:
        folder = self.folder.joinpath("templates")
        return sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))

    def template_text(self, ident: str) -> str:
        """Returns a template's file as text."""
        return self.text(f"templates/{ident}")

    @cached_property
    def version(self) -> str:
        """Returns the first 8 hexadecimal digits of the SHA-256 of the library's files: equal means same numbers."""
        digest = hashlib.sha256()
        for name in (*ENTRY_FILES, *ENTRY_BLOCKS.values(), "discounting", "payers", "price_indices"):
            digest.update(self.text(name).encode())
        return digest.hexdigest()[:8]


def assumption_from(path: str, entry: Mapping[str, object]) -> Assumption:
    """Returns the assumption that a library entry, or a number written as a mapping, states."""
    ends = entry.get("range")
    low, high = _ends(ends) if ends else (None, None)
    year, grade = entry.get("price_year"), entry.get("grade")
    return Assumption(
        path=path,
        value=_real(entry["value"]),
        low=low,
        high=high,
        stated_distribution=_text(entry, "distribution"),
        price_year=year if isinstance(year, int | str) else None,
        grade=grade if isinstance(grade, int) else None,
        unit=_text(entry, "unit"),
        source=_text(entry, "source"),
        status=_text(entry, "status"),
        label=_text(entry, "label"),
        note=_text(entry, "note"),
        reason=_text(entry, "reason"),
        locator=_text(entry, "locator"),
    )


def _real(value: object) -> float:
    """Returns a number as it is worked with; TypeError where it is written as text, or is a yes or no."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{type(value).__name__} is not a number")
    return float(value)


def _ends(ends: object) -> tuple[float, float]:
    """Returns the ends of a range; TypeError or ValueError where it has not two numbers."""
    if not isinstance(ends, list | tuple):
        raise TypeError(f"{type(ends).__name__} is not a range")
    low, high = ends
    return _real(low), _real(high)


def _text(entry: Mapping[str, object], key: str) -> str | None:
    return None if entry.get(key) is None else str(entry[key])


def _bands(row: Entry, key: str) -> tuple[Band, ...]:
    rows = row[key]
    if not isinstance(rows, list):
        raise AssumptionError(f"assumptions/discounting.yaml: {key} should be a list of rates.")
    return tuple(Band(int(each["from_year"]), float(each["rate"])) for each in rows)


def _parsed(name: str, text: str) -> Entry:
    """Returns YAML text as plain data; duplicate keys are an error."""
    try:
        data = plain_yaml(text)
    except YAMLError as error:
        raise AssumptionError(f"assumptions/{name}.yaml cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise AssumptionError(f"assumptions/{name}.yaml should be a mapping.")
    return data


def _mapping_at(name: str, table: Entry, key: str) -> Entry:
    """Returns the mapping at a key of a library file."""
    row = table[key]
    if not isinstance(row, dict):
        raise AssumptionError(f"assumptions/{name}.yaml: {key} should be a mapping.")
    return row


@cache
def load_library() -> Library:
    """Returns the library that ships with the program, one for all who ask: it is read and never written."""
    return Library(files("assumptions"))


OWN_NUMBER_KEYS = frozenset({"value", "range", "distribution", "price_year", "grade"})
"""Keys beside `use` that make the number an assumption of its own, at its own path."""


MOST_STEPS = 20
"""Numbers that a `use` may lead through, each the use of the next."""


class UseError(Exception):
    """A `use` that leads nowhere, or back to itself."""

    def __init__(self, message: str, is_loop: bool = False):
        super().__init__(message)
        self.is_loop = is_loop


def resolve(
    path: str,
    raw: object,
    own: Mapping[str, object],
    library: Library,
    changed: Mapping[str, Entry],
    seen: tuple[str, ...] = (),
) -> Assumption:
    """Returns the assumption that a number as written stands for, under the path at which it is drawn.

    A `use` looks first in the case's own `assumptions:` block, then in the library, and shares the target's
    path and so its draw; a value typed beside it is a number of its own (model.md, section 1). `changed` holds
    library entries as they are changed for every place that uses them, each whole.
    """
    if not isinstance(raw, dict):
        return Assumption(path, _real(raw))
    use = raw.get("use")
    if use is None:
        return assumption_from(path, raw)
    if not isinstance(use, str):
        raise UseError(f"nothing is called {use}")
    if use in seen:
        raise UseError(f"`use: {use}` leads back to itself", is_loop=True)
    if len(seen) == MOST_STEPS:
        raise UseError(f"`use: {use}` is the end of a chain of more than {MOST_STEPS} numbers")
    if use in own:
        named = own[use]
        target = resolve(f"assumptions.{use}", named, own, library, changed, (*seen, use))
        entry = named if isinstance(named, dict) else {"value": named}
    elif use in library:
        entry = changed.get(use) or library.entry(use)
        target = assumption_from(use, entry)
    else:
        raise UseError(f"nothing is called {use}")
    beside = OWN_NUMBER_KEYS & set(raw)
    if not beside:
        return target
    if "value" in raw:
        kept = {key: entry.get(key) for key in ("unit", "label")}
        mine = assumption_from(path, {**kept, **raw})
    else:
        stated = {
            "value": target.value, "unit": target.unit, "label": target.label, "price_year": target.price_year, "grade": target.grade,
            "source": target.source, "status": target.status, "distribution": target.stated_distribution,
            "range": None if target.low is None else [target.low, target.high],
        }  # fmt: skip
        mine = assumption_from(path, {**stated, **raw})
    return replace(mine, changed_from=use)
