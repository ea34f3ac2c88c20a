"""What can be measured of an outcome, found by the words that people use, and the outcome that a case begins with for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from make_the_case.authoring.entry_changes import unanswered
from make_the_case.authoring.finding_changes import OwnFigures, begun_with, with_finding
from make_the_case.authoring.template_search import Search, find_templates
from valuation import Case, Library
from valuation.case.editing import free_id, with_entry
from valuation.case.effects import RELATIVE_REDUCTION, measure_of
from valuation.case.option_shape import Option, Outcome
from valuation.case.places import step
from valuation.case.templates import Head
from valuation.evidence.scales import Bridge, Measure, bridges_of, measures_of

Group = Literal["feel", "health", "use"]


@dataclass(frozen=True)
class Use:
    """Something that people use: one of it, how many a year, which organisation pays, and the library's price."""

    unit: str
    rate: str
    payer: str
    price: str | None
    """None where no price of the library is one for exactly this."""


@dataclass(frozen=True)
class Measurable:
    """Something that can be measured: its name, the measure of the library, and the words by which people ask for it."""

    id: str
    name: str
    measure: str
    also_called: tuple[str, ...] = ()
    use: Use | None = None


SHORT_NAMES = {
    "life_satisfaction": "Life satisfaction (ONS4)",
    "swemwbs": "Wellbeing (SWEMWBS)",
    "loneliness_ucla": "Loneliness",
    "worthwhile": "Worthwhile (ONS4)",
    "anxiety": "Anxious yesterday (ONS4)",
    "eq5d": "EQ-5D",
    "phq9": "PHQ-9",
    "gad7": "GAD-7",
    "pam": "PAM",
    "pain_nrs": "Pain",
}
"""Names that fit on a button, where the library's are longer."""
EVERYDAY: dict[str, tuple[str, ...]] = {
    "life_satisfaction": ("happy with life", "wellbeing", "quality of life"),
    "happiness": ("mood", "happy"),
    "anxiety": ("worry", "stress", "nerves"),
    "swemwbs": ("mental wellbeing", "confidence", "feeling useful"),
    "wemwbs": ("mental wellbeing",),
    "loneliness_ucla": ("isolation", "lonely", "alone", "left out", "friends", "connection"),
    "loneliness_djg": ("isolation", "lonely", "alone"),
    "share_lonely": ("isolation", "lonely", "alone"),
    "phq9": ("mood", "depression", "sad", "feeling down"),
    "hads_d": ("mood", "feeling down"),
    "mhi5": ("mood",),
    "smd_depression": ("mood",),
    "gad7": ("worry", "stress", "nerves"),
    "hads_a": ("worry", "stress"),
    "eq5d": ("general health", "how well people are"),
    "pain_nrs": ("ache", "back pain", "hurting"),
    "pam": ("confidence", "self-management", "looking after oneself"),
    "share_of_people": ("work", "job", "employment", "volunteering", "got better"),
    "share_unwanted": ("out of work", "relapse", "falls", "lost their home"),
    "activity_minutes": ("exercise", "walking", "being active"),
    "smd_recovery": ("recovery", "hope"),
    "ascot": ("social care", "carers"),
    "hba1c": ("diabetes", "sugar"),
    "hba1c_mmol": ("diabetes", "sugar"),
    "weight_kg": ("weight loss", "obesity"),
    "sbp": ("hypertension",),
}
"""Words of everyday speech, beside those that the library's measures are asked for by."""
USES = (
    Measurable(
        "gp_visits", "GP visits", RELATIVE_REDUCTION, ("doctor", "appointment", "surgery", "general practice"),
        Use("consultation", "consultations a person a year", "primary_care", "unit_costs.gp_consultation"),
    ),
    Measurable(
        "ae_visits", "A&E visits", RELATIVE_REDUCTION, ("accident and emergency", "casualty", "attendances", "ED"),
        Use("attendance", "attendances a person a year", "acute_trust", "unit_costs.ae_attendance"),
    ),
    Measurable(
        "emergency_admissions", "Emergency admissions", RELATIVE_REDUCTION, ("hospital", "unplanned", "stays", "NEL", "bed days"),
        Use("admission", "admissions a person a year", "acute_trust", "unit_costs.nel_admission"),
    ),
    Measurable(
        "readmissions", "Readmissions", RELATIVE_REDUCTION, ("back in hospital", "within 30 days"),
        Use("admission", "readmissions a person a year", "acute_trust", "unit_costs.nel_admission"),
    ),
    Measurable(
        "medicines", "Medicines", RELATIVE_REDUCTION, ("prescriptions", "drugs", "tablets", "prescribing"),
        Use("item", "items prescribed a person a year", "nhs_icb", None),
    ),
    Measurable(
        "ambulances", "Ambulance call-outs", RELATIVE_REDUCTION, ("ambulance", "999", "paramedic"),
        Use("call-out", "call-outs a person a year", "ambulance_trust", "unit_costs.ambulance_see_convey"),
    ),
    Measurable(
        "outpatients", "Outpatient appointments", RELATIVE_REDUCTION, ("clinic", "consultant", "follow-up"),
        Use("attendance", "appointments a person a year", "acute_trust", "unit_costs.outpatient_attendance"),
    ),
    Measurable(
        "mental_health_bed_days", "Nights in a mental health ward", RELATIVE_REDUCTION, ("psychiatric", "inpatient", "bed days", "crisis"),
        Use("bed day", "bed days a person a year", "mental_health_trust", "unit_costs.mh_bed_day"),
    ),
    Measurable(
        "district_nurse_visits", "District nurse visits", RELATIVE_REDUCTION, ("community nurse", "nurse at home"),
        Use("visit", "visits a person a year", "community_trust", "unit_costs.district_nurse_contact"),
    ),
    Measurable(
        "home_care", "Home care hours", RELATIVE_REDUCTION, ("social care", "carers", "domiciliary"),
        Use("hour", "hours a person a year", "adult_social_care", "unit_costs.home_care_hour"),
    ),
)  # fmt: skip
OFFERED: dict[Group, tuple[str, ...]] = {
    "feel": ("life_satisfaction", "swemwbs", "loneliness_ucla", "worthwhile", "anxiety"),
    "health": ("eq5d", "phq9", "gad7", "pam", "pain_nrs"),
    "use": ("gp_visits", "ae_visits", "emergency_admissions", "readmissions", "medicines"),
}
"""What is offered before anybody searches, by what it is about."""


