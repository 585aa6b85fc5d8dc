"""The days between two meetings: mails come, people open them or do not, work goes on, the coordinator looks in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.weeks import arms, hands
from bench.weeks.arms import Arm
from bench.weeks.assumed import Luck, assumptions
from bench.weeks.place import Member, Place, Work
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.models import HelpRequest, Measure
from malbild.goals.services import answer_measure
from malbild.goals.states import Answer, MeasureState
from malbild.kit import clock
from malbild.kit.workdays import is_working_day
from malbild.momentum.choices import WORD_TO_ANSWER
from malbild.momentum.rules import is_mail_day
from malbild.outbox.models import Letter

MORNING, NOON, AFTERNOON = dt.time(8), dt.time(12), dt.time(14)
ANSWERABLE = (MeasureState.ASKED, MeasureState.ACCEPTED, MeasureState.UNDER_WAY)
OFTEN = ("monthly", "meetings", "none", "stops")
DAY = dt.timedelta(days=1)


@dataclass
class Mail:
    """One letter as it lay in the inbox."""

    letter: int
    member: Member
    on: dt.date
    text: str
    pks: list[int]
    link: dict[int, dict[str, str]] = field(default_factory=dict)


@dataclass
class Course:
    """One arm's life from one meeting to the next, in a database of its own."""

    arm: Arm
    luck: Luck
    places: list[Place]
    mails: list[Mail] = field(default_factory=list)
    minutes: float = 0.0
    said: int = 0
    scanned: int = 0
    rung: defaultdict[int, list[dt.date]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)  # rules that were broken while it went on
    to_open: defaultdict[tuple[dt.date, str], list[Mail]] = field(default_factory=lambda: defaultdict(list))
    last: int = 0

    def __post_init__(self) -> None:
        self.by_email = {m.email: (p, m) for p in self.places for m in p.members}
        self.works = {w.pk: w for p in self.places for w in p.works}

    def run(self) -> None:
        day, until = self.places[0].began.date() + DAY, self.places[0].meets.date()
        while day <= until:
            if day < until or self.arm.mails == "ours":
                arms.write(self.arm, self.places, _at(day, MORNING))
                self._deliver(day)
            if is_working_day(day) and day < until:
                with clock.standing_at(_at(day, NOON)):
                    for place in self.places:
                        for member in place.members:
                            self._live(place, member, day)
                        self._work(place, day)
                with clock.standing_at(_at(day, AFTERNOON)):
                    for place in self.places:
                        self._coordinate(place, day)
            day += DAY

    # --- mail ---------------------------------------------------------------

    def _deliver(self, day: dt.date) -> None:
        """What was written this morning; when each of those who act on it will do so."""
        new = Letter.objects.filter(pk__gt=self.last, kind__in=("digest", "reminder")).order_by("pk")
        for letter in new:
            self.last = letter.pk
            place, member = self.by_email[letter.to]
            links = hands.links_in(letter.text)
            pks = list(links) or [int(x.strip("[]")) for x in letter.text.splitlines() if x.startswith("[")]
            mail = Mail(letter.pk, member, day, letter.text, pks, links)
            self.mails.append(mail)
            self._check(place, mail)
            for pk in pks:
                self.works[pk].named_on.append(day)
            member.mails.append(day)
            if self.luck.happens(assumptions()["mail"]["scanned"], "scan", member.key, day):
                with clock.standing_at(_at(day, MORNING)):
                    self._scan(mail)
            self._expect(mail)

    def _check(self, place: Place, mail: Mail) -> None:
        """Nobody gets another's åtgärd, nor a mail on a day off."""
        with outside_the_walls("bench: whose is it"):
            theirs = set(Measure.objects.filter(pk__in=mail.pks).exclude(owner__user_id=mail.member.user_id))
            strange = [pk for pk in mail.pks if self.works[pk] not in place.works]
        if theirs or strange:
            self.wrong.append(f"{mail.member.key} was asked about another's åtgärd on {mail.on}")
        if self.arm.mails == "ours" and not is_mail_day(mail.on):
            self.wrong.append(f"{mail.member.key} got a mail on {mail.on}, a day off")

    def _scan(self, mail: Mail) -> None:
        before = self._answers(mail.pks)
        self.scanned += hands.scan(mail.text)
        if self._answers(mail.pks) != before:
            self.wrong.append(f"opening the links of a mail on {mail.on} changed something")

    def _answers(self, pks: Iterable[int]) -> list[tuple[int, str, dt.datetime | None]]:
        with outside_the_walls("bench: what stands"):
            return list(
                Measure.objects.filter(pk__in=list(pks)).order_by("pk").values_list("pk", "state", "answered_at")
            )

    def _expect(self, mail: Mail) -> None:
        said, about = assumptions()["mail"], (mail.member.key, mail.on)
        lately = sum((mail.on - d).days < 7 for d in mail.member.mails) - 1
        if not self.luck.happens(said["opened"] * said["load"] ** lately, "open", *about, self._nth(mail)):
            return
        waits = self.luck.one_of((0, 1, 2), said["days_until"], "wait", *about)
        day, left = mail.on, 2 if waits is None else waits
        while left:
            day += DAY
            left -= is_working_day(day)
        self.to_open[day, mail.member.email].append(mail)

    def _nth(self, mail: Mail) -> int:
        return sum(d == mail.on for d in mail.member.mails)

    # --- people -------------------------------------------------------------

    def _is_away(self, member: Member, day: dt.date) -> bool:
        return self.luck.happens(assumptions()["person"]["absent_a_week"], "away", member.key, day.isocalendar()[:2])

    def _live(self, place: Place, member: Member, day: dt.date) -> None:
        if self._is_away(member, day):
            return
        for mail in self.to_open.pop((day, member.email), []):
            self._read(place, member, mail, day)
        unasked = self.luck.answers("unasked_a_week", member.key) / 5
        if self.luck.happens(unasked, "unasked", member.key, day):
            self._sit_down(place, member, [w for w in place.works if w.owner is member], day)

    def _read(self, place: Place, member: Member, mail: Mail, day: dt.date) -> None:
        works = [self.works[pk] for pk in mail.pks]
        for work in works:
            work.is_forgotten = False
        if self.arm.by_link:
            self._choose_rhythm(member, mail)
            chance = self.luck.answers("by_link", member.key)
            for work in works:
                if self.luck.happens(chance, "link", work.key, mail.on):
                    self._answer(place, work, day, mail)
        elif self.luck.happens(self.luck.answers("signed_in", member.key), "in", member.key, mail.on):
            self._sit_down(place, member, works, day)
        if member is place.coordinator and "/driv/" in mail.text:
            self._at_the_desk(place, day)

    def _choose_rhythm(self, member: Member, mail: Mail) -> None:
        if member.has_chosen or not mail.link:
            return
        member.has_chosen = True
        chosen = self.luck.one_of(OFTEN, [assumptions()["choice"][x] for x in OFTEN], "choice", member.key)
        if chosen:
            hands.set_mail(next(iter(next(iter(mail.link.values())).values())), chosen)
            member.heard.append(clock.now())

    def _sit_down(self, place: Place, member: Member, works: list[Work], day: dt.date) -> None:
        """The own list signed in: everything there is seen, most of it answered."""
        for work in works:
            work.is_forgotten = False
            if self.luck.happens(assumptions()["answer"]["when_signed_in"], "list", work.key, day):
                self._answer(place, work, day, None)

    def _answer(self, place: Place, work: Work, day: dt.date, mail: Mail | None) -> None:
        """Say how it is. Nothing for what is answered already, or for a block that its owner keeps quiet about."""
        with outside_the_walls("bench: what the page asks"):
            row = Measure.objects.get(pk=work.pk)
        if row.state not in ANSWERABLE or row.owner_id != work.owner.seat_id:
            return
        word, more = self._words(work, row, day)
        if not word or row.answered_at == clock.now():  # already said today
            return
        if mail is not None:
            hands.answer_by_link(mail.link[work.pk].get(_path_word(word), ""), work.pk, answer=word, **more)
        else:
            hands.answer_signed_in(work.owner.user_id, place.partnership.slug, work.pk, answer=word, **more)
        work.owner.heard.append(clock.now())
        self.said += 1

    def _words(self, work: Work, row: Measure, day: dt.date) -> tuple[str, dict[str, str]]:
        about = (work.key, day)
        if row.state == MeasureState.ASKED:
            reply = assumptions()["reply"]
            names = ("other-day", "wrong-person")
            chosen = self.luck.one_of(names, (reply["other_day"], reply["wrong_person"]), "reply", work.key)
            return chosen or "yes", {"new_due": _in(day, 14)} if chosen == "other-day" else {}
        if work.finished_on is not None:
            return Answer.DONE.value, {}
        if work.is_blocked:
            says = self.luck.happens(assumptions()["answer"]["says_blocked"], "says", *about)
            return (Answer.NEED_HELP.value, {"text": "Vi kommer inte vidare."}) if says else ("", {})
        if row.due is not None and (row.due - day).days <= 3:
            return Answer.NEW_DATE.value, {"new_due": _in(day, max(7, work.left * 7 // 5))}
        return Answer.ON_TRACK.value, {}

    def _work(self, place: Place, day: dt.date) -> None:
        """A working day's work, as far as the owner is here, remembers it, said yes and is not hindered."""
        said = assumptions()["measure"]
        with outside_the_walls("bench: who said yes"):
            begun = set(
                Measure.objects.filter(pk__in=[w.pk for w in place.works])
                .exclude(state__in=(MeasureState.ASKED, MeasureState.DRAFT))
                .values_list("pk", flat=True)
            )
        for work in place.works:
            if work.pk not in begun or work.finished_on is not None:
                continue
            if work.is_blocked:
                work.blocked_for += 1
                helped = work.helped_on is not None and day >= work.helped_on
                if helped or work.blocked_for >= said["block_lifts_days"]:
                    work.blocked_at = None
                continue
            if self.luck.happens(said["forgotten_a_day"], "forgets", work.key, day):
                work.is_forgotten = True
            if work.is_forgotten or self._is_away(work.owner, day):
                continue
            work.done += 1
            if work.done >= work.needs:
                work.finished_on = day

    # --- the coordinator ----------------------------------------------------

    def _coordinate(self, place: Place, day: dt.date) -> None:
        here = not self._is_away(place.coordinator, day)
        looks = self.luck.happens(
            assumptions()["coordinator"]["looks_a_week"] / 5, "looks", place.partnership.slug, day
        )
        if here and looks:
            self._at_the_desk(place, day)

    def _at_the_desk(self, place: Place, day: dt.date) -> None:
        """Help is given and people are rung, as the page says."""
        said = assumptions()["coordinator"]
        self.minutes += said["minutes_look"]
        desk = hands.Desk(place.coordinator.user_id, place.partnership.slug)
        for pk, path in desk.helps():
            with outside_the_walls("bench: what help"):
                work = self.works[HelpRequest.objects.get(pk=pk).measure_id]
            self.minutes += said["minutes_help"]
            desk.solve(path)
            if self.luck.happens(said["helps"], "help", work.key, day):
                work.helped_on = _after(day, said["helps_after_days"])
        for user_id, path in desk.calls() if self.arm.rings else ():
            self._ring(place, user_id, path, desk, day)

    def _ring(self, place: Place, user_id: int, path: str, desk: hands.Desk, day: dt.date) -> None:
        """At most once a week to each. What is said is written down; a question still needs the owner's own yes."""
        said = assumptions()["coordinator"]
        member = next(m for m in place.members if m.user_id == user_id)
        if any((day - d).days < 7 for d in self.rung[user_id]) or member is place.coordinator:
            return
        self.rung[user_id].append(day)
        reached = not self._is_away(member, day) and self.luck.happens(said["reaches"], "ring", member.key, day)
        self.minutes += said["minutes_call"] if reached else said["minutes_call_in_vain"]
        if not reached:
            return
        anna = place.actor(place.coordinator)
        for work in (w for w in place.works if w.owner is member):
            work.is_forgotten = False
            with scope_for(anna):
                row = Measure.objects.get(pk=work.pk)
                if row.state in ANSWERABLE[1:]:
                    word, more = self._words(work, row, day)
                    new_due = dt.date.fromisoformat(more["new_due"]) if "new_due" in more else None
                    if word:
                        answer_measure(anna, work.pk, answer=word, text=more.get("text", ""), new_due=new_due)
                        self.said += 1
        desk.note_call(path)
        for heard in (member, place.coordinator):  # who rings has read their mail
            heard.heard.append(clock.now())


def _path_word(answer: str) -> str:
    return next(word for word, value in WORD_TO_ANSWER.items() if value == answer)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=clock.SWEDEN)


def _in(day: dt.date, days: int) -> str:
    ahead = day + dt.timedelta(days=days)
    while not is_working_day(ahead):
        ahead += DAY
    return ahead.isoformat()


def _after(day: dt.date, working_days: int) -> dt.date:
    while working_days:
        day += DAY
        working_days -= is_working_day(day)
    return day
