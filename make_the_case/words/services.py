"""Every service of the library beside the others: what it comes to at the three standards of proof, what is known of its main
outcome, what that would have to be, and what finding out is worth.

The answers take the better part of a minute to work out, so `python -m make_the_case.exports.library_pages` writes them to
`services.json`, which the app reads; a test fails where the file is stale.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.resources import files

from make_the_case.authoring.new_case import new_case
from make_the_case.words.phrases import counted, pounds, whole_percent
from make_the_case.words.tables.evidence_tables import (
    break_even_in_measure,
    in_measure,
    known_words,
    out_of_reach,
)
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Answer, Case, Library, answer, compile_case, simulate
from valuation.accounts import SOCIETY
from valuation.answers.advice import RULED_OUT
from valuation.answers.main_outcome import main_outcome
from valuation.case.effects import CLAIMED, EXPECTED, PROVEN, RELATIVE_REDUCTION, RUNGS, Rung, Standard
from valuation.case.places import option_at, path_of
from valuation.case.templates import Template, templates
from valuation.evidence.scales import measures_of
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.sensitivity.information import evpi
from valuation.sensitivity.monte_carlo import comparable
from valuation.sensitivity.rung_chances import rung_chances
from valuation.verdict import BREAK_EVEN

DRAWS = 2_000
KEPT_IN = "services.json"
FIGURES = 4
"""Significant figures of what is kept, below a thousand; pounds above it are kept to the pound."""


class Standing(StrEnum):
    """What can be said of a service as its template stands."""

    PROVEN = "proven"
    EXPECTED = "expected"
    RULED_OUT = "ruled_out"
    UNKNOWN = "unknown"


STANDING_WORDS = {
    Standing.PROVEN: "Worth it on what is proven",
    Standing.EXPECTED: "Worth it on what to plan on, and not proven",
    Standing.UNKNOWN: "Not known yet: a worthwhile effect is neither shown nor ruled out",
    Standing.RULED_OUT: "Costs are greater than benefits: a worthwhile effect is ruled out, or a harm is shown",
}


@dataclass(frozen=True)
class MainOutcome:
    """The outcome with findings that moves a service's answer most, or the first that has a price."""

    name: str
    label: str
    """What comparisons show: a key of `LABEL_WORDS`."""
    known: str
    """The same in words, for a reader."""
    measure: str
    in_words: str
    """What the measure is in, in words."""
    counted: float
    worthwhile: float | None
    """What it would have to be, in the measure, to pay for the service by itself; None where no effect does."""
    most: float | None
    """The largest effect that there can be in the measure; None where there is no end."""


@dataclass(frozen=True)
class ServiceAnswer:
    """A template as it stands, in a line."""

    id: str
    name: str
    needs: list[str]
    """What people need that it is for: keys of `NEEDS`."""
    is_enabler: bool
    starts: float
    cost: float
    """The commissioner's cost, present value."""
    net: dict[Rung, float]
    """Society's net value, present value, at each standard of proof."""
    verdicts: dict[Rung, int]
    chances: dict[Standard, float]
    main: MainOutcome | None
    evpi: float
    """What it would be worth to know everything before deciding, for everybody served, in pounds."""
    unread: float | None
    """The share of its benefits that rests on planning assumptions and on what nobody has read."""

    @property
    def standing(self) -> Standing:
        """Returns what can be said of it: worth it at which standard, ruled out, or unknown."""
        if self.net[PROVEN] >= BREAK_EVEN:
            return Standing.PROVEN
        if self.net[EXPECTED] >= BREAK_EVEN:
            return Standing.EXPECTED
        is_ruled_out = self.main is not None and self.main.label in RULED_OUT
        return Standing.RULED_OUT if is_ruled_out else Standing.UNKNOWN

    @property
    def cost_per_start(self) -> float | None:
        """Returns the commissioner's cost for each person who starts; None of a template in which nobody does."""
        return self.cost / self.starts if self.starts >= 0.5 else None

    @property
    def known(self) -> str:
        """Returns what comparisons show of the main outcome, in a sentence."""
        return (
            "No finding is valued in money." if self.main is None else f"{self.main.name}. {self.main.known}"
        )

    @property
    def needed(self) -> str:
        """Returns what the main outcome would have to be for each person in a year, beside what is counted."""
        main = self.main
        if main is None:
            return ""
        used = in_measure(main.measure, main.counted)
        if main.worthwhile is None:
            return f"No effect on it would pay for the service. The case uses {used}."
        needed, limit = (
            break_even_in_measure(main.measure, main.worthwhile),
            out_of_reach(main.measure, main.worthwhile, main.most),
        )
        unit = "" if main.measure == RELATIVE_REDUCTION else f" {main.in_words}"
        if limit:
            return f"It cannot pay for the service. It would have to be {needed}{unit}, and {limit}. The case uses {used}."
        return f"It would have to be {needed}{unit}. The case uses {used}."


def services(library: Library) -> list[ServiceAnswer]:
    """Returns every template's answer as it stands, those with the highest net value first, enablers last."""
    found = [_service(template, library) for template in templates(library)]
    return sorted(found, key=lambda service: (service.is_enabler, -service.net[EXPECTED]))