def measurables(library: Library) -> Mapping[str, Measurable]:
    """Returns everything that can be measured by its id: what people use, then every measure of the library for a person."""
    scales = {
        measure.id: Measurable(
            measure.id,
            SHORT_NAMES.get(measure.id, measure.label),
            measure.id,
            (measure.label, *measure.asked_as, *EVERYDAY.get(measure.id, ())),
        )
        for measure in measures_of(library).values()
        if measure.id != RELATIVE_REDUCTION
    }
    return {use.id: use for use in USES} | scales


def found_by(library: Library, typed: str) -> Search:
    """Returns what can be measured that has the words somebody types: what is counted in money first, what is only shown last."""
    found = find_templates(typed, _heads(library))
    known = measurables(library)
    return replace(found, idents=tuple(sorted(found.idents, key=lambda ident: _rank(library, known[ident]))))


def _rank(library: Library, measurable: Measurable) -> int:
    if is_counted_in_money(library, measurable):
        return 0
    return 2 if measures_of(library)[measurable.measure].is_shown_only else 1


def _heads(library: Library) -> Mapping[str, Head]:
    return {
        ident: Head(id=ident, name=found.name, also_called=list(found.also_called))
        for ident, found in measurables(library).items()
    }


def is_counted_in_money(library: Library, measurable: Measurable) -> bool:
    """Returns whether the library has a way from a measurement to money: it is read, and has a bridge or a price."""
    if measurable.use is not None:
        return True
    return (
        not measures_of(library)[measurable.measure].is_shown_only
        and _way_of(library, measurable) is not None
    )


