"""Pages of the uppdragsbeskrivning."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, Reach, may, require, table_facts
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.models import HEADINGS, TermsAnswers, TermsOfReference, TermsStates
from malbild.partnerships.terms import queries, services
from malbild.partnerships.terms.forms import CommentForm, DayForm, ExistingForm, NotYetForm, TermsForm
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def current(request: ActorRequest) -> HttpResponse:
    """The version in force, and where the next one stands. Who sees no version gets the page all the same."""
    found = list(queries.versions(request.actor))
    now = next((t for t in found if t.state == TermsStates.IN_FORCE), None)
    coming = next((t for t in found if t.state == TermsStates.IN_REVIEW), None)
    answers = queries.party_answers(request.actor, coming, request.partnership) if coming else []
    context = {
        "terms": now,
        "texts": [(HEADINGS[n], t) for n, t in now.texts.items() if t.strip()] if now else [],
        "coming": coming,
        "draft": next((t for t in found if t.state == TermsStates.DRAFT), None),
        "answers": answers,
        "approved": sum(a.has_approved for a in answers),
        "earlier": [t for t in found if t.state in (TermsStates.EARLIER, TermsStates.WITHDRAWN)],
        "may_edit": may(request.actor, Action.TERMS_EDIT, _here(request)),
        "is_late": bool(coming and coming.review_due and coming.review_due < clock.today()),
    }
    return render(request, "partnerships/terms/current.html", context)


@require_GET
def version(request: ActorRequest, terms_id: int) -> HttpResponse:
    """One version: its text, the comments, who has approved it."""
    terms = get_object_or_404(TermsOfReference.objects.visible_to(request.actor), pk=terms_id)
    is_open = terms.state == TermsStates.IN_REVIEW
    answers = queries.party_answers(request.actor, terms, request.partnership)
    seat = next((s for s in request.actor.seats_in(request.partnership.pk) if s.party_id), None)
    mine = next((a for a in answers if seat and a.party.pk == seat.party_id), None)
    context = {
        "terms": terms,
        "sections": queries.sections(request.actor, terms),
        # To those who see decided material only, no answer shows: then the list is left out, not drawn as empty.
        "answers": answers if is_open or any(a.answer for a in answers) else [],
        "mine": mine,
        "all_approved": all(a.has_approved for a in answers),
        "before": queries.version_before(request.actor, terms),
        "is_open": is_open,
        "is_draft": terms.state == TermsStates.DRAFT,
        "is_late": bool(is_open and terms.review_due and terms.review_due < clock.today()),
        "may_edit": may(request.actor, Action.TERMS_EDIT, terms.facts),
        "may_approve": is_open and mine is not None and may(request.actor, Action.TERMS_APPROVE, terms.facts),
        "may_comment": is_open and may(request.actor, Action.TERMS_COMMENT, terms.facts),
        "in_force": queries.in_force(request.actor),
    }
    return render(request, "partnerships/terms/version.html", context)


@require_GET
def difference(request: ActorRequest, terms_id: int) -> HttpResponse:
    """What changed since the version that applied before."""
    terms = get_object_or_404(TermsOfReference.objects.visible_to(request.actor), pk=terms_id)
    before = queries.version_before(request.actor, terms)
    found = [(HEADINGS[d.name], d) for d in queries.difference(before, terms)]
    context = {
        "terms": terms,
        "before": before,
        "changed": [(label, d) for label, d in found if d.is_changed],
        "same": [label for label, d in found if not d.is_changed],
    }
    return render(request, "partnerships/terms/difference.html", context)


@require_http_methods(["GET", "POST"])
def write(request: ActorRequest) -> HttpResponse:
    """The first version."""
    require(request.actor, Action.TERMS_EDIT, _here(request))
    return form_page(
        request,
        TermsForm(request.POST or None),
        _("Skriv uppdragsbeskrivningen"),
        lambda v: services.write_first(request.actor, request.partnership.pk, texts=v),
        lambda made: place(request, "terms:version", terms_id=made.pk),
        _("Utkastet ser bara ni i er organisation, tills ni öppnar en gemensam översyn. Skriv funktioner, inte namn."),
        back=place(request, "terms:current"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, terms_id: int) -> HttpResponse:
    found = _editable(request, terms_id)
    intro = _("När texten ändras behöver parterna godkänna den nya lydelsen.")
    return form_page(
        request,
        TermsForm(request.POST or None, initial=found.texts),
        _("Ändra texten"),
        lambda v: services.edit_terms(request.actor, terms_id, texts=v),
        place(request, "terms:version", terms_id=terms_id),
        intro if found.state == TermsStates.IN_REVIEW else "",
        current=lambda: TermsOfReference.objects.visible_to(request.actor).get(pk=terms_id).texts,
    )


@require_http_methods(["GET", "POST"])
def review(request: ActorRequest, terms_id: int) -> HttpResponse:
    """Open a joint review, or give the open one another last day."""
    found = _editable(request, terms_id)
    is_open = found.state == TermsStates.IN_REVIEW
    deed = services.move_review_day if is_open else services.open_review
    return form_page(
        request,
        DayForm(request.POST or None, initial={"due": found.review_due}),
        _("Ändra sista dagen") if is_open else _("Öppna en gemensam översyn"),
        lambda v: deed(request.actor, terms_id, due=v["due"]),
        lambda made: place(request, "terms:version", terms_id=made.pk),
        "" if is_open else _("Texten delas med alla parter. Var och en läser, kommenterar och godkänner för sin del."),
        submit=_("Spara") if is_open else _("Öppna översynen"),
        back=place(request, "terms:current"),
    )


@require_http_methods(["GET", "POST"])
def existing(request: ActorRequest, terms_id: int) -> HttpResponse:
    _editable(request, terms_id)
    return form_page(
        request,
        ExistingForm(request.POST or None),
        _("Den gäller redan"),
        lambda v: services.note_in_force(request.actor, terms_id, **v),
        place(request, "terms:current"),
        _("Texten delas med alla, också politiker och läsare."),
        back=place(request, "terms:version", terms_id=terms_id),
    )


@require_http_methods(["GET", "POST"])
def comment(request: ActorRequest, terms_id: int) -> HttpResponse:
    found = get_object_or_404(TermsOfReference.objects.visible_to(request.actor), pk=terms_id)
    require(request.actor, Action.TERMS_COMMENT, found.facts)
    return form_page(
        request,
        CommentForm(request.POST or None, initial={"heading": request.GET.get("rubrik", "")}),
        _("Kommentera"),
        lambda v: services.comment(request.actor, terms_id, **v),
        place(request, "terms:version", terms_id=terms_id),
        _("Alla parter ser kommentaren."),
        submit=_("Skicka kommentaren"),
    )


@require_POST
def settle(request: ActorRequest, comment_id: int) -> HttpResponse:
    said = services.settle_comment(request.actor, comment_id)
    return redirect(place(request, "terms:version", terms_id=said.terms_id))


@require_POST
def approve(request: ActorRequest, terms_id: int) -> HttpResponse:
    wording = request.POST.get("wording", "")
    if not wording.isdecimal() or len(wording) > 6:
        raise Refusal(_("Vi förstod inte vilken lydelse du läste. Ladda om sidan och svara igen."))
    services.answer(request.actor, terms_id, answer=TermsAnswers.APPROVED, wording=int(wording))
    messages.success(request, _("Ni har godkänt texten. De andra ser det."))
    return redirect(place(request, "terms:version", terms_id=terms_id))


@require_http_methods(["GET", "POST"])
def not_yet(request: ActorRequest, terms_id: int) -> HttpResponse:
    found = get_object_or_404(TermsOfReference.objects.visible_to(request.actor), pk=terms_id)
    require(request.actor, Action.TERMS_APPROVE, found.facts)
    return form_page(
        request,
        NotYetForm(request.POST or None, initial={"wording": found.wording}),
        _("Inte än"),
        lambda v: services.answer(request.actor, terms_id, answer=TermsAnswers.NOT_YET, **v),
        place(request, "terms:version", terms_id=terms_id),
        _("Alla parter ser vad ni saknar. Ni kan godkänna senare."),
    )


@require_POST
def put_in_force(request: ActorRequest, terms_id: int) -> HttpResponse:
    services.put_in_force(request.actor, terms_id)
    messages.success(request, _("Uppdragsbeskrivningen gäller från i dag."))
    return redirect(place(request, "terms:current"))


@require_POST
def withdraw(request: ActorRequest, terms_id: int) -> HttpResponse:
    services.withdraw_review(request.actor, terms_id)
    messages.success(request, _("Översynen är avbruten. Texten och kommentarerna finns kvar."))
    return redirect(place(request, "terms:current"))


def _here(request: ActorRequest) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.TERMS, reach=Reach.PARTNERSHIP)


def _editable(request: ActorRequest, terms_id: int) -> TermsOfReference:
    found = get_object_or_404(TermsOfReference.objects.visible_to(request.actor), pk=terms_id)
    require(request.actor, Action.TERMS_EDIT, found.facts)
    return found
