"""Every address, by page. The names are used by links on all pages, in mail and in chat."""

from django.urls import URLPattern, URLResolver, include, path

from stepin.web import api, health, slack
from stepin.web.accounts import pages as accounts
from stepin.web.pages import (
    digests,
    item,
    log_step_in,
    look_back,
    method,
    my_data,
    now,
    patterns,
    responses,
    sources,
    step_in,
    step_ins,
    team,
    teams,
    tokens,
    welcome,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *now.urls,
    *item.urls,
    *step_in.urls,
    *step_ins.urls,
    *log_step_in.urls,
    *look_back.urls,
    *patterns.urls,
    *responses.urls,
    *team.urls,
    *teams.urls,
    *sources.urls,
    *method.urls,
    *my_data.urls,
    *tokens.urls,
    *digests.urls,
    *welcome.urls,
    *accounts.urls,
    *health.urls,
    *api.urls,
    *slack.urls,
    path("accounts/", include("allauth.urls")),
]
