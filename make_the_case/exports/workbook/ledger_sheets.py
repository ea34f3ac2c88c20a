"""The ledger in formulas: the tables that `evaluate` reads, written out sheet by sheet in the order of the method.

Nothing here knows a case's words: it walks the compiled model, and what a cell comes to is the formula's own value, held by the
tests to the engine's answer. Rows run over items, columns over years. What reads the lines is in `workbook_model.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    Sheet,
    choose,
    largest,
    products,
    sign,
    smallest,
    term,
    total,
    whole,
    within,
)
from make_the_case.words.assumption_phrases import entry_name, name_of
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, is_shared_out, payer_reads
from valuation.case.drivers import DRIVERS
from valuation.case.places import written_at
from valuation.discounting import Band
from valuation.lines.line import Line
from valuation.lines.model import Model, OptionModel
from valuation.prices import financial_year, years_from

FIRST_YEAR = 5
"""The column of the first year on every sheet of years but that of the lines."""
LONGEST_TAIL = 45
"""Years after the horizon at most that a workbook works out."""
ZERO, ONE = term(0), term(1)
Numbers = Callable[[int], Formula]
READS = ("cost", "benefit", "health benefit")


HEADER_ROW = 3
YEAR_ROW = 2
LINE_WORDS = (
    "option", "name", "kind", "side", "class", "party", "counted", "cash", "vat", "category", "once", "budget", "shared_out",
)  # fmt: skip
"""What a line is; who reads it stands in the columns after these, one for each account."""


def line_columns() -> tuple[str, ...]:
    """Returns the columns of the sheet of lines that hold words, by key: what a line is, and who reads it."""
    return (*LINE_WORDS, *ACCOUNTS.keys, "society_class")


def pv_column() -> int:
    """Returns the column of a line's present value; after it stands that of the years beyond the horizon."""
    return len(line_columns())


def first_line_year() -> int:
    """Returns the column of the first year on the sheet of lines."""
    return pv_column() + 2


@dataclass
class OptionSheets:
    """Where an option's figures are, for those who read them."""

    starts: list[Formula] = field(default_factory=list)
    completers: list[Formula] = field(default_factory=list)
    by_segment: list[list[Formula]] = field(default_factory=list)
    weights: list[Formula] = field(default_factory=list)
    effect_multipliers: list[Formula] = field(default_factory=list)
    completion: Formula = ONE
    accounts: dict[str, dict[str, Formula]] = field(default_factory=dict)
    yearly: dict[str, dict[str, list[Formula]]] = field(default_factory=dict)
    """By account: costs, net and discounted net by year."""
    classes: dict[str, Formula] = field(default_factory=dict)
    beyond: dict[str, Formula] = field(default_factory=dict)
    more: dict[str, Formula] = field(default_factory=dict)
    """Verdict, ratios, QALYs and WELLBYs, and the NICE reading, by name."""
    parties: dict[str, dict[str, Formula]] = field(default_factory=dict)
    party_years: dict[str, list[Formula]] = field(default_factory=dict)
    financial: dict[str, dict[str, list[Formula]]] = field(default_factory=dict)
    peak: dict[str, Formula] = field(default_factory=dict)


