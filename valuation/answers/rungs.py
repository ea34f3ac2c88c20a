"""The three standards of proof side by side: what an option comes to on what is proven, expected and claimed, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuation.accounts import SOCIETY
from valuation.answer import FindingAnswer, OptionEvidence, OutcomeEvidence, RungAnswer
from valuation.case.changes import with_changes
from valuation.case.effects import (
    EXPECTED,
    PROVEN,
    PROVEN_GRADES,
    RUNGS,
    STANDARD_AT,
    FromFindings,
    Rung,
    Standard,
)
from valuation.case.places import entry_of, option_of, step
from valuation.case.validity.validation import Case
from valuation.draws import Draws, central
from valuation.evidence.readings import claimed_value, is_claim, marked_down, read
from valuation.evidence.standards import label
from valuation.ledger import evaluate
from valuation.lines.compile import compile_case, compiled_by
from valuation.lines.model import Model, OptionModel
from valuation.lines.routes import cautious_routes
from valuation.measures import Measures, OptionMeasures, by_block, present_value
from valuation.people import Array
from valuation.verdict import verdict_of

AtStandard = tuple[dict[str, OptionMeasures], int]
"""Every option's measures in some rows, and which of these is the row of a standard."""


def rungs_of(measures: Measures) -> dict[Rung, AtStandard]:
    """Returns every option's measures at each standard of proof, and the row in which it stands; in a case without findings all are the case.

    The same evaluator over other rows: effects at the standard in place of those of the case. Source: evidence.md, section 3.
    """
    case = measures.model.case
    if case.standard is None:
        return dict.fromkeys(RUNGS, (measures.options, 0))
    others = {rung: _at(measures.model, rung) for rung in RUNGS if rung != case.standard}
    at: dict[Rung, AtStandard] = {case.standard: (measures.options, 0)}
    for model in {id(model): model for model, _ in others.values()}.values():
        together = {rung: row for rung, (other, row) in others.items() if other is model}
        blocks = by_block(model, Draws(np.concatenate([row.values for row in together.values()])))
        for rows, measured in blocks:
            at |= {
                rung: (measured, k - rows.start)
                for k, rung in enumerate(together)
                if rows.start <= k < rows.stop
            }
    return at


def _at(model: Model, rung: Rung) -> tuple[Model, Draws]:
    """Returns the model in which another standard than the case's own is worked out, and its row."""
    base = model
    if _stands_on_grades(model.case, rung):
        standard = PROVEN if rung == PROVEN else EXPECTED
        base = compile_case(with_changes(model.case, {STANDARD_AT: standard}))
    row = _row(base, rung)
    if base.routes:
        base = compiled_by(base.case, cautious_routes(base, row), base)
    return base, row


def _stands_on_grades(case: Case, rung: Rung) -> bool:
    """Returns whether an effect that somebody typed counts at one of two standards and not at the other."""
    is_other_side = (rung == PROVEN) != (case.standard == PROVEN)
    return is_other_side and any(
        case.worst_grade([step(f"options.{option.id}.outcomes.{outcome.id}", outcome.effect_key)])
        not in PROVEN_GRADES
        for option in case.shape.options
        for outcome in option.outcomes
        if outcome.has_effect and outcome.findings is None
    )


def _row(model: Model, rung: Rung) -> Draws:
    """Returns the base case with every effect from findings at a standard; one that a change has set stays as it is."""
    case, values = model.case, central(model).values
    places = {assumption.path: place for place, assumption in enumerate(model.assumptions)}
    for effect in case.effects.values():
        if {effect.effect_path, effect.place_path} & case.changed_effects.keys():
            continue
        at = effect.at(rung)
        values[0, places[effect.effect_path]] = at.adds
        values[0, places[effect.place_path]] = at.place
    return Draws(values)


def evidence_of_options(measures: Measures) -> dict[str, OptionEvidence]:
    """Returns each option's three rungs, and of each outcome with findings what was read, what it came to and what it would have to be."""
    case, model = measures.model.case, measures.model
    at_each = rungs_of(measures)
    worthwhile = worthwhile_effects(measures)
    return {
        option.id: OptionEvidence(
            standard=case.standard,
            rungs={rung: _rung(option.id, *at_each[rung]) for rung in RUNGS},
            outcomes={
                outcome.id: _outcome(case, effect, worthwhile[effect.path])
                for outcome in case.option(option.id).outcomes
                if (effect := case.effects.get(f"options.{option.id}.outcomes.{outcome.id}")) is not None
            },
        )
        for option in model.options
    }


def _rung(option: str, options: dict[str, OptionMeasures], row: int) -> RungAnswer:
    measured = options[option]
    number, sentence = verdict_of(measured, row)
    return RungAnswer(
        verdict=number,
        npv=float(measured.accounts[SOCIETY].npv[row]),
        benefit_classes={name: float(value[row]) for name, value in measured.benefit_classes.items()},
        sentence=sentence,
    )


