"""The social value map: inputs, outcomes and what would have happened anyway, in the order of the Social Value guide."""

from __future__ import annotations

from typing import Any

from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.phrases import capital, party_in_prose
from valuation import ACCOUNTS, Answer, Case, compile_case
from valuation.accounts import SOCIETY
from valuation.case.places import entry_of

VALUE_MAP = {
    "option": "Option",
    "stakeholder": "Stakeholder",
    "change": "What changes for them, or what they put in",
    "input": "Input, present value £",
    "indicator": "Indicator",
    "quantity": "Quantity over all years",
    "duration": "Duration, years",
    "starts_after": "Starts after, years",
    "proxy": "Financial proxy, £ for each unit",
    "source": "Source of the proxy",
    "deadweight": "Deadweight: would have happened anyway",
    "displacement": "Displacement: moved from elsewhere",
    "attribution": "Attribution: due to others",
    "drop_off": "Drop-off a year",
    "present_value": "Social return, present value £",
}

ALLOWANCE = ": allowance for optimism"
"""What follows a line's name where the row is the allowance on it."""


def value_map_rows(case: Case, result: Answer, only: str | None = None) -> list[dict[str, Any]]:
    """Returns a row for each counted line that society reads, of all options or one: what each party puts in, then what changes for each."""
    model, found, society = compile_case(case), [], ACCOUNTS.place(SOCIETY)
    for place, option in enumerate(model.options):
        if only not in (None, option.id):
            continue
        lines = result.options[option.id].lines
        outcomes = {f"options.{option.id}.outcomes.{o.id}": (o, k) for o, k in option.outcomes}
        amounts = {row.path: sum(row.amounts) for row in result.options[option.id].outcomes}
        for side in ("cost", "benefit"):
            for k, line in enumerate(lines):
                index = option.lines.start + k
                is_read = option.rows.costs[society, k] if side == "cost" else option.rows.classes[:, k].any()
                if line.side != side or not is_read:
                    continue
                row: dict[str, Any] = dict.fromkeys(VALUE_MAP)
                row |= {
                    "option": model.options[place].name,
                    "stakeholder": capital(party_in_prose(line.party)),
                    "line": None,
                }
                name = entry_name(case, line.path)
                kind = "" if line.kind != "optimism" else ALLOWANCE
                row |= {"entry": name, "change": f"{name}{kind}"}
                if side == "cost":
                    row["input"] = line.pv
                else:
                    row["present_value"], row["line"] = line.pv, index
                    at = entry_of(line.path) or line.path
                    if at in outcomes and line.kind != "optimism":
                        row |= _outcome(case, at, line.path, outcomes[at][0], amounts[at])
                found.append(row)
    return found


def _outcome(case: Case, at: str, path: str, outcome: Any, amount: float) -> dict[str, Any]:
    def value(key: str) -> float:
        return case.number(f"{at}.{key}")

    proxy = case.assumption_at(f"{path}.unit_value")
    return {
        "indicator": outcome.unit or "not said",
        "quantity": amount,
        "duration": value("lasts"),
        "starts_after": value("lag"),
        "proxy": None if proxy is None else proxy.value,
        "source": case.library.source_title(proxy.source)
        if proxy is not None and proxy.source
        else "not said",
        "deadweight": value("deadweight"),
        "displacement": value("displacement"),
        "attribution": value("attribution"),
        "drop_off": value("drop_off"),
    }
