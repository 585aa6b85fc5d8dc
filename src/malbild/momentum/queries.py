"""What waits for one person, and what an organiser needs to drive the work between two meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import cast

from django.core.cache import cache
from django.db.models import Max, Q

from malbild.access.actor import Actor
from malbild.accounts.models import User
from malbild.goals import queries as plan
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.services.answers import UNDO
from malbild.goals.states import Deed, MeasureState
from malbild.goals.status import is_stalled
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.meetings.queries import next_meeting, previous_meeting_day
from malbild.momentum import rules
from malbild.momentum.models import MailLink, MailSetting
from malbild.momentum.rules import Wait
from malbild.momentum.seats import seated_users
from malbild.outbox.models import Letter, Unreachable
from malbild.outbox.queries import NOT_SET, health, trouble, unreachable
from malbild.outbox.smtp import is_configured

_LINK_RESTS = dt.timedelta(minutes=1)
_TROUBLE_KEY, _TROUBLE_SECONDS = "momentum.mail-trouble", 60


@dataclass(frozen=True, slots=True)
class Item:
    """One åtgärd of the person's own, why it waits, and the last answer when it was given just now."""

    measure: Measure
    why: Wait | None = None
    said: MeasureAnswer | None = None

    @property
    def is_asked(self) -> bool:
        return bool(self.measure.state == MeasureState.ASKED)

    @property
    def asks_what_now(self) -> bool:
        return rules.asks_what_now(self.measure.new_dates)

    @property
    def waits_for_help(self) -> bool:
        return plan.as_work(self.measure).waits_for_help


@dataclass(frozen=True, slots=True)
class OwnList:
    """The page *Väntar på dig*: what waits, what was answered within the half hour, and the rest."""

    waiting: list[Item] = field(default_factory=list)
    just_said: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    meeting: Meeting | None = None


def own_list(
    actor: Actor, *, at: dt.datetime, meetings_as: Actor | None = None, link: MailLink | None = None
) -> OwnList:
    """The person's åtgärder in four queries, however many there are.

    With a mail's `link` everything in its set waits that has not been answered since the mail was written.
    `meetings_as` is who may look up the next meeting when the actor is only an answerer.
    """
    on = at.astimezone(clock.SWEDEN).date()
    meeting = next_meeting(meetings_as or actor, at=at)
    meeting_on = meeting.day if meeting else None
    said = _said_just_now(actor, at)
    found = OwnList(meeting=meeting)
    # Ten years of finished work are not read: what is neither open nor answered just now stands in no list.
    for measure in own_measures(actor).filter(Q(state__in=ANSWERABLE) | Q(pk__in=said)):
        why = rules.what_waits(plan.as_work(measure), on=on, meeting_on=meeting_on)
        item = Item(measure, why, said.get(measure.pk))
        if item.said or _is_fresh_yes(measure, at):
            found.just_said.append(item)
        elif measure.state in ANSWERABLE:
            waits = _unanswered_since(measure, link.created_at) if link else why is not None
            (found.waiting if waits else found.others).append(item)
    found.waiting.sort(key=lambda i: (i.measure.due or dt.date.max, i.measure.number))
    return found


def with_chosen_first(own: OwnList, measure_id: int | None, answer: str) -> OwnList:
    """The same list, where an answer chosen in the mail can be confirmed though another was given just now."""
    moved = [
        item
        for item in own.just_said
        if item.measure.pk == measure_id
        and item.measure.state in ANSWERABLE
        and (item.said is None or item.said.answer != answer)
    ]
    if not moved:
        return own
    rest = [item for item in own.just_said if item not in moved]
    return replace(own, waiting=[*(replace(i, said=None) for i in moved), *own.waiting], just_said=rest)


ANSWERABLE = (MeasureState.ASKED, MeasureState.ACCEPTED, MeasureState.UNDER_WAY)


def own_measures(actor: Actor) -> MeasureQuerySet:
    rows = plan.measures(actor).select_related(None).select_related("owner__user")
    return rows.filter(owner__user_id=actor.user_id or 0)


