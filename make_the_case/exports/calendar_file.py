"""The days of a test as a calendar file (iCalendar), so that nobody forgets the decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from make_the_case.words.papers.evaluation_plan import planned_test
from valuation.answers.appraised import Appraised

PRODUCT = "-//Make the Case//A test first//EN"
NOTICE = timedelta(days=-28)
"""How long before a day a calendar reminds: papers for a meeting take four weeks."""


def calendar_file(appraised: Appraised, made_at: datetime | None = None) -> bytes:
    """Returns a calendar with a whole-day entry for each day on which something of the test is due, four weeks' notice of each."""
    case, answer, option, _ = appraised
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    name = answer.options[option].name
    for day, words in planned_test(appraised).dates:
        event = Event()
        event.add(
            "uid", f"{uuid5(NAMESPACE_URL, f'{answer.check_code}/{option}/{day}/{words}')}@make-the-case"
        )
        event.add("dtstamp", (made_at or datetime(2026, 1, 1)).astimezone(UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"{name}: {words}")
        event.add("description", f"{case.shape.title or name}. Check code {answer.check_code}.")
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", f"{name}: {words}")
        reminder.add("trigger", NOTICE)
        event.add_component(reminder)
        calendar.add_component(event)
    return calendar.to_ical()
