"""Ready for a board? Ten things that its members ask of a paper; a gap blocks nothing, and papers list it."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.authoring.origins import six_questions
from make_the_case.words.phrases import counted
from make_the_case.words.tables.registers import CHALLENGES
from valuation.answers.appraised import Appraised
from valuation.case.places import first_of, is_at_or_below, option_at

OWNERLESS = "large_benefit_without_owner"


@dataclass(frozen=True)
class Ready:
    """One line of the list: what should be there, whether it is, what is missing, and the page where it is put right."""

    words: str
    is_done: bool
    missing: str
    page: str
    """The page by its name."""


def ready_for_board(appraised: Appraised) -> tuple[Ready, ...]:
    """Returns the ten lines for one option of a case."""
    case, answer, option, analysis = appraised
    shape = case.shape
    proposal, challenges = shape.proposal, [key for key in CHALLENGES if key in shape.readiness]
    told = [key for key in ("problem", "for_whom", "change") if proposal and getattr(proposal, key)]
    answered = sum(six_questions(case, option).values())
    about = [
        c
        for c in answer.checks or ()
        if is_at_or_below(c.path, option_at(option)) or first_of(c.path) == "case"
    ]
    stops = [c for c in answer.checks or () if c.severity == "stop"]
    ownerless = [c for c in about if c.id == OWNERLESS]
    unowned = [risk for risk in shape.risks if not risk.owner]
    is_simulated = analysis is not None and not analysis.simulation.has_nothing_uncertain
    return (
        Ready("The problem, the people it is for, and what changes for them", len(told) == 3, f"{len(told)} of 3 are written", "proposal"),
        Ready("Who shaped it, and what changed because of them", bool((proposal and proposal.shaped_by) or case.shape.rounds), "no one is named", "proposal"),
        Ready("The six figures are yours, or you have kept the template's", answered == 6, f"{answered} of 6 are", "costs"),
        Ready("Every check marked “must fix” is settled", not stops, f"{counted(len(stops), 'check')} still to fix", "test"),
        Ready("Ranges and chances stand beside the figures", is_simulated, "no simulation has been run", "results"),
        Ready("Each large benefit has an owner", not ownerless, f"{counted(len(ownerless), 'large benefit')} with no owner", "delivery"),
        Ready("The six design challenges have an answer", len(challenges) == len(CHALLENGES), f"{len(challenges)} of {len(CHALLENGES)} have", "delivery"),
        Ready("Risks are named, each with an owner", bool(shape.risks) and not unowned,
              f"{counted(len(unowned), 'risk')} with no owner" if shape.risks else "no risk is named", "delivery"),
        Ready("A named person reports on the tests to go on, change or stop", bool(shape.stop_go and shape.stop_go.reports), "no one is named", "delivery"),
        Ready("Someone other than the author has checked it", bool((shape.checked and shape.checked.by) or case.data.get("signed_off_by")), "no one has yet", "papers"),
    )  # fmt: skip