class LedgerSheets:
    """Writes the sheets from people to lines, each from the ones before it."""

    def __init__(self, model: Model, numbers: Numbers, deflators: Callable[[str | int], Formula]):
        self.model, self.n, self.deflator_at = model, numbers, deflators
        self.years, self.all_years = model.years, model.years + tail_of(model)
        self.sheets: list[Sheet] = []
        self.options = [OptionSheets() for _ in model.options]
        self.discounting = self._sheet("Discounting")
        self.people = self._sheet("People")
        self._discounting()
        self._shares()
        for place in range(len(model.options)):
            self._people(place)
        streams = [self._stream(place, name) for place, name in model.streams]
        self._exposures(streams)
        self._costs()
        self._benefits()
        self._lines()

    # Sheets and rows ------------------------------------------------------------------------------------------

    def _sheet(self, name: str) -> Sheet:
        sheet = Sheet(name, years_from=FIRST_YEAR, row=HEADER_ROW + 1)
        self.sheets.append(sheet)
        return sheet

    def _row(
        self,
        sheet: Sheet,
        whose: str,
        item: str,
        how: str,
        one: Formula | None = None,
        years: Sequence[Formula] = (),
        style: str = "number",
    ) -> tuple[Formula, list[Formula]]:
        """Writes a row, its one figure and its figures by year, and returns the cells; nothing is written after the last."""
        row = sheet.row
        sheet.row += 1
        for column, words in enumerate((whose, item, how)):
            sheet.put(row, column, words, "text")
        made = ZERO if one is None else sheet.put(row, 3, one, style)
        last = max((k for k, cell in enumerate(years) if cell is not ZERO), default=-1)
        kept = max(last + 1, min(self.years, len(years)))
        cells = sheet.across(row, FIRST_YEAR, years[:kept], style)
        return made, [*cells, *[ZERO] * (len(years) - kept)]

    def _one(
        self, sheet: Sheet, whose: str, item: str, how: str, one: Formula, style: str = "number"
    ) -> Formula:
        return self._row(sheet, whose, item, how, one, style=style)[0]

    # Discount factors -----------------------------------------------------------------------------------------

    def _discounting(self) -> None:
        model, sheet = self.model, self.discounting
        own = (
            tuple([self.n(column)] * self.all_years for column in model.own_rates)
            if model.own_rates
            else None
        )
        schedule = model.schedule
        rates = (
            own
            if own
            else tuple(_by_band(bands, self.all_years) for bands in (schedule.standard, schedule.health))
            if schedule
            else ()
        )
        self.standard = self._factors(sheet, "Money", rates[0])
        self.health = self._factors(sheet, "Health and wellbeing", rates[1])
        self.nice = self._factors(
            sheet, "Money, NICE reading", _by_band(model.nice.standard, self.all_years)
        )[: self.years]
        self.nice_health = self._factors(
            sheet, "QALYs, NICE reading", _by_band(model.nice.health, self.all_years)
        )[: self.years]
        self.nominal = self._nominal(sheet)

    def _factors(self, sheet: Sheet, what: str, rates: Sequence[Any]) -> list[Formula]:
        _, rate = self._row(
            sheet, "All", f"{what}: rate", "of each year; none in the first", years=[ZERO, *map(term, rates[1:])], style="rate"
        )  # fmt: skip
        row = sheet.row
        sheet.row += 1
        for column, words in enumerate(("All", f"{what}: discount factor", "the year before's ÷ (1 + rate)")):
            sheet.put(row, column, words, "text")
        found: list[Formula] = []
        for year in range(self.all_years):
            content = ONE if year == 0 else found[-1] / (ONE + rate[year])
            found.append(sheet.put(row, FIRST_YEAR + year, content, "factor"))
        return found

    def _nominal(self, sheet: Sheet) -> list[Formula]:
        appraisal, deflator = self.model.case.shape.appraisal, self.model.case.deflator
        base, last = self.deflator_at(appraisal.price_year), max(deflator.index)
        growth = self.deflator_at(last) / self.deflator_at(financial_year(int(last[:4]) - 1))
        cells: list[Formula] = []
        row = sheet.row
        sheet.row += 1
        words = (
            "All",
            "Inflation since the price year",
            "GDP deflator ÷ that of the price year; after the last forecast at its last growth",
        )
        for column, word in enumerate(words):
            sheet.put(row, column, word, "text")
        for k, year in enumerate(years_from(appraisal.first_year, self.years)):
            beyond = int(year[:4]) - int(last[:4])
            if beyond <= 0:
                content = self.deflator_at(year) / base
            elif cells:
                content = cells[-1] * growth
            else:
                content = self.deflator_at(last) * growth ** term(beyond) / base
            cells.append(sheet.put(row, FIRST_YEAR + k, content, "factor"))
        return cells

    # Shares ---------------------------------------------------------------------------------------------------

    def _shares(self) -> None:
        table = self.model.shares
        self.share_cells: list[Formula] = []
        if not table.column.size:
            return
        sheet = self._sheet("Shares")
        for begin, count in zip(table.group, table.size, strict=True):
            columns = [int(column) for column in table.column[begin : begin + count]]
            group = [self.n(column) for column in columns]
            names = [name_of(self.model.case, self.model.assumptions[column].path) for column in columns]
            added = self._one(
                sheet, "All", f"All shares, from {names[0]}", "added up", summed(group), "share"
            )
            for who, share in zip(names, group, strict=True):
                self.share_cells.append(
                    self._one(sheet, "All", who, "share ÷ all shares", share / added, "share")
                )

    # People ---------------------------------------------------------------------------------------------------

    def _people(self, place: int) -> None:
        option, found, sheet, n = (
            self.model.options[place],
            self.options[place],
            self.people,
            self.n,
        )
        people, name = option.people, option.name
        names = _segment_names(self.model, place)
        shares = [n(c) for c in people.share]
        added = summed(shares)
        share = [s if len(shares) == 1 else s / added for s in shares]
        share = [
            self._one(sheet, name, f"Share: {who}", "share ÷ all shares", s, "share")
            for who, s in zip(names, share, strict=True)
        ]
        times = [n(c) for c in people.uptake_multiplier]
        average = self._one(
            sheet,
            name,
            "Average uptake multiplier",
            "Σ share × multiplier",
            summed([s * m for s, m in zip(share, times, strict=True)]),
        )
        found.effect_multipliers = [n(c) for c in people.effect_multiplier]
        found.weights = self._weights(option)
        wanted, remembers = self._wanted(option, names, share, times, average)
        self._starts(place, names, wanted, remembers)
        factors = [n(c) for c in people.completion_factors]
        found.completion = self._one(
            sheet, name, "Share who finish", "with enablers' factors, at most 1",
            smallest(ONE, multiplied([n(people.completion), *factors])), "share",
        )  # fmt: skip
        _, found.completers = self._row(
            sheet, name, "People who finish", "starts × share who finish", years=[s * found.completion for s in found.starts],
            style="people",
        )  # fmt: skip

    def _weights(self, option: OptionModel) -> list[Formula]:
        weighting = option.weighting
        if weighting is None:
            return [ONE] * len(option.people.share)
        weights = [self.n(column) for column in weighting.weight]
        for segment, income, median, elasticity in weighting.incomes:
            weights[segment] = self._one(
                self.people, option.name, f"Weight of group {segment + 1}", "(median income ÷ income) ^ elasticity",
                (self.n(median) / self.n(income)) ** self.n(elasticity),
            )  # fmt: skip
        return weights

    def _wanted(
        self,
        option: OptionModel,
        names: list[str],
        share: list[Formula],
        times: list[Formula],
        average: Formula,
    ) -> tuple[list[list[Formula]], bool]:
        """Returns who would start in each segment and year, and whether a pool is offered the service once."""
        people, sheet, n, whose = option.people, self.people, self.n, option.name
        served = min(self.years, people.delivery_years)
        if people.form == "nobody":
            return [[ZERO] * self.years for _ in share], False
        after = [ZERO] * (self.years - served)
        if people.form == "planned":
            part = [
                self._one(
                    sheet, whose, f"Part of the plan: {who}", "share × multiplier ÷ average", s * m / average, "share"
                )
                for who, s, m in zip(names, share, times, strict=True)
            ]  # fmt: skip
            planned = [n(c) for c in people.planned[:served]]
            return [[*(p * y for y in planned), *after] for p in part], False
        uptake = smallest(ONE, multiplied([n(people.uptake), *(n(c) for c in people.uptake_factors)]))
        uptake = self._one(sheet, whose, "Uptake", "with enablers' factors, at most 1", uptake, "share")
        factor = multiplied([n(c) for c in people.ramp_factors])
        _, ramp = self._row(
            sheet, whose, "How far it has built up", "with enablers' factors, at most 1",
            years=[smallest(ONE, n(c) * factor) for c in people.ramp[:served]], style="share",
        )  # fmt: skip
        reached = [
            self._one(
                sheet, whose, f"Would ever start: {who}", "eligible × share × the group's uptake, at most 1",
                n(people.eligible) * s * smallest(ONE, uptake * m / average), "people",
            )
            for who, s, m in zip(names, share, times, strict=True)
        ]  # fmt: skip
        return [[*(r * y for y in ramp), *after] for r in reached], people.form == "standing"

    def _starts(self, place: int, names: list[str], wanted: list[list[Formula]], remembers: bool) -> None:
        """Writes the starts of each segment and of all: of a pool offered once those who have not, within capacity."""
        option, found, sheet = self.model.options[place], self.options[place], self.people
        people, count = option.people, len(names)
        first = sheet.row  # wanted, then the limit, then the starts, so that each year reads the years before
        starts_at = [first + count + 3 + k for k in range(count)]
        served = min(self.years, people.delivery_years)
        rows: list[list[Formula]] = [[] for _ in range(count)]
        for k, who in enumerate(names):
            how = "who would have by now, less starts so far" if remembers else "as reached, or as planned"
            for column, words in enumerate((option.name, f"Would start: {who}", how)):
                sheet.put(first + k, column, words, "text")
        heads = ("All who would start", "Most who can start", "Part who can start")
        hows = ("added up", "capacity, where there is one", "capacity ÷ all who would, at most 1")
        for k, (head, how) in enumerate(zip(heads, hows, strict=True)):
            for column, words in enumerate((option.name, head, how)):
                sheet.put(first + count + k, column, words, "text")
        for k, who in enumerate(names):
            words_of = (option.name, f"People who start: {who}", "would start × part who can")
            for column, words in enumerate(words_of):
                sheet.put(starts_at[k], column, words, "text")
        for year in range(self.years):
            at = FIRST_YEAR + year
            now = []
            for k in range(count):
                content = wanted[k][year]
                if remembers and year and year < served:
                    content = largest(ZERO, content - total(sheet.run(rows[k])))
                now.append(sheet.put(first + k, at, content, "people"))
            everyone = sheet.put(first + count, at, total(sheet.run(now)), "people")
            part: Formula = ONE
            if people.capacity is not None and year < served:
                limit = sheet.put(first + count + 1, at, self.n(int(people.capacity[year])), "people")
                ratio = choose(everyone > limit, limit / everyone, ONE)
                part = sheet.put(first + count + 2, at, ratio, "share")
            for k in range(count):
                rows[k].append(
                    sheet.put(starts_at[k], at, now[k] * part if part is not ONE else now[k], "people")
                )
        sheet.row = starts_at[-1] + 1
        found.by_segment = rows
        by_year = [[row[year] for row in rows] for year in range(self.years)]
        _, found.starts = self._row(
            sheet, option.name, "People who start", "all groups", years=[summed(cells) for cells in by_year],
            style="people",
        )  # fmt: skip

    def _stream(self, place: int, name: str) -> list[Formula]:
        """Writes a stream of people: those who start, or those in whom an effect acts, weighted or not."""
        option, found = self.model.options[place], self.options[place]
        factors = [
            [
                *([] if name.endswith("starts") else [found.effect_multipliers[k]]),
                *([found.weights[k] - ONE] if name.startswith("weighted") else []),
            ]
            for k in range(len(found.by_segment))
        ]
        after = [found.completion] if name.endswith("completers") else []
        years = []
        for year in range(self.years):
            by = [multiplied([row[year], *factors[k]]) for k, row in enumerate(found.by_segment)]
            years.append(multiplied([summed(by), *after]))
        how = {
            "starts": "all who start",
            "starters": "starts × effect multiplier",
            "completers": "starts × effect multiplier × share who finish",
        }
        what, is_weighted = name.rpartition(" ")[2], name.startswith("weighted")
        says = how[what] + (" × (weight − 1)" if is_weighted else "")
        return self._row(
            self.people, option.name, f"In whom the effect acts: {name}", says, years=years, style="people"
        )[1]

    # Exposure -------------------------------------------------------------------------------------------------

    def _exposures(self, streams: list[list[Formula]]) -> None:
        table = self.model.exposures
        self.exposures: list[list[Formula]] = []
        if not table.stream.size:
            return
        effect = self._sheet("Effect")
        self.effect_sheet = effect
        header = [
            effect.put(HEADER_ROW, FIRST_YEAR + k, term(self.all_years - 1 - k), "year")
            for k in range(self.all_years)
        ]
        profiles = [self._profile(effect, k, header) for k in range(len(table.lag))]
        sheet = self._sheet("Exposure")
        for k, (stream, profile) in enumerate(zip(table.stream, table.profile, strict=True)):
            place, name = self.model.streams[stream]
            years = []
            for year in range(self.all_years):
                people = streams[stream][: min(year + 1, self.years)]
                start = self.all_years - 1 - year
                lived = profiles[profile][start : start + len(people)]
                years.append(products(self.people.run(people), effect.run(lived)))
            self.exposures.append(
                self._row(
                    sheet, self.model.options[place].name, f"Exposure {k + 1}: {name}, pattern {profile + 1}",
                    "Σ people who started j years ago × the pattern's year j", years=years, style="people",
                )[1]
            )  # fmt: skip

    def _profile(self, sheet: Sheet, profile: int, header: list[Formula]) -> list[Formula]:
        """Writes how much of each year after starting is lived with the effect; the years run backwards, so that a year's
        starts and what is left of them stand opposite each other."""
        table, n = self.model.exposures, self.n
        name = f"Pattern {profile + 1}"
        lag, lasts, drop = (n(int(c[profile])) for c in (table.lag, table.lasts, table.drop_off))
        lag = self._one(sheet, name, "Starts to work after", "years", lag)
        lasts = self._one(sheet, name, "Lasts", "years", lasts)
        keeps = self._one(sheet, name, "Keeps each year", "1 − drop-off", ONE - drop, "share")
        full = self._one(sheet, name, "Whole years before it works", "rounded down", whole(lag))
        part = self._one(sheet, name, "Part of a year before it works", "the rest", lag - full)

        def piece(k: Formula) -> Formula:
            return choose(k >= full, within(ZERO, lasts - (k - full), ONE), ZERO)

        def kept(k: Formula) -> Formula:
            return choose(k > full, keeps ** (k - full), ONE)

        rows = sheet.row
        labels = (
            ("Piece that begins in the year: its end", "part of the year"),
            ("Piece from the year before: its end", "part of the year"),
            ("Effect of the piece that begins", "length × what is kept"),
            ("Effect of the piece before", "length × what is kept"),
            ("Of these, in the next year", "for people who start through the year"),
            ("Years of effect for each person", "in the year of starting, and after"),
        )
        for k, (item, how) in enumerate(labels):
            for column, words in enumerate((name, item, how)):
                sheet.put(rows + k, column, words, "text")
        sheet.row = rows + len(labels)
        found: list[Formula] = [ZERO] * self.all_years
        late_before: Formula = ZERO
        for year in range(self.all_years):
            at = FIRST_YEAR + self.all_years - 1 - year
            since = header[self.all_years - 1 - year]
            head_end = sheet.put(rows, at, smallest(ONE, part + piece(since)), "factor")
            tail_end = sheet.put(rows + 1, at, largest(ZERO, part + piece(since - ONE) - ONE), "factor")
            head = sheet.put(rows + 2, at, kept(since) * (head_end - part), "factor")
            tail = sheet.put(rows + 3, at, kept(since - ONE) * tail_end, "factor")
            if table.through_year[profile]:
                late = sheet.put(rows + 4, at, head * (head_end + part) / 2 + tail * tail_end / 2, "factor")
                content = head + tail - late + late_before if year else head + tail - late
                late_before = late
            else:
                content = head + tail
            found[self.all_years - 1 - year] = sheet.put(rows + 5, at, content, "factor")
        return found

    # Costs ----------------------------------------------------------------------------------------------------

    def _costs(self) -> None:
        table, n, model = self.model.costs, self.n, self.model
        self.cost_years: list[list[Formula]] = []
        self.cost_drivers: dict[int, list[Formula]] = {}
        self.prices: list[Formula] = []
        self.phases: dict[int, list[Formula]] = {}
        self.growth: dict[int, Formula] = {}
        paths = cost_paths(model)
        if not paths:
            return
        sheet = self._sheet("Costs")
        fte = {cost: rest for cost, *rest in table.fte}
        trainee = {cost: rest for cost, *rest in table.trainee}
        times = dict(table.times)
        exposed = dict(zip(table.by_participant_year.tolist(), table.exposure.tolist(), strict=True))
        growth = dict(zip(table.growing.tolist(), table.growth.tolist(), strict=True))
        phase = {int(c): table.phase[k] for k, c in enumerate(table.phased)}
        share_of = dict(table.share_of)
        for cost, path in enumerate(paths):
            place = int(table.option[cost])
            whose, item = model.options[place].name, entry_name(model.case, path)
            price = self._one(
                sheet, whose, f"{item}: price", "quantity × unit cost",
                n(int(table.quantity[cost])) * n(int(table.unit_cost[cost])), "money2",
            )  # fmt: skip
            self.prices.append(price)
            if cost in phase:
                self.phases[cost] = [n(int(in_year(phase[cost], year))) for year in range(self.all_years)]
            if cost in growth:
                self.growth[cost] = n(growth[cost])
            if cost in share_of:
                self.cost_years.append([])
                continue
            row = DRIVERS[written_at(model.case.data, path)["per"]]
            how = row.says + f" × {row.times.replace('_', ' ')}" * bool(row.times)
            driver = self._driver(cost, place, fte, trainee, exposed)
            if cost in times:
                driver = [many if many is ZERO else many * n(times[cost]) for many in driver]
            if cost in fte or cost in trainee or cost in times:
                _, driver = self._row(sheet, whose, f"{item}: how many", how, years=driver, style="people")
            self.cost_drivers[cost] = driver
            says = how + " × price" + " × phase" * (cost in self.phases) + " × growth" * (cost in self.growth)
            amounts = self._scaled(cost, driver)
            self.cost_years.append(self._row(sheet, whose, item, says, years=amounts, style="money")[1])
        for cost, named in share_of.items():
            base = []
            for year in range(self.all_years):
                parts = [self.cost_years[k][year] for k in named]
                base.append(summed([part for part in parts if part is not ZERO]))
            whose, item = model.options[int(table.option[cost])].name, entry_name(model.case, paths[cost])
            self.cost_years[cost] = self._row(
                sheet, whose, item, "the costs that it is a share of, added up × price", years=self._scaled(cost, base), style="money"
            )[1]  # fmt: skip

    def _scaled(self, cost: int, driver: Sequence[Formula]) -> list[Formula]:
        """Returns a driver by year × price × phase × growth, in the years in which the cost can fall."""
        found = []
        for year, many in enumerate(driver):
            if many is ZERO or not in_year(self.model.costs.window[cost], year):
                found.append(ZERO)
                continue
            factors = [many, self.prices[cost]]
            factors += [self.phases[cost][year]] if cost in self.phases else []
            factors += [(ONE + self.growth[cost]) ** term(year)] if year and cost in self.growth else []
            found.append(multiplied(factors))
        return found

    def _driver(
        self, cost: int, place: int, fte: dict[int, Any], trainee: dict[int, Any], exposed: dict[int, int]
    ) -> list[Formula]:
        """Returns what a cost grows with by year."""
        table, found, n = self.model.costs, self.options[place], self.n
        tail = [ZERO] * (self.all_years - self.years)
        if cost in exposed:
            return self.exposures[exposed[cost]]
        if cost in table.by_start:
            return [*found.starts, *tail]
        if cost in table.by_completer:
            return [*found.completers, *tail]
        if cost in fte:
            per, least, multiple, served = fte[cost]
            posts = []
            for year, people in enumerate(found.starts):
                needed = largest(n(least), people / n(per))
                if multiple:  # −INT(−x) rounds up; a hair is taken off first, as the engine does
                    needed = -whole(-(needed / term(multiple) - 1e-9)) * term(multiple)
                posts.append(needed if year < served else ZERO)
            return [*posts, *tail]
        if cost in trainee:
            trained, turnover, over, served = trainee[cost]
            many = [
                (n(trained) / over if year < over else ZERO)
                + n(turnover) * n(trained) * term(min(year, over)) / over
                if year < served
                else ZERO
                for year in range(self.years)
            ]
            return [*many, *tail]
        steady = [ONE if falls else ZERO for falls in table.steady[cost, : self.years]]
        return [*steady, *tail]

    # Benefits -------------------------------------------------------------------------------------------------

    def _benefits(self) -> None:
        model, n = self.model, self.n
        table, values, parts = model.outcomes, model.values, model.parts
        self.effects: list[Formula] = []
        self.outcome_years: list[list[Formula]] = []
        value_years: list[list[Formula]] = []
        entries = self.cost_years
        if not table.exposure.size and not parts.splitting.size:
            self.entries = list(entries)
            return
        sheet = self._sheet("Benefits")
        names = {
            index: (option.name, outcome.name or outcome.id)
            for option in model.options
            for outcome, index in option.outcomes
        }
        for k in range(len(table.exposure)):
            whose, item = names[k]
            effect = self._one(
                sheet, whose, f"{item}: for each person-year", "share × effect (× what it reduces), less what would have happened, "
                "what others did and what moved elsewhere",
                multiplied([n(int(table.share[k])), n(int(table.base[k])), n(int(table.effect[k]))])
                * (ONE - n(int(table.deadweight[k])))
                * (ONE - n(int(table.attribution[k])))
                * (ONE - n(int(table.displacement[k]))), "factor",
            )  # fmt: skip
            self.effects.append(effect)
            exposed = self.exposures[int(table.exposure[k])]
            self.outcome_years.append(
                self._row(sheet, whose, item, "person-years × effect", years=[e * effect for e in exposed], style="people")[1]
            )  # fmt: skip
        growth = dict(zip(values.growing.tolist(), values.growth.tolist(), strict=True))
        for k, outcome in enumerate(values.outcome):
            whose, item = names[int(outcome)]
            price = self._one(
                sheet, whose, f"{item}: value {k + 1}, price", "quantity × unit value",
                n(int(values.quantity[k])) * n(int(values.unit_value[k])), "money2",
            )  # fmt: skip
            grows = n(growth[k]) if k in growth else None
            amounts = [
                amount * price if grows is None or not year else amount * price * (ONE + grows) ** term(year)
                for year, amount in enumerate(self.outcome_years[int(outcome)])
            ]
            value_years.append(
                self._row(sheet, whose, f"{item}: value {k + 1}", "amount × price", years=amounts, style="money")[1]
            )  # fmt: skip
        entries = [*entries, *value_years]
        cash_years = []
        for k, entry in enumerate(parts.splitting):
            follows = int(parts.harm_of[k])
            cashable, cash = n(int(parts.cashable[k])), []
            for year, amount in enumerate(entries[entry]):
                released: Formula = term(int(in_year(parts.released[k], year)))
                if follows >= 0 and not in_year(parts.released[k], year):
                    released = choose(self.effects[follows] < ZERO, ONE, ZERO)
                cash.append(ZERO if amount is ZERO else amount * cashable * released)
            whose, item = self._entry_name(int(entry))
            _, cells = self._row(
                sheet, whose, f"{item}: cash", "amount × share that can be released, from the year in which it is; of a harm from the first",
                years=cash, style="money",
            )  # fmt: skip
            cash_years.append(cells)
            left = [ZERO if a is ZERO else a - c for a, c in zip(entries[entry], cells, strict=True)]
            entries[entry] = self._row(
                sheet, whose, f"{item}: capacity", "amount − cash", years=left, style="money"
            )[1]
        self.entries = [*entries, *cash_years]

    def _entry_name(self, entry: int) -> tuple[str, str]:
        """Returns whose entry it is, and what it is called."""
        model, costs = self.model, len(self.cost_years)
        if entry < costs:
            return model.options[int(model.costs.option[entry])].name, entry_name(
                model.case, cost_paths(model)[entry]
            )
        outcome = int(model.values.outcome[entry - costs])
        for option in model.options:
            for found, index in option.outcomes:
                if index == outcome:
                    return option.name, f"{found.name or found.id}: value {entry - costs + 1}"
        raise KeyError(entry)

    # Lines ----------------------------------------------------------------------------------------------------

    def _lines(self) -> None:
        model, parts, n = self.model, self.model.parts, self.n
        sheet = self.lines = Sheet("Lines", years_from=first_line_year(), row=HEADER_ROW + 1)
        self.sheets.append(sheet)
        adjusting = {int(k): at for at, k in enumerate(parts.adjusting)}
        self.line_years: list[list[Formula]] = []
        self.line_words: list[dict[str, Formula]] = []
        self.line_pv: list[Formula] = []
        self.line_beyond: list[Formula] = []
        for k, line in enumerate(model.lines):
            scale = [self.share_cells[s] for s in parts.share[k] if s >= 0]
            if line.is_vat:
                scale.append(n(int(parts.vat[k])))
            if k in adjusting:
                at = adjusting[k]
                rate = n(int(parts.rate[at]))
                scale.append(rate if parts.sign[at] > 0 else -rate)
                if parts.follows[at] >= 0:
                    scale.append(sign(self.effects[int(parts.follows[at])]))
            row = sheet.row
            sheet.row += 1
            self.line_words.append(self._line_words(sheet, row, line))
            amounts = [e if e is ZERO else multiplied([e, *scale]) for e in self.entries[int(parts.entry[k])]]
            last = max((y for y, a in enumerate(amounts) if a is not ZERO), default=-1)
            kept = max(last + 1, self.years)
            cells = sheet.across(row, sheet.years_from, amounts[:kept], "money")
            self.line_years.append([*cells, *[ZERO] * (self.all_years - kept)])
            factors = self.health if line.discount == "health" else self.standard
            self.line_pv.append(
                sheet.put(
                    row, pv_column(), products(sheet.run(cells[: self.years]), self.discounting.run(factors[: self.years])), "money"
                )
            )  # fmt: skip
            after: Formula = ZERO
            if kept > self.years:
                after = products(
                    sheet.run(cells[self.years :]), self.discounting.run(factors[self.years : kept])
                )
            self.line_beyond.append(sheet.put(row, pv_column() + 1, after, "money"))

    def _line_words(self, sheet: Sheet, row: int, line: Line) -> dict[str, Formula]:
        """Writes what a line is and who reads it; a reader finds its lines by these words."""
        option = self.model.options[line.option]
        place = sum(1 for words in self.line_words if words["option"].value == option.id)
        rows = option.rows
        said: dict[str, str] = {
            "option": option.id,
            "name": entry_name(self.model.case, line.path),
            "kind": line.kind if line.adjusts is None else f"optimism on {line.adjusts}",
            "side": line.side,
            "class": line.benefit_class or "",
            "party": line.party,
            "counted": "yes" if line.counted else "no",
            "cash": "yes" if line.cash else "no",
            "vat": "yes" if line.is_vat else "",
            "category": line.category or "not_said",
            "once": "yes" if line.is_once else "no",
            "budget": budget_word(line),
            "shared_out": _shared_out(line),
        }
        for account in ACCOUNTS.keys:
            read = rows.of_account(account)[:, place]
            said[account] = next((word for word, reads in zip(READS, read, strict=True) if reads), "")
        number = len(BENEFIT_CLASSES)  # at the standard rate, then at that of health
        said["society_class"] = next(
            (
                name
                for k, name in enumerate(BENEFIT_CLASSES.keys)
                if rows.classes[[k, k + number], place].any()
            ),
            "",
        )
        return {key: sheet.put(row, line_columns().index(key), words, "text") for key, words in said.items()}

    def _of_option(self, option: OptionModel, key: str) -> Range:
        return self.lines.run([words[key] for words in self.line_words[option.lines]])

    def _year_of(self, option: OptionModel, year: int) -> Range:
        return self.lines.run([row[year] for row in self.line_years[option.lines]])


