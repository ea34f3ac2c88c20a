"""What is said of a template where somebody looks for one, and of a search that found it or did not."""

from __future__ import annotations

from collections.abc import Mapping

from make_the_case.authoring.template_search import Search
from make_the_case.words.blocks import Bold, Words, in_one_line, paragraphs
from make_the_case.words.phrases import counted
from valuation.case.templates import NEEDS, Head

NOTHING_FOUND = "Try fewer words, part of a word, or another name for the same thing. Or look by need."


def template_facts(head: Head, heads: Mapping[str, Head]) -> list[tuple[str, str]]:
    """Returns who a template is for, who it fits and who it does not, and others like it; what is not said is left out."""
    like = [heads[ident]["name"] for ident in head.get("like", []) if ident in heads]
    rows = [
        ("For", head.get("serves")),
        ("Fits", head.get("fits")),
        ("Not for", head.get("not_for")),
        ("Others like it", "; ".join(like)),
    ]
    return [(label, in_one_line(words)) for label, words in rows if words]


def lines_of(head: Head, heads: Mapping[str, Head]) -> Words:
    """Returns the same as lines close together, as they stand beside others."""
    return paragraphs(
        *((Bold(f"{label}: "), words) for label, words in template_facts(head, heads)), style="row"
    )


def needs_of(heads: Mapping[str, Head]) -> dict[str, str]:
    """Returns the needs that at least one template is for, with how many are.

    >>> needs_of({"walks": {"needs": ["mood"]}})
    {'mood': 'Low mood, anxiety and wellbeing (1)'}
    """
    number = {need: sum(need in head.get("needs", []) for head in heads.values()) for need in NEEDS}
    return {need: f"{NEEDS[need]} ({count})" for need, count in number.items() if count}


def search_notes(search: Search) -> list[str]:
    """Returns how the words were read where that is not as they were typed, and what to try where nothing was found."""
    notes = [f"No template has the word “{typed}”. “{meant}” was looked for." for typed, meant in search.read_as.items()]  # fmt: skip
    notes += [f"No template has the word “{typed}”." for typed in search.unknown]
    if not search.idents:
        return [*(notes or ["No template has all of these words."]), NOTHING_FOUND]
    if search.is_partial:
        notes.append("No template has all of these words. These have most of them.")
    return notes


def found_in_words(number: int) -> str:
    """Returns how many templates were found.

    >>> found_in_words(1), found_in_words(3)
    ('One template', '3 templates')
    """
    words = counted(number, "template")
    return words[:1].upper() + words[1:]
