"""The first sign-in: who you are, on one short page; then straight to the first step-in."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters

from stepin import settings
from stepin.errors import InputError
from stepin.ledger.actions.accounts import Introduced, introduce
from stepin.ledger.models import Publication
from stepin.ledger.questions.accounts import may_be, own_person
from stepin.ledger.sight import sight_of
from stepin.org.organisation import Person
from stepin.web.asked import Asked, for_everyone


@sensitive_post_parameters("password")
@for_everyone
def welcome(request: Asked) -> HttpResponse:
    people = may_be(request.user, request.organisation, request.now.date())
    mistake = ""
    if request.method == "POST":
        try:
            introduce(request.user, _told(request, people), by=request.user)
            return _in(request)
        except InputError as wrong:
            mistake = str(wrong)
            request.user.refresh_from_db()
    return render(
        request, "web/welcome.html", _shown(request, people, mistake), status=400 if mistake else 200
    )


def _told(request: Asked, people: list[Person]) -> Introduced:
    given, account = request.POST, request.user
    chosen = next((each for each in people if each.id == given.get("person")), None)
    name = chosen.name if chosen else given.get("name", "") or account.name
    person = chosen.id if chosen else None
    if account.person is None and not request.organisation.people:
        person = own_person(name, request.organisation)
    return Introduced(
        name=name,
        timezone=given.get("timezone", account.timezone),
        person=person,
        username=given.get("username", ""),
        password="" if account.has_usable_password() else given.get("password", ""),
    )


def _in(request: Asked) -> HttpResponse:
    """To the first step-in while nothing else is there yet; to where they belong otherwise."""
    account = request.user
    update_session_auth_hash(request, account)
    after = "" if account.has_usable_password() else " Without a password, a new link lets you in next time."
    messages.success(request, f"Welcome, {account.name}. You sign in as {account.username}.{after}")
    if sight_of(account, request.organisation, request.now.date()).leads:
        return redirect("now" if Publication.objects.exists() else "log_step_in")
    return redirect("accounts" if account.is_administrator else "my_data")


def _shown(request: Asked, people: list[Person], mistake: str) -> dict[str, object]:
    account, given = request.user, request.POST
    zones = {each.id: each.timezone for each in request.organisation.people}
    first = people[0].id if people and not account.name else account.person
    return {
        "people": people,
        "chosen": given.get("person", first),
        "of_the_file": account.person in zones,
        "zones": sorted(available_timezones()),
        "zone": given.get("timezone") or zones.get(first or "") or account.timezone,
        "guesses": not given and account.timezone == "UTC" and not zones.get(first or ""),
        "given": given,
        "mistake": mistake,
        "company": bool(settings.oidc()),
    }


urls: list[URLPattern] = [path("welcome/", welcome, name="welcome")]
