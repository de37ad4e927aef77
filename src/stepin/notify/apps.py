"""Digests, chat and the calendar feed, as Django knows them."""

from django.apps import AppConfig


class Notify(AppConfig):
    name = "stepin.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
