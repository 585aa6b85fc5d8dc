"""The workshop that the plan grew from, over two sittings: cards, groups, dots, decisions and what became of them.

The cards are written and everything is decided by the room's own deeds; the dots are laid in bulk and counted as
always. What the plan holds already is tied to its cards rather than made twice.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Final

from malbild.access.scope import scope_for
from malbild.goals.models import FollowUpRoutine, Lesson, Measure, SharedVision
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.web.demo.people import POLICE
from malbild.web.demo.stage import Stage, in_days
from malbild.workshops import services
from malbild.workshops.models import Card, Group, JoinCode, Outcome, Round, Vote, Workshop
from malbild.workshops.services.joining import guest_of
from malbild.workshops.services.record import wall
from malbild.workshops.states import Beat, dots_for

_FIRST: Final = 151  # days ago
_SECOND: Final = 130
_VOTERS: Final = 11
_IN_THE_ROOM: Final = (*("municipality",) * 5, *("school",) * 3, *("police",) * 2, *("housing",) * 2)


@dataclass(frozen=True)
class Pile:
    """A group of cards, its dots, what was decided and which things in the plan grew from it."""

    title: str
    cards: tuple[str, ...]
    votes: int
    decision: str
    grew: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    more: tuple[tuple[str, Any], ...] = ()


_STEPS: Final[dict[int, tuple[Pile, ...]]] = {
    1: (
        Pile(
            "Nattvandringen",
            (
                "Nattvandringen blir av varje fredag",
                "Föräldrarna kommer när det finns fika",
                "Ungdomarna hälsar på oss",
            ),
            2,
            "works",
            (("line_work", "Nattvandring"),),
            "works",
            (("lesson", "Fler vuxna kommer när någon har bokat fikat."),),
        ),
        Pile(
            "Tillsynen av krogar och butiker",
            ("Alkoholtillsynen sköter sig själv", "Polis och kommun gör tillsyn ihop"),
            1,
            "works",
            (("line_work", "Alkoholtillsyn"),),
            "works",
        ),
        Pile(
            "Det vi bestämmer blir inte gjort",
            (
                "Samma punkt kommer tillbaka möte efter möte",
                "Ingen vet vem som skulle göra det",
                "Vi pratar bra men skriver inte ner vem",
                "Mellan mötena händer inget",
            ),
            9,
            "taken",
            (("goal", "done"), ("assignment", "meet")),
            "develop",
            (("parts", ["mandate", "method"]),),
        ),
        Pile(
            "Vi når inte de unga på kvällen",
            ("Vi jobbar dagtid, det händer på kvällen", "Fritidsgården stänger för tidigt", "Fältgruppen är för liten"),
            7,
            "taken",
            (),
            "develop",
            (("parts", ["resources"]),),
        ),
        Pile(
            "Socialtjänsten är sällan med",
            ("Socialtjänsten saknas runt bordet", "Vi får inte tag i rätt person"),
            3,
            "later",
            (),
            "develop",
            (("why", "Chefen tillträder i höst. Vi bjuder in henne då."),),
        ),
    ),
    2: (
        Pile(
            "Tryggare i centrum på kvällen",
            (
                "Man väljer gångtunneln även när det är mörkt",
                "Fler stannar kvar på torget efter åtta",
                "Inga nya krossade rutor vid busstorget",
                "Mormor tar bussen hem på kvällen",
            ),
            8,
            "taken",
            (("goal", "safe"),),
            "",
            (("criteria", ["worst-place", "many", "within-reach"]),),
        ),
        Pile(
            "Alla elever är i skolan",
            ("Frånvaron syns samma vecka", "Skola och hem säger samma sak", "Ingen försvinner i årskurs 8"),
            8,
            "taken",
            (("goal", "pupils"),),
            "",
            (("criteria", ["damage", "within-reach"]), ("why", "Lika många röster. Vi orkar med båda.")),
        ),
        Pile(
            "Vi gör det vi har lovat",
            ("Mötet börjar med det som är klart", "Varje sak har ett namn och en dag"),
            4,
            "taken",
            (("goal", "done"),),
            "",
            (("criteria", ["within-reach"]), ("why", "Utan det blir inget av det andra gjort.")),
        ),
        Pile(
            "Färre cykelstölder",
            ("Cykeln står kvar när tåget kommer",),
            2,
            "later",
            (),
            "",
            (("why", "Påverkar färre. Vi följer det i vardagen."),),
        ),
    ),
    3: (
        Pile(
            "Ljus och ögon längs gångstråket",
            ("Laga lamporna i tunneln", "Gå stråket tillsammans och skriv upp bristerna", "Klipp buskarna vid trappan"),
            8,
            "taken",
            (("assignment", "path"), ("sub_goal", "lamps"), ("sub_goal", "walks")),
        ),
        Pile(
            "Någonstans att vara på fredagar",
            ("Öppna fritidsgården till elva", "Fråga de unga vad de vill ha"),
            6,
            "taken",
            (("assignment", "place"), ("sub_goal", "open")),
        ),
        Pile(
            "Samma rutin i alla klasser",
            ("Ring hem samma dag", "En gemensam mall för första samtalet"),
            5,
            "taken",
            (("assignment", "day"), ("sub_goal", "same")),
        ),
        Pile(
            "Ägare och dag på allt",
            ("Skriv vem och när innan vi går vidare", "Fast dagordning", "Skicka det vi lovade till alla"),
            3,
            "taken",
            (("assignment", "meet"), ("sub_goal", "terms")),
        ),
    ),
    4: (
        Pile(
            "En rad på varje möte",
            ("Varje ägare säger en rad på mötet", "Börja med det som är klart"),
            0,
            "taken",
            (("routine", "En rad på varje möte"),),
        ),
        Pile(
            "Styrgruppen får läget varje kvartal",
            ("Kvartalsuppföljningen finns redan",),
            0,
            "taken",
            (("routine", "Kvartalsuppföljning i styrgruppen"),),
        ),
    ),
}
_MEASURES: Final = {  # written when the second sitting was over
    "Pröva en fast dagordning på tre möten": "Ägare och dag på allt",
    "Skicka månadsbrev till alla medlemmar": "Ägare och dag på allt",
}
_FACTS: Final = (
    ("31 felanmälningar om belysning längs stråket på ett år.", "Kommunens felanmälan. Påhittat för demon.", 230),
    ("14 av 22 deltagare pekade ut tunneln som otrygg.", "Trygghetsvandring. Påhittat för demon.", 226),
    ("212 tillfällen med ogiltig frånvaro under vårterminen.", "Skolans närvarosystem. Påhittat för demon.", 225),
)
# How long each beat took in minutes: the talk about the causes became longer than planned.
_TOOK: Final = {Beat.ASK: 4, Beat.WRITE: 6, Beat.READ: 11, Beat.VOTE: 3, Beat.DECIDE: 17}
_TALK: Final = 19


def write(stage: Stage) -> None:
    room = _Room(stage, _FIRST)
    room.start()
    for step in (1, 2):
        room.hold(step)
    room.rest_until(_SECOND)
    for step in (3, 4):
        room.hold(step)
    room.end()


def tie_measures(stage: Stage) -> None:
    """The åtgärder that were written down as the workshop ended."""
    with stage.on(0, "Maria"):
        workshop = Workshop.objects.get(pk=stage.made["workshop"])
        groups = {g.title: g for g in Group.objects.filter(workshop=workshop)}
        rows = Measure.objects.filter(pk__in=[stage.made[title] for title in _MEASURES])
        Outcome.objects.bulk_create(
            Outcome(**wall(workshop), step=3, group=groups[_MEASURES[m.title]], title=m.title, measure=m) for m in rows
        )


class _Room:
    """The workshop with its own clock, which goes forward as the beats do."""

    def __init__(self, stage: Stage, days_ago: int) -> None:
        self.stage, self.now = stage, _at_one(days_ago)
        self.pk = 0

    def start(self) -> None:
        with self.stage.at(self.now, "Maria") as maria:
            made = services.start_workshop(maria, self.stage.pk, title="Från ord till handling")
            self.pk = self.stage.made["workshop"] = made.pk
            door = JoinCode.objects.get(workshop=made)
        with clock.standing_at(self.now):
            for kind in _IN_THE_ROOM:
                services.join_as_guest(door, kind=kind)

    def on(self, minutes: int, to: str = "") -> None:
        """So many minutes later the leader moves on."""
        self.now += dt.timedelta(minutes=minutes)
        with self.stage.at(self.now, "Maria") as maria:
            turn = Workshop.objects.get(pk=self.pk).turn
            services.advance(maria, self.pk, turn=turn, to=to, although=True)

    def hold(self, step: int) -> None:
        piles = _STEPS[step]
        self.on(5 if step == 1 else _TOOK[Beat.DECIDE])
        if step == 2:
            self._facts()
        self.on(_TALK if step == 2 else _TOOK[Beat.ASK])
        self._write(piles)
        self.on(_TOOK[Beat.WRITE])
        self._group(piles)
        has_votes = any(p.votes for p in piles)
        self.on(_TOOK[Beat.READ], to="" if has_votes else Beat.DECIDE.value)
        if has_votes:
            self._vote(piles)
            self.on(_TOOK[Beat.VOTE])
        self._decide(step, piles)

    def rest_until(self, days_ago: int) -> None:
        with self.stage.at(self.now + dt.timedelta(minutes=15), "Maria") as maria:
            services.pause_workshop(maria, self.pk)
        self.now = _at_one(days_ago)
        with self.stage.at(self.now, "Maria") as maria:
            services.resume_workshop(maria, self.pk)

    def end(self) -> None:
        self.now += dt.timedelta(minutes=_TOOK[Beat.DECIDE])
        with self.stage.at(self.now, "Maria") as maria:
            services.close_workshop(maria, self.pk)

    def _facts(self) -> None:
        """The figures that the room had then: the public ones of the lägesbild were fetched later."""
        facts = [{"text": t, "source": s, "on": in_days(-ago).isoformat()} for t, s, ago in _FACTS]
        with self.stage.at(self.now, "Maria"):
            now = Round.objects.get(workshop_id=self.pk, step=2)
            now.material = {**now.material, "facts": facts}
            now.save(update_fields=["material"])

    def _write(self, piles: tuple[Pile, ...]) -> None:
        guest = guest_of(self.stage.pk, self.pk)
        with clock.standing_at(self.now), scope_for(guest, self.stage.pk):
            for pile in piles:
                for text in pile.cards:
                    services.write_card(
                        guest,
                        self.pk,
                        client_id=str(uuid.uuid4()),
                        text=text,
                        sort=pile.sort,
                        key=secrets.token_hex(16),
                    )

    def _group(self, piles: tuple[Pile, ...]) -> None:
        with self.stage.at(self.now, "Maria") as maria:
            step = Workshop.objects.get(pk=self.pk).step
            cards = dict(Card.objects.filter(workshop_id=self.pk, round__step=step).values_list("text", "pk"))
            for pile in piles:
                services.make_group(maria, self.pk, card_ids=[cards[t] for t in pile.cards], title=pile.title)

    def _vote(self, piles: tuple[Pile, ...]) -> None:
        """Each slip gets its dots in turn, never more than it has."""
        with self.stage.at(self.now, "Maria"):
            workshop = Workshop.objects.get(pk=self.pk)
            now = Round.objects.get(workshop=workshop, step=workshop.step)
            groups = {g.title: g for g in Group.objects.filter(round=now, is_removed=False)}
            slips = [secrets.token_hex(32) for _n in range(_VOTERS)]
            laid = [groups[p.title] for p in piles for _dot in range(p.votes)]
            if len(laid) > len(slips) * dots_for(len(groups)):
                raise ValueError("more dots than the slips have")
            Vote.objects.bulk_create(
                Vote(**wall(workshop), round=now, key_hash=slips[n % len(slips)], group=group, dots=1)
                for n, group in enumerate(laid)
            )

    def _decide(self, step: int, piles: tuple[Pile, ...]) -> None:
        with self.stage.at(self.now, "Maria") as maria:
            groups = {g.title: g for g in Group.objects.filter(workshop_id=self.pk, round__step=step)}
            for pile in piles:
                group = groups[pile.title]
                lead = self.stage.parties[POLICE].pk if "Tillsynen" in pile.title else None
                services.decide_group(
                    maria, self.pk, group_id=group.pk, decision=pile.decision, lead_party_id=lead, **dict(pile.more)
                )
                self._tie(step, group, pile)
            if step == 2:
                vision = SharedVision.objects.filter(partnership_id=self.stage.pk).earliest("version")
                self._link(step, None, vision=vision)

    def _tie(self, step: int, group: Group, pile: Pile) -> None:
        for kind, name in pile.grew:
            if kind == "routine":
                self._link(step, group, routine=FollowUpRoutine.objects.get(title=name))
            else:
                model: Any = Outcome._meta.get_field(kind).related_model
                self._link(step, group, **{kind: model.objects.get(pk=self.stage.made[name])})
        if dict(pile.more).get("lesson"):
            self._link(step, group, lesson=Lesson.objects.get(line_work_id=self.stage.made[pile.grew[0][1]]))

    def _link(self, step: int, group: Group | None, **thing: Any) -> None:
        workshop = Workshop.objects.get(pk=self.pk)
        made = next(iter(thing.values()))
        Outcome.objects.create(**wall(workshop), step=step, group=group, title=str(made), **thing)


def _at_one(days_ago: int) -> dt.datetime:
    """One o'clock that day, or the Friday before when it was a weekend."""
    day = in_days(-days_ago)
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    return dt.datetime.combine(day, dt.time(13), tzinfo=SWEDEN)
