"""The constant block: what every document says of a case, in one place, in one order, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from make_the_case.words.assumption_phrases import (
    NO_EDGE,
    assumption,
    edge_in_words,
    names_together,
    quality,
    used_in_words,
)
from make_the_case.words.likely_range import LikelyRange
from make_the_case.words.papers.meeting_words import TO_ADD
from make_the_case.words.papers.summary import (
    CODE_MEANS,
    NOT_CHECKED,
    PRODUCED_WITH,
    basis,
    evidence_sentences,
    five_lines,
    line_names,
    notices_of_the_place,
    optimism_sentence,
    unread_sentence,
)
from make_the_case.words.phrases import capital, party_name, quoted
from make_the_case.words.tables.evidence_tables import standards_sentence
from make_the_case.words.uncertainty import (
    LIKELY_MEANS,
    banners,
    chance_sentences,
    evidence_line,
    line_ranges,
)
from valuation import MODEL_VERSION, PROGRAM_VERSION, Answer, Case
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.one_way import Swing

NO_SIMULATION = "No simulation has been run for this paper, so it has no ranges and no chances. Each figure is a best estimate."
DEPENDS_ON = 3
NOTHING_CHANGES_IT = "No value that was tried changes the answer."


@dataclass(frozen=True)
class Dependence:
    """One of the things that a result depends on."""

    path: str
    name: str
    used: str
    breaks_even: str
    evidence: str
    has_edge: bool = True
    """Whether any value tried changes the answer."""
    breaks_even_below: bool = False
    """Whether its break-even value is below our figure, so that falling is what changes the answer."""

    @property
    def sentence(self) -> str:
        """Returns the assumption, our figure, its break-even value if there is one, and how good its evidence is."""
        if not self.has_edge:
            return f"{quoted(self.name)}: we use {self.used}. {NOTHING_CHANGES_IT} The evidence is {self.evidence.lower()}."
        number, _, unit = self.used.partition(" ")
        used = number if unit and self.breaks_even.partition(" ")[2] == unit else self.used
        return (
            f"{quoted(self.name)}: we use {used}, and the break-even value is {self.breaks_even}. "
            f"The evidence is {self.evidence.lower()}."
        )


@dataclass(frozen=True)
class ConstantBlock:
    """What every document prints of one option, whatever else it says."""

    title: str
    option: str
    set_name: str
    payer: str
    notices: tuple[str, ...]
    """What is said before the verdict."""
    verdict: str
    lines: tuple[str, ...]
    """The five lines, with their likely ranges where a simulation has been run."""
    uncertainty: tuple[str, ...]
    """What it comes to by how much proof is asked for, the two chances and what a likely range is, or that no simulation has been run."""
    evidence: str
    depends_on: tuple[Dependence, ...]
    not_priced: str
    author: str
    interests: str
    checked: str
    sunset: str
    basis: str
    optimism: str
    versions: str
    check_code: str
    produced: str

    def rows(self) -> list[tuple[str, str]]:
        """Returns the block as (label, words), in its order."""
        rows = [
            ("Case", self.title),
            ("Option", self.option),
            ("Scenario", self.set_name),
            ("Organisation asked to pay", self.payer),
        ]
        rows += [("Read first", notice) for notice in self.notices]
        rows.append(("Verdict", self.verdict))
        rows += list(zip(line_names(), self.lines, strict=True))
        rows += [("How sure", sentence) for sentence in self.uncertainty]
        rows.append(("How good is the evidence?", self.evidence))
        rows += [("It depends on", dependence.sentence) for dependence in self.depends_on]
        rows += [
            ("What is in the figures", self.basis), ("Optimism bias", self.optimism), ("Author", self.author),
            ("Funding and interests of the author", self.interests), ("Checked by", self.checked),
            ("Review date", self.sunset), ("Versions", self.versions), ("Check code", self.check_code), ("", self.produced),
        ]  # fmt: skip
        return rows


def constant_block(appraised: Appraised, set_name: str = "Base case") -> ConstantBlock:
    """Returns the block for one option of a case; without an analysis it says that there are no ranges."""
    case, answer, option, analysis = appraised
    option_answer = answer.options[option]
    ranges: list[LikelyRange | None] = []
    uncertainty: tuple[str, ...] = (NO_SIMULATION,)
    before = notices_of_the_place(case)
    if analysis is not None:
        ranges = line_ranges(analysis.simulation, option)
        uncertainty = (*chance_sentences(analysis.simulation, option), LIKELY_MEANS)
        before += banners(analysis.simulation, option, analysis.evidence[option])
        evidence = evidence_line(analysis.evidence[option])
    else:
        from valuation import compile_case

        evidence = evidence_sentences(compile_case(case).assumptions, case)[0]
    by_proof = standards_sentence(
        option_answer.evidence, None if analysis is None else analysis.chances[option]
    )
    meeting = case.shape.meeting
    lines = tuple(five_lines(answer, option, ranges))
    return ConstantBlock(
        title=case.shape.title or "A case without a title",
        option=option_answer.name,
        set_name=set_name,
        payer=party_name(answer.commissioner),
        notices=tuple(before),
        verdict=option_answer.verdict.sentence,
        lines=lines,
        uncertainty=(by_proof, *uncertainty) if by_proof else uncertainty,
        evidence=f"{evidence} {unread_sentence(case, answer, option)}".strip(),
        depends_on=depends_on(analysis, option) if analysis is not None else (),
        not_priced=lines[-1],
        author=(meeting and meeting.author) or TO_ADD,
        interests=(meeting and meeting.interests) or TO_ADD,
        checked=checked_words(case),
        sunset=case.shape.sunset or TO_ADD,
        basis=basis(answer),
        optimism=optimism_sentence(answer, option, case),
        versions=f"Make the Case {PROGRAM_VERSION}, model {MODEL_VERSION}, library {case.library.version}",
        check_code=f"{answer.check_code} ({CODE_MEANS})",
        produced=PRODUCED_WITH,
    )


class PrintedBlock(TypedDict):
    """What every paper prints of an option, as the file of results says it."""

    verdict: str
    lines: list[str]
    uncertainty: list[str]
    evidence: str
    depends_on: list[str]
    notices: list[str]
    checked: str
    check_code: str


def printed_blocks(case: Case, answer: Answer, analysis: Analysis | None = None) -> dict[str, PrintedBlock]:
    """Returns by option what every paper prints, in the same characters: verdict, five lines, chances, evidence."""
    printed: dict[str, PrintedBlock] = {}
    for option in answer.options:
        block = constant_block(Appraised(case, answer, option, analysis))
        printed[option] = {
            "verdict": block.verdict, "lines": list(block.lines), "uncertainty": list(block.uncertainty),
            "evidence": block.evidence, "depends_on": [dependence.sentence for dependence in block.depends_on],
            "notices": list(block.notices), "checked": block.checked, "check_code": block.check_code,
        }  # fmt: skip
    return printed


def checked_words(case: Case) -> str:
    """Returns who checked the case, and what they did and did not check; or that no one else has."""
    check, signed = case.shape.checked, case.data.get("signed_off_by")
    if check is None or not check.by:
        return str(signed) if signed else NOT_CHECKED
    who = ", ".join(str(part) for part in (check.by, check.role, check.date) if part)
    parts = [who, *([f"checked: {check.what}"] if check.what else [])]
    parts += [f"not checked: {check.not_checked}"] if check.not_checked else []
    return ". ".join(capital(part).rstrip(".") for part in parts) + "."


def _evidence(case: Case, path: str) -> str:
    """Returns how strong a number's evidence is, and that its source is not yet checked where that is so."""
    number = assumption(case, path)
    return (
        f"{quality(number)}, but source not yet checked" if number.status == "to_verify" else quality(number)
    )


def depends_on(analysis: Analysis, option: str, most: int = DEPENDS_ON) -> tuple[Dependence, ...]:
    """Returns the assumptions that move net value to everyone most, with our figure, its break-even value, and the evidence."""
    edges = {switch.path: switch for switch in analysis.switches[option]}
    swings: list[Swing] = [swing for swing in analysis.swings[option] if swing.swing > 0][:most]
    case = analysis.case
    values = {a.path: a.value for a in analysis.simulation.model.assumptions}
    names = names_together(case, (swing.path for swing in swings))
    rows = []
    for swing in swings:
        edge = edges.get(swing.path)
        rows.append(
            Dependence(
                path=swing.path,
                name=names[swing.path],
                used=used_in_words(case, swing.path),
                breaks_even=NO_EDGE if edge is None else edge_in_words(case, edge),
                evidence=_evidence(case, swing.path),
                has_edge=edge is not None and edge.value is not None,
                breaks_even_below=edge is not None
                and edge.value is not None
                and edge.value < values[swing.path],
            )
        )
    return tuple(rows)
