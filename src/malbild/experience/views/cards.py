"""Our own experiences: written, de-identified, approved, published."""

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
from malbild.experience import deidentify, queries, services
from malbild.experience.forms import CardAnswerForm, CardForm, DeidentifyForm
from malbild.experience.known_names import names_here
from malbild.experience.models import ExperienceCard
from malbild.experience.models.cards import LISTS, TEXTS
from malbild.experience.services.cards import EDITABLE, all_texts
from malbild.experience.states import CardState
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def ours(request: ActorRequest) -> HttpResponse:
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    may_draft = may(request.actor, Action.CARD_DRAFT, facts)
    context = {
        "cards": queries.our_cards(request.actor),
        "finished": queries.finished_without_card(request.actor) if may_draft else [],
        "adoptions": queries.adoptions(request.actor),
        "may_draft": may_draft,
    }
    return render(request, "experience/ours.html", context)


@require_POST
def draft(request: ActorRequest, assignment_id: int) -> HttpResponse:
    card = services.draft_card(request.actor, assignment_id)
    return redirect(place(request, "experience:edit-card", card_id=card.pk))


@require_http_methods(["GET", "POST"])
def card(request: ActorRequest, card_id: int) -> HttpResponse:
    """The card with what each party has said; the form is one's own party's answer."""
    found = _card(request, card_id)
    if request.method == "POST":
        require(request.actor, Action.CARD_APPROVE, found.facts)
    seat = request.actor.seat_in(request.partnership.pk)
    answers = queries.answers_of_parties(request.actor, found)
    mine = next((a for a in answers if seat and a.party.pk == seat.party_id), None)
    waits = found.state in (CardState.DEIDENTIFIED, CardState.APPROVED)
    return form_page(
        request,
        CardAnswerForm(request.POST or None, initial={"answer": mine.answer} if mine else None),
        found.title,
        lambda v: services.answer_card(request.actor, card_id, **v),
        place(request, "experience:card", card_id=card_id),
        said=_("Ert svar är sparat."),
        back=place(request, "experience:cards"),
        submit=_("Svara för %(party)s") % {"party": mine.party} if mine else "",
        template="experience/own_card.html",
        more={
            "card": found,
            "answers": answers,
            "mine": mine,
            "may_answer": waits and mine is not None and may(request.actor, Action.CARD_APPROVE, found.facts),
            "may_edit": may(request.actor, Action.CARD_DRAFT, found.facts),
            "may_publish": found.state == CardState.APPROVED and may(request.actor, Action.CARD_PUBLISH, found.facts),
            "may_retire": found.state == CardState.PUBLISHED and may(request.actor, Action.CARD_PUBLISH, found.facts),
            "shows_answers": waits,
            "steps": _steps(found),
        },
    )


def _steps(found: ExperienceCard) -> list[tuple[str, bool, bool]]:
    """(word, passed, here) for the way from ours to everyone's."""
    words = [str(label) for value, label in found._meta.get_field("state").choices or () if value != "outdated"]
    values = [s.value for s in CardState if s != CardState.OUTDATED]
    at = values.index(found.state) if found.state in values else len(values)
    return [(word, place < at, place == at) for place, word in enumerate(words)]


@require_http_methods(["GET", "POST"])
def edit_card(request: ActorRequest, card_id: int) -> HttpResponse:
    found = _card(request, card_id)
    require(request.actor, Action.CARD_DRAFT, found.facts)

    def current() -> dict[str, Any]:
        now = _card(request, card_id)
        return {name: getattr(now, name) for name in EDITABLE}

    intro = _("Det mesta är hämtat från planen och uppföljningen. Skriv om det så att någon annan förstår.")
    if found.state not in (CardState.INTERNAL, CardState.OUTDATED):
        intro = _("Om du ändrar något frågar vi alla parter igen.")
    return form_page(
        request,
        CardForm(request.POST or None, initial=current()),
        _("Skriv erfarenheten"),
        lambda v: services.edit_card(request.actor, card_id, **v),
        place(request, "experience:card", card_id=card_id),
        intro,
        current=current,
    )


@require_http_methods(["GET", "POST"])
def deidentify_card(request: ActorRequest, card_id: int) -> HttpResponse:
    """Every text with what may point at someone marked, and a choice for each wording."""
    found = _card(request, card_id)
    require(request.actor, Action.CARD_DRAFT, found.facts)
    names = names_here(request.partnership.pk)
    form = DeidentifyForm(request.POST or None, found=deidentify.findings(all_texts(found), names))
    labels = CardForm.base_fields
    texts = [(labels[n].label, deidentify.pieces(getattr(found, n), names)) for n in TEXTS if getattr(found, n)]
    texts += [
        (labels[n].label, deidentify.pieces("\n".join(getattr(found, n)), names)) for n in LISTS if getattr(found, n)
    ]
    return form_page(
        request,
        form,
        _("Ta bort det som pekar ut någon"),
        lambda _v: services.deidentify_card(request.actor, card_id, **form.chosen()),
        place(request, "experience:card", card_id=card_id),
        submit=_("Skicka till parterna"),
        said=_("Nu ser alla parter erfarenheten och kan godkänna den."),
        template="experience/deidentify.html",
        more={"card": found, "texts": texts},
    )


@require_POST
def publish(request: ActorRequest, card_id: int) -> HttpResponse:
    copy = services.publish_card(request.actor, card_id)
    messages.success(request, _("Erfarenheten är publicerad. Tack för att ni delar med er."))
    return redirect(place(request, "experience:library-card", key=copy.key))


@require_POST
def retire(request: ActorRequest, card_id: int) -> HttpResponse:
    services.retire_card(request.actor, card_id)
    messages.success(request, _("Erfarenheten är markerad som inaktuell och syns inte i biblioteket."))
    return redirect(place(request, "experience:card", card_id=card_id))


def _card(request: ActorRequest, card_id: int) -> ExperienceCard:
    return get_object_or_404(queries.our_cards(request.actor), pk=card_id)
