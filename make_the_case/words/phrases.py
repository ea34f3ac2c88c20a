"""How numbers, years and parties are written, on every screen, in every document and in the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from valuation import load_library
from valuation.figures import MINUS, digits

AMOUNT = re.compile(r"(?:less than |more than )?\N{MINUS SIGN}?£[\d,.]*\d(?: (?:million|billion))?")
"""An amount of money as it is written in a sentence."""
TOO_SMALL = "too small to measure"
"""What is said of an amount that chance alone could have shown."""
ALL_TOGETHER = "All together"
"""The last row of a table whose rows a reader would add."""
CASH_OF_MANY = "What is paid is in cash terms, with VAT and the optimism bias adjustment, and an average over the simulation runs."
"""Which money the sums of a programme or a roll-out are: the budget of one case leaves the adjustment out."""
NEGLIGIBLE = 0.005
"""£ below which an amount is nothing: half a penny."""

ROUNDING = 1e-9
"""What is nearer to nothing than this is what adding up left over: it is nothing."""

PARTIES_IN_PROSE = {
    "nhs_icb": "the ICB",
    "acute_trust": "the acute trust",
    "mental_health_trust": "the mental health trust",
    "community_trust": "the community trust",
    "ambulance_trust": "the ambulance trust",
    "primary_care": "primary care",
    "adult_social_care": "adult social care",
    "public_health": "public health",
    "local_authority": "the council",
    "justice": "the justice system",
    "dwp": "the DWP",
    "hmrc": "HMRC",
    "education": "schools and education",
    "housing": "public housing",
    "voluntary_sector": "the voluntary sector",
    "employers": "employers",
    "volunteers": "volunteers and peers",
    "participants": "people who take part",
    "carers": "unpaid carers",
    "residents": "residents",
}
"""A party in the middle of a sentence; one that is not here is written by its short name."""


TAX = "hmrc"
"""Who receives the VAT that others pay: money that changes hands is no gain, so no sentence names it among those who gain."""


def day(when: date) -> str:
    """Returns a date as it is read.

    >>> day(date(2026, 11, 22))
    '22 November 2026'
    """
    return f"{when.day} {when:%B %Y}"


EXACT = Context(prec=400)
"""Digits enough for any number that there is."""


def _to_nearest(size: float, step: int) -> int:
    steps = EXACT.divide(Decimal(repr(size)), Decimal(step))
    return int(steps.quantize(Decimal(1), ROUND_HALF_UP, EXACT)) * step


def settled(number: float) -> float:
    """Returns a number, and nothing in place of what rounding left of nothing; never minus nothing.

    >>> settled(7.22e-15), settled(-0.0), settled(0.25)
    (0.0, 0.0, 0.25)
    """
    return 0.0 if abs(number) < ROUNDING else number


def percent(share: float) -> str:
    """Returns a share as a percentage with no digits that it does not have.

    >>> percent(0.12), percent(0.0325), percent(1.0), percent(-0.05)
    ('12%', '3.25%', '100%', '\u22125%')
    """
    return f"{digits(settled(share) * 100)}%"


def whole_percent(share: float) -> str:
    """Returns a share in whole per cent: nothing reads 0% and all of it 100%, and nothing else does.

    >>> whole_percent(0.674), whole_percent(0.002), whole_percent(0.998), whole_percent(0.0), whole_percent(1.0)
    ('67%', 'under 1%', 'over 99%', '0%', '100%')
    """
    part = settled(share)
    if 0 < part < 0.01:
        return "under 1%"
    if 0.99 < part < 1 - ROUNDING:
        return "over 99%"
    whole = _to_nearest(abs(part) * 100, 1)
    return f"{MINUS if part < 0 and whole else ''}{whole:,}%"


def ratio(number: float) -> str:
    """Returns a ratio to two places; one that is not nothing never reads as nothing.

    >>> ratio(1.2345), ratio(-0.5), ratio(0.0012), ratio(-0.0)
    ('1.23', '\u22120.50', '0.001', '0.00')
    """
    found = settled(number)
    if found and abs(found) < 0.005:
        return digits(found, 1)
    return f"{MINUS if found < 0 else ''}{abs(found):,.2f}"


def price(amount: float) -> str:
    """Returns a price as it is stated: to the penny where it has pence, and closer where it is less than one.

    >>> price(412.5), price(1200.0), price(-30.0), price(0.0004)
    ('£412.50', '£1,200', '\u2212£30', '£0.0004')
    """
    sign, size = MINUS if amount < 0 else "", abs(amount)
    if 0 < size < 0.01:
        return f"{sign}£{digits(size, 3)}"
    return f"{sign}£{size:,.2f}".removesuffix(".00")


def money_range(low: float, high: float, between: str = " to ") -> str:
    """Returns a range of money in prose, each end in its own unit; where both read the same, *about* that.

    >>> money_range(-42_322, 1_360_000), money_range(40_000, 210_000), money_range(-40, 0.3)
    ('\u2212£42,000 to £1.4 million', '£40,000 to £210,000', '\u2212£40 to £0.30')
    >>> money_range(372_000, 374_000)
    'about £370,000'
    """
    ends = range_end(low), range_end(high)
    return f"about {ends[0]}" if ends[0] == ends[1] else between.join(ends)


def better_or_worse(low: float, high: float, words: tuple[str, str] = ("worse", "better")) -> str:
    """Returns a range of money in a sentence, from low to high, each end said to be worse or better where one is below 0.

    >>> better_or_worse(-17_000, 9_800), better_or_worse(40_000, 210_000), better_or_worse(-30_000, -2_000)
    ('£17,000 worse to £9,800 better', '£40,000 to £210,000', '£30,000 worse to £2,000 worse')
    """
    if low >= -NEGLIGIBLE:
        return money_range(low, high)
    ends = [f"{range_end(abs(end))} {words[end >= 0]}" for end in (low, high)]
    return f"about {ends[0]}" if ends[0] == ends[1] else " to ".join(ends)


def gain_or_loss(amount: float) -> str:
    """Returns a net value in a sentence: a gain or a loss, without a sign.

    >>> gain_or_loss(1_234_567), gain_or_loss(-210_000), gain_or_loss(0)
    ('a gain of £1.2 million', 'a loss of £210,000', 'no gain or loss')
    """
    if abs(amount) < NEGLIGIBLE:
        return "no gain or loss"
    return f"a {'gain' if amount > 0 else 'loss'} of {money(abs(amount))}"


def range_end(amount: float) -> str:
    """Returns one end of a range: an amount that is not nothing is never written as nothing, nor as less than £100."""
    size = abs(amount)
    if size < NEGLIGIBLE or size >= 99.5:
        return money(amount)
    words = f"{size:.2f}" if size < 0.995 else str(_to_nearest(size, 1))
    return f"{MINUS if amount < 0 else ''}£{words}"


def money(amount: float) -> str:
    """Returns an amount of money for prose: two significant figures, never more than the evidence earns.

    Under £10,000 it is to the nearest £100. A negative amount keeps its minus sign.

    >>> money(1_234_567), money(288_343), money(34_203), money(5_316), money(40), money(0)
    ('£1.2 million', '£290,000', '£34,000', '£5,300', 'less than £100', '£0')
    """
    size = abs(amount)
    if size < NEGLIGIBLE:
        return "£0"
    sign = MINUS if amount < 0 else ""
    if size < 100:
        return f"{'more than ' + MINUS if amount < 0 else 'less than '}£100"
    rounded = _to_nearest(size, max(100, 10 ** (len(str(int(size))) - 2)))
    for unit, name in ((10**9, "billion"), (10**6, "million")):
        if rounded >= unit:
            decimals = 1 if rounded < 10 * unit else 0
            return f"{sign}£{rounded / unit:,.{decimals}f} {name}"
    return f"{sign}£{rounded:,}"


def at_most(amount: float) -> str:
    """Returns an amount of money as the most that something is worth.

    >>> at_most(5_316), at_most(40)
    ('up to £5,300', 'less than £100')
    """
    return money(amount) if amount < 100 else f"up to {money(amount)}"


def pounds(amount: float) -> str:
    """Returns an amount in whole pounds for a table, with a true minus sign.

    >>> pounds(288343.4), pounds(-0.2), pounds(-1234.5)
    ('288,343', '0', '\u22121,235')
    """
    whole = _to_nearest(abs(amount), 1)
    return f"{MINUS if amount < 0 and whole else ''}{whole:,}"


def for_each(amount: float) -> str:
    """Returns what each of many people costs or is worth: to £10, and under £100 to the pound.

    >>> for_each(1_056.2), for_each(28.6), for_each(-95.8)
    ('£1,060', '£29', '\u2212£96')
    """
    size = abs(amount)
    sign = MINUS if amount < 0 and round(size) else ""
    return f"{sign}£{pounds(round(size, -1) if size >= 100 else size)}"


def each_pays(shares: Iterable[tuple[str, float]]) -> str:
    """Returns what each of some parties pays, to the pound.

    >>> each_pays([("local_authority", 18191.6), ("primary_care", 900.0)])
    'the council £18,192 and primary care £900'
    """
    return listed(f"{party_in_prose(party)} £{pounds(amount)}" for party, amount in shares)


def quantity(number: float) -> str:
    """Returns a count for prose: whole from 10 up, one decimal place below, and two figures of what is smaller still.

    >>> quantity(1234.4), quantity(3.14), quantity(-2.0), quantity(0.0123)
    ('1,234', '3.1', '\u22122.0', '0.012')
    """
    found = settled(number)
    if found and abs(found) < 0.05:
        return digits(found, 2)
    text = f"{abs(found):,.0f}" if abs(found) >= 9.95 else f"{abs(found):.1f}"
    return (MINUS if found < 0 else "") + text


UNIT_GOES_ON = re.compile(r" (?=(?:per|a|an|for|of|who|due|in|at|on|each|from|with)\b)")
"""Where the thing that is counted ends and what is said of it begins."""


def unit_of_one(unit: str) -> str:
    """Returns what one of a unit is called.

    >>> unit_of_one("hours"), unit_of_one("people due a yearly review"), unit_of_one("percentage points per person")
    ('hour', 'person due a yearly review', 'percentage point per person')
    >>> unit_of_one("times"), unit_of_one("QALYs for each person"), unit_of_one("loss")
    ('times', 'QALY for each person', 'loss')
    """
    head, *rest = UNIT_GOES_ON.split(unit, maxsplit=1)
    *before, thing = head.split(" ")
    if thing == "people":
        thing = "person"
    elif thing.endswith("ies"):
        thing = f"{thing[:-3]}y"
    elif thing.endswith("s") and not thing.endswith(("ss", "us", "is")) and thing != "times":
        thing = thing[:-1]
    return " ".join([*before, thing, *rest])


def plain_number(number: float) -> str:
    """Returns a number as an assumption is stated, with no digits that it does not have.

    >>> plain_number(0.12), plain_number(4200.0), plain_number(47257.9776)
    ('0.12', '4,200', '47,258')
    """
    if number == 0:
        return "0"
    if number == int(number) or abs(number) >= 10_000:
        return f"{number:,.0f}".replace("-", MINUS)
    return digits(number)


def financial_year(year: str | int) -> str:
    """Returns a year as NHS papers write it.

    >>> financial_year("2026-27"), financial_year(2019)
    ('2026/27', '2019')
    """
    return str(year).replace("-", "/")


def counted(number: int, thing: str, things: str | None = None) -> str:
    """Returns a count with its noun: one in words, 2 upward in numerals.

    >>> counted(1, "year"), counted(5, "year"), counted(0, "number")
    ('one year', '5 years', 'no numbers')
    """
    if number == 1:
        return f"one {thing}"
    return f"{number or 'no'} {things or thing + 's'}"


MOST_LISTED = 40
"""The most things that a sentence lists in full: a list that a person entered by hand is never cut short."""


def listed(items: Iterable[str], most: int = MOST_LISTED) -> str:
    """Returns things as a readable list, cut where it would become a page.

    >>> listed(["a", "b", "c"]), listed("abcd", most=2)
    ('a, b and c', 'a, b and 2 more')
    """
    found = list(items)
    if len(found) > most:
        found = [*found[:most], f"{len(found) - most} more"]
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1] if found else "none"


def either(items: Iterable[str]) -> str:
    """Returns things of which one is enough.

    >>> either(["a"]), either(["a", "b", "c"])
    ('a', 'a, or b, or c')
    """
    return ", or ".join(items)


def quoted(name: str) -> str:
    """Returns a name that somebody typed for the middle of a sentence: as typed, because it may begin with a name of its own.

    >>> quoted("Mind's coordinator: unit cost")
    "“Mind's coordinator: unit cost”"
    """
    return f"“{name}”"


def after_words(name: str) -> str:
    """Returns what something is called for the middle of a sentence: a leading article small, and everything else as it is.

    >>> after_words("The case of the council"), after_words("Northshire Mind")
    ('the case of the council', 'Northshire Mind')
    """
    return name[0].lower() + name[1:] if name.startswith(("The ", "A ", "An ", "Our ")) else name


def going_on(words: str) -> str:
    """Returns a title as it goes on after a colon: names and short forms keep their capitals.

    >>> going_on("Cash by year: NHS Northshire"), going_on("ICB")
    ('cash by year: NHS Northshire', 'ICB')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def capital(sentence: str) -> str:
    """Returns a sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


@cache
def party_names() -> dict[str, tuple[str, str]]:
    """Returns (full name, short name) of every party of the library."""
    return {ident: (payer.name, payer.short) for ident, payer in load_library().payers.items()}


def party_name(party: str) -> str:
    """Returns a party's full name, for a table or a heading."""
    return party_names()[party][0] if party in party_names() else party


def party_in_prose(party: str) -> str:
    """Returns a party as it is called in the middle of a sentence."""
    if party in PARTIES_IN_PROSE:
        return PARTIES_IN_PROSE[party]
    return party_names()[party][1] if party in party_names() else party
