"""Erases a person from a home: afterwards nothing in it names them, and nothing links what is left to them.

What they did stays as somebody's, so that the teams' history and every count stay true. What they wrote for
themselves goes: notes, look backs, reminders, what they may sign in with. Addresses of items stay.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models, transaction

from stepin import settings
from stepin.findings.corrections import FILE
from stepin.ledger.backup import BACKUPS, ERASED
from stepin.ledger.locking import one_refresh
from stepin.ledger.models import Account, ApiToken, Conversation, LookBack, Read, SignInLink
from stepin.ledger.retention import sweep
from stepin.ledger.somebody import ADDRESSES, Erasing, Somebody, come_back, erasing, find_somebody, remember
from stepin.log.home import LogHome
from stepin.log.rewriting import logins_in, rewrite
from stepin.org.file import parse_organisation, read_organisation
from stepin.org.problems import PEOPLE_FILE, TEAM_FILE

_OURS = ("ledger", "notify")


@dataclass(frozen=True, slots=True)
class WouldErase:
    """What is to be said before anything is done."""

    somebody: Somebody
    look_backs: int
    reads: int
    runs: int
    backups: tuple[str, ...]


def would_erase(home: Path, who: str) -> WouldErase:
    """Raises NobodyOfThatNameError."""
    somebody = _somebody(home, who)
    mine = LookBack.objects.filter(by=somebody.account).count() if somebody.account else 0
    reads = Read.objects.filter(about__in=somebody.exact).count()
    findings = home / "findings"
    runs = len(list(findings.iterdir())) if findings.is_dir() else 0
    backups = tuple(sorted(each.name for each in (home / BACKUPS).glob("*.tar.gz")))
    return WouldErase(somebody, mine, reads, runs, backups)


def erase(home: Path, who: str) -> str:
    """Returns the pseudonym. No refresh runs meanwhile. Where it was cut short, the same again does the rest.
    Raises NobodyOfThatNameError, BusyError, HomeError."""
    with one_refresh(home):
        somebody = _somebody(home, who)
        key = settings.secret_key(home)
        put = erasing(home, key, somebody)
        texts = {name: _rewritten_file(home, name, put) for name in (TEAM_FILE, PEOPLE_FILE)}
        parse_organisation(texts[TEAM_FILE], texts[PEOPLE_FILE])  # before anything is changed
        log = LogHome(home, read_organisation(home).log_url)
        remember(home, key, put.exact)
        rewrite(log, put.text)
        _erase_rows(somebody, put)
        _replace_files(home, texts, put)
        shutil.rmtree(home / "findings", ignore_errors=True)
        shutil.rmtree(home / BACKUPS, ignore_errors=True)
        sweep(home, older_than_s=0)
        _leave_no_trace()
    return put.exact[somebody.id]


def erase_again(home: Path, log: LogHome) -> int:
    """Whoever was erased and came back with what a source was read again for; how many logins."""
    if not (home / ERASED).exists():
        return 0
    again = come_back(home, settings.secret_key(home), logins_in(log))
    if again is None:
        return 0
    rewrite(log, again.text)
    return len(again.exact)


def _somebody(home: Path, who: str) -> Somebody:
    organisation = read_organisation(home)
    return find_somebody(who, organisation, logins_in(LogHome(home, organisation.log_url)))


def _rewritten_file(home: Path, name: str, put: Erasing) -> str:
    """Texts in quotes that are theirs, and their name wherever it stands, comments too."""
    path = home / name
    if not path.exists():
        return ""
    text = path.read_text(encoding="utf-8-sig")
    for said, instead in put.exact.items():
        for quote in ('"', "'"):
            text = text.replace(f"{quote}{said}{quote}", f"{quote}{instead}{quote}")
    return put.inside.sub(lambda match: put.exact.get(match[0], "somebody"), text)


def _replace_files(home: Path, texts: dict[str, str], put: Erasing) -> None:
    for name, text in texts.items():
        if (home / name).exists():
            _replace(home / name, text)
    corrections = home / FILE
    if corrections.exists():
        kept = put.plain(json.loads(corrections.read_text(encoding="utf-8")))
        _replace(corrections, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


@transaction.atomic
def _erase_rows(somebody: Somebody, put: Erasing) -> None:
    account = somebody.account
    Read.objects.filter(about__in=somebody.exact).delete()
    if account is not None:
        for field, models_ in (("by", (LookBack, Conversation, Read)), ("account", (SignInLink, ApiToken))):
            for theirs in models_:
                theirs._default_manager.filter(**{field: account}).delete()
        for other in _outside_models():
            other._default_manager.filter(**{_account_field(other): account}).delete()
        _end_sessions(account)
        _forget_account(account, put.exact[somebody.id])
    for model in _ledger_models():
        _put_rows(model, put)


def _outside_models() -> Iterator[type[models.Model]]:
    """Whatever else hangs on an account: digests sent, second factors, other systems' sign-ins, addresses."""
    for model in apps.get_models():
        ours = model._meta.app_label == "ledger"
        if not ours and not model._meta.auto_created and _account_field(model):
            yield model


def _account_field(model: type[models.Model]) -> str:
    found = (field.name for field in model._meta.concrete_fields if field.related_model is Account)
    return next(found, "")


def _end_sessions(account: Account) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


def _forget_account(account: Account, pseudonym: str) -> None:
    """The row stays for what hangs on it (a response is a team's), and can never sign in again."""
    account.username, account.person, account.name, account.email = pseudonym, None, "", ""
    account.is_active = account.is_administrator = False
    account.last_login = None
    account.set_unusable_password()
    account.save()


def _ledger_models() -> list[type[models.Model]]:
    return [model for label in _OURS for model in apps.get_app_config(label).get_models()]


def _put_rows(model: type[models.Model], put: Erasing) -> None:
    """Every text of every row; keys and addresses stay."""
    fields = [field.attname for field in model._meta.concrete_fields if _may_name(field)]
    if not fields:
        return
    changed = [row for row in model._default_manager.iterator(chunk_size=1000) if _put(row, fields, put)]
    model._default_manager.bulk_update(changed, fields, batch_size=200)


def _may_name(field: Any) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return isinstance(field, kinds) and not field.primary_key and field.name not in ADDRESSES


def _put(row: models.Model, fields: list[str], put: Erasing) -> bool:
    """Whether it named them."""
    changed = False
    for name in fields:
        before = getattr(row, name)
        after = put.plain(before)
        if after != before:
            setattr(row, name, after)
            changed = True
    return changed


def _leave_no_trace() -> None:
    """What a database keeps of rows that are gone."""
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
