"""Who comes, in people: how many could use it, start and finish in the busiest year."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.authoring.areas import areas_of, is_split_by_area
from make_the_case.authoring.origins import origin
from make_the_case.authoring.staffing import NEARLY_ALL, people_seen
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.panels import BarRow, BarRows
from make_the_case.words.phrases import (
    ALL_TOGETHER,
    financial_year,
    percent,
    plain_number,
    pounds,
    whole_percent,
)
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.answers.gains_by_segment import gains_by_segment
from valuation.answers.reach import Reach


def who_comes(case: Case, option: str, answer: Answer) -> tuple[str, BarRows] | None:
    """Returns the year that is shown, and how many could use it, start and finish in it; None where nobody starts."""
    found, people = answer.options[option], case.option(option).people
    if people is None or not sum(found.starts):
        return None
    at = f"options.{option}.people"
    starts = max(found.starts)
    busiest = found.starts.index(starts)
    rows = []
    if people.eligible is not None:
        could = case.number(f"{at}.eligible")
        rows.append(_row("could use it", could, ORIGINS[origin(case, f"{at}.eligible")]))
        share = f"{percent(round(starts / could, 3))} of them in that year" if could else ""
        rows.append(_row("start", starts, _joined(share, _limited(case, option, starts))))
    else:
        rows.append(_row("start", starts, _joined("As planned", _limited(case, option, starts))))
    finish = found.completers[busiest]
    stated = origin(case, f"{at}.completion")
    said = f"{percent(round(finish / starts, 3))} of those who start"
    rows.append(_row("finish", finish, _joined(said, ORIGINS[stated])))
    year = financial_year(answer.years[busiest])
    return f"In {year}, the busiest year", BarRows("Who comes", tuple(rows))


def by_area(groups: Sequence[Reach], case: Case, option: str, answer: Answer) -> Table | None:
    """Returns how many could use it and start in each area over all years, and what they gain; None where an option is not split by area."""
    if not groups or not is_split_by_area(case, option):
        return None
    starts = sum(answer.options[option].starts)
    could = sum(area.people for area in areas_of(case, option))
    gains = gains_by_segment(case, option)
    rows = tuple(
        (
            group.name,
            plain_number(round(group.of_eligible * could)),
            plain_number(round(group.of_starters * starts)),
            whole_percent(group.of_starters),
            pounds(gain),
        )
        for group, gain in zip(groups, gains, strict=True)
    )
    total = (
        ALL_TOGETHER,
        plain_number(round(could)),
        plain_number(round(starts)),
        whole_percent(1.0),
        pounds(sum(gains)),
    )
    header = ("Area", "Could use it", "Start, over all years", "Share of those who start", "They gain £")
    return Table("By area", header, (*rows, total), GAINS_ARE)


GAINS_ARE = "What they gain is the present value of wider value to those who take part. Costs are of all areas together."


def _row(words: str, people: float, note: str) -> BarRow:
    return BarRow(words, people, plain_number(round(people)), note, tone="value")


def _limited(case: Case, option: str, starts: float) -> str:
    """Returns that the posts are full, where they are what limits who starts."""
    seen = people_seen(case, option)
    return "limited by the posts" if seen and starts >= seen * NEARLY_ALL else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
