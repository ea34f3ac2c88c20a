"""Two cases compared: what differs, what each difference does, where the two would agree, and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.authoring.origins import assumption_at
from make_the_case.words.assumption_phrases import (
    amount_in_words,
    assumption,
    entry_name,
    name_of,
    name_with_unit,
    near_in_words,
    turning_in_words,
    used_in_words,
    value_in_words,
)
from make_the_case.words.blocks import Bold, Box, paragraphs
from make_the_case.words.evidence_asked import Asked, asked_for
from make_the_case.words.names import ACCOUNT_WORDS
from make_the_case.words.phrases import (
    at_most,
    better_or_worse,
    capital,
    counted,
    gain_or_loss,
    listed,
    money,
    party_in_prose,
    party_names,
    percent,
    plain_number,
    pounds,
    quoted,
    whole_percent,
)
from make_the_case.words.tables.sensitivity_tables import measured
from make_the_case.words.tables.summary_tables import Table
from valuation import Assumption, Case
from valuation.case.drivers import DRIVERS
from valuation.case.places import entry_of, is_below, is_of_an_option, step, written_at
from valuation.compare.bridge import Bridge, Change
from valuation.sensitivity.decision import Worth
from valuation.sensitivity.monte_carlo import Simulation, likely_range

SPLIT = "Where changes work together, their joint effect is split evenly between them."
SHARED = f"{SPLIT} The bars add up in any order."
NO_REASON = "No reason given"


def name_in_either(first: Case, second: Case, path: str) -> str:
    """Returns what a number, or an entry, is called in whichever of the two cases has it."""
    for case in (second, first):
        try:
            return entry_name(case, path) if entry_of(path) == path else name_of(case, path)
        except (KeyError, ValueError, IndexError, TypeError):
            continue
    return path


def is_restated(first: Case, second: Case, change: Change) -> bool:
    """Returns whether both values of a change are said in the case's prices, because the two are stated in those of two years."""
    for place in change.paths or (change.path,):
        numbers = ((case, case.assumption_at(place)) for case in (first, second))
        if len({case.price_factor(number) for case, number in numbers if number is not None}) > 1:
            return True
    return False


def as_stated(case: Case, path: str, value: float, restated: bool) -> float:
    """Returns a value in the prices that the number at its path is stated in, whichever it is said in."""
    return value / case.price_factor(assumption(case, path)) if restated else value


def in_words(case: Case, path: str, value: object, restated: bool = False, has_unit: bool = True) -> str:
    """Returns one side of a change as it is read: a number in its unit, a list of them, or the words it stands in."""
    if isinstance(value, bool) or value is None:
        return "not there" if value is None else "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(in_words(case, f"{path}.{k}", item) for k, item in enumerate(value))
    if isinstance(value, dict):
        return str(value.get("name") or "there") if "id" in value else _sharing_in_words(value)
    if not isinstance(value, int | float):
        return party_in_prose(value) if value in party_names() else str(value).replace("_", " ")
    try:
        said = amount_in_words if has_unit else value_in_words
        return said(case, path, as_stated(case, path, float(value), restated))
    except (KeyError, ValueError, IndexError, TypeError):
        return plain_number(float(value))


def _sharing_in_words(value: dict[str, object]) -> str:
    """Returns shares by name as they are read; rates of a case's own are said as such."""
    shares = {name: share for name, share in value.items() if isinstance(share, int | float)}
    if len(shares) < len(value):
        return "rates of its own"
    return ", ".join(
        f"{party_in_prose(name) if name in party_names() else name} {percent(round(share, 3))}"
        for name, share in shares.items()
    )


def sides_in_words(first: Case, second: Case, change: Change) -> tuple[str, str]:
    """Returns both sides of a change as they are read, with the grades where they are all that differs."""
    if change.joint is not None:
        a, b = (_joint_in_words(first, second, side) for side in change.joint)
        return a, b
    if entry_of(change.path) == change.path and None in (change.a, change.b):
        a, b = (
            "not there" if side is None else _entry_in_words(case, change.path)
            for case, side in ((first, change.a), (second, change.b))
        )
        return a, b
    restated = is_restated(first, second, change)
    a, b = (
        in_words(case, change.path, value, restated)
        for case, value in ((first, change.a), (second, change.b))
    )
    if change.a != change.b:
        return a, b
    grades = [next((n.confidence for n in _numbers(case, change)), None) for case in (first, second)]
    return f"{a} (grade {grades[0]})", f"{b} (grade {grades[1]})"