def _said_just_now(actor: Actor, at: dt.datetime) -> dict[int, MeasureAnswer]:
    """The person's own last answer to each åtgärd while it can be undone."""
    rows = MeasureAnswer.objects.visible_to(actor).filter(
        by__user_id=actor.user_id or 0, undone_at=None, at__gt=at - UNDO
    )
    latest: dict[int, MeasureAnswer] = {}
    for row in rows:  # newest first
        latest.setdefault(row.measure_id, row)
    return latest


def _is_fresh_yes(measure: Measure, at: dt.datetime) -> bool:
    return bool(
        measure.state == MeasureState.ACCEPTED and measure.accepted_at is not None and at - measure.accepted_at < UNDO
    )


def _unanswered_since(measure: Measure, moment: dt.datetime) -> bool:
    return (
        measure.state == MeasureState.ASKED or measure.answered_at is None or measure.answered_at < moment - _LINK_RESTS
    )


def mail_setting(partnership_id: int, user_id: int) -> MailSetting:
    """The person's own choice, or the one everybody starts with (not saved)."""
    found = MailSetting.objects.filter(partnership_id=partnership_id, user_id=user_id).first()
    return found or MailSetting(partnership_id=partnership_id, user_id=user_id)


# --- the organiser's list ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stalled:
    measure: Measure
    answered_on: dt.date | None


def stalled(actor: Actor, *, on: dt.date) -> list[Stalled]:
    """Promised åtgärder that have stopped by the rule, longest past their day first."""
    previous = previous_meeting_day(actor, on=on)
    rows = [(m, plan.as_work(m)) for m in plan.measures(actor).promised()]
    found = [Stalled(m, w.answered_on) for m, w in rows if is_stalled(w, on=on, previous_meeting=previous)]
    return sorted(found, key=lambda s: (s.measure.due or dt.date.max, s.measure.number))


def open_help(actor: Actor) -> list[HelpRequest]:
    """What somebody asked help with, the longest open first."""
    rows = HelpRequest.objects.visible_to(actor).filter(closed_at=None, measure__in=Measure.objects.visible_to(actor))
    return list(rows.select_related("measure", "opened_by__user", "measure__owner__user").order_by("opened_at", "pk"))


def turned_down(measures: MeasureQuerySet) -> MeasureQuerySet:
    """Those whose owner said "Fel person" and that nobody else has been asked about; `turned_down_at` is when."""
    at = Max("events__at", filter=Q(events__deed=Deed.DECLINE))
    rows = measures.filter(state=MeasureState.DRAFT, owner=None).annotate(turned_down_at=at)
    return rows.filter(turned_down_at__isnull=False).order_by("turned_down_at", "pk")


def reported_links(actor: Actor, *, since: dt.datetime) -> list[MailLink]:
    """Mails that somebody says came to the wrong person."""
    rows = MailLink.objects.visible_to(actor).filter(reported_at__gte=since)
    return list(rows.select_related("membership__user").order_by("-reported_at", "-pk"))


# --- is the mail working? ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailTrouble:
    code: str = ""
    since: dt.datetime | None = None  # when mail last went out, where none goes


def mail_trouble() -> MailTrouble:
    """What is wrong with the sending of mail, for the loud note on the start page; no code when all is well.

    Looked up at most once a minute in a process, so that a page can afford it. `words.note_words` says it in
    Swedish; outbox.queries.health is the fresh answer.
    """
    if not is_configured():
        return MailTrouble(NOT_SET)
    return cast(MailTrouble, cache.get_or_set(_TROUBLE_KEY, _mail_trouble, _TROUBLE_SECONDS))


def _mail_trouble() -> MailTrouble:
    at = clock.now()
    code = trouble(at=at)
    return MailTrouble(code, health(at=at).silent_since) if code else MailTrouble()


@dataclass(frozen=True, slots=True)
class Bounced:
    user: User
    mark: Unreachable


def bounced(partnership_id: int, *, on: dt.date) -> list[Bounced]:
    """Those with a seat here whom mail does not reach, the latest first. Two queries."""
    users = seated_users(partnership_id, on=on)
    marks = unreachable(u.email for u in users)
    found = [Bounced(u, marks[u.email]) for u in users if u.email in marks]
    return sorted(found, key=lambda b: b.mark.since, reverse=True)


def last_test(partnership_id: int, address: str) -> Letter | None:
    """The latest test letter to this address."""
    return Letter.objects.of(partnership_id).filter(kind="test", to=address).order_by("-pk").first()
