"""A digest to somebody's Slack, once they have connected it."""

from stepin.notify.digest import Digest
from stepin.notify.models import Preference
from stepin.notify.slack.blocks import blocks_of
from stepin.notify.slack.client import NotConnectedError, call


def send_slack(told: Digest, wants: Preference) -> None:
    """Raises SlackError."""
    if not wants.slack_user:
        raise NotConnectedError
    call("chat.postMessage", channel=wants.slack_user, text=told.subject, blocks=blocks_of(told))
