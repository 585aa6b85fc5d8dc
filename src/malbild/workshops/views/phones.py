"""What a phone with its own memory sends and asks for: each answer is JSON, and `ok` comes only after the commit.

The phone makes the round's key itself and sends it in the body with the round's `mark`; the server keeps its hash while
the round is open. `n` counts the phone's changes to one card or slip, so that late and doubled sends change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from malbild.access.http import ActorRequest
from malbild.kit.errors import Refusal
from malbild.workshops import queries, services
from malbild.workshops.errors import BadCard
from malbild.workshops.marks import open_mark, token
from malbild.workshops.models import Card, Group, Round
from malbild.workshops.services.cards import key_hash
from malbild.workshops.states import Beat
from malbild.workshops.views.seat import KEY_COOKIE, Here, key_of

KEY_HEADER = "X-Malbild-Key"
_MOST_GROUPS = 200


def card(request: ActorRequest, here: Here) -> HttpResponse:
    """The card as it stands on the phone: written, rewritten, or taken back."""

    def deed() -> dict[str, Any]:
        sent = {"client_id": _said(request, "client_id", 64), "key": _said(request, "key", 200)}
        n, mark = _count(request), _mark(request)
        if _said(request, "withdraw", 1) == "1":
            services.withdraw_unsure(here.actor, here.workshop.pk, n=n, mark=mark, **sent)
        else:
            text, sort = request.POST.get("text", ""), _said(request, "sort", 20)
            services.write_card(here.actor, here.workshop.pk, text=text, sort=sort, n=n, mark=mark, **sent)
        return {"id": sent["client_id"], "n": n}

    return _answered(deed)


def vote(request: ActorRequest, here: Here) -> HttpResponse:
    """The whole slip: `slip` is {"group": dots} as JSON."""

    def deed() -> dict[str, Any]:
        n, mark, key = _count(request), _mark(request), _said(request, "key", 200)
        dots = _slip_of(_said(request, "slip", 5000))
        laid = services.vote_slip(here.actor, here.mine.pk, dots=dots, n=n, key=key, mark=mark)
        return {"n": n, "dots": laid}

    return _answered(deed)


def done(request: ActorRequest, here: Here) -> HttpResponse:
    """I am done, or not yet. `at` is the step and beat that it was said in: what comes later says nothing."""
    is_done, at = _said(request, "done", 1) == "1", _said(request, "at", 24)
    now = f"{here.workshop.step}{here.workshop.beat}"

    def deed() -> dict[str, Any]:
        was = here.mine.done_mark == now
        if at in ("", now) and is_done != was:
            services.mark_done(here.actor, here.mine.pk, done=is_done)
            was = is_done
        return {"done": was}

    return _answered(deed)


def own(request: ActorRequest, here: Here) -> HttpResponse:
    """What the server has from the key in the header, in the open round: one's own, and nobody else's.

    A form sent before the page's script ran was sent under the key of a cookie. A phone that has no key yet is given
    that one; when it says it back the cookie goes, and the phone alone holds it.
    """
    workshop = here.workshop
    now = Round.objects.visible_to(here.actor).filter(workshop=workshop, step=workshop.step).first()
    mark = open_mark(workshop, now)
    found: dict[str, Any] = {
        "ok": True,
        "v": token(workshop),
        "mark": mark,
        "done": here.mine.done_mark == f"{workshop.step}{workshop.beat}",
        "csrf": get_token(request),
        "cards": [],
        "dots": {},
        "n": 0,
    }
    key = request.headers.get(KEY_HEADER, "")
    plain = key_of(request, mark, make=False) if mark else ""
    if plain and not key:
        found["key"] = plain
    if key and mark and now is not None:

        def secrets() -> dict[str, Any]:
            hashed = key_hash(mark, key)
            if workshop.beat == Beat.VOTE:
                dots, n = queries.own_dots(here.actor, now, hashed), queries.slip_changes(here.actor, now, hashed)
                return {"dots": dots, "n": n}
            changes = queries.own_changes(here.actor, now, hashed)
            cards = queries.own_cards(here.actor, now, hashed)
            return {
                "cards": [
                    {"id": str(c.client_id), "text": c.text, "sort": c.sort, "n": changes.get(c.pk, 0)} for c in cards
                ]
            }

        answer = _answered(lambda: found | secrets())
        if plain == key:
            answer.delete_cookie(KEY_COOKIE)
        return answer
    return _kept_by_nobody(JsonResponse(found))


def _answered(deed: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Do it; 200 when it is committed, else 422 with why and a code that tells the phone what to do."""
    try:
        return _kept_by_nobody(JsonResponse({"ok": True, **deed()}))
    except Refusal as refusal:
        why, code = str(refusal.message), getattr(refusal, "code", "bad")
    except (Card.DoesNotExist, Group.DoesNotExist):
        # What one may not know of is answered as what is not there.
        why, code = _("Det du ändrade finns inte längre. Ladda om sidan."), "gone"
        return _kept_by_nobody(JsonResponse({"ok": False, "why": why, "code": code}, status=404))
    return _kept_by_nobody(JsonResponse({"ok": False, "why": why, "code": code}, status=422))


def _kept_by_nobody(response: JsonResponse) -> JsonResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(request: ActorRequest, name: str, most: int) -> str:
    """A short field of the body; one that is too long was never sent by our own page."""
    said = request.POST.get(name, "")
    if len(said) > most:
        raise BadCard(_("Vi förstod inte det som skickades. Inget har ändrats."))
    return said


def _count(request: ActorRequest) -> int:
    said = _said(request, "n", 9)
    if not (said.isascii() and said.isdecimal()) or int(said) < 1:
        raise BadCard(_("Vi förstod inte det som skickades. Inget har ändrats."))
    return int(said)


def _mark(request: ActorRequest) -> str:
    said = _said(request, "mark", 40)
    if not said:
        raise BadCard(_("Vi förstod inte det som skickades. Inget har ändrats."))
    return said


def _slip_of(text: str) -> dict[int, int]:
    """Dots by group. Raises BadCard for anything but whole numbers."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    fits = isinstance(rows, dict) and len(rows) <= _MOST_GROUPS
    if not fits or not all(g.isdecimal() and len(g) < 18 and type(n) is int for g, n in rows.items()):
        raise BadCard(_("Vi förstod inte rösten. Inget har ändrats."))
    return {int(group): dots for group, dots in rows.items()}
