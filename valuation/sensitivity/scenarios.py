"""Scenarios: the case's own sets of changes, and the ready-made ones that anybody may ask of any case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from valuation.case.changes import changes_of, with_changes
from valuation.case.effects import EXPECTED, PROVEN, PROVEN_GRADES, STANDARD_AT
from valuation.case.key_types import parties_named
from valuation.case.option_shape import Cost, Outcome, Value
from valuation.case.places import option_at, step, steps_of
from valuation.case.validity.validation import Case
from valuation.errors import CaseError, MakeTheCaseError
from valuation.lines.compile import WHO_ENJOYS, compile_case
from valuation.lines.model import Routes
from valuation.lines.routes import open_groups
from valuation.measures import Measures, appraise
from valuation.sensitivity.one_way import Swing, one_way

Changes = dict[str, object]
"""What a case says in place of what it said, by path."""
WEAK = 5
"""The grade from which evidence is red: little evidence, opinion or limited data (ux.md, section 2.4)."""
MOVED_TOGETHER = 5
"""How many of the assumptions that matter most *Cautious* and *Hopeful* move."""
EVIDENCE_ONLY = (
    "evidence_only",
    "Evidence only",
    "Benefits on weak evidence (grade 5 or 6) count nothing.",
)
"""Id, name and note of the set that *Proven* stands in place of, in a case with findings."""
BUT = ", but for those that hang on others,"


@dataclass(frozen=True)
class Scenario:
    """A named set of changes to a case, by path."""

    id: str
    name: str
    note: str
    changes: Mapping[str, object] = field(default_factory=dict)

    def of(self, case: Case) -> Case:
        """Returns the case with the changes made; the case itself where there are none."""
        return with_changes(case, self.changes) if self.changes else case

    def measures(self, case: Case) -> Measures:
        """Returns what the case comes to under this set, its central estimate alone.

        Raises CaseError where no case can be so, and EvaluationError where it has no finite answer.
        """
        return appraise(compile_case(self.of(case)))


def own_scenarios(case: Case) -> list[Scenario]:
    """Returns the case's own sets of changes, in its order."""
    return [
        Scenario(ident, shape.name or ident, str(shape.note or ""), changes_of(case, shape))
        for ident, shape in case.shape.scenarios.items()
    ]


def ready_made(case: Case, option: str | None = None) -> list[Scenario]:
    """Returns the sets that can be asked of any case: Base first, the hopeful ones last.

    `option` is whose answer *Cautious* and *Hopeful* push, the preferred one by default. A set that would change
    nothing is left out: one without changes, and one under which every account of every option is as it was.
    """
    whose = option or case.preferred
    model = compile_case(case)
    usual = appraise(model)
    swings = one_way(model)[whose]
    tied = {
        number.path
        for place in case.numbers_written
        if not _stands_alone(case, place) and (number := case.assumption_at(place)) is not None
    }
    swings = [swing for swing in swings if swing.path not in tied]
    sets = [
        _cautious(case, swings),
        _evidence_only(case),
        *_standards(case),
        _everything_read(case),
        _other_route(case, model.routes),
        _all_own_time(case),
        _cash_only(case),
        _slow_start(case),
        _fades_fast(case),
        _without_allowance(case),
        *_schedules(case),
        _worst(case, swings),
        _best(case, swings),
        _hopeful(case, swings),
    ]
    base = Scenario("base", "Base case", "The case as it stands.")
    own = case.shape.scenarios
    return [
        replace(scenario, id=f"ready_made_{scenario.id}") if scenario.id in own else scenario
        for scenario in (base, *sets)
        if scenario is base or (scenario.changes and _moves_anything(case, scenario, usual))
    ]


def _moves_anything(case: Case, scenario: Scenario, usual: Measures) -> bool:
    """Returns whether any account of any option is another under a set; a standard of proof is told even where it is none.

    That the answer holds at *Proven* too is an answer to who asks. A set without an answer is kept, and says why.
    """
    if scenario.id in (PROVEN, EXPECTED):
        return True
    try:
        measures = scenario.measures(case)
    except MakeTheCaseError:
        return True
    return any(
        not np.allclose(values, usual[ident].accounts[name].by_name[measure], rtol=1e-12, equal_nan=True)
        for ident, option in measures.options.items()
        for name, account in option.accounts.items()
        for measure, values in account.by_name.items()
    )


def _stands_alone(case: Case, path: str) -> bool:
    """Returns whether a number can be changed without another: shares that add up to 1 cannot, nor a step of a ramp."""
    parts = steps_of(path)
    adds_up = (len(parts) > 2 and parts[-2] in ("payer", "to", "from")) or (
        "segments" in parts and parts[-1] == "share"
    )
    if adds_up or "ramp" not in parts[:-1] or parts[0] != "options":
        return not adds_up
    option = case.option(parts[1])
    return option.people is None or option.people.pool != "standing"


