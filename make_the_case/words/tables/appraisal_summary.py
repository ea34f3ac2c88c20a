"""The appraisal summary table: the Green Book's rows, an option in each column."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.papers.constant_block import depends_on
from make_the_case.words.papers.summary import optimism_allowance
from make_the_case.words.phrases import NEGLIGIBLE, counted, financial_year, listed, pounds, quoted, ratio
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import range_sentence
from valuation import Answer, Case, OptionAnswer
from valuation.accounts import BENEFIT_CLASSES
from valuation.figures import MINUS
from valuation.sensitivity.analysis import Analysis


def appraisal_summary_table(case: Case, answer: Answer, analysis: Analysis | None = None) -> Table:
    """Returns the options by net present social value, public cost, benefit classes, ratio, what is not valued in money, risk and period."""
    options = answer.options

    def row(label: str, words: Callable[[str, OptionAnswer], str]) -> tuple[str, ...]:
        return (label, *(words(ident, option_answer) for ident, option_answer in options.items()))

    def net_value(ident: str, option_answer: OptionAnswer) -> str:
        likely = range_sentence(analysis.simulation[ident].accounts["society"].npv) if analysis else ""
        return ", ".join(part for part in (pounds(option_answer.accounts["society"].npv), likely) if part)

    def break_even(ident: str, _: OptionAnswer) -> str:
        if analysis is None:
            return "no sensitivity run"
        found = [
            f"{quoted(one.name)} at {one.breaks_even}" for one in depends_on(analysis, ident) if one.has_edge
        ]
        return listed(found) if found else "none of the figures that matter most changes the answer alone"

    def of_class(name: str) -> Callable[[str, OptionAnswer], str]:
        return lambda _, o: pounds(o.benefit_classes[name])

    appraisal = case.shape.appraisal
    period = f"{counted(appraisal.years, 'year')} from {financial_year(appraisal.first_year)}"
    rows = (
        row("Net present social value, £", net_value),
        row("Public sector cost, £", lambda _, o: pounds(o.accounts["public_sector"].pv_costs)),
        *(row(f"{CLASS_WORDS[name].row.split(':')[0]}, £", of_class(name)) for name in BENEFIT_CLASSES.keys),
        row("Effects not valued in money", lambda _, o: listed(effect.name for effect in o.not_priced)),
        row("Optimism bias adjustment in the figures, £", lambda ident, _: _optimism(answer, ident)),
        row("Break-even values", break_even),
        row(
            "Net public cost: costs less benefits of all public bodies, £",
            lambda _, o: pounds(-o.accounts["public_sector"].npv),
        ),
        row("Value for each £1 of net public cost", lambda _, o: _ratio(o)),
        row("Appraisal period", lambda _, o: period),
    )
    note = (
        "Present values, compared with business as usual. The value for each £1 is 1 plus net present social value for each £1 of net "
        "public cost. Do not use it alone to decide, or to compare organisations."
    )
    names = (option_answer.name or ident for ident, option_answer in options.items())
    return Table("Appraisal summary table", ("What", *names), rows, note)


def _optimism(answer: Answer, option: str) -> str:
    added, taken = optimism_allowance(answer, option)
    return f"{pounds(added)} added to costs, {pounds(taken)} taken off benefits"


def _ratio(option_answer: OptionAnswer) -> str:
    found = option_answer.bcr_public
    if option_answer.accounts["society"].pv_benefits < NEGLIGIBLE:
        return "none, because no benefit is counted"
    if found is None or option_answer.accounts["public_sector"].npv > -NEGLIGIBLE:
        return "none, because there is no net public cost"
    return f"{MINUS}£{ratio(-found)}" if found < 0 else f"£{ratio(found)}"
