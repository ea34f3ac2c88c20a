"""The sheet *Discounting*: discount factors of money and of health, those of the NICE reading, and inflation."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.exports.workbook.formulas import Formula, Term, term
from make_the_case.exports.workbook.year_sheets import FIRST_YEAR, ONE, ZERO, Calculation
from valuation.discounting import Band
from valuation.prices import Deflator, financial_year, years_from

INFLATION = (
    "Inflation since the price year",
    "GDP deflator ÷ that of the price year; after the last forecast at its last growth",
)
OTHER_INFLATION = (
    "Inflation of all but pay since the price year",
    "index ÷ that of the price year; after the last forecast at its last growth",
)
PAY_INFLATION = ("Inflation of pay since the price year", OTHER_INFLATION[1])


class DiscountingSheet:
    """Writes each factor from the year before it, over the years of the case and those after it."""

    def __init__(self, calculation: Calculation):
        self.calculation, model = calculation, calculation.model
        self.sheet = calculation.year_sheet("Discounting")
        years = calculation.years
        standard, health = self._rates()
        self.standard = self._factors("Money", standard)
        self.health = self._factors("Health and wellbeing", health)
        self.nice = self._factors("Money, NICE reading", self._by_band(model.nice.standard))[:years]
        self.nice_health = self._factors("QALYs, NICE reading", self._by_band(model.nice.health))[:years]
        appraisal = model.case.shape.appraisal
        indices = model.case.library.cash_indices[appraisal.inflation]
        self.nominal = self._nominal(
            indices.other, INFLATION if indices.pay is indices.other else OTHER_INFLATION
        )
        self.nominal_pay = (
            self.nominal if indices.pay is indices.other else self._nominal(indices.pay, PAY_INFLATION)
        )

    def _rates(self) -> tuple[Sequence[Term], Sequence[Term]]:
        """Returns the rates of money and of health by year: the case's own, or those of its schedule."""
        model = self.calculation.model
        if model.own_rates:
            money, health = (
                [self.calculation.number(column)] * self.calculation.all_years for column in model.own_rates
            )
            return money, health
        assert model.schedule is not None  # a case without rates of its own names a schedule
        return self._by_band(model.schedule.standard), self._by_band(model.schedule.health)

    def _by_band(self, bands: Sequence[Band]) -> list[float]:
        """Returns the rate of each year, that of the last band begun by then."""
        return [
            next((b.rate for b in reversed(bands) if b.from_year <= year), 0.0)
            for year in range(self.calculation.all_years)
        ]

    def _factors(self, what: str, rates: Sequence[Term]) -> list[Formula]:
        rate = self.sheet.by_year(
            "All", f"{what}: rate", "of each year; none in the first", [ZERO, *map(term, rates[1:])], "rate"
        )
        row = self.sheet.next_row("All", f"{what}: discount factor", "the year before's ÷ (1 + rate)")
        factors: list[Formula] = []
        for year in range(self.calculation.all_years):
            content = ONE if year == 0 else factors[-1] / (ONE + rate[year])
            factors.append(self.sheet.put(row, FIRST_YEAR + year, content, "factor"))
        return factors

    def _nominal(self, index: Deflator, words: tuple[str, str]) -> list[Formula]:
        """Returns what prices of the case's price year become in each year, with the inflation of an index."""
        appraisal, calculation = self.calculation.model.case.shape.appraisal, self.calculation

        def index_at(year: str | int) -> Formula:
            return calculation.index_at(index, year)

        base, last = index_at(appraisal.price_year), max(index.index)
        growth = index_at(last) / index_at(financial_year(int(last[:4]) - 1))
        row = self.sheet.next_row("All", *words)
        cells: list[Formula] = []
        for k, year in enumerate(years_from(appraisal.first_year, self.calculation.years)):
            beyond = int(year[:4]) - int(last[:4])
            if beyond <= 0:
                content = index_at(year) / base
            elif cells:
                content = cells[-1] * growth
            else:
                content = index_at(last) * growth ** term(beyond) / base
            cells.append(self.sheet.put(row, FIRST_YEAR + k, content, "factor"))
        return cells