def _ends(case: Case, swings: list[Swing], better: bool) -> Changes:
    """Returns each assumption at the end of its range that makes society's net value better, or worse."""
    word = "better" if better else "worse"
    changes: Changes = {
        s.path: {
            "value": s.high if (s.at_high > s.at_low) == better else s.low,
            "distribution": "fixed",
            "reason": f"The {word} end of its range",
        }
        for s in swings
        if s.swing > 0
    }
    for effect in case.effects.values():  # a changed effect would stand in place of both
        if effect.effect_path in changes and effect.place_path not in changes:
            reason = "As it is in the case"
            changes[effect.place_path] = {"value": case.number(effect.place_path), "reason": reason}
    return changes


def _cautious(case: Case, swings: list[Swing]) -> Scenario:
    note = "The five assumptions that matter most, each at the worse end of its range."
    return Scenario("cautious", "Cautious", note, _ends(case, swings[:MOVED_TOGETHER], better=False))


def _hopeful(case: Case, swings: list[Swing]) -> Scenario:
    note = "The same five, each at the better end of its range. It shows what would have to go right together, so it is not a plan."
    return Scenario("hopeful", "Hopeful", note, _ends(case, swings[:MOVED_TOGETHER], better=True))


def _worst(case: Case, swings: list[Swing]) -> Scenario:
    note = f"Every uncertain assumption{BUT} at its worse end at once. This is far less likely than any one of them."
    return Scenario("worst", "Everything at its worst", note, _ends(case, swings, better=False))


def _best(case: Case, swings: list[Swing]) -> Scenario:
    note = f"Every uncertain assumption{BUT} at its better end at once. This is far less likely than any one of them."
    return Scenario("best", "Everything at its best", note, _ends(case, swings, better=True))


def _evidence_only(case: Case) -> Scenario:
    """Benefits whose effect or price rests on grade 5 or 6 count nothing; harms stay.

    Of a case without findings: where there are any it is retired, and *Proven* asks what the evidence shows.
    """
    if case.standard is not None:
        return Scenario(*EVIDENCE_ONLY)
    reason = "Its evidence is weak (grade 5 or 6)"
    changes: Changes = {}
    for path, outcome in _outcomes(case):
        if _is_harm(case, path, outcome):
            continue
        keys = ("reduces", "adds", "place", "of", "share", "bridge")
        if (case.worst_grade([f"{path}.{key}" for key in keys]) or 0) >= WEAK:
            for place in (_effect_at(path, outcome), f"{path}.place"):
                if place in case.numbers_written:
                    changes[place] = _set(case, place, 0, reason)
            continue
        for k, _ in enumerate(outcome.values):
            value = f"{path}.values.{k}"
            if (case.worst_grade([f"{value}.unit_value", f"{value}.quantity"]) or 0) >= WEAK:
                changes[f"{value}.quantity"] = _set(case, f"{value}.quantity", 0, reason)
    for path in _replaced(case):
        if (case.worst_grade([f"{path}.unit_cost", f"{path}.quantity"]) or 0) >= WEAK:
            changes[f"{path}.quantity"] = _set(case, f"{path}.quantity", 0, reason)
    return Scenario(*EVIDENCE_ONLY, changes)


def _standards(case: Case) -> Iterator[Scenario]:
    """Yields *Proven* of a case that plans on what is expected, and *Expected* of one that stands on what is proven."""
    proven = Scenario(
        PROVEN,
        "Proven",
        "What could be defended to an auditor. Only effects that comparisons show count, and likely harms.",
        {STANDARD_AT: PROVEN},
    )
    expected = Scenario(
        EXPECTED,
        "Expected",
        "What to plan on. Every finding counts for what its design and size are worth.",
        {STANDARD_AT: EXPECTED},
    )
    scenario = expected if case.standard == PROVEN else proven
    if case.standard is not None and _does_anything(case, scenario):
        yield scenario


def _does_anything(case: Case, standard: Scenario) -> bool:
    """Returns whether what is counted at another standard is not what is counted at the case's own."""
    return standard.of(case).derived != case.derived or any(
        outcome.findings is None
        and case.worst_grade([_effect_at(path, outcome)]) not in PROVEN_GRADES
        and case.number(_effect_at(path, outcome)) != 0
        for path, outcome in _outcomes(case)
    )


def _everything_read(case: Case) -> Scenario:
    """Findings that were set aside are read, but for those that no case can read beside the others: a study twice, or a second review."""
    places = [
        f"{effect.path}.findings.{finding.id}.set_aside"
        for effect in case.effects.values()
        for finding in effect.outcome.findings or ()
        if finding.set_aside is not None
    ]
    changes: Changes = {}
    for place in places:
        try:
            with_changes(case, {**changes, place: None})
        except CaseError:
            continue
        changes[place] = None
    note = "Findings that were set aside count like the others."
    return Scenario("everything_read", "With every finding counted", note, changes)


