"""What people type into number fields: read as meant, or refused in a sentence that says how to mend it."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from valuation import Kind, quantities
from valuation.case.option_shape import IncomeWeight
from valuation.case.written.written_numbers import (
    NotUnderstood,
    read_number,
    read_numbers,
    shown_number,
    shown_numbers,
    two_ways,
)
from valuation.quantities import (
    ANY,
    COUNT,
    DURATION,
    GAIN,
    GROWTH,
    LARGEST,
    MONEY,
    MULTIPLIER,
    POSITIVE_COUNT,
    RATE,
    REDUCTION,
    SHARE,
    SMALLEST,
    is_of_a_size,
)

INCOME = next(mark for mark in IncomeWeight.model_fields["income"].metadata if isinstance(mark, Kind))
KINDS = {
    **{name: kind for name, kind in vars(quantities).items() if isinstance(kind, Kind)},
    "INCOME": INCOME,
}
ASKED = {"label": "how many people finish", "example": "45"}
ENTER = "Enter how many people finish, like 45."
SEVERAL = "That looks like more than one number. Paste one number, like 45."
TOO_LARGE = "is too large to be worked with: the most is 1,000,000,000,000,000."
TOO_NEAR_0 = "is too near 0 to be worked with: the least is 0.000000000001, or 0 itself."
NUMBERS_BY_YEAR = {"label": "Places", "example": "200, 400"}

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
both_ways = pytest.mark.parametrize("per_hundred", [False, True], ids=["as it is", "per hundred"])


def refusal(text: str, kind: Kind, per_hundred: bool = False) -> str:
    with pytest.raises(NotUnderstood) as found:
        read_number(text, kind, per_hundred=per_hundred, **ASKED)
    return str(found.value)


def refused_list(text: str, kind: Kind = COUNT) -> str:
    with pytest.raises(NotUnderstood) as found:
        read_numbers(text, kind, **NUMBERS_BY_YEAR)
    return str(found.value)


def domain(kind: Kind) -> st.SearchStrategy[float]:
    low, high = max(kind.low, -LARGEST), min(kind.high, LARGEST)
    anywhere = st.floats(low, high, exclude_min=kind.low_is_open, allow_nan=False, allow_infinity=False)
    return anywhere.filter(is_of_a_size)


# Understood --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("£1,200", 1200),
        ("1,200", 1200),
        ("1\N{NO-BREAK SPACE}200", 1200),
        ("1\N{THIN SPACE}200\N{THIN SPACE}000", 1_200_000),
        ("1\N{NARROW NO-BREAK SPACE}200.50", 1200.5),
        ("1,234,567.8", 1_234_567.8),
        ("1.2m", 1_200_000),
        ("£1.2 million", 1_200_000),
        ("390k", 390_000),
        ("390K", 390_000),
        ("£390 thousand", 390_000),
        ("2bn", 2_000_000_000),
        ("£ 500", 500),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("007", 7),
        ("+3", 3),
        ("  12\t\n", 12),
        ("\N{ZERO WIDTH NO-BREAK SPACE}12\N{NO-BREAK SPACE}", 12),
        ("１，２００．５", 1200.5),
        ("￡１２", 12),
        ("50p", 0.5),
        ("1.200", 1.2),
        ("1\N{PUNCTUATION SPACE}200", 1200),
        ("1,\N{ZERO WIDTH SPACE}200", 1200),
        ("\N{LEFT-TO-RIGHT MARK}12\N{POP DIRECTIONAL FORMATTING}", 12),
        ("12\N{NO-BREAK SPACE}k", 12_000),
        ("\u0661\u0662\u066b\u0665", 12.5),
        ("\u0967\u0968,\u0969\u0966\u0966", 12_300),
        ("\u09e7\u09e8", 12),
    ],
)
def test_amounts_are_read_as_people_write_them(text, number):
    assert read_number(text, MONEY, **ASKED) == number
    assert read_number(text, ANY, **ASKED) == number


@pytest.mark.parametrize(
    "text", ["-5", "−5", "–5", "—5", "‒5", "‐5", "‑5", "⁻5", "－５", "﹣5", "➖5", "(5)", "（５）"]
)
@pytest.mark.parametrize("kind", [GAIN, REDUCTION, ANY], ids=lambda kind: kind.name)
def test_less_than_nothing_is_read_where_the_kind_has_it(text, kind):
    assert read_number(text, kind, **ASKED) == -5


@pytest.mark.parametrize("text", ["-£5", "£-5", "(£5)"])
def test_less_than_nothing_is_read_of_money_in_a_number_of_any_kind(text):
    assert read_number(text, ANY, **ASKED) == -5


@pytest.mark.parametrize("kind", [SHARE, RATE, GROWTH, REDUCTION, ANY], ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "text",
    [
        "12%",
        "12 %",
        "12\N{NO-BREAK SPACE}%",
        "12\N{NARROW NO-BREAK SPACE}%",
        "12.0%",
        "１２％",
        "12﹪",
        "\u0661\u0662\u066a",
    ],
)
@both_ways
def test_a_percentage_is_the_same_however_the_field_is_shown(text, kind, per_hundred):
    assert read_number(text, kind, per_hundred=per_hundred, **ASKED) == 0.12


def test_a_field_per_hundred_reads_a_bare_number_per_hundred():
    assert read_number("12", SHARE, per_hundred=True, **ASKED) == 0.12
    assert read_number("7", SHARE, per_hundred=True, **ASKED) == 0.07
    assert read_number("100", SHARE, per_hundred=True, **ASKED) == 1
    assert read_number("0.5", SHARE, per_hundred=True, **ASKED) == 0.005
    assert read_number("-2", GROWTH, per_hundred=True, **ASKED) == -0.02
    assert read_number("29", REDUCTION, per_hundred=True, **ASKED) == 0.29


# Refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,5", "1,5 could be 1.5 or 15. Write 1.5, or 15."),
        ("1,50", "1,50 could be 1.50 or 150. Write 1.50, or 150."),
        ("12,34", "12,34 could be 12.34 or 1234. Write 12.34, or 1234."),
        ("0,125", "0,125 could be 0.125 or 125. Write 0.125, or 125."),
        ("0,02", "0,02 could be 0.02 or 2. Write 0.02, or 2."),
        ("20.500,00", "20.500,00 could be 20500.00 or 20.50000. Write 20500.00, or 20.50000."),
        ("1.200.000,5", "1.200.000,5 could be 1200000.5 or 12000005. Write 1200000.5, or 12000005."),
        ("£1,5m", "£1,5m could be £1.5m or £15m. Write £1.5m, or £15m."),
        (
            "1 200",
            f"“1 200” could be one number or two. For one, write 1,200. {ENTER}",
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_back(text, sentence):
    assert refusal(text, MONEY) == sentence


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\N{NO-BREAK SPACE}"])
def test_an_empty_field_is_asked_for(text):
    assert refusal(text, COUNT) == ENTER
    assert refused_list(text) == "Enter numbers for “Places”, like 200, 400."


@pytest.mark.parametrize(
    "text",
    ["45\t46", "45\n46", "45\r\n46", "45; 46", "45, 46", "45 46", "30-40", "30 – 40", "8 to 16", "£5 £6"],
)
def test_several_numbers_do_not_fit_a_field_for_one(text):
    assert refusal(text, MONEY) == SEVERAL


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("about 40", "“about 40” has more than a number in it."),
        ("£ 12.50 each", "“£ 12.50 each” has more than a number in it."),
        ("1/2", "“1/2” has more than a number in it."),
        ("$5", "“$5” has more than a number in it."),
        (
            "5 thou\N{LATIN SMALL LETTER LONG S}and",
            "“5 thou\N{LATIN SMALL LETTER LONG S}and” has more than a number in it.",
        ),
        ("1_000", "“1_000” has more than a number in it."),
        ("5²", "“5²” has more than a number in it."),
        ("many", "“many” is not a number."),
        ("nan", "“nan” is not a number."),
        ("£5p", "“£5p” has more than a number in it."),
        ("12\N{RIGHT-TO-LEFT OVERRIDE}34", "“12 34” has more than a number in it."),
        ("1’200", "“1’200” has more than a number in it."),
        ("\N{ROMAN NUMERAL FIVE}", "“Ⅴ” is not a number."),
        ("inf", "“inf” is not a number."),
        ("-", "“-” is not a number."),
        ("1e400", f"“1e400” {TOO_LARGE}"),
        ("1.1e15", f"“1.1e15” {TOO_LARGE}"),
        ("1e99999", f"“1e99999” {TOO_LARGE}"),
        ("1e-400", f"“1e-400” {TOO_NEAR_0}"),
        ("9e-13", f"“9e-13” {TOO_NEAR_0}"),
        ("--5", "“--5” has signs or brackets that do not belong together."),
        ("(-5)", "“(-5)” has signs or brackets that do not belong together."),
        ("(5", "“(5” has signs or brackets that do not belong together."),
        (
            "1,23,456",
            "“1,23,456” has a comma or a space in an unusual place. Write thousands like 1,200,000.",
        ),
        (
            "1.200.000",
            "“1.200.000” has more than one decimal point. Write thousands with commas, like 1,200,000.",
        ),
        ("12%", "“12%” is a percentage, which does not go here."),
    ],
)
def test_what_is_no_amount_is_refused_with_what_to_enter(text, what):
    assert refusal(text, MONEY) == f"{what} {ENTER}"


def test_a_sign_of_another_kind_is_refused():
    assert refusal("£5", COUNT) == f"“£5” is an amount of money, which does not go here. {ENTER}"
    assert refusal("110%", MULTIPLIER) == f"“110%” is a percentage, which does not go here. {ENTER}"
    assert refusal("50p", COUNT) == f"“50p” is an amount of money, which does not go here. {ENTER}"
    assert refusal("6m", DURATION) == f"“6m” has more than a number in it. {ENTER}"
    assert refusal("5k", SHARE, per_hundred=True) == f"“5k” has more than a number in it. {ENTER}"


@pytest.mark.parametrize(
    ("text", "kind", "per_hundred", "sentence"),
    [
        ("140", SHARE, True, f"“140” is too high. {ENTER} It must be between 0 and 100."),
        ("140%", SHARE, True, f"“140%” is too high. {ENTER} It must be between 0 and 100."),
        ("-1", SHARE, True, f"“-1” is too low. {ENTER} It must be between 0 and 100."),
        ("180", REDUCTION, True, f"“180” is too high. {ENTER} It must be 100 or less."),
        ("-100", GROWTH, True, f"“-100” is too low. {ENTER} It must be above −100."),
        ("-1", RATE, True, f"“-1” is too low. {ENTER} It must be 0 or more."),
        ("-1", MONEY, False, f"“-1” is too low. {ENTER} It must be {MONEY.allowed}."),
        ("0", POSITIVE_COUNT, False, f"“0” is too low. {ENTER} It must be {POSITIVE_COUNT.allowed}."),
        ("140%", SHARE, False, f"“140%” is too high. {ENTER} It must be {SHARE.allowed}."),
        ("101", SHARE, False, f"“101” is too high. {ENTER} It must be {SHARE.allowed}."),
        ("45", SHARE, False, "“45” is more than 1. If you mean 45%, write 45% or 0.45."),
        ("7", REDUCTION, False, "“7” is more than 1. If you mean 7%, write 7% or 0.07."),
    ],
)
def test_a_number_out_of_its_kind_is_refused_with_what_it_may_be(text, kind, per_hundred, sentence):
    assert refusal(text, kind, per_hundred) == sentence


def test_a_label_stands_in_the_sentence_as_it_stands_above_the_field():
    with pytest.raises(NotUnderstood, match=r"^Enter a number for “Would have happened anyway”, like 35%\.$"):
        read_number("", SHARE, label="Would have happened anyway", example="35%")
    with pytest.raises(NotUnderstood, match=r"^Enter a number, like 45\.$"):
        read_number("", COUNT, label="", example="45")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>" * 9, "[a](javascript:alert)" * 9, "a\N{RIGHT-TO-LEFT OVERRIDE}b" * 40, "x" * 10**6],
    ids=["script", "link", "turned round", "a million letters"],
)  # fmt: skip
def test_a_sentence_quotes_a_little_of_what_was_typed_on_one_line(text):
    sentence = refusal(text, COUNT)
    quoted = sentence.partition("“")[2].partition("”")[0]
    assert len(quoted) == 30 and quoted.endswith("…") and sentence.isprintable()


# Lists by year -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "150, 250, 300",
        "150,  250,\n300",
        "150 250 300",
        "150;250;300",
        "150; 250; 300;",
        "150\t250\t300",
        "150\n250\n300\n",
        "150\r\n250\r\n300\r\n",
        "  150 ;\n250 ; 300,",
        "１５０, 250, 300.0",
    ],
)
def test_a_list_is_read_however_it_is_divided(text):
    assert read_numbers(text, COUNT, **NUMBERS_BY_YEAR) == [150, 250, 300]


def test_each_number_of_a_list_is_written_as_a_number_alone_may_be():
    assert read_numbers("£1,200\t1,300.50\t", MONEY, **NUMBERS_BY_YEAR) == [1200, 1300.5]
    assert read_numbers("1.2 million, £ 390 thousand, 2k", MONEY, **NUMBERS_BY_YEAR) == [1.2e6, 390_000, 2000]
    assert read_numbers("20 %, 60%", SHARE, **NUMBERS_BY_YEAR) == [0.2, 0.6]
    assert read_numbers("20 60 100", SHARE, per_hundred=True, **NUMBERS_BY_YEAR) == [0.2, 0.6, 1]
    assert read_numbers("(5) −6", GAIN, **NUMBERS_BY_YEAR) == [-5, -6]
    assert read_numbers("45", COUNT, **NUMBERS_BY_YEAR) == [45]


@pytest.mark.parametrize("text", ["100,200,300", "0.2,0.6,1", "1,5", "1,200"])
def test_commas_alone_may_divide_numbers_or_thousands_and_are_asked_back(text):
    assert refused_list(text).startswith(
        f"“{text}” could be one number or several. Put a space after each comma"
    )


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("1\t\t3", "Number 2 is empty. Write 0 where there is none."),
        ("1\n2\n\n4", "Number 3 is empty. Write 0 where there is none."),
        (
            "1\t2\n3\t4",
            "That looks like a table of several rows. Paste one row or one column, like 200, 400.",
        ),
        ("Starts\n150", "Number 1, “Starts”, is not a number."),
        ("150, about 200", "Number 2, “about 200”, has more than a number in it."),
        ("1 200, 1 300", "Number 1, “1 200”, could be one number or several."),
        ("150, 1,5", "Number 2, “1,5”, could be one number or several."),
        ("150, -3", "Number 2, “-3”, is too low. Enter numbers for “Places”, like 200, 400. It must be"),
        ("1 " * 3000, "That is too long for one number a year."),
    ],
)
def test_a_list_says_which_of_its_numbers_has_to_be_mended(text, start):
    assert refused_list(text).startswith(start)


# Back again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "per_hundred", "text"),
    [
        (0.12, True, "12"),
        (0.07, True, "7"),
        (0.29, True, "29"),
        (1.0, True, "100"),
        (0.0325, False, "0.0325"),
        (0.0325, True, "3.25"),
        (38000, False, "38,000"),
        (47257.9776, False, "47,257.9776"),
        (1_200_000.0, False, "1,200,000"),
        (-0.5, False, "-0.5"),
        (-0.0, False, "0"),
        (0, True, "0"),
        (0.0001, False, "0.0001"),
        (1e15, False, "1,000,000,000,000,000"),
        (1e-12, True, "1e-10"),
    ],
)
def test_a_number_stands_in_its_field_as_people_write_it(value, per_hundred, text):
    assert shown_number(value, ANY, per_hundred) == text


@both_ways
@every_kind
@given(data=st.data())
def test_what_is_shown_is_read_as_exactly_the_same_number(kind, per_hundred, data):
    value = data.draw(domain(kind))
    text = shown_number(value, kind, per_hundred)
    assert len(text) < 30
    assert read_number(text, kind, per_hundred=per_hundred, **ASKED) == value


@both_ways
@every_kind
def test_the_ends_of_a_domain_come_back_too(kind, per_hundred):
    ends = (kind.low, kind.high, LARGEST, -LARGEST, SMALLEST, -SMALLEST, 0.1 + 0.2)
    held = [value for value in ends if math.isfinite(value) and kind.holds(value)]
    assert held
    for value in held:
        assert (
            read_number(shown_number(value, kind, per_hundred), kind, per_hundred=per_hundred, **ASKED)
            == value
        )


@both_ways
@every_kind
@given(data=st.data())
def test_a_list_that_is_shown_is_read_as_exactly_the_same_list(kind, per_hundred, data):
    values = data.draw(st.lists(domain(kind), min_size=1, max_size=60))
    text = shown_numbers(values, kind, per_hundred)
    assert read_numbers(text, kind, per_hundred=per_hundred, **NUMBERS_BY_YEAR) == values


# Anything at all ---------------------------------------------------------------------------------------------

NUMBERLIKE = st.text(
    st.sampled_from("0123456789,.;:£%()+-−–eEkmn bilothusand\t\n\r\xa0\u2009/\u202e<>１"), max_size=60
)


@every_kind
@given(text=st.one_of(st.text(max_size=200), NUMBERLIKE), per_hundred=st.booleans())
@example(text="1e999999", per_hundred=True)
@example(text="٣", per_hundred=False)
@example(text="½", per_hundred=False)
def test_any_text_is_a_number_of_the_kind_or_a_sentence(kind, text, per_hundred):
    for read in (read_number, read_numbers):
        try:
            found = read(text, kind, per_hundred=per_hundred, **ASKED)
        except NotUnderstood as sentence:
            said = str(sentence)
            assert said.isprintable() and said.endswith(".") and len(said) < 400
            assert not {"please", "invalid", "oops"} & set(said.replace(text, "").lower().split())
        else:
            values = found if isinstance(found, list) else [found]
            assert values and all(math.isfinite(value) and kind.holds(value) for value in values)


@pytest.mark.parametrize(
    "unit", ["1", "1,", "1 ", "1 000 ", ",", "\n", "\t", " ", "(", "1-", "£", "1.1", "to ", "\xa0"]
)
def test_a_page_of_anything_is_answered_at_once(unit):
    for many in (90 // len(unit), 3900 // len(unit), 1_000_000 // len(unit)):
        began = time.process_time()  # of the processor: a busy computer takes longer by the clock
        for read in (read_number, read_numbers):
            try:
                read("x" + unit * many + "x", ANY, **ASKED)
            except NotUnderstood:
                pass
            else:
                raise AssertionError("x is not a number")
        assert time.process_time() - began < 20, (
            "a reading that grows with the square of what is typed takes minutes"
        )


def test_a_mark_that_another_programme_did_not_take_for_a_decimal_one_is_asked_back():
    for text in ("1.200", "1,200", "£412.500", "-1.200"):
        assert two_ways(text) is not None
    for text in ("0.125", "1.2", "12.50", "1200.125", "1.200.000", "about 1.200"):
        assert two_ways(text) is None
    assert str(two_ways("1.200")) == "1.200 could be 1.200 or 1200. Write 1.200, or 1200."
