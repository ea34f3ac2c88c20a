"""A case becomes lines: every cost and value an entry, every part of an entry a line, every number a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from valuation.accounts import CAPACITY, CASH_RELEASING, WIDER, account_rows
from valuation.case.drivers import DRIVERS
from valuation.case.effects import PROVEN, PROVEN_GRADES
from valuation.case.key_types import Parties, parties_named
from valuation.case.option_shape import Cost, Option, Outcome, Overlap, Value
from valuation.case.places import step
from valuation.case.validity.validation import Case
from valuation.discounting import NICE_REFERENCE_CASE
from valuation.draws import central
from valuation.lines.columns import NumberColumns
from valuation.lines.line import Line
from valuation.lines.model import Model, OptionModel, Routes
from valuation.lines.model_tables import (
    cost_table,
    exposure_table,
    has_weights,
    outcome_table,
    part_table,
    people_table,
    post_table,
    rates,
    restatement,
    share_table,
    value_table,
    weighting,
    years_beyond,
)
from valuation.lines.optimism import HalfRates, OptimismColumns
from valuation.lines.routes import cautious_routes, first_routes, route_of, values_of_option
from valuation.lines.rows import (
    BySegment,
    CashableSplit,
    CostRow,
    EntryPart,
    OptimismPart,
    OutcomeRow,
    PostRow,
    Rows,
    ValueRow,
)
from valuation.lines.stage import AS_IT_STANDS, Stage

OWN_TIME = frozenset({"volunteers", "participants", "carers"})
WHO_ENJOYS = frozenset({"participants", "carers"})
"""Parties whose hours may be the activity itself; volunteers' hours are an input."""


_Walked = tuple[slice, list[tuple[str, int, int | None]], list[tuple[Outcome, int]]]
"""An option's lines, its totalled outcomes in QALYs and WELLBYs, and its outcomes with an effect."""


