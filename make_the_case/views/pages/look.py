"""The page for developers that shows every token, row and panel once, with made-up figures: it is in no list of pages."""

from __future__ import annotations

import re

import streamlit as st

from make_the_case.views.shell.say import say, style
from make_the_case.words.blocks import (
    Beside,
    Bold,
    Box,
    Facts,
    Heading,
    Icons,
    Lines,
    PageBlock,
    Rowed,
    Tabled,
    notice,
    paragraphs,
    refused,
    state,
)
from make_the_case.words.charts.chart import Chart, Group, Series
from make_the_case.words.panels import (
    BarRow,
    BarRows,
    CostAndValue,
    Decision,
    Ladder,
    Marked,
    OpeningRow,
    OpeningRows,
    Piece,
    Rung,
    Standing,
    Standings,
    Strip,
    StripStep,
    Swatches,
    Threshold,
    Thresholds,
    Tile,
    Tiles,
    ValueBar,
)
from make_the_case.words.tables.summary_tables import Table

BARS = (
    ValueBar(
        "It costs everyone £660,000",
        "cost",
        (Piece(574, "the ICB £574,000"), Piece(86, "unpaid time £86,000", is_pale=True)),
        "likely £600,000 to £750,000",
        (600, 750),
        "The ICB £574,000 and unpaid time £86,000",
    ),
    ValueBar(
        "It is worth £990,000",
        "value",
        (Piece(990, "better lives £990,000"),),
        "likely £190,000 to £1.8 million",
        (190, 1800),
    ),
)
RUNGS = (
    Rung("Proven", "for an auditor", -660, "\N{MINUS SIGN}£660,000", "less than 1 in 10", "full", False),
    Rung("Expected", "to plan on", 330, "+£330,000", "about 7 in 10", "half", True),
    Rung("Claimed", "by supporters", 12_000, "+£12 million", "no chance is given", "empty", False),
)
STEPS = (
    StripStep("You have", "£540,000", "£180,000 for 3 years, today's prices"),
    StripStep("inflation", "+ £27,000", is_change=True),
    StripStep("Budget to ask for", "£567,000", "in cash", is_chosen=True),
    StripStep("optimism bias", "+ £57,000", is_change=True),
    StripStep("If it overruns", "£624,000"),
)
SERVICES = (
    OpeningRow(("Befriending", "793"), Marked("Worth it", "full"), ("What is known of it.",)),
    OpeningRow(("Telehealth", "4,751"), Marked("Ruled out", "empty"), ("What is known of it.",)),
)

SETTLED = (Bold("What would settle it:"), " both have the same result if the gain lasts 5 months or more.")
NO_TABLE = Table("", ("",), ())
TRIED = Chart(
    "look_tried", "tried", "Our case is worth more than it costs", "A filled dot is counted; a hollow diamond is a claim", "",
    "Four dots on one line.", ("First trial (\N{MINUS SIGN}0.02)", "Our case", "The gain lasts 9 months", "A report"),
    (Series("Net value", (-760.0, 330.0, 810.0, 8000.0), ("\N{MINUS SIGN}£760", "+£330", "+£810", "+£8,000")),), "£", 1.0, NO_TABLE,
    base=330.0, ends=(None, (-490.0, 1100.0), None, None), own=1,
    groups=(Group("What trials and comparisons say", 1), Group("Our case", 2), Group("What is claimed", 1, is_claimed=True)),
)  # fmt: skip
WAY = Chart(
    "look_way", "steps", "The finance team's scenario is £480 lower", "From ours (A) to theirs (B)", "", "Two totals and a step.",
    ("Our case (A)", "The gain lasts 4 months, not 6", "Finance team (B)"),
    (Series("Steps", (330.0, -480.0, -150.0), ("£330", "\N{MINUS SIGN}£480", "\N{MINUS SIGN}£150")),), "£", 1.0, NO_TABLE,
)  # fmt: skip


