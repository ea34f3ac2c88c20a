"""Rules on the answer itself: too good, dependent on one number, or different from another point of view."""

from __future__ import annotations

from collections.abc import Iterator

from valuation.accounts import ACCOUNTS
from valuation.answers.check import Check
from valuation.case.places import within_option
from valuation.checks.subject import Reading
from valuation.evidence.scales import measures_of
from valuation.figures import digits, rough_money
from valuation.measures import net_health_benefit
from valuation.quantities import REDUCTION, SHARE, Assumption
from valuation.verdict import VERDICTS, verdict_of

HIGH_BCR = 10.0


def bcr_too_good(case: Reading) -> Iterator[Check]:
    """Society's benefits over ten times its costs."""
    for path, option, _ in case.options():
        bcr = float(case.measures[option.id].accounts["society"].bcr[0])
        if bcr > HIGH_BCR:
            yield Check(
                "bcr_too_good", "warn", path,
                f"“{option.name or option.id}” has benefits of £{bcr:.0f} for each £1 of cost. Very few services achieve this.",
                "Look for a missing cost, a benefit counted twice, or a figure in the wrong unit.",
            )  # fmt: skip


def one_number_turns_it(case: Reading) -> Iterator[Check]:
    """A verdict that one assumption alone can change, within its range."""
    for _, option, _ in case.options():
        turned = case.turning(option.id)
        if turned:
            path, end, number = turned[0]
            others = len({p for p, _, _ in turned}) - 1
            more = (
                ""
                if not others
                else " One other figure can do the same."
                if others == 1
                else f" The same is true of {others} other figures."
            )
            number_at = next(number for number in case.model.assumptions if number.path == path)
            side = "low" if end < number_at.value else "high"
            yield Check(
                "one_number_turns_it", "warn", path,
                f"The verdict changes if {within_option(path)} is {_stated(case, number_at, end)}, the {side} end of its range. It is then “{VERDICTS[number].sentence}”{more}",
                "Find better evidence for it first, and say clearly that the result depends on it.",
                case.swings[option.id].get(path, 0.0),
                named=(path,),
            )  # fmt: skip


def _stated(case: Reading, number: Assumption, value: float) -> str:
    """Returns a value of an assumption as it is stated: a percentage, an amount of money, or a number with its unit."""
    for effect in case.case.effects.values():
        if number.path in (effect.effect_path, effect.place_path) and number.kind not in (SHARE, REDUCTION):
            return f"{digits(value)} {measures_of(case.case.library)[effect.measure].unit}"
    if number.kind in (SHARE, REDUCTION):
        return f"{digits(100 * value)}%"
    if number.kind.is_money:
        return f"£{digits(value)}"
    return f"{digits(value)} {number.unit or ''}".strip()


def verdict_rests_outside_society(case: Reading) -> Iterator[Check]:
    """A verdict whose cash or capacity depends on values that society does not count."""
    for path, option, compiled in case.options():
        number, _ = verdict_of(case.measures[option.id])
        ledger, years = case.measures.base, case.model.years
        reads = compiled.rows.classes.sum(axis=0)
        for account in ("public_cash", "public_sector"):
            benefits = compiled.rows.benefits[ACCOUNTS.place(account)]
            npv = float(case.measures[option.id].accounts[account].npv[0])
            extra = 0.0
            for k, index in enumerate(range(compiled.lines.start, compiled.lines.stop)):
                is_value = case.model.lines[index].basis == "fiscal"
                if benefits[k] and not reads[k] and is_value:
                    extra += float(ledger.amounts[0, index, :years] @ ledger.standard[0, :years])
            if npv >= 0 > npv - extra and VERDICTS[number].rests_on_public_value:
                yield Check(
                    "verdict_rests_outside_society", "warn", path,
                    f"Public bodies count {rough_money(extra)} that the verdict depends on. Society does not, because it counts another value of the "
                    "same change.",
                    "Count the public value in its overlap group, or do not let the verdict depend on it.",
                    extra,
                )  # fmt: skip
                break


def nice_disagrees(case: Reading) -> Iterator[Check]:
    """Worth it to society, and a loss of health for the NHS's money."""
    for path, option, _ in case.options():
        measured = case.measures[option.id]
        qalys, cost = float(measured.nice_qalys[0]), float(measured.nice_net_cost[0])
        benefit = float(net_health_benefit(cost, qalys))
        if measured.accounts["society"].npv[0] > 0 and qalys and benefit < 0:
            yield Check(
                "nice_disagrees", "warn", path,
                f"It is worth more than it costs to society. But the same money spent elsewhere in the NHS would gain {-benefit:.1f} more QALYs.",
                "Say both, and say which of them the decision uses.",
            )  # fmt: skip
