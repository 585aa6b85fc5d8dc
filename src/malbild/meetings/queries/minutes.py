"""The minutes as plain data: shown as a preview, frozen at closing, printed as PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.names import Answers
from malbild.meetings.models import Attendance, Correction, EntryKind, Meeting, Minutes
from malbild.meetings.queries.agenda import Agenda, Line, LineKind, Section
from malbild.meetings.states import PointKind
from malbild.meetings.words import full_day, when_text

type Data = dict[str, Any]


def minutes_data(actor: Actor, agenda: Agenda) -> Data:
    """What the minutes say now. Days are in words as well as in ISO, so that any reader of the data is right."""
    meeting = agenda.meeting
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
        "decisions": [{"text": e.text, "body": e.body} for e in agenda.entries if e.kind == EntryKind.DECISION],
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
        "done": [_measure_text(m.title, m.owner.user.name if m.owner else "") for s in agenda.sections for m in s.done],
        "answers": [_answer(x) for s in agenda.sections for x in s.lines if x.said],
        "points": [_point(s) for s in agenda.sections],
        "next_time": next_time(agenda),
        "next_meeting": _where(after),
    }


def next_time(agenda: Agenda) -> list[dict[str, str]]:
    """What goes to the next agenda unless someone puts it away: carried items and own points not handled."""
    left = [
        {"text": x.title, "reason": x.reason}
        for s in agenda.sections
        for x in s.lines
        if x.kind == LineKind.CARRIED and not x.is_settled
    ]
    left += [{"text": s.title, "reason": _("Vi hann inte dit.")} for s in unreached(agenda)]
    return left


def unreached(agenda: Agenda) -> list[Section]:
    """Own points that nobody ticked off and nothing was written under."""
    return [s for s in agenda.sections if s.point.kind == PointKind.OWN and not s.point.handled_at and not s.entries]


def current_minutes(actor: Actor, meeting: Meeting) -> Minutes | None:
    """The version in force, with its corrections; None while the meeting is open."""
    if not meeting.is_closed:
        return None
    rows = Minutes.objects.visible_to(actor).filter(meeting=meeting, reopened_at=None)
    return rows.first()


def corrections(actor: Actor, minutes: Minutes) -> list[Correction]:
    return list(Correction.objects.visible_to(actor).filter(minutes=minutes).select_related("by__user"))


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


def _point(section: Section) -> dict[str, Any]:
    """A point with what was said there: notes in full, and how each line was settled."""
    return {
        "number": section.number,
        "title": section.title,
        "is_handled": section.point.kind != PointKind.OWN or bool(section.point.handled_at or section.entries),
        "notes": [e.text for e in section.entries if e.kind == EntryKind.NOTE],
        "settled": [s for x in section.lines if (s := _settled(x))],
    }


def _settled(line: Line) -> str:
    if line.help is not None and line.help.closed_at:
        how = line.help.outcome or _("Löst.")
        return f"{line.title}: {how}"
    if line.item is not None and line.item.put_away_at:
        return _("%(what)s. Läggs undan: %(why)s") % {"what": line.title, "why": line.item.put_away_note}
    if line.item is not None and line.item.discussed_in_id:
        return _("%(what)s. Diskuterad.") % {"what": line.title}
    return ""
