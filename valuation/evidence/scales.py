"""The library's designs, measures and bridges: what each is in words, and the scale in which findings of a measure are read.

Only what is asked for is parsed, as with every number of the library; what was parsed once is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypedDict, TypeVar

from ruamel.yaml.error import YAMLError

from valuation.case.places import first_of, path_of, rest_of
from valuation.case.written.quick_yaml import plain_yaml
from valuation.errors import AssumptionError
from valuation.evidence.findings import Design, MarkDown, Scale
from valuation.library import Library, assumption_from
from valuation.quantities import Assumption

FILE = "evidence"
"""The library's file of designs, measures and bridges."""

FIGURES_OF_A_RULE = ("tau", "spread")
_BLOCK = re.compile(r"^([a-z_]+):", re.MULTILINE)
_ENTRY = re.compile(r"^  ([a-z0-9_]+):", re.MULTILINE)
_T = TypeVar("_T")
_Written = TypeVar("_Written")


class _Cited(TypedDict, total=False):
    source: str
    locator: str
    status: str
    grade: int


class _DesignEntry(_Cited, total=False):
    label: str
    share: float
    added_spread: float
    note: str


class _RuleEntry(_Cited, total=False):
    tau: float
    spread: float
    retest: float
    figures: dict[str, _Cited]


class _MeasureEntry(_Cited, total=False):
    label: str
    unit: str
    better: str
    shown_only: bool
    reason: str
    note: str
    asked_as: list[str]
    scale: list[float]
    most: float
    no_difference: float
    total: bool
    rule: str
    tau: float
    spread: float
    sd: float
    mean: float
    retest: float
    figures: dict[str, _Cited]


_BridgeEntry = TypedDict(
    "_BridgeEntry", {"from": str, "to": str, "official": bool, "levels": list[float]}, total=False
)
"""What a bridge has beside what every number of the library has."""


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from, how far to trust it, and how it came about."""

    source: str
    locator: str
    status: str
    grade: int | None = None


@dataclass(frozen=True)
class StudyDesign:
    """A design of study in words, with what it leaves of an estimate."""

    id: Design
    label: str
    mark_down: MarkDown
    provenance: Provenance
    note: str


@dataclass(frozen=True)
class Measure:
    """What a finding is counted in: its words, and the scale it is read in, which is None where it is shown and never read."""

    id: str
    label: str
    unit: str
    is_higher_better: bool
    scale: Scale | None
    ends: tuple[float, float] | None
    """The lowest and the highest answer, where it has them."""
    asked_as: tuple[str, ...]
    """Words in which people ask for it."""
    reason: str | None
    """Why it is shown and never read."""
    note: str | None
    figures: Mapping[str, Provenance]
    """Where each figure of its scale comes from, by the figure's name."""
    no_difference: float = 0.0
    """What is found where there is no difference: 1 for a ratio."""

    @property
    def is_standardised(self) -> bool:
        """Returns whether it is counted in standard deviations of the people who were measured: its own is one, and it has no ends."""
        return self.ends is None and self.scale is not None and self.scale.sd == 1

    @property
    def is_share_of_people(self) -> bool:
        """Returns whether it is a share of people: from none of them to all."""
        return self.ends == (0, 1)

    @property
    def is_shown_only(self) -> bool:
        """Returns whether findings in it are shown and never read."""
        return self.scale is None


@dataclass(frozen=True)
class Bridge:
    """What one unit of a measure, for a person and a year and with good positive, is worth in units of an outcome."""

    id: str
    assumption: Assumption
    measure: str
    """The measure that it leads from."""
    unit: str
    """The measure that it leads to, in which outcomes are valued."""
    is_official: bool
    """Whether government says so; a gain releases cash through no other."""
    levels: tuple[float, ...] = ()
    """What each level of the measure, from 0, takes away; where there are any, a bridge is the step between two of them."""

    def step(self, start: int, end: int) -> float:
        """Returns what a point is worth, on average, between two levels: (loss at start − loss at end)/(start − end)."""
        if not (0 <= start < len(self.levels) and 0 <= end < len(self.levels)) or start == end:
            raise ValueError(f"{self.id} has no step from level {start} to level {end}")
        return (self.levels[start] - self.levels[end]) / (start - end)


class _Entries(Mapping[str, _T], Generic[_Written, _T]):
    """The entries of one block by their id, each made of its text when it is first asked for."""

    def __init__(self, texts: Mapping[str, str], made: Callable[[str, _Written], _T]):
        self._texts, self._made, self._kept = texts, made, dict[str, _T]()

    def __getitem__(self, ident: str) -> _T:
        if ident not in self._kept:
            written: _Written = _parsed(self._texts[ident])
            self._kept[ident] = self._made(ident, written)
        return self._kept[ident]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, ident: object) -> bool:
        return ident in self._texts


@dataclass(frozen=True)
class _Contents:
    """All that the file holds."""

    designs: Mapping[str, StudyDesign]
    measures: Mapping[str, Measure]
    bridges: Mapping[str, Bridge]


def designs_of(library: Library) -> Mapping[str, StudyDesign]:
    """Returns the designs of study by their id, from the best believed to the least."""
    return _contents(library.text(FILE)).designs


def mark_downs_of(library: Library) -> Mapping[Design, MarkDown]:
    """Returns what each design leaves of an estimate."""
    return _mark_downs(designs_of(library))


def measures_of(library: Library) -> Mapping[str, Measure]:
    """Returns the measures by their id."""
    return _contents(library.text(FILE)).measures


def bridges_of(library: Library) -> Mapping[str, Bridge]:
    """Returns the bridges by their id."""
    return _contents(library.text(FILE)).bridges


