"""The pages, as Django knows them."""

from django.apps import AppConfig


class Web(AppConfig):
    name = "stepin.web"
    label = "web"
