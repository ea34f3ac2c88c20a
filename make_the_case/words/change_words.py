"""What a step changed, as the history of a case says it: never a key of the file, and never the name of a form."""

from __future__ import annotations

from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.phrases import capital
from valuation import Case
from valuation.case.places import steps_of, written_at

A_CHANGE = "A change"
FORMS = {
    "form:add": "Something added",
    "form:areas": "The areas",
    "form:outcome": "An outcome from what was measured",
    "form:own": "Figures of your own for an outcome",
    "form:published": "What others published that it costs",
}
"""What comes of a form that is filled in as a whole, by how its name begins."""


def changed_words(case: Case, did: str) -> str:
    """Returns what a step changed, from the place of the case or the form where it was asked for; a sentence stays as it is."""
    if not did or " " in did:
        return did or A_CHANGE
    if ":" in did:
        return next((words for form, words in FORMS.items() if did.startswith(form)), A_CHANGE)
    steps = steps_of(did)
    if len(steps) > 1 and (did in case.numbers_written or written_at(case.data, did) is not None):
        return capital(name_of(case, did))
    return capital(steps[-1].replace("_", " "))
