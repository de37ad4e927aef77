"""The one way to Slack's calls, with its failures as ours."""

from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from stepin import settings
from stepin.errors import StepinError

TIMEOUT_S = 20


class SlackError(StepinError):
    """Slack did not do what it was asked."""

    exit_code = 7


class NoSlackError(SlackError):
    def __init__(self) -> None:
        super().__init__("Slack is not set up. Set STEPIN_SLACK_TOKEN and STEPIN_SLACK_SIGNING_SECRET.")


class NotConnectedError(SlackError):
    def __init__(self) -> None:
        super().__init__("Slack is not connected to this account yet: its Digests page says how.")


class SlackRefusedError(SlackError):
    def __init__(self, call: str, why: object) -> None:
        super().__init__(f"Slack refused {call} ({why}). It is tried again with the next round.")


def call(method: str, **values: Any) -> dict[str, Any]:
    """One call of Slack's web API, such as ``chat.postMessage``. Raises SlackError."""
    slack = settings.slack()
    if not slack.token:
        raise NoSlackError
    client = WebClient(token=slack.token, base_url=slack.url, timeout=TIMEOUT_S)
    try:
        answer = client.api_call(method, json=values)
    except SlackApiError as error:
        raise SlackRefusedError(method, error.response.get("error", error)) from error
    except (SlackClientError, OSError) as error:
        raise SlackRefusedError(method, error) from error
    told: dict[str, Any] = dict(answer.data) if isinstance(answer.data, dict) else {}
    return told
