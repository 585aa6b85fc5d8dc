"""Målbild, goals, uppdrag, delmål and what works in everyday life."""

from __future__ import annotations

import datetime as dt

from malbild.access.policy import Reach
from malbild.goals import services as goals
from malbild.goals.models import ConfirmationAnswer, SubGoalKind
from malbild.web.demo.people import HOME, HOUSING, POLICE, SCHOOL
from malbild.web.demo.stage import Stage, in_days, next_date

_YES, _NO = ConfirmationAnswer.CONFIRMED.value, ConfirmationAnswer.OBJECTED.value
_FOUR = ("Maria", "Patrik", "Karin", "Nils")  # one for each party


def write(stage: Stage) -> None:
    _vision(stage)
    _goals(stage)
    _assignments(stage)
    _sub_goals(stage)
    _start(stage)
    _line_work(stage)
    _confirmations(stage)


def _vision(stage: Stage) -> None:
    """A first version that everyone confirmed, and a sharper one that is on its way round."""
    year = next_date(12, 31, at_least=60).year
    with stage.on(180, "Maria") as maria:
        first = goals.write_vision(maria, stage.pk, sentence="Ett Älvkarleby där fler trivs ute", horizon_year=year)
    for days_ago, name in zip((178, 176, 173, 171), _FOUR, strict=True):
        with stage.on(days_ago, name) as actor:
            goals.confirm(actor, vision_id=first.pk, answer=_YES)
    with stage.on(14, "Maria") as maria:
        sharper = "Ett Älvkarleby där fler trivs ute, hela dygnet"
        second = goals.write_vision(maria, stage.pk, sentence=sharper, horizon_year=year)
    for days_ago, name in ((13, "Maria"), (12, "Patrik")):
        with stage.on(days_ago, name) as actor:
            goals.confirm(actor, vision_id=second.pk, answer=_YES)
    with stage.on(9, "Nils") as nils:
        goals.confirm(
            nils,
            vision_id=second.pk,
            answer=_NO,
            comment="Vi ställer oss bakom riktningen, men ’hela dygnet’ lovar mer än vi råder över.",
        )


def _goals(stage: Stage) -> None:
    made = stage.made
    wanted = (
        (
            "safe",
            "Fler känner sig trygga i centrum",
            "Fler rör sig ute på kvällen, och skadegörelsen syns inte längre i tunneln.",
            ("dark", "nowhere", "adults", "racks"),
        ),
        (
            "pupils",
            "Alla elever är i skolan hela dagen",
            "Frånvaro upptäcks samma vecka, och skola och hem gör samma sak.",
            ("late", "parents"),
        ),
        (
            "done",
            "Det vi kommer överens om blir gjort",
            "Varje åtgärd har en ägare, och mötet börjar med det som är klart.",
            ("unowned", "unfollowed"),
        ),
    )
    for name, title, effect, causes in wanted:
        with stage.on(150, "Maria") as maria:
            goal = goals.add_goal(
                maria,
                stage.pk,
                title=title,
                effect=effect,
                cause_ids=[made[c] for c in causes],
                reach=Reach.PARTNERSHIP,
            )
        made[name] = goal.pk


def _assignments(stage: Stage) -> None:
    wanted = (
        ("path", "Tryggt gångstråk", "safe", HOME, "Tekniska förvaltningen, bostadsbolaget, polisen"),
        ("place", "Öppen mötesplats", "safe", HOME, "Kultur och fritid, polisen"),
        ("day", "Skola hela dagen", "pupils", SCHOOL, "Högstadiet, elevhälsan, kultur och fritid"),
        ("meet", "Möten som leder till handling", "done", POLICE, "Samordnaren, kommunpolisen"),
        ("park", "Cykelparkering vid stationen", "safe", HOUSING, "Bostadsbolaget, tekniska förvaltningen"),
    )
    for name, title, goal, party, group in wanted:
        with stage.on(149, "Maria") as maria:
            made = goals.add_assignment(
                maria,
                stage.pk,
                title=title,
                lead_party_id=stage.parties[party].pk,
                goal_id=stage.made[goal],
                group=group,
                reach=Reach.PARTNERSHIP,
            )
        stage.made[name] = made.pk


