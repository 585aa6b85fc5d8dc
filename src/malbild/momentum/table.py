"""One partnership's people and promises on a day, loaded once for everybody's mail and for the organiser's list.

Loaded through the run's own door; what goes into a person's mail is then asked of the rules, row by row, with that
person as the actor: nobody is written to about what they may not see.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, Max, OuterRef

from malbild.access.policy import may_see
from malbild.goals.models import HelpRequest, LineWork, Measure
from malbild.goals.queries import as_work, pulses_due
from malbild.goals.states import LineState, MeasureState
from malbild.goals.status import has_fresh_answer
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.meetings.queries import next_meeting, previous_meeting_day
from malbild.momentum import rules
from malbild.momentum.models import Call, Digest, MailLink, MailReply, MailSetting, Outcomes, PersonWeek
from malbild.momentum.queries import Item, turned_down
from malbild.momentum.replies.queries import SHOWN_FOR, Heard, heard_in, replies_for_mails
from malbild.momentum.rules import Reader, Rhythm
from malbild.momentum.seats import Person, first_organiser, people_at
from malbild.outbox.models import Unreachable
from malbild.outbox.queries import unreachable
from malbild.partnerships.models import Partnership

_REMEMBERED = dt.timedelta(days=200)
_DONE_WITHIN = dt.timedelta(days=92)
_DONE_LATELY = dt.timedelta(days=14)


@dataclass(frozen=True)
class Quiet:
    """Somebody whose mails rest: call instead, and this is what to talk about."""

    person: Person
    items: list[Item]
    since: dt.datetime | None = None  # the first of the digests without an answer
    rests_from: dt.datetime | None = None
    bounced: Unreachable | None = None
    lines: list[LineWork] = field(default_factory=list)

    @property
    def chose_no_mail(self) -> bool:
        return self.since is None and self.bounced is None


@dataclass(frozen=True)
class Brief:
    """What one person would be told today."""

    person: Person
    items: list[Item]
    done: list[Measure]
    help: list[HelpRequest]
    calls: list[Quiet]
    kind: rules.Kind | None
    lines: list[LineWork] = field(default_factory=list)  # line work whose rhythm has come round
    turned_down: list[Measure] = field(default_factory=list)  # since their last mail
    replies: list[MailReply] = field(default_factory=list)  # that wait to be read by somebody who leads
    heard: list[Heard] = field(default_factory=list)  # what we made of the person's own, since their last mail

    @property
    def count(self) -> int:
        return len(self.items) + len(self.help) + len(self.lines) + len(self.turned_down) + len(self.replies)


@dataclass
class Table:
    partnership: Partnership
    on: dt.date
    at: dt.datetime
    people: list[Person]
    meeting: Meeting | None = None
    previous: dt.date | None = None
    owned: dict[int, list[Measure]] = field(default_factory=dict)
    lines: dict[int, list[LineWork]] = field(default_factory=dict)
    done: list[Measure] = field(default_factory=list)
    help: list[HelpRequest] = field(default_factory=list)
    turned_down: list[Measure] = field(default_factory=list)  # by whom was asked, and nobody else is asked yet
    settings: dict[int, MailSetting] = field(default_factory=dict)
    digests: dict[int, list[Digest]] = field(default_factory=dict)
    heard: dict[int, dt.datetime] = field(default_factory=dict)
    weeks: dict[int, dt.date] = field(default_factory=dict)
    bounced: dict[str, Unreachable] = field(default_factory=dict)  # by address
    replies: list[MailReply] = field(default_factory=list)  # of the last weeks, and those that wait

    @property
    def meeting_on(self) -> dt.date | None:
        return self.meeting.day if self.meeting else None

    def items(self, person: Person) -> list[Item]:
        """What waits for the person, nearest day first."""
        found = []
        for measure in self.owned.get(person.user.pk, []):
            why = rules.what_waits(as_work(measure), on=self.on, meeting_on=self.meeting_on)
            if why is not None and may_see(person.actor, measure.facts):
                found.append(Item(measure, why))
        return sorted(found, key=lambda i: (i.measure.due or dt.date.max, i.measure.number))

    def pulses(self, person: Person) -> list[LineWork]:
        """Line work that the person is asked about: Fungerar or Svajar."""
        return [w for w in self.lines.get(person.user.pk, []) if may_see(person.actor, w.facts)]

    def rests(self, user_id: int) -> bool:
        return rules.is_resting(self._asking(user_id), heard_at=self.heard.get(user_id), at=self.at)

    def _asking(self, user_id: int) -> list[dt.datetime]:
        """When the mails went that could be answered: one that only tells whom to ring is not left unanswered."""
        return [d.at for d in self.digests.get(user_id, []) if d.link.items or d.link.lines]

    def organiser(self, *, other_than: int | None = None) -> Person | None:
        """Whom news should reach: the first organiser who reads mail weekly, else now and then, else the first."""
        reached = [p for p in self.people if p.is_organiser and self._is_reached(p)]
        weekly = [p for p in reached if self._rhythm(p) is Rhythm.WEEKLY]
        found = (first_organiser(people, other_than=other_than) for people in (weekly, reached, self.people))
        return next((p for p in found if p is not None), None)

    def _is_reached(self, person: Person) -> bool:
        is_dead = person.user.email in self.bounced or self.rests(person.user.pk)
        return not is_dead and self._rhythm(person) is not Rhythm.NONE

    def quiet(self) -> list[Quiet]:
        """Whom to call: somebody waits for them, and mail does not reach them."""
        found = []
        for person in self.people:
            items, lines = self.items(person), self.pulses(person)
            silent = rules.unanswered(self._asking(person.user.pk), heard_at=self.heard.get(person.user.pk))
            bounced = self.bounced.get(person.user.email)
            if items and bounced is not None:
                if not self._was_heard_lately(person, bounced):
                    found.append(Quiet(person, items, rests_from=bounced.since, bounced=bounced))
            elif (items or lines) and self.rests(person.user.pk):
                rests_from = silent[1] + dt.timedelta(days=rules.APART_DAYS)
                found.append(Quiet(person, items, silent[0], rests_from, lines=lines))
            elif items and self._rhythm(person) is Rhythm.NONE and rules.is_near(i.why for i in items if i.why):
                found.append(Quiet(person, items))
        return found

    def _was_heard_lately(self, person: Person, bounced: Unreachable) -> bool:
        """Heard of since the mail came back, and not so long ago that it is time to ring again."""
        heard = self.heard.get(person.user.pk)
        return heard is not None and heard > bounced.since and self.at - heard < dt.timedelta(days=rules.NEAR_DAYS)

    def answered_owners(self) -> tuple[int, int]:
        """How many of those with something promised have answered everything freshly, and how many they are."""
        by_owner = [
            [as_work(m) for m in rows if m.state in (MeasureState.ACCEPTED, MeasureState.UNDER_WAY)]
            for rows in self.owned.values()
        ]
        with_promises = [works for works in by_owner if works]
        lately = self.on - dt.timedelta(days=rules.NEAR_DAYS)
        answered = [
            works
            for works in with_promises
            if all(has_fresh_answer(w, on=self.on) and w.answered_on and w.answered_on >= lately for w in works)
        ]
        return len(answered), len(with_promises)

    def brief(self, person: Person, *, since: dt.date) -> Brief:
        items = self.items(person)
        help_ = [h for h in self.help if self._is_for(person, h) and may_see(person.actor, h.measure.facts)]
        calls = [q for q in self.quiet() if self._leads(person, other_than=q.person.user.pk)]
        lines = self.pulses(person)
        down = self._turned_down_for(person) if self._leads(person) else []
        replies = self._waiting_replies(person) if self._leads(person) else []
        others = [*help_, *down, *replies]
        kind = rules.mail_due(self._reader(person, items, others, calls, lines), since=since, on=self.on)
        mine = self._heard_of(person) if kind else []
        return Brief(person, items, self._done_for(person), help_, calls, kind, lines, down, replies, mine)

    def _waiting_replies(self, person: Person) -> list[MailReply]:
        rows = (r for r in self.replies if r.outcome != Outcomes.UNDERSTOOD and r.settled_at is None)
        return [r for r in rows if may_see(person.actor, r.facts)]

    def _heard_of(self, person: Person) -> list[Heard]:
        """Those since the last mail, so that each is told once."""
        last = max((d.at for d in self.digests.get(person.user.pk, [])), default=self.at - SHOWN_FOR)
        rows = [r for r in self.replies if r.at >= last and r.membership and r.membership.user_id == person.user.pk]
        return heard_in(rows, person.user.pk)

    def _leads(self, person: Person, *, other_than: int | None = None) -> bool:
        first = self.organiser(other_than=other_than)
        return first is not None and first.user.pk == person.user.pk

    def _turned_down_for(self, person: Person) -> list[Measure]:
        """Told once, in the next mail; after that the organisers' page and the next agenda have them."""
        last = max((d.at for d in self.digests.get(person.user.pk, [])), default=self.at - _DONE_LATELY)
        return [m for m in self.turned_down if m.turned_down_at > last and may_see(person.actor, m.facts)]  # type: ignore[attr-defined]

    def _is_for(self, person: Person, asked: HelpRequest) -> bool:
        """A call for help goes to the coordinator first; the coordinator's own to the equal."""
        return self._leads(person, other_than=asked.opened_by.user_id if asked.opened_by else None)

    def _reader(
        self, person: Person, items: list[Item], others: Sequence[object], calls: list[Quiet], lines: list[LineWork]
    ) -> Reader:
        """Line work alone is never near: it waits for the month's mail, or rides with what else waits."""
        mine = self.digests.get(person.user.pk, [])
        last = max((d.at for d in mine), default=None)
        new_call = any(q.rests_from is not None and (last is None or q.rests_from > last) for q in calls)
        setting = self.settings.get(person.user.pk)
        meeting_id = self.meeting.pk if self.meeting else None
        return Reader(
            waits=bool(items or others or calls or lines),
            near=bool(others) or new_call or rules.is_near(i.why for i in items if i.why),
            rests=person.user.email in self.bounced or self.rests(person.user.pk),
            rhythm=self._rhythm(person),
            weekday=setting.weekday if setting else rules.TUESDAY,
            last_mail_on=self.weeks.get(person.user.pk),
            last_here_on=max((d.sent_on for d in mine), default=None),
            meeting_on=self.meeting_on,
            told_of_meeting=any(d.meeting_id == meeting_id for d in mine if meeting_id),
        )

    def _rhythm(self, person: Person) -> Rhythm:
        setting = self.settings.get(person.user.pk)
        return Rhythm(setting.rhythm) if setting else Rhythm.WEEKLY

    def _done_for(self, person: Person) -> list[Measure]:
        """What got done since the person was last told, newest first."""
        last = max((d.at for d in self.digests.get(person.user.pk, [])), default=None)
        told = last.astimezone(SWEDEN).date() if last else max(self.previous or dt.date.min, self.on - _DONE_LATELY)
        return [m for m in self.done if m.done_on and m.done_on >= told and may_see(person.actor, m.facts)]


