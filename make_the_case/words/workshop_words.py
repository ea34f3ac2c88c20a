"""What the owner of a case reads on the page of a workshop and on the screen for the room."""

from __future__ import annotations

from make_the_case.words.phrases import capital, counted
from valuation.rounds.kinds import FEWEST_APART

LEAD = (
    "Ask the people concerned for numbers of this case: people who use services, carers, clinicians, charities and finance. Their answers are "
    "added together, and each kind of person counts the same. Studies say what a service achieves, so you cannot ask for that here."
)
SMALL_GROUPS = (
    f"Kinds of people with fewer than {FEWEST_APART} answers are counted together as others. Where that still leaves fewer than "
    f"{FEWEST_APART}, nothing is shown by kind. Small groups can be recognised all the same, so invite at least {FEWEST_APART} of each kind."
)
NO_DRAFT = (
    "A workshop belongs to a draft, because answers are kept beside it. Keep this case as a draft first."
)
WHICH = "Which numbers do you want to ask for? Choose 1 to 8. Those that matter most and are least sure come first."
WHICH_OUTCOMES = "What matters to people: the outcomes on which they share 100 points (2 to 8, or none)"
HIDES = "Hide what the case says now until somebody has answered"
ABOUT = "What people read first: what is proposed, in one or two short sentences"
SLIPS = "Slips of paper, each with a code for one person (0: everyone uses the same link)"
DELETE_ON = "Delete all answers on"
NO_CODES = "Answers were not tied to slips: someone could have answered twice from two phones."
STATES = {
    "alone": "People are answering alone. They do not see what others say.",
    "seen": "Everyone sees all answers, without who gave them. People may change their own.",
    "closed": "The workshop is closed. No more answers are taken.",
}
CLOSE_FIRST = "Kinds of people are shown only after you close the workshop."
NOTHING_POOLED = "The answers say nothing that can be added together yet."


def count_words(people: int) -> str:
    """Returns how many have answered."""
    if not people:
        return "No one has answered yet."
    return f"{capital(counted(people, 'person has', 'people have'))} answered."
