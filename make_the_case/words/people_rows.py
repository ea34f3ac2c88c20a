"""Who comes, in people: how many could use it, start and finish in the busiest year."""

from __future__ import annotations

from make_the_case.authoring.origins import origin
from make_the_case.authoring.staffing import NEARLY_ALL, people_seen
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.panels import BarRow, BarRows
from make_the_case.words.phrases import financial_year, percent, plain_number
from valuation import Answer, Case


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
        share = f"{percent(round(starts / could, 3))} of them" if could else ""
        rows.append(_row("start", starts, _joined(share, _limited(case, option, starts))))
    else:
        rows.append(_row("start", starts, _joined("As planned", _limited(case, option, starts))))
    finish = found.completers[busiest]
    stated = origin(case, f"{at}.completion")
    said = f"{percent(round(finish / starts, 3))} of those who start"
    rows.append(_row("finish", finish, _joined(said, ORIGINS[stated])))
    year = financial_year(answer.years[busiest])
    return f"In {year}, the busiest year", BarRows("Who comes", tuple(rows))


def _row(words: str, people: float, note: str) -> BarRow:
    return BarRow(words, people, plain_number(round(people)), note, tone="value")


def _limited(case: Case, option: str, starts: float) -> str:
    """Returns that the posts are full, where they are what limits who starts."""
    seen = people_seen(case, option)
    return "limited by the posts" if seen and starts >= seen * NEARLY_ALL else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
