"""What a question can hang on: one row of a table for each kind of thing, and a way to read it as texts.

A thing is always found through the reader's own sight. The snapshot is taken through a supporter's: what a
supporter may not see is not in it, whoever asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area, Role, Seat
from malbild.access.errors import Hidden
from malbild.access.models import Walled
from malbild.access.policy import Facts, table_facts
from malbild.experience.deidentify import Known, without_people
from malbild.experience.errors import NotShared
from malbild.experience.known_names import names_here
from malbild.experience.models import ExperienceCard
from malbild.experience.names import KIND_WORDS
from malbild.goals.models import Assignment, LineWork, Measure, OverarchingGoal, SharedVision, SubGoal
from malbild.kit import clock
from malbild.partnerships.models import HEADINGS, Partnership, TermsOfReference
from malbild.situation.models import Cause, Problem

type Lines = Iterator[tuple[str, Any]]  # label and text, day or state; empty ones are left out
OPEN_TO_SUPPORT: Final = frozenset({Area.PLAN, Area.WORKSHOP, Area.SUPPORT, Area.TERMS})


@dataclass(frozen=True)
class Kind:
    """One kind of thing; `page` is the route where it is shown and `page_key` what its number is called there."""

    model: type[models.Model]
    lines: Callable[[Any], Lines]
    parts: Callable[[Any, Actor], Lines] | None = None
    page: str = "goals:plan"
    page_key: str = ""


def _vision(row: SharedVision) -> Lines:
    yield _("År"), row.horizon_year
    yield _("Version"), row.version
    yield _("Ändrad"), row.changed_on


def _goal(row: OverarchingGoal) -> Lines:
    yield _("Vilka effekter vill vi uppnå?"), row.effect
    yield _("Läge"), row.get_state_display()
    yield _("Version"), row.version
    yield _("Ändrat"), row.changed_on


def _goal_parts(row: OverarchingGoal, sight: Actor) -> Lines:
    for problem in Problem.objects.visible_to(sight).filter(goal_links__goal=row).distinct():
        yield _("Problem"), problem.title
    for cause in Cause.objects.visible_to(sight).filter(goal_links__goal=row).distinct():
        yield _("Orsak"), cause.title
    for work in Assignment.objects.visible_to(sight).filter(goal=row):
        yield _("Uppdrag"), _with(work.title, work.get_state_display(), work.to_day)


def _assignment(row: Assignment) -> Lines:
    yield _("Leds av"), row.lead_party
    yield _("Mål"), row.goal
    yield _("Läge"), row.get_state_display()
    yield _("Beslut som behövs"), row.decision_needed
    yield _("Från"), row.from_day
    yield _("Till"), row.to_day


def _assignment_parts(row: Assignment, sight: Actor) -> Lines:
    for sub_goal in SubGoal.objects.visible_to(sight).filter(assignment=row):
        yield _("Delmål"), _with(sub_goal.title, sub_goal.get_state_display(), sub_goal.due)
    for measure in Measure.objects.visible_to(sight).filter(assignment=row):
        yield _("Åtgärd"), _with(measure.title, measure.get_state_display(), measure.due)


def _sub_goal(row: SubGoal) -> Lines:
    yield _("Uppdrag"), row.assignment
    yield _("Vad exakt?"), row.specific
    yield _("Hur märks det?"), row.measurable
    yield _("Är det etiskt och politiskt godtagbart?"), row.acceptable
    yield _("Har vi tid och mandat?"), row.realistic
    yield _("Klart senast"), row.due
    yield _("Läge"), row.get_state_display()


def _sub_goal_parts(row: SubGoal, sight: Actor) -> Lines:
    for measure in Measure.objects.visible_to(sight).filter(sub_goal=row):
        yield _("Åtgärd"), _with(measure.title, measure.get_state_display(), measure.due)


def _measure(row: Measure) -> Lines:
    yield _("Uppdrag"), row.assignment
    yield _("Hur ska den påverka orsaken?"), row.how_it_acts
    yield _("Klart senast"), row.due
    yield _("Läge"), row.get_state_display()


def _line_work(row: LineWork) -> Lines:
    yield _("Ansvarar"), row.responsible_party
    yield _("Hur det går till"), row.note
    yield _("Läge"), row.get_state_display()
    yield _("Senast följt"), row.followed_on


def _problem(row: Problem) -> Lines:
    yield _("Beskrivning"), row.description
    yield _("Var och när"), row.place_and_time
    yield _("Prioritet"), row.get_priority_display()


def _problem_parts(row: Problem, sight: Actor) -> Lines:
    for cause in Cause.objects.visible_to(sight).filter(problem=row):
        yield _("Orsak"), cause.title


def _cause(row: Cause) -> Lines:
    yield _("Problem"), row.problem
    yield _("Vad stöder det?"), row.support


def _terms(row: TermsOfReference) -> Lines:
    yield _("Läge"), row.get_state_display()
    yield from ((str(HEADINGS[name]), text) for name, text in row.texts.items())


def _card(row: ExperienceCard) -> Lines:
    yield _("Problemet"), row.problem
    yield _("Vad vi gjorde"), row.done
    yield _("Vad som hände"), row.happened
    yield _("Läge"), row.get_state_display()


def _nothing(_row: Partnership) -> Lines:
    return iter(())


WHOLE: Final = "samverkan"  # a question about nothing in particular
KINDS: Final[dict[str, Kind]] = {
    WHOLE: Kind(Partnership, _nothing, page="experience:support"),
    "malbild": Kind(SharedVision, _vision, page="followup:vision"),
    "mal": Kind(OverarchingGoal, _goal, _goal_parts, "goals:goal", "goal_id"),
    "uppdrag": Kind(Assignment, _assignment, _assignment_parts, "goals:assignment", "assignment_id"),
    "delmal": Kind(SubGoal, _sub_goal, _sub_goal_parts, "goals:sub-goal", "sub_goal_id"),
    "atgard": Kind(Measure, _measure, page="goals:measure", page_key="measure_id"),
    "linjearbete": Kind(LineWork, _line_work, page="goals:line-work", page_key="line_work_id"),
    "uppdragsbeskrivning": Kind(TermsOfReference, _terms, page="terms:version", page_key="terms_id"),
    "problem": Kind(Problem, _problem, _problem_parts, "situation:problem", "problem_id"),
    "orsak": Kind(Cause, _cause, page="situation:picture"),
    "erfarenhet": Kind(ExperienceCard, _card, page="experience:card", page_key="card_id"),
}


def kind_of(name: str) -> Kind:
    """Raises Hidden for a kind that does not exist: addresses are typed by anyone."""
    if name not in KINDS:
        raise Hidden
    return KINDS[name]


def seen(name: str, actor: Actor) -> models.QuerySet[Any]:
    """The things of this kind that the actor may see."""
    manager: Any = kind_of(name).model._default_manager
    found: models.QuerySet[Any] = manager.visible_to(actor)
    return found


def find(actor: Actor, name: str, target_id: int) -> models.Model:
    """The thing, through the actor's own sight. Raises Hidden or DoesNotExist."""
    found: models.Model = seen(name, actor).get(pk=target_id)
    return found


