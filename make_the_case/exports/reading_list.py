"""What nobody has read at its source yet: each figure that is `to_verify`, the address to read, and what depends on it.

`python -m make_the_case.exports.reading_list` prints it, what would move an answer most first. Whoever has read a figure changes its
`status` (and its number, where the source says another) in the one line that is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from make_the_case.authoring.new_case import new_case
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.phrases import counted, money
from valuation import Case, Library, compile_case, load_library, one_way, with_changes
from valuation.accounts import SOCIETY
from valuation.case.option_shape import Finding
from valuation.case.places import option_of, table_and_entry, within_option
from valuation.case.statuses import counts_as
from valuation.case.templates import Template, templates
from valuation.draws import central
from valuation.evidence.scales import FILE, measures_of
from valuation.figures import digits
from valuation.lines.model import Model
from valuation.measures import values_of
from valuation.quantities import Assumption
from valuation.streams import NET_VALUE

TO_VERIFY = "to_verify"
FEW = 5
"""Templates that are named of those that a figure moves."""


@dataclass(frozen=True)
class ToRead:
    """One figure that nobody has read at its source, and what it moves."""

    place: str
    """The file and the entry in it."""
    name: str
    source: str | None
    moves: dict[str, float]
    """By template, how far net value to society moves with it, in pounds: over its range, or of a finding if it had found nothing."""

    @property
    def most(self) -> float:
        """Returns the largest amount that it moves in any template."""
        return max(self.moves.values(), default=0.0)


def to_read(library: Library, chosen: Sequence[str] = ()) -> list[ToRead]:
    """Returns every figure to be read that a template rests on, the most influential first; of some templates where they are named."""
    found: dict[str, ToRead] = {}
    for template in templates(library):
        if chosen and template.id not in chosen:
            continue
        for figure in _of_template(template, library):
            known = found.setdefault(figure.place, figure)
            known.moves.update(figure.moves)
    return sorted(found.values(), key=lambda figure: (-figure.most, figure.place))


def _of_template(template: Template, library: Library) -> Iterator[ToRead]:
    case = new_case([template], library, f"{template.id}.yaml").case
    model = compile_case(case)
    made = {path for effect in case.effects.values() for path in (effect.effect_path, effect.place_path)}
    numbers = {a.path: a for a in model.assumptions if counts_as(a) == TO_VERIFY and a.path not in made}
    if numbers:
        (swings,) = one_way(model).values()
        moved = {swing.path: swing.swing for swing in swings}
        for path, number in numbers.items():
            yield _number(case, template.id, number, moved.get(path, 0.0))
    yield from _findings(case, model, template.id)


def _number(case: Case, template: str, number: Assumption, moved: float) -> ToRead:
    own = option_of(number.path) is not None
    place = (
        f"assumptions/templates/{template}.yaml: {within_option(number.path)}"
        if own
        else _in_library(number.path)
    )
    return ToRead(
        place, name_of(case, number.path), number.source, {template: 0.0 if moved != moved else moved}
    )


def _in_library(path: str) -> str:
    table, entry = table_and_entry(path)
    return f"assumptions/{FILE}.yaml: {path}" if table == "bridges" else f"assumptions/{table}.yaml: {entry}"


def measures_to_read(library: Library) -> list[ToRead]:
    """Returns what says how findings of a measure are read, and that nobody has read at its source: no one number of a case moves with it."""
    return [
        ToRead(
            f"assumptions/{FILE}.yaml: measures.{measure.id}, {name}",
            f"{measure.label}: {name}",
            figure.source,
            {},
        )
        for measure in measures_of(library).values()
        for name, figure in measure.figures.items()
        if figure.status == TO_VERIFY
    ]


def _findings(case: Case, model: Model, template: str) -> Iterator[ToRead]:
    base = _net_value(model)
    for path, effect in case.effects.items():
        for finding in effect.outcome.findings or ():
            if finding.status == TO_VERIFY:
                at = f"{path}.findings.{finding.id}.estimate"
                moved = (
                    0.0
                    if finding.set_aside
                    else abs(_net_value(compile_case(with_changes(case, {at: 0.0}))) - base)
                )
                yield _finding(path, finding, template, moved)


def _finding(path: str, finding: Finding, template: str, moved: float) -> ToRead:
    place = f"assumptions/templates/{template}.yaml: {within_option(path)}.findings.{finding.id}"
    return ToRead(place, f"{finding.study}: {digits(finding.estimate)}", finding.source, {template: moved})


def _net_value(model: Model) -> float:
    (values,) = values_of(model, central(model), SOCIETY, NET_VALUE).values()
    return float(values[0])


def as_text(found: Sequence[ToRead], library: Library) -> str:
    """Returns the list in Markdown: what to read, where, which line it is in, and what it moves."""
    lines = [
        "# What is not yet checked at its source",
        "",
        f"{counted(len(found), 'figure')}, what would move an answer most first. How far net value to society moves is over a figure's range, or, of a",
        "finding, if it had found nothing. Read the source, correct the number where it says another, and change `status: to_verify` in the line named.",
    ]
    for figure in found:
        lines += [
            "",
            f"## {figure.name}",
            "",
            f"- Line: `{figure.place}`",
            f"- Read: {_address(figure.source, library)}",
        ]
        most = sorted(figure.moves.items(), key=lambda item: -item[1])
        said = [f"`{ident}` by {money(amount)}" for ident, amount in most if amount >= 1]
        more = f"; and {len(said) - FEW} more" if len(said) > FEW else ""
        lines.append(f"- Moves: {'; '.join(said[:FEW]) or 'no answer as it stands'}{more}")
    return "\n".join(lines) + "\n"


def _address(ident: str | None, library: Library) -> str:
    source = library.sources.get(ident or "")
    if source is None:
        return ident or "no source is named"
    where = f"https://doi.org/{source.doi}" if source.doi else source.url or "no address is known"
    return f"{source.title}. {source.publisher}, {source.date}. {where}"


if __name__ == "__main__":
    shipped = load_library()
    print(as_text([*to_read(shipped), *measures_to_read(shipped)], shipped), end="")
