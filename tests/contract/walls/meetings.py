"""Who gets what of meetings."""

from __future__ import annotations

import datetime as dt

from malbild.goals.models import Assignment, HelpRequest, Measure, MeasureAnswer
from malbild.kit import clock
from malbild.meetings.models import AgendaPoint, Approval, CarryOver, Entry, Meeting, Minutes
from tests.contract.walls.common import Row, inside, ours
from tests.people import World

LED = {"anna": 200, "bo": 200, "hans": 404, "rut": 404, "ines": 404}
ROWS: dict[str, Row] = {
    "meetings:list": ({}, inside(ines=404)),
    "meetings:search": ({}, inside(ines=404)),
    "meetings:plan": ({}, inside(403, **LED)),
    "meetings:plan-series": ({}, inside(403, **LED)),
    "meetings:year": ({}, inside(ines=404)),
    "meetings:quarter": ({"year": 2027, "number": 1}, inside(ines=404)),
    "meetings:prepare-direction": ({"year": 2027, "number": 1}, inside(403, **LED)),
    "meetings:evaluate-quarter": ({"meeting_id": "open_meeting"}, inside(403, **LED)),
    "meetings:decide-direction": ({"meeting_id": "open_meeting"}, inside(403, **LED)),
    "meetings:meeting": ({"meeting_id": "meeting"}, inside(hans=404, rut=404, ines=404)),
    "meetings:edit": ({"meeting_id": "meeting"}, inside(403, **LED)),
    "meetings:call": ({"meeting_id": "meeting"}, inside(405)),
    "meetings:reply": ({"meeting_id": "meeting"}, inside(405)),
    "meetings:cancel": ({"meeting_id": "meeting"}, inside(403, **LED)),
    "meetings:start": ({"meeting_id": "meeting"}, inside(405)),
    "meetings:add-point": ({"meeting_id": "meeting"}, inside(403, **LED)),
    "meetings:change-point": ({"point_id": "meeting_point"}, inside(405)),
    "meetings:room": (
        {"meeting_id": "open_meeting", "point_id": "open_point"},
        inside(hans=404, rut=404, ines=404),
    ),
    "meetings:handle": ({"meeting_id": "open_meeting", "point_id": "open_point"}, inside(405)),
    "meetings:answer": ({"meeting_id": "open_meeting", "measure_id": "meeting_measure"}, inside(405)),
    "meetings:need-help": ({"meeting_id": "open_meeting", "measure_id": "meeting_measure"}, inside(403, **LED)),
    "meetings:new-date": ({"meeting_id": "open_meeting", "measure_id": "meeting_measure"}, inside(403, **LED)),
    "meetings:undo-answer": ({"meeting_id": "open_meeting", "answer_id": "meeting_answer"}, inside(405)),
    "meetings:choose-owner": ({"meeting_id": "open_meeting", "measure_id": "meeting_measure"}, inside(403, **LED)),
    "meetings:solve-help": ({"meeting_id": "open_meeting", "help_id": "meeting_help"}, inside(403, **LED)),
    "meetings:decide-measure": ({"meeting_id": "open_meeting", "measure_id": "meeting_measure"}, inside(403, **LED)),
    "meetings:decide-work": ({"meeting_id": "open_meeting", "assignment_id": "meeting_work"}, inside(403, **LED)),
    "meetings:carried": ({"meeting_id": "open_meeting", "item_id": "meeting_carried"}, inside(405)),
    "meetings:put-away": ({"meeting_id": "open_meeting", "item_id": "meeting_carried"}, inside(403, **LED)),
    "meetings:attendance": ({"meeting_id": "open_meeting"}, inside(405)),
    "meetings:book-next": ({"meeting_id": "open_meeting"}, inside(403, **LED)),
    "meetings:edit-entry": ({"entry_id": "meeting_entry"}, inside(403, **LED)),
    "meetings:remove-entry": ({"entry_id": "meeting_entry"}, inside(405)),
    "meetings:writing": ({"meeting_id": "open_meeting"}, inside(405)),
    "meetings:choose-approvers": ({"meeting_id": "closed_meeting"}, inside(403, anna=200, bo=200, ines=404)),
    "meetings:approve": ({"meeting_id": "closed_meeting"}, inside(405)),
    "meetings:object": ({"meeting_id": "approved_meeting"}, inside(403, frida=200, ines=404)),
    "meetings:preview": ({"meeting_id": "open_meeting"}, inside(hans=404, rut=404, ines=404)),
    "meetings:close": ({"meeting_id": "open_meeting"}, inside(403, **LED)),
    "meetings:reopen": ({"meeting_id": "open_meeting"}, inside(405)),
    "meetings:correct": ({"meeting_id": "closed_meeting"}, inside(403, anna=200, bo=200, ines=404)),
    "documents:minutes-docx": ({"meeting_id": "closed_meeting"}, inside(ines=404)),
    "documents:minutes-pdf": ({"meeting_id": "closed_meeting"}, inside(ines=404)),
    "documents:send-minutes": ({"meeting_id": "closed_meeting"}, inside(405)),
}


