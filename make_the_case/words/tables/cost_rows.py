"""What an option costs as rows for a year, the largest first: what the organisation asked to pay spends, what others pay, and what is unpaid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from make_the_case.authoring.origins import ANSWERS, Origin, answer_of, origin
from make_the_case.authoring.staffing import posts_of
from make_the_case.words.blocks import Bold, Lines
from make_the_case.words.check_words import BLIND_SPOTS
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.panels import BarRow, BarRows
from make_the_case.words.phrases import listed, party_in_prose, pounds
from make_the_case.words.tables.budget_steps import MoneyLeft
from valuation import Answer, Case
from valuation.case.drivers import DRIVERS
from valuation.case.key_types import parties_named
from valuation.case.option_shape import Cost, Option
from valuation.case.places import entry_of, is_below, step
from valuation.checks.known_by_name import left_out

Bearer = Literal["asked", "others", "unpaid"]
SHORT_ORIGINS: dict[Origin, str] = {
    **ORIGINS,
    "stand_in": "Template figure",
    "kept": "Template figure, kept",
}
"""Where a price comes from, in so few words that they stand in one line of a row."""
BEARERS: tuple[Bearer, ...] = ("asked", "others", "unpaid")
STAFF = "Staff, from the table above"


@dataclass(frozen=True)
class CostRow:
    """One cost of an option for a year on average while it is delivered, in the prices of the case."""

    path: str
    """Where its form is; empty for the posts together, which have a table of their own."""
    name: str
    per_year: float
    bearer: Bearer
    where_from: str
    has_form_here: bool = True
    """Whether its form opens here: an enabler's stands with the enabler, and a cost that two bear has one form."""

    @property
    def bar(self) -> BarRow:
        """Returns the row as it is drawn."""
        return BarRow(
            self.name, self.per_year, pounds(self.per_year), self.where_from, is_pale=self.bearer == "unpaid"
        )


@dataclass(frozen=True)
class CostRows:
    """The costs of an option for a year, each group the largest first."""

    rows: tuple[CostRow, ...]

    def borne_by(self, bearer: Bearer) -> tuple[CostRow, ...]:
        """Returns the rows that one kind of party bears."""
        return tuple(row for row in self.rows if row.bearer == bearer)

    def total(self, bearer: Bearer) -> float:
        """Returns what one kind of party bears in a year."""
        return sum(row.per_year for row in self.borne_by(bearer))

    def one(self, row: CostRow) -> BarRows:
        """Returns one row as it is drawn, its bar on the scale of all."""
        most = max((abs(each.per_year) for each in self.rows), default=0.0)
        return BarRows(row.name, (row.bar,), most=most)


def cost_rows(case: Case, option: str, answer: Answer) -> CostRows:
    """Returns what an option costs as rows: sums of the answer's own lines, without the optimism bias adjustment."""
    amounts, parties = _amounts(case, option, answer)
    staff = {post.path for post in posts_of(case, option)}
    found: list[CostRow] = []
    shown: set[str] = set()
    for path, (name, usual) in _entries(case, option).items():
        for bearer in BEARERS:
            is_there = (path, bearer) in amounts
            if not (is_there or bearer == usual) or (path in staff and bearer == "asked"):
                continue
            whose = "" if bearer != "others" else listed(map(party_in_prose, parties[path, bearer]))
            is_own = is_below(path, f"options.{option}.costs")
            has_form = is_own and path not in shown and path not in staff
            shown.add(path)
            found.append(
                CostRow(
                    path,
                    f"{name}: {whose}" if is_there and whose else name,
                    amounts.get((path, bearer), 0.0),
                    bearer,
                    where_from(case, path) if is_own else "",
                    has_form,
                )
            )
    if staff:
        together = sum(amounts.get((path, "asked"), 0.0) for path in staff)
        found.append(CostRow("", STAFF, together, "asked", _staff_from(case, option), has_form_here=False))
    return CostRows(tuple(sorted(found, key=lambda row: -abs(row.per_year))))


