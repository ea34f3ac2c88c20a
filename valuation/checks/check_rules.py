"""The rules of the critical friend, in the order of model.md, section 8; each yields nothing for a case that passes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from valuation.accounts import ACCOUNTS, CASH_RELEASING
from valuation.answers.check import Check
from valuation.case.changes import with_changes
from valuation.case.defaults import default_number
from valuation.case.places import OWN, holder_of, is_below, within_option, written_at
from valuation.case.shape import Option, Outcome, Value
from valuation.case.statuses import awaits_an_answer
from valuation.case.templates import number_in_template, said_of_templates
from valuation.checks.known_by_name import is_arrival, is_journey, left_out
from valuation.checks.subject import Reading, Rule
from valuation.figures import digits, rough_money
from valuation.lines.compile import compile_case
from valuation.measures import appraise, beyond_horizon, net_health_benefit
from valuation.quantities import Assumption
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.verdict import VERDICTS, verdict_of

OLD_AFTER = 3
"""Years after which a unit cost is old."""
HIGH_BCR = 10.0
BEYOND = 0.10
LARGE_BENEFIT = 0.10
MANY_PRICE_YEARS = 4
HEALTH_RATE = ("health", "wellbeing")


# Stop --------------------------------------------------------------------------------------------------------


def value_counted_twice(case: Reading) -> Iterator[Check]:
    """Health and wellbeing values, or two outcomes in QALYs, for the same people, with no overlap group."""
    for path, option, _ in case.options():
        found = [
            row
            for row in case.values(path, option)
            if row[2].kind in HEALTH_RATE and case.effect(holder_of(holder_of(row[0])), row[1])
        ]
        for k, (at, outcome, value) in enumerate(found):
            for _, other, rival in found[:k]:
                pair = {value.kind, rival.kind}
                is_both = pair == {"health", "wellbeing"}
                is_twice = (
                    outcome.id != other.id and outcome.unit == other.unit == "qaly" and pair == {"health"}
                )
                if not (is_both or is_twice) or not _parties(value.to) & _parties(rival.to):
                    continue
                if value.overlap and rival.overlap and value.overlap.group == rival.overlap.group:
                    continue
                what = "in health and in wellbeing" if is_both else "in QALYs twice"
                yield Check(
                    "value_counted_twice", "stop", at,
                    f"The same people's gain is valued {what}: in “{other.name or other.id}” and in “{outcome.name or outcome.id}”.",
                    "Put both values into one overlap group and count one of them, or take one out.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def caseload_claimed_twice(case: Reading) -> Iterator[Check]:
    """The same entry twice in one option's claims: two of its parts draw their benefit from one caseload."""
    for path, option, _ in case.options():
        for claim in sorted({claim for claim in option.claims if option.claims.count(claim) > 1}):
            yield Check(
                "caseload_claimed_twice", "stop", f"{path}.claims",
                f"The caseload “{claim}” is claimed {option.claims.count(claim)} times in “{option.name or option.id}”.",
                "Let one part of the option claim it, or make the parts alternatives: options of their own.",
            )  # fmt: skip


def benchmark_in_company(case: Reading) -> Iterator[Check]:
    """A benchmark that holds other templates in it, beside another option."""
    said = said_of_templates(case.case.library)
    for path, option, _ in case.options():
        if said.get(str(option.template), {}).get("alone") and len(case.case.shape.options) > 1:
            yield Check(
                "benchmark_in_company", "stop", path,
                f"“{option.name or option.id}” is a benchmark that holds other services in it, and it stands beside one.",
                "Put it into a case of its own, and compare the two cases.",
            )  # fmt: skip


# Warn: benefits ----------------------------------------------------------------------------------------------


def net_effect_adjusted_again(case: Reading) -> Iterator[Check]:
    """A net effect, measured against a comparator, with deadweight or attribution taken off again."""
    for path, option, _ in case.options():
        for at, outcome in case.outcomes(path, option):
            taken = [key for key in ("deadweight", "attribution") if case.value(f"{at}.{key}") > 0]
            if outcome.effect_basis == "net" and taken:
                listed = " and ".join(f"{key} ({case.value(f'{at}.{key}'):.0%})" for key in taken)
                yield Check(
                    "net_effect_adjusted_again", "warn", f"{at}.{taken[0]}",
                    f"“{outcome.name or outcome.id}” was measured against a comparator, and {listed} is taken off it again.",
                    "Leave it out, or say that the effect is gross where it is a before-and-after one.",
                )  # fmt: skip


