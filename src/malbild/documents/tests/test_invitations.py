"""The call goes to everyone at the table with the agenda and a calendar file."""

import base64
import datetime as dt

import pytest

from malbild.access.scope import scope_for
from malbild.documents.calendar import calendar_file
from malbild.kit import clock
from malbild.meetings import services
from malbild.outbox.models import Letter

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=clock.SWEDEN)
DAY = dt.datetime(2026, 12, 8, 13, 0, tzinfo=clock.SWEDEN)


@pytest.fixture
def planned(world, anna):
    with clock.standing_at(NOW), scope_for(anna):
        yield services.plan_meeting(anna, world.ours.pk, starts_at=DAY, place="Kommunhuset, sal 2")


def test_calling_twice_calls_once(anna, planned):
    services.call_meeting(anna, planned.pk)
    services.call_meeting(anna, planned.pk)
    assert Letter.objects.count() == 4
    letter = Letter.objects.first()
    assert letter.subject.replace("\u00a0", " ") == "Kallelse: möte tisdag 8 december"
    assert "1. Sedan sist (15 min)" in letter.text
    [attached] = letter.attachments
    event = base64.b64decode(attached["base64"]).decode()
    assert "DTSTART:20261208T120000Z\r\n" in event
    assert "LOCATION:Kommunhuset\\, sal 2\r\n" in event


def test_those_who_were_called_hear_of_a_change_and_of_a_cancelling(anna, planned):
    services.edit_meeting(anna, planned.pk, starts_at=DAY + dt.timedelta(hours=1))
    services.cancel_meeting(anna, services.plan_meeting(anna, planned.partnership_id, starts_at=DAY).pk)
    assert not Letter.objects.exists()
    services.call_meeting(anna, planned.pk)
    services.edit_meeting(anna, planned.pk, starts_at=DAY + dt.timedelta(days=1))
    services.edit_meeting(anna, planned.pk, starts_at=DAY + dt.timedelta(days=1), group="Styrgruppen")
    services.cancel_meeting(anna, planned.pk)
    subjects = list(Letter.objects.filter(to="bo@exempel.se").order_by("pk").values_list("subject", flat=True))
    assert [s.partition(":")[0] for s in subjects] == ["Kallelse", "Ändrad kallelse", "Inställt"]


def test_a_long_line_is_folded_without_cutting_a_letter():
    made = calendar_file(
        uid="x", starts_at=DAY, minutes=60, summary="å" * 100, place="", url="https://x.se", made_at=NOW
    )
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert "å" * 100 in made.replace(b"\r\n ", b"").decode()
