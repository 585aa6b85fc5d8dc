"""Deeds on the shared picture."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.models import Walled
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.situation.models import Cause, CauseKind, Evidence, Priority, Problem, SituationPicture
from malbild.situation.queries import picture_as_data


class NothingToDecide(Refusal):
    """A lägesbild without problems or without consequences cannot be marked as valid (4 § 2023:196)."""


def next_number(model: type[Walled], partnership_id: int) -> int:
    """The next free number in this partnership; the unique constraint settles a race."""
    rows = model._base_manager.filter(partnership_id=partnership_id)
    return (rows.aggregate(top=Max("number"))["top"] or 0) + 1


def born(actor: Actor, partnership_id: int, reach: Reach) -> dict[str, Any]:
    """The wall's three columns for a new row written by the actor's own party."""
    facts = table_facts(actor, partnership_id, area=Area.PLAN)
    return {"partnership_id": partnership_id, "party_id": facts.party_id, "reach": reach}


@transaction.atomic
def add_problem(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    description: str = "",
    place_and_time: str = "",
    reach: Reach = Reach.OWN_PARTY,
) -> Problem:
    """Number and add a problem; a draft of the actor's own party unless made in a joint room."""
    require(actor, Action.PICTURE_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    problem = Problem.objects.create(
        **born(actor, partnership_id, reach),
        number=next_number(Problem, partnership_id),
        title=title,
        description=description,
        place_and_time=place_and_time,
    )
    log.record(actor, Action.PICTURE_EDIT, problem, deed="add")
    return problem


@transaction.atomic
def edit_problem(actor: Actor, problem_id: int, **values: Any) -> Problem:
    """Change title, description, place_and_time, priority or priority_reason."""
    problem = Problem.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=problem_id)
    require(actor, Action.PICTURE_EDIT, problem.facts)
    allowed = {"title", "description", "place_and_time", "priority", "priority_reason"}
    fields = sorted(allowed & set(values))
    for name in fields:
        setattr(problem, name, values[name])
    if problem.priority == Priority.NOT_NOW and not problem.priority_reason:
        raise Refusal(_("Skriv varför problemet inte prioriteras nu. Skälet sparas till nästa gång."))
    problem.save(update_fields=fields)
    log.record(actor, Action.PICTURE_EDIT, problem, deed="edit")
    return problem


@transaction.atomic
def add_cause(actor: Actor, problem_id: int, *, title: str, kind: str = CauseKind.OTHER, support: str = "") -> Cause:
    """Add a cause, numbered through the whole picture; shared with its problem, decided with the next version."""
    problem = Problem.objects.visible_to(actor).get(pk=problem_id)
    require(actor, Action.PICTURE_EDIT, problem.facts)
    cause = Cause.objects.create(
        **born(actor, problem.partnership_id, Reach(min(problem.reach, Reach.PARTNERSHIP))),
        number=next_number(Cause, problem.partnership_id),
        problem=problem,
        title=title,
        kind=kind,
        support=support,
    )
    log.record(actor, Action.PICTURE_EDIT, cause, deed="add")
    return cause


@transaction.atomic
def add_evidence(
    actor: Actor,
    partnership_id: int,
    *,
    text: str,
    source: str,
    on: dt.date,
    caveat: str = "",
    problem_id: int | None = None,
    show_in_workshop: bool = True,
    reach: Reach = Reach.PARTNERSHIP,
) -> Evidence:
    """Type a fact with its source and day. Raises Problem.DoesNotExist for a problem out of sight."""
    require(actor, Action.PICTURE_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    problem = Problem.objects.visible_to(actor).get(pk=problem_id) if problem_id else None
    fact = Evidence.objects.create(
        **born(actor, partnership_id, Reach(min(problem.reach, Reach.PARTNERSHIP)) if problem else reach),
        problem=problem,
        text=text,
        source=source,
        on=on,
        caveat=caveat,
        show_in_workshop=show_in_workshop,
    )
    log.record(actor, Action.PICTURE_EDIT, fact, deed="add")
    return fact


TEXTS = ("title", "mapping", "consequences", "other_information", "analysis", "unknowns")


@transaction.atomic
def write_picture(actor: Actor, partnership_id: int, **texts: str) -> SituationPicture:
    """Write the texts of the version in preparation, starting one when the newest is already decided."""
    require(actor, Action.PICTURE_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    newest = SituationPicture.objects.visible_to(actor).select_for_update(of=("self",)).first()
    if newest is None or newest.decided_on:
        kept = {name: getattr(newest, name) for name in TEXTS} if newest else {}
        newest = SituationPicture(
            **born(actor, partnership_id, Reach.PARTNERSHIP), version=newest.version + 1 if newest else 1, **kept
        )
    for name in TEXTS:
        if name in texts:
            setattr(newest, name, texts[name])
    newest.save()
    log.record(actor, Action.PICTURE_EDIT, newest, version=newest.version)
    return newest


@transaction.atomic
def mark_valid(actor: Actor, picture_id: int, *, decided_by: str, on: dt.date | None = None) -> SituationPicture:
    """Freeze this version with its problems, causes and facts, and let it replace the valid one.

    What the parties have shared becomes decided material, so that politicians and readers can follow it down to
    the åtgärder; a party's drafts stay drafts.

    Raises NothingToDecide when a mandatory part of 4 § (2023:196) is empty.
    """
    picture = SituationPicture.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=picture_id)
    require(actor, Action.PICTURE_DECIDE, picture.facts)
    missing = [str(label) for label, text in _mandatory(actor, picture) if not text]
    if missing:
        raise NothingToDecide(_("Lägesbilden saknar: %(parts)s.") % {"parts": ", ".join(missing)})
    SituationPicture.objects.filter(partnership_id=picture.partnership_id, is_valid=True).update(is_valid=False)
    picture.snapshot = picture_as_data(actor, picture)
    picture.decided_by, picture.decided_on = decided_by, on or clock.today()
    picture.is_valid, picture.reach = True, Reach.DECIDED
    picture.save()
    for model in (Problem, Cause, Evidence):
        shared = model._default_manager.filter(partnership_id=picture.partnership_id, reach=Reach.PARTNERSHIP)
        shared.update(reach=Reach.DECIDED)
    log.record(actor, Action.PICTURE_DECIDE, picture, version=picture.version)
    return picture


def _mandatory(actor: Actor, picture: SituationPicture) -> list[tuple[str, object]]:
    return [
        (_("kartläggning"), picture.mapping.strip()),
        (_("konsekvenser"), picture.consequences.strip()),
        (_("analys"), picture.analysis.strip()),
        (_("minst ett delat problem"), Problem.objects.visible_to(actor).filter(reach__gte=Reach.PARTNERSHIP).exists()),
    ]


@transaction.atomic
def share_draft(actor: Actor, row: Walled) -> None:
    """Hand a draft to the other parties: a deed with legal weight, logged with what and when (TF 2:9)."""
    require(actor, Action.DRAFT_SHARE, row.facts)
    if row.reach == Reach.OWN_PARTY:
        row.reach = Reach.PARTNERSHIP
        row.save(update_fields=["reach"])
        log.record(actor, Action.DRAFT_SHARE, row, reach=int(Reach.PARTNERSHIP))


@transaction.atomic
def share_problem(actor: Actor, problem_id: int) -> Problem:
    """Share a problem with its causes and facts."""
    problem = Problem.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=problem_id)
    share_draft(actor, problem)
    for row in [*problem.causes.filter(reach=Reach.OWN_PARTY), *problem.evidence.filter(reach=Reach.OWN_PARTY)]:
        share_draft(actor, row)
    return problem
