"""What people who answer a workshop read is plain: a reading age of 11 to 12 by a published measure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from plain_words import plain_faults

from make_the_case.words import answering_words
from make_the_case.words.answering_words import kind_choices, privacy_lines
from valuation.quantities import SHARE
from valuation.rounds.round_sheet import RoundSheet, SheetOutcome, SheetQuestion

VOWELS = re.compile(r"[aeiouy]+")


def all_that_is_read() -> list[str]:
    """Returns every sentence of the answering page that is no single word."""
    texts = [text for name, text in vars(answering_words).items() if name.isupper() and isinstance(text, str)]
    return [
        *texts,
        *answering_words.CHOICES_OF_SURE.values(),
        *privacy_lines(date(2027, 2, 28)),
        *kind_choices().values(),
    ]


def syllables(word: str) -> int:
    """Returns about how many syllables a word has: groups of vowels, a silent e at the end left out."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    return max(1, count - (word.endswith("e") and not word.endswith("le") and count > 1))


def grade(text: str) -> float:
    """Returns the Flesch-Kincaid grade: 0.39 · words/sentences + 11.8 · syllables/words − 15.59 (Kincaid and others, 1975)."""
    sentences = [part for part in re.split(r"[.?!:]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_gives_what_its_authors_give_for_a_known_sentence() -> None:
    assert abs(grade("The cat sat on the mat.") - (0.39 * 6 + 11.8 - 15.59)) < 1e-9


def test_an_eleven_year_old_can_read_the_answering_page() -> None:
    """A reading age of 11 to 12 is grade 6 to 7 at most."""
    texts = [text if text.endswith((".", "?")) else f"{text}." for text in all_that_is_read()]
    assert grade(" ".join(texts)) <= 6.0
    sentences = [part for text in texts for part in re.split(r"(?<=[.?:]) ", text)]
    hard = [part for part in sentences if len(part.split()) > 17]
    assert hard == []


def test_what_is_read_is_in_plain_words() -> None:
    for text in all_that_is_read():
        assert plain_faults(text) == []


def test_the_room_is_told_everything_that_is_asked() -> None:
    """Two numbers, and then what matters where points are shared: the screen names as many questions as a phone counts."""
    question = SheetQuestion("0", "a.path", "How many will start?", "out of 100", "", SHARE)
    numbers = RoundSheet(
        "A title", "", "", False, (question, replace(question, place="1", words="How many will stay?"))
    )
    assert list(answering_words.all_asked(numbers).values()) == [
        "How many will start?",
        "How many will stay?",
    ]
    weighed = replace(numbers, outcomes=(SheetOutcome("a", "Sleep"), SheetOutcome("b", "Work")))
    assert list(answering_words.all_asked(weighed).items())[-1] == ("points", answering_words.POINTS)
