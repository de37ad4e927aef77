"""A step-in and its life: found or logged, confirmed or corrected, looked back at."""

from django.db import models

from stepin.ledger.models.accounts import Account


class StepIn(models.Model):
    """A step-in, found by analysis or logged by hand. Never deleted: what no longer holds is withdrawn, with
    the reason, and what people wrote stays.

    ``row`` holds the finding as the last publication had it (``findings.model.StepIn``), {} where it was
    logged by hand. ``due_at`` is when it is due to be looked back at; None while it cannot be told.
    """

    class Source(models.TextChoices):
        FOUND = "found"
        LOGGED = "logged"

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        NOT_ONE = "not_one"  # corrected: it was no step-in
        LOOKED_BACK = "looked_back"  # of the same kind again: its pattern's card goes on
        CLOSED = "closed"

    id = models.CharField(max_length=300, primary_key=True)  # its first touch's event id, or manual:UUID
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.FOUND)
    item = models.CharField(max_length=300, db_index=True, blank=True)  # blank: free text only
    title = models.TextField(null=True)
    url = models.TextField(null=True)
    team = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    leader = models.CharField(max_length=200)  # a person's id
    level = models.IntegerField(default=1)
    at = models.DateTimeField()
    early = models.BooleanField(default=False)
    forms = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, blank=True)  # blank: not known, as for a logged one
    after_hours = models.FloatField(null=True)
    row = models.JSONField(default=dict)

    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    had_to_be_you = models.CharField(max_length=10, blank=True)  # yes, no, unsure: asked before any estimate
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    snoozes = models.IntegerField(default=0)
    hours = models.FloatField(null=True)  # what it cost, where the leader says so
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")
        indexes = (
            models.Index(fields=("leader", "state", "due_at")),
            models.Index(fields=("team", "kind", "at")),
            models.Index(fields=("leader", "at")),
        )


class Step(models.Model):
    """What was done to a step-in, a card or a response: who, when, and the evidence as it was seen then."""

    step_in = models.ForeignKey(StepIn, on_delete=models.CASCADE, null=True, related_name="steps")
    card = models.ForeignKey("PatternCard", on_delete=models.CASCADE, null=True, related_name="steps")
    response = models.ForeignKey("Response", on_delete=models.CASCADE, null=True, related_name="steps")
    what = models.CharField(max_length=40)  # found, logged, confirmed, corrected, snoozed, looked_back, ...
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)  # None: the analysis
    at = models.DateTimeField()
    said = models.JSONField(default=dict)  # what was answered
    evidence = models.JSONField(default=dict)  # what was shown

    class Meta:
        ordering = ("at", "id")


class LookBack(models.Model):
    """The leader's answers about one step-in. The notes are their author's alone."""

    step_in = models.ForeignKey(StepIn, on_delete=models.CASCADE, related_name="look_backs")
    by = models.ForeignKey(Account, on_delete=models.CASCADE)
    at = models.DateTimeField()
    answers = models.JSONField(default=dict)  # cause → yes, no, unsure
    causes = models.JSONField(default=list)  # those answered yes, in the ladder's order
    same_kind = models.BooleanField(null=True)  # None: not answered; False: a one-off
    would_have = models.TextField(blank=True)  # what would have had to be true for it not to need them
    notes = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")


class Evidence(models.Model):
    """What the log says for and against each cause of a step-in, as of the step-in; gathered once.

    ``rows``: ``ledger.evidence.Said`` as plain values, in the ladder's order.
    """

    step_in = models.OneToOneField(
        StepIn, on_delete=models.CASCADE, primary_key=True, related_name="gathered"
    )
    rows = models.JSONField(default=list)
    log_version = models.IntegerField()
    at = models.DateTimeField()


class Conversation(models.Model):
    """Performance, taken to a conversation: a reminder, and nothing else. No step-in, name, note or count."""

    by = models.ForeignKey(Account, on_delete=models.CASCADE)
    remind_on = models.DateField(null=True)
    feedback_given = models.BooleanField(null=True)
    lead_followed_up = models.BooleanField(null=True)
    done_at = models.DateTimeField(null=True)


class Fact(models.Model):
    """A correction: a fact about the log that goes back into the analysis. Undone, it is kept."""

    class About(models.TextChoices):
        NOT_A_STEP_IN = "not_a_step_in"
        FORM = "form"
        WAITED_ON = "waited_on"
        BOT = "bot"
        SAME_PERSON = "same_person"  # value: two ids, a tab between; kept in people.toml

    about = models.CharField(max_length=20, choices=About.choices)
    step_in = models.ForeignKey(StepIn, on_delete=models.CASCADE, null=True, related_name="facts")
    value = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
