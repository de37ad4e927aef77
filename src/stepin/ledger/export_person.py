"""Everything that a home holds about one person, for themselves: as JSON, and as a page to read."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.apps import apps
from django.db import models

from stepin.ledger.models import Account
from stepin.ledger.somebody import Somebody, find_somebody, somebody_of
from stepin.log.home import LogHome
from stepin.log.reading import LogIsMissingError, open_log
from stepin.log.rewriting import logins_in
from stepin.org.file import read_organisation
from stepin.org.organisation import Organisation

FORMAT = 1
# what lets somebody in, of no use to read and of harm to hand around
SECRETS = frozenset(
    {"password", "digest", "feed_key", "data", "token", "token_secret", "key", "session_data"}
)
_OWN = ("leader", "owner", "person", "about")


def export_person(home: Path, who: str, *, now: datetime) -> dict[str, Any]:
    """Of others' rows only that, where and as what they are named there. Raises NobodyOfThatNameError."""
    organisation = read_organisation(home)
    logins = logins_in(LogHome(home, organisation.log_url))
    return _export(home, organisation, find_somebody(who, organisation, logins), now)


def export_own(home: Path, account: Account, *, now: datetime) -> dict[str, Any]:
    """The same for whoever is signed in: whose account it is decides, never what they are called."""
    organisation = read_organisation(home)
    logins = logins_in(LogHome(home, organisation.log_url))
    return _export(home, organisation, somebody_of(account, organisation, logins), now)


def _export(home: Path, organisation: Organisation, somebody: Somebody, now: datetime) -> dict[str, Any]:
    rows, named = _rows(somebody)
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "person": {"id": somebody.id, "logins": list(somebody.logins), "names": list(somebody.names)},
        "organisation": _posts(organisation, somebody),
        "ledger": rows,
        "named_in": named,
        "log": _log(home, organisation, somebody),
    }


def readable(exported: dict[str, Any]) -> str:
    """The same as a page of text."""
    person, log = exported["person"], exported["log"]
    lines = [
        f"What is held about {person['id']}",
        "",
        f"Called: {', '.join([*person['names'], *person['logins']])}",
    ]
    lines += ["", "In stepin.toml and people.toml", *_told(exported["organisation"])]
    for table, rows in exported["ledger"].items():
        lines += ["", f"Ledger, {table} ({len(rows):,})", *(line for row in rows for line in _told(row))]
    lines += ["", f"Named in what others did ({len(exported['named_in']):,})"]
    lines += [f"- {each['table']} {each['key']}: {', '.join(each['in'])}" for each in exported["named_in"]]
    lines += ["", f"Log, events of theirs or that name them ({len(log['events']):,})"]
    lines += [f"- {_event(each)}" for each in log["events"]]
    lines += ["", f"Log, items that they opened ({len(log['items']):,})"]
    lines += [f"- {each['item_id']} {each['title'] or ''}".rstrip() for each in log["items"]]
    return "\n".join(lines) + "\n"


def _event(each: dict[str, Any]) -> str:
    said = " ".join(filter(None, (each["kind"], each["value"])))
    return f"{each['occurred_at']} {each['item_id']} {each['actor'] or 'nobody'}: {said}"


def _told(row: dict[str, Any]) -> list[str]:
    told = [f"{key}: {value}" for key, value in row.items() if value not in (None, "", [], {})]
    return [f"- {'; '.join(told)}"] if told else []


def _posts(organisation: Organisation, somebody: Somebody) -> dict[str, Any]:
    found = [asdict(person) for person in organisation.people if person.id == somebody.id]
    return {
        "person": found,
        "owns_this_home": organisation.owner == somebody.id,
        "leads": _places(organisation, somebody, "leads"),
        "member_of": _places(organisation, somebody, "members"),
    }


def _places(organisation: Organisation, somebody: Somebody, word: str) -> list[dict[str, Any]]:
    return [
        {"team": team.id, "from": _plain(post.since), "until": _plain(post.until)}
        for team in organisation.teams
        for post in getattr(team, word)
        if post.person == somebody.id
    ]


def _rows(somebody: Somebody) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Their own rows whole, by table; and where others' name them."""
    own: dict[str, list[dict[str, Any]]] = {}
    named: list[dict[str, Any]] = []
    for model in _models():
        for row in model._default_manager.iterator(chunk_size=1000):
            if _is_theirs(row, somebody):
                own.setdefault(model.__name__, []).append(_row(row, somebody))
            elif places := _places_naming(row, somebody):
                named.append({"table": model.__name__, "key": str(row.pk), "in": places})
    return own, named


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        accounts = any(field.related_model is Account for field in model._meta.concrete_fields)
        if not model._meta.auto_created and (accounts or model._meta.app_label in ("ledger", "notify")):
            yield model


def _is_theirs(row: models.Model, somebody: Somebody) -> bool:
    if somebody.account is not None:
        if isinstance(row, Account) and row.pk == somebody.account.pk:
            return True
        fields = [each for each in row._meta.concrete_fields if each.related_model is Account]
        if any(getattr(row, field.attname) == somebody.account.pk for field in fields):
            return True
    return any(getattr(row, name, None) in somebody.exact for name in _OWN)


def _places_naming(row: models.Model, somebody: Somebody) -> list[str]:
    fields = [field for field in row._meta.concrete_fields if not field.is_relation]
    return [field.name for field in fields if _names(getattr(row, field.attname), somebody)]


def _names(value: Any, somebody: Somebody) -> bool:
    if isinstance(value, dict):
        return any(_names(each, somebody) for each in (*value, *value.values()))
    if isinstance(value, list):
        return any(_names(each, somebody) for each in value)
    return value in somebody.exact if isinstance(value, str) else False


def _row(row: models.Model, somebody: Somebody) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in SECRETS]
    return {field.name: _without_leads(_plain(getattr(row, field.attname)), somebody) for field in fields}


def _without_leads(value: Any, somebody: Somebody) -> Any:
    """As on the pages, no other lead is named as having asked: when they ask is theirs to tell."""
    if isinstance(value, list):
        return [_without_leads(each, somebody) for each in value]
    if not isinstance(value, dict):
        return value
    told = {key: _without_leads(each, somebody) for key, each in value.items()}
    asked = {"who", "lead"} <= told.keys() and told["lead"]
    return told | {"who": None} if asked and told["who"] not in somebody.exact else told


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _log(home: Path, organisation: Organisation, somebody: Somebody) -> dict[str, list[dict[str, Any]]]:
    try:
        log = open_log(LogHome(home, organisation.log_url))
    except LogIsMissingError:
        return {"events": [], "items": []}
    items = log.items()
    theirs = items.filter(pc.is_in(items["author"], value_set=pa.array(somebody.logins, pa.string())))
    return {"events": _plain_rows(log.naming(somebody.logins)), "items": _plain_rows(theirs)}


def _plain_rows(rows: pa.Table) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in rows.to_pylist()]
