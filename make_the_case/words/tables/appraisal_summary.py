"""The appraisal summary table: the Green Book's rows, an option in each column."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.papers.constant_block import depends_on
from make_the_case.words.papers.summary import optimism_allowance
from make_the_case.words.phrases import counted, financial_year, listed, pounds, ratio
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import range_sentence
from valuation import Answer, Case, OptionAnswer
from valuation.accounts import BENEFIT_CLASSES
from valuation.figures import MINUS
from valuation.sensitivity.analysis import Analysis


def appraisal_summary_table(case: Case, answer: Answer, analysis: Analysis | None = None) -> Table:
    """Returns the options by net present social value, public cost, benefit classes, ratio, what has no price, risk and horizon."""
    options = answer.options

    def row(label: str, words: Callable[[str, OptionAnswer], str]) -> tuple[str, ...]:
        return (label, *(words(ident, option_answer) for ident, option_answer in options.items()))

    def net_value(ident: str, option_answer: OptionAnswer) -> str:
        likely = range_sentence(analysis.simulation[ident].accounts["society"].npv) if analysis else ""
        return ", ".join(part for part in (pounds(option_answer.accounts["society"].npv), likely) if part)

    def turns(ident: str, _: OptionAnswer) -> str:
        if analysis is None:
            return "no sensitivity run"
        return (
            "; ".join(
                f"{dependence.name}: {dependence.breaks_even}" for dependence in depends_on(analysis, ident)
            )
            or "nothing moves it"
        )

    def of_class(name: str) -> Callable[[str, OptionAnswer], str]:
        return lambda _, o: pounds(o.benefit_classes[name])

    appraisal = case.shape.appraisal
    horizon = f"{counted(appraisal.years, 'year')} from {financial_year(appraisal.first_year)}"
    rows = (
        row("Net present social value, £", net_value),
        row("Public sector cost, £", lambda _, o: pounds(o.accounts["public_sector"].pv_costs)),
        *(row(f"{CLASS_WORDS[name].row.split(':')[0]}, £", of_class(name)) for name in BENEFIT_CLASSES.keys),
        row("Effects without a price", lambda _, o: listed(effect.name for effect in o.not_priced)),
        row("Optimism allowance in the figures, £", lambda ident, _: _optimism(answer, ident)),
        row("Breaks even at", turns),
        row("Value for each £1 of public cost", lambda _, o: _ratio(o.bcr_public)),
        row("Horizon", lambda _, o: horizon),
    )
    note = "Present values against business as usual. The ratio comes last: it is no test of whether to go ahead, and is not for comparing organisations."
    names = (option_answer.name or ident for ident, option_answer in options.items())
    return Table("Appraisal summary table", ("What", *names), rows, note)


def _optimism(answer: Answer, option: str) -> str:
    added, taken = optimism_allowance(answer, option)
    return f"{pounds(added)} added to costs, {pounds(taken)} taken off benefits"


def _ratio(found: float | None) -> str:
    if found is None:
        return "not defined"
    return f"{MINUS}£{ratio(-found)}" if found < 0 else f"£{ratio(found)}"
