"""Plan many meetings at once: what is asked for is shown day by day before anything is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.kit.errors import Refusal
from malbild.meetings import services
from malbild.meetings.forms import SeriesForm
from malbild.meetings.models import Meeting
from malbild.meetings.rhythms import Occasion, Rhythm, occasions
from malbild.meetings.views.found import here
from malbild.ui.form_page import SentBefore, new_key, once
from malbild.ui.place import place

USUAL_COUNT = 8


@require_http_methods(["GET", "POST"])
def plan(request: ActorRequest) -> HttpResponse:
    """The form, then the days it gives, then the deed."""
    require(request.actor, Action.MEETING_EDIT, here(request))
    form = SeriesForm(request.POST or None, initial={"count": USUAL_COUNT, "rhythm": Rhythm.SIX_WEEKS.value})
    days: list[Occasion] = []
    if form.is_valid():
        days = _days(request, form.cleaned_data)
        if request.POST.get("deed") == "save":
            try:
                with transaction.atomic():
                    once(request)
                    was_shown = request.POST.get("shown") == _as_shown(days, form.cleaned_data)
                    if was_shown:
                        _save(request, form.cleaned_data, days)
                    else:
                        transaction.set_rollback(True)
                if was_shown:
                    return redirect(place(request, "meetings:list"))
            except SentBefore:
                return redirect(place(request, "meetings:list"))
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
    context = {
        "form": form,
        "days": days,
        "planned": sum(not d.skipped for d in days),
        "time": form.cleaned_data.get("time") if form.is_bound else None,
        "shown": _as_shown(days, form.cleaned_data) if days else "",
        "once": new_key(),
    }
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


def _days(request: ActorRequest, values: dict[str, Any]) -> list[Occasion]:
    standing = Meeting.objects.visible_to(request.actor).coming().filter(group=values["group"])
    taken = frozenset(m.day for m in standing)
    rhythm, wanted = Rhythm(values["rhythm"]), values["count"] or USUAL_COUNT
    return occasions(values["day"], rhythm, wanted=wanted, taken=taken)


def _as_shown(days: list[Occasion], values: dict[str, Any]) -> str:
    """What the page showed: when the form was changed after that, it is shown again before anything is saved."""
    return " ".join([values["time"].isoformat(), *(d.day.isoformat() for d in days if not d.skipped)])


def _save(request: ActorRequest, values: dict[str, Any], days: list[Occasion]) -> None:
    made = services.plan_series(
        request.actor,
        request.partnership.pk,
        days=[d.day for d in days if not d.skipped],
        time=values["time"],
        place=values["place"],
        group=values["group"],
    )
    messages.success(request, ngettext("%d möte är planerat.", "%d möten är planerade.", len(made)) % len(made))