def _entry_in_words(case: Case, path: str) -> str:
    """Returns a cost or a benefit that only one of two cases has: its price and what it depends on, or its effect and worth."""
    written = written_at(case.data, path)
    entry = written if isinstance(written, dict) else {}
    driver = DRIVERS.by_key.get(str(entry.get("per")))
    if driver is not None:
        return f"{used_in_words(case, step(path, 'unit_cost'))}. {driver.words}"
    effect = next((key for key in ("adds", "reduces") if key in entry), None)
    if effect is None:
        return "there"
    price = step(path, "values.0.unit_value")
    worth = f", each worth {used_in_words(case, price)}" if case.assumption_at(price) is not None else ""
    return f"{used_in_words(case, step(path, effect))}{worth}"


def _joint_in_words(first: Case, second: Case, side: dict[str, object]) -> str:
    parts = (
        f"{name_in_either(first, second, path)}: {in_words(first, path, value)}"
        for path, value in side.items()
    )
    return "; ".join(parts)


def changed_name(first: Case, second: Case, change: Change) -> str:
    """Returns what a change changes, all of it where it is several together."""
    paths = [change.path] if change.joint is None else list(change.joint[0])
    return capital(listed(name_in_either(first, second, path) for path in paths))


def differences_table(first: Case, second: Case, bridge: Bridge, a: str = "A", b: str = "B") -> Table:
    """Returns only what differs: both values, both sources, the reason given, and what it does."""
    rows = [
        (
            changed_name(first, second, change),
            *sides_in_words(first, second, change),
            _source(first, change),
            _source(second, change),
            _reason(second, change),
            pounds(change.contribution) + (f" ± {pounds(1.96 * change.se)}" if change.se else ""),
        )
        for change in bridge.changes
    ]
    header = ("Assumption", a, b, f"Source {a}", f"Source {b}", "Reason", "Effect £")
    note = (
        SHARED
        if bridge.exact
        else f"{SHARED} With so many changes the effects are sampled, each to within its ±."
    )
    what = measured(second, bridge.account, bridge.measure)
    return Table(f"What differs, and what it does. {what}", header, tuple(rows), note)


def challenged_table(first: Case, second: Case, bridge: Bridge, names: tuple[str, str], most: int) -> Table:
    """Returns what is disputed: each side with where it comes from, why, and what the change does to the result.

    The changes beyond `most` stand in one row together.
    """
    rows = []
    for change in bridge.changes[:most]:
        sides = sides_in_words(first, second, change)
        theirs, ours = (
            "Not there" if value is None else f"{words} ({_evidence(case, change)})"
            for case, value, words in zip((first, second), (change.a, change.b), sides, strict=True)
        )
        effect = pounds(change.contribution) + (f" ± {pounds(1.96 * change.se)}" if change.se else "")
        name = changed_name(first, second, change)
        alone = "no result" if change.alone is None else pounds(change.alone)
        ours = f"{ours}. {_reason(second, change)}"
        rows.append((name, theirs, ours, effect, share_of_gap(bridge, change), alone))
    rest = bridge.changes[most:]
    if rest:
        together = sum(change.contribution for change in rest)
        share = whole_percent(together / (bridge.b - bridge.a)) if abs(bridge.b - bridge.a) >= 1 else ""
        name = f"{capital(counted(len(rest), 'smaller change'))} together"
        rows.append((name, "", "", pounds(together), share, ""))
    rows.append(("All our changes", "", "", pounds(bridge.b - bridge.a), "", pounds(bridge.b)))
    ours_and_why = f"{names[1]}, and why"
    header = (
        "Figure",
        names[0],
        ours_and_why,
        "Effect £",
        "Share of the difference",
        "Result with only this £",
    )
    what = measured(second, bridge.account, bridge.measure)
    return Table(
        f"What is disputed, and what it does. {what}",
        header,
        tuple(rows),
        f"With none of our changes the result is {pounds(bridge.a)}. {SPLIT}",
    )


