"""Whatever happens in whatever order, the room converges: the log is the tables, budgets hold, secrets are kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.workshops import queries, services, states
from malbild.workshops.models import Card, CardKey, Group, JoinCode, Participant, Round, Vote
from malbild.workshops.services.cards import key_hash
from malbild.workshops.services.joining import guest_of
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import fresh, start, until
from tests.people import World

which = st.integers(0, 5)  # a phone, a card, a group: taken among those there are
leaders = st.sampled_from(["anna", "bo"])


class Room(RuleBasedStateMachine):
    """A room with phones that retry, change their mind and come late, and two leaders who press at once."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.now, self.names = clock.now(), count()
        self.workshop = until(self.world, start(self.world), 1, Beat.WRITE)
        self.guest = guest_of(self.world.ours.pk, self.workshop.pk)
        self.phones: list[tuple[int, str]] = []
        self.sent: list[tuple[str, str, str]] = []  # acknowledged: id, key, text
        self.used: list[tuple[int, str, int]] = []  # votes as sent
        self.seen_turns = [self.workshop.turn]
        for _n in range(2):
            self.join()
        for n in range(7):  # alone they are 7 groups, and two of them together 6: one dot fewer each
            self.send(n)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    def do(self, name: str, deed: Callable[..., Any], *args: Any, **said: Any) -> Any:
        """The deed as `name` (or a guest) does it; None when it is refused, and then nothing has changed."""
        actor = self.world.actor(name) if name else self.guest
        before = self.state
        with clock.standing_at(self.now), scope_for(actor, self.world.ours.pk):
            try:
                with transaction.atomic():
                    return deed(actor, *args, **said) or True
            except (Refusal, ObjectDoesNotExist):
                pass
        assert holds(self.workshop) == before
        return None

    @property
    def state(self):
        return holds(self.workshop)

    # People in the room

    @rule()
    def join(self) -> None:
        with outside_the_walls("test"):
            door = JoinCode.objects.filter(workshop_id=self.workshop.pk).first()
        if door is not None:
            made = services.join_as_guest(door, kind="school")
            self.phones.append((made.pk, f"{next(self.names):032d}"))

    @rule(who=which)
    def send(self, who: int) -> None:
        key = self.phones[who % len(self.phones)][1]
        card = (str(uuid.uuid4()), key, f"Hemligt {next(self.names)} slut")
        if self.do("", services.write_card, self.workshop.pk, client_id=card[0], text=card[2], key=key):
            self.sent.append(card)

    @rule(which=which, other=st.booleans())
    def send_again(self, which: int, other: bool) -> None:
        if self.sent:
            number, key, text = self.sent[which % len(self.sent)]
            said = {"client_id": number, "text": text, "key": "f" * 32 if other else key}
            self.do("", services.write_card, self.workshop.pk, **said)

    @rule(which=which, other=st.booleans())
    def change(self, which: int, other: bool) -> None:
        if self.sent:
            number, key, text = self.sent[which % len(self.sent)]
            said = {"client_id": number, "text": text + " ändrat", "key": "f" * 32 if other else key}
            assert not self.do("", services.change_card, self.workshop.pk, **said) or not other

    @rule(which=which)
    def withdraw(self, which: int) -> None:
        if self.sent:
            number, key, _text = self.sent[which % len(self.sent)]
            self.do("", services.withdraw_card, self.workshop.pk, client_id=number, key=key)

    @rule(who=which, which=which, dots=st.integers(-1, 3), other=st.booleans())
    def vote(self, who: int, which: int, dots: int, other: bool) -> None:
        groups = self.groups()
        if groups:
            mine, key = self.phones[who % len(self.phones)]
            said = {"group_id": groups[which % len(groups)], "dots": dots, "key": "e" * 32 if other else key}
            if self.do("", services.vote, mine, **said):
                self.used.append((mine, said["key"], said["group_id"]))

    @rule(which=which, dots=st.integers(0, 2))
    def stale_vote(self, which: int, dots: int) -> None:
        if self.used:
            mine, key, group = self.used[which % len(self.used)]
            self.do("", services.vote, mine, group_id=group, dots=dots, key=key)

    @rule(who=which)
    def vote_all(self, who: int) -> None:
        """Every dot that there is, spread out."""
        groups = self.groups()
        mine, key = self.phones[who % len(self.phones)]
        for group in groups[: states.dots_for(len(groups))]:
            self.do("", services.vote, mine, group_id=group, dots=1, key=key)

    @rule(by=leaders, one=which, two=which)
    def regroup(self, by: str, one: int, two: int) -> None:
        """Back out of the voting, fewer groups, and in again."""
        if self.state.place[1] == Beat.VOTE:
            self.undo(by, seq=False)
            self.group(by, "make", one, two)
            self.advance(by, stale=False, to="")

    @rule(who=which, done=st.booleans())
    def done(self, who: int, done: bool) -> None:
        self.do("", services.mark_done, self.phones[who % len(self.phones)][0], done=done)

    # The two leaders

    @rule(by=leaders, stale=st.booleans(), to=st.sampled_from(["", "", "", "decide"]))
    def advance(self, by: str, stale: bool, to: str) -> None:
        turn = self.seen_turns[0] if stale else fresh(self.world, self.workshop).turn
        self.do(by, services.advance, self.workshop.pk, turn=turn, to=to, although=True)

    @rule(by=leaders)
    def press_at_once(self, by: str) -> None:
        turn = fresh(self.world, self.workshop).turn
        first = self.do("anna", services.advance, self.workshop.pk, turn=turn, although=True)
        second = self.do("bo", services.advance, self.workshop.pk, turn=turn, although=True)
        assert not (first and second)

    @rule(by=leaders, seq=st.booleans())
    def undo(self, by: str, seq: bool) -> None:
        self.do(by, services.undo_last, self.workshop.pk, seq=self.state.seq if seq else None)

    @rule(by=leaders, what=st.sampled_from(["make", "move", "aside", "back", "rename"]), one=which, two=which)
    def group(self, by: str, what: str, one: int, two: int) -> None:
        cards, groups = list(self.state.cards), self.groups()
        if not cards:
            return
        chosen = {cards[one % len(cards)], cards[two % len(cards)]}
        target = groups[one % len(groups)] if groups else 0
        deeds: dict[str, tuple[Any, dict[str, Any]]] = {
            "make": (services.make_group, {"card_ids": chosen, "title": f"Grupp {next(self.names)}"}),
            "move": (services.move_cards, {"card_ids": chosen, "group_id": target}),
            "aside": (services.set_aside, {"card_ids": chosen}),
            "back": (services.take_back, {"card_ids": chosen}),
            "rename": (services.rename_group, {"group_id": target, "title": f"Namn {next(self.names)}"}),
        }
        self.do(by, deeds[what][0], self.workshop.pk, **deeds[what][1])

    @rule(by=leaders, which=which, decision=st.sampled_from(["taken", "later", "works", "nonsens"]))
    def decide(self, by: str, which: int, decision: str) -> None:
        if groups := self.groups():
            said = {"group_id": groups[which % len(groups)], "decision": decision, "why": "Därför"}
            self.do(by, services.decide_group, self.workshop.pk, **said)

    @rule(what=st.sampled_from(["add_time", "pause_timer", "resume_timer", "pause_workshop", "resume_workshop"]))
    def time(self, what: str) -> None:
        self.do("anna", getattr(services, what), self.workshop.pk)

    @rule(what=st.sampled_from(["close_workshop", "reopen_workshop", "resume_workshop"]), by=leaders)
    def end(self, what: str, by: str) -> None:
        self.do(by, getattr(services, what), self.workshop.pk)

    @rule(by=leaders)
    def vote_again(self, by: str) -> None:
        self.do(by, services.vote_again, self.workshop.pk, turn=fresh(self.world, self.workshop).turn)

    @rule(which=which, dots=st.integers(0, 3))
    def for_someone(self, which: int, dots: int) -> None:
        self.do("bo", services.card_for_someone, self.workshop.pk, text=f"Hemligt {next(self.names)} slut")
        if groups := self.groups():
            self.do("bo", services.vote_for_someone, self.workshop.pk, dots={groups[which % len(groups)]: dots})

    @rule(seconds=st.sampled_from([-86_400, 1, 40, 3_600, 86_400]))
    def restart(self, seconds: int) -> None:
        """Another process, whose clock stands elsewhere: nothing is kept between deeds but the database."""
        self.now += dt.timedelta(seconds=seconds)

    def groups(self) -> list[int]:
        step = self.state.workshop["step"]
        rows = self.state.groups.items()
        rounds = {k for k, row in self.state.rounds.items() if row["step"] == step}
        return [k for k, row in rows if row["round_id"] in rounds and not row["is_removed"]]

    # What always holds

    @invariant()
    def the_log_is_the_tables(self) -> None:
        holds(self.workshop)

    @invariant()
    def nothing_acknowledged_is_lost_or_doubled(self) -> None:
        with outside_the_walls("test"):
            numbers = [str(n) for n in Card.objects.filter(workshop=self.workshop).values_list("client_id", flat=True)]
            seats = set(Participant.objects.filter(workshop=self.workshop).values_list("pk", flat=True))
        assert len(numbers) == len(set(numbers))
        assert {number for number, _key, _text in self.sent} <= set(numbers)
        assert seats == {mine for mine, _key in self.phones}

    @invariant()
    def budgets_hold(self) -> None:
        with outside_the_walls("test"):
            for now in Round.objects.filter(workshop=self.workshop):
                slips = Vote.objects.filter(round=now)
                left = Group.objects.filter(round=now, is_removed=False).count()
                assert not slips.filter(group__is_removed=True).exists()
                sums = slips.values("key_hash").annotate(n=Sum("dots")).values_list("n", flat=True)
                assert all(n <= states.dots_for(left) for n in sums)
                assert all(n <= states.MOST_ON_ONE for n in slips.values_list("dots", flat=True))

    @invariant()
    def side_tables_are_empty_when_a_round_is_closed(self) -> None:
        with outside_the_walls("test"):
            assert not CardKey.objects.filter(round__workshop=self.workshop, round__revealed_at__isnull=False).exists()
            assert not Vote.objects.filter(round__workshop=self.workshop, round__shown_at__isnull=False).exists()

    @invariant()
    def nobody_sees_what_is_secret(self) -> None:
        with outside_the_walls("test"):
            hidden = list(Card.objects.filter(workshop=self.workshop, round__revealed_at=None).exclude(text=""))
            voting = set(Round.objects.filter(workshop=self.workshop, shown_at=None).values_list("pk", flat=True))
        workshop = fresh(self.world, self.workshop)
        for actor in (self.guest, self.world.actor("anna"), self.world.actor("ines")):
            with scope_for(actor, self.world.ours.pk):
                shown = [queries.board(actor, workshop, step=n, for_leader=True) for n in range(1, 5)]
                said = " ".join(str(given) for given in everything(actor, workshop, shown))
                assert not [c for c in hidden if f"{c.text} " in f"{said} "]
                rows = [row for board in shown for row in board.groups if row.group.round_id in voting]
                assert [(row.votes, row.share) for row in rows] == [(None, 0)] * len(rows)
                assert {row.group.votes for row in rows} <= {None}
                for now in (board.round for board in shown if board.round):
                    nobodys = "d" * 32
                    assert queries.own_cards(actor, now, key_hash(now.writing_mark, nobodys)) == []
                    assert queries.own_dots(actor, now, key_hash(now.voting_mark, nobodys)) == {}


def everything(actor, workshop, shown):
    """Every text that the queries behind the pages give."""
    for board in shown:
        yield from (c.text for c in (*board.loose, *board.aside))
        yield from (c.text for row in board.groups for c in row.cards)
        yield from (row.group.title for row in board.groups)
    yield queries.counts(actor, workshop, shown[0].round)
    yield from (g.title for g in queries.left_over(actor, workshop))
    yield from (g.title for g in queries.took_to_develop(actor, workshop))
    yield queries.growth(actor, workshop)
    yield from queries.people_in_room(actor, workshop)


def _run(world: World, examples: int, steps: int) -> None:
    machine = type("RoomOfTheWorld", (Room,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_deeds_converges(world):
    _run(world, examples=8, steps=30)
