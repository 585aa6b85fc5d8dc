"""What the page of one thing tells besides the thing itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from malbild.access.actor import Actor
from malbild.access.models import Walled, WalledQuerySet
from malbild.access.policy import may_see
from malbild.goals.models import (
    Assignment,
    Confirmation,
    ConfirmationAnswer,
    HelpRequest,
    Measure,
    MeasureAnswer,
    MeasureEvent,
    OverarchingGoal,
    SharedVision,
    SubGoal,
)
from malbild.goals.names import DEED_WORDS, day_words
from malbild.goals.states import MeasureState
from malbild.goals.way import Steps
from malbild.kit import clock
from malbild.partnerships.models import Party
from malbild.situation.models import Cause, Problem

UNDO_TIME = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Chain:
    """What an åtgärd hangs on, from the problem down; None where nothing is linked or it is out of sight."""

    problem: Problem | None
    cause: Cause | None
    goal: OverarchingGoal | None
    assignment: Assignment | None
    sub_goal: SubGoal | None


def chain_of(actor: Actor, measure: Measure) -> Chain:
    """Read from a measure loaded with its cause, problem, delmål, uppdrag and goal."""
    cause = seen(actor, measure.cause)
    assignment = seen(actor, measure.assignment)
    return Chain(
        problem=seen(actor, cause.problem) if cause else None,
        cause=cause,
        goal=seen(actor, assignment.goal) if assignment else None,
        assignment=assignment,
        sub_goal=seen(actor, measure.sub_goal),
    )


def seen[W: Walled](actor: Actor, row: W | None) -> W | None:
    """The row when the actor may see it: a join does not ask, so the rule is asked here."""
    return row if row is not None and may_see(actor, row.facts) else None


@dataclass(frozen=True)
class Happening:
    """One line of an åtgärd's history. `who` is a name or ""."""

    at: dt.datetime
    words: str
    who: str = ""
    text: str = ""


def history(actor: Actor, measure: Measure) -> list[Happening]:
    """Answers and steps in words, newest first, in two queries. Undone answers are left out."""
    answers = MeasureAnswer.objects.visible_to(actor).filter(measure=measure, undone_at=None)
    steps = MeasureEvent.objects.visible_to(actor).filter(measure=measure, deed__in=DEED_WORDS)
    lines = [
        *(Happening(a.at, _answer_words(a), _name(a), a.text) for a in answers.select_related("by__user")),
        *(Happening(s.at, str(DEED_WORDS[s.deed]), _name(s), s.text) for s in steps.select_related("by__user")),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _answer_words(said: MeasureAnswer) -> str:
    words = str(said.get_answer_display())
    reason = f" ({str(said.get_reason_display()).lower()})" if said.reason else ""
    if said.new_due is None:
        return words + reason
    return _("%(answer)s: %(day)s") % {"answer": words, "day": day_words(said.new_due)} + reason


def _name(row: MeasureAnswer | MeasureEvent) -> str:
    return row.by.user.name if row.by else ""


def open_help(actor: Actor, measure: Measure) -> WalledQuerySet[HelpRequest]:
    asked = HelpRequest.objects.visible_to(actor).filter(measure=measure, closed_at=None)
    return asked.select_related("opened_by__user")


def undoable(actor: Actor, measure: Measure) -> MeasureAnswer | None:
    """The actor's own last answer while it can be taken back."""
    last = MeasureAnswer.objects.visible_to(actor).filter(measure=measure, undone_at=None).first()
    if last is None or last.by_id is None or last.by_id != actor.membership_in(measure.partnership_id):
        return None
    return last if clock.now() - last.at <= UNDO_TIME else None


def steps_of(measure: Measure) -> Steps:
    """What the way sagt → beslutat → accepterat → klart is drawn from; the owner is loaded with the åtgärd."""
    decided, accepted, done = _day(measure.asked_at), _day(measure.accepted_at), measure.done_on
    written = _day(measure.created_at) or clock.today()
    return Steps(
        MeasureState(measure.state),
        min(d for d in (written, decided, accepted, done) if d),  # what a file told of was said before it was fetched
        decided,
        accepted,
        done,
        measure.due,
        measure.owner.user.name if measure.owner else "",
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(clock.SWEDEN).date() if moment else None


@dataclass(frozen=True)
class PartyAnswer:
    """What one party has said of the version in force."""

    party: Party
    answer: Confirmation | None

    @property
    def has_confirmed(self) -> bool:
        return self.answer is not None and self.answer.answer == ConfirmationAnswer.CONFIRMED

    @property
    def has_objected(self) -> bool:
        return self.answer is not None and self.answer.answer == ConfirmationAnswer.OBJECTED


def party_answers(actor: Actor, row: SharedVision | OverarchingGoal | SubGoal) -> list[PartyAnswer]:
    """Each party at the table with its answer on this version, in two queries."""
    said = {c.party_id: c for c in Confirmation.objects.visible_to(actor).filter(**_of(row), version=row.version)}
    parties = Party.objects.filter(partnership_id=row.partnership_id).select_related("organisation")
    return [PartyAnswer(p, said.get(p.pk)) for p in parties]


def _of(row: SharedVision | OverarchingGoal | SubGoal) -> dict[str, Walled]:
    if isinstance(row, SubGoal):
        return {"sub_goal": row}
    return {"goal": row} if isinstance(row, OverarchingGoal) else {"vision": row}


@dataclass(frozen=True)
class SmartQuestion:
    """One of the five advisory questions of a delmål, with what the group has answered."""

    word: str
    question: str
    answer: str
    tip: str
    is_answered: bool


def smart_questions(sub_goal: SubGoal, parties: list[PartyAnswer]) -> list[SmartQuestion]:
    """The five; "accepterat" is both godtagbart and what each party has said. None of them stops anything."""
    waiting = [str(p.party) for p in parties if not p.has_confirmed]
    accepted = _("Alla parter har bekräftat.") if not waiting else _("Väntar på %(who)s.") % {"who": ", ".join(waiting)}
    due = day_words(sub_goal.due) if sub_goal.due else ""
    return [
        _question(_("Specifikt"), _("Vad exakt?"), sub_goal.specific, _("Skriv plats, grupp eller antal.")),
        _question(_("Mätbart"), _("Hur märks det?"), sub_goal.measurable, _UNCOUNTED),
        SmartQuestion(
            _("Accepterat"),
            _("Är det etiskt och politiskt godtagbart?"),
            " ".join(filter(None, [sub_goal.acceptable, accepted])),
            _("Säg det högt: kan vi stå för det här inför dem det berör?"),
            bool(sub_goal.acceptable) and not waiting,
        ),
        _question(_("Rimligt"), _("Har ni tid och mandat?"), sub_goal.realistic, _("Vem ger tid? Vem kan besluta?")),
        _question(_("Tidssatt"), _("När?"), due, _("Välj en dag, gärna före ett möte.")),
    ]


_UNCOUNTED = gettext_lazy("Går det inte att räkna? Följ att arbetet görs, eller fråga dem det gäller.")


def _question(word: str, question: str, answer: str, tip: object) -> SmartQuestion:
    return SmartQuestion(word, question, answer, str(tip), bool(answer.strip()))
