"""The day's digests: to whom, what they say, and each exactly once."""

import datetime as dt
import re

import pytest

from malbild.access.actor import Role
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import services as plan
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.meetings.services import add_point, keep_inside
from malbild.momentum import services
from malbild.momentum.models import DayRun, Digest, MailLink, PersonWeek
from malbild.momentum.services import daily, run_due
from malbild.momentum.tests.conftest import DAY, LONG_AGO, TUESDAY, plain
from malbild.outbox.models import Letter, WorkerBeat
from malbild.partnerships.services import seat_person

WEEK = 7 * DAY


def letter_to(name):
    return Letter.objects.filter(kind="digest", to=f"{name}@exempel.se").latest("pk")


def test_the_one_who_owes_an_answer_gets_a_mail_and_nobody_else(promise, mails):
    promise("frida")
    assert run_due(TUESDAY) == 1
    assert mails() == [("frida", "1 sak väntar på dig")]


def test_the_mail_says_what_got_done_first_and_then_what_waits(promise, world):
    promise.answer("bo", promise("bo", "Trygghetsvandring"), "done", at=TUESDAY - 3 * DAY)
    promise("frida", "Ring om belysningen", due=dt.date(2026, 12, 4))
    run_due(TUESDAY)
    letter = letter_to("frida")
    for part in (plain(letter.text), plain(letter.html)):
        assert part.index("En åtgärd har blivit klar sedan sist: Trygghetsvandring.") < part.index(
            "Ring om belysningen"
        )
        assert "Klart senast fredag 4 december" in part
        assert "Du behöver inte logga in." in part
        assert "Frågor? Svara på mejlet så når du Anna." in part
        assert "Högst ett mejl i veckan." in part
    assert letter.html.count("/svar/") == letter.text.count("/svar/") == 4 + 2
    assert letter.from_name == world.ours.name
    assert letter.headers["Reply-To"] == "anna@exempel.se"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http\S+/svar/\S+/avsluta/>", letter.headers["List-Unsubscribe"])


def test_the_coordinators_own_mail_is_answered_by_the_equal(promise):
    promise("anna")
    run_due(TUESDAY)
    assert letter_to("anna").headers["Reply-To"] == "bo@exempel.se"


def test_addresses_in_the_mail_hold_nothing_personal_and_only_the_hash_is_kept(promise):
    promise("frida")
    run_due(TUESDAY)
    letter = letter_to("frida")
    address = re.search(r"/svar/([^/]+)/klart/", letter.text)[0]
    assert "frida" not in address.lower()
    token = address.split("/")[2]
    with outside_the_walls("test"):
        link = MailLink.objects.get()
    assert token not in (link.token_hash, str(link.items))
    assert link.expires_at - link.created_at == dt.timedelta(days=30)


def test_before_a_meeting_the_mail_says_when_and_where(promise, mails):
    promise.meeting(dt.date(2026, 12, 8), place="kommunhuset i Skutskär")
    promise("frida")
    promise("frida", "Bjud in skolan")
    run_due(TUESDAY)
    assert mails() == [("frida", "2 saker inför mötet 8 december")]
    assert "Nästa möte är tisdag 8 december 13.00, kommunhuset i Skutskär." in plain(letter_to("frida").text)
    assert run_due(TUESDAY + WEEK - DAY) == 0  # told already


def test_before_a_meeting_the_mail_holds_the_agenda_with_ones_own_on_top(promise, world):
    meeting = promise.meeting(dt.date(2026, 12, 8))
    promise("frida")
    anna = world.actor("anna")
    with clock.standing_at(LONG_AGO), scope_for(anna):
        add_point(anna, meeting.pk, title="Vårens möten", minutes=5)
        inside = add_point(anna, meeting.pk, title="Läget med hyresvärden")
        keep_inside(anna, inside.pk)
    run_due(TUESDAY)
    letter = letter_to("frida")
    text, page = plain(letter.text), plain(letter.html)
    assert text.index("1. Ring om belysningen") < text.index("DAGORDNING") < text.index("1. Sedan sist (15 min)")
    assert "1 att svara på." in text
    assert "Vårens möten (5 min)" in text
    assert f"/s/var/moten/{meeting.pk}/" in text
    assert "Sedan sist" in page
    assert "Vårens möten" in page
    assert "Läget med hyresvärden" not in text + page  # bara för oss


