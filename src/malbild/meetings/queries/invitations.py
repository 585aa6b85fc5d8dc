"""Who is called, who comes: read from the invitations of those who sit at the table now."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import ngettext

from malbild.access.actor import Actor, Role, Seat
from malbild.access.policy import Action, Facts, Reach, may
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.meetings.models import Invitation, Meeting, Reply
from malbild.meetings.states import MeetingState
from malbild.partnerships.models import Membership, Partnership
from malbild.partnerships.seats import seat_of


def at_the_table(partnership_id: int) -> list[Membership]:
    """One seat for each person who takes part in meetings now: the same rule that shows a meeting before it closes."""
    facts = Facts(partnership_id, None, Reach.PARTNERSHIP)
    rows = Membership.objects.filter(partnership_id=partnership_id).active(clock.today())
    found: dict[int, Membership] = {}
    for row in rows.filter(user__is_active=True).select_related("user"):
        if may(Actor(row.user_id, (seat_of(row),)), Action.MEETING_VIEW, facts):
            found.setdefault(row.user_id, row)
    return list(found.values())


@dataclass(frozen=True)
class Turnout:
    """Names by answer, and the reader's own; `is_asked` when the reader may answer now."""

    coming: list[str] = field(default_factory=list)
    not_coming: list[str] = field(default_factory=list)
    maybe: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    mine: str = ""
    is_asked: bool = False

    @property
    def words(self) -> str:
        """7 kommer, 2 kan inte, 3 har inte svarat"""
        coming, no, maybe, silent = (len(x) for x in (self.coming, self.not_coming, self.maybe, self.silent))
        said = [ngettext("%d kommer", "%d kommer", coming) % coming]
        if no:
            said.append(ngettext("%d kan inte", "%d kan inte", no) % no)
        if maybe:
            said.append(ngettext("%d kommer kanske", "%d kommer kanske", maybe) % maybe)
        if silent:
            said.append(ngettext("%d har inte svarat", "%d har inte svarat", silent) % silent)
        return ", ".join(said)


def turnout(actor: Actor, meeting: Meeting) -> Turnout:
    """What everyone at the table has answered about the time that holds now. Two queries."""
    answers = _standing(actor, meeting)
    found = Turnout(
        mine=answers.get(actor.user_id or 0, ""),
        is_asked=meeting.state == MeetingState.CALLED and may(actor, Action.MEETING_ANSWER, meeting.facts),
    )
    lists = {Reply.YES: found.coming, Reply.NO: found.not_coming, Reply.MAYBE: found.maybe}
    for seat in at_the_table(meeting.partnership_id):
        said = answers.get(seat.user_id, "")
        (lists[Reply(said)] if said else found.silent).append(seat.user.name or seat.user.email)
    return found


def expected(actor: Actor, meeting: Meeting) -> list[int]:
    """The seats of those who said that they come: for ticking them in the room before anybody has."""
    coming = {user for user, said in _standing(actor, meeting).items() if said == Reply.YES}
    return [seat.pk for seat in at_the_table(meeting.partnership_id) if seat.user_id in coming] if coming else []


def _standing(actor: Actor, meeting: Meeting) -> dict[int, str]:
    rows = Invitation.objects.visible_to(actor).filter(meeting=meeting, withdrawn_at=None)
    return {row.user_id: row.standing_answer for row in rows}


def called_ahead() -> list[tuple[int, int]]:
    """(partnership, meeting) of every meeting that people are called to and that has not been, in all partnerships.

    For the run that keeps the invitations in step with who sits at the table: ids only, and each is then read
    inside its own door.
    """
    seats = [Seat(pk, None, Role.PARTICIPANT) for pk in Partnership.objects.order_by("pk").values_list("pk", flat=True)]
    with scope_for(Actor(None, tuple(seats))):
        rows = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gt=clock.now())
        return list(rows.order_by("pk").values_list("partnership_id", "pk"))
