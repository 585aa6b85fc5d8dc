"""Answers to what was promised, and owners for what lacks one, while the meeting goes on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.goals import services as goals
from malbild.goals.models import Measure, MeasureAnswer
from malbild.goals.states import Answer
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.forms import NeedHelpForm, NewDateForm, OwnerForm
from malbild.meetings.models import Entry, EntryKind, Meeting
from malbild.meetings.views.found import back_to, meeting_of, number, people
from malbild.ui.form_page import form_page

ONE_TAP = (Answer.DONE, Answer.ON_TRACK)


@require_POST
def answer(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in ONE_TAP:
        raise Refusal(_("Välj ett av svaren. Inget har ändrats."))
    services.answer_at_meeting(request.actor, meeting_id, measure_id, answer=said)
    return redirect(back_to(request, meeting_id, f"a{measure_id}"))


@require_http_methods(["GET", "POST"])
def need_help(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    form = NeedHelpForm(request.POST or None)
    return _answer_page(request, meeting_id, measure_id, Answer.NEED_HELP, form, _("Svar: behöver hjälp"))


@require_http_methods(["GET", "POST"])
def new_date(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    form = NewDateForm(request.POST or None)
    return _answer_page(request, meeting_id, measure_id, Answer.NEW_DATE, form, _("Svar: ny tid"))


def _answer_page(
    request: ActorRequest, meeting_id: int, measure_id: int, answer: Answer, form: Form, intro: str
) -> HttpResponse:
    """The two answers that need a word more: what help, or which day."""
    meeting_of(request, meeting_id, Action.MEETING_VIEW)
    measure = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    require(request.actor, Action.MEASURE_ANSWER, measure.facts)
    return form_page(
        request,
        form,
        measure.title,
        lambda v: services.answer_at_meeting(request.actor, meeting_id, measure_id, answer=answer.value, **v),
        back_to(request, meeting_id, f"a{measure_id}"),
        intro,
        submit=_("Spara svaret"),
        said=_("Svaret är sparat."),
        more={"deed": intro},
    )


@require_POST
def undo_answer(request: ActorRequest, meeting_id: int, answer_id: int) -> HttpResponse:
    said = get_object_or_404(MeasureAnswer.objects.visible_to(request.actor), pk=answer_id)
    goals.undo_answer(request.actor, answer_id)
    messages.success(request, _("Svaret är ångrat."))
    return redirect(back_to(request, meeting_id, f"a{said.measure_id}"))


@require_http_methods(["GET", "POST"])
def choose_owner(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    """Give an ownerless åtgärd on the agenda its owner and day; it is asked at closing."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    measure = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    after = queries.following(request.actor, found)
    initial = {"owner_id": measure.owner_id, "due": measure.due or (after.day if after else None)}
    return form_page(
        request,
        OwnerForm(request.POST or None, people=people(request), initial=initial),
        measure.title,
        lambda v: _take(request, found, measure, **v),
        back_to(request, meeting_id, f"a{measure_id}"),
        _("Frågan går ut när mötet avslutas."),
        current=lambda: _taken(request, found, measure_id),
        submit=_("Spara"),
        more={"deed": _("Välj ägare")},
    )


def _taken(request: ActorRequest, found: Meeting, measure_id: int) -> dict[str, Any]:
    """Who has it and until when, as somebody has written at this meeting or as it stands in the plan."""
    line = Entry.objects.visible_to(request.actor).filter(meeting=found, measure_id=measure_id, removed_at=None)
    entry = line.filter(kind=EntryKind.MEASURE).first()
    standing = entry or Measure.objects.visible_to(request.actor).get(pk=measure_id)
    return {"owner_id": standing.owner_id, "due": standing.due}


def _take(request: ActorRequest, found: Meeting, measure: Measure, **values: Any) -> Entry:
    """One line for each åtgärd: choosing again changes the line."""
    standing = Entry.objects.visible_to(request.actor).filter(meeting=found, measure=measure, removed_at=None)
    if (entry := standing.filter(kind=EntryKind.MEASURE).first()) is not None:
        return services.edit_entry(request.actor, entry.pk, text=entry.text, **values)
    point = number(request.GET.get("punkt"))
    return services.write(
        request.actor,
        found.pk,
        kind=EntryKind.MEASURE,
        text=measure.title,
        measure_id=measure.pk,
        point_id=point,
        **values,
    )
