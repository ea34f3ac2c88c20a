"""An assumption in words: what it is called, its value as it is read, and how good its evidence is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from make_the_case.authoring.origins import assumption_at
from make_the_case.words.first_answer import number_in_words
from make_the_case.words.phrases import (
    counted,
    financial_year,
    party_in_prose,
    party_names,
    unit_of_one,
)
from valuation import Assumption, Case
from valuation.case.key_words import described
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import Cost, Enabler, Outcome
from valuation.case.places import (
    entry_of,
    is_at_or_below,
    key_of,
    option_at,
    option_of,
    own_name,
    path_of,
    step,
    steps_of,
    within_option,
)
from valuation.evidence.scales import measures_of
from valuation.figures import MINUS, towards
from valuation.quantities import GAIN, REDUCTION, SHARE, Kind
from valuation.sensitivity.switching import Switch


def assumption(case: Case, path: str) -> Assumption:
    """Returns the assumption at a path of a case or of the library, with the kind of quantity of its place."""
    if path in case.library:
        return case.library.get(path)
    found = assumption_at(case, path)
    if found is None:
        raise KeyError(path)
    kind = place_at(case.data, path).kind if own_name(path) is None else _kind_where_used(case, path)
    return replace(found, kind=kind or found.kind)


def _kind_where_used(case: Case, path: str) -> Kind | None:
    """Returns the kind of quantity of the first place that uses one of the case's own assumptions."""
    name = own_name(path)
    users = (p for p, raw in case.numbers_written.items() if isinstance(raw, dict) and raw.get("use") == name)
    return next((place_at(case.data, user).kind for user in users), None)


def name_of(case: Case, path: str, says_option: bool = True) -> str:
    """Returns what an assumption is called, in the names that the case and the library give: `Coordinator: unit cost`.

    In a case of several options its option stands before it, unless whoever asks has said which option it is about.
    """
    if path in case.library:
        return str(case.library.entry(path).get("label") or path)
    own = own_name(path)
    if own is not None:
        return assumption(case, path).label or _spaced(own)
    owner, key, place = _taken_apart(case, path, says_option)
    return f"{owner}: {_lower(key)}{place}" if owner else f"{key}{place}"


def entry_name(case: Case, path: str) -> str:
    """Returns what the cost, replaced cost or outcome at a path is called; a value is called as its outcome is."""
    option = case.option(str(option_of(path)))
    part, ident, *rest = steps_of(within_option(path))
    entries: dict[str, Sequence[Cost | Outcome | Enabler]] = {
        "costs": option.costs, "replaces": option.replaces, "outcomes": option.outcomes, "enablers": option.enablers,
    }  # fmt: skip
    entry = next(entry for entry in entries[part] if entry.id == ident)
    if isinstance(entry, Enabler):
        entry = next(cost for cost in entry.costs if cost.id == rest[1])
    return entry.name or entry.id


def names_together(case: Case, paths: Iterable[str]) -> dict[str, str]:
    """Returns what assumptions that stand in one list are called, by path: without their option where all are of the same one."""
    listed = [*paths]
    options = {option for path in listed if path not in case.library and (option := option_of(path))}
    return {path: name_of(case, path, says_option=len(options) > 1) for path in listed}


def _taken_apart(case: Case, path: str, says_option: bool) -> tuple[str, str, str]:
    """Returns whose number it is, what it is called there, and which year or party of a list or sharing."""
    parts = steps_of(path)
    owner = ""
    node: object = case.data
    key_at = len(parts) - 1
    try:
        while key_at > 0:
            place = place_at(case.data, path_of(parts[: key_at + 1]))
            if place.key == parts[key_at]:
                break
            key_at -= 1
        label = described(place.shape, parts[key_at]).label
    except (KeyError, StopIteration):
        label = _spaced(parts[-1])
    several = says_option and len(case.shape.options) > 1
    for depth, part in enumerate(parts[:key_at]):
        node = _child(node, part)
        named = isinstance(node, dict) and (node.get("name") or node.get("id"))
        if named and not (depth == 1 and parts[0] == "options" and not several):
            owner = str(named) if not owner else f"{owner}, {named}"
    rest = parts[key_at + 1 :]
    return owner, label, f" ({_which(case, rest[0])})" if rest else ""