def test_an_ordinary_digest_holds_no_agenda(promise):
    promise.meeting(dt.date(2027, 1, 12))
    promise("frida")
    run_due(TUESDAY)
    assert "DAGORDNING" not in letter_to("frida").text


def test_nothing_waits_no_mail(promise, mails):
    promise.answer("frida", promise("frida"), "on-track", at=TUESDAY - DAY)
    assert run_due(TUESDAY) == 0
    assert mails() == []


def test_a_question_waits_for_the_next_mail_and_asks_yes_or_no(promise, mails):
    promise("frida")
    run_due(TUESDAY)
    promise.ask("frida", "Ordna lokal", at=TUESDAY + DAY, due=dt.date(2027, 1, 20))
    for day in range(1, 7):
        assert run_due(TUESDAY + day * DAY) == 0
    assert run_due(TUESDAY + WEEK) == 1
    assert "Fel person" in letter_to("frida").text
    assert [to for to, _subject in mails()] == ["frida", "frida"]


def test_running_again_and_again_writes_each_digest_once(promise, mails):
    for who in ("anna", "bo", "frida", "gun"):
        promise(who)
    assert run_due(TUESDAY) == 4
    for later in (1, 60, 3600):
        assert run_due(TUESDAY + dt.timedelta(seconds=later)) == 0
    DayRun.objects.all().delete()
    assert run_due(TUESDAY + dt.timedelta(hours=2)) == 0
    assert len(mails()) == 4


class Killed(BaseException):
    pass


