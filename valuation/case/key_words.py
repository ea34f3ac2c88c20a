"""What every key of the case file is called on a form, and what it means: for people, editors and the JSON Schema.

Only what shows a form or writes the schema imports this; working a case out needs no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from valuation.case.key_types import Shape


@dataclass(frozen=True)
class KeyWords:
    """What stands above a field, what is said beneath it, and something that may be typed into it."""

    label: str
    help: str
    example: str = ""


def described(shape: type[Shape], key: str) -> KeyWords:
    """Returns the words of a key of this shape, as the key is written in the file; a shape has its parents' too."""
    return next(
        WORDS[parent.__name__][key] for parent in shape.__mro__ if key in WORDS.get(parent.__name__, {})
    )


def _id(what: str, example: str) -> KeyWords:
    return KeyWords(
        "Short name in the file",
        f"Names {what} in the file and in reports, and must differ from its neighbours. "
        "Small letters, digits and underscores, beginning with a letter, 40 at most.",
        example,
    )


# One key a line, so that the words can be read and mended as a table.
# fmt: off
WORDS: dict[str, dict[str, KeyWords]] = {
    "Described": {
        "label": KeyWords("Short description", "What this is, in a few words. It changes no number.", "Bed days of people invited"),
        "locator": KeyWords("Where in the source", "The page, table or cell at which the figure stands, so that anyone can find it.", "Table 3, page 14"),
        "status": KeyWords("Status of the figure", "Published, derived, a cited fact, a planning assumption (a figure that nobody has published) or to verify (not yet read at its source). The app also writes unanswered and kept, and a template placeholder.", "planning_assumption"),
        "study": KeyWords("Study", "The study that the figure comes from.", "Systematic review of peer support, 2022"),
        "design": KeyWords("How the study was done", "The kind of study, which says how far it can show that the service made the difference.", "Randomised trial"),
        "n": KeyWords("People in the study", "How many people the study counted, in a number or in words.", "629"),
        "follow_up_months": KeyWords("Months that people were followed", "How long the study watched. An effect that is counted for longer rests on judgement.", "12"),
        "by": KeyWords("Written by", "Who wrote or changed this.", "Head of planning"),
        "at": KeyWords("Written on", "When this was written or changed.", "22 November 2026"),
        "signed_off_by": KeyWords("Signed off by", "Who has checked this and stands behind it.", "Director of finance"),
        "owner": KeyWords("Owner", "The person who answers for this and keeps it up to date.", "Head of commissioning"),
        "review": KeyWords("When to look again", "The date or the event at which this should be looked at again.", "After the first six months"),
        "initiative": KeyWords("Initiative it follows", "The initiative elsewhere that this is modelled on.", "Peer support workers, Newcastle West"),
        "serves": KeyWords("Who it is for", "The people it is meant for.", "Adults living with a long-term condition"),
        "template": KeyWords("Template it began from", "The template that this was first filled from.", "peer_support"),
        "cautions": KeyWords("What to be careful about", "What a reader should keep in mind, and where this may not hold.", "The evidence is from one city"),
        "note": KeyWords("Note", "Anything else that a reader should know.", "Would be a count from practice registers"),
        "reason": KeyWords("Reason", "Why this was chosen, or changed from what it was before.", "As in the pilot"),
    },
    "Number": {
        "value": KeyWords("Best estimate", "The one figure that you think most likely, in its unit.", "45"),
        "range": KeyWords("Lowest and highest", "Two figures, the lower first, between which it should lie 19 times out of 20. For the triangle, PERT and equal shapes, the least and the most it can be. Left empty, grades 3 to 6 have the range of their grade.", "30, 60"),
        "distribution": KeyWords("Shape of the range", "How likely the figures within the range are, compared with one another. Left empty, the shape that goes with the kind of figure."),
        "unit": KeyWords("Unit", "What the figure is measured in.", "attendances per person per year"),
        "price_year": KeyWords("Year of its prices", "For money: the financial year, or the calendar year, whose prices it is in. It is restated in the prices of the case.", "2023-24"),
        "source": KeyWords("Where it comes from", "The publication, record or person that the figure comes from. Left empty, readers see that it has no source.", "Local records 2025-26"),
        "grade": KeyWords("Confidence in the evidence, 1 to 6", "From 1, the best (your own audited records, a strong trial), to 6, the worst. Left empty, it counts as 6. A weaker grade brings a larger allowance for optimism.", "3"),
        "use": KeyWords("Take it from elsewhere", "The name of one of this case's shared figures, or of a figure in the library. A value typed as well replaces it here alone.", "unit_costs.ae_attendance"),
    },
    "IncomeWeight": {
        "income": KeyWords("Income of these people", "Their yearly income, in £ and in the same terms as the middle income.", "£18,000"),
        "median_income": KeyWords("Middle income in the country", "The yearly income that half of people are above and half below (the median).", "£30,000"),
        "elasticity": KeyWords("How fast the weight grows as income falls", "The power to which middle income over income is raised. Left empty, the library's, 1.3.", "1.3"),
    },
    "Segment": {
        "id": _id("this group", "most_deprived"),
        "name": KeyWords("Name of the group", "What this group of people is called in reports.", "Most deprived fifth"),
        "share": KeyWords("Share of everyone", "The part of the people who belong to this group. The shares of all groups add up to 100%.", "30%"),
        "uptake_multiplier": KeyWords("How much likelier to start", "0.8 for a group that starts a fifth less often. The average of all groups stays as entered for everyone. Left empty, 1: no different.", "0.8"),
        "effect_multiplier": KeyWords("How much stronger the effect", "1.2 for a group that gains a fifth more than stated. Left empty, 1: the effect as stated.", "1.2"),
        "weight": KeyWords("Weight on what they gain", "How much £1 to this group counts in the weighted result, which stands beside the ordinary one and never replaces it. A number, or worked out from incomes. Left empty, 1.", "1.4"),
    },
    "People": {
        "eligible": KeyWords("People who could be offered it", "Everyone who could be offered it: all of them once, or those new each year, as chosen below.", "4,200"),
        "pool": KeyWords("The same people, or new ones each year", "Whether it is one population, offered it once, or as many new people every year. It has to be chosen."),
        "uptake": KeyWords("Share who start", "Of the people offered it, the part who ever start.", "12%"),
        "ramp": KeyWords("How far it has built up by each year", "One share for each year. For the same people: how many of those who ever start have started by then. For new people each year: how full it is that year. The last carries on. Left empty, full from the first year.", "20%, 60%, 100%"),
        "planned_starts": KeyWords("People planned to start each year", "The plan itself, in place of the people who could be offered it and the share who start: one number for each year, none after the last, or one number for every year.", "150, 250, 300"),
        "completion": KeyWords("Share of starters who finish", "Of the people who start, the part who take part to the end. Left empty, 100%.", "72%"),
        "delivery_years": KeyWords("Years of delivery", "How many years people can start in. Left empty, as many years as are planned, or all the years of the case.", "5"),
        "timing": KeyWords("When in the year people start", "Evenly through the year, or all at its beginning. Left empty, evenly: half of what the first twelve months bring then falls in the next year."),
        "capacity": KeyWords("Most who can start in a year", "The places there are, one number for each year or one for all; the last carries on. People turned away may start later only where it is the same people. Left empty, no limit.", "200, 400"),
        "segments": KeyWords("Groups who differ", "Groups that differ in how many start, in what they gain, or in the weight on it. Left empty, everyone is alike."),
    },
    "Caution": {
        "words": KeyWords("What to be careful about", "What a reader should keep in mind.", "Nothing is claimed for GPs"),
        "while_nothing_for": KeyWords("Said while nothing is counted for", "The payers or groups for whom nothing may be counted, as long as this is said; `anyone` for nothing at all.", "primary_care"),
        "while_nothing_is_replaced": KeyWords("Said while nothing is replaced", "Whether this is said only as long as the option replaces no cost of business as usual."),
    },
    "Release": {
        "action": KeyWords("What is decided", "The decision that takes the money out of a budget. Without one, it counts as capacity freed, not as money.", "Contract ends"),
        "owner": KeyWords("Who decides it", "The named person whose budget it comes out of and who carries the decision out.", "Head of contracts"),
        "from_year": KeyWords("Year from which cash is released", "The financial year, or its place in the case with 0 the first. Before it, it counts as capacity. Left empty, the first year.", "2028-29"),
    },
    "Cost": {
        "id": _id("this cost", "coordinator"),
        "name": KeyWords("Name of the cost", "What the cost is called in reports.", "Peer support coordinator"),
        "category": KeyWords("Pay, other running cost or capital", "The heading in the financial case under which it stands."),
        "per": KeyWords("What it grows with", "What brings the cost about, so that it rises and falls with it."),
        "quantity": KeyWords("How much each time", "Hours, posts, sessions or other units for each of what the cost grows with. Left empty, 1.", "9"),
        "unit_cost": KeyWords("Cost of each one", "What one unit costs, in £. For a share of other costs, the share itself, like 15%.", "£38,000"),
        "payer": KeyWords("Who pays", "The organisation or people whose cost it is. It may be divided into shares that add up to 100%."),
        "cash": KeyWords("Paid for in money", "No, where something is used without a payment: volunteers' time, a room lent, hours of staff already in post. Left empty, yes."),
        "transfer": KeyWords("Money that only changes hands", "A grant, match funding, a charge or payment by results: money that moves from one party to another and uses nothing up. Left empty, no."),
        "to": KeyWords("Who receives it", "For money that only changes hands: the party that gets it. It may be divided into shares that add up to 100%."),
        "vat": KeyWords("VAT that cannot be recovered", "The rate of VAT that the payer cannot claim back, on a cost paid in money. Left empty, none.", "20%"),
        "phase": KeyWords("Share in place in each year", "One share for each year from the first: posts filled late, a part-year start. The last carries on. Left empty, 100% throughout.", "75%, 100%"),
        "real_growth": KeyWords("Grows each year by, above inflation", "How much faster than prices in general it rises each year. Left empty, no faster.", "1%"),
        "optimism_bias": KeyWords("Optimism bias of its own", "An allowance for costs that turn out higher, in place of the one that goes with the grade of the evidence.", "15%"),
        "year": KeyWords("Year in which it falls", "For a cost that falls once: the financial year, or its place in the case with 0 the first. Left empty, the first year.", "2027-28"),
        "from": KeyWords("First year", "The first year in which it is paid: the financial year, or its place in the case with 0 the first. Left empty, the first year of the case.", "2027-28"),
        "until": KeyWords("Last year", "The last year in which it is paid, that year included. Left empty, as long as delivery lasts or people bring it about.", "2029-30"),
        "starts_per_fte": KeyWords("People who start for each full-time post", "How many people starting in a year one full-time post can look after.", "120"),
        "round_up_to": KeyWords("Posts are rounded up to", "The smallest step in which posts are filled: 0.5 for half posts. Left empty, or 0, not rounded.", "0.5"),
        "at_least": KeyWords("Fewest posts", "The posts that are needed even where few people start. Left empty, 0.", "1"),
        "trainees": KeyWords("People to be trained", "How many people are trained in all, before any of them leave and are replaced.", "24"),
        "over_years": KeyWords("Years over which they are trained", "The training is spread evenly over this many years from the first. Left empty, 1.", "2"),
        "turnover": KeyWords("Share who leave and are replaced each year", "Of the people trained, the part who leave in a year and whose successors are trained. Left empty, none.", "15%"),
        "of": KeyWords("Costs that it is a share of", "The costs beside this one that are added up: for overheads, evaluation or contingency.", "coordinator"),
        "lag": KeyWords("Years before it begins", "How long after a person starts the cost begins. Parts of a year count. Left empty, 0.", "0.5"),
        "lasts": KeyWords("Years it lasts", "How long the cost goes on for each person who starts. Parts of a year count. Left empty, 1.", "2"),
        "drop_off": KeyWords("Fades each year by", "The share of the cost that falls away with each further year after a person starts. Left empty, none.", "25%"),
        "cashable": KeyWords("Share that releases cash", "Of a cost of business as usual that stops, the part that becomes money for something else. The rest frees capacity, which is not money back. Left empty, none.", "100%"),
        "release": KeyWords("What releases the cash", "The decision that takes the money out of a budget, who takes it, and from when. Without it, the cost that stops counts as capacity freed."),
    },
    "Multiplies": {
        "uptake": KeyWords("Share who start is multiplied by", "1.1 where a tenth more people start. The share never passes 100%. Left empty, 1.", "1.1"),
        "completion": KeyWords("Share who finish is multiplied by", "1.05 where a twentieth more people finish. The share never passes 100%. Left empty, 1.", "1.05"),
        "ramp": KeyWords("Build-up in each year is multiplied by", "1.2 where it builds up a fifth faster. The share never passes 100%. Left empty, 1.", "1.2"),
    },
    "Enabler": {
        "id": _id("this enabler", "facilitation"),
        "name": KeyWords("Name of the enabler", "What makes the option work better and has no benefit of its own: facilitation, training, designing it together.", "Paid facilitation"),
        "costs": KeyWords("What the enabler costs", "Its costs, which count as costs of the option."),
        "multiplies": KeyWords("What it makes better", "How many start, how many finish or how fast it builds up, each multiplied by a number. Left empty, it only costs."),
    },
    "Overlap": {
        "group": KeyWords("Name of the overlap", "Values that describe the same change in different ways have the same name here, and one of them is counted.", "better_health"),
        "counted": KeyWords("This one is counted", "Exactly one value of an overlap is counted; the others are shown and left out of every total. Left empty, yes."),
    },
    "Value": {
        "kind": KeyWords("Kind of value", "Whether it is public money or capacity, people's own money, health, wellbeing, or money that only changes hands."),
        "to": KeyWords("Who gains", "The organisation or people it is worth something to. It may be divided into shares that add up to 100%."),
        "from": KeyWords("Who pays it", "For money that only changes hands: the party that it comes from."),
        "quantity": KeyWords("How many for each unit of the outcome", "How many of what is priced go with one unit of the outcome, like 2.5 bed days for an admission. Left empty, 1.", "2.5"),
        "unit_value": KeyWords("Worth of each one", "What one unit is worth, in £, and never below 0: whether it is better or worse is said by the outcome.", "£260"),
        "cashable": KeyWords("Share that releases cash", "The part that becomes money for something else. The rest frees capacity: staff time and beds, not money back. Left empty, none.", "0%"),
        "release": KeyWords("What releases the cash", "The decision that takes the money out of a budget, who takes it, and from when. Without it, the value counts as capacity freed."),
        "overlap": KeyWords("Overlaps with", "For a change that is valued in more than one way: the group of values of which one is counted. Left empty, it stands alone."),
        "discount": KeyWords("Which discount rate", "The rate at which later years count for less. Left empty, the rate that goes with the kind of value."),
        "real_growth": KeyWords("Grows each year by, above inflation", "How much faster than prices in general its worth rises each year. Left empty, no faster.", "2%"),
        "optimism_bias": KeyWords("Optimism bias of its own", "An allowance for evidence that flatters, taken off this value in place of the one that goes with the grade of the evidence.", "10%"),
    },
    "Outcome": {
        "id": _id("this outcome", "ae"),
        "name": KeyWords("Name of the outcome", "What changes, as reports should say it.", "A&E attendances avoided"),
        "unit": KeyWords("Counted in", "What one unit of the outcome is. Outcomes counted in qaly or wellby are added up; an hour of people's own time is hour.", "attendance"),
        "adds": KeyWords("What each person gains", "Units that each person gains for each year the effect lasts. Below 0 is a harm: half a visit more is −0.5. This, or the share by which a rate is cut.", "0.4"),
        "reduces": KeyWords("Share by which it is cut", "How much less often it happens than without the service: 18% fewer attendances. At most 100%; below 0 it happens more often, which is a harm.", "18%"),
        "of": KeyWords("How often it happens without the service", "The number for each person in a year, without the service, in the people the service is for.", "0.9"),
        "share": KeyWords("Share of people it happens to", "Of the people whom the effect was measured in, the part to whom it applies. Left empty, all of them.", "60%"),
        "applies_to": KeyWords("Whom the effect was measured in", "Everyone who started, or only those who finished. It has to be chosen, as the study counted it."),
        "effect_basis": KeyWords("What the effect was measured against", "People without the service, or the same people before. Against people without it, what would have happened anyway is already out. Left empty, people without it."),
        "lag": KeyWords("Years before it begins", "How long after a person starts the effect begins. Parts of a year count. Left empty, 0.", "0.5"),
        "lasts": KeyWords("Years it lasts", "How long the effect goes on for each person, once begun. Parts of a year count. Left empty, 1.", "1.5"),
        "drop_off": KeyWords("Fades each year by", "The share of the effect that is lost with each further year; the first twelve months are whole. Left empty, none.", "25%"),
        "deadweight": KeyWords("Would have happened anyway", "The share of the change that needs no service (deadweight). Leave it empty where the effect was measured against people without the service.", "35%"),
        "attribution": KeyWords("Share due to others", "The part of the change that other services, family or friends brought about. Left empty, none.", "20%"),
        "displacement": KeyWords("Moved from elsewhere", "The part of the gain that is taken from somebody else, like a job another person would have had. Left empty, none.", "10%"),
        "optimism_bias": KeyWords("Optimism bias of its own", "An allowance for evidence that flatters, taken off all values of this outcome in place of the one that goes with the grade of the evidence.", "10%"),
        "total": KeyWords("The one to count in the QALY or WELLBY total", "Of overlapping outcomes in QALYs or in WELLBYs, one is totalled: the one whose value is counted, or else the one marked here. Left empty, no."),
        "values": KeyWords("What it is worth", "What a unit of it is worth, and to whom. Left empty, it is not priced: shown beside the result, with its direction and size."),
        "direction": KeyWords("Better or worse", "For an outcome without a price: whether people are better or worse off for it."),
        "size": KeyWords("How large it is", "For an outcome without a price: your judgement of how much it matters."),
        "who": KeyWords("For whom", "For an outcome without a price: the people who are better or worse off.", "Families and carers"),
        "why_not_priced": KeyWords("Why it has no price", "For an outcome without a price: what is missing, or why a price would mislead.", "No study has valued it"),
    },
    "Option": {
        "id": _id("this option", "peer_support"),
        "name": KeyWords("Name of the option", "What this way of doing things is called in reports.", "Peer-led self-management groups"),
        "people": KeyWords("People who take part", "Who is offered it, who starts, when, and who finishes."),
        "costs": KeyWords("What it costs", "Everything that this option uses or pays for and business as usual does not, people's own time included."),
        "replaces": KeyWords("What stops", "Costs of business as usual that this option makes unnecessary."),
        "outcomes": KeyWords("What it changes", "What gets better or worse for people, or in what they use, and what that is worth."),
        "enablers": KeyWords("What makes it work better", "Facilitation, training and the like: costs that raise how many start or finish and have no benefit of their own."),
        "claims": KeyWords("Activity it draws its benefit from", "A short name for each group of people or activity that its benefits come from, so that options run together do not count the same one twice.", "ae"),
    },
    "OwnRates": {
        "standard": KeyWords("Standard discount rate", "How much less each later year counts, for costs, public money, earnings and money that changes hands. The same in every year.", "3.5%"),
        "health": KeyWords("Discount rate for health and wellbeing", "How much less each later year counts, for values in health and wellbeing. The same in every year.", "1.5%"),
    },
    "Appraisal": {
        "first_year": KeyWords("First financial year", "The financial year in which the case begins, April to March.", "2027-28"),
        "years": KeyWords("Years covered", "How many years are counted, 1 to 60. Benefits after the last one are reported and never added.", "5"),
        "price_year": KeyWords("Prices of which year", "The year whose prices all results are in. Figures in other years' prices are restated.", "2026-27"),
        "discounting": KeyWords("Discounting", "The rates at which later years count for less: a published schedule, or rates of your own.", "green_book"),
        "optimism_bias": KeyWords("Allowance for optimism", "Whether costs are raised and benefits lowered the more, the weaker their evidence (optimism bias). Left empty, they are."),
        "own_time": KeyWords("Time of people, carers and volunteers", "Whether the unpaid hours of people who take part, carers and volunteers count, as a cost and as a gain. Left empty, they do."),
    },
    "Narrative": {
        "strategic": KeyWords("Strategic case", "Why something has to change, for whom, and what it is for."),
        "economic": KeyWords("Economic case", "What to add to the economic case, which is written from the numbers."),
        "commercial": KeyWords("Commercial case", "How it is bought or granted, from whom, and on which terms."),
        "financial": KeyWords("Financial case", "What to add to the financial case, which is written from the numbers."),
        "management": KeyWords("Management case", "Who runs it, how it is checked, and what happens if it falls short."),
    },
    "Counterfactual": {
        "name": KeyWords("Name of business as usual", "What goes on anyway is called this in reports.", "Business as usual"),
        "description": KeyWords("What happens anyway", "What people get without any of the options. Costs that go on under every option are left out.", "A yearly review in general practice"),
    },
    "Objective": {
        "what": KeyWords("Objective", "What should be achieved.", "People manage their pain better"),
        "measure": KeyWords("Measured by", "How anybody can see whether it was reached.", "Pain self-efficacy score"),
        "baseline": KeyWords("Where it is now", "Without it nobody can show that anything changed.", "22 of 60"),
        "target": KeyWords("Where it should be", "The figure to reach.", "28 of 60"),
        "when": KeyWords("By when", "The date by which it should be reached.", "March 2028"),
    },
    "Shaping": {
        "group": KeyWords("Who was involved", "Which group of people helped to shape the proposal."),
        "how": KeyWords("How were they involved", "What they did, and how they shared in decisions.", "Three workshops"),
        "how_many": KeyWords("How many were involved", "How many people took part.", "12 people"),
        "what_changed": KeyWords("What changed because of them", "What is different from what it would have been.", "Groups meet in the evening"),
    },
    "Logic": {
        "context": KeyWords("Context", "What there is to start from.", "Two towns with no pain service"),
        "activities": KeyWords("Activities", "What people do.", "Groups of twelve, eight weeks"),
        "impact": KeyWords("Impact", "What should be different in the end.", "Pain runs fewer lives"),
        "because": KeyWords("Why one step leads to the next", "The reason, at each step from what goes in to the impact."),
    },
    "Proposal": {
        "local_term": KeyWords("Your word for working as equals", "What you call it here when people and professionals design and deliver together.", "partnership"),
        "for_whom": KeyWords("Who it would serve", "The people it serves.", "Adults living with long-term pain"),
        "how_many": KeyWords("How many people that is", "How many live with this here, in words or a number.", "About 9,400 on practice registers"),
        "problem": KeyWords("The problem", "In one sentence of up to 200 characters.", "People with long-term pain wait 31 weeks for a clinic"),
        "change": KeyWords("What changes for them", "What is different for people once it is there.", "Groups led by two people who live with pain"),
        "objectives": KeyWords("Objectives", "Up to three, each with a measure, where it is now, a target and a date."),
        "aims": KeyWords("Aims it serves", "Which of the four aims of an integrated care system it serves."),
        "shaped_by": KeyWords("Who shaped this case", "Who helped to shape it, and what changed because of them."),
        "not_known": KeyWords("What we do not know", "What is not known about local need.", "How many would come who do not speak English"),
        "logic": KeyWords("How it should work", "The chain from what there is to what should come of it."),
    },
    "Meeting": {
        "report_to": KeyWords("Report to", "The board or committee that decides.", "Integrated Care Board"),
        "date": KeyWords("Date of the meeting", "The day on which it is decided.", "14 January 2027"),
        "agenda_item": KeyWords("Agenda item", "Its number on the agenda.", "7"),
        "lead": KeyWords("Lead executive", "Who puts it to the meeting.", "Chief nurse"),
        "author": KeyWords("Author", "Who wrote it.", "Head of personalised care"),
        "purpose": KeyWords("Purpose", "What the meeting is asked to do with it."),
        "recommendation": KeyWords("Recommendation", "What the meeting is asked to agree, in the author's own words. Left empty, it is drafted from the verdict.", "Approve two years, then decide on the next three"),
        "considered_before": KeyWords("Considered before", "Where it has been already, and what was said.", "Finance committee, December 2026"),
        "interests": KeyWords("Funding and interests of the author", "Who paid for this case, and what its author stands to gain.", "Written by the charity that would provide it"),
    },
    "Checked": {
        "role": KeyWords("Their role", "What they do.", "Deputy director of finance"),
        "date": KeyWords("Date of the check", "When it was checked.", "2 December 2026"),
        "what": KeyWords("What was checked", "What they looked at and tried.", "All inputs against their sources; the sums by hand"),
        "not_checked": KeyWords("What was not checked", "What nobody has looked at yet.", "The effect sizes"),
    },
    "Implications": {
        "finance": KeyWords("Finance", "Recurrent or not, by year, from which budget.", "£210,000 in the first year, from the prevention budget"),
        "workforce": KeyWords("Workforce", "Who is needed, and who works differently.", "Two coordinators; twelve paid peers"),
        "quality": KeyWords("Quality", "Where the quality impact assessment stands.", "Assessed, no red"),
        "equality": KeyWords("Equality and health inequalities", "Where the assessment stands, and its main finding.", "Assessed; evening groups added"),
        "risk": KeyWords("Risk and assurance framework", "The largest risk, its score and its reference.", "Too few peers, 12, reference 4.2"),
        "legal": KeyWords("Legal and procurement", "What the law and procurement rules ask.", "Grant below the threshold"),
        "people": KeyWords("People and communities", "Who was involved, and what changed.", "Twelve people who live with pain; times of groups"),
        "conflicts": KeyWords("Conflicts of interest", "Declared, or none.", "None declared"),
        "sustainability": KeyWords("Sustainability", "What it means for travel, energy and waste.", "Fewer journeys to hospital"),
    },
    "Quotation": {
        "words": KeyWords("In their words", "One quotation of somebody whom it concerns.", "It was the first time somebody believed me"),
        "who": KeyWords("Who said it", "As they want to be named.", "A person who took part"),
        "consent": KeyWords("They agreed", "Whether they have agreed that it is printed. Without it, it is not."),
    },
    "Readiness": {
        "answer": KeyWords("How far along", "Not yet, partly, or in place."),
        "have": KeyWords("What we have", "What is there already.", "Interpreters for three languages"),
    },
    "Risk": {
        "id": KeyWords("Id", "A short name for the row.", "few_peers"),
        "cause": KeyWords("Cause", "Why it may happen.", "Pay that stops benefits"),
        "event": KeyWords("What may happen", "What goes wrong.", "Too few peers stay"),
        "effect": KeyWords("Effect", "What follows from it.", "Groups are cancelled"),
        "likelihood": KeyWords("Likelihood", "From 1, rare, to 5, almost certain.", "3"),
        "consequence": KeyWords("Consequence", "From 1, negligible, to 5, severe.", "4"),
        "controls": KeyWords("What holds it back now", "What is done about it already.", "Benefits advice before they start"),
        "residual_likelihood": KeyWords("Likelihood after that", "From 1 to 5, with what is done about it.", "2"),
        "residual_consequence": KeyWords("Consequence after that", "From 1 to 5, with what is done about it.", "3"),
        "actions": KeyWords("Actions", "What is to be done, by whom.", "Talk to the job centre"),
        "date": KeyWords("By when", "When the actions are done.", "June 2027"),
        "assurance_reference": KeyWords("Reference in the assurance framework", "The board's own reference.", "4.2"),
        "assumption": KeyWords("Which number it would move", "The path of the assumption that would change.", "options.peer_courses.people.completion"),
    },
    "Benefit": {
        "id": KeyWords("Id", "A short name for the row.", "fewer_visits"),
        "outcome": KeyWords("Which benefit", "The id of the outcome that it stands for.", "ae_attendances"),
        "description": KeyWords("Description", "What gets better.", "Fewer visits in a crisis"),
        "service_feature": KeyWords("What brings it about", "The part of the service that does it.", "A peer to ring"),
        "potential_costs": KeyWords("What it may cost", "What has to be spent or changed for it.", "Phones"),
        "activities": KeyWords("What has to be done", "The work that it takes.", "A rota"),
        "responsible": KeyWords("Who answers for it", "The person who is asked how it stands.", "Head of urgent care"),
        "measure": KeyWords("Measured by", "How anybody can see it.", "Visits of people on the list"),
        "baseline": KeyWords("Where it is now", "The figure before.", "0.9 a person a year"),
        "baseline_source": KeyWords("Where that comes from", "The source of the figure before.", "Hospital records, 2025/26"),
        "target": KeyWords("Where it should be", "The figure to reach.", "0.8"),
        "timescale": KeyWords("By when", "When it should be reached.", "Second year"),
        "first_measured": KeyWords("First measured", "When it is measured for the first time.", "October 2027"),
        "is_disbenefit": KeyWords("Something gets worse", "Whether this row is a harm."),
    },
    "Responsibility": {
        "task": KeyWords("Task", "What has to be done.", "Decide to stop or go on"),
        "responsible": KeyWords("Does it", "Who does the work.", "Project lead"),
        "accountable": KeyWords("Answers for it", "The one person who answers for it.", "Chief nurse"),
        "consulted": KeyWords("Is asked", "Who is asked before.", "People who use the service"),
        "informed": KeyWords("Is told", "Who is told after.", "Practices"),
    },
    "Measure": {
        "what": KeyWords("Measure", "What is counted or asked.", "People who start"),
        "chosen_by": KeyWords("Chosen by", "Who wanted it measured; at least one by people who use the service.", "The steering group of peers"),
        "baseline": KeyWords("Now", "What it is before anything starts.", "0"),
        "month_6": KeyWords("Month 6", "What it should be after six months.", "60"),
        "month_12": KeyWords("Month 12", "What it should be after a year.", "130"),
        "yearly": KeyWords("Every year after", "What it should be from then on.", "300"),
        "settles": KeyWords("Which number it settles", "The path of the assumption that it replaces.", "options.peer_courses.people.uptake"),
    },
    "StopGo": {
        "carry_on": KeyWords("Carry on if", "What has to be true to go on as planned.", "At least 100 people start in the first year"),
        "change": KeyWords("Change if", "What would make us change course.", "Fewer than half finish"),
        "stop": KeyWords("Stop if", "What would make us stop.", "Fewer than 30 people start in the first year"),
        "reports": KeyWords("Who reports, and when", "Who brings the figures to the meeting.", "Head of personalised care, months 6 and 12"),
    },
    "Scenario": {
        "name": KeyWords("Name of the set", "What this set of changes is called in reports.", "A slow start"),
        "kind": KeyWords("Kind of set", "For the one in which the app gathers the numbers that somebody disputes. It changes no number. Left empty, a set like any other."),
        "changes": KeyWords("Changes", "The figures that differ in this set, each with its new value and a reason. Everything else stays as in the case."),
    },
    "Saved": {
        "program": KeyWords("Saved with", "The version of Make the Case that saved it."),
        "library": KeyWords("Library", "The version of the library whose figures it used."),
        "code": KeyWords("Check code", "The code of the case as it was saved."),
        "used": KeyWords("Library figures used", "Each figure that it took from the library, as it was then."),
    },
    "CaseShape": {
        "format": KeyWords("Format of the file", "Says which edition of the file's rules it follows."),
        "title": KeyWords("Title", "The title at the head of every page and paper.", "Peer support for people living with COPD in Northshire"),
        "organisation": KeyWords("Organisation", "The organisation whose case it is.", "NHS Northshire Integrated Care Board"),
        "place": KeyWords("Place", "The area that it covers.", "Northshire"),
        "illustrative": KeyWords("The place is made up", "Yes, where the place and its local numbers are made up, as in an example. It changes no number, and every page and paper says it first. Left empty, no."),
        "commissioner": KeyWords("Whose budget decides", "The payer to whose budget the case is put.", "nhs_icb"),
        "appraisal": KeyWords("Years, prices and discounting", "When the case begins, for how long, in whose prices and at which rates it is worked out."),
        "proposal": KeyWords("Proposal", "What is proposed, for whom and why, as the documents print it. It changes no number."),
        "meeting": KeyWords("Meeting", "The meeting that the papers go to, as their header prints it."),
        "checked": KeyWords("Checked", "Who has checked the case, and what they checked."),
        "sunset": KeyWords("Look again by", "The date after which the case should not be used without another look.", "November 2027"),
        "implications": KeyWords("Implications", "What a board has to ask of every paper, a line each."),
        "quotation": KeyWords("In their words", "One quotation, printed where its author has agreed."),
        "readiness": KeyWords("Design challenges", "How far each of the six design challenges has been met."),
        "risks": KeyWords("Risk register", "What may go wrong, how likely and how bad, and who answers for it."),
        "benefits": KeyWords("Benefits register", "Each benefit with who answers for it, its measure, baseline and target."),
        "responsibilities": KeyWords("Who does what", "Each task with who does it, answers for it, is asked and is told."),
        "measures": KeyWords("Measurement plan", "What is measured, when, and which weak number it settles."),
        "stop_go": KeyWords("Stop or go", "When to carry on, change or stop."),
        "narrative": KeyWords("Text of the five cases", "What you write for the five-case document. Its numbers are filled in."),
        "assumptions": KeyWords("Shared figures", "Figures of this case's own that several places use, each under a short name. A change here changes them all."),
        "options": KeyWords("Options", "The ways of doing things that are compared with business as usual: one at least."),
        "preferred": KeyWords("Option put forward", "The option that the documents recommend. Left empty, the first.", "peer_support"),
        "counterfactual": KeyWords("Business as usual", "What happens anyway, which every option is measured against. It is worth nothing by definition."),
        "scenarios": KeyWords("Sets of changes", "Named sets of changes to this case, each shown beside it."),
        "correlations": KeyWords("Figures that move together", "Two figures, and how closely they move together: from −1, exactly opposite, to 1, exactly alike. Left empty, each moves on its own."),
        "saved": KeyWords("Saved result", "The library's figures and the check code at the last save. Written by the app, never by hand."),
    },
}
# fmt: on
"""The words of every key, by the name of the shape that states it; `Described` keys are said once."""
