"""The sheet *Benefits*: what changes, what it is worth, and how much of what is freed is cash, by year."""

from __future__ import annotations

from make_the_case.exports.workbook.cost_sheet import CostSheet
from make_the_case.exports.workbook.formulas import Formula, choose, term, within
from make_the_case.exports.workbook.year_sheets import ONE, ZERO, Calculation, in_year, multiplied
from valuation.case.effects import PROVEN, PROVEN_GRADES
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import step
from valuation.case.validity.case_as_written import year_index


class BenefitSheet:
    """Writes outcomes, then their values, then the parts of costs and values that are cash and capacity."""

    def __init__(self, calculation: Calculation, exposures: list[list[Formula]], costs: CostSheet):
        self.calculation, self.number = calculation, calculation.number
        self.exposures, self.costs = exposures, costs
        model = calculation.model
        self.clipped = set(model.outcomes.clipped.tolist())
        self.effects: list[Formula] = []
        self.outcome_years: list[list[Formula]] = []
        self.entries = list(costs.years)
        """Costs, then values, then the cash of either, by year: what the ledger's lines are parts of."""
        self.names: dict[int, tuple[str, str]] = {}
        self.paths: dict[int, str] = {}
        self.stated: dict[int, Outcome] = {}
        for option in model.options:
            for outcome, index in option.outcomes:
                self.names[index] = option.name, outcome.name or outcome.id
                self.paths[index] = f"options.{option.id}.outcomes.{outcome.id}"
                self.stated[index] = outcome
        if model.outcomes.exposure.size or model.parts.splitting.size:
            self._write()

    def _write(self) -> None:
        model = self.calculation.model
        self.sheet = self.calculation.year_sheet("Benefits")
        for outcome in range(len(model.outcomes.exposure)):
            self.effects.append(self._effect(outcome))
            self.outcome_years.append(self._outcome(outcome))
        self.entries += [self._value(value) for value in range(len(model.values.outcome))]
        cash_years = [self._cash(split) for split in range(len(model.parts.splitting))]
        self.entries += cash_years

    # Outcomes -------------------------------------------------------------------------------------------------

    def _effect(self, outcome: int) -> Formula:
        table, number = self.calculation.model.outcomes, self.number
        whose, item = self.names[outcome]
        return self.sheet.figure(
            whose, f"{item}: for each person-year",
            "share × effect here (× what it reduces × bridge), less what would have happened, what others did and what moved elsewhere",
            multiplied([number(int(table.share[outcome])), number(int(table.base[outcome])), self._here(outcome), number(int(table.bridge[outcome]))])
            * (ONE - number(int(table.deadweight[outcome])))
            * (ONE - number(int(table.attribution[outcome])))
            * (ONE - number(int(table.displacement[outcome]))), "factor",
        )  # fmt: skip

    def _here(self, outcome: int) -> Formula:
        """Returns the effect in this place: of a share of a rate, at most the whole of it either way."""
        effect, place = self._effect_and_place(outcome)
        here = effect if place.text == "0" else effect + place
        return within(-1, here, 1) if outcome in self.clipped else here

    def _effect_and_place(self, outcome: int) -> tuple[Formula, Formula]:
        """Returns both; one that is typed without findings, in a case that has some, counts under *Proven* at grade 1 or 2 only."""
        model, path = self.calculation.model, self.paths[outcome]
        table, proof = model.outcomes, self.calculation.proof
        both = self.number(int(table.effect[outcome])), self.number(int(table.place[outcome]))
        if proof is None or path in proof.gains:
            return both
        key = step(path, self.stated[outcome].effect_key)
        if model.case.worst_grade([key]) in PROVEN_GRADES:
            return both
        if model.case.standard == PROVEN:  # the case counts it as nothing, so it is no input
            at_its_place = step(path, "place")
            both = term(model.case.number(key)), term(model.case.number(at_its_place))
        effect, place = (
            choose(proof.is_proven, ZERO, number) if number.text != "0" else number for number in both
        )
        return effect, place

    def _outcome(self, outcome: int) -> list[Formula]:
        exposure = self.exposures[int(self.calculation.model.outcomes.exposure[outcome])]
        years = [person_years * self.effects[outcome] for person_years in exposure]
        return self.sheet.by_year(*self.names[outcome], "person-years × effect", years, "people")

    # Values ---------------------------------------------------------------------------------------------------

    def _value_names(self, value: int) -> tuple[str, str]:
        """Returns whose value it is, and what it is called."""
        whose, item = self.names[int(self.calculation.model.values.outcome[value])]
        return whose, f"{item}: value {value + 1}"

    def _value(self, value: int) -> list[Formula]:
        """Writes what a change is worth: its amount × price, the price growing where it does."""
        table, (whose, item) = self.calculation.model.values, self._value_names(value)
        price = self.sheet.figure(
            whose, f"{item}, price", "quantity × unit value",
            self.number(int(table.quantity[value])) * self.number(int(table.unit_value[value])), "money2",
        )  # fmt: skip
        growth = dict(zip(table.growing.tolist(), table.growth.tolist(), strict=True))
        grows = self.number(growth[value]) if value in growth else None
        years = [
            amount * price if grows is None or not year else amount * price * (ONE + grows) ** term(year)
            for year, amount in enumerate(self.outcome_years[int(table.outcome[value])])
        ]
        return self.sheet.by_year(whose, item, "amount × price", years, "money")

    # Cash and capacity ----------------------------------------------------------------------------------------

    def _released(self, split: int, year: int) -> Formula:
        """Returns whether a decision has released the money of an entry by a year; of what findings come to, once it is proven."""
        model, proof = self.calculation.model, self.calculation.proof
        parts, first_value = model.parts, len(self.costs.years)
        entry = int(parts.splitting[split])
        outcome = int(model.values.outcome[entry - first_value]) if entry >= first_value else -1
        gain = None if proof is None or outcome < 0 else proof.gains.get(self.paths[outcome])
        if gain is None:
            return ONE if in_year(parts.released[split].tolist(), year) else ZERO
        release = self._stated_values()[entry - first_value].release
        if release is None or year < (year_index(model.case.data, release.from_year) or 0):
            return ZERO
        return choose(gain.is_same("yes"), ONE, ZERO)

    def _stated_values(self) -> list[Value]:
        """Returns the values of the model's outcomes as the case states them, in the order of the entries."""
        return [value for index in sorted(self.stated) for value in self.stated[index].values]

    def _entry_names(self, entry: int) -> tuple[str, str]:
        """Returns whose cost or value it is, and what it is called."""
        costs = len(self.costs.years)
        return self.costs.names(entry) if entry < costs else self._value_names(entry - costs)

    def _cash(self, split: int) -> list[Formula]:
        """Writes the cash of an entry and returns it; what is left of the entry, capacity, takes the entry's place."""
        parts = self.calculation.model.parts
        entry, follows = int(parts.splitting[split]), int(parts.harm_of[split])
        cashable = self.number(int(parts.cashable[split]))
        cash = []
        for year, amount in enumerate(self.entries[entry]):
            released = self._released(split, year)
            if follows >= 0 and released is not ONE:
                released = choose(self.effects[follows] < ZERO, ONE, released)
            cash.append(ZERO if amount is ZERO else amount * cashable * released)
        whose, item = self._entry_names(entry)
        cells = self.sheet.by_year(
            whose, f"{item}: cash", "amount × share that can be released, from the year in which it is; of a harm from the first",
            cash, "money",
        )  # fmt: skip
        capacity = [
            ZERO if amount is ZERO else amount - freed
            for amount, freed in zip(self.entries[entry], cells, strict=True)
        ]
        self.entries[entry] = self.sheet.by_year(
            whose, f"{item}: capacity", "amount − cash", capacity, "money"
        )
        return cells