def _evidence(case: Case, change: Change) -> str:
    """Returns where a side of a change comes from, and how good that is."""
    number = next(iter(_numbers(case, change)), None)
    if number is None:
        return "no source given"
    source = case.library.source_title(number.source) if number.source else "no source given"
    return f"{source}, {f'grade {number.grade}' if number.grade else 'no grade, so it counts as 6'}"


def contributions_table(first: Case, second: Case, bridge: Bridge, a: str = "A", b: str = "B") -> Table:
    """Returns what differs, both values and what each change does: the table of differences for a narrow place."""
    whole = differences_table(first, second, bridge, a, b)
    rows = []
    for change, row in zip(bridge.changes, whole.rows, strict=True):
        name, sides = row[0], row[1:3]
        if change.kind == "number" and change.joint is None and change.a != change.b:
            name = _name_with_unit(first, second, change, name)
            restated = is_restated(first, second, change)
            sides = tuple(
                in_words(case, change.path, value, restated, has_unit=False)
                for case, value in ((first, change.a), (second, change.b))
            )
        rows.append((name, *sides, row[6]))
    return Table(whole.caption, (*whole.header[:3], whole.header[6]), tuple(rows), whole.note)


def _name_with_unit(first: Case, second: Case, change: Change, name: str) -> str:
    """Returns what a number is called with the unit of both sides, so that their columns stay narrow."""
    for case in (second, first):
        try:
            return capital(name_with_unit(case, change.path))
        except (KeyError, ValueError, IndexError, TypeError, StopIteration):
            continue
    return name


def _source(case: Case, change: Change) -> str:
    source = next((number.source for number in _numbers(case, change) if number.source), None)
    return case.library.source_title(source) if source else "not stated"


def _reason(case: Case, change: Change) -> str:
    entry = case.changed_library.get(change.path)
    if entry is not None:
        return str(entry.get("reason") or NO_REASON)
    return next((number.reason for number in _numbers(case, change) if number.reason), None) or NO_REASON


def _numbers(case: Case, change: Change) -> list[Assumption]:
    """Returns the assumptions behind a change as one of the two cases has them: one, or those of its group."""
    if change.path in case.library:
        return [case.library.get(change.path)]
    inside = [path for path in case.numbers_written if is_below(path, change.path)]
    numbers = (assumption_at(case, path) for path in (change.path, *change.paths, *inside))
    return [number for number in numbers if number is not None]


def gap_sentences(first: Case, second: Case, bridge: Bridge, a: str = "A", b: str = "B") -> list[str]:
    """Returns how far the two are apart and which changes explain most of it."""
    gap = bridge.b - bridge.a
    who = (
        ACCOUNT_WORDS[bridge.account].prose.split(",")[0].format(commissioner="the organisation asked to pay")
    )
    if abs(gap) < 1:
        return [f"{a} and {b} come to the same: {gain_or_loss(bridge.a)}, {who}."]
    order = sorted(bridge.changes, key=lambda change: -abs(change.contribution))
    most: list[Change] = []
    for change in order:
        most.append(change)
        left = gap - sum(c.contribution for c in most)
        if abs(left) <= MOST * abs(gap) or len(most) == 3:
            break
    names = listed(
        f"{quoted(name_in_either(first, second, change.path))} ({share_of_gap(bridge, change)} of the difference)"
        if len(bridge.changes) > 1
        else quoted(name_in_either(first, second, change.path))
        for change in most
    )
    lead = (
        f"{b} is {money(abs(gap))} {'higher' if gap > 0 else 'lower'}: "
        f"{gain_or_loss(bridge.a)} in {a}, {gain_or_loss(bridge.b)} in {b}."
    )
    why = (
        f"{('One change explains', 'Two changes explain', 'Three changes explain')[len(most) - 1]} most of it: {names}."
        if len(bridge.changes) > 1
        else f"It comes from one change: {names}."
    )
    return [lead, why]


MOST = 0.3
"""What may be left of a difference when the changes named explain most of it."""


