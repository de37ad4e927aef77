"""What comes back from the chat: a slash command, a button, a filled form. Each acts as the account that the
sender's member id belongs to, and sees what that account may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from stepin.errors import StepinError
from stepin.findings.page import one_line, ref
from stepin.findings.plain import times
from stepin.ledger.actions import step_ins as doing
from stepin.ledger.due import working_days_after
from stepin.ledger.evidence_kept import evidence_of
from stepin.ledger.ladder import BEFORE_PERFORMANCE
from stepin.ledger.models import Account, StepIn
from stepin.ledger.questions.asking import messages
from stepin.ledger.questions.logging_by_hand import level_in
from stepin.ledger.questions.look_back import to_look_back_at
from stepin.ledger.sight import Sight, sight_of, stuck_seen
from stepin.notify.addresses import address
from stepin.notify.digest import step_in_entry
from stepin.notify.models import Preference
from stepin.notify.preferences import connect_slack
from stepin.notify.slack.blocks import escaped
from stepin.notify.slack.client import call
from stepin.notify.slack.views import answers, ask_view, log_view, look_back_view
from stepin.org.organisation import Organisation

SAME_KIND = {"yes": True, "no": False, "unsure": None}


class UnknownSenderError(StepinError):
    def __init__(self) -> None:
        super().__init__(
            "stepin does not know you in this chat yet. Its Digests page shows a code to send from here: "
            "`/stepin connect CODE`"
        )


class GoneError(StepinError):
    def __init__(self) -> None:
        super().__init__("That is no longer there, or no longer yours to see.")


@dataclass(frozen=True, slots=True)
class Sender:
    account: Account
    sight: Sight
    organisation: Organisation
    now: datetime


def sender(slack_user: str, organisation: Organisation, now: datetime) -> Sender:
    """Raises UnknownSenderError, for a member who leads nothing too."""
    found = Preference.objects.filter(slack_user=slack_user, account__is_active=True).select_related(
        "account"
    )
    wants = found.first()
    if wants is None:
        raise UnknownSenderError
    sight = sight_of(wants.account, organisation, now.date())
    if not sight.leads:
        raise UnknownSenderError
    return Sender(wants.account, sight, organisation, now)


def connect(text: str, slack_user: str) -> str:
    """``/stepin connect CODE``: what to tell the sender; "" where it is something else. Raises InputError."""
    verb, _, code = text.strip().partition(" ")
    if verb != "connect":
        return ""
    account = connect_slack(code.strip(), slack_user)
    return f"Connected: what you do here is done as {escaped(account.get_full_name())}."


def command(text: str, trigger: str, who: Sender) -> str:
    """``/stepin log [what it was about]`` opens the form; anything else is told what there is. The answer is
    shown to the sender alone."""
    verb, _, rest = text.strip().partition(" ")
    if verb == "log":
        call("views.open", trigger_id=trigger, view=log_view(about=rest.strip()))
        return ""
    return f"`/stepin log what it was about` keeps a step-in. The rest is at {address('now')}"


def pressed(payload: dict[str, Any], who: Sender) -> str:
    """A button of a digest. Returns what to tell the sender; "" where a form opened."""
    action = payload["actions"][0]
    act, about, trigger = action["action_id"], action.get("value", ""), payload["trigger_id"]
    if act == "log":
        call("views.open", trigger_id=trigger, view=log_view())
        return ""
    if act == "ask":
        call("views.open", trigger_id=trigger, view=_asking(about, who))
        return ""
    step_in = _own(about, who)
    if act == "look_back":
        entry = step_in_entry(step_in, who.sight, who.now)
        call("views.open", trigger_id=trigger, view=look_back_view(step_in.id, entry.title, entry.says))
        return ""
    until = next_monday(who.now)
    doing.snooze(step_in, until, by=who.account, now=who.now)
    told = f"Put off until Monday {until.day} {until:%B}."
    return f"{told} It has been put off {times(step_in.snoozes)}." if step_in.snoozes > 1 else told


def next_monday(now: datetime) -> datetime:
    return now + timedelta(days=7 - now.weekday())


def submitted(payload: dict[str, Any], who: Sender) -> str:
    """A filled form. Returns what to tell the sender. Raises InputError for what cannot be taken."""
    act, about = payload["view"]["callback_id"], payload["view"].get("private_metadata", "")
    filled = answers(payload)
    if act == "log":
        return _log(filled, about, who)
    if act == "ask":
        row = stuck_seen(who.sight).filter(item=about).first()
        if row is None:
            raise GoneError
        call("chat.postMessage", channel=filled["to"], text=escaped(filled["message"]))
        return "Sent."
    step_in = _own(about, who)
    evidence = evidence_of(step_in, settings.HOME, who.organisation, now=who.now)
    told = doing.LookedBack(
        answers={key: filled[key] for key in BEFORE_PERFORMANCE if key in filled},
        same_kind=SAME_KIND[filled.get("same_kind", "unsure")],
        would_have=filled.get("would_have", ""),
        notes=filled.get("notes", ""),
    )
    doing.look_back_once(step_in, told, by=who.account, now=who.now, evidence={"said": list(evidence)})
    return f"Kept. {address('look_back')}"


def _log(filled: dict[str, Any], item: str, who: Sender) -> str:
    logged = doing.Logged(filled.get("team", ""), filled.get("about", ""), filled.get("forms", ()), item=item)
    level = level_in(who.organisation, logged.team.strip(), who.account.person, who.now.date())
    kept = doing.log_step_in(logged, by=who.account, now=who.now, level=level)
    doing.say_had_to_be_you(kept, filled.get("had_to_be_you", "unsure"), by=who.account, now=who.now)
    due = kept.due_at or working_days_after(who.now, 3)
    return f"Kept. It can be looked back at from {due:%A} on: {address('look_back_one', kept.id)}"


def _asking(item: str, who: Sender) -> dict[str, Any]:
    row = stuck_seen(who.sight).filter(item=item).first()
    ready = messages(row, who.sight, who.organisation, who.now.date()) if row else ()
    if row is None or not ready:
        raise GoneError
    return ask_view(item, one_line(row.title) if row.title else ref(row.item), ready[0].body)


def _own(step_in: str, who: Sender) -> StepIn:
    found = to_look_back_at(who.sight, step_in)
    if found is None:
        raise GoneError
    return found
