"""Pages of one captured line: change it, undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.goals.models import Assignment
from malbild.meetings import queries, services
from malbild.meetings.forms import EntryForm
from malbild.meetings.models import Entry, EntryKind
from malbild.meetings.views.found import back_to, meeting_of, number, people
from malbild.meetings.words import time_text
from malbild.ui.form_page import form_page


@require_http_methods(["GET", "POST"])
def edit_entry(request: ActorRequest, entry_id: int) -> HttpResponse:
    entry = _entry(request, entry_id)
    works = [(a.pk, a.title) for a in Assignment.objects.visible_to(request.actor).shared()]
    form = EntryForm(
        request.POST or None, kind=entry.kind, people=people(request), works=works, initial=_written(entry)
    )
    return form_page(
        request,
        form,
        _("Ändra: %(kind)s") % {"kind": entry.get_kind_display().lower()},
        lambda v: services.edit_entry(request.actor, entry_id, **v),
        back_to(request, entry.meeting_id),
        current=lambda: {k: v for k, v in _written(_entry(request, entry_id)).items() if k in form.fields},
        changed_by=lambda: _changed_by(_entry(request, entry_id)),
        submit=_("Spara ändringen"),
        template="meetings/line_page.html",
        more={"meeting_id": entry.meeting_id, "entry_id": entry.pk, "bodies": _bodies(request, entry)},
    )


def _bodies(request: ActorRequest, entry: Entry) -> list[str]:
    return queries.deciding_bodies(request.actor, entry.meeting) if entry.kind == EntryKind.DECISION else []


def _written(entry: Entry) -> dict[str, Any]:
    names = ("text", "owner_id", "due", "assignment_id", "body", "is_internal")
    return {name: getattr(entry, name) for name in names}


def _changed_by(entry: Entry) -> str:
    by = entry.changed_by
    if by is None:
        return ""
    said = _("%(name)s ändrade samma text klockan %(time)s.")
    return said % {"name": by.user.name, "time": time_text(entry.changed_at)}


@require_POST
def writing(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Sent by the page while somebody types: where, never what."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    point, entry = number(request.POST.get("point")), number(request.POST.get("entry"))
    services.say_writing(request.actor, found.pk, point_id=point, entry_id=entry)
    return HttpResponse(status=204)


@require_POST
def remove_entry(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Undo a captured line, or take the undo back."""
    entry = _entry(request, entry_id)
    back = request.POST.get("deed") == "back"
    services.remove_entry(request.actor, entry_id, back=back)
    messages.success(request, _("Raden är tillbaka.") if back else _("Raden är borttagen."))
    return redirect(back_to(request, entry.meeting_id, "log"))


def _entry(request: ActorRequest, entry_id: int) -> Entry:
    entry = get_object_or_404(
        Entry.objects.visible_to(request.actor).select_related("meeting", "changed_by__user"), pk=entry_id
    )
    require(request.actor, Action.MEETING_EDIT, entry.facts)
    return entry
