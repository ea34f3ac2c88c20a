"""What the chart of everything tried says: each study, each scenario and each claim as a dot on one line of net value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.words.charts.chart import Chart, Group, Series, scale_of
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    better_or_worse,
    capital,
    counted,
    financial_year,
    gain_or_loss,
    listed,
    money,
    quoted,
)
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.sensitivity_tables import scenarios_table
from valuation import Case
from valuation.answer import OptionEvidence
from valuation.case.effects import PROVEN
from valuation.sensitivity.everything_tried import Tried, TriedAs

BASE = "base"
"""The id of the scenario in which nothing is changed."""
OUR_CASE = "Our case"
SAME = 0.015
"""Share of the whole line within which a scenario stands where our case does, so that no eye tells the two apart."""
HEADINGS: dict[TriedAs, str] = {
    "comparison": "What trials and comparisons say",
    "scenario": "Our case, and what could go worse or better",
    "claim": "What is claimed without a comparison, taken at its word",
}
ALL_COMPARED = "Proven: all comparisons together"
NONE_COMPARED = "Proven: no comparison counts"
AT_ITS_WORD = "Everything that is claimed"


@dataclass(frozen=True)
class Row:
    """One dot of the chart."""

    name: str
    value: float
    ends: tuple[float, float] | None = None
    scenario: str = ""
    """The id of what was tried; nothing for what is claimed of everything."""


def tried_name(tried: Tried) -> str:
    """Returns what something tried is called: a study with what it found, or a scenario by its name."""
    if tried.scenario.id == BASE:
        return OUR_CASE
    if tried.scenario.id == PROVEN:
        return ALL_COMPARED
    if len(tried.found) == 1:
        (found,) = tried.found
        return f"{tried.scenario.name} ({in_measure(found.measure, found.value)})"
    return tried.scenario.name


def tried_chart(
    case: Case,
    option: str,
    tried: Sequence[Tried],
    evidence: OptionEvidence,
    ends: tuple[float, float] | None,
) -> Chart:
    """Returns net value by everything tried, in three groups and each from the worst to the best; `ends` is our case's likely range."""
    by_kind = {kind: _rows(tried, option, kind) for kind in HEADINGS}
    by_kind["comparison"] = _with_proven(by_kind["comparison"], evidence)
    (base,) = (row for row in by_kind["scenario"] if row.scenario == BASE)
    near = _near(by_kind["scenario"], base)
    ours = [row for row in by_kind["scenario"] if row not in near]
    own = ours.index(base)
    ours[own] = Row(base.name, base.value, ends, BASE)
    claims = _with_all_claims(by_kind["claim"], by_kind["comparison"], evidence)
    rows = [*by_kind["comparison"], *ours, *claims]
    shown: dict[TriedAs, list[Row]] = {"comparison": by_kind["comparison"], "scenario": ours, "claim": claims}
    groups = [Group(HEADINGS[kind], len(found), kind == "claim") for kind, found in shown.items() if found]
    others = [row for row in (*by_kind["comparison"], *by_kind["scenario"]) if row.scenario != BASE]
    title = finding_of_all(base.value, [row.value for row in others])
    scale, unit = scale_of([row.value for row in rows])
    worst, best = (sorted([base, *others], key=lambda row: row.value)[k] for k in (0, -1))
    return Chart(
        "tried",
        "tried",
        title,
        _measure(case, bool(claims)),
        _summary(base, ends, worst, best, near),
        f"Dot chart, one dot for each scenario on one line of net value. {title}.",
        tuple(row.name for row in rows),
        (Series("Net value", tuple(row.value for row in rows), tuple(signed(row.value) for row in rows)),),
        unit,
        scale,
        scenarios_table(case, (each.answer for each in tried), option),
        base=base.value,
        ends=tuple(row.ends for row in rows),
        own=len(by_kind["comparison"]) + own,
        groups=tuple(groups),
    )


def _rows(tried: Sequence[Tried], option: str, kind: TriedAs) -> list[Row]:
    """Returns the dots of one kind from the worst to the best; what has no answer has no dot."""
    rows = [
        Row(tried_name(each), value, scenario=each.scenario.id)
        for each in tried
        if each.tried_as == kind and (value := each.net_value(option)) is not None
    ]
    return sorted(rows, key=lambda row: row.value)


