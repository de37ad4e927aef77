"""Sends what is due: each digest is claimed before it goes out, so that no two rounds send it twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from stepin.errors import StepinError
from stepin.ledger.models import Account
from stepin.ledger.sight import sight_of
from stepin.notify.digest import Digest, digest
from stepin.notify.due import period_due
from stepin.notify.mail import send_mail
from stepin.notify.models import Delivery, Preference
from stepin.notify.slack.sending import send_slack
from stepin.org.organisation import Organisation

MOST_TRIES = 5
LEFT = timedelta(minutes=15)  # after which a claim that was neither sent nor failed was its sender's last act


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery, and why it failed where it did."""

    account: str
    period: str
    channel: str
    error: str = ""


def send_due(organisation: Organisation, *, now: datetime) -> tuple[Sent, ...]:
    """One round: everything that is due at ``now`` and not sent yet. What fails is told and tried again with
    the next round, five times at most; the others go out all the same."""
    return tuple(sent for wants in _receivers() for sent in _to(wants, organisation, now))


def _receivers() -> Iterator[Preference]:
    wanted = Preference.objects.filter(Q(by_mail=True) | Q(by_slack=True), account__is_active=True)
    yield from wanted.select_related("account")


def _to(wants: Preference, organisation: Organisation, now: datetime) -> Iterator[Sent]:
    account = wants.account
    due = period_due(now, timezone=account.timezone, hour=wants.hour)
    sight = sight_of(account, organisation, now.date())
    if due is None or not getattr(wants, due[0]) or not sight.leads:
        return
    period, day = due
    told = digest(sight, period, now=now)
    if not told.is_due:
        return
    for channel in _channels(wants):
        delivery = claim(account, period, day, channel, now=now)
        if delivery is not None:
            yield _send(delivery, told, wants, now)


def _channels(wants: Preference) -> Iterator[str]:
    if wants.by_mail and wants.account.email:
        yield Delivery.Channel.MAIL
    if wants.by_slack:
        yield Delivery.Channel.SLACK


@transaction.atomic
def claim(account: Account, period: str, day: date, channel: str, *, now: datetime) -> Delivery | None:
    """The delivery, for whoever is to send it now; None where it is sent, being sent, or given up."""
    delivery, made = Delivery.objects.select_for_update().get_or_create(
        account=account, period=period, day=day, channel=channel, defaults={"claimed_at": now}
    )
    if made:
        return delivery
    failed, left = bool(delivery.error), now - delivery.claimed_at > LEFT
    if delivery.sent_at or delivery.tries >= MOST_TRIES or not (failed or left):
        return None
    delivery.claimed_at, delivery.error, delivery.tries = now, "", delivery.tries + 1
    delivery.save()
    return delivery


def _send(delivery: Delivery, told: Digest, wants: Preference, now: datetime) -> Sent:
    account = wants.account
    try:
        if delivery.channel == Delivery.Channel.MAIL:
            send_mail(told, account, message_id=f"<digest-{delivery.pk}@stepin>")
        else:
            send_slack(told, wants)
    except StepinError as error:
        delivery.error = str(error)
    else:
        delivery.sent_at = now
    delivery.save(update_fields=("error", "sent_at"))
    return Sent(account.username, delivery.period, delivery.channel, delivery.error)