def share_of_gap(bridge: Bridge, change: Change) -> str:
    """Returns how much of the difference a change makes, in per cent; nothing where the two come to the same.

    Below nothing where a change goes against the rest, and then the others come to over 100%.
    """
    gap = bridge.b - bridge.a
    return "" if abs(gap) < 1 else whole_percent(change.contribution / gap)


def agreement_sentences(
    first: Case, second: Case, bridge: Bridge, a: str = "A", b: str = "B", most: int = 3
) -> list[str]:
    """Returns at which value of each disputed number the two would agree, those that drive the gap first."""
    changes = {change.path: change for change in bridge.changes}
    drives = {path: abs(change.contribution) for path, change in changes.items()}
    sentences = []
    for row in sorted(bridge.agree, key=lambda row: -drives.get(row.path, 0.0))[:most]:
        change = changes.get(row.path)
        restated = change is not None and is_restated(first, second, change)
        name = quoted(capital(name_in_either(first, second, row.path)))
        if row.value is None and row.gap is not None:
            sentences.append(
                f"{name}: no value of this alone was found that would bring {b} to the result of {a}. {row.gap.sentence}"
            )
        elif row.value is None:
            sentences.append(f"{name}: no value of this alone would bring {b} to the result of {a}.")
        else:
            value = near_in_words(second, row.path, as_stated(second, row.path, row.value, restated))
            sentences.append(f"{name}: {a} and {b} have the same result if it is {value}.")
        if row.decision is not None:
            used = change.b if change is not None and isinstance(change.b, int | float) else row.decision
            side = "or more" if row.decision > used else "or less"
            edge, base = (as_stated(second, row.path, end, restated) for end in (row.decision, used))
            sentences.append(
                f"Keeping the other figures of {b}, both reach the same conclusion at "
                f"{turning_in_words(second, row.path, edge, base, edge > base)} {side}."
            )
    return sentences


def overlap_sentence(first: Simulation, second: Simulation, option: str, a: str = "A", b: str = "B") -> str:
    """Returns both likely ranges, and whether they overlap so much that the difference may not matter."""
    ranges = [likely_range(s[option].accounts["society"].npv) for s in (first, second)]
    (low_a, high_a), (low_b, high_b) = ranges
    both = f"The likely range of {a} is {better_or_worse(low_a, high_a)}. That of {b} is {better_or_worse(low_b, high_b)}."
    shared = min(high_a, high_b) - max(low_a, low_b)
    narrower = min(high_a - low_a, high_b - low_b)
    if narrower <= 0:
        return both
    if shared >= 0.5 * narrower:
        return f"{both} The ranges overlap a lot. The difference may not matter for the decision."
    return f"{both} The ranges {'overlap a little' if shared > 0 else 'do not overlap'}, so the difference matters."


# What would settle it ----------------------------------------------------------------------------------------


def settle_sentences(
    first: Case, second: Case, bridge: Bridge, worths: Sequence[Worth], most: int = 3
) -> list[str]:
    """Returns what evidence to ask for on each disputed number, those that drive the gap first, and what it would be worth."""
    value = {worth.path: worth for worth in worths}
    sentences = []
    for change in sorted(bridge.changes, key=lambda c: -abs(c.contribution))[:most]:
        name = quoted(capital(name_in_either(first, second, change.path)))
        asked = asked_of(second, change)
        worth = value.get(change.path)
        money_words = (
            f" Knowing it for certain would be worth {at_most(worth.value)} to the decision."
            if worth is not None and worth.distinguishable and worth.value >= 1
            else ""
        )
        sentences.append(f"{name}: ask for {asked.what}, from {asked.who}.{money_words}")
    return sentences


def settled_by(first: Case, second: Case, bridge: Bridge, worths: Sequence[Worth]) -> Box:
    """Returns where the two would agree, and what evidence to ask for; `worths` says what that is worth, where it is known."""
    agree = agreement_sentences(first, second, bridge)
    ask = settle_sentences(first, second, bridge, worths)
    return Box((paragraphs((Bold("What would settle it."), " ", " ".join(agree)), " ".join(ask)),), "tint")


def asked_of(case: Case, change: Change) -> Asked:
    """Returns what evidence would settle a change, and who can give it."""
    path = next((place for place in (*change.paths, change.path) if is_of_an_option(place)), change.path)
    return asked_for(case, path)
