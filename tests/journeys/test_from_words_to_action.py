"""The whole way once, as a partnership lives it: words in a workshop, promises, a meeting, a mail, what came of it.

Every button is pressed by keyboard, in three widths of screen, against a real server and a real mail server.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from importlib.resources import files
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from malbild.access.scope import outside_the_walls
from malbild.goals.models import Assignment, Measure, OverarchingGoal, SharedVision
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.momentum.services import run_due
from malbild.outbox.services import send_waiting
from tests.browser.fixtures import Opener
from tests.journeys.by_keyboard import choose, decide, fill, join, next_beat, press, save
from tests.people import World

pytestmark = pytest.mark.browser
PLAN = files("malbild.web").joinpath("demo/atgardsplan-alvkarleby.xlsx")
PHONE = {"width": 390, "height": 844}
VISION = "Ett Älvkarleby där fler trivs ute"
PROMISE = "Ring bostadsbolaget om belysningen"


def send_card(page: Page, text: str, sort: str = "") -> None:
    page.reload()
    if sort:
        choose(page, "sort", sort)
    page.locator("#kort").fill(text)
    press(page, "Skicka kort")
    expect(page.locator("#mina")).to_contain_text(text)


def test_from_words_to_action(shared_world: World, open_page: Opener, post_office: list[Any]) -> None:
    world = shared_world
    anna = open_page(world.users["anna"])
    bring_in_the_plan(anna)
    hold_the_workshop(world, open_page, anna)
    hold_the_meeting(anna)
    answer_from_the_mail(world, open_page, post_office)
    the_next_agenda_shows_it(anna)
    confirm_and_print_the_vision(world, open_page)
    ask_the_sounding_board(world, open_page, anna)
    share_the_experience(world, open_page, anna)


def bring_in_the_plan(anna: Page) -> None:
    anna.goto("/s/var/uppdrag/hamta/")
    anna.locator("input[type=file]").set_input_files(str(PLAN))
    press(anna, "Läs planen")
    expect(anna.locator("h1")).to_have_text("Granska planen")
    press(anna, re.compile(r"^Lägg in \d+ rader"))
    expect(anna.locator("h1")).not_to_have_text("Granska planen")
    with outside_the_walls("test"):
        assert Measure.objects.count() >= 5
        assert not Measure.objects.exclude(asked_at=None).exists()


def hold_the_workshop(world: World, open_page: Opener, anna: Page) -> None:
    projector = open_page(world.users["anna"], 1280, 720)
    frida, first, second = open_page(world.users["frida"], 390), open_page(None, 390), open_page(None, 390)
    anna.set_viewport_size(PHONE)
    anna.goto("/s/var/workshop/ny/")
    press(anna, "Starta workshopen")
    one = anna.url.removesuffix("storbild/")
    projector.goto(one + "storbild/")
    code = re.sub(r"\D", "", projector.locator(".pj-bigcode strong").inner_text())
    join(first, code, "police")
    join(second, code, "housing")
    frida.goto(one + "delta/")
    press(frida, "Gå med")
    anna.goto(one + "styr/")
    expect(projector.locator("#pj-main")).to_contain_text("3 är med")
    step_one(anna, projector, [first, second, frida])
    step_two(anna, first)
    step_three(anna, frida)
    step_four(anna)
    press(anna, "Avsluta workshopen")
    press(anna, "Avsluta workshopen")
    expect(anna.locator("main")).to_contain_text(VISION)
    expect(first.locator("main")).to_contain_text("Workshopen är avslutad")
    expect(projector.locator("#pj-main")).to_contain_text("Det här kom vi fram till")


def step_one(anna: Page, projector: Page, phones: list[Page]) -> None:
    next_beat(anna, "Fråga")
    next_beat(anna, "Skriv tyst")
    send_card(phones[0], "Möten slutar utan beslut", "develop")
    send_card(phones[1], "Inget händer mellan mötena", "develop")
    send_card(phones[2], "Nattvandringen är igång varje fredag", "works")
    expect(projector.locator("#pj-main")).to_contain_text("3 kort från 3 personer")
    assert "Möten slutar" not in projector.content() + phones[1].content()
    next_beat(anna, "Läs och gruppera")
    for text in ("Möten slutar utan beslut", "Inget händer mellan mötena"):
        anna.get_by_label(text).press("Space")
    anna.get_by_label(re.compile("^Ny grupp som heter")).fill("Från möte till handling")
    press(anna, "Bilda grupp")
    next_beat(anna, "Rösta hemligt")
    phones[0].reload()
    press(phones[0], "Lägg en röst på Från möte till handling")
    expect(phones[0].locator("#kvar")).to_contain_text("1 av 2 röster kvar")
    next_beat(anna, "Bestäm")
    decide(anna, "Från möte till handling", "taken")
    anna_lesson = "Samma kväll varje vecka gör det lätt att komma ihåg"
    decide(anna, "Nattvandringen är igång varje fredag", "works", lesson=anna_lesson)
    expect(projector.locator("#pj-main")).to_contain_text("Från möte till handling")


def step_two(anna: Page, guest: Page) -> None:
    next_beat(anna, "Fråga")
    anna.get_by_label("Vi är klara med samtalet om orsakerna").press("Space")
    next_beat(anna, "Skriv tyst")
    send_card(guest, "Det vi bestämmer blir gjort")
    next_beat(anna, "Läs och gruppera")
    press(anna, "Bestäm utan att rösta")
    decide(anna, "Det vi bestämmer blir gjort", "taken")
    press(anna, "Skriv målbilden")
    fill(anna, sentence=VISION)
    save(anna)
    press(anna, "Lägg till mål")
    fill(anna, title="Det vi lovar blir gjort mellan mötena", effect="Fler åtgärder är klara i tid")
    anna.locator("[name=group_ids]").first.press("Space")
    save(anna)


def step_three(anna: Page, frida: Page) -> None:
    next_beat(anna, "Fråga")
    next_beat(anna, "Skriv tyst")
    send_card(frida, "Tänd gångtunneln")
    next_beat(anna, "Läs och gruppera")
    press(anna, "Bestäm utan att rösta")
    decide(anna, "Tänd gångtunneln", "taken")
    press(anna, re.compile("^Lägg till uppdrag Det vi lovar"))
    fill(anna, title="Tryggt gångstråk")
    save(anna)
    press(anna, re.compile("^Lägg till delmål Tryggt gångstråk"))
    fill(anna, title="Belysningen i tunneln är lagad", measurable="Besiktning", due="31 mars")
    save(anna)
    press(anna, re.compile("^Lägg till åtgärd Tryggt gångstråk"))
    fill(anna, title=PROMISE, due=(clock.today() + dt.timedelta(days=40)).isoformat())
    anna.locator("[name=owner_id]").select_option(label="Frida, Skola")
    save(anna)
    frida.reload()
    expect(frida.locator("main")).to_contain_text("Fråga till dig, Frida")
    frida.get_by_label(re.compile("^När gör du första steget")).fill("När det är måndag så ringer jag")
    press(frida, "Ja, jag tar på mig det")
    anna.reload()
    expect(anna.locator("#plan")).to_contain_text("Accepterad")


def step_four(anna: Page) -> None:
    next_beat(anna, "Fråga")
    next_beat(anna, "Skriv tyst")
    next_beat(anna, "Läs och gruppera")
    press(anna, "Bestäm utan att rösta")
    press(anna, "Bestäm uppföljning")
    fill(anna, title="Månadsmötet", rhythm_days="30")
    for name in ("assignment_ids", "line_work_ids"):
        for box in anna.locator(f"[name={name}]").all():
            box.press("Space")
    save(anna)
    press(anna, "Boka nästa möte")
    fill(anna, day=(clock.today() + dt.timedelta(days=7)).isoformat(), time="13.00", place="Kommunhuset")
    save(anna)


def hold_the_meeting(anna: Page) -> None:
    anna.set_viewport_size({"width": 1280, "height": 900})
    with outside_the_walls("test"):
        meeting = Meeting.objects.get()
    anna.goto(f"/s/var/moten/{meeting.pk}/")
    expect(anna.locator("main")).to_contain_text("Dagordning")
    press(anna, "Starta mötet i dag i stället")
    write_down(anna, "decision", "Vi börjar varje möte med det vi lovade sist")
    write_down(anna, "measure", "Bjud in fritidsgården")
    expect(anna.locator(".mt-bar")).to_contain_text("1 åtgärd saknar ägare eller dag")
    press(anna, "Avsluta mötet", within=".mt-bar")
    expect(anna.locator("main")).to_contain_text("Bjud in fritidsgården")
    press(anna, "Boka nästa möte")
    fill(anna, day=(clock.today() + dt.timedelta(days=21)).isoformat(), time="13.00")
    save_any(anna)
    anna.goto(f"/s/var/moten/{meeting.pk}/avsluta/")
    press(anna, "Avsluta mötet")
    expect(anna.locator("main")).to_contain_text("Vi börjar varje möte med det vi lovade sist")
    answer = anna.request.get(f"/s/var/moten/{meeting.pk}/anteckningar.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("sv")


def write_down(anna: Page, kind: str, text: str) -> None:
    choose(anna, "kind", kind)
    anna.locator("#id_text").fill(text)
    press(anna, "Lägg till")
    expect(anna.locator(".mt-log")).to_contain_text(text)


def save_any(page: Page) -> None:
    page.locator("main form button[type=submit]").last.press("Enter")
    page.wait_for_load_state()


def answer_from_the_mail(world: World, open_page: Opener, post_office: list[Any]) -> None:
    """The digest comes by the real mail server; a scanner opens every link; one tap and one more is an answer."""
    send_waiting()
    post_office.clear()
    for days in range(1, 16):  # until the worker finds that Frida's day has come
        moment = dt.datetime.combine(clock.today() + dt.timedelta(days=days), dt.time(9), tzinfo=clock.SWEDEN)
        with clock.standing_at(moment):
            run_due()
            send_waiting()
        if letters := [m for m in post_office if m["To"] == world.users["frida"].email]:
            break
    text = letters[0].get_body(("plain",)).get_content() if hasattr(letters[0], "get_body") else plain_text(letters[0])
    assert PROMISE in text
    links = re.findall(r"http\S+/svar/\S+", text)
    phone = open_page(None, 390)
    for link in links:
        phone.request.get(path_of(link))
    with outside_the_walls("test"):
        assert Measure.objects.get(title=PROMISE).state == "accepted"
    phone.goto(path_of(next(link for link in links if "klart" in link)))
    expect(phone.locator("main")).to_contain_text("Du svarar som Frida")
    press(phone, re.compile("^Bekräfta"))
    expect(phone.locator("main")).to_contain_text("Nyss besvarat")
    with outside_the_walls("test"):
        assert Measure.objects.get(title=PROMISE).state == "done"


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def plain_text(message: Any) -> str:
    part = next(p for p in message.walk() if p.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def the_next_agenda_shows_it(anna: Page) -> None:
    with outside_the_walls("test"):
        coming = Meeting.objects.order_by("-starts_at").first()
    anna.goto(f"/s/var/moten/{coming.pk}/")
    expect(anna.locator("main")).to_contain_text("Sedan sist")
    expect(anna.locator("main")).to_contain_text(PROMISE)


def confirm_and_print_the_vision(world: World, open_page: Opener) -> None:
    for who in ("anna", "bo", "frida"):
        page = open_page(world.users[who], 390)
        page.goto("/s/var/malbild/bekrafta/")
        choose(page, "answer", "confirmed")
        save(page)
    with outside_the_walls("test"):
        assert SharedVision.objects.get(is_current=True).confirmations.filter(answer="confirmed").count() == 3
    page = open_page(world.users["hans"])
    page.goto("/s/var/malbild/")
    expect(page.locator("h1")).to_have_text(VISION)
    with pikepdf.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as pdf:
        assert len(pdf.pages) <= 2


def ask_the_sounding_board(world: World, open_page: Opener, anna: Page) -> None:
    with outside_the_walls("test"):
        goal = OverarchingGoal.objects.get(title="Det vi lovar blir gjort mellan mötena")
    anna.goto(f"/s/var/bollplank/fraga/mal/{goal.pk}/")
    fill(anna, question="Är målet lagom stort?")
    save_any(anna)
    ines = open_page(world.users["ines"], 390)
    ines.goto("/metodstod/")
    expect(ines.locator("main")).to_contain_text("Är målet lagom stort?")
    press(ines, re.compile("^Svara"))
    fill(ines, text="Bra början. Börja med ett kvartal.")
    save_any(ines)
    anna.reload()
    expect(anna.locator("main")).to_contain_text("Börja med ett kvartal")
    press(anna, "Frågan är löst")


def share_the_experience(world: World, open_page: Opener, anna: Page) -> None:
    with outside_the_walls("test"):
        work = Assignment.objects.get(title="Tryggt gångstråk")
    anna.goto(f"/s/var/uppdrag/{work.pk}/")
    press(anna, re.compile("^Starta uppdraget"))
    anna.goto(f"/s/var/uppdrag/{work.pk}/avsluta/")
    choose(anna, "to", "reached")
    save(anna)
    anna.goto("/s/var/erfarenheter/egna/")
    press(anna, re.compile("Tryggt gångstråk"))
    fill(
        anna,
        problem="Mörk tunnel",
        title="Belysning i en gångtunnel",
        done="Vi ringde bolaget varje vecka.",
        happened="Ljuset lagades.",
    )
    save(anna)
    press(anna, "Ta bort det som pekar ut någon")
    for row in anna.locator(".x-do").all():
        row.get_by_label("Låt stå").or_(row.get_by_label("Byt ut")).first.press("Space")
    save_any(anna)
    for who in ("anna", "bo", "frida"):
        page = open_page(world.users[who], 390)
        page.goto(anna.url)
        choose(page, "answer", "approved")
        page.locator(".x-answer button[type=submit]").press("Enter")
        page.wait_for_load_state()
    anna.reload()
    press(anna, "Publicera för alla")
    cia = open_page(world.users["cia"], 390)
    cia.goto("/s/granne/erfarenheter/")
    press(cia, re.compile("Belysning i en gångtunnel"))
    press(cia, "Använd som mall")
    with outside_the_walls("test"):
        adopted = Assignment.objects.get(partnership=world.theirs)
    cia.goto(f"/s/granne/uppdrag/{adopted.pk}/")
    expect(cia.locator("main")).to_contain_text("Belysning i en gångtunnel")
