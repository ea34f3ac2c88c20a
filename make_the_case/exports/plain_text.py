"""A result as plain text for the terminal: 80 columns, no colour, the same sentences as everywhere else."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from make_the_case.words import pilot_words, programme_words, rollout_words, track_words, uncertainty
from make_the_case.words.assumption_phrases import name_of, value_in_words
from make_the_case.words.check_words import SEVERITIES, SEVERITY_COUNTS
from make_the_case.words.papers import comparison, summary
from make_the_case.words.papers.health import health_sentences
from make_the_case.words.tables import sensitivity_tables as tables
from make_the_case.words.tables.evidence_tables import chances_sentence, findings_lines, standards_lines
from make_the_case.words.tables.summary_tables import TABLES, Table
from valuation import Answer, Assumption, Case, CaseError
from valuation.answers.check import Check
from valuation.compare.bridge import Bridge
from valuation.figures import digits
from valuation.learning.track import Track
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout
from valuation.sensitivity.pilots.pilot_answer import Pilot
from valuation.sensitivity.sensitivity_answer import SensitivityAnswer

WIDTH = 80


def folded(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Returns text as lines of 80 columns at most; a longer word, such as a path, is broken."""
    indent = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += textwrap.wrap(
            paragraph, WIDTH, initial_indent=first if not lines else indent, subsequent_indent=indent
        ) or [first.rstrip()]
    return lines


