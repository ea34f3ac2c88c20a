"""The glossary: one concept, one word, in the case file, the code, the screen and the papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from make_the_case.words.blocks import Facts


class Term(NamedTuple):
    """A word as a reader meets it, what it is called in the case file and the code, and what it means."""

    word: str
    code: str
    means: str


TERMS = (
    Term(
        "acceptability curve",
        "`acceptability`",
        "Each option's chance of being best, by what a QALY or a WELLBY is taken to be worth",
    ),
    Term("amount", "`amount`", "Units of an outcome in a year, after adjustments; below 0 is a harm"),
    Term("appraisal period", "`appraisal.years`", "The years that a case counts"),
    Term("area", "`place`", "The part of the country that a case is about"),
    Term("assumption", "`Assumption`", "A number that can be questioned: value, range, source, grade"),
    Term("base case", "`base`", "The result with every figure at its best estimate"),
    Term(
        "before-and-after",
        "`before_after`",
        "The same people measured twice, without a comparison group. Part of the change would have come anyway",
    ),
    Term(
        "beyond the appraisal period",
        "`beyond_horizon`",
        "Benefit that falls after the last year of the case: reported, never added",
    ),
    Term(
        "break-even value",
        "`switching`",
        "The value of one assumption at which the verdict changes",
    ),
    Term(
        "bridge from a measure",
        "`bridges`",
        "What one unit of a measure, for a person and a year, is worth in QALYs, WELLBYs or another unit",
    ),
    Term("business as usual", "`counterfactual`", "What happens anyway; every option is compared with it"),
    Term("capacity freed", "`capacity`", "Staff time and beds. It is not money to spend"),
    Term(
        "cash-releasing",
        "`cash_releasing`, `cashable`, `release`",
        "Money that a named decision takes out of a budget",
    ),
    Term(
        "challenge",
        "`scenarios`",
        "A scenario that gathers the figures that a reader disputes, each with a reason",
    ),
    Term(
        "check",
        "`checks`",
        "What is said of a valid case that may be wrong or missing: must fix, review, note",
    ),
    Term(
        "check code",
        "`check_code`",
        "Eight characters that tell whether two papers come from the same case; it is not an approval",
    ),
    Term(
        "Claimed (standard of proof)",
        "`claimed`",
        "The largest effect that anyone gives, forecasts too: it is shown, but never in a headline",
    ),
    Term(
        "comparison",
        "`review`, `randomised`, `controlled`",
        "People who were offered the service, set against others who were not",
    ),
    Term("completion", "`completion`", "The share of those who start who also finish"),
    Term("cost per QALY", "`icer`", "Extra net cost to health and care for each extra QALY"),
    Term(
        "default range",
        "`default_range_grade_3` …",
        "How far a number is moved whose source gives no range, by its grade",
    ),
    Term("discounting", "`discounting`", "Giving later years less weight, at a stated rate"),
    Term(
        "drift",
        "`drift`",
        "What would have changed anyway: people come when they are at their lowest, and part of the way back comes by itself",
    ),
    Term(
        "effect on the result",
        "`impact`",
        "How far net value moves between an assumption's low and high end, as calculated: big, medium or small",
    ),
    Term(
        "enabler",
        "`enablers`",
        "What makes an option work better and has no benefit of its own: facilitation, training, co-design",
    ),
    Term(
        "enjoyed time",
        "`enjoyed`",
        "Hours that are the activity itself, such as a walk or a choir: shown, and left out of the costs",
    ),
    Term(
        "expected",
        "`mean`",
        "The average of all simulation runs, shown beside the base case where they differ",
    ),
    Term(
        "Expected (standard of proof)",
        "`appraisal.evidence: expected`",
        "What to plan on: all findings together, each for what its design and size are worth, from a start at no effect",
    ),
    Term("exposure", "`exposure`", "Person-years in which an effect is alive"),
    Term("fades", "`drop_off`", "The share of an effect that is lost with each further year"),
    Term(
        "financial case",
        "`financial_case`",
        "Cash by financial year, with inflation and VAT, by organisation",
    ),
    Term(
        "finding",
        "`findings`",
        "What one study, review or measurement of your own found, as it was published",
    ),
    Term("grade", "`grade`", "Confidence in the evidence, 1 (best) to 6 (worst)"),
    Term("heterogeneity", "`tau`", "How much the effect of a service differs from one place to another"),
    Term("ICB", "`nhs_icb`", "NHS integrated care board: pays for most NHS care of an area"),
    Term("illustrative", "`illustrative`", "Of a made-up place or service"),
    Term(
        "likely range",
        "`interval_80`",
        "The range that covers 8 in 10 simulation results, from the 10th to the 90th percentile",
    ),
    Term("line", "`Line`", "One part of one cost or value, for one party"),
    Term(
        "measure",
        "`measures`",
        "What a finding is counted in: the points of a questionnaire, QALYs, a share fewer visits",
    ),
    Term("moved from elsewhere", "`displacement`", "The share of an outcome taken from someone else"),
    Term(
        "National default; published figure; template figure; your figure",
        "`origin`",
        "Where a number comes from, as its field says it: the library's, a study's or publisher's, a template's, or typed by you",
    ),
    Term(
        "net health benefit",
        "`net_health_benefit`",
        "QALYs gained less those the same money would have gained elsewhere",
    ),
    Term("net monetary benefit", "`net_monetary_benefit`", "QALYs at a price, less net cost"),
    Term(
        "net value to society",
        "`society`, `npv`",
        "Benefits less costs to everyone, discounted",
    ),
    Term(
        "noise floor",
        "`noise_floor`",
        "What a number that decides nothing could show by the same method; what is below it is too small to measure",
    ),
    Term(
        "not valued in money",
        "`not_priced`",
        "An outcome without a money value (in the Green Book, unmonetised); named with its direction",
    ),
    Term(
        "optimism bias adjustment",
        "`optimism`, `optimism_bias`",
        "An adjustment for evidence that is too favourable: added to costs and taken off benefits, more for weaker evidence",
    ),
    Term(
        "option",
        "`options`",
        "One way of doing things; the preferred option is the one that the papers recommend",
    ),
    Term("organisation asked to pay", "`commissioner`", "The organisation whose budget the case asks for"),
    Term(
        "overlap group", "`overlap`", "Values of the same change in different ways, of which one is counted"
    ),
    Term(
        "payback",
        "`payback_years`",
        "The year from which cash received has covered cash paid; of cash accounts only",
    ),
    Term("peak funding", "`peak_funding`", "The most that has been paid out before money comes back"),
    Term("person-year", "`participant_year`", "One person for one year"),
    Term("planning assumption", "`planning_assumption`", "A figure that has not been published"),
    Term(
        "point of view",
        "`accounts`",
        "Whose costs and whose benefits are counted; in a full case, the perspective",
    ),
    Term(
        "pool",
        "`pool`: `standing`, `each_year`",
        "Whether the same people are offered it once or new ones each year",
    ),
    Term("present value", "`pv`", "What a stream of money is worth at the start of the case"),
    Term("price year", "`price_year`", "The year whose prices a figure is in"),
    Term(
        "Proven (standard of proof)",
        "`appraisal.evidence: proven`",
        "What could be defended to an auditor. Only effects that comparisons show count, and harms that are likely",
    ),
    Term(
        "public benefit-cost ratio",
        "`bcr_public`",
        "Net value to society for each £1 of net public cost, plus 1",
    ),
    Term(
        "published cost",
        "`published_costs`, `cost_beside_sources`",
        "What a source says that a service costs for each person who starts; shown beside the case's own costs, and never one of them",
    ),
    Term("QALY", "`qaly`", "A year of life in full health"),
    Term(
        "quality of evidence",
        "`grade`",
        "How good an assumption's evidence is: grades 1 and 2 are strong, 3 and 4 mixed, 5 and 6 weak",
    ),
    Term("ramp", "`ramp`", "How far delivery has built up by each year"),
    Term("review date", "`sunset`", "The date after which a case should not be used without a review"),
    Term(
        "scenario",
        "`scenarios`",
        "Named changes to the case, shown beside it; a standard scenario is one that every case has",
    ),
    Term(
        "set aside",
        "`set_aside`",
        "A finding that is shown with a reason but does not count; the result with it is shown beside",
    ),
    Term("share due to others", "`attribution`", "The part of an outcome that others brought about"),
    Term(
        "simulation run",
        "`draws`",
        "One calculation with every uncertain figure drawn at random within its range",
    ),
    Term(
        "social return for each £1",
        "`sroi`",
        "Society's benefits over its costs; for the value map, never leads",
    ),
    Term(
        "spread between services",
        "`spread`",
        "How far services like this one have been seen to work, before any study of it is read",
    ),
    Term(
        "standard of proof",
        "`appraisal.evidence`",
        "How strictly findings are read. A case uses Expected or Proven, and Claimed is shown beside them",
    ),
    Term("to verify", "`to_verify`", "A commonly cited figure not yet checked at its source"),
    Term("transfer", "`transfer`", "Money that moves from one party to another without using resources"),
    Term(
        "unpaid time and resources",
        "`cash: false`",
        "Used without a payment: volunteers' time, a room lent, staff already in post",
    ),
    Term("uptake", "`uptake`", "The share of those offered it who start"),
    Term("value for each £1 of cost", "`bcr`", "Benefits over costs; undefined where costs are 0 or less"),
    Term(
        "value of further evidence",
        "`evpi`, `evppi`",
        "The most that it would be worth to know everything, or one figure, for certain before deciding",
    ),
    Term("verdict", "`verdict`", "The result in one sentence, chosen by rule"),
    Term(
        "weighted result",
        "`weighted_npv`",
        "Net value to society with more weight on what poorer people receive; beside the unweighted one, never instead",
    ),
    Term("WELLBY", "`wellby`", "One point of life satisfaction, 0 to 10, for one person for one year"),
    Term(
        "what explains the difference",
        "`bridge`",
        "What each change between two cases contributes to the difference, in any order (Shapley)",
    ),
    Term("wider value", "`wider`", "Value to people and society: health, wellbeing, earnings, private costs"),
    Term(
        "worthwhile effect",
        "`worthwhile`",
        "What an outcome would have to be if it alone paid for the service",
    ),
    Term(
        "XmR chart",
        "`xmr`",
        "A series of months with its mean and the limits within which chance would keep it",
    ),
    Term("would have happened anyway", "`deadweight`", "The share of an outcome that needs no service"),
)
"""In the order of the alphabet, so that it reads as a glossary where it is printed."""
BY_WORD = {term.word: term for term in TERMS}


IN_PAPERS = (
    "appraisal period", "assumption", "base case", "beyond the appraisal period", "break-even value", "business as usual", "capacity freed",
    "cash-releasing", "check code", "Claimed (standard of proof)", "cost per QALY", "default range", "discounting",
    "effect on the result", "Expected (standard of proof)", "fades", "financial case", "finding", "grade", "ICB", "likely range",
    "moved from elsewhere", "net value to society", "not valued in money", "optimism bias adjustment", "option", "organisation asked to pay",
    "payback", "planning assumption", "point of view", "present value", "price year", "Proven (standard of proof)", "QALY",
    "quality of evidence", "scenario", "share due to others", "simulation run", "to verify", "transfer", "unpaid time and resources",
    "value of further evidence", "verdict", "WELLBY", "wider value", "would have happened anyway",
)  # fmt: skip
"""Words that the full case explains."""


def terms(words: Iterable[str]) -> tuple[Term, ...]:
    """Returns the terms of these words, in the order in which a page uses them."""
    return tuple(BY_WORD[word] for word in words)


def meanings(of: Iterable[Term]) -> Facts:
    """Returns terms with what they mean."""
    return Facts(tuple((term.word, f"{term.means}.") for term in of))