def facts_of(actor: Actor, partnership_id: int, target: models.Model) -> Facts:
    """What the rules may know of the thing; the partnership itself is asked about in the supporter's room."""
    return target.facts if isinstance(target, Walled) else table_facts(actor, partnership_id, area=Area.SUPPORT)


def a_supporter_of(partnership_id: int) -> Actor:
    """Nobody in particular, with the widest sight that a supporter can be given there."""
    return Actor(None, (Seat(partnership_id, None, Role.SUPPORTER, areas=OPEN_TO_SUPPORT),))


def snapshot(name: str, partnership_id: int, target: models.Model) -> dict[str, Any]:
    """How the thing looks now: texts, states and days in Swedish, no names of people.

    Raises NotShared when no supporter may see it.
    """
    kind, sight = kind_of(name), a_supporter_of(partnership_id)
    if not seen(name, sight).filter(pk=target.pk).exists():
        raise NotShared(
            _("Bollplanket kan inte se det här. Dela utkastet med gruppen först, och ställ sedan frågan igen.")
        )
    names = names_here(partnership_id)
    with translation.override("sv"):
        return {
            "kind": name,
            "title": without_people(title_of(name, target), names),
            "on": clock.today().isoformat(),
            "lines": _written(kind.lines(target), names),
            "parts": _written(kind.parts(target, sight), names) if kind.parts else [],
        }


def title_of(name: str, target: models.Model) -> str:
    """What the thing is called; a version of the uppdragsbeskrivning has only its number."""
    if isinstance(target, TermsOfReference):
        number = str(target.version) if target.version else target.get_state_display().lower()
        return f"{KIND_WORDS[name][0]} {number}"
    return str(target)


def _written(lines: Iterable[tuple[str, Any]], names: Known) -> list[list[str]]:
    return [[label, without_people(_word(value), names)] for label, value in lines if value not in (None, "")]


def _word(value: Any) -> str:
    return date_format(value, "j F Y") if isinstance(value, dt.date) else str(value)


def _with(title: str, state: str, day: dt.date | None) -> str:
    text = f"{title} ({state.lower()})"
    return _("%(what)s, klart senast %(day)s") % {"what": text, "day": _word(day)} if day else text


def assignment_behind(actor: Actor, name: str, target_id: int) -> Assignment | None:
    """The uppdrag that an experience of this question would be about, as the actor sees it."""
    works = Assignment.objects.visible_to(actor)
    match name:
        case "uppdrag":
            return works.filter(pk=target_id).first()
        case "delmal":
            return works.filter(sub_goals__in=SubGoal.objects.visible_to(actor).filter(pk=target_id)).first()
        case "atgard":
            return works.filter(measures__in=Measure.objects.visible_to(actor).filter(pk=target_id)).first()
    return None
