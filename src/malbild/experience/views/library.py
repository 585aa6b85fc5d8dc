"""The library: inside a partnership, and for anyone signed in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Actor, Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require, table_facts
from malbild.access.scope import scope_for
from malbild.experience import card_file, queries, services
from malbild.experience.forms import CardFileForm
from malbild.experience.models import PublishedCard
from malbild.experience.queries.overview import supporters_actor
from malbild.experience.trail import remember_overview
from malbild.kit import clock, guard
from malbild.partnerships.tags import PROBLEMS, SIZES
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def library(request: ActorRequest) -> HttpResponse:
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    more = {"may_adopt": may(request.actor, Action.CARD_ADOPT, facts), "size_here": request.partnership.size_tag}
    return render(request, "experience/library.html", {**_found(request, request.actor), **more})


@require_GET
def library_card(request: ActorRequest, key: uuid.UUID) -> HttpResponse:
    found = queries.card_by_key(request.actor, key)
    if found is None:
        raise Http404
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    used = [a for a in queries.adoptions(request.actor) if a.card_key == key]
    may_adopt = found.card.outdated_on is None and may(request.actor, Action.CARD_ADOPT, facts)
    return render(
        request,
        "experience/library_card.html",
        {"found": found, "card": found.card, "may_adopt": may_adopt, "used": used},
    )


@require_POST
def adopt(request: ActorRequest, key: uuid.UUID) -> HttpResponse:
    services.adopt_card(request.actor, request.partnership.pk, key)
    messages.success(
        request, _("Nu finns ett utkast till uppdrag i er plan. Bara er organisation ser det tills ni delar det.")
    )
    return redirect(place(request, "experience:adopted"))


@require_GET
def adopted(request: ActorRequest) -> HttpResponse:
    """Our uppdrag that came from somebody's experience, each with its source."""
    return render(request, "experience/adopted.html", {"adoptions": queries.adoptions(request.actor)})


@require_http_methods(["GET", "POST"])
def import_card(request: ActorRequest) -> HttpResponse:
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    require(request.actor, Action.CARD_ADOPT, facts)
    return form_page(
        request,
        CardFileForm(request.POST or None, request.FILES or None),
        _("Hämta en erfarenhet från en fil"),
        lambda v: services.import_card(request.actor, request.partnership.pk, v["file"]),
        lambda card: place(request, "experience:library-card", key=card.key),
        _("Erfarenheten läggs i ert eget bibliotek, med källan kvar. Andra ser den inte."),
        submit=_("Hämta erfarenheten"),
        said=_("Erfarenheten är hämtad."),
        back=place(request, "experience:library"),
        template="experience/import.html",
    )


@login_required
@require_GET
def national_library(request: ActorRequest) -> HttpResponse:
    return render(request, "experience/library.html", _found(request, None))


@login_required
@require_GET
def national_card(request: ActorRequest, key: uuid.UUID) -> HttpResponse:
    found = queries.card_by_key(None, key)
    if found is None:
        raise Http404
    return render(request, "experience/library_card.html", {"found": found, "card": found.card})


@login_required
@require_GET
def national_file(request: ActorRequest, key: uuid.UUID) -> HttpResponse:
    card = get_object_or_404(PublishedCard, key=key)
    response = HttpResponse(card_file.as_bytes(card), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="erfarenhet-{slugify(card.title)[:60] or "kort"}.json"'
    return response


@login_required
@require_GET
def supporter(request: ActorRequest) -> HttpResponse:
    """The method supporter's page over every partnership that invited them; empty for everyone else."""
    actor: Actor = supporters_actor(request.actor)
    size, problem = _tag(request, "storlek", SIZES), _tag(request, "problem", PROBLEMS)
    with scope_for(actor):
        found = queries.overview(actor, on=clock.today())
        rows = [
            r
            for r in found.rows
            if (not size or r.partnership.size_tag == size) and (not problem or problem in r.partnership.problem_tags)
        ]
        remember_overview(actor, [r.partnership for r in found.rows])
        context = {
            "waiting": found.waiting,
            "rows": rows,
            "sizes": SIZES.items(),
            "problems": PROBLEMS.items(),
            "size": size,
            "problem": problem,
            "today": clock.today(),
        }
        return render(request, "experience/supporter.html", context)


def _found(request: HttpRequest, actor: Actor | None) -> dict[str, Any]:
    text = guard.clean(request.GET.get("q", ""))[:100]
    size, problem = _tag(request, "storlek", SIZES), _tag(request, "problem", PROBLEMS)
    return {
        "cards": queries.library(actor, text=text, size=size, problem=problem),
        "text": text,
        "size": size,
        "problem": problem,
        "sizes": SIZES.items(),
        "problems": PROBLEMS.items(),
        "searched": bool(text or size or problem),
    }


def _tag(request: HttpRequest, name: str, known: Any) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""
