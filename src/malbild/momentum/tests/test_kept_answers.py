"""Answers that were kept on a phone and sent later: taken once, and never over what somebody has said since."""

import datetime as dt
import json
import re

import pytest

from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import services as plan
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.goals.states import Deed
from malbild.kit import clock
from malbild.momentum.tests.conftest import DAY, SUNDAY, TUESDAY, plain

pytestmark = pytest.mark.usefixtures("tuesday")
HERE = "/s/var/vantar/"
HOUR = dt.timedelta(hours=1)


class Phone:
    """Frida's phone: it reads the list, and sends what was answered on it as its script does."""

    def __init__(self, world, who="frida"):
        self.client = world.client(who)
        self.seen, self.n = {}, 0
        self.read()

    def read(self):
        page = self.client.get(HERE).content.decode()
        for mark, pk in re.findall(
            r'name="seen" value="(\w+)">\s*<input type="hidden" name="measure" value="(\d+)"', page
        ):
            self.seen[int(pk)] = mark

    def send(self, measure, answer, *, once="", **more):
        self.n += 1
        data = {"measure": measure.pk, "answer": answer, "once": once or f"{self.n:032x}", **more}
        data.setdefault("seen", self.seen[measure.pk])
        response = self.client.post(f"{HERE}svar/", data, headers={"Accept": "application/json"})
        return response.status_code, json.loads(response.content)


def answers():
    with outside_the_walls("test"):
        return [(a.answer, a.text) for a in MeasureAnswer.objects.order_by("pk")]


def state_of(measure):
    with outside_the_walls("test"):
        return Measure.objects.get(pk=measure.pk).state


