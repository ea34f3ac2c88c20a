"""Rules for the entries of an option: its costs, its outcomes and their values."""

from __future__ import annotations

from collections.abc import Iterator

from valuation.case.drivers import DRIVERS, driver_of, is_a_share_of_costs, keys_of_drivers
from valuation.case.places import step
from valuation.case.validity.case_as_written import (
    Reading,
    entries,
    mapping,
    party_problems,
    year_index,
    year_problems,
)
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, probably, shown


def cost_rules(reading: Reading, path: str, cost: PlainMapping, is_replaced: bool) -> Iterator[Problem]:
    """Payers exist; transfers, VAT and in-kind costs go together as they may; years are in order."""
    yield from party_problems(reading, step(path, "payer"), cost.get("payer"), public_only=is_replaced)
    yield from _year_rules(reading, path, cost)
    if cost.get("cash") is False:
        yield from _in_kind_rules(path, cost)
    yield from _transfer_rules(reading, path, cost)
    if is_replaced:
        yield from _replaced_rules(reading, path, cost)
    else:
        yield from _keys_of_what_is_freed(path, cost)


def _year_rules(reading: Reading, path: str, cost: PlainMapping) -> Iterator[Problem]:
    """A cost's years are of the case, and the last is not before the first."""
    yield from year_problems(reading, path, cost, ("year", "from", "until"))
    start, end = (year_index(reading.data, cost.get(key)) for key in ("from", "until"))
    if start is not None and end is not None and end < start:
        yield Problem(
            step(path, "until"),
            "`until` comes before `from`.",
            shown(cost.get("until")),
            f"{cost.get('from')} or later",
        )


def _in_kind_rules(path: str, cost: PlainMapping) -> Iterator[Problem]:
    """What is used without a payment carries no VAT, and is no transfer."""
    if cost.get("vat") is not None:
        yield Problem(
            step(path, "vat"),
            "a resource used without a payment carries no VAT.",
            shown(cost["vat"]),
            "no vat, or cash: true",
        )
    if _is_transfer(cost):
        yield Problem(
            step(path, "transfer"), "a transfer is always cash.", "true", "no `cash: false` on a transfer"
        )


def _is_transfer(cost: PlainMapping) -> bool:
    return cost.get("transfer") is True


def _transfer_rules(reading: Reading, path: str, cost: PlainMapping) -> Iterator[Problem]:
    """A transfer says who receives it and carries no allowance; no other cost says so."""
    if _is_transfer(cost):
        if cost.get("to") is None:
            yield Problem(
                step(path, "to"), "a transfer needs `to`, who receives it.", "nothing", "a payer or group"
            )
        for key in ("optimism_bias", "vat"):
            if cost.get(key) is not None:
                yield Problem(
                    step(path, key),
                    f"a transfer carries no {'VAT' if key == 'vat' else 'optimism bias'}.",
                    shown(cost[key]),
                    f"no {key}",
                )
    elif cost.get("to") is not None:
        yield Problem(
            step(path, "to"),
            "only a transfer says who receives it.",
            shown(cost["to"]),
            "no `to`, or transfer: true",
        )
    if cost.get("to") is not None:
        yield from party_problems(reading, step(path, "to"), cost.get("to"))


def _replaced_rules(reading: Reading, path: str, cost: PlainMapping) -> Iterator[Problem]:
    """A cost that stops has no VAT, is no transfer and was paid in cash; its release is in a year of the case."""
    out_of_place = (
        ("vat", cost.get("vat") is not None),
        ("transfer", _is_transfer(cost)),
        ("cash", cost.get("cash") is False),
    )
    for key, is_there in out_of_place:
        if is_there:
            yield Problem(
                step(path, key), f"`{key}` has no place under `replaces`.", shown(cost[key]), f"no {key}"
            )
    yield from year_problems(reading, step(path, "release"), mapping(cost.get("release")), ("from_year",))