def cashable_without_release(case: Reading) -> Iterator[Check]:
    """A cashable share without the decision that turns it into money, and what it would be with one."""
    for path, option, _ in case.options():
        for at, name, entry in _cashable(case, path, option):
            if entry.release is None and case.value(f"{at}.cashable") > 0 and case.pv_of(at) > 0:
                released = with_changes(case.case, {f"{at}.release": {"action": "A decision"}})
                usual, would_be = (
                    float(m[option.id].benefit_classes[CASH_RELEASING][0])
                    for m in (case.measures, appraise(compile_case(released)))
                )
                yield Check(
                    "cashable_without_release", "warn", f"{at}.cashable",
                    f"{case.value(f'{at}.cashable'):.0%} of “{name}” is said to become cash, but no decision releases it. "
                    f"It counts as capacity; with one it would be {rough_money(would_be - usual)} of cash.",
                    "Name the decision that releases it, with who takes it and from when, or set the share that becomes cash to 0.",
                    would_be - usual,
                )  # fmt: skip


def cash_without_owner(case: Reading) -> Iterator[Check]:
    """Cash released with no named budget holder."""
    for path, option, _ in case.options():
        for at, name, entry in _cashable(case, path, option):
            if entry.release is not None and not entry.release.owner and case.value(f"{at}.cashable") > 0:
                yield Check(
                    "cash_without_owner", "warn", f"{at}.release",
                    f"“{name}” releases cash, but nobody is named who takes it out of a budget.",
                    "Name the budget holder as the owner of the release, and ask them first.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def more_avoided_than_exists(case: Reading) -> Iterator[Check]:
    """Activity avoided in a year above what the whole group has now: amount(y) > eligible · of."""
    for path, option, compiled in case.options():
        eligible = case.value(f"{path}.people.eligible", 0.0)
        for at, outcome in case.outcomes(path, option):
            if outcome.reduces is None or eligible <= 0:
                continue
            now = eligible * case.value(f"{at}.of", 0.0) * case.value(f"{at}.share")
            amounts = case.amounts(compiled, outcome)
            year = int(np.argmax(amounts))
            if amounts[year] > now * (1 + 1e-9):
                yield Check(
                    "more_avoided_than_exists", "warn", at,
                    f"You claim {amounts[year]:,.0f} of “{outcome.name or outcome.id}” in {case.years[year]}; "
                    f"this group has about {now:,.0f} a year.",
                    "Check how often it happens a year, by how much it is reduced, how long it lasts and who is counted.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def more_starts_than_eligible(case: Reading) -> Iterator[Check]:
    """More people start than could be offered it: the cap of 1 on a segment's uptake binds, so that the average falls short."""
    for path, option, _ in case.options():
        people = option.people
        if people is None or not people.segments or people.uptake is None:
            continue
        at = f"{path}.people.segments"
        rows = [
            (s, case.value(f"{at}.{s.id}.share", 0.0), case.value(f"{at}.{s.id}.uptake_multiplier"))
            for s in people.segments
        ]
        average = sum(share * multiplier for _, share, multiplier in rows)
        uptake = case.value(f"{path}.people.uptake", 0.0)
        for segment, _, multiplier in rows:
            wanted = uptake * multiplier / average if average else 0.0
            if wanted > 1 + 1e-9:
                yield Check(
                    "more_starts_than_eligible", "warn", f"{at}.{segment.id}",
                    f"{wanted:.0%} of “{segment.name or segment.id}” would have to start. It is held at 100%, so fewer start in "
                    "all than the share who start says.",
                    "Lower how much more often this group starts, or the share who start.",
                )  # fmt: skip


def larger_than_best_study(case: Reading) -> Iterator[Check]:
    """An effect beyond what the template's study found."""
    for path, option, _ in case.options():
        for at, outcome in case.outcomes(path, option):
            place = f"{at}.{'adds' if outcome.adds is not None else 'reduces'}"
            said = number_in_template(case.case, place)
            if not isinstance(said, dict) or "value" not in said:
                continue
            best = max(said.get("range") or [said["value"]])
            value = case.effect(at, outcome)
            if value > best and value > 0:
                yield Check(
                    "larger_than_best_study", "warn", place,
                    f"The effect on “{outcome.name or outcome.id}” is {digits(value)}; the most that the template's study allows is {digits(best)}.",
                    "Use the study's figure, or name the better study that found more.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def journey_counted_apart(case: Reading) -> Iterator[Check]:
    """Ambulance journeys beside the A&E attendances or admissions that they end in: easily the same event twice."""
    for path, option, _ in case.options():
        fiscal = [
            row for row in case.values(path, option) if row[2].kind == "fiscal" and case.pv_of(row[0]) > 0
        ]

        journeys = [row for row in fiscal if is_journey(row[1], _price_path(case, row))]
        arrivals = [row for row in fiscal if is_arrival(row[1], _price_path(case, row))]
        if journeys and arrivals and not (journeys[0][2].overlap and arrivals[0][2].overlap):
            yield Check(
                "journey_counted_apart", "warn", journeys[0][0],
                f"“{journeys[0][1].name or journeys[0][1].id}” and “{arrivals[0][1].name or arrivals[0][1].id}” may be one event "
                "counted twice: the cost of an attendance or admission can include the journey.",
                "Check what each price holds; if they overlap, put both into one overlap group.",
                case.pv_of(journeys[0][0]),
            )  # fmt: skip


def _price_path(case: Reading, row: tuple[str, Outcome, Value]) -> str:
    """Returns the path of what a value is worth, which for the library's price is the library's id."""
    price = case.number(f"{row[0]}.unit_value")
    return price.path if price else ""


HOLDS_ANOTHER = (
    {"admission", "bed day"},
    {"admission", "readmission"},
    {"bed day", "readmission"},
    {"consultation", "appointment"},
)
"""Units of use of which one can hold the other: a bed day is part of an admission."""


def use_counted_twice(case: Reading) -> Iterator[Check]:
    """Two outcomes that free the same use of the same payer, for the same people at the same time, with no overlap group."""
    for path, option, _ in case.options():
        freed = [
            row for row in case.values(path, option) if row[2].kind == "fiscal" and case.pv_of(row[0]) > 0
        ]
        uses = [_use_of(case, row) for row in freed]  # once for each, and not for each pair
        for k, row in enumerate(freed):
            for other, use in zip(freed[:k], uses, strict=False):
                if row[1].id != other[1].id and uses[k].is_one_with(use):
                    yield Check(
                        "use_counted_twice", "warn", row[0],
                        f"“{other[1].name or other[1].id}” and “{row[1].name or row[1].id}” may count the same use of one service twice.",
                        "If one holds the other, put both into one overlap group and count one of them, or take one out; "
                        "if they are apart, say so in a note.",
                        min(case.pv_of(row[0]), case.pv_of(other[0])),
                    )  # fmt: skip


@dataclass(frozen=True)
class _Use:
    """What a fiscal value prices: which use, of whose service, at what price, in which part of a person's time."""

    unit: str
    price: str | float | None
    """The library's id where it is the library's, else the amount; None where none is written."""
    parties: frozenset[str]
    begins: float
    ends: float

    def is_one_with(self, other: _Use) -> bool:
        """Returns whether two values may price one use: the same unit at one price, or units of which one holds the other."""
        if not self.parties & other.parties or not max(self.begins, other.begins) < min(
            self.ends, other.ends
        ):
            return False
        if self.unit == other.unit:
            return self.price is not None and self.price == other.price
        return {self.unit, other.unit} in HOLDS_ANOTHER


def _use_of(case: Reading, row: tuple[str, Outcome, Value]) -> _Use:
    at, outcome, value = row
    price = case.number(f"{at}.unit_value")
    place = holder_of(holder_of(at))
    begins = case.value(f"{place}.lag")
    return _Use(
        unit=str(outcome.unit or "").strip().lower().removesuffix("s"),
        price=None if price is None else price.path if price.path in case.case.library else price.value,
        parties=frozenset(_parties(value.to)),
        begins=begins,
        ends=begins + case.value(f"{place}.lasts"),
    )


def outlasts_its_study(case: Reading) -> Iterator[Check]:
    """An effect that lasts longer than its study followed people."""
    for path, option, _ in case.options():
        for at, outcome in case.outcomes(path, option):
            months = _follow_up(case, at, outcome)
            lasts = case.value(f"{at}.lag") + case.value(f"{at}.lasts")
            if months is not None and lasts * 12 > months + 1e-9 and case.effect(at, outcome) > 0:
                yield Check(
                    "outlasts_its_study", "warn", f"{at}.lasts",
                    f"“{outcome.name or outcome.id}” is counted for {digits(lasts * 12)} months; its study followed people for {digits(months)}.",
                    f"Count it for {digits(months / 12)} years, or say why it should last longer.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def _follow_up(case: Reading, at: str, outcome: Outcome) -> float | None:
    keys = ("adds", "reduces")
    stated = [
        outcome.follow_up_months,
        *(getattr(getattr(outcome, key), "follow_up_months", None) for key in keys),
    ]
    numbers = (
        found for text in stated if text is not None for found in re.findall(r"\d+(?:\.\d+)?", str(text))[:1]
    )
    return next((float(number) for number in numbers), None)


def never_fades(case: Reading) -> Iterator[Check]:
    """A drop-off of 0 over more than two years."""
    for path, option, _ in case.options():
        for at, outcome in case.outcomes(path, option):
            lasts = case.value(f"{at}.lasts")
            if lasts > 2 and case.value(f"{at}.drop_off") == 0 and case.effect(at, outcome) > 0:
                yield Check(
                    "never_fades", "warn", f"{at}.drop_off",
                    f"“{outcome.name or outcome.id}” lasts {digits(lasts)} years and does not fade.",
                    "Give the share by which it fades each year, or a study that found no fading.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def benefit_beyond_horizon(case: Reading) -> Iterator[Check]:
    """Over a tenth of the benefit falls after the last year."""
    for path, _, compiled in case.options():
        beyond = float(beyond_horizon(case.measures, compiled).sum())
        within = float(case.measures[compiled.id].accounts["society"].pv_benefits[0])
        if 0 < beyond < math.inf and beyond > BEYOND * (beyond + within):
            yield Check(
                "benefit_beyond_horizon", "warn", path,
                f"{beyond / (beyond + within):.0%} of the benefit ({rough_money(beyond)}) falls after {case.years[-1]}, and is in no figure.",
                "Look further ahead, over more years, and say why, or say that the case is cut short.",
                beyond,
            )  # fmt: skip


def growth_at_health_rate(case: Reading) -> Iterator[Check]:
    """Real growth on a line that is discounted at the health rate, which allows for it already."""
    for path, option, _ in case.options():
        for at, outcome, value in case.values(path, option):
            at_health = (
                value.discount or ("health" if value.kind in HEALTH_RATE else "standard")
            ) == "health"
            growth = case.value(f"{at}.real_growth")
            if at_health and growth:
                yield Check(
                    "growth_at_health_rate", "warn", f"{at}.real_growth",
                    f"“{outcome.name or outcome.id}” grows by {growth:.1%} a year and is discounted at the health rate, which is "
                    "lower because such values grow: the growth is counted twice.",
                    "Take the real growth away, or discount the value at the standard rate.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def tax_or_benefit_as_value(case: Reading) -> Iterator[Check]:
    """Fiscal value to the DWP or HMRC: taxes and benefits only move money."""
    for path, option, _ in case.options():
        for at, outcome, value in case.values(path, option):
            who = sorted(_parties(value.to) & {"dwp", "hmrc"})
            if value.kind == "fiscal" and who:
                yield Check(
                    "tax_or_benefit_as_value", "warn", at,
                    f"“{outcome.name or outcome.id}” counts money to {' and '.join(w.upper() for w in who)} as a benefit to society. "
                    "Taxes and benefits move money from one to another.",
                    "Write it as a transfer, and say who pays it.",
                    abs(case.pv_of(at)),
                )  # fmt: skip


def weights_on_health(case: Reading) -> Iterator[Check]:
    """Distributional weights in an option whose gain to participants is in health or wellbeing."""
    for path, option, _ in case.options():
        weighted = [
            s for s in (option.people.segments if option.people else None) or [] if s.weight is not None
        ]
        gains = [
            o
            for _, o, v in case.values(path, option)
            if v.kind in HEALTH_RATE and "participants" in _parties(v.to)
        ]
        if weighted and gains:
            yield Check(
                "weights_on_health", "warn", f"{path}.people.segments.{weighted[0].id}.weight",
                f"Weights for income are put on “{gains[0].name or gains[0].id}”, which is a gain in health or wellbeing. "
                "A QALY or a WELLBY is worth the same to everyone.",
                "Show the unweighted result first, and weight money alone.",
            )  # fmt: skip


# Warn: costs, sources and the answer -------------------------------------------------------------------------


def costs_left_out(case: Reading) -> Iterator[Check]:
    """No cost for training, facilitation, involvement payments, evaluation or people's own time."""
    for path, option, _ in case.options():
        missing = left_out(option)
        if missing:
            words = [omission.words for omission in missing]
            listed = ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]
            yield Check(
                "costs_left_out", "warn", f"{path}.costs",
                f"“{option.name or option.id}” has no cost for {listed}.",
                "Add what it takes, or say under what to be careful of why there is none.",
                missing=tuple(omission.id for omission in missing),
            )  # fmt: skip


def ungraded_numbers(case: Reading) -> Iterator[Check]:
    """Numbers without a grade or a source, those that matter most named."""
    for path, option, _ in case.options():
        swings = case.swings[option.id]
        bare = [a for a in _own_numbers(case, path) if a.grade is None or not a.source]
        if bare:
            order = sorted(bare, key=lambda a: (-swings.get(a.path, 0.0), a.path))
            named = ", ".join(within_option(a.path) for a in order[:3])
            rest = "" if len(order) <= 3 else f" and {len(order) - 3} more"
            counts = "one number has" if len(order) == 1 else f"{len(order)} numbers have"
            yield Check(
                "ungraded_numbers", "warn", order[0].path,
                f"{counts.capitalize()} no grade or no source, and so count as the weakest. "
                f"In the order in which they matter: {named}{rest}.",
                "Say where each comes from and how good that is: first the ones that matter most.",
                swings.get(order[0].path, 0.0),
                named=tuple(a.path for a in order[:3]),
            )  # fmt: skip


def library_changed_without_reason(case: Reading) -> Iterator[Check]:
    """A library's figure replaced by another, without saying why."""
    for assumption in case.model.assumptions:
        if assumption.changed_from is not None and not assumption.reason:
            entry = (
                case.case.library.entry(assumption.changed_from)
                if assumption.changed_from in case.case.library
                else {}
            )
            before = f" (it says {digits(entry['value'])})" if "value" in entry else ""
            name = f"“{entry['label']}”" if entry.get("label") else "figure"
            yield Check(
                "library_changed_without_reason", "warn", assumption.path,
                f"{digits(assumption.value)} stands in place of the library's {name}{before}, and nobody says why.",
                "Give a reason, or use the library's figure again.",
                max((swings.get(assumption.path, 0.0) for swings in case.swings.values()), default=0.0),
            )  # fmt: skip


def still_a_placeholder(case: Reading) -> Iterator[Check]:
    """Numbers that stand as the template has them, where it asks for one's own."""
    for path, option, _ in case.options():
        found = [
            place
            for place in case.case.numbers_written
            if is_below(place, path) and awaits_an_answer(written_at(case.case.data, place))
        ]
        if found:
            swings = case.swings[option.id]
            order = sorted(found, key=lambda place: (-swings.get(place, 0.0), place))
            named = ", ".join(within_option(place) for place in order[:3])
            rest = "" if len(order) <= 3 else f" and {len(order) - 3} more"
            counts = "One number is" if len(order) == 1 else f"{len(order)} numbers are"
            yield Check(
                "still_a_placeholder", "warn", order[0],
                f"{counts} still the template's placeholder: {named}{rest}.",
                "Put your own, or decide to keep the template's and say so.",
                swings.get(order[0], 0.0),
                named=tuple(order[:3]),
            )  # fmt: skip


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
        found = case.measures[option.id]
        qalys, cost = float(found.nice_qalys[0]), float(found.nice_net_cost[0])
        benefit = float(net_health_benefit(cost, qalys))
        if found.accounts["society"].npv[0] > 0 and qalys and benefit < 0:
            yield Check(
                "nice_disagrees", "warn", path,
                f"It is worth it to society, but spent elsewhere in the NHS the same money would give {-benefit:.1f} QALYs more.",
                "Say both, and say which of the two the decision is about.",
            )  # fmt: skip


def benefits_before_service(case: Reading) -> Iterator[Check]:
    """People start before anything is paid for."""
    for path, option, compiled in case.options():
        starts = case.measures[option.id].starts[0]
        rows = [
            k for k in range(compiled.lines.start, compiled.lines.stop) if case.model.lines[k].kind == "cost"
        ]
        spent = np.abs(case.measures.base.amounts[0, rows, : case.model.years]).sum(axis=0)
        early = [y for y in range(case.model.years) if starts[y] > 0 and spent[: y + 1].sum() == 0]
        if rows and spent.any() and early:
            yield Check(
                "benefits_before_service", "warn", f"{path}.people",
                f"{starts[early[0]]:,.0f} people start in {case.years[early[0]]}, before anything is spent.",
                "Let people start when the service does, or move the costs to where they fall.",
            )  # fmt: skip


# Note --------------------------------------------------------------------------------------------------------


def full_from_the_first_year(case: Reading) -> Iterator[Check]:
    """Everybody who will ever come comes at once: no time to build up."""
    for path, option, _ in case.options():
        people = option.people
        if people is None or people.uptake is None or case.model.years < 2:
            continue
        first = case.value(f"{path}.people.ramp.0", default_number("ramp"))
        if first >= 1:
            yield Check(
                "full_from_the_first_year", "note", f"{path}.people.ramp",
                f"“{option.name or option.id}” is at full size from {case.years[0]}. New services take time to fill.",
                "Say how it builds up, such as 30%, 70% and then 100%.",
            )  # fmt: skip


def no_harm_considered(case: Reading) -> Iterator[Check]:
    """No harm or extra demand is considered."""
    for path, option, _ in case.options():
        harms = [o for at, o in case.outcomes(path, option) if case.effect(at, o) < 0]
        worse = [o for o in option.outcomes if o.direction == "worse"]
        if option.outcomes and not harms and not worse:
            yield Check(
                "no_harm_considered", "note", f"{path}.outcomes",
                f"“{option.name or option.id}” has no harm and no extra demand: nothing gets worse for anybody.",
                "Ask who waits longer, what is found and then needs care, and for whom it does not work.",
            )  # fmt: skip


def large_benefit_without_owner(case: Reading) -> Iterator[Check]:
    """A benefit above a tenth of the total that nobody answers for, in the case or in its register."""
    registered = {row.outcome for row in case.case.shape.benefits if row.responsible}
    for path, option, _ in case.options():
        total = float(case.measures[option.id].accounts["society"].pv_benefits[0])
        for at, outcome in case.outcomes(path, option):
            value = case.pv_of(at)
            owned = outcome.owner or any(v.release and v.release.owner for v in outcome.values)
            owned = owned or outcome.id in registered
            if total > 0 and value > LARGE_BENEFIT * total and not owned:
                yield Check(
                    "large_benefit_without_owner", "note", at,
                    f"“{outcome.name or outcome.id}” is {value / total:.0%} of all benefit ({rough_money(value)}), and nobody answers for it.",
                    "Name an owner, or who answers for it in the benefits register: somebody who will see that it happens and is measured.",
                    value,
                )  # fmt: skip


def old_unit_costs(case: Reading) -> Iterator[Check]:
    """Prices of more than three years before the case's own."""
    year = _first_year(case.case.shape.appraisal.price_year)
    old = sorted(
        (a for a in case.model.assumptions if _is_estimate(a) and a.price_year is not None and year - _first_year(a.price_year) > OLD_AFTER),
        key=lambda a: (_first_year(a.price_year), a.path),
    )  # fmt: skip
    if old:
        counts = "One price is" if len(old) == 1 else f"{len(old)} prices are"
        yield Check(
            "old_unit_costs", "note", old[0].path,
            f"{counts} more than {OLD_AFTER} years older than the case's prices; the oldest, {within_option(old[0].path)}, is of "
            f"{str(old[0].price_year).replace('-', '/')}. They are restated for inflation, and what care costs may have moved otherwise.",
            "Look for newer figures.",
            named=(old[0].path,),
        )  # fmt: skip


def mixed_price_years(case: Reading) -> Iterator[Check]:
    """Money of many price years in one case."""
    years = {
        str(a.price_year) for a in case.model.assumptions if a.price_year is not None and _is_estimate(a)
    }
    if len(years) >= MANY_PRICE_YEARS:
        yield Check(
            "mixed_price_years", "note", "appraisal.price_year",
            f"Money of {len(years)} price years stands side by side ({', '.join(sorted(years)).replace('-', '/')}). "
            "All of it is restated to the case's year.",
            "Check that each figure says the right year.",
        )  # fmt: skip


def rests_on_what_is_not_published(case: Reading) -> Iterator[Check]:
    """Most of the value rests on default ranges, planning assumptions or figures not read at their source."""
    for path, option, _ in case.options():
        shares = evidence_shares(case.measures, option.id)
        if shares is None or max(shares.default_ranges, shares.unverified) <= 0.5:
            continue
        what = (
            "a range that nobody has stated"
            if shares.default_ranges >= shares.unverified
            else "a figure that nobody has published, or that has not been read at its source"
        )
        yield Check(
            "rests_on_what_is_not_published", "note", path,
            f"{max(shares.default_ranges, shares.unverified):.0%} of the benefit of “{option.name or option.id}” rests on {what}.",
            "State a range from evidence, or read the source, for the benefit that matters most.",
        )  # fmt: skip


# What the rules share ----------------------------------------------------------------------------------------


def _parties(parties: Any) -> set[str]:
    return {parties} if isinstance(parties, str) else set(parties or ())


def _cashable(case: Reading, path: str, option: Option) -> Iterator[tuple[str, str, Any]]:
    """Yields (path, name, entry) of what may release cash: fiscal values, and costs that stop."""
    for at, outcome, value in case.values(path, option):
        if value.kind == "fiscal":
            yield at, outcome.name or outcome.id, value
    for cost in option.replaces:
        yield f"{path}.replaces.{cost.id}", cost.name or cost.id, cost


def _own_numbers(case: Reading, path: str) -> list[Assumption]:
    """Returns the numbers of an option, and those of the case that it uses; not the library's."""
    return [
        a
        for a in case.model.assumptions
        if (is_below(a.path, path) or is_below(a.path, OWN))
        and not (a.stated_distribution == "fixed" and a.reason)
    ]


def _is_estimate(assumption: Assumption) -> bool:
    return assumption.stated_distribution != "fixed"


def _first_year(year: Any) -> int:
    return int(str(year)[:4])


RULES: tuple[Rule, ...] = (
    value_counted_twice,
    caseload_claimed_twice,
    benchmark_in_company,
    net_effect_adjusted_again,
    cashable_without_release,
    cash_without_owner,
    more_avoided_than_exists,
    more_starts_than_eligible,
    larger_than_best_study,
    journey_counted_apart,
    use_counted_twice,
    outlasts_its_study,
    never_fades,
    benefit_beyond_horizon,
    growth_at_health_rate,
    tax_or_benefit_as_value,
    weights_on_health,
    costs_left_out,
    ungraded_numbers,
    library_changed_without_reason,
    still_a_placeholder,
    bcr_too_good,
    one_number_turns_it,
    verdict_rests_outside_society,
    nice_disagrees,
    benefits_before_service,
    full_from_the_first_year,
    no_harm_considered,
    large_benefit_without_owner,
    old_unit_costs,
    mixed_price_years,
    rests_on_what_is_not_published,
)
"""Every rule, each with the id of its checks as its name."""
