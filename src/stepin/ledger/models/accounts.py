"""Who signs in, with what, and what they looked at."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """Somebody who signs in. What they may see follows from ``person``'s place in the organisation file, as
    of now; an administrator configures, and sees no notes."""

    person = models.CharField(max_length=200, unique=True, null=True, blank=True)  # an id in stepin.toml
    name = models.CharField(max_length=200, blank=True)
    is_administrator = models.BooleanField(default=False)
    timezone = models.CharField(max_length=64, default="UTC")
    first_name = None  # type: ignore[assignment]  # one name, as they write it
    last_name = None  # type: ignore[assignment]

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class SignInLink(models.Model):
    """A link that signs in once. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A program's way in, with its owner's sight. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Read(models.Model):
    """Somebody read a page about a person. The person can ask for these."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="reads")
    page = models.CharField(max_length=100)
    about = models.CharField(max_length=200, db_index=True)  # a person's id

    class Meta:
        ordering = ("-at", "-id")