def _service(template: Template, library: Library) -> ServiceAnswer:
    case = new_case([template], library, f"{template.id}.yaml").case
    said = answer(case)
    ((ident, option),) = said.options.items()
    simulation = simulate(compile_case(case), DRAWS)
    nb, _ = comparable(simulation, SOCIETY)
    shares = evidence_shares(simulation.base, ident)
    return ServiceAnswer(
        id=template.id,
        name=str(template.data["name"]),
        needs=[str(need) for need in template.document["needs"]],
        is_enabler=template.is_enabler,
        starts=sum(option.starts),
        cost=option.accounts["commissioner"].pv_costs,
        net={rung: option.evidence.rungs[rung].npv for rung in RUNGS},
        verdicts={rung: option.evidence.rungs[rung].verdict for rung in RUNGS},
        chances=rung_chances(simulation)[ident],
        main=_main_outcome(case, said, ident),
        evpi=evpi(nb),
        unread=None if shares is None else shares.unverified,
    )


def _main_outcome(case: Case, said: Answer, option: str) -> MainOutcome | None:
    ident = main_outcome(said.options[option])
    if ident is None:
        return None
    path = path_of((option_at(option), "outcomes", ident))
    evidence = said.options[option].evidence.outcomes[ident]
    effect = case.effects[path]
    return MainOutcome(
        name=effect.outcome.name or effect.outcome.id,
        label=evidence.label,
        known=known_words(effect, evidence.label),
        measure=effect.measure,
        in_words=measures_of(case.library)[effect.measure].unit,
        counted=effect.at(EXPECTED).mean,
        worthwhile=evidence.worthwhile,
        most=effect.most,
    )


# Kept beside the code, as the app has no minute to spare --------------------------------------------------------


def as_text(found: Sequence[ServiceAnswer]) -> str:
    """Returns the answers as `services.json` keeps them: pounds to the pound, shares and effects to four figures."""
    return json.dumps([_rounded(asdict(service)) for service in found], ensure_ascii=False, indent=1) + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        places = 0 if value == 0 else max(0, FIGURES - 1 - math.floor(math.log10(abs(value))))
        return round(value, places)
    return value


def kept_services() -> list[ServiceAnswer]:
    """Returns every template's answer as it was last worked out, in the order of their net value."""
    rows = json.loads(files(__package__).joinpath(KEPT_IN).read_text(encoding="utf-8"))
    return [
        ServiceAnswer(**{**row, "main": None if row["main"] is None else MainOutcome(**row["main"])})
        for row in rows
    ]


# Side by side -----------------------------------------------------------------------------------------------

ORDERS: dict[str, Callable[[ServiceAnswer], tuple[bool, float | str]]] = {
    "Net value on what to plan on": lambda service: (False, -service.net[EXPECTED]),
    "Net value on what is proven": lambda service: (False, -service.net[PROVEN]),
    "Net value on what its supporters claim": lambda service: (False, -service.net[CLAIMED]),
    "Chance of being worth it": lambda service: (False, -service.chances[EXPECTED]),
    "Cost for each person who starts, the lowest first": lambda service: (
        service.cost_per_start is None,
        service.cost_per_start or 0.0,
    ),
    "Value of further evidence": lambda service: (False, -service.evpi),
    "Name": lambda service: (False, service.name.casefold()),
}
"""By what the table of services can be put in order, as it is asked on the page."""
HEADER = (
    "Service", "Cost for each person who starts £", "Net value to society, proven £000", "Expected £000", "Claimed £000",
    "Chance of being worth it", "Its main outcome", "Value of further evidence £000",
)  # fmt: skip
FEW = 8
"""Services that are named where they are counted: more are found in the table."""


def services_table(found: Sequence[ServiceAnswer]) -> Table:
    """Returns services in a line each, in their order; enablers have no benefit of their own and are left out."""
    return Table(
        "Services of the library at three standards of proof, as their templates stand",
        HEADER,
        tuple(_cells(service) for service in found if not service.is_enabler),
        "Each is for its template's own number of people over 5 years. The value of further evidence is what it would be worth, at most, to know everything for certain before deciding.",
    )


def _cells(service: ServiceAnswer) -> tuple[str, ...]:
    cost = service.cost_per_start
    return (
        service.name,
        f"{pounds(service.cost)} in all" if cost is None else pounds(cost),
        *(pounds(service.net[rung] / 1_000) for rung in RUNGS),
        _chances(service),
        f"{service.known} {service.needed}".strip(),
        pounds(service.evpi / 1_000),
    )


def _chances(service: ServiceAnswer) -> str:
    proven, planned = (Chance(service.chances[rung]).words for rung in (PROVEN, EXPECTED))
    return f"{planned} at both" if proven == planned else f"{proven}, proven; {planned}, expected"


def unread_words(service: ServiceAnswer) -> str:
    """Returns which share of a service's benefits rests on planning assumptions and on what nobody has read."""
    return "no value counted" if service.unread is None else whole_percent(service.unread)


def counts_in_words(found: Sequence[ServiceAnswer]) -> list[str]:
    """Returns how many services there are of each standing, and which, in a sentence each."""
    real = [service for service in found if not service.is_enabler]
    said = [
        f"{counted(len(found), 'template')}: {counted(len(real), 'service')} and {counted(len(found) - len(real), 'enabler')}."
    ]
    for standing, words in STANDING_WORDS.items():
        names = sorted(service.name for service in real if service.standing is standing)
        which = f" ({'; '.join(names)})" if 0 < len(names) <= FEW else ""
        said.append(f"{words}: {len(names) or 'none'}{which}.")
    return said
