"""A digest to somebody's Slack: by their member id, found from their mail address where it is not known."""

from stepin.notify.digest import Digest
from stepin.notify.models import Preference
from stepin.notify.slack.blocks import blocks_of
from stepin.notify.slack.client import SlackRefusedError, call


def send_slack(told: Digest, wants: Preference) -> None:
    """Raises SlackError."""
    call("chat.postMessage", channel=member(wants), text=told.subject, blocks=blocks_of(told))


def member(wants: Preference) -> str:
    """Their Slack member id; looked up by mail once, and kept."""
    if wants.slack_user:
        return wants.slack_user
    if not wants.account.email:
        raise SlackRefusedError("to find them", "their account has no mail address and no Slack member id")
    found: str = call("users.lookupByEmail", email=wants.account.email)["user"]["id"]
    wants.slack_user = found
    wants.save(update_fields=("slack_user",))
    return found
