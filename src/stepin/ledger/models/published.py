"""What the last analysis found, published whole: rows of an earlier one never show beside it."""

from django.db import models


class Publication(models.Model):
    """One analysis, published. The small tables of a run (need, controls, expectations, the log's summary,
    notes) are kept as they are in its JSON, for every publication; the large ones only for the last."""

    run = models.CharField(max_length=40, unique=True)
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    log_version = models.IntegerField(default=0)
    log = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)  # ``people`` and ``teams`` that the findings name, as ids
    notes = models.JSONField(default=list)
    need = models.JSONField(default=list)
    controls = models.JSONField(default=list)
    expectations = models.JSONField(default=list)

    class Meta:
        ordering = ("-as_of", "-run")
        get_latest_by = ("as_of", "run")


class Stuck(models.Model):
    """What is stuck, as of the last publication: ``findings.model.Stuck`` as a row."""

    item = models.CharField(max_length=300, primary_key=True)
    title = models.TextField(null=True)
    url = models.TextField(null=True)
    team = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=40)
    idle_hours = models.FloatField()
    expected_hours = models.FloatField()
    past = models.CharField(max_length=10)
    since = models.DateTimeField()
    waits_role = models.CharField(max_length=20)
    waits_who = models.CharField(max_length=200, null=True, db_index=True)
    passed = models.IntegerField()
    customer_impact = models.CharField(max_length=10)
    advice = models.CharField(max_length=20)
    order = models.IntegerField(db_index=True)  # as the report tells them: first is to be looked at first
    row = models.JSONField()  # the whole record: asked, forecast, reason, open_hours, done_hours

    class Meta:
        ordering = ("order",)


class PutOff(models.Model):
    """A leader's own "wait until": of one wait, theirs alone, and gone once the item waits anew."""

    person = models.CharField(max_length=200)
    item = models.CharField(max_length=300)
    since = models.DateTimeField()  # of the wait that it was said of
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "item"), name="put_off_once_by_each"),)


class Pattern(models.Model):
    """What keeps needing a lead, as of the last publication: ``findings.model.Pattern`` as a row."""

    team = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    step_ins = models.IntegerField()
    order = models.IntegerField()
    row = models.JSONField()

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("team", "kind"), name="one_pattern_a_cell"),)


class Forecast(models.Model):
    """A chance that was told, kept to be held against what happened: one for each wait, its first.

    ``moved`` is None until its horizon of three working days has passed; ``void`` where somebody asked
    meanwhile, so that "left alone" was never tried.
    """

    item = models.CharField(max_length=300)
    team = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    since = models.DateTimeField()
    made_at = models.DateTimeField()
    within_3d = models.FloatField()
    asked = models.IntegerField()
    checked_at = models.DateTimeField(null=True)
    moved = models.BooleanField(null=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "since"), name="one_forecast_a_wait"),)
        indexes = (models.Index(fields=("checked_at",)),)


class Cell(models.Model):
    """Stuck work of one team and kind by week, as of the last publication: ``findings.model.Cell`` as a row.

    The row of team and kind ``*`` holds how much the cells' rates differ instead: ``Prior`` of
    ``analysis.estimates.before_after``.
    """

    team = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    row = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("team", "kind"), name="one_row_a_cell"),)
