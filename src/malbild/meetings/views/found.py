"""What every page of a meeting finds first."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, Reach, require, table_facts
from malbild.meetings.models import Meeting
from malbild.partnerships.queries import possible_owners
from malbild.ui.place import place


def here(request: ActorRequest, reach: Reach = Reach.PARTNERSHIP) -> Facts:
    return table_facts(request.actor, request.partnership.pk, reach=reach)


def meeting_of(request: ActorRequest, meeting_id: int, action: Action) -> Meeting:
    rows = Meeting.objects.visible_to(request.actor).select_related("partnership")
    found = get_object_or_404(rows, pk=meeting_id)
    require(request.actor, action, found.facts)
    return found


def people(request: ActorRequest) -> list[tuple[int, str]]:
    """Everyone who can be asked to take something, with their organisation."""
    return [
        (m.pk, f"{m.user.name}, {m.organisation_name}") for m in possible_owners(request.actor, request.partnership.pk)
    ]


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def numbers(texts: list[str]) -> set[int]:
    return {n for text in texts if (n := number(text)) is not None}


def room_address(request: ActorRequest, meeting_id: int, point_id: int) -> str:
    return place(request, "meetings:room", meeting_id=meeting_id, point_id=point_id)


def back_to(request: ActorRequest, meeting_id: int, mark: str = "") -> str:
    """Back to the point the person came from, or to the closing page."""
    if request.GET.get("till") == "avsluta":
        return place(request, "meetings:close", meeting_id=meeting_id)
    point = number(request.GET.get("punkt") or request.POST.get("punkt"))
    if point is None:
        return place(request, "meetings:meeting", meeting_id=meeting_id)
    return room_address(request, meeting_id, point) + (f"#{mark}" if mark else "")