def _which(case: Case, part: str) -> str:
    if part.isdecimal():
        first = int(str(case.shape.appraisal.first_year)[:4]) + int(part)
        return financial_year(f"{first}-{(first + 1) % 100:02d}")
    return party_in_prose(part) if part in party_names() else _spaced(part)


def _child(node: object, part: str) -> object:
    if isinstance(node, list):
        named = next((item for item in node if isinstance(item, dict) and item.get("id") == part), None)
        if named is not None:
            return named
        return node[int(part)] if part.isdecimal() and int(part) < len(node) else None
    return node.get(part) if isinstance(node, dict) else None


def _spaced(part: str) -> str:
    return part.replace("_", " ")


def _lower(label: str) -> str:
    """Returns a label for the middle of a line, its first letter small unless it begins a name such as A&E."""
    return label if label[:2].isupper() or not label else label[0].lower() + label[1:]


def reads_as_share(kind: Kind) -> bool:
    """Returns whether a number of this kind is read as a percentage."""
    return kind in (SHARE, REDUCTION)


def unit_in_words(case: Case, found: Assumption) -> str:
    """Returns what a number is counted in: an effect from findings in the unit of its measure."""
    measures = measures_of(case.library)
    unit = found.unit or ""
    return measures[unit].unit if found.path in case.derived and unit in measures else unit


def value_in_words(case: Case, path: str, value: float) -> str:
    """Returns a value of an assumption as it is read: a percentage, a number to 3 figures, or money in the case's prices.

    Whoever multiplies what a paper prints finds what the paper prints: so money is that which the model uses.
    """
    found = assumption(case, path)
    return _in_words(found, _to_figures(value * case.price_factor(found)))


def used_in_words(case: Case, path: str) -> str:
    """Returns an assumption's value as it is used with its unit, and beside it the figure as published where that is in other prices."""
    found = assumption(case, path)
    used = value_in_words(case, path, found.value)
    unit = _unit_after(case, path, used, found.value)
    if unit:
        return f"{used} {unit}"
    if found.price_year is None or math.isclose(case.price_factor(found), 1.0):
        return used
    return (
        f"{used} ({_in_words(found, _to_figures(found.value))} in {financial_year(found.price_year)} prices)"
    )


def _in_words(found: Assumption, rounded: float) -> str:
    if found.path.startswith(("valuation.optimism_bias", "valuation.default_range")):
        return number_in_words(rounded, found, True)
    if found.kind.is_money and not (found.unit or "").startswith("£"):
        found = replace(found, unit="£")
    signed_share = found.kind is GAIN and "%" in (found.unit or "")
    return number_in_words(rounded, found, reads_as_share(found.kind) or signed_share)


def amount_in_words(case: Case, path: str, value: float) -> str:
    """Returns a value of an assumption as it is read, with its unit."""
    words = value_in_words(case, path, value)
    return f"{words} {_unit_after(case, path, words, value)}".rstrip()


def near_in_words(case: Case, path: str, value: float) -> str:
    """Returns a value at which two answers are the same, with its unit; *about* where posts come whole and no value hits it."""
    about = "about " if _moves_whole_posts(case, path) else ""
    return f"{about}{amount_in_words(case, path, value)}"


def edge_in_words(case: Case, switch: Switch, has_unit: bool = True) -> str:
    """Returns the break-even value of an assumption, rounded to the side on which it does; *about* where posts come whole."""
    if switch.value is None:
        return NO_EDGE
    upwards = (switch.value < switch.base) == switch.is_over
    return turning_in_words(case, switch.path, switch.value, switch.base, upwards, has_unit)


def turning_in_words(
    case: Case, path: str, value: float, base: float, upwards: bool, has_unit: bool = True
) -> str:
    """Returns a value at which an answer changes, rounded up or down as asked and never past the base value."""
    found = assumption(case, path)
    value, base = (number * case.price_factor(found) for number in (value, base))
    rounded = towards(value, upwards)
    for figures in range(4, 16):
        if rounded == value or (rounded - base) * (value - base) > 0 or value == base:
            break
        rounded = towards(value, upwards, figures)
    about = "about " if _moves_whole_posts(case, path) else ""
    words = _in_words(found, rounded)
    return f"{about}{words} {_unit_after(case, path, words, rounded) if has_unit else ''}".rstrip()


