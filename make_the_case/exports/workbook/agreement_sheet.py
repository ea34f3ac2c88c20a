"""The sheet *Checks*: whether the formulas come to what the app says, and agree with themselves."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Formula, choose, size, term
from make_the_case.exports.workbook.page_sheets import page_sheet
from make_the_case.exports.workbook.year_sheets import summed
from make_the_case.words.names import ACCOUNT_WORDS, MEASURE_WORDS
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES
from valuation.streams import measure_names

Compared = tuple[str, str, Formula, float | str | None]
"""What is compared, of which option: the formula, and what the app says, None where a measure is not defined."""
OUTLIVES_THE_YEARS = "no: benefit after the last year is worth more than the sheet Accounts says"


class AgreementSheet:
    """Writes each figure beside the app's, whether all agree, and sums that must agree whatever is typed."""

    def __init__(self, exported: Exported):
        self.exported = exported
        self.sheet = page_sheet("Checks", ("Check", "Option", "Here", "The app", "Agrees"))
        self.matches = self._with_the_app()
        """Whether every figure is what the app says."""
        self._sums()
        self._longest_effect()

    # With the app ---------------------------------------------------------------------------------------------

    def _with_the_app(self) -> Formula:
        agreed = self.sheet.run([self._row(*compared) for compared in self._compared()])
        unlike = Formula(f'COUNTIF({agreed.text},"no")', float(sum(c.value == "no" for c in agreed.cells)))
        matches = choose(unlike.is_same(0), "Yes", "No: inputs have been changed, or a number is being tried")
        row = self.sheet.add(("Matches the app", "All"), ("label", "label"))
        return self.sheet.put(row, 4, matches, "strong")

    def _compared(self) -> Iterator[Compared]:
        """Yields the measures of every account, the classes of benefit, the verdict and net value with weights."""
        for option, here in self.exported.headlines():
            app = self.exported.answer.options[option.id]
            for account in ACCOUNTS.keys:
                for measure in measure_names():
                    words = f"{ACCOUNT_WORDS[account].sheet}: {MEASURE_WORDS[measure].sheet}"
                    cell = here.accounts[account].measures[measure]
                    yield words, option.name, cell, app.accounts[account].by_name[measure]
            for name in BENEFIT_CLASSES.keys:
                words = f"Benefits: {name.replace('_', ' ')}"
                yield words, option.name, here.classes[name], app.benefit_classes[name]
            yield "Verdict", option.name, here.readings["verdict.number"], app.verdict.number
            weighted = here.readings["weighted_npv"]
            yield "Society's net value, with weights", option.name, weighted, app.weighted_npv

    def _row(self, words: str, option: str, here: Formula, app: float | str | None) -> Formula:
        """Writes a figure beside the app's and returns the cell that says whether they agree."""
        row = self.sheet.add((words, option))
        live = self.sheet.put(row, 2, here, "money2")
        if app is None or isinstance(app, str):
            exported = self.sheet.put(row, 3, app or here.value, "text")
            agrees = live.is_same(exported)
        else:
            exported = self.sheet.put(row, 3, float(app), "money2")
            agrees = _is_close(live, exported, exported)
        return self.sheet.put(row, 4, choose(agrees, "yes", "no"), "right")

    # With themselves ------------------------------------------------------------------------------------------

    def _sums(self) -> None:
        """Writes the sums that must agree whatever is typed."""
        parties_of = self.exported.model.who_pays.options
        for (option, here), parties in zip(self.exported.headlines(), parties_of, strict=True):
            society = here.accounts["society"].measures
            nets, classes = [party.net for party in parties.values()], list(here.classes.values())
            for words, parts, whole in (
                ("Parties' nets add up to society's net value", nets, society["npv"]),
                ("Kinds of benefit add up to society's benefits", classes, society["pv_benefits"]),
            ):
                row = self.sheet.add((words, option.name))
                live = self.sheet.put(row, 2, summed([term(0), *parts]), "money2")
                other = self.sheet.put(row, 3, whole, "money2")
                self.sheet.put(row, 4, choose(_is_close(live, other, whole), "yes", "no"), "right")

    def _longest_effect(self) -> None:
        """Writes whether every effect ends within the years that are worked out."""
        calculation = self.exported.model.calculation
        table, number = calculation.model.exposures, calculation.number
        ends = [number(int(lag)) + number(int(lasts)) for lag, lasts in zip(table.lag, table.lasts, strict=True)]  # fmt: skip
        if not ends:
            return
        row = self.sheet.add(("Every effect ends within the years that are worked out", "All"))
        longest = Formula(f"MAX({','.join(end.text for end in ends)})", max(end.number for end in ends))
        live = self.sheet.put(row, 2, longest + 1, "people")
        shown = self.sheet.put(row, 3, term(calculation.all_years - calculation.years), "people")
        self.sheet.put(row, 4, choose(live <= shown, "yes", OUTLIVES_THE_YEARS), "text")


def _is_close(live: Formula, other: Formula, measured_by: Formula) -> Formula:
    """Returns whether two figures are the same but for what floating point adds, as a formula."""
    biggest = Formula(f"MAX(1,ABS({measured_by.text}))", max(1.0, abs(measured_by.number)))
    return size(live - other) <= biggest * 1e-9
