"""The four answers, their undo, and help that was asked for."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.goals.errors import NotOpen, TooLate
from malbild.goals.events import HelpRequested, MeasureAnswered
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.goals.services.measures import locked, move, plain
from malbild.goals.states import Answer, Deed, MeasureState
from malbild.kit import clock
from malbild.kit.events import publish

UNDO = dt.timedelta(minutes=30)
_KEPT = ("state", "due", "done_on", "answered_at", "new_dates")


@transaction.atomic
def answer_measure(
    actor: Actor,
    measure_id: int,
    *,
    answer: str,
    text: str = "",
    new_due: dt.date | None = None,
    reason: str = "",
    via: str = "page",
) -> MeasureAnswer:
    """Record one of the four answers. A double tap gives the answer that stands.

    Raises NotOpen for a draft or ended åtgärd, or for "Ny tid" without a coming day.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_ANSWER, measure.facts)
    if (same := _just_said(measure, answer, text, new_due)) is not None:
        return same
    before = {name: plain(getattr(measure, name)) for name in _KEPT}
    by_id = actor.membership_in(measure.partnership_id)
    _apply(measure, Answer(answer), new_due, by_id)
    measure.answered_at = clock.now()
    measure.save()
    said = MeasureAnswer.objects.create(
        **_wall(measure),
        measure=measure,
        answer=answer,
        text=text,
        reason=reason,
        new_due=new_due,
        before=before,
        by_id=by_id,
        via=via,
        at=clock.now(),
    )
    _settle_help(actor, measure, said)
    log.record(actor, Action.MEASURE_ANSWER, measure, answer=answer, via=via)
    publish(MeasureAnswered(measure.pk, answer))
    return said


def _just_said(measure: Measure, answer: str, text: str, new_due: dt.date | None) -> MeasureAnswer | None:
    last = measure.answers.filter(undone_at=None).first()
    fresh = last is not None and clock.now() - last.at < dt.timedelta(minutes=1)
    said = (answer, text, new_due)
    return last if last is not None and fresh and (last.answer, last.text, last.new_due) == said else None


def _apply(measure: Measure, answer: Answer, new_due: dt.date | None, by_id: int | None) -> None:
    match answer:
        case Answer.DONE:
            move(measure, Deed.FINISH, by_id=by_id)
            measure.done_on = clock.today()
        case Answer.ON_TRACK:
            move(measure, Deed.START, by_id=by_id)
            measure.done_on = None
        case Answer.NEED_HELP:
            _must_be_open(measure)
        case Answer.NEW_DATE:
            _must_be_open(measure)
            if new_due is None or new_due < clock.today():
                raise NotOpen(_("Välj en ny dag, i dag eller senare."))
            measure.due, measure.new_dates = new_due, measure.new_dates + 1


def _must_be_open(measure: Measure) -> None:
    if measure.state not in (MeasureState.ASKED, MeasureState.ACCEPTED, MeasureState.UNDER_WAY):
        raise NotOpen(_("Åtgärden är %(state)s.") % {"state": measure.get_state_display().lower()})


def _settle_help(actor: Actor, measure: Measure, said: MeasureAnswer) -> None:
    """A call for help opens; any other answer means the earlier one is over."""
    if said.answer == Answer.NEED_HELP:
        asked = HelpRequest.objects.create(
            **_wall(measure),
            measure=measure,
            text=said.text,
            reason=said.reason,
            opened_at=said.at,
            opened_by_id=said.by_id,
        )
        publish(HelpRequested(asked.pk))
    else:
        measure.help_requests.filter(closed_at=None).update(closed_at=said.at)


@transaction.atomic
def undo_answer(actor: Actor, answer_id: int) -> MeasureAnswer:
    """Take back the last answer within 30 minutes; the åtgärd is as it was. Undoing twice changes nothing."""
    said = MeasureAnswer.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=answer_id)
    measure = locked(actor, said.measure_id)
    require(actor, Action.MEASURE_ANSWER, measure.facts)
    if said.undone_at:
        return said
    if clock.now() - said.at > UNDO:
        raise TooLate(_("Det har gått mer än en halvtimme. Svara på nytt i stället."))
    if measure.answers.filter(undone_at=None).first() != said:
        raise TooLate(_("Någon har svarat efter dig. Ladda om sidan och se vad som gäller."))
    measure.state, measure.new_dates = said.before["state"], said.before["new_dates"]
    measure.due, measure.done_on = _day(said.before["due"]), _day(said.before["done_on"])
    measure.answered_at = _moment(said.before["answered_at"])
    measure.save()
    measure.help_requests.filter(opened_at=said.at).update(closed_at=clock.now())
    measure.help_requests.filter(closed_at=said.at).update(closed_at=None)
    said.undone_at = clock.now()
    said.save(update_fields=["undone_at"])
    log.record(actor, Action.MEASURE_ANSWER, measure, answer="undo")
    return said


@transaction.atomic
def take_back_yes(actor: Actor, measure_id: int) -> Measure:
    """Within 30 minutes the owner's yes was a slip: asked again, with the day and the lines as they were.

    Twice is once. Raises TooLate after that, and when somebody has answered since.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_ACCEPT, measure.facts)
    if measure.state == MeasureState.ASKED:
        return measure
    before, said_at = measure.before_yes, measure.accepted_at
    if before is None or said_at is None or clock.now() - said_at > UNDO:
        raise TooLate(_("Det har gått mer än en halvtimme. Säg till samordnaren om du inte kan."))
    if measure.answers.filter(undone_at=None, at__gte=said_at).exists():
        raise TooLate(_("Någon har svarat efter dig. Ladda om sidan och se vad som gäller."))
    move(measure, Deed.TAKE_BACK_YES, by_id=measure.owner_id)
    measure.due, measure.answered_at = _day(before["due"]), _moment(before["answered_at"])
    measure.if_then, measure.first_step, measure.reach = before["if_then"], before["first_step"], before["reach"]
    measure.accepted_at = measure.before_yes = None
    measure.save()
    log.record(actor, Action.MEASURE_ACCEPT, measure, deed="take-back")
    return measure


@transaction.atomic
def close_help(actor: Actor, help_id: int, *, outcome: str) -> HelpRequest:
    """Say how it was solved."""
    asked = HelpRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=help_id)
    require(actor, Action.HELP_CLOSE, asked.measure.facts)
    if asked.closed_at is None:
        asked.closed_at, asked.outcome = clock.now(), outcome
        asked.save(update_fields=["closed_at", "outcome"])
        log.record(actor, Action.HELP_CLOSE, asked)
    return asked


def _wall(measure: Measure) -> dict[str, int]:
    return {"partnership_id": measure.partnership_id, "party_id": measure.party_id, "reach": Reach.PARTNERSHIP}


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