def _meeting(world: World, state: str = "planned", **more: object) -> Meeting:
    day = {"starts_at": clock.now() + dt.timedelta(days=14)}
    return Meeting.objects.get_or_create(state=state, **ours(world) | more, defaults=day)[0]


def _open(world: World) -> Meeting:
    found = _meeting(world, "open")
    found.opened_at = clock.now()
    found.save()
    return found


def _point(meeting: Meeting) -> int:
    wall = {"partnership_id": meeting.partnership_id, "party_id": meeting.party_id, "reach": 1}
    return AgendaPoint.objects.get_or_create(meeting=meeting, kind="next", position=1, minutes=5, **wall)[0].pk


def _closed(world: World) -> int:
    """Readers see a closed meeting: it is decided material."""
    found = _meeting(world, "closed", reach=2)
    found.closed_at = clock.now()
    found.save()
    lists = ("decisions", "measures", "done", "answers", "points", "next_time", "present")
    empty: dict[str, object] = {key: [] for key in lists}
    text = dict.fromkeys(("partnership", "title", "day", "when", "place", "group", "others", "next_meeting"), "x")
    start = {"snapshot": empty | text, "closed_at": clock.now()}
    Minutes.objects.get_or_create(meeting=found, version=1, **ours(world) | {"reach": 2}, defaults=start)
    return found.pk


def _asked(world: World) -> int:
    """Frida is asked to approve it."""
    pk = _closed(world)
    minutes = Minutes.objects.get(meeting_id=pk)
    start = {"asked_at": clock.now()}
    row = ours(world) | {"reach": 2, "minutes": minutes, "membership": world.seats["frida"]}
    Approval.objects.get_or_create(**row, defaults=start)
    return pk


def _measure(world: World) -> Measure:
    return Measure.objects.get_or_create(number=77, **ours(world), defaults={"title": "På mötet"})[0]


def _entry(world: World) -> int:
    now = clock.now()
    start = {"kind": "note", "text": "x", "at": now, "changed_at": now}
    return Entry.objects.get_or_create(meeting=_open(world), **ours(world), defaults=start)[0].pk


def _help(world: World) -> int:
    start = {"opened_at": clock.now()}
    return HelpRequest.objects.get_or_create(measure=_measure(world), **ours(world), defaults=start)[0].pk


def _answer(world: World) -> int:
    start = {"answer": "on-track", "at": clock.now()}
    return MeasureAnswer.objects.get_or_create(measure=_measure(world), **ours(world), defaults=start)[0].pk


def _carried(world: World) -> int:
    return CarryOver.objects.get_or_create(text="x", **ours(world), defaults={"first_on": clock.today()})[0].pk


def _work(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Mötets uppdrag", **ours(world), defaults=lead)[0].pk


MAKERS = {
    "meeting": lambda world: _meeting(world).pk,
    "meeting_point": lambda world: _point(_meeting(world)),
    "open_meeting": lambda world: _open(world).pk,
    "open_point": lambda world: _point(_open(world)),
    "closed_meeting": _closed,
    "approved_meeting": _asked,
    "meeting_measure": lambda world: _measure(world).pk,
    "meeting_entry": _entry,
    "meeting_help": _help,
    "meeting_answer": _answer,
    "meeting_carried": _carried,
    "meeting_work": _work,
}