def name_with_unit(case: Case, path: str, name: str = "") -> str:
    """Returns what an assumption is called, or the name that it has in its list, with the unit that its values need in a table."""
    found = assumption(case, path)
    unit = _unit_after(case, path, value_in_words(case, path, found.value), 0.0)
    name = name or name_of(case, path)
    return f"{name} ({unit})" if unit else name


UNITS_BY_KEY = {
    "at_least": "posts", "capacity": "people a year", "planned_starts": "people", "eligible": "people", "trainees": "people",
    "lasts": "years", "lag": "years", "over_years": "years", "delivery_years": "years",
    "uptake_multiplier": "times", "effect_multiplier": "times", "uptake": "times", "completion": "times", "ramp": "times",
}  # fmt: skip
"""What a number without a unit of its own is counted in, by its key; a share is a percentage and needs none."""
UNITS_BY_OUTCOME = {"qaly": "QALYs per person", "wellby": "WELLBYs per person"}
DAYS_IN_A_YEAR = 365.25


def _unit_after(case: Case, path: str, words: str, value: float) -> str:
    """Returns the unit that a number in words needs after it, of one thing where it is one; nothing for money, and for a percentage."""
    if "£" in words or "%" in words:
        return ""
    unit = _unit_of(case, path, value)
    return unit_of_one(unit) if words.lstrip(MINUS) == "1" else unit


def _unit_of(case: Case, path: str, value: float) -> str:
    key = next((part for part in reversed(steps_of(path)) if not part.isdecimal()), "")
    effect = case.effects.get(entry_of(path) or "")
    if key in ("adds", "place") and effect is not None:
        return f"{measures_of(case.library)[effect.measure].unit} per person"
    unit = assumption(case, path).unit
    if key in ("adds", "place"):
        outcome = next(
            o for o in case.option(str(option_of(path))).outcomes if o.id == key_of(str(entry_of(path)))
        )
        unit = UNITS_BY_OUTCOME.get(outcome.unit or "", unit or f"{outcome.unit or ''} per person".strip())
        return f"{unit}{_days(value)}" if outcome.unit == "qaly" else unit
    return unit or UNITS_BY_KEY.get(key, "")


def _days(qalys: float) -> str:
    """Returns so many QALYs as days in full health, in brackets."""
    days = abs(qalys) * DAYS_IN_A_YEAR
    if days == 0:
        return ""
    words = "less than one day" if days < 0.5 else f"about {counted(round(days), 'day')}"
    return f" ({words} in full health)"


def _moves_whole_posts(case: Case, path: str) -> bool:
    """Returns whether a number changes how many posts there are in an option whose posts come whole: the answer then jumps."""
    places = [
        path,
        *(at for at in case.numbers_written if (one := case.assumption_at(at)) and one.path == path),
    ]
    for option in case.shape.options:
        costs = [*option.costs, *(cost for enabler in option.enablers for cost in enabler.costs)]
        if any(cost.round_up_to for cost in costs) and any(
            is_at_or_below(place, step(option_at(option.id), "people")) or key_of(place) in POST_KEYS
            for place in places
        ):
            return True
    return False


POST_KEYS = ("starts_per_fte", "at_least", "round_up_to")
"""What says how many posts there are."""


def _to_figures(value: float, figures: int = 3) -> float:
    """Returns a number to three significant figures, and to whole numbers from 1,000 up."""
    if value == 0 or abs(value) >= 1000:
        return float(round(value))
    return float(f"{value:.{figures}g}")


QUALITY = {1: "Strong", 2: "Strong", 3: "Mixed", 4: "Mixed", 5: "Weak", 6: "Weak"}
"""What a grade of evidence reads as; ungraded counts as 6."""
QUALITY_MEANS = {
    "Strong": "reliable, well understood or documented",
    "Mixed": "some evidence, from a poor method or a few years old",
    "Weak": "little evidence: opinion, or limited data",
}


NO_EDGE = "none"
"""What is said in place of a break-even value where no value tried changes the answer."""


def quality(found: Assumption) -> str:
    """Returns the quality of an assumption's evidence as rated: Strong, Mixed or Weak."""
    return QUALITY[found.confidence]