def _keys_of_what_is_freed(path: str, cost: PlainMapping) -> Iterator[Problem]:
    """A cost of the option frees nothing, and so has no share that becomes cash and no decision that releases it."""
    for key in ("cashable", "release"):
        if cost.get(key) is not None:
            yield Problem(
                step(path, key),
                f"`{key}` goes with values and with what the option replaces, not with its costs.",
                shown(cost[key]),
                f"no {key}",
            )


def driver_rules(path: str, cost: PlainMapping, siblings: dict[str, PlainMapping]) -> Iterator[Problem]:
    """A cost has the keys that its driver needs, and none that another driver needs."""
    per = cost.get("per")
    driver = driver_of(per)
    if driver is None:
        return
    for key in sorted(driver.must):
        if cost.get(key) is None:
            yield Problem(
                step(path, key),
                f"a cost per {per} needs `{key}`.",
                "nothing",
                "the costs it is a share of" if key == "of" else "a number",
            )
    for key in sorted(keys_of_drivers() & set(cost) - driver.keys):
        if cost[key] is not None:
            fits = [other.id for other in DRIVERS if key in other.keys]
            yield Problem(
                step(path, key),
                f"`{key}` does nothing for a cost per {per}.",
                shown(cost[key]),
                f"`{key}` with per: {choices(fits)}",
            )
    named_costs = cost.get("of")
    if driver.is_share and isinstance(named_costs, list):
        yield from _share_rules(path, named_costs, siblings)


def _share_rules(
    path: str, named_costs: list[object], siblings: dict[str, PlainMapping]
) -> Iterator[Problem]:
    """What a cost is a share of are costs beside it that are neither shares themselves nor transfers."""
    allowed = [
        ident
        for ident, sibling in siblings.items()
        if not is_a_share_of_costs(sibling.get("per")) and not _is_transfer(sibling)
    ]
    fit = set(allowed)
    for name in named_costs:
        named = siblings.get(str(name))
        if named is None:
            yield Problem(
                step(path, "of"),
                f"no cost beside this one is called {name}.{probably(name, allowed)}",
                shown(name),
                choices(allowed),
            )
        elif name not in fit:
            what = "a share of other costs itself" if is_a_share_of_costs(named.get("per")) else "a transfer"
            yield Problem(
                step(path, "of"),
                f"{name} is {what}, and cannot be part of the sum.",
                shown(name),
                choices(allowed),
            )


def outcome_rules(path: str, outcome: PlainMapping) -> Iterator[Problem]:
    """An outcome has exactly one effect, or none and no price."""
    adds, reduces, findings, of = (
        outcome.get(key) is not None for key in ("adds", "reduces", "findings", "of")
    )
    effects = [
        name for name, is_there in (("adds", adds), ("reduces", reduces), ("findings", findings)) if is_there
    ]
    if len(effects) > 1:
        yield Problem(
            path,
            "an outcome has one effect, and this has two.",
            " and ".join(effects),
            "adds, or reduces with of, or findings",
        )
    elif reduces and not of:
        yield Problem(
            step(path, "of"),
            "`reduces` needs `of`: the rate that is reduced.",
            "nothing",
            "a rate per person per year",
        )
    elif of and not reduces and not findings:
        yield Problem(
            step(path, "of"),
            "`of` needs `reduces`: by how much.",
            "no reduces",
            "reduces with of, or adds alone",
        )
    has_effect = bool(effects)
    if not has_effect and outcome.get("values"):
        yield Problem(
            path,
            "this outcome is priced but has no effect.",
            "values without adds or reduces",
            "adds, or reduces with of, or findings; or no values",
        )
    if has_effect and outcome.get("applies_to") is None:
        yield Problem(
            step(path, "applies_to"),
            "`applies_to` must be chosen: the group that the effect was measured in.",
            "nothing",
            "starters or completers",
        )
    if outcome.get("total") is True and outcome.get("unit") not in ("qaly", "wellby"):
        yield Problem(
            step(path, "total"),
            "only outcomes in QALYs or WELLBYs are totalled.",
            shown(outcome.get("unit")),
            "unit: qaly or unit: wellby",
        )


