"""The decision: which option is best at which price of a QALY or a WELLBY, and what finding out more would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from valuation.case.places import has_step, is_of_an_option, key_of
from valuation.draws import Draws, Rows
from valuation.lines.model import Model
from valuation.measures import BUSINESS_AS_USUAL, values_of
from valuation.people import Array
from valuation.sensitivity.information import (
    acceptability,
    best,
    evpi,
    evpi_standard_error,
    evppi_of_each,
    joint_evppi,
    noise_floor,
)
from valuation.sensitivity.monte_carlo import FAN_ROWS, KEPT_ROWS, Simulation, comparable

FEWEST_DRAWS = 100
"""Draws below which nothing is said of what one assumption is worth learning."""
GROUPS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("who_takes_part", "Who takes part", ("people", "multiplies"), ()),
    ("what_it_costs", "What it costs to run", ("costs", "replaces"), ()),
    ("how_well_it_works", "How well it works", (), ("adds", "reduces", "of", "share", "findings")),
    ("works_here", "Whether it works here", (), ("place",)),
    ("how_long_it_lasts", "How long effects last", (), ("lag", "lasts", "drop_off")),
    (
        "what_would_have_happened",
        "What would have happened anyway",
        (),
        ("deadweight", "attribution", "displacement"),
    ),
    (
        "what_it_is_worth",
        "What a change is worth",
        (),
        ("bridge", "unit_value", "quantity", "cashable", "real_growth"),
    ),
)
"""Named groups of assumptions: id, name, the keys that a member's place lies within, and those that it stands at itself."""
WORKS = "works"
"""What research could find out: every effect that findings come to."""
THEME_OF_GROUP = {
    "works_here": "works_here",
    "bridges_and_prices": "what_it_is_worth",
    "people": "who_takes_part",
    "costs": "what_it_costs",
}
"""The other groups that a case always has, by the theme that each is: what a pilot here or better prices could find out."""


@dataclass(frozen=True)
class Worth:
    """What it would be worth to learn one assumption, or a group of them, exactly: at most this, in £."""

    path: str
    """An assumption's path, or a group's id."""
    name: str
    value: float
    distinguishable: bool
    """Whether it stands above what a number that decides nothing would show."""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Information:
    """The value of finding out, in an account's money, for everyone served over the horizon."""

    account: str
    evpi: float
    evpi_se: float
    per_person: float | None
    """evpi over the people who start, in the option with the highest mean, or in the preferred one."""
    best: str
    """The option with the highest mean net benefit, or business as usual."""
    chance_best: dict[str, float]
    evppi: tuple[Worth, ...]
    groups: tuple[Worth, ...]
    """Of each theme, the largest first; of those alone that hold an uncertain number."""
    by_group: dict[str, float | None]
    """Of `works` and of each of `THEME_OF_GROUP`: 0 where nothing in it is uncertain, None of too few draws."""
    floor: float
    """What a number that decides nothing would show for one assumption, by the same method."""
    rows: int
    """Draws that it rests on."""


@dataclass(frozen=True)
class Standing:
    """Which option is best for one reader of the case, and how sure that is; business as usual is one of them."""

    best: str
    """The option with the highest mean net benefit."""
    mean: dict[str, float]
    """Mean net benefit of each option over the draws, in £ of present value."""
    chance_best: dict[str, float]
    is_the_same: bool
    """Whether all options come to the same in every draw, so that there is nothing to choose."""


SAME = 1e-6
"""£ by which options may differ in a draw and still come to the same."""


def standings(simulation: Simulation) -> dict[str, Standing]:
    """Returns by account which option is best on average, and each option's share of draws in which it is best."""
    names = [BUSINESS_AS_USUAL, *simulation.options]
    by_account = {}
    for account in next(iter(simulation.options.values())).accounts:
        nb, _ = comparable(simulation, account)
        by_account[account] = Standing(
            names[best(nb)],
            dict(zip(names, nb.mean(axis=0).tolist(), strict=True)),
            dict(zip(names, acceptability(nb).tolist(), strict=True)),
            bool(np.ptp(nb, axis=1).max(initial=0.0) < SAME),
        )
    return by_account


