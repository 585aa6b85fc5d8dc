"""Tierp, in the same police district: a small plan of its own behind its own wall."""

from __future__ import annotations

from malbild.access.policy import Reach
from malbild.goals import services as goals
from malbild.goals.models import ConfirmationAnswer
from malbild.goals.states import Answer
from malbild.situation import services as situation
from malbild.situation.models import CauseKind
from malbild.web.demo.people import NEIGHBOUR
from malbild.web.demo.stage import Stage, in_days, next_date


def write(stage: Stage) -> None:
    with stage.on(300, "Cia") as cia:
        problem = situation.add_problem(
            cia,
            stage.pk,
            title="Skadegörelse vid högstadiet på kvällarna",
            place_and_time="Skolgården, vardagar 18–22",
            reach=Reach.PARTNERSHIP,
        )
        cause = situation.add_cause(
            cia, problem.pk, title="Skolgården är öppen, mörk och utan vuxna", kind=CauseKind.PLACE
        )
        vision = goals.write_vision(
            cia, stage.pk, sentence="En skolgård som är full av liv", horizon_year=next_date(12, 31).year
        )
        goal = goals.add_goal(
            cia,
            stage.pk,
            title="Skolgården används i stället för att förstöras",
            cause_ids=[cause.pk],
            reach=Reach.PARTNERSHIP,
        )
        work = goals.add_assignment(
            cia,
            stage.pk,
            title="Kvällsöppen skola",
            lead_party_id=stage.parties[NEIGHBOUR].pk,
            goal_id=goal.pk,
            group="Fritidsgården, skolan, polisen",
            reach=Reach.PARTNERSHIP,
        )
        goals.add_sub_goal(cia, work.pk, title="Skolan har öppet tisdagar och torsdagar", due=in_days(-90))
        goals.activate_assignment(cia, work.pk)
    for name in ("Cia", "Patrik"):
        with stage.on(290, name) as actor:
            goals.confirm(actor, vision_id=vision.pk, answer=ConfirmationAnswer.CONFIRMED)
    _opened(stage, work.pk, cause.pk)
    stage.made.update(problem=problem.pk, cause=cause.pk, goal=goal.pk, work=work.pk)


def _opened(stage: Stage, work_id: int, cause_id: int) -> None:
    due = in_days(-60)
    with stage.on(280, "Cia") as cia:
        measure = goals.add_measure(
            cia,
            stage.pk,
            title="Öppna skolan två kvällar i veckan",
            assignment_id=work_id,
            cause_id=cause_id,
            how_it_acts="Vuxna och aktivitet på platsen när den annars är tom.",
            owner_id=stage.seats["Olle"].pk,
            due=due,
            reach=Reach.PARTNERSHIP,
        )
        goals.ask_owner(cia, measure.pk)
    with stage.on(278, "Olle") as olle:
        goals.accept_measure(olle, measure.pk)
    with stage.on(64, "Olle") as olle:
        goals.answer_measure(olle, measure.pk, answer=Answer.DONE, text="I snitt 34 unga per kväll.")
    stage.made["measure"] = measure.pk
