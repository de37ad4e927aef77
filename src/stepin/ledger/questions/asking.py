"""Whom to ask about something stuck, and with which message."""

from dataclasses import replace
from datetime import date

from stepin.findings.model import Stuck as Found
from stepin.findings.records_json import from_plain
from stepin.findings.views import askers_seen
from stepin.ledger.models import Stuck
from stepin.ledger.sight import Sight
from stepin.ledger.words_asking import Message, to_lead, to_party
from stepin.org.organisation import Organisation
from stepin.org.teams import leads_on


def found_in(row: Stuck, sight: Sight) -> Found:
    """The finding as this reader may see it: no lead below them is named as having asked."""
    found = from_plain(Found, row.row)
    asked = askers_seen(found.asked, sight.levels.get(found.team), sight.person or "")
    return replace(found, asked=asked)


def messages(row: Stuck, sight: Sight, organisation: Organisation, today: date) -> tuple[Message, ...]:
    """What could be asked, the advised first: whom it waits on; and, from above, the lead below.

    None to the reader: what waits on them is theirs to do.
    """
    found = found_in(row, sight)
    if sight.names.is_up(found.waiting_on, found.team):
        return ()
    party = to_party(found, sight.names)
    below = leads_below(row.team, sight, organisation, today)
    lead = (to_lead(found, sight.names, below),) if below and found.waiting_on.who not in below else ()
    return (*lead, party) if found.advice == "ask the lead" else (party, *lead)


def leads_below(team: str, sight: Sight, organisation: Organisation, today: date) -> tuple[str, ...]:
    """The leads of a team that the reader leads from above: those nearest to its work."""
    if sight.levels.get(team, 1) == 1:
        return ()
    leads = [each for each in leads_on(organisation, team, today) if each.level < sight.levels[team]]
    nearest = min((each.level for each in leads), default=0)
    return tuple(each.person for each in leads if each.level == nearest)