def outcome_there(case: Case, option: str, measurable: Measurable) -> Outcome | None:
    """Returns the outcome of an option in which this is measured already, one with a price before one without."""
    there = [outcome for outcome in case.option(option).outcomes if _is_of(case.library, outcome, measurable)]
    return min(there, key=lambda outcome: not outcome.values, default=None)


def _is_of(library: Library, outcome: Outcome, measurable: Measurable) -> bool:
    if not outcome.findings or measure_of(outcome, library) != measurable.measure:
        return False
    return measurable.use is None or outcome.name == measurable.name


@dataclass(frozen=True)
class _Way:
    """How a measure comes to be worth money: the unit that it is counted in, what that is called of a value, and the bridge."""

    unit: str
    kind: Literal["health", "wellbeing"]
    price: str
    bridge: Bridge | None


_PRICED: dict[str, tuple[Literal["health", "wellbeing"], str]] = {
    "qaly": ("health", "valuation.qaly"),
    "wellby": ("wellbeing", "valuation.wellby"),
}


def _way_of(library: Library, measurable: Measurable) -> _Way | None:
    if measurable.measure in _PRICED:
        return _Way(measurable.measure, *_PRICED[measurable.measure], None)
    for bridge in bridges_of(library).values():
        if bridge.measure == measurable.measure and bridge.unit in _PRICED:
            return _Way(bridge.unit, *_PRICED[bridge.unit], bridge)
    return None


def outcome_begun(
    library: Library,
    option: Option,
    measurable: Measurable,
    finding: Mapping[str, Any],
    is_harm: bool = False,
) -> dict[str, Any]:
    """Returns the outcome that an option has of a first finding, priced where the library knows a way to money."""
    entry: dict[str, Any] = {
        "id": free_id(measurable.name, [outcome.id for outcome in option.outcomes]),
        "name": measurable.name,
        "measure": measurable.measure,
        "applies_to": "completers",
        "findings": [dict(finding)],
    }
    if measurable.use is not None:
        return entry | _of_use(measurable.use)
    way = _way_of(library, measurable)
    measure = measures_of(library)[measurable.measure]
    if way is None or measure.is_shown_only:
        return entry | _not_priced(measure, is_harm)
    entry["unit"] = way.unit
    if way.bridge is not None:
        entry["bridge"] = {"use": step("bridges", way.bridge.id)}
    value = {"kind": way.kind, "to": "participants", "unit_value": {"use": way.price}}
    return entry | {"values": [value]}


def with_measured(
    case: Case, option: str, measurable: Measurable, own: OwnFigures | None, years: float | None
) -> Case:
    """Returns the case with what was measured here, in the outcome that has it already or in a new one; without figures, with an outcome that counts nothing yet."""
    there = outcome_there(case, option, measurable)
    at = step(step("options", option), "outcomes")
    is_total = _is_total(case.library, measurable)
    finding = (
        begun_with(measurable.name) if own is None else own.finding(is_total, measurable.use is not None)
    )
    if there is not None:
        return case if own is None else with_finding(case, step(at, there.id), finding)
    entry = outcome_begun(case.library, case.option(option), measurable, finding)
    if years is not None:
        entry["lasts"] = {"value": years, "unit": "years"}
    if measurable.use is not None and own is not None:
        entry["of"] = {"value": own.ours.before, "unit": measurable.use.rate}
    return with_entry(case, at, entry)


def _is_total(library: Library, measurable: Measurable) -> bool:
    scale = measures_of(library)[measurable.measure].scale
    return scale is not None and scale.is_total


def _of_use(use: Use) -> dict[str, Any]:
    price = {"use": use.price} if use.price else unanswered(f"£ per {use.unit}")
    value = {"kind": "fiscal", "to": use.payer, "unit_value": price}
    return {"unit": use.unit, "of": unanswered(use.rate), "values": [value]}


def _not_priced(measure: Measure, is_harm: bool) -> dict[str, Any]:
    return {
        "unit": measure.unit,
        "direction": "worse" if is_harm else "better",
        "size": "medium",
        "why_not_priced": measure.reason or "The library has no value for this measure.",
    }
