"""Requests for support, and feedback to the method support."""

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
from malbild.experience import queries, services
from malbild.experience.forms import FeedbackForm, OutcomeForm, RequestForm, SendForm, SupporterAnswerForm
from malbild.experience.models import Feedback, SupportRequest
from malbild.experience.names import SUPPORT_STEP_WORDS
from malbild.experience.states import SupportDeed, SupportState, next_support_state
from malbild.kit import clock
from malbild.partnerships.queries import possible_owners
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_http_methods(["GET", "POST"])
def request_support(request: ActorRequest) -> HttpResponse:
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    require(request.actor, Action.SUPPORT_REQUEST, facts)
    return form_page(
        request,
        RequestForm(request.POST or None),
        _("Be om stöd"),
        lambda v: services.request_support(request.actor, request.partnership.pk, **v),
        lambda made: place(request, "experience:request", request_id=made.pk),
        _("Metodstödet och alla vid bordet ser vad ni ber om."),
        submit=_("Be om stöd"),
        said=_("Skickat. Metodstödet får veta det."),
        back=place(request, "experience:support"),
    )


@require_http_methods(["GET", "POST"])
def request_page(request: ActorRequest, request_id: int) -> HttpResponse:
    found = get_object_or_404(queries.requests(request.actor), pk=request_id)
    require(request.actor, Action.THREAD_POST, found.facts)
    if request.method == "POST":
        require(request.actor, Action.SUPPORT_ANSWER, found.facts)
    state = SupportState(found.state)
    may_settle = may(request.actor, Action.SUPPORT_REQUEST, found.facts)
    return form_page(
        request,
        SupporterAnswerForm(request.POST or None, state=state, initial={"deed": SupportDeed.ANSWER}),
        found.text,
        lambda v: services.answer_support(request.actor, request_id, **v),
        place(request, "experience:request", request_id=request_id),
        said=_("Svaret är sparat. Gruppen ser det."),
        back=place(request, "experience:support"),
        submit=_("Svara"),
        template="experience/request.html",
        more={
            "asked": found,
            "steps": [(step, SUPPORT_STEP_WORDS[SupportDeed(step.deed)]) for step in found.steps.all()],
            "may_answer": may(request.actor, Action.SUPPORT_ANSWER, found.facts) and state != SupportState.CLOSED,
            "may_close": may_settle and next_support_state(state, SupportDeed.CLOSE),
            "may_feed_back": may_settle and next_support_state(state, SupportDeed.FEED_BACK),
            "may_reopen": may_settle and next_support_state(state, SupportDeed.REOPEN),
        },
    )


@require_http_methods(["GET", "POST"])
def close_request(request: ActorRequest, request_id: int) -> HttpResponse:
    found = _request(request, request_id)
    require(request.actor, Action.SUPPORT_REQUEST, found.facts)
    return form_page(
        request,
        OutcomeForm(request.POST or None, initial={"text": found.outcome}),
        _("Avsluta begäran"),
        lambda v: services.settle_support(request.actor, request_id, deed=SupportDeed.CLOSE, **v),
        place(request, "experience:request", request_id=request_id),
        submit=_("Avsluta begäran"),
        said=_("Avslutad. Det ni skrev är sparat."),
    )


@require_POST
def settle(request: ActorRequest, request_id: int) -> HttpResponse:
    """Återkopplat, or opened again."""
    deed = request.POST.get("deed", "")
    chosen = SupportDeed(deed) if deed in (SupportDeed.FEED_BACK, SupportDeed.REOPEN) else SupportDeed.FEED_BACK
    services.settle_support(request.actor, request_id, deed=chosen)
    return redirect(place(request, "experience:request", request_id=request_id))


@require_http_methods(["GET", "POST"])
def promise(request: ActorRequest) -> HttpResponse:
    facts = table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT)
    require(request.actor, Action.FEEDBACK_SEND, facts)
    return form_page(
        request,
        FeedbackForm(request.POST or None, people=_people(request)),
        _("Lova återkoppling till metodstödet"),
        lambda v: services.promise_feedback(request.actor, request.partnership.pk, **v),
        lambda made: place(request, "experience:feedback", feedback_id=made.pk),
        _("Metodstödet ser vad ni har lovat och till när."),
        back=place(request, "experience:support"),
    )


@require_GET
def feedback(request: ActorRequest, feedback_id: int) -> HttpResponse:
    found = _feedback(request, feedback_id)
    context = {
        "feedback": found,
        "material": found.package or queries.material(request.partnership.pk),
        "form": SendForm(),
        "may_send": found.sent_at is None and may(request.actor, Action.FEEDBACK_SEND, found.facts),
        "shows_material": found.sent_at is not None or may(request.actor, Action.THREAD_ASK, found.facts),
        "today": clock.today(),
    }
    return render(request, "experience/feedback.html", context)


@require_http_methods(["GET", "POST"])
def edit_feedback(request: ActorRequest, feedback_id: int) -> HttpResponse:
    found = _feedback(request, feedback_id)
    require(request.actor, Action.FEEDBACK_SEND, found.facts)

    def current() -> dict[str, Any]:
        now = _feedback(request, feedback_id)
        return {"what": now.what, "due": now.due, "owner_id": now.owner_id}

    return form_page(
        request,
        FeedbackForm(request.POST or None, initial=current(), people=_people(request)),
        _("Ändra återkopplingen"),
        lambda v: services.edit_feedback(request.actor, feedback_id, **v),
        place(request, "experience:feedback", feedback_id=feedback_id),
        current=current,
    )


@require_POST
def send_feedback(request: ActorRequest, feedback_id: int) -> HttpResponse:
    found = _feedback(request, feedback_id)
    require(request.actor, Action.FEEDBACK_SEND, found.facts)
    form = SendForm(request.POST)
    if not form.is_valid():
        context = {
            "feedback": found,
            "material": queries.material(request.partnership.pk),
            "form": form,
            "may_send": True,
            "shows_material": True,
            "today": clock.today(),
        }
        return render(request, "experience/feedback.html", context, status=422)
    services.send_feedback(request.actor, feedback_id, note=form.cleaned_data["note"])
    messages.success(request, _("Skickat. Metodstödet ser materialet som det står nu."))
    return redirect(place(request, "experience:feedback", feedback_id=feedback_id))


def _request(request: ActorRequest, request_id: int) -> SupportRequest:
    return get_object_or_404(SupportRequest.objects.visible_to(request.actor), pk=request_id)


def _feedback(request: ActorRequest, feedback_id: int) -> Feedback:
    return get_object_or_404(queries.feedback(request.actor), pk=feedback_id)


def _people(request: ActorRequest) -> list[tuple[int, str]]:
    return [(m.pk, f"{m.user.name}, {m.party}") for m in possible_owners(request.actor, request.partnership.pk)]
