"""What was made of a reply stands where its writer and the coordinator look; and a real mailbox brings it there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.scope import outside_the_walls
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.momentum.models import MailReply
from malbild.momentum.services import run_due
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain
from malbild.momentum.tests.reply_shapes import plain_reply
from malbild.outbox.models import Letter
from malbild.outbox.services import read_mailbox, receive, send_waiting
from malbild.outbox.tests.imapserver import imap_server
from malbild.outbox.tests.mailserver import mail_server

pytestmark = pytest.mark.usefixtures("tuesday")
NUMBER = "811228-9874"


@pytest.fixture
def two(promise):
    return promise("frida", "Ring om belysningen"), promise("frida", "Boka lokal")


@pytest.fixture
def send(two, settings):
    """Frida's reply to her digest, as often as she writes one."""
    settings.DEMO, settings.REPLY_ADDRESS = True, "svar+{key}@exempel.se"
    run_due(TUESDAY)
    send_waiting()
    letter = Letter.objects.get(kind="digest")
    written = []

    def reply(words, **heads):
        written.append(words)
        told = {"To": letter.headers["Reply-To"], "In-Reply-To": letter.message_id, "Message-ID": f"<{len(written)}@x>"}
        receive(plain_reply("gmail", words, **{**told, **heads}))

    return reply


def page(world, who, path):
    return plain(world.client(who).get(f"/s/{world.ours.slug}/{path}").content.decode())


def digest_to(who):
    return plain(Letter.objects.filter(kind="digest", to=f"{who}@exempel.se").latest("pk").text)


def test_the_writer_sees_how_it_was_understood_and_can_take_it_back(send, world):
    send("1 klart, 2 ny tid 15 januari")
    html = page(world, "frida", "vantar/")
    assert "Så förstod vi ditt mejlsvar" in html
    assert "Ring om belysningen: klart" in html
    assert "Boka lokal: ny tid, fredag 15 januari 2027" in html
    assert html.count("Ångra") == 2
    assert "mejlsvar" not in page(world, "bo", "vantar/")


def test_the_next_digest_tells_it_once(send, world):
    send("1 på gång")
    later = TUESDAY + 7 * DAY
    run_due(later)
    assert "Så förstod vi ditt mejlsvar tisdag 1 december: Ring om belysningen: på gång" in digest_to("frida")
    with clock.standing_at(TUESDAY + 14 * DAY):
        run_due(TUESDAY + 14 * DAY)
    assert "mejlsvar" not in digest_to("frida")


def test_what_waits_stands_with_the_coordinator_until_it_is_taken_care_of(send, world):
    send("Jag vet inte.\n<b>Ring mig</b>")
    html = page(world, "anna", "driv/")
    assert "Svar på mejl" in html
    assert "Jag vet inte.<br>&lt;b&gt;Ring mig&lt;/b&gt;" in html
    assert "Vi förstod inte säkert vad som menades. Inget har ändrats." in html
    assert "Samordnaren läser ditt mejlsvar" in page(world, "frida", "vantar/")
    with outside_the_walls("test"):
        reply = MailReply.objects.get()
    address = f"/s/{world.ours.slug}/driv/mejlsvar/{reply.pk}/"
    assert world.client("frida").post(address).status_code == 403
    assert world.client("cia").post(address).status_code == 404
    assert world.client("bo").post(address).status_code == 302
    assert "Svar på mejl" not in page(world, "anna", "driv/")
    assert "Samordnaren har läst ditt mejlsvar" in page(world, "frida", "vantar/")
    assert world.client("bo").post(address.replace(str(reply.pk), "99999")).status_code == 404


def test_the_coordinators_digest_says_that_one_waits_and_not_what_it_says(send, world):
    send("Hemligt, vad menas?")
    run_due(TUESDAY + 7 * DAY)
    text = digest_to("anna")
    assert "Ett svar på mejl väntar" in text
    assert "Frida har svarat på mejlet 1 december. Läs svaret i listan." in text
    assert "Hemligt" not in text


def test_who_wrote_is_left_open_where_it_cannot_be_known(send, world):
    send("1 klart", From="eva@evil.example")
    html = page(world, "anna", "driv/")
    assert "Kanske från Frida" in html
    assert "Det går inte att se att det är personen själv som har skrivit." in html
    assert "mejlsvar" not in page(world, "frida", "vantar/")


def test_who_wrote_a_personnummer_is_told_with_care_and_nothing_of_it_is_shown(send, world):
    send(f"1 klart, gäller {NUMBER}")
    mine = page(world, "frida", "vantar/")
    assert "Vi sparade inte ditt mejlsvar" in mine
    assert "något som ser ut som ett personnummer. Därför sparade vi inget av det." in mine
    theirs = page(world, "anna", "driv/")
    assert "Hör av dig och be om svaret utan numret." in theirs
    run_due(TUESDAY + 7 * DAY)
    for shown in (mine, theirs, digest_to("frida"), digest_to("anna")):
        assert NUMBER not in shown
    assert "Vi sparade inte ditt mejlsvar" in digest_to("frida")


def test_the_pages_ask_the_same_of_the_database_for_one_reply_and_for_many(send, world):
    send("Vad menas?")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(world, "anna", "driv/")
            page(world, "frida", "vantar/")
        counts.append(len(asked))
        for n in range(4):
            send(f"Vad menas? {n}")
    assert counts[0] == counts[1]


def test_from_the_digest_over_real_servers_to_a_finished_promise(two, settings, world):
    """SMTP out, a person's program, IMAP in: nothing between is ours."""
    settings.REPLY_ADDRESS = "svar+{key}@exempel.se"
    with mail_server() as (server, url), imap_server() as box:
        settings.EMAIL_URL, settings.DEMO, settings.IMAP_URL = url, False, box.url
        run_due(TUESDAY)
        assert send_waiting() == 1
        (mail,) = server.taken
        body = mail.get_body(("plain",)).get_content()
        quoted = "\n".join(f"> {line}" for line in body.split("\n"))
        told = {"To": mail["Reply-To"], "In-Reply-To": mail["Message-ID"], "Message-ID": "<1@frida.exempel>"}
        raw = plain_reply(
            "nothing quoted", f"1 klart, 2 på gång\n\nDen 1 dec. 2026 kl. 07:30 skrev V:\n{quoted}", **told
        )
        box.put(raw)
        box.put(raw)  # and it comes twice
        assert read_mailbox() == 2
        assert read_mailbox() == 0
    with outside_the_walls("test"):
        assert [Measure.objects.get(pk=m.pk).state for m in two] == ["done", "under-way"]
        assert MailReply.objects.count() == 1


def test_the_mail_servers_own_door_brings_a_reply_too(two, settings, client):
    settings.DEMO, settings.REPLY_ADDRESS, settings.INBOUND_SECRET = True, "svar+{key}@exempel.se", "x" * 24
    run_due(TUESDAY)
    send_waiting()
    letter = Letter.objects.get(kind="digest")
    raw = plain_reply("outlook mobile", "1 klart", To=letter.headers["Reply-To"], Message_ID="<1@x>")
    heads = {"Authorization": "Bearer " + "x" * 24}
    for _ in range(2):
        taken = client.post("/inkommande/mejl/", raw, content_type="message/rfc822", headers=heads)
        assert taken.status_code == 204
    with outside_the_walls("test"):
        assert Measure.objects.get(pk=two[0].pk).state == "done"
        assert MailReply.objects.count() == 1
