"""A message handed over by the mail server is taken like one from the mailbox; without the secret nothing is."""

import pytest
from django.core.cache import cache
from django.test import Client

from malbild.outbox import inbound_views
from malbild.outbox.models import CameBack, WorkerBeat
from malbild.outbox.services import post, send_waiting
from malbild.outbox.tests.test_returns import report

SECRET = "en-hemlighet-som-ar-lang-nog"


@pytest.fixture
def sent(db, settings):
    settings.DEMO, settings.INBOUND_SECRET = True, SECRET
    cache.clear()
    made = post(to="frida@exempel.se", subject="2 saker", text="Hej", kind="digest")
    send_waiting()
    yield made
    cache.clear()


def hand_over(raw, secret=f"Bearer {SECRET}", **more):
    client = Client(enforce_csrf_checks=True)
    heads = {"Authorization": secret} if secret else {}
    return client.post("/inkommande/mejl/", raw, content_type="message/rfc822", headers=heads, **more)


def came_back(letter):
    letter.refresh_from_db()
    return letter.came_back


def test_a_message_is_taken_once_and_without_a_session(sent):
    raw = report(message_id=sent.message_id)
    for _ in range(2):
        taken = hand_over(raw)
        assert (taken.status_code, taken.content, dict(taken.cookies)) == (204, b"", {})
    assert came_back(sent) == CameBack.BOUNCED
    assert WorkerBeat.objects.get(job="inbound").did == "ok"


@pytest.mark.parametrize(
    "secret", ["", "Bearer ", "Bearer fel", f"Basic {SECRET}", SECRET, "Bearer åäö", f"Bearer {SECRET}x"]
)
def test_without_the_secret_nothing_is_taken(sent, secret):
    assert hand_over(report(message_id=sent.message_id), secret).status_code == 401
    assert came_back(sent) == CameBack.NOTHING


def test_where_no_secret_is_set_there_is_no_door(sent, settings):
    settings.INBOUND_SECRET = ""
    assert hand_over(b"x", "Bearer ").status_code == 404


def test_only_a_post_opens_it(sent):
    assert Client().get("/inkommande/mejl/", headers={"Authorization": f"Bearer {SECRET}"}).status_code == 405


def test_its_size_is_bounded(sent, monkeypatch):
    big = report(message_id=sent.message_id) + b"x" * 3_000_000
    assert hand_over(big).status_code == 204
    assert came_back(sent) == CameBack.BOUNCED
    monkeypatch.setattr(inbound_views, "LARGEST_SENT", 1000)
    assert hand_over(b"x" * 1001).status_code == 413
    assert hand_over(b"").status_code == 411
    for size in ("", "0", "-1", "x", "٣"):
        assert hand_over(b"x", CONTENT_LENGTH=size).status_code in (411, 413)


def test_its_rate_is_bounded_for_those_with_the_secret_and_for_those_who_guess(sent, monkeypatch):
    monkeypatch.setattr(inbound_views, "A_MINUTE", 2)
    monkeypatch.setattr(inbound_views, "REFUSED_A_MINUTE", 2)
    assert [hand_over(b"x", "Bearer fel").status_code for _ in range(3)] == [401, 401, 429]
    assert [hand_over(b"x").status_code for _ in range(3)] == [204, 204, 429]
    assert hand_over(b"x").headers["Retry-After"] == "60"


def test_junk_is_taken_and_forgotten(sent):
    for raw in (b"\xff\x00", b"From: \xff\n\n", b"Content-Type: multipart/mixed; boundary=\n\n--\n"):
        assert hand_over(raw).status_code == 204
