"""The optimism bias of each entry: its own rate where one is stated, else what goes with the grades of its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from valuation.case.option_shape import Cost, Outcome, Value
from valuation.case.validity.validation import Case
from valuation.lines.columns import NumberColumns

HalfRates = tuple[int, int]
"""The columns of two rates, each of which counts half: the same one twice where a single rate holds."""


class OptimismColumns:
    """Gives each entry of a case the columns of its rate of optimism bias."""

    def __init__(self, case: Case, columns: NumberColumns):
        self.case, self.columns = case, columns
        policy = case.shape.appraisal.optimism_bias
        self.is_off = policy == "none"
        self.is_by_part = policy == "by_part"

    def of_cost(self, path: str, cost: Cost) -> HalfRates | None:
        """Returns the rate of a cost: of the worse grade of price and quantity, or by part half the rate of each.

        rate = ½ · rate(grade of unit_cost) + ½ · rate(grade of quantity), or the first alone where no quantity is stated.
        None of a transfer, and where optimism bias is switched off. Source: docs/method.md, section 6.
        """
        if cost.transfer or self.is_off:
            return None
        price, quantity = f"{path}.unit_cost", f"{path}.quantity"
        stated = self._stated([f"{path}.optimism_bias"])
        if stated is not None or not self.is_by_part or cost.quantity is None:
            return self._twice(stated, [quantity, price])
        of_price, of_quantity = self._of_worst([price]), self._of_worst([quantity])
        return None if of_price is None or of_quantity is None else (of_price, of_quantity)

    def of_value(self, path: str, outcome_path: str, outcome: Outcome, value: Value) -> HalfRates | None:
        """Returns the rate of a value: that of the worst grade among the effect's numbers, its price and its quantity."""
        if self.is_off or value.kind == "transfer":
            return None
        stated = self._stated([f"{path}.optimism_bias", f"{outcome_path}.optimism_bias"])
        graded = [*self._graded(outcome_path), f"{path}.unit_value", f"{path}.quantity"]
        return self._twice(stated, graded)

    def of_effect(self, path: str, outcome: Outcome) -> int | None:
        """Returns the column of the rate of an effect itself, which its QALYs or WELLBYs are totalled after."""
        if self.is_off:
            return None
        stated = self._stated([f"{path}.optimism_bias"])
        return self._of_worst(self._graded(path)) if stated is None else stated

    def _twice(self, stated: int | None, graded: Sequence[str]) -> HalfRates | None:
        rate = self._of_worst(graded) if stated is None else stated
        return None if rate is None else (rate, rate)

    def _stated(self, places: Sequence[str]) -> int | None:
        """Returns the column of the first rate that is stated at these places, or None where none is."""
        return next((self.columns.of(path) for path in places if path in self.case.numbers_written), None)

    def _of_worst(self, graded: Sequence[str]) -> int | None:
        """Returns the column of the rate of the worst grade among the numbers at these places; None where there are none."""
        worst = self.case.worst_grade(graded)
        return None if worst is None else self.columns.library(f"valuation.optimism_bias_grade_{worst}")

    def _graded(self, path: str) -> list[str]:
        """Returns the numbers of an effect whose grade counts: what findings come to has been marked down once."""
        places = [f"{path}.{key}" for key in ("reduces", "adds", "place", "of", "share", "bridge")]
        numbers = {place: self.case.assumption_at(place) for place in places}
        return [place for place, number in numbers.items() if number is None or not number.is_from_findings]