_Counted = dict[str, tuple[Outcome, Value]]
"""The counted value of each overlap group, and its outcome."""
_Rivals = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Kind, to and from of a counted value."""


def compile_case(case: Case) -> Model:
    """Returns the case as the tables that `evaluate` reads."""
    model = compiled_by(case, first_routes(case))
    return model if not model.routes else compiled_by(case, cautious_routes(model, central(model)), model)


def compile_stage(case: Case, option: str, stage: Stage, routes: Routes) -> Model:
    """Returns one option of a case as the tables that `evaluate` reads, as a pilot has it.

    `routes` are those of the case as it stands: a change that is valued in two ways is counted by one of them, whatever is
    decided. The assumptions are the same, in the same order, at every stage.
    """
    alone = case.shape.model_copy(update={"options": [case.option(option)]})
    return _Compiler(replace(case, shape=alone), routes, stage).model()


def compiled_by(case: Case, routes: Routes, known: Model | None = None) -> Model:
    """Returns the case as tables in which the values of these routes count; a model that was compiled by the same is that."""
    return known if known is not None and known.routes == routes else _Compiler(case, routes).model()


class _Compiler:
    """Walks the case once, in its order, and notes a row for each thing that becomes part of a table."""

    def __init__(self, case: Case, routes: Routes, stage: Stage = AS_IT_STANDS):
        self.case = case
        self.routes = routes
        self.rows = Rows(case, NumberColumns(case), stage)
        self.posts_before = 0
        """Costs per fte so far: the place of the next among them."""
        self.optimism = OptimismColumns(case, self.rows.columns)
        self.counts_own_time = case.shape.appraisal.own_time != "left_out"
        self.counts_enjoyed = case.shape.appraisal.own_time == "all"

    def model(self) -> Model:
        """Returns the compiled case: the walk first, then the tables made of its rows."""
        rows, shape = self.rows, self.case.shape
        walked = [self._option(place, option) for place, option in enumerate(shape.options)]
        schedule, own_rates = rates(rows)
        tail = years_beyond(rows)
        total = rows.horizon + tail
        options = tuple(
            OptionModel(
                id=option.id,
                name=option.name or option.id,
                people=people_table(rows, f"options.{option.id}", option),
                weighting=weighting(rows, f"options.{option.id}", option),
                lines=place,
                rows=account_rows(rows.lines[place], shape.commissioner, self.case.library.payers),
                health_units=tuple(units),
                outcomes=tuple(measured),
                not_priced=tuple(outcome for outcome in option.outcomes if not outcome.values),
            )
            for option, (place, units, measured) in zip(shape.options, walked, strict=True)
        )
        costs = cost_table(rows, total)  # before the exposures: it notes those of its own
        parts = part_table(rows, total)
        return Model(
            case=self.case,
            assumptions=tuple(rows.columns.assumptions),
            restate=restatement(rows),
            constants=rows.columns.constants_last_first(),
            years=rows.horizon,
            tail=tail,
            options=options,
            streams=tuple(rows.streams),
            lines=tuple(rows.lines),
            posts=post_table(rows),
            schedule=schedule,
            own_rates=own_rates,
            nice=self.case.library.schedules[NICE_REFERENCE_CASE],
            routes=self.routes,
            costs=costs,
            parts=parts,
            exposures=exposure_table(rows),
            outcomes=outcome_table(rows),
            values=value_table(rows),
            shares=share_table(rows),
        )

    def _option(self, place: int, option: Option) -> _Walked:
        path = f"options.{option.id}"
        begin = len(self.rows.lines)
        for cost in option.costs:
            self._cost(place, step(path, f"costs.{cost.id}"), cost, is_replaced=False)
        for enabler in option.enablers:
            for cost in enabler.costs:
                self._cost(place, f"{path}.enablers.{enabler.id}.costs.{cost.id}", cost, is_replaced=False)
        for cost in option.replaces:
            self._cost(place, step(path, f"replaces.{cost.id}"), cost, is_replaced=True)
        counted = self._counted_values(path, option)
        units = self._health_units(path, option)
        health_units: list[tuple[str, int, int | None]] = []
        measured: list[tuple[Outcome, int]] = []
        for outcome in option.outcomes:
            index = self._outcome(place, path, option, outcome, counted)
            if index is not None:
                measured.append((outcome, index))
            if index is not None and outcome.id in units:
                health_units.append(
                    (
                        units[outcome.id],
                        index,
                        self.optimism.of_effect(f"{path}.outcomes.{outcome.id}", outcome),
                    )
                )
        return slice(begin, len(self.rows.lines)), health_units, measured

    def _counts(self, path: str, overlap: Overlap) -> bool:
        """Returns whether the value at a path is the one of its overlap group that is counted."""
        return self.routes.get(route_of(path, overlap.group), path if overlap.counted else "") == path

    def _counted_values(self, path: str, option: Option) -> _Counted:
        """Returns the counted value of each overlap group, and its outcome."""
        return {
            value.overlap.group: (outcome, value)
            for value_path, outcome, value in values_of_option(path, option)
            if value.overlap and self._counts(value_path, value.overlap)
        }

    def _health_units(self, path: str, option: Option) -> dict[str, str]:
        """Returns the unit of each outcome in QALYs or WELLBYs that is totalled: of one overlap group, one."""
        members: dict[tuple[str, str], dict[str, bool]] = {}
        for value_path, outcome, value in values_of_option(path, option):
            if value.overlap and outcome.unit in ("qaly", "wellby"):
                group = members.setdefault((value.overlap.group, outcome.unit), {})
                group[outcome.id] = group.get(outcome.id, False) or self._counts(value_path, value.overlap)
        left_out: set[str] = set()
        marked = {outcome.id for outcome in option.outcomes if outcome.total}
        for group in members.values():
            if len(group) > 1:
                best = [ident for ident, has_counted in group.items() if has_counted] or [
                    i for i in group if i in marked
                ]
                left_out |= set(group) - set(best[:1])
        return {
            o.id: o.unit for o in option.outcomes if o.unit in ("qaly", "wellby") and o.id not in left_out
        }

    def _cost(self, place: int, path: str, cost: Cost, is_replaced: bool) -> None:
        index = len(self.rows.costs)
        self.rows.costs.append(CostRow(place, path, cost, is_replaced))
        begin = len(self.rows.lines)
        optimism = self.optimism.of_cost(path, cost)
        driver = DRIVERS[cost.per]
        if driver.counts == "person_years":
            self.rows.exposure(place, "starts", path, self.case.shape.options[place])
        line = Line(
            option=place, path=path, side="cost", kind="cost", party="", category=cost.category, is_once=driver.is_once,
        )  # fmt: skip
        for party, share in self._parties(f"{path}.payer", cost.payer):
            if cost.transfer:
                for to, to_share in self._parties(f"{path}.to", cost.to or ""):
                    by = self._segments_of_cost(place, path, cost)
                    self._transfer(line, party, to, EntryPart(cost=index, shares=(share, to_share), by=by))
            elif is_replaced:
                self._fiscal_lines(replace(line, party=party), EntryPart(cost=index, shares=(share,)), cost)
            elif self._is_time_counted(cost, party):
                self._line(replace(line, party=party, cash=cost.cash), EntryPart(cost=index, shares=(share,)))
                if cost.is_posts and cost.cash:
                    self.rows.posts.append(PostRow(place, self.posts_before, party, share, path))
                if cost.vat is not None:
                    vat = EntryPart(cost=index, shares=(share,), vat=self.rows.columns.of(f"{path}.vat"))
                    self._line(replace(line, kind="vat", party=party, is_vat=True), vat)
        self.posts_before += cost.is_posts
        self._optimism_lines(begin, optimism)

    def _is_time_counted(self, cost: Cost, party: str) -> bool:
        """Returns whether a cost to a party is one, and not time that it gives and would not ask to have back, or that the case leaves out."""
        if cost.enjoyed is not None and party in WHO_ENJOYS and not self.counts_enjoyed:
            return False
        return cost.cash or self.counts_own_time or party not in OWN_TIME

    def _outcome(
        self, place: int, path: str, option: Option, outcome: Outcome, counted: _Counted
    ) -> int | None:
        outcome_path = f"{path}.outcomes.{outcome.id}"
        if not outcome.has_effect:
            return None
        stream = "starters" if outcome.applies_to == "starters" else "completers"
        exposure = self.rows.exposure(place, stream, outcome_path, option)
        index = len(self.rows.outcomes)
        is_reduction = outcome.effect_key == "reduces"
        effect, here = self._effect(outcome_path, outcome)
        self.rows.outcomes.append(
            OutcomeRow(
                exposure=exposure,
                share=self.rows.columns.or_default(f"{outcome_path}.share"),
                effect=effect,
                place=here,
                base=self.rows.columns.of(f"{outcome_path}.of")
                if is_reduction
                else self.rows.columns.constant(1.0),
                bridge=self.rows.columns.or_default(f"{outcome_path}.bridge"),
                is_clipped=is_reduction and (outcome.findings is not None or outcome.place is not None),
                deadweight=self.rows.columns.or_default(f"{outcome_path}.deadweight"),
                attribution=self.rows.columns.or_default(f"{outcome_path}.attribution"),
                displacement=self.rows.columns.or_default(f"{outcome_path}.displacement"),
            )
        )
        weighted_by = (
            self.rows.exposure(place, f"weighted {stream}", outcome_path, option)
            if has_weights(option)
            else exposure
        )
        for k, value in enumerate(outcome.values):
            self._value(
                place,
                f"{outcome_path}.values.{k}",
                outcome_path,
                outcome,
                value,
                index,
                counted,
                BySegment("exposure", exposure, weighted_by),
            )
        return index

    def _effect(self, path: str, outcome: Outcome) -> tuple[int, int]:
        """Returns the columns of an outcome's effect and of what this place adds to it.

        Under *Proven*, in a case that has findings anywhere, an effect without findings counts at grade 1 or 2 only.
        """
        key = f"{path}.{outcome.effect_key}"
        is_typed_under_proven = outcome.findings is None and self.case.standard == PROVEN
        if is_typed_under_proven and self.case.worst_grade([key]) not in PROVEN_GRADES:
            return self.rows.columns.constant(0.0), self.rows.columns.constant(0.0)
        return self.rows.columns.of(key), self.rows.columns.or_default(f"{path}.place")

    def _value(
        self,
        place: int,
        path: str,
        outcome_path: str,
        outcome: Outcome,
        value: Value,
        index: int,
        counted: _Counted,
        by: BySegment,
    ) -> None:
        entry = len(self.rows.values)
        self.rows.values.append(
            ValueRow(
                outcome=index,
                quantity=self.rows.columns.or_default(f"{path}.quantity"),
                unit_value=self.rows.columns.of(f"{path}.unit_value"),
                growth=self.rows.columns.of(f"{path}.real_growth") if value.real_growth is not None else None,
            )
        )
        begin = len(self.rows.lines)
        rivals = self._rivals(path, value, counted)
        is_counted = value.overlap is None or self._counts(path, value.overlap) or rivals is None
        default_rate = "health" if value.kind in ("health", "wellbeing") else "standard"
        line = Line(
            option=place, path=path, side="benefit", kind=value.kind, party="", counted=is_counted, rival=rivals,
            discount=value.discount or default_rate,
        )  # fmt: skip
        for party, share in self._parties(f"{path}.to", value.to):
            part = EntryPart(value=entry, outcome=index, shares=(share,), by=by)
            if value.kind == "transfer":
                for payer, payer_share in self._parties(f"{path}.from", value.from_ or ""):
                    self._transfer(line, payer, party, replace(part, shares=(share, payer_share)))
            elif value.kind == "fiscal":
                self._fiscal_lines(replace(line, party=party), part, value, self._is_released(outcome_path))
            elif not self._is_left_out(outcome, value, party):
                self._line(replace(line, party=party, cash=False, benefit_class=WIDER), part)
        self._optimism_lines(begin, self.optimism.of_value(path, outcome_path, outcome, value))

    def _is_released(self, outcome_path: str) -> bool:
        """Returns whether a gain may release cash: one that findings come to does where it is proven, and not through any bridge."""
        effect = self.case.effects.get(outcome_path)
        return effect is None or effect.is_proven_gain

    def _is_left_out(self, outcome: Outcome, value: Value, party: str) -> bool:
        """Returns whether a value to one party is people's own time in a case that leaves it out."""
        is_own_time = value.kind == "economic" and party in OWN_TIME and outcome.unit == "hour"
        return is_own_time and not self.counts_own_time

    def _rivals(self, path: str, value: Value, counted: _Counted) -> _Rivals | None:
        """Returns kind, to and from of the counted value of a value's overlap group, where that is another one.

        Own time that is left out of the ledger displaces nothing: not the part of a counted value that goes to its
        parties, and where all of it does, none of the group (model.md, section 5).
        """
        if value.overlap is None or self._counts(path, value.overlap) or value.overlap.group not in counted:
            return None
        outcome, rival = counted[value.overlap.group]
        to = tuple(party for party in parties_named(rival.to) if not self._is_left_out(outcome, rival, party))
        return (rival.kind, to, parties_named(rival.from_ or "")) if to else None

    def _transfer(self, line: Line, payer: str, to: str, part: EntryPart) -> None:
        """Adds both sides of money that moves from one party to another."""
        moved = replace(line, kind="transfer")
        self._line(replace(moved, side="cost", party=payer, counterparty=to), part)
        self._line(replace(moved, side="benefit", party=to, counterparty=payer), part)

    def _fiscal_lines(
        self, line: Line, part: EntryPart, entry: Cost | Value, is_released: bool = True
    ) -> None:
        """Adds the capacity that a fiscal value frees and, where some of it is cashable, its cash-releasing part.

        Of a gain that may not release cash all is capacity; a harm's cash is cash all the same.
        """
        freed = replace(line, side="benefit", kind="fiscal", cash=False, benefit_class=CAPACITY)
        if entry.cashable is None:
            self._line(freed, part)
            return
        cashable = self.rows.columns.of(f"{line.path}.cashable")
        release = entry.release if is_released else None
        released = replace(freed, cash=True, benefit_class=CASH_RELEASING)
        self._line(released, replace(part, split=CashableSplit(cashable, release, is_cash=True)))
        self._line(freed, replace(part, split=CashableSplit(cashable, release, is_cash=False)))

    def _line(self, line: Line, part: EntryPart) -> None:
        self.rows.lines.append(line)
        self.rows.parts.append(part)

    def _optimism_lines(self, begin: int, rates: HalfRates | None) -> None:
        """Adds a part of optimism bias for each line made since `begin`, with the party and class of what it adjusts."""
        if rates is None:
            return
        for adjusted in range(begin, len(self.rows.lines)):
            line = self.rows.lines[adjusted]
            if line.kind == "transfer":
                continue
            self.rows.lines.append(line.as_optimism())
            self.rows.parts.append(OptimismPart(adjusted, rates, self.rows.parts[adjusted].by))

    # People, exposures and shares -----------------------------------------------------------------------------

    def _segments_of_cost(self, place: int, path: str, cost: Cost) -> BySegment:
        """Returns where the segments' parts of a transfer are found: with its people, or with all who start."""
        option = self.case.shape.options[place]
        if not has_weights(option):
            return BySegment("starts", place, place)
        counts = DRIVERS[cost.per].counts
        if counts == "person_years":
            return BySegment(
                "exposure",
                self.rows.exposure(place, "starts", path, option),
                self.rows.exposure(place, "weighted starts", path, option),
            )
        return BySegment("starts" if counts in ("starts", "completers") else "all starts", place, place)

    def _parties(self, path: str, parties: Parties) -> Iterator[tuple[str, int | None]]:
        """Yields (party, place among the shares, or None for the whole) for one party or a sharing."""
        if isinstance(parties, str):
            yield parties, None
            return
        begin = self.rows.share_places.setdefault(path, len(self.rows.share_columns))
        if begin == len(self.rows.share_columns):
            self.rows.share_columns += [self.rows.columns.of(f"{path}.{party}") for party in parties]
            self.rows.share_groups.append((begin, len(parties)))
        yield from ((party, begin + k) for k, party in enumerate(parties))
