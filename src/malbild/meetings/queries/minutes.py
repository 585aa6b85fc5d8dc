"""The minutes as plain data: shown as a preview, frozen at closing, printed as PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.names import Answers
from malbild.meetings.models import Attendance, EntryKind, Meeting
from malbild.meetings.queries.agenda import Agenda, Line, LineKind, Section
from malbild.meetings.states import PointKind
from malbild.meetings.words import full_day, when_text

type Data = dict[str, Any]


def minutes_data(actor: Actor, agenda: Agenda, *, whole: bool = False) -> Data:
    """What the minutes say now, as they may be shared; `whole` also has what is bara för oss, marked `is_internal`.

    In what is shared the points are counted anew, so that no gap tells of one that was left out. Days are in words
    as well as in ISO, so that any reader of the data is right.
    """
    meeting = agenda.meeting
    sections = [s for s in agenda.sections if whole or not s.point.is_internal]
    hidden = {s.point.pk for s in agenda.sections if s.point.is_internal}
    decisions = [e for e in agenda.entries if e.kind == EntryKind.DECISION]
    after = following(actor, meeting)
    present = Attendance.objects.visible_to(actor).filter(meeting=meeting)
    present = present.select_related("membership__user", "membership__party__organisation").order_by("membership_id")
    return {
        "partnership": meeting.partnership.name,
        "title": _("Anteckningar från mötet %(day)s") % {"day": full_day(meeting.day)},
        "day": meeting.day.isoformat(),
        "when": when_text(meeting.starts_at),
        "place": meeting.place,
        "group": meeting.group,
        "present": [f"{a.membership.user.name}, {a.membership.organisation_name}" for a in present],
        "others": meeting.others,
        "decisions": [
            {"text": e.text, "body": e.body} | ({"is_internal": True} if is_internal else {})
            for e in decisions
            if (not (is_internal := e.is_internal or e.point_id in hidden)) or whole
        ],
        "measures": [
            {
                "text": e.text,
                "owner": e.owner.user.name if e.owner else "",
                "owner_id": e.owner_id,
                "due": _short(e.due) if e.due else "",
                "is_draft": e.is_draft,
            }
            for e in agenda.entries
            if e.kind == EntryKind.MEASURE
        ],
        "done": [_measure_text(m.title, m.owner.user.name if m.owner else "") for s in sections for m in s.done],
        "answers": [
            _answer(x) | ({"is_internal": True} if s.point.is_internal else {})
            for s in sections
            for x in s.lines
            if x.said
        ],
        "points": [_point(s, number, whole=whole) for number, s in enumerate(sections, 1)],
        "next_time": next_time(agenda, whole=whole),
        "next_meeting": _where(after),
    }


def next_time(agenda: Agenda, *, whole: bool = True) -> list[Data]:
    """What goes to the next agenda unless someone puts it away: carried items and own points not handled."""
    left = [
        (x.title, x.reason, s.point.is_internal or is_inside(x))
        for s in agenda.sections
        for x in s.lines
        if x.kind == LineKind.CARRIED and not x.is_settled
    ]
    left += [(s.title, _("Vi hann inte dit."), s.point.is_internal) for s in unreached(agenda)]
    return [
        {"text": text, "reason": reason} | ({"is_internal": True} if is_internal else {})
        for text, reason, is_internal in left
        if whole or not is_internal
    ]


def has_inside(agenda: Agenda) -> bool:
    """True when something at this meeting is bara för oss."""
    return (
        any(e.is_internal for e in agenda.entries)
        or any(s.point.is_internal for s in agenda.sections)
        or any(is_inside(x) for s in agenda.sections for x in s.lines)
    )


def is_inside(line: Line) -> bool:
    """Left over from a point that was bara för oss."""
    return line.item is not None and line.item.is_internal


def unreached(agenda: Agenda) -> list[Section]:
    """Own points that nobody ticked off and nothing was written under."""
    return [s for s in agenda.sections if s.point.kind == PointKind.OWN and not s.point.handled_at and not s.entries]


def following(actor: Actor, meeting: Meeting) -> Meeting | None:
    """The next meeting that is planned after this one."""
    rows = Meeting.objects.visible_to(actor).coming().filter(starts_at__gt=meeting.starts_at).exclude(pk=meeting.pk)
    return rows.first()


def _where(meeting: Meeting | None) -> str:
    return ", ".join(filter(None, (when_text(meeting.starts_at), meeting.place))) if meeting else ""


def _short(day: dt.date) -> str:
    """12 januari 2027: short enough for a table on a phone."""
    return full_day(day).partition(" ")[2]


def _measure_text(title: str, owner: str) -> str:
    return f"{title} – {owner}" if owner else title


def _answer(line: Line) -> dict[str, str]:
    said = line.said
    note = said.text if said else ""
    if said and said.new_due:
        note = " ".join(filter(None, (_("Ny dag: %(day)s.") % {"day": full_day(said.new_due)}, note)))
    answer = str(Answers(said.answer).label) if said else ""
    if said and said.answer == Answers.NEED_HELP:
        answer = _("Behöver hjälp")
    return {"text": line.title, "owner": line.owner, "answer": answer, "note": note}


def _point(section: Section, number: int, *, whole: bool) -> Data:
    """A point with what was said there: notes in full, and how each line was settled."""
    notes = [e for e in section.entries if e.kind == EntryKind.NOTE]
    settled = [(text, is_inside(x)) for x in section.lines if (text := _settled(x))]
    told = {
        "number": number,
        "title": section.title,
        "is_handled": section.point.kind != PointKind.OWN or bool(section.point.handled_at or section.entries),
        "notes": [e.text for e in notes if not e.is_internal],
        "settled": [text for text, inside in settled if not inside],
    }
    if not whole:
        return told
    kept = [text for text, inside in settled if inside] + [e.text for e in notes if e.is_internal]
    return told | ({"is_internal": True} if section.point.is_internal else {}) | ({"inside": kept} if kept else {})


def _settled(line: Line) -> str:
    if line.help is not None and line.help.closed_at:
        how = line.help.outcome or _("Löst.")
        return f"{line.title}: {how}"
    if line.item is not None and line.item.put_away_at:
        return _("%(what)s. Läggs undan: %(why)s") % {"what": line.title, "why": line.item.put_away_note}
    if line.item is not None and line.item.discussed_in_id:
        return _("%(what)s. Diskuterad.") % {"what": line.title}
    if line.kind == LineKind.NEWS:
        return f"{line.title}. {line.reason}"
    return ""