def table_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Returns a table as lines: the first column words, wrapped where long, the others figures; wide words come below their row."""
    cells = [tuple(row) for row in rows]
    below: list[list[str]] = [[] for _ in cells]
    if len(header) > FEW_COLUMNS and any(len(row[-1]) > WIDEST_LAST for row in cells):
        below = [folded(row[-1], f"  {header[-1]}: ") for row in cells]
        header, cells = header[:-1], [row[:-1] for row in cells]
    everything = [tuple(header), *cells]
    heads = [_two_lines(cell) for cell in header[1:]]
    sizes = [
        max([*map(len, heads[k]), *(len(row[k + 1]) for row in everything[1:])]) for k in range(len(heads))
    ]
    widest = max(len(row[0]) for row in everything)
    first = max(10, min(WIDTH - sum(sizes) - 2 * len(sizes), widest))
    lines: list[str] = []
    if any(head[0] for head in heads):
        lines.append(
            " " * first + "".join(f"  {head[0]:>{size}}" for head, size in zip(heads, sizes, strict=True))
        )
    lines.append(
        f"{header[0]:<{first}}"
        + "".join(f"  {head[1]:>{size}}" for head, size in zip(heads, sizes, strict=True))
    )
    lines.append("-" * (first + sum(sizes) + 2 * len(sizes)))
    for row, words_below in zip(everything[1:], below, strict=True):
        words = textwrap.wrap(row[0], first) or [""]
        lines += words[:-1]
        lines.append(
            f"{words[-1]:<{first}}"
            + "".join(f"  {cell:>{size}}" for cell, size in zip(row[1:], sizes, strict=True))
        )
        lines += words_below
    return [line.rstrip() for line in lines]


FEW_COLUMNS = 3
WIDEST_LAST = 24
"""Characters of a last column of words that still stand beside figures."""


def _two_lines(head: str) -> tuple[str, str]:
    """Returns a heading on two lines, where it is long: `Gains in`, `cash £`."""
    words = head.split()
    if len(head) <= 12 or len(words) < 3:
        return "", head
    return " ".join(words[:-2]), " ".join(words[-2:])


def _section(table: Table) -> list[str]:
    return [
        "",
        *folded(table.caption),
        "",
        *table_lines(table.header, table.rows),
        *(folded(table.note) if table.note else []),
    ]


def report(answer: Answer, case: Case, assumptions: Sequence[Assumption]) -> str:
    """Returns the readable answer of `appraise`: each option's verdict and five lines before any table."""
    lines = folded(answer.title or "A case without a title")
    lines.append("=" * min(WIDTH, max(map(len, lines))))
    width = max(len(label) for label, _ in summary.facts(answer, case)) + 2
    for label, words in summary.facts(answer, case):
        lines += folded(words, f"{label + ':':<{width}}")
    preferred = case.preferred
    for option in sorted(answer.options, key=lambda ident: ident != preferred):
        lines += _option(answer, case, option, option == preferred and len(answer.options) > 1)
    lines += ["", "How good is the evidence?", ""]
    for sentence in summary.evidence_sentences(assumptions, case):
        lines += folded(sentence)
    lines += ["", *folded(summary.PRODUCED_WITH)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _option(answer: Answer, case: Case, option: str, is_preferred: bool) -> list[str]:
    option_answer = answer.options[option]
    heading = (
        folded(option_answer.name or option)
        if not is_preferred
        else folded(f"{option_answer.name or option} (the preferred option)")
    )
    lines = ["", *heading, "-" * max(map(len, heading)), ""]
    for notice in summary.notices(case):
        lines += folded(notice, "! ")
    lines += ["", *folded(option_answer.verdict.sentence), ""]
    for number, line in enumerate(summary.five_lines(answer, option), start=1):
        lines += folded(line, f"{number}. ")
    if option_answer.evidence.standard is not None:
        lines += ["", "The same case at three standards of proof", ""]
        for sentence in standards_lines(answer, option):
            lines += folded(sentence)
        lines += ["", "What the findings come to", ""]
        for sentence in findings_lines(answer, case, option):
            lines += folded(sentence)
    lines += [
        "",
        *folded(summary.basis(answer)),
        *folded(summary.optimism_sentence(answer, option, case)),
        *folded(summary.CENTRAL_ESTIMATES),
    ]
    for make in TABLES:
        lines += _section(make(answer, option))
    lines += ["", "Health and wellbeing", ""]
    for sentence in health_sentences(answer, option, case):
        lines += folded(sentence)
    lines += [*folded(summary.beyond_sentence(answer, option))]
    if option_answer.sroi is not None and option_answer.sroi >= 0.005:
        lines += folded(
            f"Value for each £1 of cost, counting wider value: £{option_answer.sroi:.2f}. "
            "Do not use the ratio alone to decide."
        )
    return lines


def sensitivity_report(told: SensitivityAnswer, case: Case) -> str:
    """Returns the readable answer of `sensitivity`: what matters, what would have to be true, chances, what to find out."""
    lines = folded(told.title or "A case without a title")
    lines.append("=" * min(WIDTH, max(map(len, lines))))
    lines += folded(f"Check code: {told.check_code}")
    lines += folded(f"Measured: {tables.measured(case, told.account, told.measure)}")
    for option, sure in told.options.items():
        heading = folded(sure.name or option)
        lines += ["", *heading, "-" * max(map(len, heading))]
        if not told.uncertain:
            lines += ["", *folded(uncertainty.NOTHING_UNCERTAIN)]
        chance = sure.monte_carlo.accounts["society"].chance_positive or 0.0
        if told.uncertain:
            lines += ["", *folded(uncertainty.confidence_clause(chance))]
            lines += folded(uncertainty.futures_sentence(chance))
            lines += folded(chances_sentence(sure.chances, case.standard))
            lines += folded(uncertainty.expectation_sentence(case, sure.expectation))
            settled = sure.monte_carlo.convergence[told.account]
            lines += folded(uncertainty.enough_sentence(told.draws, settled))
        lines += folded(f"How good is the evidence? {uncertainty.evidence_line(sure.evidence)}")
        lines += _section(tables.one_way_table(case, sure.one_way, told.account, told.measure))
        lines += _section(tables.switching_table(case, sure.switching, sure.one_way))
        lines += _section(tables.chances_table(case, sure.monte_carlo, told.measure))
        lines += _section(tables.scenarios_table(case, told.scenarios, option))
    lines += ["", "Value of further evidence", ""]
    lines += folded(uncertainty.best_sentence(case, told.information))
    for sentence in uncertainty.information_sentences(case, told.information):
        lines += folded(sentence)
    lines += _section(tables.information_table(case, told.information))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def pilot_report(found: Pilot, case: Case) -> str:
    """Returns the readable answer of `pilot`: the way that is worth most, the test as it would be offered, the dates, every size."""
    lines = folded(f"{pilot_words.option_name(case, found)}: go ahead, test it first, or leave it")
    lines.append("=" * min(WIDTH, max(map(len, lines))))
    lines += ["", *folded(" ".join(pilot_words.pilot_sentences(case, found)))]
    lines += ["", *folded(" ".join(pilot_words.decided_now_sentences(case, found)))]
    size = found.best_size
    if size is not None and size.carry_on is not None:
        lines += ["", *folded(" ".join(pilot_words.carry_on_sentences(case, found, size.carry_on)))]
    if found.sizes:
        lines += _section(pilot_words.sizes_table(case, found))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def programme_report(found: ProgrammeAnswer, title: str, maximise: str, commissioner: str) -> str:
    """Returns the readable answer of `programme`: the best set, the services, the ceilings, what comes next, and what is left out."""
    lines = folded(title)
    lines.append("=" * min(WIDTH, max(map(len, lines))))
    lines += ["", *folded(" ".join(programme_words.programme_sentences(found, maximise)))]
    lines += _section(programme_words.services_table(found, maximise, commissioner))
    if found.ceilings:
        lines += _section(programme_words.ceilings_table(found))
    if found.next_best:
        lines += _section(programme_words.next_best_table(found, maximise))
    for sentence in (
        *programme_words.left_out_sentences(found, maximise),
        *programme_words.restated_sentences(found),
    ):
        lines += ["", *folded(sentence)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def rollout_report(rollout: Rollout, found: RolloutAnswer) -> str:
    """Returns the readable answer of `rollout`: the whole, what waves are worth, people and money by year, who gains, every place."""
    lines = folded(rollout_words.title_of(rollout))
    lines.append("=" * min(WIDTH, max(map(len, lines))))
    if rollout.shape.illustrative:
        lines += ["", *folded(rollout_words.MADE_UP)]
    lines += ["", *folded(" ".join(rollout_words.whole_sentences(rollout, found)))]
    lines += ["", *folded(" ".join(rollout_words.areas_sentences(found)))]
    if len(found.begins) > 1:
        lines += ["", *folded(" ".join(rollout_words.waves_sentences(rollout, found)))]
    lines += _section(rollout_words.waves_table(found))
    lines += _section(rollout_words.years_table(found))
    if found.fifths:
        lines += _section(rollout_words.fifths_table(found))
    lines += _section(rollout_words.places_table(found))
    lines += ["", *folded(rollout_words.LEAVES_OUT)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def track_report(found: Track, case: Case) -> str:
    """Returns the readable answer of `track`: known now beside approved, plan and actual, what moved it, tests and months."""
    lines: list[str] = []
    for tracked in found.options.values():
        head = folded(track_words.title_of(found, tracked))
        lines += [*([""] if lines else []), *head, "=" * min(WIDTH, max(map(len, head)))]
        lines += ["", *folded(" ".join(track_words.worth_sentences(tracked)))]
        if not tracked.records.is_empty:
            lines += _section(track_words.plan_table(case, tracked))
            lines += _section(track_words.bridge_table(case, tracked))
            for sentence in track_words.learned_sentences(tracked):
                lines += ["", *folded(sentence)]
        if tracked.tests:
            lines += ["", "Go on, change or stop", ""]
            for sentence in track_words.test_sentences(case, tracked):
                lines += folded(sentence, "- ", "  ")
        for what, chart in tracked.series.items():
            lines += ["", *folded(" ".join(track_words.series_sentences(what, chart)))]
        for remark in tracked.records.remarks:
            lines += ["", *folded(f"Note: {remark}")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def bridge_report(bridge: Bridge, first: Case, second: Case) -> str:
    """Returns the readable answer of `bridge`: how far apart, what each change did, and where the two would agree."""
    lines = folded(f"A: {first.shape.title or first.name}")
    lines += folded(f"B: {second.shape.title or second.name}")
    names = [option.name or option.id for option in first.shape.options if option.id == bridge.option]
    lines += folded(f"Option: {names[0]}")
    lines += folded(f"Measured: {tables.measured(second, bridge.account, bridge.measure)}")
    if not bridge.changes:
        return "\n".join([*lines, "", "Nothing that this option depends on differs."]) + "\n"
    lines += [""]
    for sentence in comparison.gap_sentences(first, second, bridge):
        lines += folded(sentence)
    lines += _section(comparison.contributions_table(first, second, bridge))
    sentences = comparison.agreement_sentences(first, second, bridge)
    if sentences:
        lines += ["", "Where the two would agree", ""]
        for sentence in sentences:
            lines += folded(sentence)
    lines += ["", "What evidence would settle it", ""]
    for sentence in comparison.settle_sentences(first, second, bridge, ()):
        lines += folded(sentence)
    return "\n".join(line.rstrip() for line in lines) + "\n"


# An entry of the library, and a template, are YAML as it was read: what stands under a key may be anything.
def library_lines(
    entries: Iterable[tuple[str, dict[str, Any]]], title: Callable[[str | None], str]
) -> list[str]:
    """Returns library entries as text: id and label, the number, and where it comes from."""
    lines: list[str] = []
    for ident, entry in entries:
        lines += ["", ident] if lines else [ident]
        lines += folded(str(entry.get("label", "")), "  ")
        year = f", {str(entry['price_year']).replace('-', '/')} prices" if entry.get("price_year") else ""
        spread = (
            f" (range {digits(entry['range'][0])} to {digits(entry['range'][1])})"
            if entry.get("range")
            else ""
        )
        lines += folded(
            f"{_number(entry['value'])} {entry.get('unit', '')}{spread}{year}; "
            f"grade {entry.get('grade', 'none')}, {entry.get('status', 'no status')}",
            "  ",
        )
        place = f"; {entry['locator']}" if entry.get("locator") else ""
        lines += folded(f"Source: {title(entry.get('source'))}{place}", "  ")
    return lines


def _number(value: float) -> str:
    return (
        f"{value:,.2f}"
        if value != int(value) and abs(value) >= 1
        else digits(value)
        if abs(value) < 1e6
        else f"{value:,.0f}"
    )


def moved_lines(changes: Iterable[tuple[str, float, float]]) -> list[str]:
    """Returns what is said of library numbers that have moved since a case was saved."""
    rows = list(changes)
    if not rows:
        return []
    lines = folded("Library figures have changed since this case was saved. The new ones are used:")
    for ident, then, now in rows:
        lines += folded(f"{ident}: was {_number(then)}, now {_number(now)}", "  ")
    return lines


def fixed_lines(case: Case) -> list[str]:
    """Returns what is said of the numbers that a change has fixed for this run."""
    return [
        f"{name_of(case, fixed.path)}, {value_in_words(case, fixed.path, fixed.value)}: {fixed.reason}"
        for fixed in case.fixed
    ]


SAID_OF_A_TEMPLATE = {
    "serves": "Serves", "fits": "Fits", "not_for": "Not for", "like": "Others like it", "evidence": "Evidence",
}  # fmt: skip


def template_lines(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Returns the templates as text: id, name, whom it serves and what evidence there is."""
    lines: list[str] = []
    for row in rows:
        lines += ["", row["id"]] if lines else [row["id"]]
        lines += folded(str(row["name"]), "  ")
        for key, label in SAID_OF_A_TEMPLATE.items():
            said = row[key]
            if said:
                words = "; ".join(map(str, said)) if isinstance(said, list) else str(said)
                lines += folded(f"{label}: {words}", "  ")
        for effect in row["effects"]:
            lines += folded(
                f"{effect['name']}: {effect['figure']}, {effect['in_base_case'].lower()}; grade {effect['grade']}, "
                f"{effect['status'].replace('_', ' ')}; {effect['study']}.",
                "    ",
            )
        if row["enabler"]:
            lines += folded("An enabler: it has costs and no benefit of its own.", "  ")
    return lines or ["There are no templates."]


def check_lines(checks: Sequence[Check]) -> list[str]:
    """Returns that there are no errors, and what the checks say, each with where and what to do."""
    lines = folded("No errors. The case can be appraised.")
    if not checks:
        return [*lines, *folded("The checks found nothing else.")]
    counts = [f"{sum(c.severity == s for c in checks)} {words}" for s, words in SEVERITY_COUNTS.items()]
    lines += ["", *folded(f"Checks ({', '.join(counts)}):")]
    for check in checks:
        lines += ["", *folded(f"{SEVERITIES[check.severity]}: {check.message}")]
        lines += folded(check.path, "  ") + folded(check.remedy, "  ")
    return lines


def problem_lines(error: CaseError) -> list[str]:
    """Returns every problem of a case, each a plain sentence."""
    count = len(error.problems)
    lines = folded(f"{error.name} has {count} problem{'s' if count != 1 else ''}:")
    for problem in error.problems:
        lines += folded(problem.sentence(), "- ")
    return lines
