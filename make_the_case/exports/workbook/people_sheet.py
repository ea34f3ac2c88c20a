"""The sheet *People*: who would start, who can, who finishes, and in whom an effect acts, by year."""

from __future__ import annotations

from dataclasses import dataclass, field

from make_the_case.exports.workbook.formulas import Formula, choose, largest, smallest, total
from make_the_case.exports.workbook.year_sheets import FIRST_YEAR, ONE, ZERO, Calculation, multiplied, summed
from valuation.lines.model import Model, OptionModel


@dataclass(frozen=True)
class Segments:
    """The groups of an option's people: what each is called, its share of all, and its uptake beside the average."""

    names: list[str]
    share: list[Formula]
    uptake_multiplier: list[Formula]
    average_multiplier: Formula


@dataclass
class OptionPeople:
    """Where an option's people are."""

    weights: list[Formula]
    effect_multipliers: list[Formula]
    starts: list[Formula] = field(default_factory=list)
    by_segment: list[list[Formula]] = field(default_factory=list)
    """Those who start, by segment and year."""
    completion: Formula = ONE
    completers: list[Formula] = field(default_factory=list)


class PeopleSheet:
    """Writes the people of every option, then the streams of people in whom effects act."""

    def __init__(self, calculation: Calculation):
        self.calculation, self.number = calculation, calculation.number
        self.sheet = calculation.year_sheet("People")
        model = calculation.model
        self.options = [self._option(place) for place in range(len(model.options))]
        self.streams = [self._stream(place, name) for place, name in model.streams]

    def _option(self, place: int) -> OptionPeople:
        option = self.calculation.model.options[place]
        segments = self._segments(place)
        multipliers = [self.number(column) for column in option.people.effect_multiplier]
        people = OptionPeople(self._weights(option), multipliers)
        wanted, is_offered_once = self._wanted(option, segments)
        people.by_segment = self._starts_by_segment(option, segments.names, wanted, is_offered_once)
        by_year = [[row[year] for row in people.by_segment] for year in range(self.calculation.years)]
        people.starts = self.sheet.by_year(
            option.name, "People who start", "all groups", [summed(cells) for cells in by_year], "people"
        )
        factors = [self.number(column) for column in option.people.completion_factors]
        people.completion = self.sheet.figure(
            option.name, "Share who finish", "with enablers' factors, at most 1",
            smallest(ONE, multiplied([self.number(option.people.completion), *factors])), "share",
        )  # fmt: skip
        people.completers = self.sheet.by_year(
            option.name, "People who finish", "starts × share who finish",
            [starts * people.completion for starts in people.starts], "people",
        )  # fmt: skip
        return people

    # Who would start ------------------------------------------------------------------------------------------

    def _segments(self, place: int) -> Segments:
        option = self.calculation.model.options[place]
        names = _segment_names(self.calculation.model, place)
        stated = [self.number(column) for column in option.people.share]
        added = summed(stated)
        share = [
            self.sheet.figure(
                option.name, f"Share: {who}", "share ÷ all shares", part if len(stated) == 1 else part / added, "share"
            )
            for who, part in zip(names, stated, strict=True)
        ]  # fmt: skip
        multipliers = [self.number(column) for column in option.people.uptake_multiplier]
        average = self.sheet.figure(
            option.name, "Average uptake multiplier", "Σ share × multiplier",
            summed([part * multiplier for part, multiplier in zip(share, multipliers, strict=True)]),
        )  # fmt: skip
        return Segments(names, share, multipliers, average)

    def _weights(self, option: OptionModel) -> list[Formula]:
        weighting = option.weighting
        if weighting is None:
            return [ONE] * len(option.people.share)
        weights = [self.number(column) for column in weighting.weight]
        for segment, income, median, elasticity in weighting.incomes:
            weights[segment] = self.sheet.figure(
                option.name, f"Weight of group {segment + 1}", "(median income ÷ income) ^ elasticity",
                (self.number(median) / self.number(income)) ** self.number(elasticity),
            )  # fmt: skip
        return weights

    def _wanted(self, option: OptionModel, segments: Segments) -> tuple[list[list[Formula]], bool]:
        """Returns who would start in each segment and year, and whether a pool is offered the service once."""
        people, years = option.people, self.calculation.years
        if people.form == "nobody":
            return [[ZERO] * years for _ in segments.share], False
        served = min(years, people.delivery_years)
        after = [ZERO] * (years - served)
        if people.form == "planned":
            parts = self._parts_of_the_plan(option, segments)
            planned = [self.number(column) for column in people.planned[:served]]
            return [[*(part * starts for starts in planned), *after] for part in parts], False
        reached, ramp = self._reached(option, segments, served)
        is_offered_once = people.form == "standing"
        return [[*(group * built_up for built_up in ramp), *after] for group in reached], is_offered_once

    def _parts_of_the_plan(self, option: OptionModel, segments: Segments) -> list[Formula]:
        rows = zip(segments.names, segments.share, segments.uptake_multiplier, strict=True)
        return [
            self.sheet.figure(
                option.name, f"Part of the plan: {who}", "share × multiplier ÷ average",
                share * multiplier / segments.average_multiplier, "share",
            )
            for who, share, multiplier in rows
        ]  # fmt: skip

    def _reached(
        self, option: OptionModel, segments: Segments, served: int
    ) -> tuple[list[Formula], list[Formula]]:
        """Returns who would ever start in each segment, and how far the service has built up in each year served."""
        people, number = option.people, self.number
        uptake = self.sheet.figure(
            option.name, "Uptake", "with enablers' factors, at most 1",
            smallest(ONE, multiplied([number(people.uptake), *map(number, people.uptake_factors)])), "share",
        )  # fmt: skip
        factor = multiplied([number(column) for column in people.ramp_factors])
        ramp = self.sheet.by_year(
            option.name, "How far it has built up", "with enablers' factors, at most 1",
            [smallest(ONE, number(column) * factor) for column in people.ramp[:served]], "share",
        )  # fmt: skip
        rows = zip(segments.names, segments.share, segments.uptake_multiplier, strict=True)
        reached = [
            self.sheet.figure(
                option.name, f"Would ever start: {who}", "eligible × share × the group's uptake, at most 1",
                number(people.eligible) * share * smallest(ONE, uptake * multiplier / segments.average_multiplier), "people",
            )
            for who, share, multiplier in rows
        ]  # fmt: skip
        return reached, ramp

    # Who starts -----------------------------------------------------------------------------------------------

    def _starts_by_segment(
        self, option: OptionModel, names: list[str], wanted: list[list[Formula]], is_offered_once: bool
    ) -> list[list[Formula]]:
        """Writes the starts of each segment: of a pool offered once those who have not started yet, within capacity.

        Who would start stands first, then the limit, then who starts, so that each year reads the years before.
        """
        people, sheet, count = option.people, self.sheet, len(names)
        would_row = sheet.row
        limit_row = would_row + count
        starts_row = limit_row + 3
        self._label_starts(option.name, names, is_offered_once)
        served = min(self.calculation.years, people.delivery_years)
        starts: list[list[Formula]] = [[] for _ in names]
        for year in range(self.calculation.years):
            column = FIRST_YEAR + year
            would = []
            for k in range(count):
                content = wanted[k][year]
                if is_offered_once and year and year < served:
                    content = largest(ZERO, content - total(sheet.run(starts[k])))
                would.append(sheet.put(would_row + k, column, content, "people"))
            everyone = sheet.put(limit_row, column, total(sheet.run(would)), "people")
            part: Formula = ONE
            if people.capacity is not None and year < served:
                limit = self.number(int(people.capacity[year]))
                limit = sheet.put(limit_row + 1, column, limit, "people")
                within_limit = choose(everyone > limit, limit / everyone, ONE)
                part = sheet.put(limit_row + 2, column, within_limit, "share")
            for k in range(count):
                content = would[k] * part if part is not ONE else would[k]
                starts[k].append(sheet.put(starts_row + k, column, content, "people"))
        return starts

    def _label_starts(self, whose: str, names: list[str], is_offered_once: bool) -> None:
        """Writes what the rows of starts hold, and goes on below them."""
        how = "who would have by now, less starts so far" if is_offered_once else "as reached, or as planned"
        for who in names:
            self.sheet.next_row(whose, f"Would start: {who}", how)
        for item, how in (
            ("All who would start", "added up"),
            ("Most who can start", "capacity, where there is one"),
            ("Part who can start", "capacity ÷ all who would, at most 1"),
        ):
            self.sheet.next_row(whose, item, how)
        for who in names:
            self.sheet.next_row(whose, f"People who start: {who}", "would start × part who can")

    # In whom an effect acts -----------------------------------------------------------------------------------

    def _stream(self, place: int, name: str) -> list[Formula]:
        """Writes a stream of people: those who start, or those in whom an effect acts, weighted or not."""
        option, people = self.calculation.model.options[place], self.options[place]
        is_weighted = name.startswith("weighted")
        factors = [
            [
                *([] if name.endswith("starts") else [people.effect_multipliers[k]]),
                *([people.weights[k] - ONE] if is_weighted else []),
            ]
            for k in range(len(people.by_segment))
        ]
        after = [people.completion] if name.endswith("completers") else []
        years = []
        for year in range(self.calculation.years):
            by_segment = [multiplied([row[year], *factors[k]]) for k, row in enumerate(people.by_segment)]
            years.append(multiplied([summed(by_segment), *after]))
        how = {
            "starts": "all who start",
            "starters": "starts × effect multiplier",
            "completers": "starts × effect multiplier × share who finish",
        }[name.rpartition(" ")[2]]
        how += " × (weight − 1)" if is_weighted else ""
        return self.sheet.by_year(option.name, f"People with the effect: {name}", how, years, "people")


def _segment_names(model: Model, place: int) -> list[str]:
    people = model.case.shape.options[place].people
    segments = (people.segments if people else None) or []
    return [segment.name or segment.id for segment in segments] or ["everyone"]
