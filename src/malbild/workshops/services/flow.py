"""From beat to beat: start, move on, time, pause overnight, end and reopen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, may, require, shared_table, table_facts
from malbild.kit import clock
from malbild.situation.queries import causes, workshop_facts
from malbild.situation.services import born
from malbild.workshops import states
from malbild.workshops.errors import NotNow, SomebodyWasFirst
from malbild.workshops.models import CardKey, Round, Workshop
from malbild.workshops.names import Beats
from malbild.workshops.services.grouping import groups_of_the_rest
from malbild.workshops.services.growing import carry_left_over, follow_what_works
from malbild.workshops.services.joining import close_door, open_door
from malbild.workshops.services.record import begun, led, note_lead, wall
from malbild.workshops.services.traces import empty
from malbild.workshops.services.undoing import before
from malbild.workshops.services.voting import ballot_anew, count_up
from malbild.workshops.states import Beat, WorkshopState

_PLACE = ("step", "beat", "timer_ends_at", "timer_left", "timer_total", "grace_until")
_TIME = ("timer_ends_at", "timer_left", "timer_total")
MOST_MINUTES = 120


@transaction.atomic
def start_workshop(actor: Actor, partnership_id: int, *, title: str, is_named: bool = False) -> Workshop:
    """Open a workshop with its four rounds and a code; born in the joint room, so every party sees it."""
    require(actor, Action.WORKSHOP_DECIDE, table_facts(actor, partnership_id, area=Area.WORKSHOP))
    workshop = Workshop.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        title=title,
        is_named=is_named,
        started_at=clock.now(),
    )
    begun(workshop)
    Round.objects.bulk_create(Round(**wall(workshop), step=n + 1) for n in range(states.LAST_STEP))
    open_door(workshop)
    note_lead(actor, workshop, "start")
    return workshop


@transaction.atomic
def advance(actor: Actor, workshop_id: int, *, turn: int, to: str = "", although: bool = False) -> Workshop:
    """Move to the next beat. `turn` is the one the leader saw when pressing.

    Raises SomebodyWasFirst when another organiser moved on meanwhile, NotNow when the beat cannot be left so, or when
    the talk about the causes is cut short without `although`.
    """
    workshop = led(actor, workshop_id)
    _must_run(workshop)
    if turn != workshop.turn:
        raise SomebodyWasFirst(
            _("Någon annan hann före. Ni är nu i steg %(step)s: %(beat)s. Inget mer har hänt.")
            % {"step": workshop.step, "beat": Beats(workshop.beat).label.lower()}
        )
    beat = Beat(workshop.beat)
    goes = states.after(workshop.step, beat, Beat(to) if to in Beat else None)
    if goes is None:
        raise NotNow(_("Det går inte att gå dit härifrån."))
    cut = workshop.seconds_left or 0 if beat is Beat.ASK and workshop.step == 2 else 0
    if cut and not although:
        raise NotNow(_("Samtalet om orsakerna har tid kvar. Kryssa i att ni är klara med det, och gå sedan vidare."))
    undo = before(workshop=([workshop], _PLACE))
    undoable = _leave(actor, workshop, beat, undo)
    _enter(actor, workshop, *goes)
    what = "show-result" if beat is Beat.VOTE else "advance"
    told: dict[str, Any] = {"step": workshop.step, "beat": workshop.beat}
    if cut:
        told["cut_short"] = cut  # the seconds that the talk about the causes had left
    note_lead(actor, workshop, what, undo=undo if undoable else None, **told)
    return workshop


def _leave(actor: Actor, workshop: Workshop, beat: Beat, undo: dict[str, Any]) -> bool:
    """What closes with the beat; False when it cannot be undone."""
    workshop.grace_until = None
    if beat in (Beat.LOBBY, Beat.ASK):
        return True
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    if beat is Beat.WRITE:
        undo.update(before(rounds=([now], ("revealed_at",))))
        now.revealed_at = clock.now()
        now.save(update_fields=["revealed_at"])
        empty(CardKey.objects.filter(round=now))
        workshop.grace_until = clock.now() + states.GRACE
    elif beat is Beat.READ:
        undo.update(groups_of_the_rest(workshop, now))
    elif beat is Beat.VOTE:
        count_up(workshop, now)
        now.shown_at = clock.now()
        now.save(update_fields=["shown_at", "voters"])
        return False
    elif beat is Beat.DECIDE and may(actor, Action.WORKSHOP_DECIDE, workshop.facts):
        # Of step 1; also later, since a supporter who led makes no line work: it waits for an organiser's next move.
        follow_what_works(actor, workshop)
    return True


def _enter(actor: Actor, workshop: Workshop, step: int, beat: Beat) -> None:
    workshop.step, workshop.beat = step, beat
    workshop.turn += 1
    workshop.timer_total = states.seconds_for(step, beat)
    workshop.timer_left = None
    workshop.timer_ends_at = clock.now() + dt.timedelta(seconds=workshop.timer_total) if workshop.timer_total else None
    if step == 2 and beat is Beat.ASK:
        Round.objects.filter(workshop=workshop, step=2).update(material=_material(workshop.partnership_id))


def _material(partnership_id: int) -> dict[str, Any]:
    """At most three facts and the causes as they stand today, so that the room and its guests see the same.

    Read as the table, whoever leads: a supporter may see less than what the parties show their own room.
    """
    actor = shared_table(partnership_id)
    return {
        "facts": [{"text": f.text, "source": f.source, "on": f.on.isoformat()} for f in workshop_facts(actor)],
        "causes": [c.title for c in causes(actor).filter(reach__gte=Reach.PARTNERSHIP)[:6]],
    }


@transaction.atomic
def vote_again(actor: Actor, workshop_id: int, *, turn: int) -> Workshop:
    """Open the voting once more with new slips; the shown dots go away."""
    workshop = led(actor, workshop_id)
    _must_run(workshop)
    if turn != workshop.turn or workshop.beat != Beat.DECIDE:
        raise SomebodyWasFirst(_("Ni kan rösta om när resultatet visas. Se efter var ni är nu."))
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    ballot_anew(now)
    now.shown_at, now.voters = None, None
    now.save(update_fields=["shown_at", "voters"])
    now.groups.update(votes=None)
    _enter(actor, workshop, workshop.step, Beat.VOTE)
    note_lead(actor, workshop, "vote-again")
    return workshop


@transaction.atomic
def add_time(actor: Actor, workshop_id: int, *, minutes: int = 1) -> Workshop:
    """One more minute; from zero it counts from now."""
    workshop = led(actor, workshop_id)
    _must_run(workshop)
    undo = before(workshop=([workshop], _TIME))
    left = min((workshop.seconds_left or 0) + minutes * 60, MOST_MINUTES * 60)
    workshop.timer_total = max(workshop.timer_total, left)
    if workshop.timer_left is not None:
        workshop.timer_left = left
    else:
        workshop.timer_ends_at = clock.now() + dt.timedelta(seconds=left)
    note_lead(actor, workshop, "time", undo=undo)
    return workshop


@transaction.atomic
def pause_timer(actor: Actor, workshop_id: int) -> Workshop:
    """Stop the clock; a second time changes nothing."""
    workshop = led(actor, workshop_id)
    _must_run(workshop)
    if workshop.timer_left is None and workshop.timer_ends_at is not None:
        undo = before(workshop=([workshop], _TIME))
        workshop.timer_left, workshop.timer_ends_at = workshop.seconds_left, None
        note_lead(actor, workshop, "hold", undo=undo)
    return workshop


@transaction.atomic
def resume_timer(actor: Actor, workshop_id: int) -> Workshop:
    """Let the clock run again; a second time changes nothing."""
    workshop = led(actor, workshop_id)
    _must_run(workshop)
    if workshop.timer_left is not None:
        undo = before(workshop=([workshop], _TIME))
        _run_clock(workshop)
        note_lead(actor, workshop, "run", undo=undo)
    return workshop


def _run_clock(workshop: Workshop) -> None:
    if workshop.timer_left is not None:
        workshop.timer_ends_at = clock.now() + dt.timedelta(seconds=workshop.timer_left)
        workshop.timer_left = None


@transaction.atomic
def pause_workshop(actor: Actor, workshop_id: int) -> Workshop:
    """Pause until another day: the code is dead, everything is kept as it stands."""
    workshop = led(actor, workshop_id)
    if workshop.state == WorkshopState.PAUSED:
        return workshop
    _must_run(workshop)
    if workshop.timer_left is None and workshop.timer_ends_at is not None:
        workshop.timer_left, workshop.timer_ends_at = workshop.seconds_left, None
    workshop.state, workshop.grace_until = WorkshopState.PAUSED, None
    close_door(workshop)
    note_lead(actor, workshop, "pause-workshop")
    return workshop


@transaction.atomic
def resume_workshop(actor: Actor, workshop_id: int) -> Workshop:
    """Go on where it stood, with a new code; phones that were in come back by themselves."""
    workshop = led(actor, workshop_id)
    if workshop.state == WorkshopState.OPEN:
        return workshop
    if workshop.state == WorkshopState.CLOSED:
        raise NotNow(_("Workshopen är avslutad. Öppna den igen först."))
    workshop.state = WorkshopState.OPEN
    _run_clock(workshop)
    open_door(workshop)
    note_lead(actor, workshop, "resume-workshop")
    return workshop


@transaction.atomic
def close_workshop(actor: Actor, workshop_id: int) -> Workshop:
    """End it: what works is followed, what was not taken goes to the next agenda. Ending twice changes nothing.

    What was opened to the method supporter ends with it, also if the workshop is opened again; a pause keeps it.
    """
    workshop = led(actor, workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if workshop.state == WorkshopState.CLOSED:
        return workshop
    now = Round.objects.filter(workshop=workshop, step=workshop.step).first()
    if now is not None:
        _end_round(workshop, now)
    follow_what_works(actor, workshop)
    carry_left_over(actor, workshop)
    workshop.state, workshop.closed_at = WorkshopState.CLOSED, clock.now()
    workshop.timer_ends_at = workshop.timer_left = workshop.grace_until = None
    workshop.supporter_leads = workshop.supporter_takes_part = False
    close_door(workshop)
    note_lead(actor, workshop, "close")
    return workshop


def _end_round(workshop: Workshop, now: Round) -> None:
    """Close what is open in the running round, so that a reopened workshop goes on after it and never inside it."""
    if workshop.beat == Beat.WRITE:
        now.revealed_at = clock.now()
        now.save(update_fields=["revealed_at"])
        empty(CardKey.objects.filter(round=now))
        workshop.beat, workshop.turn = Beat.READ, workshop.turn + 1
    if workshop.beat == Beat.READ:
        groups_of_the_rest(workshop, now)
    elif workshop.beat == Beat.VOTE:
        count_up(workshop, now)
        now.shown_at = clock.now()
        now.save(update_fields=["shown_at", "voters"])
        workshop.beat, workshop.turn = Beat.DECIDE, workshop.turn + 1


@transaction.atomic
def reopen_workshop(actor: Actor, workshop_id: int) -> Workshop:
    """Take back the ending within seven days, with a new code. Raises NotNow after that."""
    workshop = led(actor, workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if workshop.state != WorkshopState.CLOSED:
        return workshop
    if not workshop.may_reopen:
        raise NotNow(_("Det har gått mer än sju dagar sedan workshopen avslutades. Starta en ny i stället."))
    workshop.state, workshop.closed_at = WorkshopState.OPEN, None
    open_door(workshop)
    note_lead(actor, workshop, "reopen")
    return workshop


def _must_run(workshop: Workshop) -> None:
    if workshop.state == WorkshopState.PAUSED:
        raise NotNow(_("Workshopen är pausad. Starta den igen först."))
    if workshop.state == WorkshopState.CLOSED:
        raise NotNow(_("Workshopen är avslutad. Öppna den igen först."))
