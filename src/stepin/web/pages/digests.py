"""*Digests*: how to be told, what the last four weeks would have sent, and the calendar feed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin import settings
from stepin.errors import InputError
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_of
from stepin.notify.calendar import feed
from stepin.notify.models import Delivery, Preference
from stepin.notify.preferences import Wanted, new_feed, prefer, preference, slack_code
from stepin.notify.preview import preview
from stepin.org.problems import OrganisationError
from stepin.web.asked import Asked, for_leaders


@for_leaders
def digests(request: Asked) -> HttpResponse:
    if request.method == "POST":
        return _keep(request)
    wants = preference(request.user)
    told = preview(request.sight, timezone=request.user.timezone, hour=wants.hour, now=request.now)
    return render(
        request,
        "web/digests.html",
        {
            "wants": wants,
            "now": told.now,
            "past": told.past,
            "mail_is_set": bool(settings.smtp().host),
            "slack_is_set": bool(settings.slack().token),
            "slack_code": slack_code(request.user),
            "feed": f"{settings.site_url()}/calendar/{wants.feed_key}.ics",
            "last": Delivery.objects.filter(account=request.user)[:5],
            "hours": range(6, 17),
        },
    )


def _keep(request: Asked) -> HttpResponse:
    try:
        prefer(_wanted(request.POST), by=request.user)
        messages.success(request, "Kept.")
    except InputError as error:
        messages.error(request, str(error))
    return redirect("digests")


def _wanted(form: Any) -> Wanted:
    hour = form.get("hour", "9")
    return Wanted(
        weekly="weekly" in form,
        daily="daily" in form,
        by_mail="by_mail" in form,
        by_slack="by_slack" in form,
        email=form.get("email", "").strip(),
        forget_slack="forget_slack" in form,
        hour=int(hour) if hour.isdigit() else -1,
        timezone=form.get("timezone", "").strip() or "UTC",
    )


@require_POST
@for_leaders
def another_feed(request: Asked) -> HttpResponse:
    new_feed(by=request.user)
    messages.success(request, "The feed has a new address; the old one ended.")
    return redirect("digests")


def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Calendars cannot sign in: the key in the address is their owner's, and can be changed."""
    wants = Preference.objects.filter(feed_key=key, account__is_active=True).select_related("account").first()
    if wants is None:
        raise Http404
    from django.conf import settings as django_settings

    now = settings.now()
    try:
        sight = sight_of(wants.account, organisation(django_settings.HOME), now.date())
    except OrganisationError:  # who may see what is not known; calendars try again
        return HttpResponse(status=503)
    body = feed(wants.account, sight, now=now)
    return HttpResponse(
        body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"}
    )


urls: list[URLPattern] = [
    path("digests/", digests, name="digests"),
    path("digests/feed/", another_feed, name="another_feed"),
    path("calendar/<str:key>.ics", calendar_feed, name="calendar_feed"),
]