def value_rules(reading: Reading, path: str, value: PlainMapping) -> Iterator[Problem]:
    """A value has the keys that its kind may have, and goes to somebody who exists."""
    kind = value.get("kind")
    yield from party_problems(reading, step(path, "to"), value.get("to"), public_only=kind == "fiscal")
    if kind == "transfer":
        if value.get("from") is None:
            yield Problem(
                step(path, "from"), "a transfer needs `from`, who pays it.", "nothing", "a payer or group"
            )
        else:
            yield from party_problems(reading, step(path, "from"), value.get("from"))
        if value.get("optimism_bias") is not None:
            yield Problem(
                step(path, "optimism_bias"),
                "a transfer carries no optimism bias.",
                shown(value["optimism_bias"]),
                "no optimism_bias",
            )
    elif value.get("from") is not None:
        yield Problem(
            step(path, "from"),
            "only a transfer says who pays it.",
            shown(value["from"]),
            "no `from`, or kind: transfer",
        )
    for key in ("cashable", "release"):
        if kind != "fiscal" and value.get(key) is not None:
            yield Problem(
                step(path, key),
                f"`{key}` goes with fiscal values alone.",
                shown(value[key]),
                f"no {key}, or kind: fiscal",
            )
    if value.get("discount") == "health" and kind not in ("health", "wellbeing"):
        yield Problem(
            step(path, "discount"),
            "the health rate is for health and wellbeing values alone.",
            "health",
            "standard",
        )
    yield from year_problems(reading, step(path, "release"), mapping(value.get("release")), ("from_year",))


def overlap_rules(path: str, option: PlainMapping) -> Iterator[Problem]:
    """Of the values in a group one is counted, and of its QALYs or WELLBYs one outcome is totalled."""
    counted: dict[str, list[str]] = {}
    members: dict[tuple[str, str], dict[str, tuple[bool, bool]]] = {}
    with_findings: set[str] = set()
    settled: set[str] = set()
    for outcome_path, outcome in entries(option.get("outcomes"), step(path, "outcomes")):
        for value_path, value in entries(outcome.get("values"), step(outcome_path, "values")):
            group = mapping(value.get("overlap")).get("group")
            if not isinstance(group, str):
                continue
            is_counted = mapping(value.get("overlap")).get("counted", True) is True
            counted.setdefault(group, [])
            with_findings |= {group} if outcome.get("findings") is not None else set()
            settled |= {group} if "counted" in mapping(value.get("overlap")) else set()
            if is_counted:
                counted[group].append(value_path)
            unit = outcome.get("unit")
            if isinstance(unit, str) and unit in ("qaly", "wellby"):
                outcomes = members.setdefault((group, unit), {})
                was = outcomes.get(outcome_path, (False, False))[0]
                outcomes[outcome_path] = (was or is_counted, outcome.get("total") is True)
    left_open = with_findings - settled  # the program counts the value with the lower present value
    for group, paths in counted.items():
        if len(paths) != 1 and group not in left_open:
            yield Problem(
                paths[1] if paths else step(path, "outcomes"),
                f"the overlap group {group} has {len(paths) or 'no'} counted values.",
                choices(paths) or "none",
                "exactly one counted value in a group; `counted: false` on the others",
            )
    for (group, unit), outcomes in members.items():
        if group in left_open:
            continue
        with_count = [p for p, (has, _) in outcomes.items() if has]
        marked = [p for p, (_, total) in outcomes.items() if total]
        if len(outcomes) > 1 and len(with_count) != 1 and len(marked) != 1:
            where = (marked or list(outcomes))[1]
            yield Problem(
                where,
                f"the overlap group {group} has two outcomes in {unit.upper()}s that could be totalled.",
                choices(list(outcomes)),
                "`total: true` on one of them",
            )
