"""The pages that say no, and the one that says sorry: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from malbild.access.errors import Forbidden
from malbild.access.http import wants_json
from malbild.access.policy import Action, who_may
from malbild.kit.errors import Refusal
from malbild.partnerships.models import ROLE_NAMES


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """403 with who has the right, 422 with what to put right, else 404 that tells nothing."""
    if isinstance(error, Forbidden):
        return _page(request, 403, _("Du har inte rätt att göra det här"), _who_can(error.action))
    if isinstance(error, Refusal):
        return _page(request, 422, _("Det gick inte än"), str(error.message))
    return not_found(request)


def _who_can(action: str) -> str:
    if action not in Action:
        return _("Fråga samordnaren. Inget har ändrats.")
    names = ", ".join(str(ROLE_NAMES[r]).lower() for r in who_may(Action(action)) if r in ROLE_NAMES)
    return _("Det kan %(roles)s. Inget har ändrats.") % {"roles": names}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("Sidan finns inte"),
        _("Länken kan vara gammal, eller så är sidan inte din. Gå till startsidan och leta därifrån."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Något gick fel hos oss"),
        _("Det du hade sparat finns kvar. Försök igen om en stund."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("Vi förstod inte det som skickades"),
        _("Inget har ändrats. Gå tillbaka och försök igen."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("Sidan hade stått öppen för länge"),
        _("Det du skrev finns kvar om du går tillbaka. Ladda om sidan och skicka igen."),
        "csrf",
    )


def signed_out() -> JsonResponse:
    """Said to a program whose session has ended; a page would be led to the sign-in."""
    why = _("Du är utloggad. Det du skrev finns kvar. Logga in igen.")
    return JsonResponse({"ok": False, "why": why, "code": "out"}, status=401)


def _page(request: HttpRequest, status: int, heading: str, text: str, code: str = "") -> HttpResponse:
    if wants_json(request):
        codes = {400: "bad", 403: "forbidden", 404: "gone", 422: "bad", 500: "error"}
        return JsonResponse({"ok": False, "why": f"{heading}. {text}", "code": code or codes[status]}, status=status)
    return render(request, "web/error.html", {"heading": heading, "text": text}, status=status)