def yearly_costs(case: Case, option: str, answer: Answer) -> dict[str, float]:
    """Returns what each cost comes to in a year on average, by its path, whoever pays it."""
    found: defaultdict[str, float] = defaultdict(float)
    for (path, _), amount in _amounts(case, option, answer)[0].items():
        found[path] += amount
    return found


_Place = tuple[str, Bearer]


def _amounts(
    case: Case, option: str, answer: Answer
) -> tuple[dict[_Place, float], defaultdict[_Place, dict[str, None]]]:
    """Returns what each entry comes to in a year by who bears it, and the parties behind that."""
    payer = answer.commissioner
    served = min(case.delivery_years(option), case.shape.appraisal.years)
    amounts: defaultdict[_Place, float] = defaultdict(float)
    parties: defaultdict[_Place, dict[str, None]] = defaultdict(dict)
    for line in answer.options[option].lines:
        if line.side != "cost" or line.kind == "optimism" or line.counterparty == line.party:
            continue
        bearer: Bearer = "unpaid" if not line.cash else "asked" if line.party == payer else "others"
        place = entry_of(line.path) or line.path, bearer
        amounts[place] += sum(line.undiscounted) / served
        parties[place][line.party] = None
    return amounts, parties


def _entries(case: Case, option: str) -> dict[str, tuple[str, Bearer]]:
    """Returns each cost and enabler by its path: what it is called, and who bears it where it comes to nothing so far."""
    shape, at = case.option(option), f"options.{option}"
    found = {
        f"{at}.costs.{cost.id}": (_named(cost), _usual(cost, case.shape.commissioner)) for cost in shape.costs
    }
    for enabler in shape.enablers:
        if enabler.costs:
            bearer = _usual(enabler.costs[0], case.shape.commissioner)
            found[f"{at}.enablers.{enabler.id}"] = (enabler.name or enabler.id.replace("_", " "), bearer)
    return found


def _usual(cost: Cost, payer: str) -> Bearer:
    if not cost.cash:
        return "unpaid"
    return "asked" if payer in parties_named(cost.payer) else "others"


def _named(cost: Cost) -> str:
    name = cost.name or cost.id.replace("_", " ")
    return f"{name}, paid once" if DRIVERS[cost.per].is_once else name


def where_from(case: Case, path: str) -> str:
    """Returns where the price of a cost comes from, in words."""
    price = step(path, "unit_cost")
    answered = answer_of(case, price)
    return ANSWERS[answered][0] if answered else SHORT_ORIGINS[origin(case, price)]


def _staff_from(case: Case, option: str) -> str:
    words = dict.fromkeys(where_from(case, post.path) for post in posts_of(case, option))
    return next(iter(words)) if len(words) == 1 else "Each post's own"


# What is said around the rows --------------------------------------------------------------------------------

PER_YEAR = (
    "£ a year on average while it runs, in the prices of the case, before the optimism bias adjustment."
)
NEVER_SCALED = "Changing a post or the money never changes a price."
BEARER_WORDS: dict[Bearer, str] = {
    "asked": "",
    "others": "Paid by others",
    "unpaid": "Unpaid time and resources",
}


def where_it_goes(left: MoneyLeft | None) -> str:
    """Returns the heading of the rows: where the money goes, with its amount where it is known."""
    return f"Where the £{pounds(left.per_year)} goes" if left else "Where the money goes"


def total_words(rows: CostRows, left: MoneyLeft | None, payer: str) -> str:
    """Returns what stands under the rows: what they come to together, and how that is beside the money there is."""
    total = f"£{pounds(rows.total('asked'))}"
    if left is not None and left.is_all_planned:
        return f"Together, all that you have: {total} a year"
    return f"Together, paid by {party_in_prose(payer)}: {total} a year"


def forgotten(option: Option) -> Lines:
    """Returns what cases leave out as a checklist: what this option has a cost for, and what it has none for."""
    missing = {omission.id for omission in left_out(option)}
    return Lines(
        tuple(
            (Bold("Not yet: "), spot.words) if spot.omission in missing else f"✓ {spot.words}"
            for spot in sorted(BLIND_SPOTS, key=lambda spot: spot.omission not in missing)
            if spot.omission
        ),
        style="checks",
    )
