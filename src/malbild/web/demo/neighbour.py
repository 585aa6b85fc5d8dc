"""Tierp, in the same police district: a small plan of its own behind its own wall."""

from __future__ import annotations

from malbild.access.policy import Reach
from malbild.experience import deidentify
from malbild.experience import services as experience
from malbild.experience.known_names import names_here
from malbild.experience.models import CardAnswer
from malbild.experience.services.cards import all_texts
from malbild.followup import services as followup
from malbild.followup.models import NoteKind
from malbild.goals import services as goals
from malbild.goals.models import ConfirmationAnswer
from malbild.goals.states import Answer, GoalState
from malbild.partnerships.services import describe_situation
from malbild.situation import services as situation
from malbild.situation.models import CauseKind
from malbild.web.demo.people import NEIGHBOUR
from malbild.web.demo.stage import Stage, in_days, next_date


def write(stage: Stage) -> None:
    with stage.on(300, "Cia") as cia:
        describe_situation(cia, stage.partnership, problems=["skadegorelse", "ungdom"], form="delat-lpo")
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
    _learnt(stage, work.pk)


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
    with stage.on(60, "Cia") as cia:
        followup.write_note(
            cia,
            thing="assignment",
            thing_id=work_id,
            kind=NoteKind.EFFECT,
            finding="Vaktmästaren räknade 4 krossade rutor under hösten, mot 19 hösten innan.",
            lesson="Öppna med en aktivitet som ungdomarna själva har valt.",
        )


def _learnt(stage: Stage, work_id: int) -> None:
    """The uppdrag ends well, and its experience is de-identified, approved by both parties and published."""
    with stage.on(50, "Cia") as cia:
        goals.end_assignment(cia, work_id, to=GoalState.REACHED, note="Kvällarna fortsätter i fritidsgårdens regi.")
        card = experience.draft_card(cia, work_id)
        experience.edit_card(cia, card.pk, **_CARD)
        card.refresh_from_db()
        found = deidentify.findings(all_texts(card), names_here(stage.pk))
        experience.deidentify_card(cia, card.pk, replace={}, keep=[f.text for f in found])
    for days_ago, name in ((47, "Cia"), (45, "Patrik")):
        with stage.on(days_ago, name) as actor:
            experience.answer_card(actor, card.pk, answer=CardAnswer.APPROVED)
    with stage.on(44, "Cia") as cia:
        experience.publish_card(cia, card.pk)


_CARD = {
    "title": "Kvällsöppen skola två kvällar i veckan",
    "problem": "Rutor krossades och skolgården var otrygg på vardagskvällar.",
    "cause": "Skolgården var öppen, mörk och utan vuxna.",
    "done": "Skolan höll öppet två kvällar i veckan med fritidsledare. Polisen kom förbi en gång i veckan. "
    "Ungdomarna valde aktiviteterna.",
    "happened": "I snitt 34 unga per kväll. Vaktmästaren räknade 4 krossade rutor under hösten, mot 19 hösten innan. "
    "Det är en räkning på en skola, så mycket av skillnaden kan vara slump.",
    "certainty": "followed",
    "conditions": "Två fritidsledare per kväll, ett bokat rum och en rektor som ville.",
    "transferability": "Fungerar där skolan ligger nära bostäder. Börja med en kväll.",
    "shows_place": True,
}