def table_of(partnership: Partnership, *, at: dt.datetime) -> Table:
    """Everything at once: the same number of queries for one person and for fifty. The scope must be open."""
    on = at.astimezone(SWEDEN).date()
    people = people_at(partnership.pk, on=on)
    table = Table(partnership, on, at, people)
    if not people:
        return table
    somebody = people[0].actor
    here = {"partnership_id": partnership.pk}
    ids = [p.user.pk for p in people]
    table.meeting = next_meeting(somebody, at=at)
    table.previous = previous_meeting_day(somebody, on=on)
    table.owned = _owned(partnership.pk)
    followed = _followed(partnership.pk)
    table.lines = _by_owner(pulses_due(followed, on=on))
    table.done = list(
        Measure.objects.filter(**here, state=MeasureState.DONE, done_on__gte=on - _DONE_WITHIN)
        .select_related("owner__user")
        .order_by("-done_on", "-pk")
    )
    help_ = HelpRequest.objects.filter(**here, closed_at=None).select_related("measure", "opened_by__user")
    table.help = list(help_.order_by("opened_at", "pk"))
    table.turned_down = list(turned_down(Measure.objects.filter(**here)))
    table.settings = {s.user_id: s for s in MailSetting.objects.filter(**here)}
    table.digests = _by_user(Digest.objects.filter(**here, at__gte=at - _REMEMBERED).select_related("link"))
    table.heard = _heard(partnership.pk, table.settings.values(), followed)
    weeks = PersonWeek.objects.filter(user__in=ids).values("user_id").annotate(last=Max("sent_on"))
    table.replies = replies_for_mails(partnership.pk, since=at - SHOWN_FOR)
    table.bounced = unreachable(p.user.email for p in people)
    table.weeks = {w["user_id"]: w["last"] for w in weeks}
    return table


