"""Questions to the sounding board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require, table_facts
from malbild.experience import queries, services, targets
from malbild.experience.forms import PostForm, QuestionForm
from malbild.experience.names import AREA_WORDS, KIND_WORDS
from malbild.experience.queries.threads import with_people
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.partnerships.queries import supporters
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def support(request: ActorRequest) -> HttpResponse:
    """The sounding board's room: questions, requests for support and what is promised back."""
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    require(request.actor, Action.THREAD_POST, facts)
    found = list(with_people(queries.threads(request.actor), request.actor))
    for thread in found:
        thread.the = KIND_WORDS[thread.kind][1]  # type: ignore[attr-defined]
    feedback = list(queries.feedback(request.actor))
    context = {
        "open_threads": [t for t in found if t.closed_at is None],
        "closed_threads": [t for t in found if t.closed_at],
        "requests": queries.requests(request.actor),
        "promised": [f for f in feedback if f.sent_at is None],
        "sent": [f for f in feedback if f.sent_at],
        "supporters": queries.supporters_here(request.partnership.pk, on=clock.today()),
        "may_ask": may(request.actor, Action.THREAD_ASK, facts),
        "may_request": may(request.actor, Action.SUPPORT_REQUEST, facts),
        "may_feed_back": may(request.actor, Action.FEEDBACK_SEND, facts),
        "may_watch": may(request.actor, Action.AUDIT_VIEW, table_facts(request.actor, request.partnership.pk)),
        "is_visitor": not may(request.actor, Action.THREAD_ASK, facts),
        "today": clock.today(),
    }
    return render(request, "experience/support.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest, kind: str, target_id: int) -> HttpResponse:
    """Fråga bollplanket om en sak i planen; other pages link here with kind and number."""
    target = targets.find(request.actor, kind, target_id)
    require(request.actor, Action.THREAD_ASK, targets.facts_of(request.actor, request.partnership.pk, target))
    targets.snapshot(kind, request.partnership.pk, target)  # a draft is refused before anything is written
    return form_page(
        request,
        QuestionForm(request.POST or None),
        _("Fråga bollplanket"),
        lambda v: services.ask(request.actor, request.partnership.pk, kind=kind, target_id=target_id, **v),
        lambda thread: place(request, "experience:thread", thread_id=thread.pk),
        submit=_("Ställ frågan"),
        said=_("Frågan är ställd. Metodstödet får veta det."),
        back=_page_of(request, kind, target_id),
        template="experience/ask.html",
        more={
            "what": KIND_WORDS[kind],
            "is_whole": kind == targets.WHOLE,
            "title": targets.title_of(kind, target),
            **_about(request, kind, target_id),
            "reached": queries.supporters_here(request.partnership.pk, on=clock.today()),
        },
    )


@require_GET
def about(request: ActorRequest, kind: str, target_id: int) -> HttpResponse:
    """The part of a thing's own page that is ours: its source and its questions, fetched when the page is there."""
    targets.find(request.actor, kind, target_id)
    context = {"kind": kind, "target_id": target_id, **_about(request, kind, target_id)}
    return render(request, "experience/about.html", context)


def _about(request: ActorRequest, kind: str, target_id: int) -> dict[str, Any]:
    return {
        "earlier": queries.threads_about(request.actor, kind, target_id),
        "source": queries.source_of(request.actor, target_id) if kind == "uppdrag" else None,
    }


@require_http_methods(["GET", "POST"])
def thread(request: ActorRequest, thread_id: int) -> HttpResponse:
    found = get_object_or_404(with_people(queries.threads(request.actor), request.actor), pk=thread_id)
    require(request.actor, Action.THREAD_POST, found.facts)
    here = place(request, "experience:thread", thread_id=thread_id)
    return form_page(
        request,
        PostForm(request.POST or None),
        found.question,
        lambda v: services.post(request.actor, thread_id, **v),
        here,
        said=_("Svaret är sparat. Alla vid bordet och metodstödet ser det."),
        back=place(request, "experience:support"),
        submit=_("Svara"),
        template="experience/thread.html",
        more={
            "thread": found,
            "what": KIND_WORDS[found.kind],
            "page_of": _page_of(request, found.kind, found.target_id),
            "may_close": may(request.actor, Action.THREAD_CLOSE, found.facts),
            "may_draft": may(request.actor, Action.CARD_DRAFT, found.facts),
        },
    )


@require_POST
def close(request: ActorRequest, thread_id: int) -> HttpResponse:
    services.close_thread(request.actor, thread_id)
    messages.success(request, _("Frågan är löst."))
    return redirect(place(request, "experience:thread", thread_id=thread_id))


@require_POST
def reopen(request: ActorRequest, thread_id: int) -> HttpResponse:
    services.reopen_thread(request.actor, thread_id)
    return redirect(place(request, "experience:thread", thread_id=thread_id))


@require_POST
def draft(request: ActorRequest, thread_id: int) -> HttpResponse:
    card = services.draft_card_from_thread(request.actor, thread_id)
    return redirect(place(request, "experience:edit-card", card_id=card.pk))


@require_GET
def insight(request: ActorRequest) -> HttpResponse:
    """Insyn: what each supporter has looked at, for those who let them in."""
    facts = table_facts(request.actor, request.partnership.pk)
    require(request.actor, Action.AUDIT_VIEW, facts)
    seats = supporters(request.actor, request.partnership)
    looked = queries.visits(request.partnership.pk)
    rows = [(seat, _area_words(seat), [v for v in looked if v.user_id == seat.user_id]) for seat in seats]
    context = {"rows": rows, "may_invite": may(request.actor, Action.SUPPORTER_INVITE, facts), "today": clock.today()}
    return render(request, "experience/insight.html", context)


def _area_words(seat: Membership) -> str:
    return ", ".join(str(word) for area, word in AREA_WORDS.items() if area in seat.open_areas)


def _page_of(request: ActorRequest, kind: str, target_id: int) -> str:
    """Where the thing itself is shown."""
    row = targets.KINDS[kind]
    given = {row.page_key: target_id} if row.page_key else {}
    return place(request, row.page, **given)
