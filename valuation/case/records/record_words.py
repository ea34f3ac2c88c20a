"""What the keys of the text and the registers of a case are called on a form, and what they mean; those of its numbers are in `key_words.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyWords:
    """What stands above a field, what is said beneath it, and something that may be typed into it."""

    label: str
    help: str
    example: str = ""


# One key a line, so that the words can be read and mended as a table.
# fmt: off
RECORD_WORDS: dict[str, dict[str, KeyWords]] = {
    "Narrative": {
        "strategic": KeyWords("Strategic case", "Why something has to change, who it is for, and what it is for."),
        "economic": KeyWords("Economic case", "What to add to the economic case, which is written from the numbers."),
        "commercial": KeyWords("Commercial case", "How it is bought or granted, who provides it, and on which terms."),
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
        "baseline": KeyWords("Where it is now", "The figure before. Without it, a change cannot be shown.", "22 of 60"),
        "target": KeyWords("Where it should be", "The figure to reach.", "28 of 60"),
        "when": KeyWords("By when", "The date by which it should be reached.", "March 2028"),
    },
    "Shaping": {
        "group": KeyWords("Who was involved", "Which group of people helped to shape the proposal."),
        "how": KeyWords("How were they involved", "What they did, and how they shared in decisions.", "Three workshops"),
        "how_many": KeyWords("How many were involved", "How many people took part.", "12 people"),
        "what_changed": KeyWords("What changed because of them", "What is different from what it would have been.", "Groups meet in the evening"),
    },
    "Budget": {
        "per_year": KeyWords("Money you have each year", "The money that you have for this each year, in £ and in the prices of the case. It changes no cost.", "180,000"),
        "years": KeyWords("Years of money", "How many years you have the money for. If you leave this blank, it is there as long as the service runs.", "3"),
    },
    "Logic": {
        "context": KeyWords("Context", "What there is now.", "Two towns with no pain service"),
        "activities": KeyWords("Activities", "What people do.", "Groups of twelve, eight weeks"),
        "impact": KeyWords("Impact", "What should be different in the end.", "Pain runs fewer lives"),
        "because": KeyWords("Why one step leads to the next", "The reason, at each step from the inputs to the impact."),
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
        "budget": KeyWords("The money you have", "The money that there is each year, and for how long. It changes no cost: the page sets it beside what the costs come to."),
        "logic": KeyWords("How it should work", "The steps from what there is now to the impact."),
    },
    "Meeting": {
        "report_to": KeyWords("Report to", "The board or committee that decides.", "Integrated Care Board"),
        "date": KeyWords("Date of the meeting", "The day on which it is decided.", "14 January 2027"),
        "agenda_item": KeyWords("Agenda item", "Its number on the agenda.", "7"),
        "lead": KeyWords("Lead executive", "Who puts it to the meeting.", "Chief nurse"),
        "author": KeyWords("Author", "Who wrote it.", "Head of personalised care"),
        "purpose": KeyWords("Purpose", "What the meeting is asked to do with it."),
        "recommendation": KeyWords("Recommendation", "What the meeting is asked to agree, in the author's own words. If you leave this blank, it is drafted from the verdict.", "Approve two years, then decide on the next three"),
        "considered_before": KeyWords("Considered before", "Where it has been already, and what was said.", "Finance committee, December 2026"),
        "interests": KeyWords("Funding and interests of the author", "Who paid for this case, and what its author stands to gain.", "Written by the charity that would provide it"),
    },
    "Checked": {
        "role": KeyWords("Their role", "What they do.", "Deputy director of finance"),
        "date": KeyWords("Date of the check", "When it was checked.", "2 December 2026"),
        "what": KeyWords("What was checked", "What they looked at and tried.", "All inputs against their sources; the sums by hand"),
        "not_checked": KeyWords("What was not checked", "What has not been looked at yet.", "The effect sizes"),
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
        "words": KeyWords("In their words", "One quotation from a person it concerns.", "It was the first time someone believed me"),
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
        "controls": KeyWords("Controls in place", "What is done about it already.", "Benefits advice before they start"),
        "residual_likelihood": KeyWords("Likelihood after that", "From 1 to 5, with what is done about it.", "2"),
        "residual_consequence": KeyWords("Consequence after that", "From 1 to 5, with what is done about it.", "3"),
        "actions": KeyWords("Actions", "What is to be done, and who does it.", "Talk to the job centre"),
        "date": KeyWords("By when", "When the actions are done.", "June 2027"),
        "assurance_reference": KeyWords("Reference in the assurance framework", "The board's own reference.", "4.2"),
        "assumption": KeyWords("Which figure it would change", "The assumption that would change.", "options.peer_courses.people.completion"),
    },
    "Benefit": {
        "id": KeyWords("Id", "A short name for the row.", "fewer_visits"),
        "outcome": KeyWords("Which benefit", "The outcome that it is about.", "ae_attendances"),
        "description": KeyWords("Description", "What gets better.", "Fewer visits in a crisis"),
        "service_feature": KeyWords("What brings it about", "The part of the service that does it.", "A peer to ring"),
        "potential_costs": KeyWords("What it may cost", "What has to be spent or changed for it.", "Phones"),
        "activities": KeyWords("What has to be done", "The work that it takes.", "A rota"),
        "responsible": KeyWords("Accountable person", "The person who is accountable for it.", "Head of urgent care"),
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
        "responsible": KeyWords("Responsible", "Who does the work.", "Project lead"),
        "accountable": KeyWords("Accountable", "The one person who is accountable.", "Chief nurse"),
        "consulted": KeyWords("Consulted", "Who is consulted before.", "People who use the service"),
        "informed": KeyWords("Informed", "Who is informed after.", "Practices"),
    },
    "Measure": {
        "what": KeyWords("Measure", "What is counted or asked.", "People who start"),
        "chosen_by": KeyWords("Chosen by", "Who wanted it measured; at least one by people who use the service.", "The steering group of peers"),
        "baseline": KeyWords("Now", "What it is before anything starts.", "0"),
        "month_6": KeyWords("Month 6", "What it should be after six months.", "60"),
        "month_12": KeyWords("Month 12", "What it should be after a year.", "130"),
        "yearly": KeyWords("Every year after", "What it should be from then on.", "300"),
        "settles": KeyWords("Which figure it settles", "The assumption that it replaces.", "options.peer_courses.people.uptake"),
    },
    "StopGo": {
        "carry_on": KeyWords("Go on if", "What has to be true to go on as planned.", "At least 100 people start in the first year"),
        "change": KeyWords("Change if", "What would make us change course.", "Fewer than half finish"),
        "stop": KeyWords("Stop if", "What would make us stop.", "Fewer than 30 people start in the first year"),
        "reports": KeyWords("Who reports, and when", "Who brings the figures to the meeting.", "Head of personalised care, months 6 and 12"),
        "tests": KeyWords("Tests in figures", "Figures that are known by a day, each with what it has to be to go on and to stop. They stand beside the sentences above, and what happened is set against them."),
        "exit_cost": KeyWords("What it would cost to stop", "Redundancy, notice and contracts that have to be paid if it stops, in £ and in the prices of the case. It is not in the budget, and changes no result. If you leave this blank, the papers ask for it.", "24,000"),
        "exit_cost_covers": KeyWords("What the cost of stopping covers", "Which redundancy, notice, leases and contracts are in it, and who says so.", "Three months' notice for two posts, as HR says"),
    },
}
# fmt: on
"""The words of every key of the proposal, the registers and the text, by the name of the shape that states it."""
