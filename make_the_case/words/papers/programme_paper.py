"""The papers of a programme as blocks: two pages for a board, and the whole paper with page one of each service inside."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words import programme_words as words
from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, facts, paragraphs
from make_the_case.words.charts.programme_charts import (
    ceilings_chart,
    frontier_chart,
    in_best_chart,
    triangles_chart,
)
from make_the_case.words.papers.one_page import one_page
from make_the_case.words.phrases import capital, counted, listed, money, party_in_prose, party_name
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.answers.appraised import Appraised
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Member, Programme

NOT_KNOWN = (
    "Whether the staff exist.",
    "What two services do to each other, beyond the same caseload.",
    "What a service that closes leaves behind.",
    "What the services mean to those who argue for them.",
)
"""What the figures of a programme do not know."""
MADE_UP = "Some of these cases are illustrative: their places and local figures are made up."
NEXT_ON_THE_PAGE = 3


def title_of(programme: Programme) -> str:
    """Returns what the programme is called."""
    return programme.shape.title or "Programme"


def programme_summary(programme: Programme, answer: ProgrammeAnswer) -> list[Block]:
    """Returns two pages for a board: what is asked, what it comes to under each ceiling, what it gives up, and how sure that is."""
    shape = programme.shape
    maximise, commissioner = shape.maximise, shape.commissioner
    return [
        *_made_up(programme),
        paragraphs(_recommendation(programme, answer), style="recommendation"),
        paragraphs(" ".join(words.worth_sentences(answer, maximise))),
        Heading("What it comes to"),
        _in_figures(programme, answer),
        Tabled(short_services_table(answer, maximise, commissioner)),
        *([Drawn(ceilings_chart(answer), has_table=False)] if answer.ceilings else []),
        Lines(tuple(words.five_lines_of(answer, commissioner)), is_numbered=True),
        Drawn(triangles_chart(answer, maximise, commissioner), has_table=False),
        Heading("What the board might ask"),
        Lines(tuple(_moves(answer, maximise))),
        *([Tabled(_few_next(answer, maximise))] if answer.next_best else []),
        *_would_come_in(answer, maximise),
        Heading("How sure is that?"),
        paragraphs(" ".join(words.finding_out_sentences(answer, maximise))),
        Heading("What the figures do not know"),
        Lines(NOT_KNOWN),
        *_rules(programme),
    ]


def whole_paper(programme: Programme, answer: ProgrammeAnswer, appraised: Sequence[Appraised]) -> list[Block]:
    """Returns the whole paper: the choice with its charts and tables, and page one of each service's own case."""
    shape = programme.shape
    maximise, commissioner = shape.maximise, shape.commissioner
    by_id = zip(programme.members, appraised, strict=True)
    return [
        *_made_up(programme),
        Heading("Recommendation"),
        paragraphs(_recommendation(programme, answer), style="recommendation"),
        paragraphs(*words.programme_sentences(answer, maximise)),
        _in_figures(programme, answer),
        Heading("The services"),
        Tabled(words.services_table(answer, maximise, commissioner)),
        Drawn(triangles_chart(answer, maximise, commissioner)),
        Heading("The money"),
        *_rules(programme),
        *([Drawn(ceilings_chart(answer))] if answer.ceilings else []),
        Tabled(words.cost_by_year_table(answer)),
        *([Drawn(frontier_chart(answer, maximise))] if answer.ceilings else []),
        Heading("What the chosen services come to"),
        Lines(tuple(words.five_lines_of(answer, commissioner)), is_numbered=True),
        Tabled(words.parties_table(answer)),
        *([Tabled(words.groups_table(answer))] if answer.worth.groups else []),
        Heading("What if?"),
        Lines(tuple(_moves(answer, maximise))),
        *([Tabled(words.next_best_table(answer, maximise))] if answer.next_best else []),
        *_would_come_in(answer, maximise),
        Heading("How sure is that?"),
        paragraphs(*words.finding_out_sentences(answer, maximise)),
        Drawn(in_best_chart(answer)),
        Tabled(words.finding_out_table(answer, maximise)),
        Heading("What the figures do not know"),
        Lines(NOT_KNOWN),
        *_restated(answer),
        *(block for member, one in by_id for block in _service(answer, member, one)),
    ]


def _made_up(programme: Programme) -> list[Block]:
    is_made_up = any(member.case.shape.illustrative for member in programme.members)
    return [paragraphs(MADE_UP, style="notice")] if is_made_up else []


