"""Rules on the answer itself: too good, hanging on one number, or seen otherwise by somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from valuation.accounts import ACCOUNTS
from valuation.answers.check import Check
from valuation.case.places import within_option
from valuation.checks.subject import Reading
from valuation.figures import digits, rough_money
from valuation.measures import net_health_benefit
from valuation.verdict import VERDICTS, verdict_of

HIGH_BCR = 10.0


def bcr_too_good(case: Reading) -> Iterator[Check]:
    """Society's benefits over ten times its costs."""
    for path, option, _ in case.options():
        bcr = float(case.measures[option.id].accounts["society"].bcr[0])
        if bcr > HIGH_BCR:
            yield Check(
                "bcr_too_good", "warn", path,
                f"“{option.name or option.id}” gives back £{bcr:.0f} for each £1. Hardly any service does.",
                "Look for a cost that is missing, a benefit counted twice, or a number in the wrong unit.",
            )  # fmt: skip


def one_number_turns_it(case: Reading) -> Iterator[Check]:
    """A verdict that one assumption alone can turn, within its range."""
    for _, option, _ in case.options():
        turned = case.turning(option.id)
        if turned:
            path, end, number = turned[0]
            others = len({p for p, _, _ in turned}) - 1
            more = (
                "" if not others else " One other can too." if others == 1 else f" {others} others can too."
            )
            yield Check(
                "one_number_turns_it", "warn", path,
                f"At {digits(end)}, an end of its range, {within_option(path)} alone turns the verdict: “{VERDICTS[number].sentence}”{more}",
                "Find better evidence for it first, and say openly that the answer hangs on it.",
                case.swings[option.id].get(path, 0.0),
                named=(path,),
            )  # fmt: skip


def verdict_rests_outside_society(case: Reading) -> Iterator[Check]:
    """A verdict whose cash or capacity rests on values that society does not count."""
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
                    f"{rough_money(extra)} of what makes the verdict is read by public payers and not by society, which counts another "
                    "value of the same change in its place.",
                    "Count the public value in its overlap group, or do not rest the verdict on it.",
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
                f"It is worth it to society, but spent elsewhere in the NHS the same money would give {-benefit:.1f} QALYs more.",
                "Say both, and say which of the two the decision is about.",
            )  # fmt: skip
