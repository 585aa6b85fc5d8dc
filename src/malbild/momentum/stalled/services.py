"""Deeds on the ladder: say what blocks, switch the rule, send something to the steering group."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.followup.models import NoteKind
from malbild.followup.services import write_note
from malbild.goals.ladder import Rung
from malbild.goals.models import Assignment, Measure, MeasureAnswer
from malbild.goals.names import Reasons, day_words
from malbild.goals.queries import assignment_row, measures
from malbild.goals.services import answer_measure
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings.services import carry_over
from malbild.momentum.models import LeadersRule, SentToLeaders
from malbild.momentum.stalled.queries import Stalled, rule_in_force, stalled_measure, stalled_work
from malbild.situation.services import born

_REASON_FITS = 200


def name_block(actor: Actor, measure_id: int, *, reason: str, via: str = "page") -> MeasureAnswer:
    """One tap on what blocks: a call for help with its reason, which the coordinator sees and which can be undone."""
    return answer_measure(actor, measure_id, answer=Answer.NEED_HELP, reason=_known(reason), via=via)


@transaction.atomic
def name_block_of_work(actor: Actor, assignment_id: int, *, reason: str) -> None:
    """One tap on what blocks an uppdrag: a line in its follow-up, with the reason. A second tap the same day is one."""
    work = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.NOTE_WRITE, work.facts)
    said = work.notes_made.visible_to(actor).filter(on=clock.today(), deviation=_known(reason))
    if not said.exists():
        words = _("Står still: %(reason)s.") % {"reason": str(Reasons(reason).label).lower()}
        write_note(actor, thing="assignment", thing_id=work.pk, finding=words, kind=NoteKind.PROCESS, deviation=reason)


def _known(reason: str) -> str:
    if reason not in Reasons.values:
        raise Refusal(_("Välj ett av skälen. Inget har ändrats."))
    return reason


@transaction.atomic
def set_rule(actor: Actor, partnership_id: int, *, is_on: bool) -> LeadersRule | None:
    """Switch on or off that what a meeting could not move is proposed for the steering group. Twice is once."""
    require(actor, Action.STUCK_SET, table_facts(actor, partnership_id))
    standing = rule_in_force(actor)
    if (standing is not None and standing.is_on) == is_on:
        return standing
    rule = LeadersRule.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        is_on=is_on,
        by_id=actor.membership_in(partnership_id),
        at=clock.now(),
    )
    log.record(actor, Action.STUCK_SET, rule, on=is_on)
    return rule


@transaction.atomic
def send_measure(actor: Actor, measure_id: int, *, wish: str = "") -> SentToLeaders:
    """Send a stalled åtgärd to the steering group's agenda, by this person's hand. Sending twice is sending once.

    Raises Refusal where the group has not switched the rule on, or has not had it on a meeting of its own yet.
    """
    row = Measure.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=measure_id)
    require(actor, Action.STUCK_SEND, row.facts)
    found = stalled_measure(actor, measures(actor).get(pk=measure_id), on=clock.today())
    return _send(actor, row, found, wish)


@transaction.atomic
def send_work(actor: Actor, assignment_id: int, *, wish: str = "") -> SentToLeaders:
    """Send a stalled uppdrag to the steering group's agenda; as `send_measure`."""
    row = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.STUCK_SEND, row.facts)
    found = stalled_work(actor, assignment_row(actor, row, on=clock.today()), on=clock.today())
    return _send(actor, row, found, wish)


def _send(actor: Actor, row: Measure | Assignment, found: Stalled | None, wish: str) -> SentToLeaders:
    rule = rule_in_force(actor)
    if rule is None or not rule.is_on:
        raise Refusal(_("Gruppen har inte slagit på att fråga styrgruppen. Slå på det först, om ni är överens."))
    if found is not None and found.sent is not None:
        return found.sent
    if found is None or found.rung < Rung.LEADERS:
        raise Refusal(_("Gruppen har inte haft det på ett möte än. Ta upp det där först."))
    thing = {"measure": row} if isinstance(row, Measure) else {"assignment": row}
    carry_over(
        actor,
        row.partnership_id,
        text=row.title,
        reason=_reason(found, wish),
        measure_id=row.pk if isinstance(row, Measure) else None,
        assignment_id=row.pk if isinstance(row, Assignment) else None,
    )
    sent = SentToLeaders.objects.create(
        **born(actor, row.partnership_id, Reach.PARTNERSHIP),
        **thing,
        wish=wish,
        by_id=actor.membership_in(row.partnership_id),
        at=clock.now(),
    )
    log.record(actor, Action.STUCK_SEND, row)
    return sent


def _reason(found: Stalled, wish: str) -> str:
    """Why it is on the agenda, without blame: since when it has been still, what blocks and what is asked for."""
    since = found.standing.since
    words = [_("Till styrgruppen.")]
    if since:
        words.append(_("Står still sedan %(day)s.") % {"day": day_words(since)})
    if found.reason:
        words.append(f"{found.reason_words}.")
    return " ".join([*words, wish]).strip()[:_REASON_FITS]
