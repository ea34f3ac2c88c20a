"""Easy Read, by rule: short sentences, one idea each, with a picture beside it. The figures are those of every other paper, rounded for people.

What an author writes freely is not printed, because nobody can promise that it is easy: names alone are, each on a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.first_screen import chance_of
from make_the_case.words.papers.constant_block import depends_on
from make_the_case.words.papers.draft import draft_words
from make_the_case.words.papers.recommended import recommended
from make_the_case.words.phrases import capital, counted, money, party_in_prose, plain_number
from make_the_case.words.uncertainty import Chance
from make_the_case.words.unpriced_effects import is_claimed
from valuation import Answer, Case
from valuation.accounts import CASH_RELEASING
from valuation.answers.advice import Advice
from valuation.answers.appraised import Appraised

MOST_NAMED = 4
"""Effects of a kind that are named; the full paper has them all."""
LEAST = 500.0
"""£: less than this is no money to tell people of."""

PICTURES = {
    "coins": "Coins",
    "date": "A calendar",
    "decide": "Scales",
    "find_out": "A magnifying glass",
    "good": "A heart",
    "harm": "A warning sign",
    "help": "A person asking another person",
    "meeting": "People in a meeting",
    "money": "A bag of money",
    "paper": "Papers",
    "people": "A group of people",
    "phone": "A telephone",
    "question": "A question mark",
    "say": "A loudspeaker",
    "sums": "A chart",
    "time": "A clock and a calendar",
}
"""The pictures that are shipped, each with what it shows for who cannot see it."""
PICTURES_ARE = "The pictures are from Health Icons. They are © 2021 Resolve to Save Lives, and are used under the MIT licence."
TO_CHECK = (
    "Before you use this paper, ask people with learning disabilities to check it. "
    "It was made by rule from the numbers of the case. No one has checked it with readers."
)


@dataclass(frozen=True)
class Idea:
    """One idea: a picture, short sentences, and names that are printed on lines of their own."""

    picture: str
    sentences: tuple[str, ...]
    names: tuple[str, ...] = ()
    filled: int | None = None
    """How many of ten people are filled in below it."""

    @property
    def alt(self) -> str:
        """Returns what the picture shows."""
        return PICTURES[self.picture]


@dataclass(frozen=True)
class Section:
    """A question that people ask, with its ideas."""

    heading: str
    ideas: tuple[Idea, ...]


@dataclass(frozen=True)
class EasyRead:
    """The whole paper."""

    title: str
    name: str
    sections: tuple[Section, ...]
    pictures_are: str = PICTURES_ARE
    to_check: str = TO_CHECK


def easy_read(appraised: Appraised) -> EasyRead:
    """Returns one option of a case in Easy Read."""
    case, answer, option, _ = appraised
    sections = (
        Section("What is this paper?", _about(case, answer, option)),
        Section("Who is it for?", _who(answer, option)),
        Section("What will it cost?", _costs(answer, option)),
        Section("Will it pay back the money?", _pays_back(answer, option)),
        Section("What good could it do?", _good(case, answer, option)),
        Section("What could go wrong?", _harms(case, answer, option)),
        Section("How sure are we?", _how_sure(appraised)),
        Section("What do we not know?", _not_known(appraised)),
        Section("Who will decide?", _who_decides(appraised)),
        Section("How can you have a say?", _a_say(case)),
    )
    return EasyRead("Easy Read", answer.options[option].name, sections)


def _about(case: Case, answer: Answer, option: str) -> tuple[Idea, ...]:
    draft = draft_words(case, option).banner
    warned = (
        (Idea("harm", ("This paper is not finished.", "Some of its numbers are not real yet.")),)
        if draft
        else ()
    )
    where = (
        (Idea("people", ("It is for people in this area:",), (case.shape.place,)),)
        if case.shape.place
        else ()
    )
    who = (
        (Idea("meeting", ("These people wrote the plan:",), (case.shape.organisation,)),)
        if case.shape.organisation
        else ()
    )
    plan = Idea(
        "paper", ("This paper is about a plan.", "The plan is called:"), (answer.options[option].name,)
    )
    return (*warned, plan, *who, *where)


def _who(answer: Answer, option: str) -> tuple[Idea, ...]:
    option_answer, years = answer.options[option], counted(len(answer.years), "year")
    starts, finish = sum(option_answer.starts), sum(option_answer.completers)
    if starts < 0.5:
        return (Idea("people", ("The plan does not say how many people take part.",)),)
    ideas = [Idea("people", (f"About {rounded(starts)} people could take part.", f"That is over {years}."))]
    tenths = round(10 * finish / starts)
    if tenths >= 10:
        ideas.append(Idea("time", ("We think that almost all of them will finish.",)))
    else:
        many = f"About {tenths} out of 10 people" if tenths else "Less than 1 out of 10 people"
        ideas.append(Idea("time", ("Some people will stop early.", f"{many} will finish.")))
    return tuple(ideas)


def _costs(answer: Answer, option: str) -> tuple[Idea, ...]:
    option_answer, years = answer.options[option], counted(len(answer.years), "year")
    paid = {party: sum(cash.nominal_costs) for party, cash in option_answer.financial_case.items()}
    total, own = sum(paid.values()), paid.get(answer.commissioner, 0.0)
    ideas = [Idea("money", ("The plan does not cost any cash.",))]
    if total >= LEAST:
        sentences = (f"The plan will cost about {money(total)}.", f"That is the cash for {years}.")
        ideas = [Idea("money", (*sentences, "We have counted that prices go up."))]
        ideas.append(
            Idea(
                "coins",
                (f"About {money(own)} of it is asked of:",),
                (capital(party_in_prose(answer.commissioner)),),
            )
        )
    gives_time = any(
        option_answer.parties[party].pv_costs_in_kind >= LEAST
        for party in ("participants", "carers", "volunteers")
        if party in option_answer.parties
    )
    if gives_time:
        ideas.append(Idea("time", ("Some people will give their own time.", "They will not be paid for it.")))
    return tuple(ideas)


def _pays_back(answer: Answer, option: str) -> tuple[Idea, ...]:
    option_answer = answer.options[option]
    if option_answer.accounts["public_cash"].npv >= 0:
        return (
            Idea(
                "coins", ("Yes, we think so.", "We think it will bring back all of the cash that it costs.")
            ),
        )
    if option_answer.benefit_classes[CASH_RELEASING] >= LEAST:
        return (Idea("coins", ("Only some of it.", "It will cost more cash than it brings back.")),)
    return (Idea("coins", ("No.", "It will not bring back any cash.")),)


def _effects(case: Case, answer: Answer, option: str) -> tuple[list[str], list[str], list[str]]:
    """Returns the names of what gets better, of what gets worse, and of what may do either.

    What is a claim and no more, as a sum that somebody's model worked out, is in none of them.
    """
    option_answer = answer.options[option]
    apart = {effect.name for effect in option_answer.not_priced}
    sums = [(o.name, sum(o.amounts)) for o in option_answer.outcomes if o.name not in apart]
    better = [name for name, amount in sums if amount > 0]
    worse = [name for name, amount in sums if amount < 0]
    unclear = [name for name, amount in sums if not amount]
    claims = {outcome.id for outcome in case.option(option).outcomes if is_claimed(outcome)}
    for effect in option_answer.not_priced:
        if effect.direction == "worse" and not effect.no_clear_difference:
            worse.append(effect.name)
        elif effect.id not in claims:
            is_known = not effect.no_clear_difference and not effect.is_only_hoped_for
            (better if is_known else unclear).append(effect.name)
    return better, worse, unclear


def _named(picture: str, sentence: str, names: list[str]) -> list[Idea]:
    """Returns an idea that names some things, and that there are more where that is so; none where there is nothing to name."""
    if not names:
        return []
    more = len(names) - MOST_NAMED
    rest = [Idea("paper", ("There is more in the full paper.",))] if more > 0 else []
    return [Idea(picture, (sentence,), tuple(names[:MOST_NAMED])), *rest]


def _good(case: Case, answer: Answer, option: str) -> tuple[Idea, ...]:
    better, _, unclear = _effects(case, answer, option)
    ideas = _named("good", "We think that these could get better:", better)
    ideas += _named("question", "We looked at these. We do not know if they will change:", unclear)
    ideas = ideas or [Idea("question", ("The plan does not name any good that it will do.",))]
    net = answer.options[option].accounts["society"].npv
    worth = (
        "The good is worth more than the cost." if net >= 0 else "The cost is more than the good is worth."
    )
    return (*ideas, Idea("sums", ("We put a price on the good.", "We took away the cost.", worth)))


def _harms(case: Case, answer: Answer, option: str) -> tuple[Idea, ...]:
    _, worse, _ = _effects(case, answer, option)
    return tuple(_named("harm", "These could get worse:", worse)) or (
        Idea(
            "harm",
            (
                "The plan does not name any harm.",
                "There could still be some.",
                "Tell us if you think of one.",
            ),
        ),
    )


def _how_sure(appraised: Appraised) -> tuple[Idea, ...]:
    _, answer, option, analysis = appraised
    share = chance_of(None if analysis is None else analysis.simulation, option)
    ideas = []
    if share is not None:
        chance = Chance(share)
        how_many = (
            f"In about {chance.tenths} of 10 tries,"
            if chance.is_about
            else "In more than 9 of 10 tries,"
            if chance.filled
            else "In less than 1 of 10 tries,"
        )
        sums = ("We did the sums many times.", f"{how_many} the good was more than the cost.")
        ideas.append(Idea("sums", sums, filled=chance.filled))
    guesses = [*answer.evidence.planning_assumption, *answer.evidence.to_verify]
    if guesses:
        ideas.append(Idea("question", ("Some of our numbers are a best guess.", "They could be wrong.")))
    return tuple(ideas) or (Idea("question", ("We have not tested how sure the numbers are.",)),)


def _not_known(appraised: Appraised) -> tuple[Idea, ...]:
    analysis = appraised.analysis
    most = depends_on(analysis, appraised.option, most=1) if analysis is not None else ()
    ideas = [Idea("question", ("We do not know how well the plan will work here.",))]
    ideas += [Idea("find_out", ("This number matters most:",), (each.name,)) for each in most]
    return (*ideas, Idea("find_out", ("We will need to look and see.",)))


ADVISED = {
    Advice.APPROVE: ("Our numbers say:", "do the plan."),
    Advice.TEST_FIRST: ("Our numbers say:", "try the plan first. Then look at how it went."),
    Advice.DO_NOT_APPROVE: ("Our numbers say:", "do not do the plan as it is now."),
}


def _who_decides(appraised: Appraised) -> tuple[Idea, ...]:
    meeting = appraised.case.shape.meeting
    who = (meeting and meeting.report_to) or capital(party_in_prose(appraised.answer.commissioner))
    when = meeting and meeting.date
    date = (
        Idea("date", ("They will meet on:",), (when,))
        if when
        else Idea("date", ("We do not know yet when they will meet.",))
    )
    advice = ADVISED[recommended(appraised).advised.advice]
    return (
        Idea("meeting", ("These people will decide:",), (who,)),
        date,
        Idea("decide", (" ".join(advice), "They can say yes or no.")),
    )


def _a_say(case: Case) -> tuple[Idea, ...]:
    lead = case.shape.meeting.lead if case.shape.meeting else None
    who = (
        Idea("phone", ("You can talk to:",), (lead,))
        if lead
        else Idea("phone", ("You can talk to this person:", "Their name and phone number:"), ("",))
    )
    shaped = bool((case.shape.proposal and case.shape.proposal.shaped_by) or case.shape.rounds)
    asked = (
        "Some people have helped to make the plan."
        if shaped
        else "We have not asked people about the plan yet."
    )
    return (
        Idea("say", (asked, "You can tell us what you think.")),
        who,
        Idea("help", ("You can ask someone you trust to help you read this.",)),
    )


def rounded(people: float) -> str:
    """Returns a number of people to two figures, as people say it.

    >>> rounded(1264), rounded(37.4), rounded(6.2)
    ('1,300', '37', '6')
    """
    whole = round(people)
    digits = len(str(whole))
    return plain_number(round(whole, 2 - digits) if digits > 2 else whole)
