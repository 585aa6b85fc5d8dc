"""A voting that was left by undo begins anew: with other groups the dots may be fewer, and old ones lie nowhere."""

from __future__ import annotations

import pytest

from malbild.access.scope import outside_the_walls, scope_for
from malbild.workshops import services
from malbild.workshops.errors import NotNow, OverBudget
from malbild.workshops.models import Group, Round, Vote
from malbild.workshops.services.joining import guest_of
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import KEY, OTHER_KEY, go, groups, guest, start, until, write

CARDS = 16  # that many groups give 5 dots, and six or fewer give 2


@pytest.fixture
def voting(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    for n in range(CARDS):
        write(world, workshop, f"Kort {n}")
    return until(world, workshop, 1, Beat.VOTE)


def mark_of(workshop) -> str:
    with outside_the_walls("test"):
        return Round.objects.get(workshop=workshop, step=1).voting_mark


def cards_of(workshop) -> list[int]:
    with outside_the_walls("test"):
        return list(workshop.cards.values_list("pk", flat=True))


def lay(world, workshop, mine, dots, *, n=1, mark=None):
    actor = guest_of(world.ours.pk, workshop.pk)
    with scope_for(actor, world.ours.pk):
        said = {"dots": dots, "n": n, "key": KEY, "mark": mark or mark_of(workshop)}
        return services.vote_slip(actor, mine.pk, **said)


def regroup(world, workshop, anna) -> Group:
    """Undo out of the voting, put all but one card in one group, and open the voting again."""
    with scope_for(anna, world.ours.pk):
        services.undo_last(anna, workshop.pk)
        made = services.make_group(anna, workshop.pk, card_ids=cards_of(workshop)[1:], title="De flesta")
    go(world, workshop)
    return made


def test_five_dots_never_count_where_two_are_allowed(world, anna, voting):
    mine = guest(world, voting)
    names = [g.pk for g in groups(world, voting)]
    old = mark_of(voting)
    lay(world, voting, mine, dict.fromkeys(names[:5], 1))
    made = regroup(world, voting, anna)
    with outside_the_walls("test"):
        assert not Vote.objects.exists()
    assert mark_of(voting) != old
    with pytest.raises(NotNow):
        lay(world, voting, mine, {made.pk: 2}, n=2, mark=old)
    left = [g.pk for g in groups(world, voting)]
    assert len(left) == 2
    with pytest.raises(OverBudget):
        lay(world, voting, mine, {left[0]: 2, left[1]: 1}, n=2)
    assert lay(world, voting, mine, {made.pk: 2}) == {made.pk: 2}
    go(world, voting)
    assert {g.pk: g.votes for g in groups(world, voting)}[made.pk] == 2
    assert holds(voting).rounds[made.round_id]["voters"] == 1


def test_whoever_had_voted_votes_again_also_from_another_device(world, anna, voting):
    mine = guest(world, voting)
    lay(world, voting, mine, {groups(world, voting)[0].pk: 1})
    made = regroup(world, voting, anna)
    actor = guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        services.vote(actor, mine.pk, group_id=made.pk, dots=1, key=OTHER_KEY)
        with pytest.raises(NotNow):
            services.vote(actor, mine.pk, group_id=made.pk, dots=1, key=KEY)


def test_an_undo_that_stays_in_the_voting_keeps_the_slips(world, anna, voting):
    mine, group = guest(world, voting), groups(world, voting)[0]
    lay(world, voting, mine, {group.pk: 2})
    with scope_for(anna, world.ours.pk):
        services.add_time(anna, voting.pk)
        services.undo_last(anna, voting.pk)
    go(world, voting)
    assert {g.pk: g.votes for g in groups(world, voting)}[group.pk] == 2
