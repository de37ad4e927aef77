"""Signing in by a link, and the administrators' page about who may sign in."""

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import RedirectView
from requests import RequestException

from stepin import settings
from stepin.errors import InputError
from stepin.ledger.actions import accounts as act
from stepin.ledger.models import Account
from stepin.ledger.questions.accounts import accounts as every_account
from stepin.ledger.questions.accounts import without_account
from stepin.web.accounts.entering import enter
from stepin.web.asked import Asked, for_administrators


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button uses the link up: programs that look at links in messages open them too."""
    now = settings.now()
    try:
        if request.method == "POST":
            return enter(request, act.use_link(token, now=now))
        account = act.whose_link(token, now=now)
    except act.LinkIsNoMoreError:
        return render(request, "web/accounts_link_ended.html", status=410)
    return render(request, "web/accounts_link.html", {"account": account})


def company(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the company's sign-in; allauth lets an error of the network through here."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)


def forgotten(request: HttpRequest) -> HttpResponse:
    """No mail is sent: a new link comes from whoever administers."""
    return render(request, "web/accounts_forgotten.html")


@for_administrators
def accounts(request: Asked) -> HttpResponse:
    return _page(request)


@never_cache
@for_administrators
@require_POST
def add(request: Asked) -> HttpResponse:
    wanted = request.POST.get("person")
    person = next((each for each in request.organisation.people if each.id == wanted), None)
    told = act.Newcomer(
        name=person.name if person else request.POST.get("name", ""),
        person=person.id if person else None,
        username=request.POST.get("username", ""),
        timezone=(person.timezone if person else None) or "UTC",
    )
    try:
        account = act.add_account(told, by=request.user)
    except InputError as mistake:
        return _page(request, mistake=str(mistake), status=400)
    return _page(request, account=account, link=_link(request, account))


@never_cache
@for_administrators
@require_POST
def link(request: Asked) -> HttpResponse:
    """Only for who has never signed in: with a link to a leader's own ledger its notes could be read."""
    account = _asked_about(request)
    if account.last_login is not None:
        said = f"{account.get_full_name()} has signed in before. Whoever runs stepin makes a link for them: "
        return _page(request, mistake=f"{said}stepin accounts link {account.username}", status=400)
    return _page(request, account=account, link=_link(request, account))


@for_administrators
@require_POST
def change(request: Asked) -> HttpResponse:
    """Closes, opens again, lets administer or no longer."""
    account, what = _asked_about(request), request.POST.get("do")
    try:
        if what == "close":
            act.close(account, by=request.user, now=request.now)
        elif what == "open":
            act.open_again(account, by=request.user)
        elif what in ("administer", "administer-no-more"):
            act.let_administer(account, allowed=what == "administer", by=request.user)
    except InputError as mistake:
        return _page(request, mistake=str(mistake), status=400)
    messages.success(request, f"Done. {_now_so(account)}")
    return redirect("accounts")


def _now_so(account: Account) -> str:
    name = account.get_full_name()
    if not account.is_active:
        return f"The account of {name} is closed; what they wrote stays."
    return f"{name} signs in as {account.username}{' and administers' if account.is_administrator else ''}."


def _asked_about(request: Asked) -> Account:
    given = request.POST.get("account", "")
    return get_object_or_404(Account, pk=int(given) if given.isdecimal() else 0)


def _link(request: Asked, account: Account) -> str:
    token = act.make_link(account, by=request.user, now=request.now)
    return f"{settings.site_url()}{reverse('sign_in_link', args=[token])}"


def _page(
    request: Asked,
    *,
    account: Account | None = None,
    link: str = "",
    mistake: str = "",
    status: int = 200,
) -> HttpResponse:
    about = {
        "paged": Paginator(every_account(), 50).get_page(request.GET.get("page")),
        "people": without_account(request.organisation),
        "known": {each.id for each in request.organisation.people},
        "made": account,
        "link": link,
        "mistake": mistake,
        "given": request.POST,
        "company": bool(settings.oidc()),
    }
    return render(request, "web/accounts.html", about, status=status)


urls: list[URLPattern] = [
    path("sign-in/<str:token>/", sign_in_link, name="sign_in_link"),
    path("accounts/", accounts, name="accounts"),
    path("accounts/add/", add, name="accounts_add"),
    path("accounts/link/", link, name="accounts_link"),
    path("accounts/change/", change, name="accounts_change"),
    path("accounts/oidc/<slug:provider_id>/login/", company, name="openid_connect_login"),
    path("accounts/email/", RedirectView.as_view(pattern_name="welcome"), name="account_email"),
    path("accounts/password/reset/", forgotten, name="account_reset_password"),
]
