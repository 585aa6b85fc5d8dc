"""Deeds of the quarter: prepare a direction, write what the last quarter taught, decide the new one."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require, table_facts
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings.errors import NotNow
from malbild.meetings.models import DirectionDecision, Entry, EntryKind, Meeting, QuarterEvaluation
from malbild.meetings.quarters import Quarter, turning_near
from malbild.meetings.services.notes import write
from malbild.meetings.services.planning import born_shared, locked, wall
from malbild.meetings.services.turning import quarter_point
from malbild.meetings.services.writing import tell_room
from malbild.meetings.states import DirectionDeed, DirectionState, next_direction

FAR = 4  # quarters ahead that can be prepared


@transaction.atomic
def prepare_direction(
    actor: Actor, partnership_id: int, *, quarter: Quarter, first: str, second: str = "", third: str = ""
) -> DirectionDecision:
    """Write a proposal before the meeting. Raises NotNow when the direction is decided, Refusal for a far quarter."""
    require(actor, Action.DIRECTION_PREPARE, table_facts(actor, partnership_id))
    _must_be_near(quarter)
    row = _direction(actor, partnership_id, quarter)
    _move(row, DirectionDeed.PREPARE)
    row.first, row.second, row.third = _close_up(first, second, third)
    row.save()
    log.record(actor, Action.DIRECTION_PREPARE, row)
    return row


@transaction.atomic
def evaluate_quarter(actor: Actor, meeting_id: int, *, learned: str) -> QuarterEvaluation:
    """Write what the group learned of the quarter that goes, at the meeting at its turn. Again changes the line.

    Raises NotNow when the meeting is not open, or the quarter was evaluated at another one.
    """
    meeting = _open(actor, meeting_id)
    require(actor, Action.QUARTER_EVALUATE, meeting.facts)
    quarter = turning_near(meeting.day).before
    learned = " ".join(learned.split())
    with translation.override("sv"):  # the record is in Swedish whoever writes it
        text = _("Det vi lärde oss av %(quarter)s: %(learned)s") % {"quarter": quarter, "learned": learned}
    rows = QuarterEvaluation.objects.visible_to(actor).filter(partnership_id=meeting.partnership_id)
    row = rows.select_for_update(of=("self",)).filter(starts_on=quarter.starts_on).first()
    if row is None:
        row = QuarterEvaluation(**wall(meeting), starts_on=quarter.starts_on)
    elif row.meeting_id != meeting.pk:
        raise NotNow(_("Kvartalet är redan utvärderat på ett annat möte. Det står kvar där."))
    row.learned, row.meeting, row.evaluated_on = learned, meeting, clock.today()
    row.entry = _line(actor, meeting, row.entry, EntryKind.NOTE, text)
    row.save()
    direction = DirectionDecision.objects.visible_to(actor).filter(
        partnership_id=meeting.partnership_id, starts_on=quarter.starts_on
    )
    if (about := direction.select_for_update(of=("self",)).first()) is not None and about.is_decided:
        _move(about, DirectionDeed.EVALUATE)
        about.save(update_fields=["state"])
    log.record(actor, Action.QUARTER_EVALUATE, row)
    return row


@transaction.atomic
def decide_direction(
    actor: Actor, meeting_id: int, *, first: str, second: str = "", third: str = "", body: str = ""
) -> DirectionDecision:
    """Take the direction of the quarter that comes, at an open meeting. Again at the same meeting changes the words.

    Raises NotNow when the last quarter has not been evaluated, or the direction was decided at another meeting.
    """
    meeting = _open(actor, meeting_id)
    require(actor, Action.DIRECTION_DECIDE, meeting.facts)
    quarter = turning_near(meeting.day)
    past = QuarterEvaluation.objects.visible_to(actor).filter(partnership_id=meeting.partnership_id)
    if not past.filter(starts_on=quarter.before.starts_on).exists():
        raise NotNow(
            _("Skriv först vad ni lärde er av %(quarter)s. Sedan kan ni välja inriktning.")
            % {"quarter": quarter.before}
        )
    row = _direction(actor, meeting.partnership_id, quarter)
    if row.is_decided and row.decided_in_id != meeting.pk:
        raise NotNow(_("Inriktningen är redan beslutad på ett annat möte. Den gäller."))
    _move(row, DirectionDeed.DECIDE)
    row.first, row.second, row.third = _close_up(first, second, third)
    row.body, row.decided_in, row.decided_on = body or meeting.group, meeting, clock.today()
    row.entry = _line(actor, meeting, row.entry, EntryKind.DECISION, _decision_text(row), row.body)
    row.save()
    log.record(actor, Action.DIRECTION_DECIDE, row)
    return row


def _open(actor: Actor, meeting_id: int) -> Meeting:
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if not meeting.is_open:
        raise NotNow(_("Mötet pågår inte. Starta det först, så kan ni utvärdera och besluta."))
    return meeting


def _direction(actor: Actor, partnership_id: int, quarter: Quarter) -> DirectionDecision:
    rows = DirectionDecision.objects.visible_to(actor).filter(partnership_id=partnership_id)
    found = rows.select_for_update(of=("self",)).filter(starts_on=quarter.starts_on).first()
    return found or DirectionDecision(**born_shared(actor, partnership_id), starts_on=quarter.starts_on)


def _move(row: DirectionDecision, deed: DirectionDeed) -> None:
    after = next_direction(DirectionState(row.state), deed)
    if after is None:
        raise NotNow(_("Inriktningen är redan beslutad. Ladda om sidan och se vad som gäller."))
    row.state = after


def _line(actor: Actor, meeting: Meeting, entry: Entry | None, kind: EntryKind, text: str, body: str = "") -> Entry:
    """The line in the minutes: written once, and changed in place."""
    if entry is None or entry.meeting_id != meeting.pk:
        return write(actor, meeting.pk, kind=kind, text=text, body=body, point_id=quarter_point(meeting).pk)
    entry.text, entry.body = text, body
    entry.changed_at, entry.changed_by_id = clock.now(), actor.membership_in(meeting.partnership_id)
    entry.save(update_fields=["text", "body", "changed_at", "changed_by"])
    tell_room(meeting.pk)
    return entry


def _decision_text(row: DirectionDecision) -> str:
    lines = row.lines
    said = lines[0] if len(lines) == 1 else " ".join(f"{n}. {text.rstrip('.')}." for n, text in enumerate(lines, 1))
    with translation.override("sv"):
        return _("Inriktning %(quarter)s: %(lines)s") % {"quarter": row.quarter, "lines": said}


def _close_up(*texts: str) -> tuple[str, str, str]:
    """No gap where the second was left empty."""
    said = [text.strip() for text in texts if text.strip()]
    if not said:
        raise Refusal(_("Skriv minst en inriktning."))
    return said[0], *[said[n] if n < len(said) else "" for n in (1, 2)]  # type: ignore[return-value]


def _must_be_near(quarter: Quarter) -> None:
    this = Quarter.of(clock.today())
    ahead = (quarter.year - this.year) * 4 + quarter.number - this.number
    if not -1 <= ahead <= FAR:
        raise Refusal(_("Det kvartalet ligger för långt bort för att förbereda."))
