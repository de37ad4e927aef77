"""How each account wants to be told, and what was sent."""

from django.db import models

from stepin.ledger.models import Account


class Preference(models.Model):
    """``hour``: from when in their own day. ``feed_key``: in the address of their calendar feed; another
    key ends the old address."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="preference")
    weekly = models.BooleanField(default=True)
    daily = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    by_slack = models.BooleanField(default=False)
    slack_user = models.CharField(max_length=40, unique=True, null=True, blank=True)
    hour = models.IntegerField(default=9)
    feed_key = models.CharField(max_length=64, unique=True)


class Delivery(models.Model):
    """One digest for one account by one channel, claimed before it is sent, so that none goes out twice."""

    class Channel(models.TextChoices):
        MAIL = "mail"
        SLACK = "slack"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="deliveries")
    period = models.CharField(max_length=10)  # weekly or daily
    day = models.DateField()  # of the receiver
    channel = models.CharField(max_length=10, choices=Channel.choices)
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=1)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "period", "day", "channel"), name="one_digest_a_day_and_channel"
            ),
        )
