"""Åtgärder in every state, the answers about them and what the follow-up found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from malbild.access.policy import Reach
from malbild.followup import services as followup
from malbild.followup.models import NoteKind
from malbild.goals import services as goals
from malbild.goals.load import Period, Size
from malbild.goals.states import Answer, Deed, Reason
from malbild.momentum.stalled.services import set_rule
from malbild.web.demo.stage import Event, Stage, in_days


@dataclass(frozen=True)
class Promise:
    """An åtgärd of the demo: written, asked and said yes to so many days ago, then answered."""

    title: str
    work: str
    cause: str
    acts: str
    owner: str
    due: int  # days from today
    written: int = 120  # days ago
    asked: int | None = None
    accepted: int | None = None
    answers: tuple[tuple[float, Answer, str], ...] = ()
    sub_goal: str = ""
    if_then: str = ""
    end: tuple[int, Deed, Reason, str] | None = field(default=None)
    block: tuple[float, Reason] | None = None  # when the owner said what was in the way


_DONE, _GOING, _HELP, _NEW = Answer.DONE, Answer.ON_TRACK, Answer.NEED_HELP, Answer.NEW_DATE

PROMISES = (
    Promise(
        "Gå trygghetsvandring i centrum",
        "path",
        "dark",
        "Vi ser samma brister på plats och vet vad som ska lagas först.",
        "Anna",
        -10,
        100,
        99,
        97,
        ((40, _GOING, ""), (12, _DONE, "22 personer gick. Protokollet finns hos Lena.")),
        "walks",
        block=(70, Reason.WAITING_FOR_PARTY),
    ),
    Promise(
        "Byt låsrutin i cykelgaragen",
        "path",
        "dark",
        "Garagen slutar vara en plats att samlas i.",
        "Nils",
        -3,
        90,
        89,
        88,
        ((5, _DONE, ""),),
        block=(62, Reason.DECISION_MISSING),
    ),
    Promise(
        "Beställ ny belysning till tunneln",
        "path",
        "dark",
        "Ljus i tunneln gör att fler går där.",
        "Lena",
        21,
        110,
        109,
        108,
        ((30, _GOING, ""), (5, _GOING, "Offerten är här, beställningen går i veckan.")),
        "lamps",
        "När offerten kommer så ringer jag entreprenören samma dag",
        block=(75, Reason.DECISION_MISSING),
    ),
    Promise(
        "Klipp buskarna vid tunneln",
        "path",
        "dark",
        "Fri sikt från båda hållen.",
        "Nils",
        10,
        20,
        19,
        8,
    ),
    Promise(
        "Be butikerna ha skyltfönstren tända på kvällen",
        "path",
        "dark",
        "Ljus och liv längs vägen hem.",
        "Patrik",
        -80,
        135,
        134,
        133,
        ((70, _DONE, "Sju av nio sa ja."),),
        end=(48, Deed.FOLLOW_UP, Reason.RESOURCES, ""),
    ),
    Promise(
        "Räkna på vad kvällsöppet kostar",
        "place",
        "nowhere",
        "Styrgruppen kan bestämma när siffran finns.",
        "Anna",
        -20,
        70,
        69,
        66,
        ((26, _DONE, ""),),
        "open",
        block=(50, Reason.DECISION_MISSING),
    ),
    Promise(
        "Hitta en lokal nära busstorget",
        "place",
        "nowhere",
        "Unga får någonstans att vara efter klockan 20.",
        "Patrik",
        8,
        70,
        69,
        67,
        ((38, _GOING, ""), (5, _HELP, "Bostadsbolaget svarar inte. Jag behöver någon som känner dem.")),
        "open",
    ),
    Promise(
        "Fråga butikerna vid torget om bänkarna",
        "place",
        "nowhere",
        "Ett torg med bänkar är en plats att vara på.",
        "Lena",
        -45,
        95,
        94,
        93,
        ((72, _GOING, ""),),
        "open",
    ),
    Promise(
        "Håll föräldramöte i årskurs\u00a07",
        "day",
        "parents",
        "Skola och hem får samma bild.",
        "Karin",
        -6,
        90,
        89,
        85,
        ((7, _DONE, "Två av tre hem var där."),),
    ),
    Promise(
        "Skriv en gemensam rutin för frånvaro",
        "day",
        "late",
        "Alla gör samma sak första veckan.",
        "Karin",
        20,
        120,
        119,
        118,
        ((77, _GOING, ""),),
        "same",
        block=(90, Reason.WAITING_FOR_PARTY),
    ),
    Promise(
        "Bjud in elevhälsan till nästa möte",
        "day",
        "late",
        "De ser frånvaron först.",
        "Karin",
        14,
        4,
        3,
    ),
    Promise(
        "Starta läxhjälp tillsammans med fritids",
        "day",
        "late",
        "Fler orkar stanna sista lektionen.",
        "Anna",
        60,
        120,
        119,
        116,
        end=(50, Deed.PAUSE, Reason.DECISION_MISSING, "Väntar på budgeten."),
    ),
    Promise(
        "Skriv förslag till ny uppdragsbeskrivning",
        "meet",
        "unowned",
        "Då vet alla vem som äger vad.",
        "Patrik",
        -4,
        80,
        79,
        78,
        ((45, _NEW, "Väntar på Brås synpunkter."), (12, _GOING, "")),
        "terms",
        block=(60, Reason.WAITING_FOR_PARTY),
    ),
    Promise(
        "Samla numren till jouren på ett blad",
        "meet",
        "unowned",
        "Den som ser något vet vem som ska ringas, också en lördag.",
        "Lars",
        -8,
        75,
        74,
        73,
    ),
    Promise(
        "Pröva en fast dagordning på tre möten",
        "meet",
        "unfollowed",
        "Mötet börjar med det som lovades.",
        "Maria",
        -25,
        130,
        129,
        129,
        ((30, _DONE, ""),),
    ),
    Promise(
        "Berätta för kommunstyrelsen hur det går",
        "meet",
        "unfollowed",
        "Frågan hålls vid liv mellan besluten.",
        "Gun",
        25,
        30,
        29,
        6,
    ),
    Promise(
        "Skicka månadsbrev till alla medlemmar",
        "meet",
        "unfollowed",
        "Alla vet vad som händer.",
        "Maria",
        -60,
        130,
        129,
        129,
        end=(62, Deed.GIVE_UP, Reason.RESOURCES, "Mejlet före mötet räcker."),
    ),
)


def events(stage: Stage) -> Iterator[Event]:
    """Every step of every promise, and the looking back, each on its day."""
    for promise in PROMISES:
        yield from _life(stage, promise)
    yield 6, partial(_police_draft, stage)
    yield 62, partial(_ask_leaders, stage)
    yield 33, partial(_act, stage, "Gun", Reason.DECISION_MISSING, _MANDATE, 33)
    yield 15, partial(_act, stage, "Maria", Reason.WAITING_FOR_PARTY, _CONTACT, 15)
    yield 4, partial(_tells_time, stage)
    yield from _looks_back(stage)


def _life(stage: Stage, p: Promise) -> Iterator[Event]:
    yield p.written, partial(_write, stage, p)
    if p.asked is not None:
        yield p.asked, partial(_ask, stage, p)
    if p.accepted is not None:
        yield p.accepted, partial(_accept, stage, p)
    if p.block is not None:
        yield p.block[0], partial(_block, stage, p)
    for days_ago, said, text in p.answers:
        yield days_ago, partial(_answer, stage, p, days_ago, said, text)
    if p.end:
        yield p.end[0], partial(_end, stage, p)


def _write(stage: Stage, p: Promise) -> None:
    put_off = any(said is _NEW for _ago, said, _text in p.answers)
    due = in_days(p.due - 25 if put_off else p.due)  # the day it had before the new one
    with stage.on(p.written, "Maria") as maria:
        measure = goals.add_measure(
            maria,
            stage.pk,
            title=p.title,
            assignment_id=stage.made[p.work],
            sub_goal_id=stage.made[p.sub_goal] if p.sub_goal else None,
            cause_id=stage.made[p.cause],
            how_it_acts=p.acts,
            owner_id=stage.seats[p.owner].pk,
            due=due,
            reach=Reach.PARTNERSHIP,
        )
    stage.made[p.title] = measure.pk


def _ask(stage: Stage, p: Promise) -> None:
    with stage.on(p.asked or 0, "Maria") as maria:
        goals.ask_owner(maria, stage.made[p.title])


def _accept(stage: Stage, p: Promise) -> None:
    with stage.on(p.accepted or 0, p.owner) as owner:
        goals.accept_measure(owner, stage.made[p.title], if_then=p.if_then)


def _answer(stage: Stage, p: Promise, days_ago: float, said: Answer, text: str) -> None:
    new_due, reason = (in_days(p.due), Reason.WAITING_FOR_PARTY.value) if said is _NEW else (None, "")
    with stage.on(days_ago, p.owner) as owner:
        goals.answer_measure(
            owner, stage.made[p.title], answer=said, text=text, new_due=new_due, reason=reason, via="mail"
        )


def _block(stage: Stage, p: Promise) -> None:
    if p.block:
        days_ago, reason = p.block
        with stage.on(days_ago, p.owner) as owner:
            goals.answer_measure(owner, stage.made[p.title], answer=_HELP, reason=reason.value, via="mail")


def _end(stage: Stage, p: Promise) -> None:
    if p.end:
        days_ago, deed, reason, note = p.end
        with stage.on(days_ago, "Maria") as maria:
            goals.end_measure(maria, stage.made[p.title], deed=deed, reason=reason, note=note)


_MANDATE = "Samordnaren får mandat att beställa för upp till 20\u00a0000\u00a0kronor utan nytt beslut."
_CONTACT = "Bostadsbolaget och tekniska förvaltningen har varsin namngiven kontaktväg."


def _ask_leaders(stage: Stage) -> None:
    """The group agreed to ask its steering group when a meeting could not move something."""
    with stage.on(62, "Patrik") as patrik:
        set_rule(patrik, stage.pk, is_on=True)


def _act(stage: Stage, who: str, reason: Reason, text: str, days_ago: int) -> None:
    with stage.on(days_ago, who) as actor:
        followup.act_on_hinder(actor, stage.pk, reason=reason, text=text)


def _police_draft(stage: Stage) -> None:
    """What the police have written and not yet shared."""
    with stage.on(6, "Patrik") as patrik:
        goals.add_measure(patrik, stage.pk, title="Se över bemanningen på fredagar", assignment_id=stage.made["path"])


def _tells_time(stage: Stage) -> None:
    """Patrik says what time he has, and how large his two åtgärder are: it does not fit, and the plan says so."""
    with stage.on(4, "Patrik") as patrik:
        goals.set_time(patrik, stage.pk, days=Decimal(2), per=Period.MONTH.value)
        for title in ("Hitta en lokal nära busstorget", "Skriv förslag till ny uppdragsbeskrivning"):
            goals.size_measure(patrik, stage.made[title], size=Size.DAYS.value)


def _looks_back(stage: Stage) -> Iterator[Event]:
    notes = (
        (
            "path",
            "Lena",
            11,
            NoteKind.PRODUCTION,
            "Vandringen blev av. Sex brister är antecknade, tre är åtgärdade.",
            "",
            "",
        ),
        (
            "meet",
            "Maria",
            28,
            NoteKind.PROCESS,
            "Tre möten i rad har börjat med det som lovades. Det tar femton minuter.",
            "",
            "Skicka dagordningen en vecka innan, då hinner alla svara.",
        ),
        (
            "place",
            "Anna",
            24,
            NoteKind.PROCESS,
            "Kalkylen är klar men lokalen saknas.",
            Reason.WAITING_FOR_PARTY,
            "Fråga om lokal innan vi räknar på öppettider.",
        ),
        (
            "path",
            "Patrik",
            46,
            NoteKind.EFFECT,
            "Nattvandrarna möter fler som går genom tunneln. Det är en iakttagelse, inte en mätning.",
            "",
            "",
        ),
    )
    for note in notes:
        yield note[2], partial(_look_back, stage, *note)


def _look_back(
    stage: Stage, work: str, who: str, days_ago: int, kind: str, finding: str, deviation: str, lesson: str
) -> None:
    with stage.on(days_ago, who) as actor:
        followup.write_note(
            actor,
            thing="assignment",
            thing_id=stage.made[work],
            finding=finding,
            kind=kind,
            deviation=deviation,
            lesson=lesson,
        )
