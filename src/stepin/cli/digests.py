"""``stepin digests``: sends what is due, or shows what would be."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Digests by mail and chat.")


@app.command()
def send(home: Home = None) -> None:
    """Send what is due now: run it every quarter of an hour, or leave it to `stepin serve`.

    Nothing goes out twice; what fails is tried again with the next round.

    \b
    stepin digests send
    """
    from stepin import settings
    from stepin.cli.console import answer
    from stepin.cli.ledger_home import ready_ledger
    from stepin.cli.reading import existing_home

    there = ready_ledger(existing_home(home))
    from stepin.findings.plain import count
    from stepin.ledger.organisation import organisation
    from stepin.notify.sending import send_due

    sent = send_due(organisation(there), now=settings.now())
    failed = [each for each in sent if each.error]
    answer(f"Sent {count(len(sent) - len(failed), 'digest')}.")
    for each in failed:
        answer(f"{each.account}, by {each.channel}: {each.error}")
    if failed:
        raise typer.Exit(7)


@app.command()
def preview(
    home: Home = None,
    person: For = None,
    weekly: Annotated[bool, typer.Option("--weekly/--daily", help="Which of the two.")] = True,
) -> None:
    """Show what would go out now.

    \b
    stepin digests preview --for ana
    stepin digests preview --daily
    """
    from stepin import settings
    from stepin.cli.console import answer
    from stepin.cli.ledger_home import ready_ledger
    from stepin.cli.reading import existing_home

    there = ready_ledger(existing_home(home))
    from django.template.loader import render_to_string

    from stepin.findings.views import UnknownPersonError
    from stepin.ledger.organisation import organisation
    from stepin.ledger.sight import sight_for
    from stepin.notify.addresses import address
    from stepin.notify.digest import DAILY, WEEKLY, digest
    from stepin.notify.mail import linked

    org, now = organisation(there), settings.now()
    who = person or org.owner
    if who is None:
        raise UnknownPersonError("nobody", tuple(each.id for each in org.people if not each.bot))
    told = digest(sight_for(who, org, now.date()), WEEKLY if weekly else DAILY, now=now)
    context = {"digest": told, "parts": linked(told), "settings": address("digests")}
    answer(f"{told.subject}\n\n{render_to_string('notify/mail.txt', context)}")