def tail_of(model: Model) -> int:
    """Returns how many years after the horizon a workbook works out: as far as any effect reaches within its ranges."""
    table = model.exposures
    high = [max(a.value, a.high if a.high is not None else a.value) for a in model.assumptions]
    constants = model.constants

    def most(column: int) -> float:
        return high[column] if column >= 0 else float(constants[column])

    ends = [most(int(a)) + most(int(b)) for a, b in zip(table.lag, table.lasts, strict=True)]
    return int(max(0, min(math.ceil(max(ends, default=0.0)) + 1, LONGEST_TAIL)))


def _by_band(bands: Sequence[Band], years: int) -> list[float]:
    """Returns the rate of each year, that of the last band begun by then."""
    return [next((b.rate for b in reversed(bands) if b.from_year <= year), 0.0) for year in range(years)]


def in_year(row: Any, year: int) -> Any:
    """Returns what a row of the model holds in a year; the last carries on, for years that only a longer effect reaches."""
    return row[min(year, len(row) - 1)]


def cost_paths(model: Model) -> list[str]:
    """Returns the path of every cost, in the order of the model's table."""
    found: list[str] = []
    for option in model.case.shape.options:
        path = f"options.{option.id}"
        found += [f"{path}.costs.{cost.id}" for cost in option.costs]
        found += [f"{path}.enablers.{e.id}.costs.{cost.id}" for e in option.enablers for cost in e.costs]
        found += [f"{path}.replaces.{cost.id}" for cost in option.replaces]
    return found


def _segment_names(model: Model, place: int) -> list[str]:
    people = model.case.shape.options[place].people
    segments = (people.segments if people else None) or []
    return [segment.name or segment.id for segment in segments] or ["everyone"]


def budget_word(line: Line) -> str:
    """Returns how a line stands in its party's own cash: paid, received, as optimism on either, or not at all."""
    if not payer_reads(line.party, line):
        return ""
    word = "paid" if line.side == "cost" else "received"
    return f"optimism {word}" if line.kind == "optimism" else word


def _shared_out(line: Line) -> str:
    """Returns how a line stands in *who pays and who gains*."""
    if not is_shared_out(line):
        return ""
    return "cost" if line.side == "cost" else "cash" if line.cash else "other"


def summed(items: Sequence[Formula]) -> Formula:
    """Returns items added up one by one, nothing for none."""
    if not items:
        return ZERO
    made = items[0]
    for item in items[1:]:
        made = made + item
    return made


def multiplied(items: Sequence[Formula]) -> Formula:
    """Returns items multiplied, those that are the number 1 left out."""
    kept = [item for item in items if item.text != "1"]
    if not kept:
        return ONE
    made = kept[0]
    for item in kept[1:]:
        made = made * item
    return made
