"""*Väntar på dig*, signed in: the same page, the person's own seat."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.scope import outside_the_walls
from malbild.goals.models import Measure, MeasureAnswer
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain

pytestmark = pytest.mark.usefixtures("tuesday")
HERE = "/s/var/vantar/"


def test_it_shows_what_waits_and_folds_the_rest(promise, world):
    promise("frida", "Ring om belysningen")
    promise("frida", "Långt fram", due=dt.date(2027, 6, 1))
    promise("bo", "Polisens rond")
    page = world.client("frida").get(HERE).content.decode()
    assert "En åtgärd väntar på dig" in page
    assert "Dina andra åtgärder (1)" in page
    assert "Polisens rond" not in page


def test_nothing_waits_says_when_the_next_meeting_is(promise, world):
    promise.meeting(dt.date(2026, 12, 8))
    page = plain(world.client("frida").get(HERE).content.decode())
    assert "Inget väntar på dig" in page
    assert "Nästa möte är tisdag 8 december." in page


@pytest.mark.parametrize("who", ["hans", "rut", "ines"])
def test_those_who_own_nothing_get_an_empty_list(world, who):
    assert "Inget väntar på dig" in world.client(who).get(HERE).content.decode()


def test_an_answer_is_saved_shown_and_undone(promise, world):
    measure = promise("frida", "Ring om belysningen")
    frida = world.client("frida")
    sent = frida.post(f"{HERE}svar/", {"measure": measure.pk, "answer": "done"})
    assert sent.status_code == 302
    page = frida.get(HERE).content.decode()
    assert "Markerat som klart. Gruppen ser det på nästa möte." in page
    with outside_the_walls("test"):
        said = MeasureAnswer.objects.get()
    assert (said.via, said.by) == ("page", world.seats["frida"])
    assert frida.post(f"{HERE}angra/{said.pk}/").status_code == 302
    with outside_the_walls("test"):
        assert Measure.objects.get(pk=measure.pk).state == "accepted"


@pytest.mark.parametrize(("who", "status"), [("anna", 404), ("bo", 404), ("gun", 404), ("hans", 404), ("ines", 404)])
def test_the_own_list_answers_only_for_oneself(promise, world, who, status):
    measure = promise("frida", "Ring om belysningen")
    response = world.client(who).post(f"{HERE}svar/", {"measure": measure.pk, "answer": "done"})
    assert response.status_code == status
    said = promise.answer("frida", measure, "done")
    assert world.client(who).post(f"{HERE}angra/{said.pk}/").status_code == 404
    with outside_the_walls("test"):
        assert Measure.objects.get(pk=measure.pk).state == "done"


def test_a_person_number_is_stopped_with_the_line_kept(promise, world):
    measure = promise("frida", "Ring om belysningen")
    response = world.client("frida").post(
        f"{HERE}svar/", {"measure": measure.pk, "answer": "need-help", "text": "Gäller 19811218-9876"}
    )
    assert response.status_code == 422
    assert "Gäller 19811218-9876" in response.content.decode()


def test_help_that_was_asked_for_waits_for_somebody_else(promise, world):
    measure = promise("frida", "Ring om belysningen")
    promise.answer("frida", measure, "need-help", at=TUESDAY - 8 * DAY)
    page = world.client("frida").get(HERE).content.decode()
    assert "Inget väntar på dig" in page
    assert "Dina andra åtgärder (1)" in page


def test_at_most_twelve_queries_and_the_same_for_one_and_for_fifty(promise, world):
    def cost():
        frida = world.client("frida")
        with CaptureQueriesContext(connection) as seen:
            assert frida.get(HERE).status_code == 200
        return len(seen)

    promise("frida", "Sak 0")
    one = cost()
    for n in range(1, 50):
        promise("frida", f"Sak {n}")
    assert cost() == one <= 12
