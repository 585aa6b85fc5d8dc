"""How much each person and each party has taken on, beside the time they said they have. Never in an order of merit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor
from malbild.goals.load import LENGTH, Load, Period, Size, Task, Time, load_to, too_much
from malbild.goals.models import Measure, TimeToGive
from malbild.goals.states import MeasureState
from malbild.ui.templatetags.days import day

_COUNTED = (MeasureState.ASKED.value, MeasureState.ACCEPTED.value, MeasureState.UNDER_WAY.value)


@dataclass
class PersonLoad:
    """One person's åtgärder, asked or promised; `time` None while they have not said."""

    membership_id: int
    name: str
    party_id: int
    party: str
    on: dt.date
    time: Time | None = None
    tasks: list[Task] = field(default_factory=list)

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def all(self) -> Load:
        return load_to(self.tasks)

    @property
    def much(self) -> Load | None:
        return too_much(self.tasks, self.time, on=self.on)

    @property
    def has_now(self) -> str:
        """ "5 åtgärder, ungefär 9 dagar." """
        return _("%(what)s.") % {"what": load_words(self.all)} if self.tasks else _("Inget just nu.")

    @property
    def has_time(self) -> str:
        return time_words(self.time) if self.time else _("har inte sagt hur mycket tid som finns")

    @property
    def all_words(self) -> str:
        return load_words(self.all)

    @property
    def own_warning(self) -> str:
        return self.warning(to_self=True)

    def warning(self, *, to_self: bool = False) -> str:
        """What does not fit, said calmly; "" when all fits or nothing is known."""
        load = self.much
        if load is None or self.time is None:
            return ""
        values = {
            "day": day(load.to),
            "name": self.first_name,
            "what": load_words(load),
            "time": time_words(self.time),
        }
        if load.to == self.on and to_self:
            return _("Nu ska du ha klart %(what)s. Du har sagt %(time)s.") % values
        if load.to == self.on:
            return _("Nu ska %(name)s ha klart %(what)s. %(name)s har sagt %(time)s.") % values
        if to_self:
            return _("Fram till %(day)s har du %(what)s. Du har sagt %(time)s.") % values
        return _("Fram till %(day)s har %(name)s %(what)s. %(name)s har sagt %(time)s.") % values


@dataclass(frozen=True)
class PartyLoad:
    """The sum of one party. `time` is what its people have said together, None while somebody has not said."""

    name: str
    people: list[PersonLoad]
    on: dt.date

    @property
    def has_now(self) -> str:
        return load_words(load_to(self._tasks)) if self._tasks else _("inget just nu")

    @property
    def has_time(self) -> str:
        said = [p for p in self.people if p.time]
        if not said:
            return _("Ingen har sagt hur mycket tid som finns.")
        if self.time is None:
            return _("%(n)s av %(all)s har sagt hur mycket tid de har.") % {"n": len(said), "all": len(self.people)}
        return _("De har sagt %(time)s.") % {"time": time_words(self.time)}

    @property
    def warning(self) -> str:
        load = too_much(self._tasks, self.time, on=self.on)
        if load is None:
            return ""
        values = {"day": day(load.to), "what": load_words(load)}
        if load.to == self.on:
            return _("Nu ska det vara %(what)s klart, mer än det finns tid för.") % values
        return _("Fram till %(day)s är det %(what)s, mer än det finns tid för.") % values

    @property
    def time(self) -> Time | None:
        times = [p.time for p in self.people]
        months = [t.days * LENGTH[Period.MONTH] / LENGTH[t.per] for t in times if t]
        return Time(sum(months), Period.MONTH) if months and len(months) == len(times) else None

    @property
    def _tasks(self) -> list[Task]:
        return [t for p in self.people for t in p.tasks]