FIGURES_OF_A_SCALE = ("mean", "sd", "retest", "tau", "spread")
MEASURES, DESIGNS = "measures", "designs"
"""How a figure of a measure or a design is named in a saved case: measures.ID.FIGURE, designs.ID.FIGURE."""


def figures_of_measure(library: Library, ident: str) -> dict[str, float]:
    """Returns the figures of a measure by the names that a saved case lists them under; none of one that is only shown."""
    scale = measures_of(library)[ident].scale
    stated = {} if scale is None else {name: getattr(scale, name) for name in FIGURES_OF_A_SCALE}
    return {path_of((MEASURES, ident, name)): value for name, value in stated.items() if value is not None}


def figures_of_design(library: Library, ident: Design) -> dict[str, float]:
    """Returns what a design leaves of an estimate by the names that a saved case lists them under."""
    mark_down = designs_of(library)[ident].mark_down
    stated = {"share": mark_down.share, "added_spread": mark_down.added_spread}
    return {path_of((DESIGNS, ident, name)): value for name, value in stated.items()}


def figure_named(library: Library, name: str) -> float | None:
    """Returns a figure of a measure or a design by the name that a saved case lists it under; None where nothing is called so."""
    table, rest = first_of(name), rest_of(name)
    ident = first_of(rest)
    if table == MEASURES and ident in measures_of(library):
        return figures_of_measure(library, ident).get(name)
    designs = designs_of(library)
    if table == DESIGNS and ident in designs:
        return figures_of_design(library, designs[ident].id).get(name)
    return None


@lru_cache(maxsize=4)
def _contents(text: str) -> _Contents:
    """Returns what a file's text holds; a library's text is read once, so this is found again and not made again."""
    blocks = {name: _divided(block, _ENTRY) for name, block in _divided(text, _BLOCK).items()}
    rules = _Entries(blocks["rules"], _rule)
    designs = _Entries(blocks["designs"], _design)

    def measure(ident: str, entry: _MeasureEntry) -> Measure:
        return _measure(ident, entry, rules, _mark_downs(designs))

    measures = _Entries(blocks["measures"], measure)
    return _Contents(designs, measures, _Entries(blocks["bridges"], _bridge))


def _mark_downs(designs: Mapping[str, StudyDesign]) -> dict[Design, MarkDown]:
    return {design.id: design.mark_down for design in designs.values()}


def _divided(text: str, start: re.Pattern[str]) -> dict[str, str]:
    """Returns a text's parts by the names that they begin with."""
    starts = list(start.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    parts: dict[str, str] = {}
    for match, end in zip(starts, ends, strict=True):
        if match.group(1) in parts:
            raise AssumptionError(f"assumptions/{FILE}.yaml has two entries called {match.group(1)}.")
        parts[match.group(1)] = text[match.start() : end]
    return parts


def _parsed(
    text: str,
) -> Any:  # an entry of the library's own file, which tests/test_measures.py holds to its keys
    """Returns the one entry of a text."""
    try:
        (entry,) = plain_yaml(text).values()
    except YAMLError as error:
        raise AssumptionError(f"assumptions/{FILE}.yaml cannot be read: {error}") from error
    return entry


def _rule(_: str, entry: _RuleEntry) -> _RuleEntry:
    return entry


def _provenance(entry: _Cited) -> Provenance:
    return Provenance(entry["source"], entry["locator"], entry["status"], entry.get("grade"))


def _design(ident: str, entry: _DesignEntry) -> StudyDesign:
    mark_down = MarkDown(float(entry["share"]), float(entry["added_spread"]))
    return StudyDesign(ident, entry["label"], mark_down, _provenance(entry), entry["note"])  # type: ignore[arg-type]


def _measure(
    ident: str,
    entry: _MeasureEntry,
    rules: Mapping[str, _RuleEntry],
    mark_downs: Mapping[Design, MarkDown],
) -> Measure:
    """Returns a measure: tau and spread are as its rule's source says, its other figures as its own, unless `figures` says otherwise."""
    is_higher_better = entry["better"] == "higher"
    figures: dict[str, Provenance] = {}
    if "source" in entry:
        figures = {name: _provenance(entry) for name in ("mean", "sd") if name in entry}
    ends = (float(entry["scale"][0]), float(entry["scale"][1])) if "scale" in entry else None
    scale = None
    if not entry.get("shown_only"):
        scale = Scale(
            ident,
            tau=float(entry["tau"]),
            spread=float(entry["spread"]),
            is_higher_better=is_higher_better,
            is_total=bool(entry.get("total", False)),
            sd=entry.get("sd"),
            mean=entry.get("mean"),
            retest=float(entry.get("retest", rules["retest"]["retest"])),
            most=float(entry["most"]) if "most" in entry else ends[1] - ends[0] if ends else None,
            mark_downs=mark_downs,
        )
        rule = rules[entry["rule"]]
        figures |= {name: _provenance(rule.get("figures", {}).get(name, rule)) for name in FIGURES_OF_A_RULE}
        figures["retest"] = _provenance(entry if "retest" in entry else rules["retest"])
    figures |= {name: _provenance(figure) for name, figure in entry.get("figures", {}).items()}
    return Measure(
        ident,
        entry["label"],
        entry["unit"],
        is_higher_better,
        scale,
        ends,
        tuple(entry.get("asked_as", ())),
        entry.get("reason"),
        entry.get("note"),
        figures,
        float(entry.get("no_difference", 0)),
    )


def _bridge(ident: str, entry: _BridgeEntry) -> Bridge:
    return Bridge(
        ident,
        assumption_from(f"bridges.{ident}", entry),
        entry["from"],
        entry["to"],
        bool(entry.get("official", False)),
        tuple(float(loss) for loss in entry.get("levels", ())),
    )
