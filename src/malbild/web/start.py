"""The start page: the next meeting, what waits for this person, what got done, where we want to go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may
from malbild.followup.queries import Overview, overview, vision_in_sight
from malbild.followup.queries.vision import done_since
from malbild.goals.models import SharedVision
from malbild.goals.queries import Brief
from malbild.goals.states import MEASURE_PROMISED
from malbild.goals.status import has_fresh_answer
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.meetings.queries import next_meeting, previous_meeting_day
from malbild.momentum.queries import mail_trouble
from malbild.momentum.words import note_words
from malbild.ui.place import place
from malbild.web.first_steps import Step, first_steps
from malbild.web.waiting import Waiting, here, waiting

NO_MEETING_DAYS = 60  # "sedan sist" where no meeting has been held
SHOWN_DONE = 6


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


def start_page(request: ActorRequest, *, on: dt.date) -> StartPage:
    """Nine queries at most, however much there is."""
    actor, pk = request.actor, request.partnership.pk
    meeting = next_meeting(actor, at=clock.now())
    found = overview(actor, pk, on=on, with_next=False)
    since = previous_meeting_day(actor, on=on)
    done = done_since(found.measures, since or on - dt.timedelta(days=NO_MEETING_DAYS))
    vision = vision_in_sight(actor)
    is_empty = vision is None and not found.lines and not found.measures
    url, button = _meeting_button(request, meeting)
    drives = may(actor, Action.MAIL_WATCH, here(actor, pk))
    return StartPage(
        takes_part=may(actor, Action.PARTY_CONFIRM, here(actor, pk)),
        meeting=meeting,
        meeting_url=url,
        meeting_button=button,
        answered=_answered(found.measures, since, on) if meeting else "",
        waiting=list(waiting(request, found.measures, on)),
        done=done[:SHOWN_DONE],
        more_done=max(0, len(done) - SHOWN_DONE),
        vision=vision,
        overview=found,
        first_steps=first_steps(request) if is_empty else [],
        mail_note=_mail_note() if drives else ("", ""),
        drives=drives,
        supports=may(actor, Action.SUPPORT_ANSWER, here(actor, pk, Area.SUPPORT)),
        is_since_meeting=since is not None,
    )


def _mail_note() -> tuple[str, str]:
    found = mail_trouble()
    return note_words(found.code, found.since) if found.code else ("", "")


def _meeting_button(request: ActorRequest, meeting: Meeting | None) -> tuple[str, str]:
    """The one solid button: where the meeting is prepared, read or held, or booked when there is none."""
    leads = may(request.actor, Action.MEETING_EDIT, here(request.actor, request.partnership.pk))
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