def loads(actor: Actor, *, on: dt.date, only: int | None = None) -> list[PersonLoad]:
    """Those who have something on or have told their time, by name; `only` one seat. Two queries."""
    found = {p.membership_id: p for p in _times(actor, on, only)}
    rows = Measure.objects.visible_to(actor).filter(_sits("owner", on), state__in=_COUNTED, **_only("owner_id", only))
    for pk, name, party_id, party, due, size in rows.order_by("due", "pk").values_list(
        "owner_id", "owner__user__name", "owner__party_id", "owner__party__organisation__name", "due", "size"
    ):
        person = found.setdefault(pk, PersonLoad(pk, name, party_id, party, on))
        person.tasks.append(Task(due, Size(size) if size else None))
    return sorted(found.values(), key=lambda p: (p.name, p.membership_id))


def load_of(actor: Actor, membership_id: int, *, on: dt.date) -> PersonLoad | None:
    return next(iter(loads(actor, on=on, only=membership_id)), None)


def overfull(actor: Actor, *, on: dt.date, only: int | None = None) -> list[PersonLoad]:
    """Those whose plan does not fit. One query while nobody has told their time: then nothing is judged."""
    if not TimeToGive.objects.visible_to(actor).filter(**_only("membership_id", only)).exists():
        return []
    return [p for p in loads(actor, on=on, only=only) if p.much]


def by_party(people: list[PersonLoad], *, on: dt.date) -> list[PartyLoad]:
    """In the order of the parties' names."""
    found: defaultdict[int, list[PersonLoad]] = defaultdict(list)
    for person in people:
        found[person.party_id].append(person)
    return sorted((PartyLoad(mine[0].party, mine, on) for mine in found.values()), key=lambda p: p.name)


def time_to_give(actor: Actor, membership_id: int) -> TimeToGive | None:
    return TimeToGive.objects.visible_to(actor).filter(membership_id=membership_id).first()


def _times(actor: Actor, on: dt.date, only: int | None) -> list[PersonLoad]:
    rows = TimeToGive.objects.visible_to(actor).filter(_sits("membership", on), **_only("membership_id", only))
    found = rows.select_related("membership__user", "membership__party__organisation")
    return [
        PersonLoad(
            t.membership_id,
            t.membership.user.name,
            t.membership.party_id or 0,
            str(t.membership.party),
            on,
            Time(float(t.days), Period(t.per)),
        )
        for t in found
    ]


def _sits(key: str, on: dt.date) -> Q:
    """Whose seat is open that day; what lacks a person is told of as a vacancy."""
    stays = Q(**{f"{key}__ends_on": None}) | Q(**{f"{key}__ends_on__gte": on})
    return stays & Q(**{f"{key}__isnull": False, f"{key}__revoked_at": None})


def _only(key: str, membership_id: int | None) -> dict[str, Any]:
    return {key: membership_id} if membership_id is not None else {}


def load_words(load: Load) -> str:
    """ "5 åtgärder, ungefär 9 dagar", and how many have no size."""
    count = ngettext("%(n)s åtgärd", "%(n)s åtgärder", load.count) % {"n": load.count}
    if load.unsized == load.count:
        return count
    words = _("%(count)s, ungefär %(days)s") % {"count": count, "days": day_count(load.days)}
    if not load.unsized:
        return words
    return words + _(" (%(n)s utan uppskattad storlek)") % {"n": load.unsized}


def time_words(time: Time) -> str:
    per = _("i veckan") if time.per == Period.WEEK else _("i månaden")
    return _("%(days)s %(per)s") % {"days": day_count(time.days), "per": per}


def day_count(days: float) -> str:
    """ "3 timmar", "en halv dag", "2 dagar": no finer than anybody knows."""
    if days < 0.5:
        hours = max(1, round(days * 8))
        return ngettext("%(n)s timme", "%(n)s timmar", hours) % {"n": hours}
    halves = round(days * 2)
    if halves == 1:
        return _("en halv dag")
    if halves % 2 and halves < 10:
        return _("%(n)s,5 dagar") % {"n": halves // 2}
    return ngettext("%(n)s dag", "%(n)s dagar", round(days)) % {"n": round(days)}
