"""Refreshes and sources: what ran when, and how it ended."""

from django.db import models

from stepin.ledger.models.accounts import Account


class Refresh(models.Model):
    """One refresh. ``ended_at`` None: it runs, or was killed."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)  # None: the scheduler or a shell
    run = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at", "-id")


class SourceState(models.Model):
    """How one source stands."""

    name = models.CharField(max_length=300, primary_key=True)  # github:owner/repo, or a file's path
    tried_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    newest_event_at = models.DateTimeField(null=True)
    events = models.IntegerField(default=0)  # taken in by the last sync
    error = models.TextField(blank=True)
