"""For whoever looks after the server: ``/healthz`` and ``/metrics``. Neither tells of a person."""

from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_address

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from stepin import settings
from stepin.errors import HomeError
from stepin.ledger.models import Refresh
from stepin.ledger.upgrade import is_behind
from stepin.web.metrics import told

_PROXIED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_upgraded = False  # once it was seen to be; it does not become older while this process runs


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200, or 503 where the database does not answer or waits for its upgrade. An old refresh is told, and is
    no reason to start the server anew."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _is_upgraded():
            return JsonResponse({"ok": False, "database": "waits for its upgrade"}, status=503)
        return JsonResponse({"ok": True, "database": "answers", **_last_refresh(settings.now())})
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503)


def _is_upgraded() -> bool:
    global _upgraded
    if not _upgraded:
        try:
            _upgraded = not is_behind()
        except HomeError:  # it is from a newer version
            return False
    return _upgraded


def _last_refresh(now: datetime) -> dict[str, object]:
    last = Refresh.objects.first()
    if last is None:
        return {"refresh": "never", "refresh_age_hours": None}
    outcome = "runs" if last.ended_at is None else "failed" if last.error else "ok"
    since = last.ended_at or last.started_at
    return {"refresh": outcome, "refresh_age_hours": round((now - since).total_seconds() / 3600, 2)}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For who has the token; where none is set, for this machine itself, but not through a proxy on it."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(told(settings.now()), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    if token := settings.metrics_token():
        given = request.headers.get("Authorization", "")
        return compare_digest(given.encode(), f"Bearer {token}".encode())
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(
        name in request.META for name in _PROXIED
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


urls: list[URLPattern] = [path("healthz", healthz, name="healthz"), path("metrics", metrics, name="metrics")]
