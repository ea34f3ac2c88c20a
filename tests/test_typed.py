"""What people type into a number's field is understood, or refused in a sentence that says how to mend it."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from valuation import Kind
from valuation import quantities as q
from views.typed import NotUnderstood, read_number, read_numbers, shown_number

KINDS = [kind for kind in vars(q).values() if isinstance(kind, Kind)]


def read(text: str, kind: Kind = q.MONEY, per_hundred: bool = False) -> float:
    return read_number(text, kind, label="How many?", example="45", per_hundred=per_hundred)


UNDERSTOOD = {
    "£1,200": 1200,
    "1,200": 1200,
    "1 200": 1200,
    "1\N{NO-BREAK SPACE}200": 1200,
    "1\N{THIN SPACE}200\N{THIN SPACE}300": 1_200_300,
    "1.2m": 1_200_000,
    "£1.2 million": 1_200_000,
    "390k": 390_000,
    "£390 thousand": 390_000,
    "2bn": 2_000_000_000,
    ".5": 0.5,
    "5.": 5,
    "1e3": 1000,
    "+3": 3,
    "  45  ": 45,
    "£ 12.50": 12.5,
    "1,234,567.8": 1_234_567.8,
    "\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH DIGIT FIVE}": 45,
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_money_and_counts_are_understood_as_people_write_them(text: str) -> None:
    assert read(text) == UNDERSTOOD[text]


@pytest.mark.parametrize("text", ["-5", "\N{MINUS SIGN}5", "\N{EN DASH}5", "(5)", "- 5"])
def test_a_number_below_nothing_is_read_where_the_field_takes_one_and_refused_where_not(text: str) -> None:
    if text != "- 5":
        assert read(text, q.GAIN) == -5
    with pytest.raises(NotUnderstood):
        read(text, q.MONEY)


@pytest.mark.parametrize(
    ("text", "share"),
    [("12", 0.12), ("12%", 0.12), ("0.5", 0.005), ("100", 1), ("7", 0.07), ("3.25 %", 0.0325)],
)
def test_a_field_for_so_many_in_every_hundred_takes_the_number_with_or_without_its_sign(
    text: str, share: float
) -> None:
    assert read(text, q.SHARE, per_hundred=True) == share


def test_a_percentage_is_a_share_where_shares_are_asked_for_and_no_amount_of_money() -> None:
    assert read("12%", q.SHARE) == 0.12
    with pytest.raises(NotUnderstood, match="not a percentage"):
        read("12%", q.MONEY)


REFUSED = {
    "": "enter a number",
    "   ": "enter a number",
    "1,5": "1,5 could be 1.5 or 15. Write 1.5, or 15.",
    "1,50": "1,50 could be 1.50 or 150",
    "12,34": "could be 12.34 or 1234",
    "1,23,456": "odd places",
    "1.200.000": "is not a number",
    "about 40": "is not a number",
    "40 people": "is not a number",
    "£12 each": "is not a number",
    "1/2": "is not a number",
    "nan": "is not a number",
    "inf": "is not a number",
    "1e400": "too large",
    "ten": "is not a number",
    "12 15 18": "more than one number",
    "12\t15": "more than one number",
    "12\n15": "more than one number",
    "12, 15": "more than one number",
    "name\tcost\nrent\t12": "more than one number",
    "<script>alert(1)</script>": "is not a number",
    "=1+1": "is not a number",
    "9" * 500: "too long",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_one_plain_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotUnderstood, match=re.escape(REFUSED[text])) as refused:
        read(text)
    said = str(refused.value)
    assert said.endswith(".") and len(said) < 200
    assert not re.search(r"please|invalid|oops|error", said, re.IGNORECASE)


def test_a_share_above_all_or_below_none_is_refused_with_what_it_may_be() -> None:
    with pytest.raises(NotUnderstood, match="How many must be between 0 and 100"):
        read("140", q.SHARE, per_hundred=True)
    with pytest.raises(NotUnderstood, match="at most 100"):
        read("140", q.REDUCTION, per_hundred=True)


@pytest.mark.parametrize(
    "text", ["20%, 60%, 100%", "20; 60; 100", "20\t60\t100", "20\n60\n100", "20% 60% 100%", "20,\n60,\n100,"]
)
def test_a_list_by_year_is_read_as_typed_or_as_pasted_from_a_spreadsheet(text: str) -> None:
    found = read_numbers(text, q.SHARE, label="Build-up", example="20%, 60%", per_hundred=True)
    assert found == [0.2, 0.6, 1.0]


def test_amounts_with_commas_in_a_list_stay_whole() -> None:
    assert read_numbers("1,200, 2,400", q.COUNT, label="Starts", example="150, 250") == [1200, 2400]
    with pytest.raises(NotUnderstood, match="could be"):
        read_numbers("150,25", q.COUNT, label="Starts", example="150, 250")
    for text in ("", "\n\t"):
        with pytest.raises(NotUnderstood, match="one number for each year"):
            read_numbers(text, q.COUNT, label="Starts", example="150, 250")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.allowed)
@given(value=st.floats(allow_nan=False, allow_infinity=False), per_hundred=st.booleans())
def test_what_a_field_shows_reads_back_as_the_very_same_number(
    kind: Kind, value: float, per_hundred: bool
) -> None:
    low = -1e300 if math.isinf(kind.low) else kind.low
    high = 1e300 if math.isinf(kind.high) else kind.high
    inside = min(max(value, low), high) + 0.0
    assume(kind.holds(inside))
    assert read(shown_number(inside, per_hundred), kind, per_hundred) == inside


@given(st.text(max_size=400), st.sampled_from(KINDS), st.booleans())
def test_whatever_is_typed_is_a_number_or_a_sentence(text: str, kind: Kind, per_hundred: bool) -> None:
    for reads in (read_number, read_numbers):
        try:
            found = reads(text, kind, label="Any field", example="45", per_hundred=per_hundred)
        except NotUnderstood as refused:
            assert str(refused).endswith(".")
        else:
            values = found if isinstance(found, list) else [found]
            assert all(kind.holds(value) for value in values)
