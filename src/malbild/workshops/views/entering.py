"""The leader enters what others have said or written on paper: card after card, and whole voting slips.

What was entered last is remembered by the browser alone, in a signed cookie, so that it can be taken back.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.kit.errors import Refusal
from malbild.ui.form_page import SentBefore, form_page, new_key, once
from malbild.ui.place import place
from malbild.workshops import queries, services
from malbild.workshops.forms import EnterForm, SlipForm
from malbild.workshops.models import Card, Workshop

_COOKIE = "malbild_inlagt"
_SALT = "malbild.workshops.entered"
_KEPT = 3600
_SHOWN = 12


@require_http_methods(["GET", "POST"])
def cards(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """One card on each line, as fast as the leader types."""
    workshop = _led(request, workshop_id)
    form = EnterForm(request.POST or None, step=workshop.step)
    kept = _kept(request, workshop)
    if form.is_valid():
        here = redirect(place(request, "workshops:card-for-someone", workshop_id=workshop_id))
        try:
            with transaction.atomic():
                once(request)
                made = services.enter_cards(request.actor, workshop_id, lines=form.lines)
        except SentBefore:
            return here
        except Refusal as refusal:
            form.add_error("text", str(refusal.message))
        else:
            said = ngettext("%(n)s kort är inlagt.", "%(n)s kort är inlagda.", len(made)) % {"n": len(made)}
            messages.success(request, said)
            sort = {"sort": form.cleaned_data.get("sort", "")}
            ids = [c.pk for c in reversed(made)] + kept.get("cards", [])
            _keep(here, workshop, {"cards": ids[:_SHOWN], **sort})
            return here
    elif not form.is_bound:
        form.initial["sort"] = kept.get("sort", "")
    rows = Card.objects.visible_to(request.actor).filter(workshop=workshop, round__step=workshop.step)
    by_id = {c.pk: c for c in rows.filter(pk__in=kept.get("cards", []), is_withdrawn=False)}
    context = {
        "workshop": workshop,
        "form": form,
        "once": new_key(),
        "entered": [by_id[pk] for pk in kept.get("cards", []) if pk in by_id],
    }
    return render(request, "workshops/enter.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Take back a card, or the slip, that this browser entered last."""
    workshop = _led(request, workshop_id)
    kept, sent = _kept(request, workshop), request.POST.get("card", "")
    is_card = "card" in request.POST
    name = "workshops:card-for-someone" if is_card else "workshops:vote-for-someone"
    response = redirect(place(request, name, workshop_id=workshop_id))
    try:
        if is_card and sent.isdecimal() and int(sent[:17]) in kept.get("cards", []):
            services.take_back_entered(request.actor, workshop_id, card_id=int(sent[:17]))
            messages.success(request, _("Kortet är borttaget."))
        elif not is_card and kept.get("slip"):
            services.take_back_slip(request.actor, workshop_id, key=kept["slip"])
            messages.success(request, _("Rösterna är borttagna."))
            _keep(response, workshop, {**kept, "slip": ""})
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return response


@require_http_methods(["GET", "POST"])
def votes(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """A whole voting slip for someone without a device; the next one comes on the same page."""
    workshop = _led(request, workshop_id)
    board = queries.board(request.actor, workshop)
    form = SlipForm(request.POST or None, groups=[(r.group.pk, r.group.title) for r in board.groups])
    key, laid = secrets.token_hex(16), []

    def deed(_values: dict[str, Any]) -> None:
        services.vote_for_someone(request.actor, workshop_id, dots=form.dots, key=key)
        laid.append(key)

    kept = _kept(request, workshop)
    response = form_page(
        request,
        form,
        _("Lägg in röster åt någon"),
        deed,
        place(request, "workshops:vote-for-someone", workshop_id=workshop_id),
        _("Personen har %(dots)s prickar, högst två på samma grupp.") % {"dots": board.dots},
        submit=_("Lägg in rösterna"),
        said=_("Rösterna är inlagda. Du kan lägga in åt en till."),
        back=place(request, "workshops:remote", workshop_id=workshop_id),
        template="workshops/enter_votes.html",
        more={"may_take_back": bool(kept.get("slip")), "workshop": workshop},
    )
    if laid:
        _keep(response, workshop, {**kept, "slip": key})
    return response


def _led(request: ActorRequest, workshop_id: int) -> Workshop:
    found = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.WORKSHOP_LEAD, found.facts)
    return found


def _mark(workshop: Workshop) -> list[int]:
    return [workshop.pk, workshop.step]


def _kept(request: ActorRequest, workshop: Workshop) -> dict[str, Any]:
    """What this browser entered last in this very round; nothing of it is kept on the server."""
    try:
        mark, kept = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return {}
    return dict(kept) if mark == _mark(workshop) else {}


def _keep(response: HttpResponse, workshop: Workshop, kept: dict[str, Any]) -> None:
    value = signing.dumps([_mark(workshop), kept], salt=_SALT)
    secure: Any = settings.SESSION_COOKIE_SECURE
    response.set_cookie(_COOKIE, value, max_age=_KEPT, httponly=True, samesite="Lax", secure=secure)
