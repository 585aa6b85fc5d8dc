"""The start page: the next meeting, what waits for this person, what got done, where we want to go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor, Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, shared_table, table_facts
from malbild.followup.queries import AssignmentLine, Overview, agreement, overview, vision_in_sight
from malbild.followup.queries.vision import done_since
from malbild.goals.models import SharedVision
from malbild.goals.queries import Brief, vacancies
from malbild.goals.states import MEASURE_PROMISED
from malbild.goals.status import has_fresh_answer
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.meetings.queries import meetings_around
from malbild.momentum.queries import mail_trouble
from malbild.momentum.words import note_words
from malbild.ui.place import place
from malbild.web.first_steps import Step, first_steps
from malbild.web.group_lines import GroupLine, Known, group_lines
from malbild.web.waiting import Waiting, here, waiting

NO_MEETING_DAYS = 60  # "sedan sist" where no meeting has been held
SHOWN_DONE = 6
SHOWN_NOW = 8


@dataclass(frozen=True)
class StartPage:
    """`takes_part` tells those at the table from those who only read what is decided."""

    takes_part: bool
    meeting: Meeting | None
    meeting_url: str
    meeting_button: str
    answered: str
    waiting: list[Waiting]
    done: list[Brief]
    more_done: int
    vision: SharedVision | None
    overview: Overview
    first_steps: list[Step] = field(default_factory=list)
    mail_note: tuple[str, str] = ("", "")  # what is wrong with the mails, and what now; for those who drive
    drives: bool = False  # may see what has stalled, whom to call and how the mails go
    supports: bool = False  # answers on the sounding board
    is_since_meeting: bool = False  # "sedan sist"; else what was done lately
    decides: bool = False  # is shown what waits for a decision
    lines: list[GroupLine] = field(default_factory=list)  # styrning, struktur, samsyn; for those who drive

    @property
    def now(self) -> list[AssignmentLine]:
        """The uppdrag that go on, for one who reads in two minutes."""
        return [line for line in self.overview.lines if line.signal is not None][:SHOWN_NOW]


def start_page(request: ActorRequest, *, on: dt.date) -> StartPage:
    """Nine queries at most, however much there is."""
    actor, pk = request.actor, request.partnership.pk
    takes_part = may(actor, Action.PARTY_CONFIRM, here(actor, pk))
    meeting, since = _meetings(actor, pk)
    found = overview(actor, pk, on=on, with_next=False)
    done = done_since(found.measures, since or on - dt.timedelta(days=NO_MEETING_DAYS))
    vision = vision_in_sight(actor)
    is_empty = vision is None and not found.lines and not found.measures
    url, button = _meeting_button(request, meeting)
    drives = may(actor, Action.MAIL_WATCH, here(actor, pk))
    agreed = agreement(actor, pk) if takes_part else None
    vacant = vacancies(actor, on=on) if drives and agreed and agreed.leaving else []
    lines = []
    if drives and agreed is not None and not is_empty:
        lines = group_lines(request, Known(found, vision, agreed, meeting, since, vacant), on=on)
    return StartPage(
        takes_part=takes_part,
        meeting=meeting,
        meeting_url=url,
        meeting_button=button,
        answered=_answered(found.measures, since, on) if meeting else "",
        waiting=list(waiting(request, found.measures, on, agreed=agreed, vacant=vacant)),
        done=done[:SHOWN_DONE],
        more_done=max(0, len(done) - SHOWN_DONE),
        vision=vision,
        overview=found,
        first_steps=first_steps(request) if is_empty else [],
        mail_note=_mail_note() if drives else ("", ""),
        drives=drives,
        supports=may(actor, Action.SUPPORT_ANSWER, here(actor, pk, Area.SUPPORT)),
        is_since_meeting=since is not None,
        decides=not takes_part or may(actor, Action.PICTURE_DECIDE, here(actor, pk, Area.PLAN)),
        lines=lines,
    )


def lines_of(request: ActorRequest, *, on: dt.date) -> list[GroupLine]:
    """The three lines read by themselves, in six queries."""
    actor, pk = request.actor, request.partnership.pk
    meeting, since = _meetings(actor, pk)
    known = Known(
        overview(actor, pk, on=on, with_next=False),
        vision_in_sight(actor),
        agreement(actor, pk),
        meeting,
        since,
        vacancies(actor, on=on),
    )
    return group_lines(request, known, on=on)


def _meetings(actor: Actor, partnership_id: int) -> tuple[Meeting | None, dt.date | None]:
    """The next meeting and the day of the last, the same for all who may read of meetings at all.

    Those who see decided material alone are told the day of the next one and nothing more of it: the page for them
    prints no place and no agenda, and has no link.
    """
    decided = table_facts(actor, partnership_id, reach=Reach.DECIDED)
    reads = may(actor, Action.MEETING_VIEW, decided)
    return meetings_around(shared_table(partnership_id), at=clock.now()) if reads else (None, None)


def _mail_note() -> tuple[str, str]:
    found = mail_trouble()
    return note_words(found.code, found.since) if found.code else ("", "")


def _meeting_button(request: ActorRequest, meeting: Meeting | None) -> tuple[str, str]:
    """The one solid button: where the meeting is prepared, read or held, or booked when there is none."""
    leads = may(request.actor, Action.MEETING_EDIT, here(request.actor, request.partnership.pk))
    if not may(request.actor, Action.MEETING_VIEW, here(request.actor, request.partnership.pk)):
        return "", ""
    if meeting is None:
        return (place(request, "meetings:plan"), _("Boka nästa möte")) if leads else ("", "")
    url = place(request, "meetings:meeting", meeting_id=meeting.pk)
    if meeting.is_open:
        return url, _("Gå till mötet")
    return url, _("Förbered mötet") if leads else _("Se dagordningen")


def _answered(measures: list[Brief], since: dt.date | None, on: dt.date) -> str:
    """How many of the promises have an answer since the last meeting, or else a fresh one."""
    promised = [m for m in measures if m.state in MEASURE_PROMISED]
    if not promised:
        return ""
    fresh = [m for m in promised if _has_answered(m, since, on)]
    if len(fresh) == len(promised):
        return ngettext(
            "Åtgärden som pågår har fått svar.", "Alla %(n)s åtgärder som pågår har fått svar.", len(fresh)
        ) % {"n": len(fresh)}
    return _("%(n)s av %(all)s åtgärder som pågår har fått svar.") % {"n": len(fresh), "all": len(promised)}


def _has_answered(measure: Brief, since: dt.date | None, on: dt.date) -> bool:
    work = measure.work
    if since is None:
        return has_fresh_answer(work, on=on)
    return work.answered_on is not None and work.answered_on >= since
