"""A digest as mail: text and HTML, with the same sentences."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from stepin.errors import StepinError
from stepin.ledger.models import Account
from stepin.notify.addresses import address
from stepin.notify.digest import Digest


class MailError(StepinError):
    """Mail could not be handed over."""

    exit_code = 7


class NoMailServerError(MailError):
    def __init__(self) -> None:
        super().__init__("No mail server is set. Set STEPIN_SMTP_URL, such as smtp://user:password@host:587.")


class MailRefusedError(MailError):
    def __init__(self, why: object) -> None:
        super().__init__(f"The mail server did not take it ({why}). It is tried again with the next round.")


def mail_of(told: Digest, account: Account, *, message_id: str) -> EmailMultiAlternatives:
    """``message_id`` is the delivery's own: sent once more after a crash, it is known to be the same mail."""
    context = {
        "digest": told,
        "name": account.get_full_name(),
        "parts": linked(told),
        "settings": address("digests"),
    }
    mail = EmailMultiAlternatives(
        subject=told.subject,
        body=render_to_string("notify/mail.txt", context),
        to=[account.email],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{address('digests')}>",
        },
    )
    mail.attach_alternative(render_to_string("notify/mail.html", context), "text/html")
    return mail


def linked(told: Digest) -> list[dict[str, object]]:
    """The parts with the addresses of what they tell of."""
    return [
        {
            "title": part.title,
            "address": address(part.page),
            "entries": [(entry, address(entry.page, entry.query)) for entry in part.entries],
        }
        for part in told.parts
    ]


def send_mail(told: Digest, account: Account, *, message_id: str) -> None:
    """Raises MailError."""
    if not settings.EMAIL_HOST:
        raise NoMailServerError
    try:
        mail_of(told, account, message_id=message_id).send()
    except OSError as error:  # SMTPException is one
        raise MailRefusedError(error) from error
