"""The demo's mailbox shows letters whole, and exists in the demo only."""

import pytest

from malbild.outbox.services import post


@pytest.fixture
def letter(db):
    return post(
        to="frida@exempel.se",
        subject="2 saker inför mötet",
        text="Klart: http://localhost:8000/svar/1-abc/klart/7/\n<script>alert(1)</script>",
        html='<p style="color:red">Hej <script>alert(1)</script></p>',
        from_name="Vår samverkan",
        attachments=[("protokoll åäö.pdf", "application/pdf", b"%PDF-1")],
    )


def test_the_text_part_has_real_links_and_no_markup(client, settings, letter):
    settings.DEMO = True
    page = client.get(f"/demo/mejl/{letter.pk}/").content.decode()
    assert 'href="http://localhost:8000/svar/1-abc/klart/7/"' in page
    assert "<script>alert" not in page
    assert "Vår samverkan" in page
    assert "2 saker inför mötet" in client.get("/demo/mejl/").content.decode()


def test_the_html_part_runs_nothing(client, settings, letter):
    settings.DEMO = True
    response = client.get(f"/demo/mejl/{letter.pk}/html/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert client.get("/demo/mejl/").headers["Content-Security-Policy"] != policy


def test_an_attachment_can_be_fetched(client, settings, letter):
    settings.DEMO = True
    assert client.get(f"/demo/mejl/{letter.pk}/bilaga/0/").content == b"%PDF-1"
    assert client.get(f"/demo/mejl/{letter.pk}/bilaga/1/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(client, letter):
    assert client.get("/demo/mejl/").status_code == 404