@pytest.mark.parametrize("where", ["post", "open_link", "beat"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_anywhere_and_run_again_each_digest_goes_exactly_once(promise, mails, monkeypatch, where, nth):
    for who in ("bo", "frida", "gun"):
        promise(who)
    real, calls = getattr(daily, where), []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == nth:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(daily, where, dies)
    if where != "beat" or nth == 1:
        with pytest.raises(Killed):
            run_due(TUESDAY)
    monkeypatch.setattr(daily, where, real)
    run_due(TUESDAY + dt.timedelta(minutes=1))
    assert sorted(to for to, _subject in mails()) == ["bo", "frida", "gun"]
    with outside_the_walls("test"):
        assert Digest.objects.count() == MailLink.objects.count() == PersonWeek.objects.count() == 3
        assert not Digest.objects.filter(letter=None).exists()


def test_what_is_wrong_with_one_partnership_does_not_silence_the_next(promise, world, mails, monkeypatch):
    promise("frida")
    cia, real = world.actor("cia"), daily.table_of
    with scope_for(cia), clock.standing_at(TUESDAY - dt.timedelta(days=1)):
        due = clock.today() + dt.timedelta(days=9)
        asked = plan.add_measure(cia, world.theirs.pk, title="Ring", owner_id=world.seats["cia"].pk, due=due)
        plan.ask_owner(cia, asked.pk)

    def broken(partnership, **more):
        if partnership == world.ours:
            raise ZeroDivisionError
        return real(partnership, **more)

    monkeypatch.setattr(daily, "table_of", broken)
    run_due(TUESDAY)
    assert [to for to, _subject in mails()] == ["cia"]
    assert not DayRun.objects.exists()
    monkeypatch.setattr(daily, "table_of", real)
    run_due(TUESDAY + dt.timedelta(minutes=1))
    assert sorted(to for to, _subject in mails()) == ["cia", "frida"]
    assert DayRun.objects.exists()


def test_nothing_is_written_before_half_past_seven_or_on_a_day_off(promise):
    promise("frida")
    early = TUESDAY.replace(hour=7, minute=29)
    assert run_due(early) == 0
    assert not DayRun.objects.exists()
    assert run_due(TUESDAY.replace(hour=7, minute=30)) == 1


def test_a_worker_that_slept_over_the_day_writes_it_the_next_morning(promise):
    run_due(TUESDAY - DAY)
    promise("frida")
    assert run_due(TUESDAY + DAY) == 1


def test_christmas_eve_moves_the_mail_to_the_day_after_the_holidays(promise, world):
    promise("frida", due=dt.date(2027, 1, 4), at=TUESDAY)
    with scope_for(world.actor("frida")), clock.standing_at(TUESDAY):
        services.set_mail(world.actor("frida"), world.ours.pk, rhythm="weekly", weekday=3)
    for day in range(22, 28):
        at = dt.datetime(2026, 12, day, 8, 0, tzinfo=clock.SWEDEN)
        assert run_due(at) == 0
    assert run_due(dt.datetime(2026, 12, 28, 8, 0, tzinfo=clock.SWEDEN)) == 1


def test_over_new_year_there_is_still_one_a_week(promise, mails):
    promise("frida", due=dt.date(2026, 12, 20))
    sent = []
    for n in range(40):
        at = dt.datetime(2026, 12, 14, 7, 30, tzinfo=clock.SWEDEN) + n * DAY
        if run_due(at):
            sent.append((at.date().isoformat(), mails()[-1][0]))
    assert sent[:3] == [("2026-12-15", "frida"), ("2026-12-22", "frida"), ("2026-12-29", "anna")]  # to call her instead
    assert "frida" not in [to for _day, to in sent[3:]]


def test_two_mails_without_an_answer_rest_until_a_sign_of_life(promise, world, mails):
    measure = promise("frida")
    written = [run_due(TUESDAY + n * WEEK) for n in range(3)]
    assert written == [1, 1, 1]  # the third is Anna's: whom to call
    assert mails()[-1] == ("anna", "1 person att ringa")
    assert "Frida" in letter_to("anna").text
    promise.answer("anna", measure, "on-track", at=TUESDAY + 3 * WEEK)  # Anna rang and wrote it down
    assert run_due(TUESDAY + 4 * WEEK) == 1
    assert mails()[-1][0] == "frida"


def test_a_call_for_help_comes_in_the_coordinators_next_mail_and_makes_none_of_its_own(promise, mails):
    promise.answer("frida", promise("frida"), "need-help", text="Bolaget svarar inte", at=TUESDAY - 5 * DAY)
    assert mails() == []
    assert run_due(TUESDAY) == 1
    assert mails() == [("anna", "1 sak väntar på dig")]
    letter = letter_to("anna")
    assert "Frida bad om hjälp för 5 dagar sedan" in letter.text
    assert "Bolaget svarar inte" in letter.html
    assert "/svar/" in letter.text  # only how often, and how to stop
    assert "/klart/" not in letter.text


def test_the_coordinators_own_call_for_help_reaches_the_equal(promise, mails):
    promise.answer("anna", promise("anna"), "need-help", text="Jag hinner inte", at=TUESDAY - 5 * DAY)
    run_due(TUESDAY)
    assert [to for to, _subject in mails()] == ["bo"]


def test_nobody_is_mailed_who_has_left_or_only_reads(promise, world, mails):
    promise("frida")
    for who in ("hans", "rut", "gun"):
        promise.ask(who, f"Fråga till {who}")
    world.seats["frida"].revoked_at = clock.now()
    world.seats["frida"].save()
    run_due(TUESDAY)
    assert [to for to, _subject in mails()] == ["gun"]


def test_one_person_in_two_partnerships_gets_one_mail_a_week_and_they_take_turns(promise, world, mails):
    bo_there = seat_person(
        world.theirs,
        party=world.theirs.parties.last(),
        role=Role.LIAISON,
        name="Bo",
        email="bo@exempel.se",
        accepted=True,
    )
    promise("bo", due=dt.date(2027, 1, 30))
    promise("bo", "Ring skolan", due=dt.date(2026, 12, 8))
    cia = world.actor("cia")
    with clock.standing_at(TUESDAY - 20 * DAY), scope_for(cia):
        there = plan.add_measure(
            cia, world.theirs.pk, title="Grannens sak", owner_id=bo_there.pk, due=dt.date(2026, 12, 8)
        )
        plan.ask_owner(cia, there.pk)
    assert run_due(TUESDAY) == 1
    assert "Grannens sak" not in letter_to("bo").text
    assert run_due(TUESDAY + WEEK) == 1
    assert "Grannens sak" in letter_to("bo").text
    assert "Ring skolan" not in letter_to("bo").text


def test_a_mail_never_tells_what_its_reader_may_not_see(promise, world):
    hidden = promise("bo", "Polisens utkast")
    promise.answer("bo", hidden, "done", at=TUESDAY - DAY)
    with outside_the_walls("test"):
        Measure.objects.filter(pk=hidden.pk).update(reach=0, party=world.parties["polis"])
    promise("frida")
    run_due(TUESDAY)
    assert "Polisens utkast" not in letter_to("frida").text


def test_half_or_more_answered_is_said_and_less_is_not(promise):
    promise.meeting(dt.date(2026, 12, 8))
    made = {who: promise(who, due=dt.date(2027, 3, 1)) for who in ("anna", "bo", "frida", "gun")}
    promise.answer("anna", made["anna"], "on-track", at=TUESDAY - DAY)
    run_due(TUESDAY)
    assert "har svarat" not in letter_to("frida").text


def test_half_answered_cheers(promise):
    promise.meeting(dt.date(2026, 12, 8))
    made = {who: promise(who, due=dt.date(2027, 3, 1)) for who in ("anna", "bo", "frida", "gun")}
    for who in ("anna", "bo"):
        promise.answer(who, made[who], "on-track", at=TUESDAY - DAY)
    run_due(TUESDAY)
    assert "2 av 4 har svarat." in letter_to("frida").text


def test_a_run_with_nothing_to_do_costs_two_queries(promise, django_assert_max_num_queries):
    run_due(TUESDAY)
    with django_assert_max_num_queries(3):
        run_due(TUESDAY + dt.timedelta(seconds=5))
    assert WorkerBeat.objects.get(job="due")


def test_the_same_number_of_queries_for_one_and_for_fifty_promises(promise, world, django_assert_max_num_queries):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from malbild.momentum.seats import door  # noqa: PLC0415
    from malbild.momentum.table import table_of  # noqa: PLC0415

    def cost():
        with (
            scope_for(door(world.ours.pk)),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            table = table_of(world.ours, at=TUESDAY)
            for person in table.people:
                table.brief(person, since=TUESDAY.date() - DAY)
        return len(seen)

    promise("frida")
    one = cost()
    for n in range(12):
        promise("frida", f"Sak {n}")
        promise("bo", f"Annan {n}")
    assert cost() == one <= 16


@pytest.mark.parametrize(
    "first",
    [
        dt.datetime(2027, 3, 23, 7, 30, tzinfo=clock.SWEDEN),  # summer time begins on Sunday 28 March
        dt.datetime(2026, 10, 20, 7, 30, tzinfo=clock.SWEDEN),  # and ends on Sunday 25 October
        dt.datetime(2028, 2, 22, 7, 30, tzinfo=clock.SWEDEN),  # Tuesday 29 February is the next
    ],
    ids=["spring", "autumn", "leap day"],
)
def test_over_an_odd_hour_or_day_the_mail_comes_on_the_same_weekday_and_hour(promise, mails, first):
    promise("frida", due=first.date(), at=first - 20 * DAY)
    sent = []
    for n in range(13 * 24):  # every hour by a clock that does not know Sweden
        at = first.astimezone(dt.UTC) + dt.timedelta(hours=n)
        if run_due(at):
            sent.append(at.astimezone(clock.SWEDEN))
    assert [(x.weekday(), x.hour, x.minute) for x in sent] == [(1, 7, 30)] * 2
    assert [to for to, _subject in mails()] == ["frida"] * 2
    assert (sent[1].date() - sent[0].date()).days == 7


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), DAY, WEEK, 400 * DAY])
def test_a_clock_that_jumps_back_writes_nothing_twice(promise, mails, back):
    promise("frida")
    assert run_due(TUESDAY) == 1
    run_due(TUESDAY - back)
    for n in range(6):
        run_due(TUESDAY + n * DAY)
    assert mails() == [("frida", "1 sak väntar på dig")]
    assert run_due(TUESDAY + WEEK) == 1
