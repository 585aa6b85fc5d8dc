"""A person's own calendar: the meetings at the tables they sit at, and the days their åtgärder are due.

The days are events over a whole day and not tasks (VTODO): Google and Outlook show no tasks from an address that one
subscribes to.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Role, Seat
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Facts, Reach, may, require, table_facts
from malbild.access.scope import scope_for
from malbild.accounts.models import User
from malbild.audit import log
from malbild.documents.entries import address_of, host, meeting_entry
from malbild.documents.models import CalendarFeed
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.meetings.models import Invitation, Meeting
from malbild.meetings.states import MeetingState
from malbild.partnerships.models import Membership
from malbild.partnerships.seats import actor_for
from malbild.ui.calendar import Entry

BACK = dt.timedelta(days=366)
MOST = 2000  # entries of each kind; a calendar that is larger than this is no help to anybody


# --- the address --------------------------------------------------------------


def feed_of(actor: Actor) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()


def token_of(feed: CalendarFeed) -> str:
    """The address's secret part, or "" when the server's key has been changed since it was made."""
    token = _token(feed.salt)
    return token if hmac.compare_digest(_hash(token), feed.token_hash) else ""


@transaction.atomic
def open_feed(actor: Actor, partnership_id: int) -> CalendarFeed:
    """Make the person's address, or give the one that stands."""
    user = _person(actor, partnership_id)
    salt = secrets.token_hex(16)
    start = {"salt": salt, "token_hash": _hash(_token(salt)), "made_at": clock.now()}
    feed, is_new = CalendarFeed.objects.get_or_create(user=user, defaults=start)
    if is_new:
        log.record(actor, Action.CALENDAR_SET, feed, deed="open")
    return feed


@transaction.atomic
def renew_feed(actor: Actor, partnership_id: int) -> CalendarFeed:
    """Another address; the one before opens nothing from now on."""
    close_feed(actor, partnership_id)
    return open_feed(actor, partnership_id)


@transaction.atomic
def close_feed(actor: Actor, partnership_id: int) -> bool:
    """Close the person's address. Closing twice is closing once."""
    user = _person(actor, partnership_id)
    feed = CalendarFeed.objects.filter(user=user).first()
    if feed is None:
        return False
    log.record(actor, Action.CALENDAR_SET, feed, deed="close")
    feed.delete()
    return True


def close_orphans() -> int:
    """Close the addresses of those who sit at no table any more, so that a later seat does not open an old one."""
    seated = Membership.objects.at_the_table().active(clock.today()).filter(user__is_active=True)
    return CalendarFeed.objects.exclude(user_id__in=seated.values("user_id")).delete()[0]


def _person(actor: Actor, partnership_id: int) -> User:
    """On the person's own row: two taps at once are one address."""
    require(actor, Action.CALENDAR_SET, table_facts(actor, partnership_id))
    return User.objects.select_for_update(of=("self",)).get(pk=actor.user_id or 0)


def _token(salt: str) -> str:
    made = hmac.new(settings.SECRET_KEY.encode(), f"malbild.calendar-feed:{salt}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- what it shows ------------------------------------------------------------


def reader_of(token: str) -> User:
    """Whose address it is. Raises Hidden for one that opens nothing: unknown, changed, closed, or without a seat."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if feed is None or not feed.user.is_active:
        raise Hidden
    return feed.user


def entries_of(user: User, *, with_meetings: bool = True) -> list[Entry]:
    """What the person's calendar shows today, through narrow seats made for this: shared meetings without anybody's
    drafts, and the person's own promises. Raises Hidden when they sit at no table.
    """
    person = actor_for(user.pk, on=clock.today())
    seats = [s for s in person.seats if s.membership_id and _takes_part(person, s)]
    if not seats:
        raise Hidden
    reader = Actor(user.pk, tuple(Seat(s.partnership_id, None, s.role) for s in seats))
    with scope_for(reader):
        meetings = _meetings(reader) if with_meetings else []
        return [*meetings, *_due_days(user.pk, seats)]


def _takes_part(person: Actor, seat: Seat) -> bool:
    facts = Facts(seat.partnership_id, None, Reach.PARTNERSHIP)
    return may(Actor(person.user_id, (seat,)), Action.MEETING_VIEW, facts)


def _meetings(reader: Actor) -> list[Entry]:
    rows = Meeting.objects.visible_to(reader).exclude(state=MeetingState.CANCELLED)
    rows = rows.filter(starts_at__gt=clock.now() - BACK).timed().select_related("partnership")
    meetings = list(rows.order_by("-starts_at", "pk")[:MOST])
    called = Invitation.objects.visible_to(reader).filter(user_id=reader.user_id or 0, withdrawn_at=None)
    rows_by_meeting = {row.meeting_id: row for row in called}
    return [meeting_entry(m, rows_by_meeting.get(m.pk)) for m in reversed(meetings)]


def _due_days(user_id: int, seats: list[Seat]) -> list[Entry]:
    """Own promises with a day, seen as an answerer sees them: these åtgärder and nothing else."""
    own = [s.membership_id for s in seats]
    ids = frozenset(Measure.objects.filter(owner_id__in=own).promised().values_list("pk", flat=True))
    answerer = Actor(
        user_id, tuple(Seat(s.partnership_id, None, Role.ANSWERER, s.membership_id, item_ids=ids) for s in seats)
    )
    rows = Measure.objects.visible_to(answerer).filter(due__isnull=False).select_related("partnership")
    return [_due_day(m) for m in rows.order_by("due", "pk")[:MOST]]


def _due_day(measure: Measure) -> Entry:
    url = address_of("goals:measure", measure.partnership.slug, measure_id=measure.pk)
    return Entry(
        uid=f"atgard-{measure.partnership_id}-{measure.pk}@{host()}",
        summary=_("Klart senast: %(what)s") % {"what": measure.title},
        day=measure.due,
        text=_("Svara hur det går: %(url)s") % {"url": url},
        url=url,
        sequence=measure.new_dates,
    )