def _sub_goals(stage: Stage) -> None:
    before_summer = next_date(6, 10)
    wanted: tuple[tuple[str, str, str, dt.date, str, str], ...] = (
        ("lamps", "path", "Belysningen vid tunneln är lagad", next_date(3, 31), SubGoalKind.OUTPUT, "Besiktning"),
        ("walks", "path", "Två trygghetsvandringar är gjorda", in_days(40), SubGoalKind.OUTPUT, "Protokoll"),
        ("open", "place", "Mötesplatsen har öppet fredagskvällar", next_date(2, 1), SubGoalKind.OUTPUT, "Öppettider"),
        ("same", "day", "Alla klasser följer samma rutin för frånvaro", in_days(60), SubGoalKind.PROCESS, "Stickprov"),
        (
            "terms",
            "meet",
            "Uppdragsbeskrivningen är genomgången och återkopplad till Brå före sommaren",
            before_summer,
            SubGoalKind.PROCESS,
            "Alla parter har godkänt",
        ),
    )
    for name, work, title, due, kind, how in wanted:
        with stage.on(148, "Maria") as maria:
            made = goals.add_sub_goal(
                maria, stage.made[work], title=title, due=due, kind=kind, measurable=how, specific=title
            )
        stage.made[name] = made.pk


def _start(stage: Stage) -> None:
    for name in ("path", "place", "day", "meet"):
        with stage.on(140, "Maria") as maria:
            goals.activate_assignment(maria, stage.made[name])
    with stage.on(16, "Maria") as maria:
        goals.edit_assignment(
            maria,
            stage.made["place"],
            decision_needed="Ska mötesplatsen i Skutskär ha öppet till 23.00 på fredagar från 1\u00a0februari? "
            "Det kostar 180\u00a0000\u00a0kronor om året.",
        )


_NIGHT = "Fler vuxna kommer när någon har bokat fikat."
_FIELD = "Fungerar bäst när schemat är klart en månad innan."


def _line_work(stage: Stage) -> None:
    with stage.on(146, "Maria") as maria:
        quarter = goals.add_routine(
            maria, stage.pk, title="Kvartalsuppföljning i styrgruppen", rhythm_days=90, is_existing=True
        )
        month = goals.add_routine(maria, stage.pk, title="En rad på varje möte", rhythm_days=45)
    wanted = (
        (
            "Nattvandring",
            HOUSING,
            "Nils",
            month.pk,
            "Går fredagar",
            ((102, "works", ""), (57, "works", ""), (11, "works", "")),
            "Fler vuxna kommer när någon har bokat fikat.",
        ),
        ("Alkoholtillsyn", POLICE, "Patrik", quarter.pk, "Fyra besök om året", ((94, "works", ""),), ""),
        (
            "Fältgruppens fredagar",
            HOME,
            "Anna",
            month.pk,
            "Två personer 19–24",
            (
                (125, "works", ""),
                (98, "works", ""),
                (58, "wavers", "Svårt att bemanna i början av månaden."),
                (18, "wavers", "Två fredagar ställdes in."),
            ),
            "Fungerar bäst när schemat är klart en månad innan.",
        ),
        ("Samtal med nya hyresgäster", HOUSING, "Nils", quarter.pk, "Vid varje inflyttning", ((35, "works", ""),), ""),
    )
    for title, party, owner, routine, note, looks, lesson in wanted:
        with stage.on(145, "Maria") as maria:
            work = goals.add_line_work(
                maria,
                stage.pk,
                title=title,
                responsible_party_id=stage.parties[party].pk,
                owner_id=stage.seats[owner].pk,
                routine_id=routine,
                note=note,
            )
            if lesson:
                goals.add_lesson(maria, stage.pk, text=lesson, line_work_id=work.pk)
        for days_ago, state, text in looks:
            with stage.on(days_ago, owner) as actor:
                goals.pulse(actor, work.pk, state=state, text=text)
        stage.made[title] = work.pk
    with stage.on(145, "Maria") as maria:
        goals.add_lesson(maria, stage.pk, text="När nästa möte är bokat innan vi skiljs åt kommer fler.")


def _confirmations(stage: Stage) -> None:
    said = (
        ("safe", "goal_id", ((138, "Maria"), (137, "Patrik"), (135, "Karin"), (134, "Nils"))),
        ("pupils", "goal_id", ((138, "Maria"), (137, "Patrik"), (136, "Karin"))),
        ("done", "goal_id", ((138, "Maria"), (137, "Patrik"))),
        ("lamps", "sub_goal_id", ((130, "Maria"), (129, "Nils"))),
        ("same", "sub_goal_id", ((130, "Karin"),)),
    )
    for name, key, answers in said:
        for days_ago, who in answers:
            with stage.on(days_ago, who) as actor:
                goals.confirm(actor, answer=_YES, **{key: stage.made[name]})  # type: ignore[arg-type]
