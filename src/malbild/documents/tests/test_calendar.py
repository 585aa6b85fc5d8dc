"""What is written reads as it was meant, by parsers that had no part in writing it, on the days that catch out."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from malbild.ui.calendar import Called, Entry, Method, feed, invitation, one_entry

SWEDEN = ZoneInfo("Europe/Stockholm")
NOW = dt.datetime(2026, 11, 25, 8, 0, 0, 123456, tzinfo=dt.UTC)
CALLED = Called("bo@exempel.se", "Bo", "Vår samverkan")
HOUR = dt.timedelta(hours=1)


def at(starts_at, minutes=60, **more):
    return Entry("x@y.se", "Möte", starts_at, starts_at + dt.timedelta(minutes=minutes), **more)


def request(entry, called=CALLED):
    return invitation(entry, called, Method.REQUEST, made_at=NOW)


def instants(made):
    """Start and end in UTC as vobject and as icalendar read them."""
    theirs = vobject.readOne(made.decode()).vevent
    [ours] = Calendar.from_ical(made).walk("VEVENT")
    pairs = (theirs.dtstart.value, theirs.dtend.value), (ours.decoded("dtstart"), ours.decoded("dtend"))
    return [tuple(x.astimezone(dt.UTC) for x in pair) for pair in pairs]


EDGES = {
    "the Friday before summer time": dt.datetime(2027, 3, 26, 13, tzinfo=SWEDEN),
    "the hour before the clock goes forward": dt.datetime(2027, 3, 28, 1, 30, tzinfo=SWEDEN),
    "the hour after": dt.datetime(2027, 3, 28, 3, 0, tzinfo=SWEDEN),
    "the Monday after": dt.datetime(2027, 3, 29, 13, tzinfo=SWEDEN),
    "the hour that comes twice, first": dt.datetime(2026, 10, 25, 2, 30, tzinfo=SWEDEN),
    "the hour that comes twice, again": dt.datetime(2026, 10, 25, 2, 30, tzinfo=SWEDEN, fold=1),
    "across the end of summer time": dt.datetime(2026, 10, 25, 1, 30, tzinfo=SWEDEN),
    "the Monday after summer": dt.datetime(2026, 10, 26, 13, tzinfo=SWEDEN),
    "across the year's end": dt.datetime(2026, 12, 31, 23, 30, tzinfo=SWEDEN),
    "leap day": dt.datetime(2028, 2, 29, 13, tzinfo=SWEDEN),
}


@pytest.mark.parametrize("name", EDGES)
def test_two_parsers_read_the_moment_that_was_meant(name):
    start = EDGES[name].astimezone(dt.UTC)
    assert instants(request(at(start, minutes=120))) == [(start, start + 2 * HOUR)] * 2


def test_every_hour_around_both_changes_and_around_year_end_and_leap_day():
    days = [dt.datetime(y, m, 24, tzinfo=dt.UTC) for y in (2026, 2027, 2030) for m in (3, 10)]
    checked = 0
    for start in [*days, dt.datetime(2026, 12, 30, tzinfo=dt.UTC), dt.datetime(2028, 2, 27, tzinfo=dt.UTC)]:
        moments = [start + n * HOUR / 2 for n in range(8 * 48)]
        made = feed("x", [replace(at(m, minutes=90), uid=f"{n}") for n, m in enumerate(moments)], made_at=NOW)
        for event, moment in zip(vobject.readOne(made.decode()).vevent_list, moments, strict=True):
            assert event.dtstart.value.astimezone(dt.UTC) == moment
            assert event.dtend.value.astimezone(dt.UTC) == moment + 1.5 * HOUR
            checked += 1
    assert checked == 3072


def test_thirteen_oclock_is_thirteen_oclock_on_both_sides_of_a_change():
    """A year of Mondays: the clock on the wall says 13, whatever UTC says."""
    year = [dt.datetime(2026, 9, 7, 13, tzinfo=SWEDEN) + dt.timedelta(weeks=w) for w in range(52)]
    made = feed("År", [Entry(f"{n}@y.se", "Möte", x.astimezone(dt.UTC)) for n, x in enumerate(year)], made_at=NOW)
    written = [line for line in made.decode().split("\r\n") if line.startswith("DTSTART;TZID")]
    assert len(written) == 52
    assert all(line.endswith("T130000") for line in written)
    assert {x.astimezone(dt.UTC).hour for x in year} == {11, 12}


def test_the_zone_that_is_sent_has_the_rules_that_sweden_has():
    zone = vobject.readOne(one_entry(at(NOW), made_at=NOW).decode()).vevent.dtstart.value.tzinfo
    for year in range(1997, 2038):
        for month, days in ((1, (15,)), (3, range(24, 32)), (7, (15,)), (10, range(24, 32))):
            for day in days:
                moment = dt.datetime(year, month, day, 12, tzinfo=SWEDEN)
                assert moment.replace(tzinfo=zone).utcoffset() == moment.utcoffset(), moment


def test_a_whole_day_is_a_day_and_blocks_no_time():
    made = one_entry(Entry("x@y.se", "Klart senast", day=dt.date(2028, 2, 29)), made_at=NOW)
    event = vobject.readOne(made.decode()).vevent
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2028, 2, 29), dt.date(2028, 3, 1))
    assert event.transp.value == "TRANSPARENT"
    assert b"VTIMEZONE" not in made


TEXTS = [
    'Möte, med komma; semikolon: kolon \\ snedstreck "citat"',
    "å" * 80,
    "Trygg park 🏊‍♀️ åäö ÅÄÖ – ”nu” " * 6,
    "e\u0301" * 60,
    "\\n \\, \\; \\\\ N",
]


@pytest.mark.parametrize("words", TEXTS)
def test_any_text_comes_back_as_it_was_in_lines_of_75_octets(words):
    text, line = f"{words}\nrad två\n\nrad fyra", " ".join(words.split())
    made = request(replace(at(NOW, text=text, place=words), summary=words))
    assert max(len(x) for x in made.split(b"\r\n")) <= 75
    assert [x.decode() for x in made.split(b"\r\n")]  # no letter is cut in two
    event = vobject.readOne(made.decode()).vevent
    assert (event.summary.value, event.location.value, event.description.value) == (line, line, text)
    [ours] = Calendar.from_ical(made).walk("VEVENT")
    assert (str(ours["summary"]), str(ours["description"])) == (line, text)


HOSTILE = [
    "x\r\nATTENDEE:mailto:a@b.se",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:y",
    "x\rMETHOD:CANCEL",
    "x\u2028BEGIN:VALARM\u2029ACTION:EMAIL",
    "x\x85ORGANIZER:mailto:a@b.se",
    'Bo";RSVP=FALSE;X="',
    "Bo:mailto:ond@exempel.se",
    "^n^'^^",
    "\x00\x07\x1b[2J",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_write_no_lines_of_their_own(words):
    made = request(replace(at(NOW, place=words, text=words), summary=words), Called("bo@exempel.se", words, words))
    whole = vobject.readOne(made.decode())
    assert [c.name for c in whole.components()] == ["VTIMEZONE", "VEVENT"]
    assert whole.method.value == "REQUEST"
    assert list(whole.vevent.components()) == []
    [person] = whole.vevent.attendee_list
    assert (person.value, person.params["RSVP"]) == ("mailto:bo@exempel.se", ["TRUE"])
    assert whole.vevent.organizer.value == "mailto:malbild@localhost"
    [ours] = Calendar.from_ical(made).walk("VEVENT")
    assert sorted(ours) == sorted(set(ours))
    assert str(ours["attendee"]) == "mailto:bo@exempel.se"


_MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), _MOMENTS)
def test_whatever_is_written_and_whenever_it_is_one_event(words, moment):
    moment = moment.replace(microsecond=0)
    made = request(at(moment, place=words, text=words), Called("bo@exempel.se", words, words))
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert instants(made) == [(moment, moment + HOUR)] * 2
