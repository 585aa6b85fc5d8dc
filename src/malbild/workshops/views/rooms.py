"""The participant's page, the same for a guest and for someone with an account."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.http import ActorRequest
from malbild.kit.errors import Refusal
from malbild.workshops import queries, services, states
from malbild.workshops.content import BEAT_LINES, CRITERIA, STEPS
from malbild.workshops.models import Outcome, Round, Workshop
from malbild.workshops.names import Beats, Sorts
from malbild.workshops.services.cards import key_hash
from malbild.workshops.states import Beat
from malbild.workshops.views.seat import Here, keep_key, key_of

PART = "workshops/room_part.html"
PAGE = "workshops/room.html"


def token(workshop: Workshop) -> str:
    """Changes with everything that a participant sees."""
    return f"{workshop.version}{'g' if workshop.in_grace else ''}"


def room(request: ActorRequest, here: Here) -> HttpResponse:
    return show(request, here, PAGE)


def room_part(request: ActorRequest, here: Here) -> HttpResponse:
    """The same room again; nothing at all when nothing has changed."""
    if request.GET.get("v") == token(here.workshop):
        return HttpResponse(status=204)
    return show(request, here, PART)


def card(request: ActorRequest, here: Here) -> HttpResponse:
    """Send, change or take back a card. What was written stays on the page when it is refused."""
    mark, key = _open_key(request, here)
    sent = {
        "client_id": request.POST.get("client_id", ""),
        "text": request.POST.get("text", ""),
        "sort": request.POST.get("sort", ""),
    }

    def deed() -> None:
        if "withdraw" in request.POST:
            services.withdraw_card(here.actor, here.workshop.pk, client_id=sent["client_id"], key=key)
        elif "change" in request.POST:
            services.change_card(here.actor, here.workshop.pk, key=key, **sent)
        else:
            services.write_card(here.actor, here.workshop.pk, key=key, **sent)

    response = _answer(request, here, deed, draft=sent)
    if mark:
        keep_key(response, mark, key)
    return response


def vote(request: ActorRequest, here: Here) -> HttpResponse:
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
    here.workshop.refresh_from_db()
    here.mine.refresh_from_db()
    if not refused and not request.htmx:
        return redirect(here.urls["room"])
    template = PART if request.htmx else PAGE
    more = {"refused": refused, "draft": draft or {}} if refused else {}
    return show(request, here, template, status=422 if refused else 200, **more)


def show(request: ActorRequest, here: Here, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The room in the running beat, with this phone's own cards and dots."""
    workshop = here.workshop
    board = queries.board(here.actor, workshop)
    context: dict[str, Any] = {
        "workshop": workshop,
        "room": here,
        "urls": here.urls,
        "token": token(workshop),
        "text": STEPS.get(workshop.step),
        "beat_name": Beats(workshop.beat).label,
        "beat_line": BEAT_LINES[Beat(workshop.beat)],
        "criteria": CRITERIA,
        "board": board,
        "is_done": here.mine.done_mark == f"{workshop.step}{workshop.beat}",
        "recap": recap(here.actor, workshop),
        "sorts": Sorts.choices,
        "advised": states.ADVISED_LENGTH,
        "allowed": states.ALLOWED_LENGTH,
        "fresh_id": uuid.uuid4(),
        "asked": [] if here.is_guest else queries.asked_of(here.actor, workshop),
    }
    mark = _mark_of(workshop, board.round)
    if mark and board.round is not None:
        hashed = key_hash(mark, key_of(request, mark))
        if workshop.beat == Beat.WRITE:
            context["own"] = own = queries.own_cards(here.actor, board.round, hashed)
            wanted = request.GET.get("andra", "")
            context["editing"] = next((c for c in own if str(c.client_id) == wanted), None)
        else:
            context["slip"] = _slip(here, board, hashed)
    if workshop.beat == Beat.DECIDE or not workshop.is_running:
        rows = Outcome.objects.visible_to(here.actor).filter(workshop=workshop).order_by("pk")
        context["came_out"] = list(dict.fromkeys(rows.values_list("title", flat=True)))
    context.update(more)
    response = render(request, template, context, status=status)
    if mark:
        keep_key(response, mark, key_of(request, mark))
    return response


def _open_key(request: ActorRequest, here: Here) -> tuple[str, str]:
    """The mark of the running round and this phone's key for it, before a deed."""
    now = Round.objects.visible_to(here.actor).filter(workshop=here.workshop, step=here.workshop.step).first()
    mark = _mark_of(here.workshop, now)
    return mark, key_of(request, mark)


def _mark_of(workshop: Workshop, now: Round | None) -> str:
    """Which secret is open: writing, voting, or none."""
    if now is None or not workshop.is_running or workshop.beat not in (Beat.WRITE, Beat.VOTE):
        return ""
    return now.writing_mark if workshop.beat == Beat.WRITE else now.voting_mark


def _slip(here: Here, board: queries.Board, hashed: str) -> dict[str, Any]:
    laid = queries.own_dots(here.actor, board.round, hashed) if board.round else {}
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