def _recommendation(programme: Programme, answer: ProgrammeAnswer) -> str:
    payer = party_in_prose(programme.shape.commissioner)
    if not answer.best.chosen:
        return "Recommendation: fund none of these services. Under these ceilings and rules, none of them is worth more than it costs."
    spent = money(sum(answer.cost.get(programme.shape.commissioner, [])))
    most = next((use.most for use in answer.ceilings if use.payer == programme.shape.commissioner and not use.year), None)  # fmt: skip
    of = "" if most is None else f" of the {money(most)} that it can spend"
    return (
        f"Recommendation: fund {words.picked_words(answer, answer.best.chosen)}. {capital(payer)} would pay {spent}{of}, in cash terms over "
        f"{counted(len(answer.years), 'year')}.{_others_pay(programme, answer)}"
    )


def _others_pay(programme: Programme, answer: ProgrammeAnswer) -> str:
    """Returns which other organisations would pay for the chosen services, the largest share first; nothing where none would."""
    others = [(sum(paid), who) for who, paid in answer.cost.items() if who != programme.shape.commissioner]
    shares = [
        f"{party_in_prose(who)} {money(paid)}" for paid, who in sorted(others, reverse=True) if paid >= 1
    ]
    return f" Others would pay too: {listed(shares)}." if shares else ""


def _in_figures(programme: Programme, answer: ProgrammeAnswer) -> Facts:
    shape = programme.shape
    return facts(
        [
            ("Organisation", shape.organisation or ""),
            ("Organisation asked to pay", party_name(shape.commissioner)),
            ("Expected to be worth", _worth(answer, shape.maximise)),
            ("People who start", f"{answer.worth.people:,.0f}"),
            ("No other set is better", capital(Chance(answer.chance_best).words)),
        ]
    )


def _worth(answer: ProgrammeAnswer, maximise: str) -> str:
    """Returns what the chosen set is expected to be worth, with its likely range."""
    best, likely = words.amount(answer.best.value, maximise), words.likely_words(answer, maximise)
    return f"{best} ({likely})" if likely else best


def short_services_table(answer: ProgrammeAnswer, maximise: str, commissioner: str) -> Table:
    """Returns each service once, in the size that is chosen or else its first, with whether it is chosen."""
    table = words.services_table(answer, maximise, commissioner)
    chosen = set(answer.best.chosen)
    taken = {row.picked.service for row in answer.services if row.picked in chosen}
    kept, seen = [], set[str]()
    for row, cells in zip(answer.services, table.rows, strict=True):
        ident = row.picked.service
        if row.picked in chosen or (ident not in taken and ident not in seen):
            kept.append(cells)
            seen.add(ident)
    caption = "The services, each in the size that is chosen or else its first"
    return Table(caption, table.header, tuple(kept), table.note)


def _moves(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    dropped = [words.dropped_sentence(answer, one, maximise) for one in answer.dropped]
    return [*dropped, *(words.moved_sentence(answer, one, maximise) for one in answer.moved)]


def _few_next(answer: ProgrammeAnswer, maximise: str) -> Table:
    table = words.next_best_table(answer, maximise)
    return Table(table.caption, table.header, table.rows[:NEXT_ON_THE_PAGE])


def _would_come_in(answer: ProgrammeAnswer, maximise: str) -> list[Block]:
    sentences = words.left_out_sentences(answer, maximise)
    return [Heading("What would bring a service in", 2), Lines(tuple(sentences))] if sentences else []


def _rules(programme: Programme) -> list[Block]:
    shape = programme.shape
    names = {member.service.id: member.name for member in programme.members}
    appraisal = programme.members[0].case.shape.appraisal
    years = words.years_of(appraisal.first_year, appraisal.years)
    said = [words.ceiling_words(ceiling, years) for ceiling in shape.budget]
    said += [words.rule_words(rule, names, shape.commissioner) for rule in shape.rules]
    said += [
        f"{names[service.id]} is in, whatever it is worth."
        if service.status == "in"
        else f"{names[service.id]} is out."
        for service in shape.services
        if service.status != "open"
    ]
    return [Heading("The ceilings and rules", 2), Lines(tuple(said))] if said else []


def _restated(answer: ProgrammeAnswer) -> list[Block]:
    sentences = words.restated_sentences(answer)
    return [Heading("What the programme changes in a case", 2), Lines(tuple(sentences))] if sentences else []


def _service(answer: ProgrammeAnswer, member: Member, appraised: Appraised) -> list[Block]:
    """Returns page one of a service's own case, its parts one level below its name."""
    title = appraised.case.shape.title
    lower = [Heading(block.text, 2) if isinstance(block, Heading) else block for block in one_page(appraised)]
    size = next((each.size for each in answer.best.chosen if each.service == member.service.id), None)
    chosen = "Not chosen." if size is None else f"Chosen at {words.size_words(size)}."
    own = (
        "What follows is page one of its own case, at its whole size, read under the programme. Its figures are those of its central "
        "values, and the choice between services goes by averages over the simulation runs, so the two differ."
    )
    return [
        Heading(member.name),
        paragraphs(title or "", style="small"),
        paragraphs(f"{chosen} {own}"),
        *lower,
    ]
