"""``stepin accounts``: who may sign in, for whoever runs stepin on this machine."""

from typing import Annotated

import typer

from stepin.cli.options import Home

app = typer.Typer(no_args_is_help=True, help="Who may sign in, and links that let them.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Their sign-in name, or their id in stepin.toml.")]


@app.command("list")
def list_(home: Home = None) -> None:
    """Every account: sign-in name, person, whether it administers, when it last signed in.

    \b
    stepin accounts list
    """
    from stepin.cli.letting_in import list_accounts

    list_accounts(home)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="PERSON", help="An id in stepin.toml, else a name.")],
    home: Home = None,
    username: Annotated[
        str,
        typer.Option("--sign-in-name", metavar="NAME", help="What they sign in with.", show_default=False),
    ] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help="They configure; it shows them no more work.")
    ] = False,
) -> None:
    """Make an account, and print a link that signs it in once, within a day.

    \b
    stepin accounts add ana
    stepin accounts add ana --sign-in-name ana@acme.test
    """
    from stepin.cli.letting_in import add_person

    add_person(home, name, username=username, administrator=administrator)


@app.command()
def link(
    name: Name,
    home: Home = None,
    forget: Annotated[
        bool,
        typer.Option("--forget-second-factor", help="For somebody who lost both phone and recovery codes."),
    ] = False,
) -> None:
    """Print a new link that signs them in once, within a day; an older one ends.

    \b
    stepin accounts link ana
    """
    from stepin.cli.letting_in import print_link

    print_link(home, name, forgets_second_factor=forget)


@app.command()
def person(
    name: Name,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An id in stepin.toml.")],
    home: Home = None,
) -> None:
    """Say who in stepin.toml an account is, which decides what it sees. What it logged before goes along.

    \b
    stepin accounts person maya maya-ray
    """
    from stepin.cli.letting_in import set_person

    set_person(home, name, person)


@app.command()
def administrator(
    name: Name,
    home: Home = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="Take it back.")] = False,
) -> None:
    """Let somebody administer. It shows them no more of anybody's work.

    \b
    stepin accounts administrator ana
    """
    from stepin.cli.letting_in import set_administrator

    set_administrator(home, name, allowed=not take_back)


@app.command()
def close(
    name: Name,
    home: Home = None,
    again: Annotated[bool, typer.Option("--open-again", help="Open it again.")] = False,
) -> None:
    """Close an account: it no longer signs in, by any way. What they wrote stays.

    \b
    stepin accounts close ana
    """
    from stepin.cli.letting_in import set_closed

    set_closed(home, name, closed=not again)
