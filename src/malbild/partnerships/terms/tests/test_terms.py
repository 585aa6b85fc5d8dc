"""The uppdragsbeskrivning: in force, under joint review, approved by each party, in force again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.kit import clock, events
from malbild.kit.errors import Refusal
from malbild.partnerships.events import TermsInForce
from malbild.partnerships.models import TermsAnswer, TermsComment, TermsOfReference
from malbild.partnerships.terms import queries, services
from malbild.partnerships.terms.difference import Change, compare
from malbild.partnerships.terms.services import TermsIncomplete, TermsNotOpen

TEXTS = {"purpose": "Fler ska vara trygga.", "tasks": "Gruppen följer åtgärderna.", "chair": "Kommunchefen"}
HERE = "/s/var/uppdragsbeskrivning/"


def soon():
    return clock.today() + dt.timedelta(days=30)


@pytest.fixture
def review(world, anna):
    """Version 1 under joint review."""
    with scope_for(anna):
        draft = services.write_first(anna, world.ours.pk, texts=TEXTS)
        return services.open_review(anna, draft.pk, due=soon())


def approve(world, review, *names):
    for name in names:
        actor = world.actor(name)
        with scope_for(actor):
            wording = TermsOfReference.objects.get(pk=review.pk).wording
            services.answer(actor, review.pk, answer="approved", wording=wording)


def test_a_first_draft_is_the_own_party_s_until_the_review_opens(world, anna, bo):
    with scope_for(anna):
        draft = services.write_first(anna, world.ours.pk, texts=TEXTS)
        assert (draft.state, draft.reach, draft.version) == ("draft", Reach.OWN_PARTY, None)
    with scope_for(bo), pytest.raises(TermsOfReference.DoesNotExist):
        services.open_review(bo, draft.pk, due=soon())
    with scope_for(bo):  # and their own draft tells nothing of ours
        assert services.write_first(bo, world.ours.pk, texts=TEXTS).pk != draft.pk
    with scope_for(anna):
        assert services.open_review(anna, draft.pk, due=soon()).version == 1
    with scope_for(bo):
        own = TermsOfReference.objects.get(state="draft")
        with pytest.raises(TermsNotOpen, match="pågår redan"):
            services.open_review(bo, own.pk, due=soon())


def test_a_review_asks_for_what_the_group_is_for_and_does(world, anna):
    with scope_for(anna):
        draft = services.write_first(anna, world.ours.pk, texts={"chair": "Kommunchefen"})
        with pytest.raises(TermsIncomplete, match="syfte och uppgifter"):
            services.open_review(anna, draft.pk, due=soon())


def test_every_party_approves_and_then_an_organiser_lets_it_apply(world, review, anna, bo, hans):
    heard = []
    events.subscribe(TermsInForce, heard.append)
    approve(world, review, "anna", "frida")
    with scope_for(bo), pytest.raises(TermsNotOpen, match="Polis"):
        services.put_in_force(bo, review.pk)
    approve(world, review, "bo")
    with scope_for(hans):
        assert queries.in_force(hans) is None
    with scope_for(bo):
        done = services.put_in_force(bo, review.pk)
        services.put_in_force(bo, review.pk)
    assert (done.state, done.in_force_on, done.reach) == ("in-force", clock.today(), Reach.DECIDED)
    assert heard == [TermsInForce(review.pk)]
    with scope_for(hans):
        assert queries.in_force(hans) == done


def test_a_changed_text_is_approved_anew(world, review, anna, frida):
    approve(world, review, "anna", "bo", "frida")
    with scope_for(anna):
        services.edit_terms(anna, review.pk, texts={**TEXTS, "chair": "Ordföranden"})
        with pytest.raises(TermsNotOpen, match="Kommun, Polis, Skola"):
            services.put_in_force(anna, review.pk)
        said = queries.party_answers(anna, queries.open_review(anna), world.ours)
        assert [(a.has_approved, a.lapsed) for a in said] == [(False, True)] * 3
    with scope_for(frida), pytest.raises(TermsNotOpen, match="ändrats sedan du läste"):
        services.answer(frida, review.pk, answer="approved", wording=1)


def test_saving_the_same_text_again_keeps_the_approvals(world, review, anna):
    approve(world, review, "anna")
    with scope_for(anna):
        assert services.edit_terms(anna, review.pk, texts=TEXTS).wording == 1


def test_not_yet_says_why_and_may_turn_into_a_yes(world, review, frida):
    with scope_for(frida):
        with pytest.raises(Refusal, match="vad som saknas"):
            services.answer(frida, review.pk, answer="not-yet", wording=1)
        services.answer(frida, review.pk, answer="not-yet", wording=1, text="Mandatet")
        services.answer(frida, review.pk, answer="approved", wording=1)
        assert [(a.answer, a.text) for a in TermsAnswer.objects.all()] == [("approved", "")]


def test_the_next_version_starts_from_the_one_in_force_which_is_kept(world, review, anna, bo):
    approve(world, review, "anna", "bo", "frida")
    with scope_for(anna):
        services.put_in_force(anna, review.pk)
        second = services.open_review(anna, review.pk, due=soon())
    with scope_for(bo):
        assert services.open_review(bo, review.pk, due=soon()) == second  # opened twice is open once
        assert (second.version, second.texts) == (2, queries.in_force(bo).texts)
        services.edit_terms(bo, second.pk, texts={**TEXTS, "chair": "Polischefen"})
    approve(world, second, "anna", "bo", "frida")
    with scope_for(bo):
        services.put_in_force(bo, second.pk)
        first, second = TermsOfReference.objects.order_by("version")
        assert (first.state, first.chair, second.chair) == ("earlier", "Kommunchefen", "Polischefen")
        changed = [d for d in queries.difference(queries.version_before(bo, second), second) if d.is_changed]
    assert [(p.change, p.text) for p in changed[0].pieces] == [
        (Change.REMOVED, "Kommunchefen"),
        (Change.ADDED, "Polischefen"),
    ]


def test_a_text_that_applies_already_is_noted_with_who_decided_it(world, anna, hans):
    with scope_for(anna):
        draft = services.write_first(anna, world.ours.pk, texts=TEXTS)
        with pytest.raises(TermsNotOpen):
            services.note_in_force(anna, draft.pk, decided_by="Styrgruppen", on=soon())
        services.note_in_force(anna, draft.pk, decided_by="Styrgruppen", on=dt.date(2024, 3, 12))
        with pytest.raises(TermsNotOpen):
            services.edit_terms(anna, draft.pk, texts={"chair": "x"})
    with scope_for(hans):
        assert queries.in_force(hans).decided_by == "Styrgruppen"


def test_the_supporter_comments_and_never_approves_or_edits(world, review, ines):
    with scope_for(ines):
        said = services.comment(ines, review.pk, text="Tänk på mandatet", heading="mandate")
        assert (said.by, said.reach) == (world.seats["ines"], Reach.PARTNERSHIP)
        with pytest.raises(Forbidden):
            services.answer(ines, review.pk, answer="approved", wording=1)
        with pytest.raises(Forbidden):
            services.edit_terms(ines, review.pk, texts={"mandate": "x"})


def test_a_supporter_without_the_area_sees_nothing_of_it(world, review):
    world.seats["ines"].areas = ["support"]
    world.seats["ines"].save()
    ines = world.actor("ines")
    with scope_for(ines), pytest.raises(TermsOfReference.DoesNotExist):
        services.comment(ines, review.pk, text="x")


@pytest.mark.parametrize("who", ["frida", "gun"])
def test_those_at_the_table_answer_but_do_not_edit(world, review, who):
    actor = world.actor(who)
    with scope_for(actor):
        with pytest.raises(Forbidden):
            services.edit_terms(actor, review.pk, texts={"chair": "x"})
        with pytest.raises(Forbidden):
            services.put_in_force(actor, review.pk)


@pytest.mark.parametrize("who", ["hans", "rut", "cia"])
def test_outside_the_table_a_review_is_not_found(world, review, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(TermsOfReference.DoesNotExist):
        services.answer(actor, review.pk, answer="approved", wording=1)


def test_a_broken_off_review_keeps_its_text_and_lets_a_new_one_open(world, review, anna):
    with scope_for(anna):
        services.withdraw_review(anna, review.pk)
        with pytest.raises(TermsNotOpen):
            services.comment(anna, review.pk, text="x")
        again = services.write_first(anna, world.ours.pk, texts=TEXTS)
        assert services.open_review(anna, again.pk, due=soon()).version == 2


def test_the_whole_way_in_the_browser(world):
    anna, bo, frida, hans = (world.client(n) for n in ("anna", "bo", "frida", "hans"))
    assert "Ingen uppdragsbeskrivning gäller än" in hans.get(HERE).content.decode()
    where = anna.post(f"{HERE}skriv/", TEXTS).url
    assert bo.get(where).status_code == 404
    assert anna.post(f"{where}oversyn/", {"due": soon().isoformat()}).status_code == 302
    assert "Läs och svara" in frida.get(HERE).content.decode()
    assert "Ingen uppdragsbeskrivning gäller än" in hans.get(HERE).content.decode()
    frida.post(f"{where}kommentar/", {"text": "Vem kallar?", "heading": "meetings"})
    page = bo.get(where).content.decode()
    assert "Vem kallar?" in page
    assert "Frida" in page
    with scope_for(world.actor("anna")):
        said = TermsComment.objects.get()
    anna.post(f"{HERE}kommentar/{said.pk}/klar/")
    assert "omhändertagen" in bo.get(where).content.decode()
    refused = anna.post(f"{where}galla/")
    assert (refused.status_code, "Polis" in refused.content.decode()) == (422, True)
    for client in (anna, bo, frida):
        assert client.post(f"{where}godkann/", {"wording": "1"}).status_code == 302
    assert anna.post(f"{where}galla/").status_code == 302
    page = hans.get(HERE).content.decode()
    assert "Version 1 gäller sedan" in page
    assert "Gruppen följer åtgärderna." in page
    assert "Vem kallar?" not in hans.get(where).content.decode()  # decided material only


def test_two_who_edit_the_same_text_see_both_versions(world, review):
    anna, bo = world.client("anna"), world.client("bo")
    where = f"{HERE}{review.pk}/text/"
    seen = anna.get(where).context["seen"]
    assert bo.post(where, {**TEXTS, "chair": "Polischefen", "seen": seen}).status_code == 302
    page = anna.post(where, {**TEXTS, "chair": "Kommundirektören", "seen": seen})
    assert page.status_code == 422
    assert "Polischefen" in page.content.decode()
    assert "Kommundirektören" in page.content.decode()


def test_a_personnummer_in_a_comment_is_stopped(world, review):
    page = world.client("frida").post(f"{HERE}{review.pk}/kommentar/", {"text": "811218-9876"})
    assert (page.status_code, "personnummer" in page.content.decode()) == (422, True)


words = st.text(alphabet="ab åö.\n", max_size=40)


@given(before=words, after=words)
def test_the_pieces_of_a_difference_give_both_texts_back(before, after):
    (found,) = compare({"purpose": before}, {"purpose": after})
    assert "".join(p.text for p in found.pieces if p.change is not Change.ADDED) == before
    assert "".join(p.text for p in found.pieces if p.change is not Change.REMOVED) == after
    assert found.is_changed == (before != after)