def information(simulation: Simulation, account: str = "society") -> Information:
    """Returns EVPI, and EVPPI of every uncertain assumption and of named groups, from a simulation.

    EVPI = E[max over options] − max over options of E[net benefit], business as usual being an option with 0. It is already
    for everyone served. Uses the first 100,000 draws at most, and of them those in which every option has an answer.
    Source: model.md, section 9.
    """
    nb, kept = comparable(simulation, account, len(simulation.values))
    rows = len(kept)
    x = simulation.values if rows == len(simulation.values) else simulation.values[kept]
    names = [BUSINESS_AS_USUAL, *simulation.options]
    paths = simulation.sample.paths
    if rows < FEWEST_DRAWS:
        paths = []  # a regression on so few says nothing
    floor = noise_floor(nb, x) if paths else 0.0
    each = evppi_of_each(nb, x) if paths else np.zeros(0)
    worths = [Worth(path, path, float(v), bool(v > floor)) for path, v in zip(paths, each, strict=True)]
    whole, winner = evpi(nb), names[best(nb)]
    themes = _groups(simulation.model, paths, nb, x, worths)
    return Information(
        account=account,
        evpi=whole,
        evpi_se=evpi_standard_error(nb),
        per_person=_per_person(simulation, winner, whole),
        best=winner,
        chance_best=dict(zip(names, acceptability(nb).tolist(), strict=True)),
        evppi=tuple(sorted(worths, key=lambda w: (-w.value, w.path))),
        groups=tuple(themes),
        by_group=dict.fromkeys((WORKS, *THEME_OF_GROUP))
        if rows < FEWEST_DRAWS
        else _by_group(simulation, paths, nb, x, worths, themes),
        floor=floor,
        rows=rows,
    )


def _per_person(simulation: Simulation, winner: str, whole: float) -> float | None:
    case = simulation.model.case.shape
    option = winner if winner in simulation.options else case.preferred or case.options[0].id
    served = float(simulation.base[option].starts[0].sum())
    return whole / served if served > 0 else None


def grouped(model: Model, paths: Sequence[str]) -> dict[str, list[str]]:
    """Returns the members of each named group among some assumptions, by what their places in the case hold."""
    used_at: dict[str, str] = {}
    for place in model.case.numbers_written:
        number = model.case.assumption_at(place) if is_of_an_option(place) else None
        if number is not None:
            used_at.setdefault(number.path, place)
    members: dict[str, list[str]] = {ident: [] for ident, *_ in GROUPS}
    for path in paths:
        place = used_at.get(path, path)
        ident = group_of_number(place)
        if ident is not None:
            members[ident].append(path)
    return {ident: named for ident, named in members.items() if named}


def group_of_number(place: str) -> str | None:
    """Returns the named group of the number at a place of the case, the first that fits."""
    return next(
        (
            ident
            for ident, _, within, keys in GROUPS
            if any(has_step(place, key) for key in within) or key_of(place) in keys
        ),
        None,
    )


def _groups(model: Model, paths: list[str], nb: Array, x: Array, each: Sequence[Worth]) -> list[Worth]:
    names = {ident: name for ident, name, *_ in GROUPS}
    worths = []
    for ident, members in grouped(model, paths).items():
        columns = x[:, [paths.index(path) for path in members]]
        value = _worth_together(members, nb, columns, each)
        worths.append(
            Worth(ident, names[ident], value, value > noise_floor(nb, columns, together=True), tuple(members))
        )
    return sorted(worths, key=lambda worth: -worth.value)


def _worth_together(members: Sequence[str], nb: Array, columns: Array, each: Sequence[Worth]) -> float:
    """Returns what it would be worth to learn some assumptions, which is no less than to learn one of them."""
    alone = max(worth.value for worth in each if worth.path in members)
    return max(joint_evppi(nb, columns), alone)


def _by_group(
    simulation: Simulation,
    paths: list[str],
    nb: Array,
    x: Array,
    each: Sequence[Worth],
    themes: Sequence[Worth],
) -> dict[str, float | None]:
    """Returns what it would be worth to learn each group that a case always has: by research, by a pilot here, by better prices."""
    derived = simulation.model.case.derived
    members = [path for path in paths if path in derived and key_of(path) in ("adds", "reduces")]
    columns = x[:, [paths.index(path) for path in members]]
    works = _worth_together(members, nb, columns, each) if members else 0.0
    by_theme = {theme.path: theme.value for theme in themes}
    return {WORKS: works, **{group: by_theme.get(theme, 0.0) for group, theme in THEME_OF_GROUP.items()}}