@dataclass(frozen=True)
class _Weights:
    """The findings that are read, and the weight of each that is pooled, by their ids."""

    read: frozenset[str]
    pooled: dict[str, float]


def _weights(effect: FromFindings, standard: Standard) -> _Weights:
    evidence = effect.read_from(standard)
    elsewhere = evidence.read_elsewhere
    ids = frozenset(reading.finding.id for reading in effect.readings(standard))
    if elsewhere is None:
        return _Weights(ids, {})
    names = [reading.finding.id for reading in elsewhere.readings]
    return _Weights(ids, dict(zip(names, elsewhere.pooled.weights, strict=True)))


def _outcome(case: Case, effect: FromFindings, worthwhile: float | None) -> OutcomeEvidence:
    standard = case.standard or EXPECTED
    at, weights = effect.at(standard), _weights(effect, standard)
    return OutcomeEvidence(
        label=label(effect.evidence, worthwhile),
        worthwhile=worthwhile,
        value=at.adds,
        sd=at.adds_sd,
        place=at.place,
        place_sd=at.place_sd,
        rho=at.correlation,
        all_read=effect.all_read,
        findings=[_finding(effect, place, weights) for place in range(len(effect.evidence.findings))],
    )


def _finding(effect: FromFindings, place: int, weights: _Weights) -> FindingAnswer:
    """Returns a finding as it is read: a comparison after its design's mark-down, a change before; a claim as it is claimed."""
    finding, scale = effect.evidence.findings[place], effect.evidence.scale
    value: float | None = None
    se: float | None = None
    if finding.is_in_measure and is_claim(finding, scale):
        value = claimed_value(finding, scale)
    elif finding.is_in_measure:
        reading = read(finding, scale)
        value, se = reading.value, reading.se
        if finding.is_comparison:
            value, se = marked_down(value, se, reading.mark_down, scale)
    return FindingAnswer(
        id=finding.id,
        read=finding.id in weights.read,
        value=value,
        se=se,
        weight=weights.pooled.get(finding.id),
    )


def worthwhile_effects(measures: Measures) -> dict[str, float | None]:
    """Returns what each outcome with findings would have to be, in its measure, if it alone paid for its option.

    Society's present value of costs ÷ its benefit of this outcome at an effect of 1, all else central; None where that benefit
    is not above 0. Source: evidence.md, section 4.
    """
    model = measures.model
    effects = list(model.case.effects.values())
    if not effects:
        return {}
    places = {assumption.path: place for place, assumption in enumerate(model.assumptions)}
    values = central(model, len(effects)).values
    for row, effect in enumerate(effects):
        values[row, places[effect.effect_path]] = 1.0
        values[row, places[effect.place_path]] = 0.0
    ledger = evaluate(model, Draws(values))
    entries = np.array([entry_of(line.path) or "" for line in model.lines])
    found: dict[str, float | None] = {}
    for row, effect in enumerate(effects):
        option = next(each for each in model.options if each.id == option_of(effect.path))
        costs = float(measures.options[option.id].accounts[SOCIETY].pv_costs[0])
        own = (entries[option.lines] == effect.path).astype(float)
        benefit = _benefit_of(model, option, own, ledger.amounts[row], ledger.standard, ledger.health)
        found[effect.path] = costs / benefit if benefit > 0 else None
    return found


def _benefit_of(
    model: Model, option: OptionModel, own: Array, amounts: Array, standard: Array, health: Array
) -> float:
    """Returns society's present value of the values of one outcome, from the lines of one row, shape (lines, years).

    `own` is 1 for those of the option's lines that are the outcome's, and 0 for the others.
    """
    _, at_standard, at_health = option.rows.of_account(SOCIETY) * own
    years = model.years
    lines = amounts[option.lines, :years]
    streams = np.stack([at_standard @ lines, at_health @ lines])
    return float(present_value(streams, np.stack([standard[0, :years], health[0, :years]])).sum())


DIFFERS = {
    EXPECTED: "The answer depends on how much proof is asked for: this is what to plan on, and what is proven gives another.",
    PROVEN: "The answer depends on how much proof is asked for: this is what is proven, and what to plan on gives another.",
}
ONLY_CLAIMED = "Only what its supporters claim gives another answer."


def standards_differ(evidence: OptionEvidence) -> str:
    """Returns in a sentence that the verdict hangs on how much proof is asked for; nothing where it does not."""
    proven, planned, claimed = (evidence.rungs[rung].verdict for rung in RUNGS)
    if evidence.standard is None or proven == planned == claimed:
        return ""
    if proven == planned:
        return ONLY_CLAIMED
    return DIFFERS[EXPECTED if evidence.standard == EXPECTED else PROVEN]