def test_an_answer_is_taken_and_the_next_one_may_follow_it(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    status, said = phone.send(measure, "on-track", text="Ringt i dag")
    assert (status, said["ok"]) == (200, True)
    assert phone.send(measure, "done", seen=said["seen"])[0] == 200
    assert answers() == [("on-track", "Ringt i dag"), ("done", "")]


def test_sent_again_and_again_it_is_one_answer(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    said = [phone.send(measure, "need-help", once="a" * 32, text="Vem äger lampan?") for _n in range(3)]
    assert [(s, b["ok"]) for s, b in said] == [(200, True)] * 3
    assert answers() == [("need-help", "Vem äger lampan?")]
    with outside_the_walls("test"):
        assert HelpRequest.objects.count() == 1


def test_sent_again_after_a_month_it_is_still_one_answer(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    phone.send(measure, "on-track", once="a" * 32)
    with clock.standing_at(TUESDAY + 31 * DAY):
        assert phone.send(measure, "on-track", once="a" * 32)[1]["ok"]
    assert len(answers()) == 1


def test_what_is_done_already_is_not_taken_up_again(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    promise.answer("anna", measure, "done", at=TUESDAY + HOUR)
    with clock.standing_at(TUESDAY + 2 * HOUR):
        status, said = phone.send(measure, "on-track")
    assert status == 409
    assert (said["code"], said["why"]) == ("over", "Åtgärden hade redan blivit klar. Ditt svar behövs inte.")
    assert state_of(measure) == "done"
    assert phone.send(measure, "on-track", anyway="1")[0] == 409


def test_what_somebody_answered_since_is_shown_and_the_person_chooses(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    promise.answer("anna", measure, "new-date", new_due=dt.date(2026, 12, 18), at=TUESDAY + HOUR)
    with clock.standing_at(TUESDAY + 2 * HOUR):
        status, said = phone.send(measure, "done")
        assert status == 409
        assert said["code"] == "changed"
        assert plain(said["why"]) == (
            "Anna svarade ”Ny tid, fredag 18 december” i dag 09.00. Ditt svar är inte skickat. Välj vad som ska gälla."
        )
        assert state_of(measure) == "accepted"
        assert phone.send(measure, "done", anyway="1")[0] == 200
    assert state_of(measure) == "done"


def test_a_question_that_was_changed_is_not_said_yes_to(promise, world, anna):
    measure = promise.ask("frida")
    phone = Phone(world)
    with scope_for(anna):
        plan.edit_measure(anna, measure.pk, title="Ring och bjud in bolaget", due=SUNDAY)
    status, said = phone.send(measure, "yes")
    assert status == 409
    assert said["why"].startswith("Åtgärden har ändrats sedan du läste den.")
    assert state_of(measure) == "asked"


def test_an_ended_atgard_says_so(promise, world, anna):
    measure = promise("frida")
    phone = Phone(world)
    with scope_for(anna):
        plan.end_measure(anna, measure.pk, deed=Deed.GIVE_UP, reason="no-longer-relevant")
    assert phone.send(measure, "done")[1]["code"] == "over"


def test_one_that_was_handed_over_is_somebody_elses(promise, world, anna):
    measure = promise("frida")
    phone = Phone(world)
    with outside_the_walls("test"):
        Measure.objects.filter(pk=measure.pk).update(owner=world.seats["bo"])
    status, said = phone.send(measure, "done")
    assert (status, said["code"]) == (409, "not-yours")
    assert "finns inte i din lista längre" in said["why"]
    assert state_of(measure) == "accepted"


@pytest.mark.parametrize(
    ("answer", "more", "words"),
    [
        ("", {}, "Välj ett av svaren."),
        ("hittepå", {}, "Välj ett av svaren. Inget har ändrats."),
        ("new-date", {"when": "2026-11-30"}, "Välj en ny dag, i dag eller senare."),
        ("need-help", {"text": "Gäller 19811218-9876"}, "personnummer"),
        ("done", {"text": "x" * 281}, "280"),
    ],
)
def test_bad_input_is_refused_in_words_and_changes_nothing(promise, world, answer, more, words):
    measure = promise("frida")
    status, said = Phone(world).send(measure, answer, **more)
    assert (status, said["ok"]) == (422, False)
    assert words in said["why"]
    assert answers() == []


@pytest.mark.parametrize(("who", "status"), [("anna", 409), ("bo", 409), ("hans", 409), ("cia", 404), ("eva", 401)])
def test_only_ones_own_can_be_answered(promise, world, who, status):
    measure = promise("frida")
    data = {"measure": measure.pk, "answer": "done", "once": "b" * 32}
    sent = world.client(who).post(f"{HERE}svar/", data, headers={"Accept": "application/json"})
    assert sent.status_code == status
    assert answers() == []


def test_a_form_without_script_is_not_over_a_later_answer_either(promise, world):
    measure = promise("frida")
    phone = Phone(world)
    promise.answer("anna", measure, "on-track", at=TUESDAY + HOUR)
    with clock.standing_at(TUESDAY + 2 * HOUR):
        page = phone.client.post(
            f"{HERE}svar/", {"measure": measure.pk, "answer": "done", "seen": phone.seen[measure.pk], "once": "c" * 32}
        )
        assert page.status_code == 422
        assert "Anna svarade ”På gång” i dag 09.00." in page.content.decode()
        assert state_of(measure) == "under-way"
        phone.read()
        assert (
            phone.client.post(
                f"{HERE}svar/", {"measure": measure.pk, "answer": "done", "seen": phone.seen[measure.pk]}
            ).status_code
            == 302
        )
    assert state_of(measure) == "done"


# --- what the browser asks for -------------------------------------------------


def test_each_partnership_is_an_app_of_its_own(world):
    client = world.client("frida")
    assert (
        'rel="manifest" href="/s/var/vantar/app.webmanifest" crossorigin="use-credentials"'
        in client.get(HERE).content.decode()
    )
    response = client.get(f"{HERE}app.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    said = response.json()
    assert (said["start_url"], said["scope"], said["display"]) == (HERE, "/s/var/", "standalone")
    assert said["name"] == "Väntar på dig – Vår samverkan"
    assert {i["purpose"] for i in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_the_worker_holds_nothing_of_anybody_and_is_one_plain_script(world):
    response = world.client("eva").get("/vantar/arbetare.js")
    text = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-cache"
    assert "malbild-lista" in text
    assert "malbild-rum-" not in text.replace('"malbild-rum"', "")
    assert not re.search(r"^import\b|[;}]import[ {\"]", text)


def test_reading_the_list_the_app_and_the_worker_changes_nothing(promise, world):
    measure = promise("frida")
    client = world.client("frida")
    with outside_the_walls("test"):
        before = Measure.objects.filter(pk=measure.pk).values().get()
    for _n in range(3):
        for path in (HERE, f"{HERE}?sparat", f"{HERE}app.webmanifest", "/vantar/arbetare.js"):
            assert client.get(path).status_code == 200
    with outside_the_walls("test"):
        assert Measure.objects.filter(pk=measure.pk).values().get() == before
    assert answers() == []
