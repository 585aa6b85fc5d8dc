"""Showing the answer page and taking an answer: one way for a mail's link and for the signed-in list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.goals.models import MeasureAnswer
from malbild.goals.services import take_back_yes, undo_answer
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.momentum.cards import answer_form, page_of
from malbild.momentum.choices import Reply
from malbild.momentum.errors import Superseded
from malbild.momentum.forms import AnswerForm
from malbild.momentum.queries import Item, OwnList, own_measures, with_chosen_first
from malbild.momentum.seen import mark_of, must_be_as_seen
from malbild.momentum.services import give_answer
from malbild.ui.form_page import SentBefore, new_key, once

SAVED, THANKS = "sparat", "tack"


@dataclass(frozen=True)
class Way:
    """Where the answer comes from: whose list, which page, and where it leads afterwards."""

    actor: Actor
    own: Callable[[], OwnList]
    template: str
    back: str
    via: str
    context: dict[str, Any]
    after: Callable[[], None] = lambda: None


def show(
    request: HttpRequest,
    way: Way,
    *,
    chosen: str = "",
    chosen_id: int | None = None,
    form: AnswerForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    own = with_chosen_first(way.own(), chosen_id, chosen)
    context = {
        **way.context,
        "page": page_of(own, on=clock.today(), chosen=chosen, chosen_id=chosen_id, form=form),
        "own": own,
        "once": new_key(),
        "is_saved": SAVED in request.GET,
        "is_thanks": THANKS in request.GET,
        "note": note,
    }
    return render(request, way.template, context, status=status)


def receive(request: HttpRequest, way: Way) -> HttpResponse:
    """Take one answer, once, and go back to the list; refused with everything kept as it was written."""
    measure_id = _number(request.POST.get("measure", ""))
    item = _own_item(way.actor, measure_id)
    form = answer_form(item, request.POST)
    note = ""
    if form.is_valid():
        try:
            _take(request, way, measure_id, form)
            said = f"{THANKS}#tack" if form.cleaned_data["answer"] == Reply.WRONG_PERSON else f"{SAVED}#nyss"
            return redirect(f"{way.back}?{said}")
        except SentBefore:
            return redirect(f"{way.back}?{SAVED}#nyss")
        except Superseded as refusal:
            note = str(refusal.message)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    chosen = request.POST.get("answer", "")
    return show(request, way, chosen=chosen, chosen_id=measure_id, form=form, note=note, status=422)


def receive_kept(request: HttpRequest, way: Way) -> JsonResponse:
    """The same for an answer that a phone has kept: taken once, or why not. `seen` is the åtgärd's mark afterwards."""
    measure_id = _number(request.POST.get("measure", ""))
    try:
        form = answer_form(_own_item(way.actor, measure_id), request.POST)
        if not form.is_valid():
            return _refused(" ".join(str(e) for errors in form.errors.values() for e in errors), "bad")
        with suppress(SentBefore):
            _take(request, way, measure_id, form)
    except Hidden:
        return _refused(_("Åtgärden finns inte i din lista längre. Du behöver inte göra något."), "not-yours", 409)
    except Superseded as refusal:
        return _refused(str(refusal.message), refusal.code, 409)
    except Refusal as refusal:
        return _refused(str(refusal.message), "bad")
    standing = own_measures(way.actor).filter(pk=measure_id).first()
    return JsonResponse({"ok": True, "seen": mark_of(standing) if standing else ""})


def _refused(why: str, code: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"ok": False, "why": why, "code": code}, status=status)


def _take(request: HttpRequest, way: Way, measure_id: int, form: AnswerForm) -> None:
    """The deed, once, if the åtgärd is as it was read. Raises SentBefore, Superseded, and what give_answer does."""
    with transaction.atomic():
        once(request)
        measure = own_measures(way.actor).select_for_update(of=("self",)).filter(pk=measure_id).first()
        if measure is None:
            raise Hidden
        must_be_as_seen(measure, request.POST.get("seen", ""), anyway=request.POST.get("anyway") == "1")
        give_answer(way.actor, measure_id, via=way.via, **form.cleaned_data)
        way.after()


def undo(request: HttpRequest, way: Way, answer_id: int) -> HttpResponse:
    """Take back one's own answer. Raises Hidden for somebody else's."""
    mine = MeasureAnswer.objects.visible_to(way.actor).filter(pk=answer_id, by__user_id=way.actor.user_id or 0)
    if not mine.exists():
        raise Hidden
    return _taken_back(request, way, lambda: undo_answer(way.actor, answer_id))


def undo_yes(request: HttpRequest, way: Way, measure_id: int) -> HttpResponse:
    """Take back one's own yes. Raises Hidden for somebody else's åtgärd."""
    if not own_measures(way.actor).filter(pk=measure_id).exists():
        raise Hidden
    return _taken_back(request, way, lambda: take_back_yes(way.actor, measure_id))


def _taken_back(request: HttpRequest, way: Way, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return show(request, way, note=str(refusal.message), status=422)
    return redirect(way.back)


def _own_item(actor: Actor, measure_id: int) -> Item:
    measure = own_measures(actor).filter(pk=measure_id).first()
    if measure is None:
        raise Hidden
    return Item(measure)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