def _owned(partnership_id: int) -> dict[int, list[Measure]]:
    waits = HelpRequest.objects.filter(measure=OuterRef("pk"), closed_at=None)
    rows = (
        Measure.objects.filter(partnership_id=partnership_id, owner__isnull=False)
        .open()
        .annotate(waits_for_help=Exists(waits))
        .select_related("owner")
    )
    found: defaultdict[int, list[Measure]] = defaultdict(list)
    for measure in rows:
        if measure.owner is not None:
            found[measure.owner.user_id].append(measure)
    return dict(found)


def _followed(partnership_id: int) -> list[LineWork]:
    """Line work that somebody follows by a routine."""
    rows = LineWork.objects.filter(partnership_id=partnership_id, owner__isnull=False, routine__isnull=False)
    return list(rows.exclude(state=LineState.LIFTED.value).select_related("owner", "routine"))


def _by_owner(works: Iterable[LineWork]) -> dict[int, list[LineWork]]:
    found: defaultdict[int, list[LineWork]] = defaultdict(list)
    for work in works:
        if work.owner is not None:
            found[work.owner.user_id].append(work)
    return dict(found)


def _by_user(rows: Iterable[Digest]) -> dict[int, list[Digest]]:
    found: defaultdict[int, list[Digest]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return dict(found)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.max, tzinfo=SWEDEN)


def _heard(
    partnership_id: int, settings: Iterable[MailSetting], followed: Iterable[LineWork]
) -> dict[int, dt.datetime]:
    """When each person last gave a sign: an answer (whoever wrote it down), a tap in a mail, a call, a choice."""
    here = {"partnership_id": partnership_id}
    signs: list[tuple[int, dt.datetime | None]] = [(s.user_id, s.changed_at) for s in settings]
    answers = Measure.objects.filter(**here, owner__isnull=False).values_list("owner__user_id")
    signs += answers.annotate(last=Max("answered_at"))
    signs += MailLink.objects.filter(**here).values_list("membership__user_id").annotate(last=Max("used_at"))
    signs += [(w.owner.user_id, _end_of(w.followed_on)) for w in followed if w.owner and w.followed_on]
    calls = Call.objects.filter(**here).values_list("user_id", "by__user_id").annotate(last=Max("at"))
    for called, by, last in calls:  # who rings has read that somebody should
        signs += [(called, last), (by or called, last)]
    heard: dict[int, dt.datetime] = {}
    for user_id, moment in signs:
        if moment is not None and (user_id not in heard or moment > heard[user_id]):
            heard[user_id] = moment
    return heard