def _other_route(case: Case, routes: Routes) -> Scenario:
    """Of each change that could be valued in two ways, the way that is not counted: the first other one of the file."""
    changes: Changes = {}
    for route, paths in open_groups(case).items():
        other = next((path for path in paths if path != routes.get(route)), None)
        if other is not None:
            changes |= {f"{path}.overlap.counted": path == other for path in paths}
    note = "A change that could be valued as QALYs or as WELLBYs is valued the other way. Usually the lower counts."
    return Scenario("other_route", "The other route (WELLBY or QALY)", note, changes)


def _all_own_time(case: Case) -> Scenario:
    """Hours that people give because they like it are a cost like others."""
    enjoyed = any(
        cost.enjoyed is not None and WHO_ENJOYS.intersection(parties_named(cost.payer))
        for option in case.shape.options
        for costs in (option.costs, option.replaces, *(enabler.costs for enabler in option.enablers))
        for cost in costs
    )
    changes: Changes = {}
    if enjoyed and case.shape.appraisal.own_time != "all":
        changes["appraisal.own_time"] = "all"
    note = "Hours that people give because they like it are counted as a cost too."
    return Scenario("all_own_time", "All own time counted", note, changes)


def _cash_only(case: Case) -> Scenario:
    """Of every benefit, only what a decision turns into money counts; harms and every cost stay."""
    reason = "Only money released counts"
    changes: Changes = {}

    def keep_cash(path: str, entry: Cost | Value, is_released: bool = True) -> None:
        share = case.assumption_at(f"{path}.cashable")
        if entry.release is None or not is_released or share is None or share.value == 0:
            changes[f"{path}.quantity"] = _set(case, f"{path}.quantity", 0, reason)
            return
        kept = case.number(f"{path}.quantity") * share.value
        changes[f"{path}.quantity"] = _set(case, f"{path}.quantity", kept, reason)
        changes[f"{path}.cashable"] = _set(case, f"{path}.cashable", 1, reason)

    for path, outcome in _outcomes(case):
        effect = case.effects.get(path)
        is_released = effect is None or effect.is_proven_gain
        for k, value in enumerate(outcome.values):
            if value.kind != "transfer" and not _is_harm(case, path, outcome):
                keep_cash(f"{path}.values.{k}", value, is_released)
    for path, cost in _replaced(case).items():
        keep_cash(path, cost)
    note = (
        "Of every benefit, only what a decision turns into cash counts (as capacity until it does). "
        "Every cost and harm stays."
    )
    return Scenario("cash_only", "Cash only", note, changes)


def _slow_start(case: Case) -> Scenario:
    reason = "Benefits come a year later"
    changes = {
        f"{path}.lag": _set(case, f"{path}.lag", case.number(f"{path}.lag") + 1, reason)
        for path, outcome in _outcomes(case)
        if not _is_harm(case, path, outcome)
    }
    return Scenario(
        "slow_start",
        "Benefits come a year late",
        "Every benefit comes a year later. Costs and harms stay.",
        changes,
    )


def _fades_fast(case: Case) -> Scenario:
    reason = "No effect is carried over after a year"
    changes = {
        f"{path}.lasts": _set(case, f"{path}.lasts", 1, reason)
        for path, outcome in _outcomes(case)
        if case.number(f"{path}.lasts") > 1 and not _is_harm(case, path, outcome)
    }
    return Scenario("fades_fast", "Fades fast", "No effect lasts beyond its first year.", changes)


def _without_allowance(case: Case) -> Scenario:
    changes = {} if case.shape.appraisal.optimism_bias == "none" else {"appraisal.optimism_bias": "none"}
    note = "Nothing is added to costs or taken off benefits for weak evidence."
    return Scenario("without_optimism_allowance", "Without the optimism bias adjustment", note, changes)


def _schedules(case: Case) -> Iterator[Scenario]:
    for ident, schedule in case.library.schedules.items():
        if case.shape.appraisal.discounting != ident:
            name = f"Discounting by {schedule.label}"
            yield Scenario(
                f"discounted_{ident}", name, "Other discount rates.", {"appraisal.discounting": ident}
            )


def _outcomes(case: Case) -> Iterator[tuple[str, Outcome]]:
    """Yields (path, outcome) of each outcome with an effect."""
    for option in case.shape.options:
        for outcome in option.outcomes:
            if outcome.has_effect:
                yield f"{option_at(option.id)}.outcomes.{outcome.id}", outcome


def _replaced(case: Case) -> dict[str, Cost]:
    return {
        f"{option_at(option.id)}.replaces.{cost.id}": cost
        for option in case.shape.options
        for cost in option.replaces
    }


def _set(case: Case, path: str, value: float, reason: str) -> Changes:
    """Returns a number set by a rule: of its own evidence where it is written, certain where it stood at its default."""
    certain = {} if path in case.numbers_written else {"grade": 1}
    return {"value": value, "distribution": "fixed", "reason": reason, **certain}


def _effect_at(path: str, outcome: Outcome) -> str:
    return step(path, outcome.effect_key)


def _is_harm(case: Case, path: str, outcome: Outcome) -> bool:
    return case.number(_effect_at(path, outcome), 0.0) + case.number(f"{path}.place") < 0
