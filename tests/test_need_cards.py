"""The needs as cards: each service counted once, by what comparisons show of its main outcome; and squares by a rule that is said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from make_the_case.authoring.template_search import find_templates
from make_the_case.views.pages.start import TRY
from make_the_case.words.need_cards import ENABLERS_ALONE, NONE_COMPARED, NeedCard, need_cards
from make_the_case.words.services import ServiceAnswer, kept_services
from make_the_case.words.tables.evidence_tables import LABEL_WORDS
from valuation import load_library
from valuation.case.templates import NEEDS, Head, template_heads

HEADS = template_heads(load_library())
KEPT = kept_services()
ONE = next(service for service in KEPT if service.main is not None)


def service(ident: str, label: str | None, is_enabler: bool = False) -> ServiceAnswer:
    assert ONE.main is not None
    main = None if label is None else replace(ONE.main, label=label)
    return replace(ONE, id=ident, main=main, is_enabler=is_enabler)


def heads(*idents: str) -> dict[str, Head]:
    return {ident: {"name": ident.capitalize(), "needs": ["mood"]} for ident in idents}


def test_a_card_counts_services_by_what_is_shown_and_leaves_enablers_out() -> None:
    # Five services: a gain in one, no clear difference in two, one never compared, one without a priced finding; an enabler besides.
    found = [
        service("walks", "shown"),
        service("choirs", "not_ruled_out"),
        service("letters", "not_ruled_out"),
        service("gardens", "no_comparison"),
        service("meals", None),
        service("training", None, is_enabler=True),
    ]
    (card,) = need_cards(heads(*(one.id for one in found)), found)
    assert (card.id, card.name, card.templates, card.services, card.compared) == (
        "mood", NEEDS["mood"], 6, 5, 3,
    )  # fmt: skip
    assert card.evidence == "3 of 5 services compared" and card.squares == 3
    assert card.shown == "Comparisons show a gain in 1 and no clear difference in 2."


def test_a_card_of_services_that_nobody_compared_and_one_of_enablers_alone_say_so() -> None:
    (card,) = need_cards(heads("walks"), [service("walks", "no_comparison")])
    assert (card.squares, card.shown, card.evidence) == (0, NONE_COMPARED, "0 of 1 service compared")
    (card,) = need_cards(heads("training"), [service("training", None, is_enabler=True)])
    assert (card.squares, card.shown, card.evidence) == (0, ENABLERS_ALONE, "")


@pytest.mark.parametrize(
    ("compared", "services", "squares"),
    [(0, 10, 0), (1, 20, 1), (5, 11, 2), (19, 20, 4), (10, 10, 5), (1, 2, 2), (3, 4, 4)],
)
def test_squares_are_fifths_none_only_where_nothing_and_all_only_where_everything_is_compared(
    compared: int, services: int, squares: int
) -> None:
    assert NeedCard("mood", "", "", 20, services, compared, "").squares == squares


def test_every_template_is_on_the_card_of_each_of_its_needs_and_every_sentence_is_short() -> None:
    cards = {card.id: card for card in need_cards(HEADS, KEPT)}
    assert list(cards) == list(NEEDS)
    for need, card in cards.items():
        assert card.templates == sum(need in head["needs"] for head in HEADS.values())
        assert sum(map(int, re.findall(r" in (\d+)", card.shown))) == card.compared <= card.services
        assert len(card.shown.split()) <= 30


def test_every_label_of_the_evidence_has_words_on_a_card_but_that_of_no_comparison() -> None:
    for label in LABEL_WORDS:
        (card,) = need_cards(heads("walks"), [service("walks", label)])
        assert (card.compared == 0) == (label == "no_comparison")


@pytest.mark.parametrize("words", TRY)
def test_what_the_page_offers_to_look_for_is_found_as_it_stands(words: str) -> None:
    search = find_templates(words, HEADS)
    assert search.idents and not (search.read_as or search.unknown or search.is_partial)
