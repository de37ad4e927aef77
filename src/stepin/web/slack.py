"""Where Slack's requests come in: each is verified by its signature and its time before anything is read."""

import json
from typing import Any

import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from slack_sdk.signature import SignatureVerifier

from stepin import settings
from stepin.errors import InputError, StepinError
from stepin.ledger.organisation import organisation
from stepin.notify.slack import handling
from stepin.notify.slack.client import SlackError, call
from stepin.org.problems import OrganisationError

_log = structlog.get_logger("stepin.slack")


def verified(request: HttpRequest) -> bool:
    """By Slack's signature over the raw body, at most five minutes old."""
    secret = settings.slack().signing_secret
    if not secret:
        return False
    headers = {name.lower(): value for name, value in request.headers.items()}
    return SignatureVerifier(secret).is_valid_request(request.body, headers)


class NotNowError(StepinError):
    def __init__(self) -> None:
        super().__init__(
            "stepin.toml holds mistakes, so it is not known who may see what. Ask whoever administers stepin."
        )


def _sender(slack_user: str) -> handling.Sender:
    """Raises NotNowError while the organisation's file holds mistakes, which name people."""
    try:
        found = organisation(django_settings.HOME)
    except OrganisationError:
        raise NotNowError from None
    return handling.sender(slack_user, found, settings.now())


@csrf_exempt
@require_POST
def commands(request: HttpRequest) -> HttpResponse:
    """``/stepin …``"""
    if not verified(request):
        return HttpResponse(status=401)
    form = request.POST
    text, user = form.get("text", ""), form.get("user_id", "")
    try:
        told = handling.connect(text, user) or handling.command(
            text, form.get("trigger_id", ""), _sender(user)
        )
    except StepinError as error:
        told = str(error)
    return JsonResponse({"response_type": "ephemeral", "text": told}) if told else HttpResponse()


@csrf_exempt
@require_POST
def actions(request: HttpRequest) -> HttpResponse:
    """A button, or a filled form."""
    if not verified(request):
        return HttpResponse(status=401)
    payload = json.loads(request.POST["payload"])
    if payload["type"] == "view_submission":
        return _submitted(payload)
    try:
        told = handling.pressed(payload, _sender(payload["user"]["id"]))
    except StepinError as error:
        told = str(error)
    _tell(payload, told)
    return HttpResponse()


def _submitted(payload: dict[str, Any]) -> HttpResponse:
    """What cannot be taken is said in the form, which stays open."""
    try:
        told = handling.submitted(payload, _sender(payload["user"]["id"]))
    except InputError as error:
        first = payload["view"]["blocks"][-1]["block_id"]
        return JsonResponse({"response_action": "errors", "errors": {first: str(error)}})
    except StepinError as error:
        told = str(error)
    _tell(payload, told)
    return HttpResponse()


def _tell(payload: dict[str, Any], words: str) -> None:
    """To the sender alone. What was written is kept whether they can be told or not."""
    if not words:
        return
    try:
        call("chat.postMessage", channel=payload["user"]["id"], text=words)
    except SlackError as error:
        _log.warning("not told", error=type(error).__name__)


urls: list[URLPattern] = [
    path("slack/commands", commands, name="slack_commands"),
    path("slack/actions", actions, name="slack_actions"),
]
