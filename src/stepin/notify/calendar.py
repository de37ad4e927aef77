"""The calendar feed of check dates: when it is to be seen whether a change worked."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from stepin.findings.page import one_line
from stepin.ledger.ladder import BY_KEY
from stepin.ledger.models import Account, Response
from stepin.ledger.sight import Sight, responses_seen
from stepin.notify.addresses import address


def feed(account: Account, sight: Sight, *, now: datetime) -> bytes:
    """One whole-day event for each running response that they may see."""
    calendar = Calendar()
    calendar.add("prodid", "-//stepin//check dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "stepin: check whether it worked")
    running = responses_seen(sight).filter(state=Response.State.RUNNING).select_related("card")
    for response in running:
        calendar.add_component(_event(response, now))
    told: bytes = calendar.to_ical()
    return told


def _event(response: Response, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"response-{response.pk}@stepin")
    event.add("dtstamp", now)
    event.add("dtstart", response.check_on)
    event.add("dtend", response.check_on + timedelta(days=1))
    event.add("summary", f"Did it work? {one_line(response.what, longest=120)}")
    cause = BY_KEY[response.cause].name
    event.add("description", f"{cause}: {response.card.kind} in {response.card.team}.")
    event.add("url", address("response", str(response.pk)))
    event.add("transp", "TRANSPARENT")
    return event
