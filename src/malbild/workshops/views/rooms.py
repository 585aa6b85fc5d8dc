"""The participant's page, the same for a guest and for someone with an account.

Most of it is the same on every phone and is rendered once (`shared_part`); what is one's own is put in by the phone.
A browser without JavaScript gets the whole page, with its own cards and dots, from the same templates.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.http import ActorRequest, wants_json
from malbild.kit.errors import Refusal
from malbild.ui.built import build
from malbild.workshops import queries, services, states
from malbild.workshops.content import BEAT_LINES, STEPS
from malbild.workshops.marks import kept_mark, open_mark, sending_mark, token
from malbild.workshops.models import Outcome, Round, Workshop
from malbild.workshops.names import Beats, Sorts
from malbild.workshops.services.cards import key_hash
from malbild.workshops.states import Beat
from malbild.workshops.views import phones
from malbild.workshops.views.seat import Here, keep_key, key_of

PART = "workshops/room_part.html"
PAGE = "workshops/room.html"


def shared_part(actor: Actor, workshop: Workshop) -> str:
    """What every phone in the room shows, in the active language: no one's own cards, dots, keys or forms' tokens.

    Any actor of the room gives the same text. Times stand as moments, so that it may be kept until its `token` changes.
    """
    board = queries.board(actor, workshop)
    return render_to_string(PART, {**_shared(actor, workshop, board), "slip": _slip(board, {})})


def room(request: ActorRequest, here: Here) -> HttpResponse:
    return show(request, here)


def room_part(request: ActorRequest, here: Here) -> HttpResponse:
    """The shared part again; nothing at all when nothing has changed."""
    if request.GET.get("v") == token(here.workshop):
        return HttpResponse(status=204)
    return HttpResponse(shared_part(here.actor, here.workshop))


def card(request: ActorRequest, here: Here) -> HttpResponse:
    """Send, change or take back a card. What was written stays on the page when it is refused."""
    if wants_json(request):
        return phones.card(request, here)
    mark, key = _open_key(request, here)
    sent = {name: request.POST.get(name, "") for name in ("client_id", "text", "sort")}
    client_id, text, sort = sent.values()

    def deed() -> None:
        if "withdraw" in request.POST:
            services.withdraw_card(here.actor, here.workshop.pk, client_id=client_id, key=key)
        elif "change" in request.POST:
            services.change_card(here.actor, here.workshop.pk, client_id=client_id, text=text, sort=sort, key=key)
        else:
            services.write_card(here.actor, here.workshop.pk, client_id=client_id, text=text, sort=sort, key=key)

    response = _answer(request, here, deed, draft=sent)
    if mark:
        keep_key(response, mark, key)
    return response


def vote(request: ActorRequest, here: Here) -> HttpResponse:
    if wants_json(request):
        return phones.vote(request, here)
    mark, key = _open_key(request, here)
    group_id, dots = request.POST.get("group", ""), request.POST.get("dots", "")

    def deed() -> None:
        if not (group_id.isdecimal() and dots.isdecimal() and len(group_id) < 18):
            raise Refusal(_("Vi förstod inte rösten. Inget har ändrats."))
        services.vote(here.actor, here.mine.pk, group_id=int(group_id), dots=int(dots[:3]), key=key)

    response = _answer(request, here, deed)
    if mark:
        keep_key(response, mark, key)
    return response


def done(request: ActorRequest, here: Here) -> HttpResponse:
    if wants_json(request):
        return phones.done(request, here)
    is_done = request.POST.get("done") == "1"
    return _answer(request, here, lambda: services.mark_done(here.actor, here.mine.pk, done=is_done))


def _answer(
    request: ActorRequest, here: Here, deed: Callable[[], object], draft: dict[str, str] | None = None
) -> HttpResponse:
    """Do it and show the room as it is then; with 422, the reason and what was written when refused."""
    refused = ""
    try:
        deed()
    except Refusal as refusal:
        refused = str(refusal.message)
    if not refused:
        return redirect(here.urls["room"])
    here.workshop.refresh_from_db()
    here.mine.refresh_from_db()
    return show(request, here, status=422, refused=refused, draft=draft or {})


def show(request: ActorRequest, here: Here, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page in the running beat, with the cards and dots of the key that a browser without scripts holds."""
    workshop = here.workshop
    board = queries.board(here.actor, workshop)
    context: dict[str, Any] = {
        **_shared(here.actor, workshop, board),
        "room": here,
        "urls": here.urls,
        "build": build(),
        "is_done": here.mine.done_mark == f"{workshop.step}{workshop.beat}",
        "fresh_id": uuid.uuid4(),
        "asked": [] if here.is_guest else queries.asked_of(here.actor, workshop),
        "slip": _slip(board, {}),
    }
    mark = open_mark(workshop, board.round)
    kept = key_of(request, mark, make=False) if mark else ""
    if kept and board.round is not None:
        hashed = key_hash(mark, kept)
        if workshop.beat == Beat.WRITE:
            context["own"] = own = queries.own_cards(here.actor, board.round, hashed)
            wanted = request.GET.get("andra", "")
            context["editing"] = next((c for c in own if str(c.client_id) == wanted), None)
        else:
            context["slip"] = _slip(board, queries.own_dots(here.actor, board.round, hashed))
    context.update(more)
    return render(request, PAGE, context, status=status)


def _shared(actor: Actor, workshop: Workshop, board: queries.Board) -> dict[str, Any]:
    """What the room shows to everyone in it."""
    context: dict[str, Any] = {
        "workshop": workshop,
        "token": token(workshop),
        "mark": sending_mark(workshop, board.round),
        "keep": kept_mark(workshop, board.round),
        "text": STEPS.get(workshop.step),
        "beat_name": Beats(workshop.beat).label,
        "beat_line": BEAT_LINES[Beat(workshop.beat)],
        "board": board,
        "recap": recap(actor, workshop),
        "sorts": Sorts.choices,
        "advised": states.ADVISED_LENGTH,
        "allowed": states.ALLOWED_LENGTH,
        "most": states.MOST_ON_ONE,
        "grace_ends": round(workshop.grace_until.timestamp() * 1000) if workshop.grace_until else "",
    }
    if workshop.beat == Beat.DECIDE or not workshop.is_running:
        rows = Outcome.objects.visible_to(actor).filter(workshop=workshop).order_by("pk")
        context["came_out"] = list(dict.fromkeys(rows.values_list("title", flat=True)))
    return context


def _open_key(request: ActorRequest, here: Here) -> tuple[str, str]:
    """The mark of the running round and the key of a browser without scripts for it, before a deed."""
    now = Round.objects.visible_to(here.actor).filter(workshop=here.workshop, step=here.workshop.step).first()
    mark = open_mark(here.workshop, now)
    return mark, key_of(request, mark)


def _slip(board: queries.Board, laid: dict[int, int]) -> dict[str, Any]:
    left = board.dots - sum(laid.values())
    rows = [
        {
            "row": row,
            "dots": (have := laid.get(row.group.pk, 0)),
            "more": have + 1 if left > 0 and have < states.MOST_ON_ONE else None,
            "less": have - 1 if have > 0 else None,
        }
        for row in board.groups
    ]
    return {"rows": rows, "left": left, "all": board.dots}


def recap(actor: Actor, workshop: Workshop) -> str:
    """One line for whoever comes late: what has come out so far."""
    if workshop.step < 2:
        return ""
    rows = queries.took_to_develop(actor, workshop)
    names = ", ".join(f"”{g.title}”" for g in rows[:3])
    if not names:
        return ""
    return _("I steg 1 valde ni att utveckla %(names)s.") % {"names": names}
