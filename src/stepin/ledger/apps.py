"""The ledger, as Django knows it."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "stepin.ledger"
    label = "ledger"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"