# Acceptability -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Acceptability:
    """At each price of a QALY or a WELLBY: each option's chance of being best, the frontier, and the EVPI there."""

    unit: str
    prices: tuple[float, ...]
    chances: dict[str, tuple[float, ...]]
    frontier: tuple[str, ...]
    """The option with the highest mean net benefit at each price."""
    evpi: tuple[float, ...]


def acceptability_curve(simulation: Simulation, unit: str, prices: Sequence[float]) -> Acceptability | None:
    """Returns the acceptability curve and frontier over the value of a QALY or of a WELLBY; None where no option has any.

    Of the draws in which every option has an answer.

    QALY: λ · QALYs − net cost, in the NICE reading. WELLBY: society's npv with every WELLBY worth λ, read from two
    evaluations of the same draws, with WELLBYs at nothing and at £1, because npv is a straight line in λ.
    """
    lines = _qaly_lines(simulation) if unit == "qaly" else _wellby_lines(simulation)
    if lines is None:
        return None
    at_nothing, slope = lines
    kept = np.isfinite(at_nothing + slope * max(prices, default=1.0)).all(axis=1)
    if not kept.any():
        return None
    at_nothing, slope = at_nothing[kept], slope[kept]
    names = [BUSINESS_AS_USUAL, *simulation.options]
    chances, frontier, information_at = [], [], []
    for price in prices:
        nb = at_nothing + price * slope
        chances.append(acceptability(nb))
        frontier.append(names[best(nb)])
        information_at.append(evpi(nb))
    by_option = np.array(chances).T
    return Acceptability(
        unit=unit,
        prices=tuple(float(price) for price in prices),
        chances={name: tuple(row.tolist()) for name, row in zip(names, by_option, strict=True)},
        frontier=tuple(frontier),
        evpi=tuple(information_at),
    )


def _with_nothing(columns: list[Array]) -> Array:
    """Returns the options' columns with business as usual, 0, before them."""
    return np.stack([np.zeros_like(columns[0]), *columns], axis=1)


def _qaly_lines(simulation: Simulation) -> tuple[Array, Array] | None:
    options = simulation.options.values()
    if not any(draws.nice_qalys.any() for draws in options):
        return None
    rows = slice(0, KEPT_ROWS)
    costs = [-draws.nice_net_cost[rows].astype(float) for draws in options]
    return _with_nothing(costs), _with_nothing([draws.nice_qalys[rows].astype(float) for draws in options])


def _wellby_lines(simulation: Simulation) -> tuple[Array, Array] | None:
    model = simulation.model
    columns = wellby_prices(model)
    if not columns:
        return None
    few = replace(simulation.sample, count=min(len(simulation.sample), FAN_ROWS))  # the same draws
    one_pound = [
        1.0 / model.restate[column] for column in columns
    ]  # £1 in the case's prices, whatever its own
    at_prices = [
        values_of(model, Held(few, columns, price), "society", "npv")
        for price in ([0.0] * len(columns), one_pound)
    ]
    at_nothing, at_one = (_with_nothing(list(values.values())) for values in at_prices)
    return at_nothing, at_one - at_nothing


def wellby_prices(model: Model) -> list[int]:
    """Returns the columns of the prices put on WELLBYs: of wellbeing values of outcomes in WELLBYs."""
    places = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    columns = []
    for option in model.case.shape.options:
        for outcome in option.outcomes:
            for k, value in enumerate(outcome.values):
                path = f"options.{option.id}.outcomes.{outcome.id}.values.{k}.unit_value"
                number = model.case.assumption_at(path)
                if outcome.unit == "wellby" and value.kind == "wellbeing" and number is not None:
                    columns.append(places[number.path])
    return sorted(set(columns))


@dataclass(frozen=True)
class Held:
    """A sample again, with some columns at one value in every row: what a policy value would change."""

    rows: Rows
    columns: Sequence[int]
    values: Sequence[float]

    def __len__(self) -> int:
        return len(self.rows)

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        values = self.rows.block(start, size).values.copy()
        values[:, list(self.columns)] = self.values
        return Draws(values)
