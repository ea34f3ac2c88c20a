"""Health as papers say it: the reading that NICE would make, with the one figure of QALYs, and the other rate as a note beside it."""

from __future__ import annotations

from make_the_case.words.papers.summary import rate_in_words
from make_the_case.words.phrases import money, quantity
from valuation import Answer, Case
from valuation.answer import NiceAnswer
from valuation.discounting import NICE_REFERENCE_CASE


def health_sentences(answer: Answer, option: str, case: Case) -> list[str]:
    """Returns the NICE reading in words with the QALYs that it counts, what they are at the case's own rate, and the WELLBYs.

    A paper has one figure of QALYs, NICE's; the other rate is a note beside it.
    """
    option_answer = answer.options[option]
    sentences = [f"As NICE would read it: {nice_words(option_answer.nice, case)}"]
    at_our_rate = _rate(_health_rate(case))
    qalys, wellbys = option_answer.qalys, option_answer.wellbys
    if qalys is not None and abs(qalys.undiscounted) > 1e-9 and _health_rate(case) != _nice_rate(case):
        sentences.append(
            f"Note: this case values health in money {at_our_rate}. That is {quantity(qalys.discounted)} QALYs."
        )
    if wellbys is not None and abs(wellbys.undiscounted) > 1e-9:
        sentences.append(f"WELLBYs: {quantity(wellbys.discounted)}, {at_our_rate}.")
    return sentences


def _nice_rate(case: Case) -> float | None:
    return case.library.schedules[NICE_REFERENCE_CASE].health[0].rate


def _health_rate(case: Case) -> float | None:
    """Returns the yearly rate at which the case discounts health, in its first years; None where it is taken from elsewhere."""
    stated = case.shape.appraisal.discounting
    return case.library.schedules[stated].health[0].rate if isinstance(stated, str) else stated.health.value


def _rate(rate: float | None) -> str:
    return f"discounted at {rate_in_words(rate)}" + ("" if rate is None else " a year")


def nice_discounting(case: Case) -> str:
    """Returns how the one figure of QALYs is discounted."""
    return _rate(_nice_rate(case))


def nice_words(nice: NiceAnswer, case: Case) -> str:
    """Returns what the option comes to as NICE would read it, and what the same money does elsewhere."""
    reading, value, cost = nice.icer.reading, nice.icer.value, nice.net_cost
    qalys, discounted = quantity(abs(nice.qalys)), nice_discounting(case)
    says_cost = (
        f"a net cost to health and care of {money(cost)}"
        if cost >= 0
        else f"{money(-cost)} less spent by health and care"
    )
    words = {
        "no_qalys": f"no QALYs are counted, so there is no cost per QALY. There is {says_cost}.",
        "ratio": f"{money(value or 0)} for each QALY gained ({says_cost}, for {qalys} QALYs, {discounted}).",
        "dominant": f"better for health and no dearer ({says_cost}, and {qalys} QALYs gained, {discounted}).",
        "dominated": f"worse for health and no cheaper ({says_cost}, and {qalys} QALYs lost, {discounted}).",
        "cheaper_and_worse": f"worse for health and cheaper: {money(value or 0)} freed for each QALY "
        f"lost ({qalys} QALYs lost, {discounted}).",
    }
    sentence = words[reading]
    if reading == "no_qalys":
        return sentence
    benefit = nice.net_health_benefit
    if cost < 0:
        freed = f"a net {'gain' if benefit >= 0 else 'loss'} of {quantity(abs(benefit))} QALYs"
        return f"{sentence} With the money freed spent elsewhere in the NHS, {freed} would be expected."
    word = "fewer" if benefit >= 0 else "more"
    return f"{sentence} The same money spent elsewhere in the NHS would be expected to gain {quantity(abs(benefit))} {word} QALYs."