STANDINGS = Standings(
    "Tests",
    (
        Standing(
            "✓",
            "good",
            "Passed, so go on",
            "People who started, by 31 March 2028",
            "Actual 104. Go on at 100.",
        ),
        Standing(
            "✕", "bad", "Failed, so stop", "People who started, by 31 March 2029", "Actual 52. Stop at 60."
        ),
        Standing("◆", "undecided", "Between the two, so change", "People who finished", "Actual 80."),
        Standing("○", "waiting", "Not due yet", "People who started, by 31 March 2030", "Actual not known."),
    ),
)


def show() -> None:
    """Draws the page."""
    say(
        Heading("Look"),
        notice("Every figure on this page is made up: it shows how things look, and nothing else."),
    )
    _tokens()
    for name, blocks in parts().items():
        say(Heading(name, 2), *blocks)
    say(Heading("What Streamlit draws", 2))
    with st.container(horizontal=True):
        st.button("Primary step", type="primary", key="look:primary")
        st.button("Second step", key="look:second")
        st.button("Link", type="tertiary", key="look:link")
    st.text_input("A field", placeholder="For example: 180,000", key="look:field")
    with st.expander("More, when it is asked for"):
        say(paragraphs("Something that not every reader needs."))


def _tokens() -> None:
    """Shows each colour with its name."""
    names = re.findall(r"--([a-z-]+): light-dark", style())
    say(Heading("Tokens", 2), Swatches(tuple(names)))


def parts() -> dict[str, list[PageBlock]]:
    """Returns every kind of block, under what it is called."""
    cost_and_value = CostAndValue(
        "The benefits counted are £330,000 greater than the costs",
        "Present value over 3 years, 2026/27 prices.",
        "It costs everyone £660,000. It is worth £990,000.",
        BARS,
        660,
        "breaks even at £660,000",
    )
    ladder = Ladder("By three standards of proof", "Benefits less costs", RUNGS, "Trials differ.")
    plan = Threshold(
        "11 in every 100", "people who finish end a whole point happier.", 17, 11, (3, 31), "plan 17", "breaks even at 11",
        "range 3 to 31",
    )  # fmt: skip
    rows = (
        BarRow("Link workers", 125, "£125,000", "NHS pay scales"),
        BarRow("People's own time", 25, "£25,000", "a national figure", is_pale=True),
    )
    table = Table("A table", ("Benefit", "Kind", "Value £"), (("Life satisfaction", "Wider", "970,000"),))
    return {
        "Words": [
            paragraphs("This needs funding.", style="verdict"),
            paragraphs(("Words with a ", Bold("mark"), ".")),
            state("How something stands."),
            notice("What a reader has to know first."),
            refused("Why something was not taken."),
            Lines(("A line", "Another line")),
            Facts((("Label", "What it says"),)),
        ],
        "Headline": [
            Decision("Of three answers", ("Do not approve", "Test first", "Approve"), 1),
            Tiles((Tile("Cost", "£180,000", "a year", "in cash"), Tile("Chance", "7 in 10", filled=7))),
            Marked("Test first", "half"),
            Icons(7),
        ],
        "Tests": [STANDINGS],
        "Bars and standards": [
            Beside((Box((cost_and_value,), "card"), Box((ladder,), "card")), "wide-narrow")
        ],
        "What would have to be true": [Box((Thresholds("It would break even if:", (plan,)),), "card")],
        "Rows on one line": [
            Beside(
                (Box((Rowed(TRIED),), "card"), Box((Rowed(WAY), Box((paragraphs(SETTLED),), "tint")), "card"))
            )
        ],
        "Money": [Strip("The budget, step by step", STEPS), BarRows("Costs", rows, "Together £150,000")],
        "Table": [Tabled(table)],
        "Rows that open": [
            OpeningRows("Services", ("Service", "£ for each person", "How it stands"), SERVICES)
        ],
    }
