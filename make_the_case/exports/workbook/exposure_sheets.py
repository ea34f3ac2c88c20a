"""The sheets *Effect* and *Exposure*: how much of each year after starting is lived with an effect, and by how many."""

from __future__ import annotations

from make_the_case.exports.workbook.formulas import (
    Formula,
    choose,
    largest,
    products,
    smallest,
    term,
    whole,
    within,
)
from make_the_case.exports.workbook.people_sheet import PeopleSheet
from make_the_case.exports.workbook.year_sheets import (
    FIRST_YEAR,
    HEADER_ROW,
    ONE,
    ZERO,
    Calculation,
    YearSheet,
)


def exposure_sheets(calculation: Calculation, people: PeopleSheet) -> list[list[Formula]]:
    """Writes both sheets where anything has an effect, and returns the person-years of each exposure by year."""
    model, all_years = calculation.model, calculation.all_years
    table = model.exposures
    if not table.stream.size:
        return []
    effect = EffectSheet(calculation)
    profiles = [effect.profile(k) for k in range(len(table.lag))]
    sheet = calculation.year_sheet("Exposure")
    exposures = []
    for k, (stream, profile) in enumerate(zip(table.stream, table.profile, strict=True)):
        place, name = model.streams[stream]
        years = []
        for year in range(all_years):
            started = people.streams[stream][: min(year + 1, calculation.years)]
            opposite = all_years - 1 - year
            lived = profiles[profile][opposite : opposite + len(started)]
            years.append(products(people.sheet.run(started), effect.sheet.run(lived)))
        exposures.append(
            sheet.by_year(
                model.options[place].name, f"Exposure {k + 1}: {name}, pattern {profile + 1}",
                "Σ people who started j years ago × the pattern's year j", years, "people",
            )
        )  # fmt: skip
    return exposures


class EffectSheet:
    """Writes how much of each year after starting is lived with an effect.

    The years run backwards, so that a year's starts and what is left of them stand opposite each other.
    """

    def __init__(self, calculation: Calculation):
        self.calculation, self.sheet = calculation, calculation.year_sheet("Effect")
        last = calculation.all_years - 1
        self.since_start = [
            self.sheet.put(HEADER_ROW, FIRST_YEAR + k, term(last - k), "year") for k in range(last + 1)
        ]

    def profile(self, profile: int) -> list[Formula]:
        """Writes the pattern of an effect, in the order of the columns, and returns its years."""
        pattern = Pattern(self.calculation, self.sheet, profile)
        sheet, row, last = self.sheet, self.sheet.row, self.calculation.all_years - 1
        for item, how in (
            ("Piece that begins in the year: its end", "part of the year"),
            ("Piece from the year before: its end", "part of the year"),
            ("Effect of the piece that begins", "length × what is kept"),
            ("Effect of the piece before", "length × what is kept"),
            ("Of these, in the next year", "for people who start through the year"),
            ("Years of effect for each person", "in the year of starting, and after"),
        ):
            sheet.next_row(pattern.name, item, how)
        starts_through_year = self.calculation.model.exposures.through_year[profile]
        years: list[Formula] = [ZERO] * (last + 1)
        late_before: Formula = ZERO
        for year in range(last + 1):
            column = FIRST_YEAR + last - year
            since, part = self.since_start[last - year], pattern.part
            head_end = sheet.put(row, column, smallest(ONE, part + pattern.piece(since)), "factor")
            tail_end = sheet.put(row + 1, column, largest(ZERO, part + pattern.piece(since - ONE) - ONE), "factor")  # fmt: skip
            head = sheet.put(row + 2, column, pattern.kept(since) * (head_end - part), "factor")
            tail = sheet.put(row + 3, column, pattern.kept(since - ONE) * tail_end, "factor")
            content = head + tail
            if starts_through_year:
                late = head * (head_end + part) / 2 + tail * tail_end / 2
                late = sheet.put(row + 4, column, late, "factor")
                content = head + tail - late + late_before if year else head + tail - late
                late_before = late
            years[last - year] = sheet.put(row + 5, column, content, "factor")
        return years


class Pattern:
    """When an effect starts to work, how long it lasts and what is kept of it, each in a cell of its own."""

    def __init__(self, calculation: Calculation, sheet: YearSheet, profile: int):
        table = calculation.model.exposures
        lag, lasts, drop = (
            calculation.number(int(column[profile])) for column in (table.lag, table.lasts, table.drop_off)
        )
        self.name = f"Pattern {profile + 1}"
        lag = sheet.figure(self.name, "Starts to work after", "years", lag)
        self.lasts = sheet.figure(self.name, "Lasts", "years", lasts)
        self.keeps = sheet.figure(self.name, "Keeps each year", "1 − drop-off", ONE - drop, "share")
        self.full = sheet.figure(self.name, "Whole years before it works", "rounded down", whole(lag))
        self.part = sheet.figure(self.name, "Part of a year before it works", "the rest", lag - self.full)

    def piece(self, since: Formula) -> Formula:
        """Returns how much of a year's effect begins so many years after the start."""
        return choose(since >= self.full, within(ZERO, self.lasts - (since - self.full), ONE), ZERO)

    def kept(self, since: Formula) -> Formula:
        """Returns what is left of the effect so many years after the start."""
        return choose(since > self.full, self.keeps ** (since - self.full), ONE)
