"""What keeps needing a leader, what they change about it, and whether that worked."""

from django.db import models

from stepin.ledger.models.accounts import Account
from stepin.ledger.models.step_ins import StepIn


class PatternCard(models.Model):
    """One kind of work that keeps needing somebody, followed until it does not.

    It is made where the analysis finds a pattern (``estimated``), or where three of a leader's own step-ins
    are alike (``counted``); then ``leader`` is whose. ``kind`` may be free text where the work was logged.
    """

    class Source(models.TextChoices):
        ESTIMATED = "estimated"
        COUNTED = "counted"

    class State(models.TextChoices):
        OPEN = "open"
        RESPONDED = "responded"  # a response is running
        CLOSED = "closed"

    source = models.CharField(max_length=10, choices=Source.choices)
    team = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    leader = models.CharField(max_length=200, blank=True)  # blank: the organisation's
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    step_ins = models.ManyToManyField(StepIn, related_name="cards")

    class Meta:
        ordering = ("found_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "kind", "leader"), name="one_card_a_cell_and_leader"),
        )


class Response(models.Model):
    """What is changed about a pattern's cause, by whom, and when it is checked whether that worked."""

    class State(models.TextChoices):
        RUNNING = "running"
        CHECKED = "checked"
        DROPPED = "dropped"

    card = models.ForeignKey(PatternCard, on_delete=models.CASCADE, related_name="responses")
    cause = models.CharField(max_length=20)  # a key of ``ladder.CAUSES``
    what = models.TextField()
    owner = models.CharField(max_length=200)  # a person's id, or a name as written
    check_on = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.CASCADE)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    before = models.JSONField(default=dict)  # step_ins, stuck hours and weeks before it, as seen then

    class Meta:
        ordering = ("check_on", "id")


class Check(models.Model):
    """Whether a response worked: it fell, it did not, or it cannot be told yet, with the counts."""

    class Verdict(models.TextChoices):
        FELL = "fell"
        DID_NOT = "did_not"
        CANNOT_TELL = "cannot_tell"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="checks")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    effect = models.JSONField(default=dict)  # counts before and after, and the estimate where there is one

    class Meta:
        ordering = ("at", "id")