def _near(rows: Sequence[Row], base: Row) -> list[Row]:
    """Returns the scenarios that stand where our case does, which are named in words."""
    span = max(row.value for row in rows) - min(row.value for row in rows)
    return [row for row in rows if row is not base and abs(row.value - base.value) <= SAME * span]


def _with_proven(rows: Sequence[Row], evidence: OptionEvidence) -> list[Row]:
    """Returns the studies with what all comparisons prove together, which a case may come to already."""
    if evidence.standard is None:
        return list(rows)
    studies = [row for row in rows if row.scenario != PROVEN]
    proven = Row(ALL_COMPARED if studies else NONE_COMPARED, evidence.rungs["proven"].npv, scenario=PROVEN)
    return sorted([*studies, proven], key=lambda row: row.value)


def _with_all_claims(
    claims: Sequence[Row], comparisons: Sequence[Row], evidence: OptionEvidence
) -> list[Row]:
    """Returns the claims, and last what all that is claimed comes to together, where no dot stands there yet."""
    if evidence.standard is None:
        return list(claims)
    everything = evidence.rungs["claimed"].npv
    known = any(abs(row.value - everything) < NEGLIGIBLE for row in (*claims, *comparisons))
    rows = [*claims, *([] if known else [Row(AT_ITS_WORD, everything)])]
    return sorted(rows, key=lambda row: row.value)


def signed(amount: float) -> str:
    """Returns an amount beside a mark, with its sign.

    >>> signed(390_000.0), signed(-760_000.0), signed(0.0)
    ('+£390,000', '\u2212£760,000', '£0')
    """
    return f"+{money(amount)}" if amount >= 100 else money(amount)


def finding_of_all(base: float, others: Sequence[float]) -> str:
    """Returns what everything tried shows together.

    >>> finding_of_all(5.0, [1.0, 2.0]), finding_of_all(-5.0, [-1.0])
    ('Worth more than it costs in everything tried', 'Costs more than it is worth in everything tried')
    >>> finding_of_all(5.0, [1.0, -2.0, -3.0])
    'Our case is worth more than it costs. So is one of the 3 others tried'
    >>> finding_of_all(-5.0, [1.0, 2.0, -3.0])
    'Our case costs more than it is worth. So does one of the 3 others tried'
    """
    good = sum(value >= 0 for value in others)
    if base >= 0 and good == len(others):
        return "Worth more than it costs in everything tried"
    if base < 0 and not good:
        return "Costs more than it is worth in everything tried"
    alike = good if base >= 0 else len(others) - good
    lead = "Our case is worth more than it costs" if base >= 0 else "Our case costs more than it is worth"
    if not alike:
        return f"{lead}. None of the {len(others)} others tried {'is' if base >= 0 else 'does'}"
    many = f"{'one' if alike == 1 else alike} of the {len(others)} others tried"
    if base >= 0:
        return f"{lead}. So {'is' if alike == 1 else 'are'} {many}"
    return f"{lead}. So {'does' if alike == 1 else 'do'} {many}"


def _measure(case: Case, has_claims: bool) -> str:
    appraisal = case.shape.appraisal
    prices = financial_year(appraisal.price_year)
    marks = (
        "A filled dot is counted; a hollow diamond is a claim, shown and never counted"
        if has_claims
        else "Each dot is one scenario"
    )
    return f"Net value over {counted(appraisal.years, 'year')}, counting everyone, present value in {prices} prices. {marks}"


def _summary(base: Row, ends: tuple[float, float] | None, worst: Row, best: Row, near: Sequence[Row]) -> str:
    said = [f"Our case comes to {gain_or_loss(base.value)}"]
    if ends is not None and ends[1] - ends[0] > NEGLIGIBLE:
        said[0] += f", and the likely range is {better_or_worse(*ends)}"
    if best.value - worst.value > NEGLIGIBLE:
        said.append(
            f"The worst is {_in_prose(worst)}, {gain_or_loss(worst.value)}. The best is {_in_prose(best)}, {gain_or_loss(best.value)}"
        )
    if near:
        names = listed(quoted(row.name) for row in near)
        said.append(capital(f"{names} {'comes' if len(near) == 1 else 'come'} close to our case"))
    return ". ".join(said) + "."


def _in_prose(row: Row) -> str:
    return "our case" if row.scenario == BASE else quoted(row.name)
