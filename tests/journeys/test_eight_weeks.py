"""Eight weeks without a meeting, over a summer: what was promised is asked about, answered, helped and spoken of, and
the meeting opens with it.

Anna is new as coordinator. Bo answers from his mail and never signs in; Frida has the list on her phone, also where
there is no net; Gun answers nothing until somebody calls. The mail is real, and the clock is moved from day to day.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import services as plan
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.momentum.models import Call
from malbild.momentum.services import run_due
from malbild.outbox.services import send_waiting
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.browser.test_own_list_phone import IS_KEPT, answer, card, kept, until
from tests.journeys.by_keyboard import choose, fill, press, save
from tests.people import World

pytestmark = pytest.mark.browser
DAY = dt.timedelta(days=1)
BEGINS, MEETS = dt.date(2027, 6, 14), dt.date(2027, 8, 10)  # a Monday in week 24, a Tuesday in week 32
HERE, DRIVE = "/s/var/vantar/", "/s/var/driv/"
LAMP, KEYS, YOUTH, COUNT, WALK = (
    "Laga belysningen i tunneln",
    "Ordna nycklar till fritidsgården",
    "Bjud in fritidsgården",
    "Räkna trasiga lampor",
    "Boka en trygghetsvandring",
)


@dataclass
class Weeks:
    """The time that passes, and what comes by mail meanwhile."""

    world: World
    open_page: Opener
    letters: list[Message]
    now: dt.datetime
    seen: int = 0
    pages: dict[str, Page] = field(default_factory=dict)

    def to(self, day: dt.date, hour: int = 8) -> list[Message]:
        """Live on to a day: every morning the worker looks whether somebody should get mail. Gives what came."""
        while self.now.date() < day:
            self.now = dt.datetime.combine(self.now.date() + DAY, dt.time(hour), tzinfo=clock.SWEDEN)
            run_due(self.now)
            send_waiting()
        new, self.seen = self.letters[self.seen :], len(self.letters)
        return new

    def look(self, page: Page, name: str) -> None:
        assert audit.findings(page) == [], name
        if folder := os.environ.get("MALBILD_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"eight-weeks-{name}.png"), full_page=True)


@pytest.fixture
def weeks(shared_world: World, open_page: Opener, post_office: list[Any], monkeypatch: pytest.MonkeyPatch) -> Weeks:
    lived = Weeks(shared_world, open_page, post_office, dt.datetime.combine(BEGINS, dt.time(9), tzinfo=clock.SWEDEN))
    # The server answers in threads of its own: the clock is moved for all of them at once.
    monkeypatch.setattr(clock, "now", lambda: lived.now.astimezone(dt.UTC))
    send_waiting()
    post_office.clear()
    return lived


def test_eight_weeks_without_a_meeting(weeks: Weeks) -> None:
    anna, bo, frida = weeks.open_page(weeks.world.users["anna"]), weeks.open_page(None, 390), frida_s_phone(weeks)
    the_coordinator_asks(weeks, anna)
    the_first_mail_is_answered_with_a_yes(weeks, bo, frida)
    without_a_net(weeks, frida)
    links = on_his_own_day_with_one_tap(weeks, bo)
    gun_s_mail = help_and_a_call(weeks, anna)
    gun_says_yes(weeks, gun_s_mail)
    the_third_new_day(weeks, bo, links)
    nothing_in_the_silent_weeks(weeks)
    the_meeting_opens_with_the_promises(weeks, anna)


# --- Week 24 -----------------------------------------------------------------------


def the_coordinator_asks(weeks: Weeks, anna: Page) -> None:
    """Anna books the next meeting and asks three people; nobody is mailed for each thing."""
    anna.goto("/s/var/moten/nytt/")
    fill(anna, day="10 augusti 2027", time="13.00", place="Kommunhuset")
    anna.locator("main form button[type=submit]").last.press("Enter")
    anna.wait_for_load_state()
    actor, world = weeks.world.actor("anna"), weeks.world
    with scope_for(actor):
        work = plan.add_assignment(
            actor,
            world.ours.pk,
            title="Tryggt gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            reach=Reach.PARTNERSHIP,
        )
    anna.goto(f"/s/var/uppdrag/{work.pk}/atgard/")
    fill(anna, title=LAMP, due="20 september 2027")
    anna.locator("[name=owner_id]").select_option(label="Bo, Polis")
    save(anna)
    press(anna, re.compile("^Fråga"))
    expect(anna.locator("main")).to_contain_text("Bo")
    with scope_for(actor):
        for who, title, due in (
            ("bo", KEYS, BEGINS + 10 * DAY),
            ("frida", YOUTH, BEGINS + 11 * DAY),
            ("frida", COUNT, BEGINS + 15 * DAY),
            ("gun", WALK, BEGINS + 16 * DAY),
        ):
            made = plan.add_measure(
                actor,
                world.ours.pk,
                title=title,
                assignment_id=work.pk,
                owner_id=world.seats[who].pk,
                due=due,
                reach=Reach.PARTNERSHIP,
            )
            plan.ask_owner(actor, made.pk)
    send_waiting()
    assert [m["To"] for m in weeks.letters if "augusti" not in subject(m)] == []
    weeks.seen = len(weeks.letters)
    assert {m.state for m in measures()} == {"asked"}


def frida_s_phone(weeks: Weeks) -> Page:
    return weeks.open_page(weeks.world.users["frida"], 390, 844)


def the_first_mail_is_answered_with_a_yes(weeks: Weeks, bo: Page, frida: Page) -> None:
    """One mail each with all that is asked. Bo says yes with a first step and when he takes it, and chooses his day."""
    came = weeks.to(BEGINS + DAY)
    assert {m["To"].split("@")[0]: subject(m) for m in came} == {
        "bo": "2 saker väntar på dig",
        "frida": "2 saker väntar på dig",
        "gun": "1 sak väntar på dig",
    }
    links = links_in(mail_to(came, "bo"))
    look_at_the_mail(weeks, mail_to(came, "bo"), "mail-question")
    asked = one_of(measures(), LAMP)
    bo.goto(next(x for x in links if x.endswith(f"/ja/{asked.pk}/")))
    expect(bo.locator("main")).to_contain_text("Du svarar som Bo.")
    bo.get_by_label("Vad är första steget?").fill("Ringa elbolaget")
    bo.get_by_label(re.compile("^När gör du första steget")).first.fill("När det är onsdag så ringer jag elbolaget")
    weeks.look(bo, "yes")
    press(bo, re.compile("^Bekräfta"))
    expect(bo.locator("#nyss")).to_contain_text("När det är onsdag så ringer jag elbolaget")
    bo.goto(next(x for x in links if x.endswith(f"/ja/{one_of(measures(), KEYS).pk}/")))
    press(bo, re.compile("^Bekräfta"))
    bo.goto(next(x for x in links if x.endswith("/mejl/")))
    bo.get_by_label("Vilken dag passar bäst?").select_option(label="torsdag")
    press(bo, "Spara")
    said_yes = one_of(measures(), LAMP)
    assert (said_yes.state, said_yes.first_step) == ("accepted", "Ringa elbolaget")
    frida.goto(HERE)
    for title in (YOUTH, COUNT):
        answer(frida, title, "Ja, jag tar på mig det")
        expect(frida.locator("#nyss")).to_contain_text(title)
    until(frida, IS_KEPT)


# --- Week 25 -----------------------------------------------------------------------


def without_a_net(weeks: Weeks, frida: Page) -> None:
    """Tuesday's mail comes while Frida is in a cellar: she opens the list that is on her phone."""
    came = weeks.to(BEGINS + 8 * DAY)
    assert sorted(m["To"].split("@")[0] for m in came) == ["frida", "gun"]  # Bo's day is Thursday
    frida.reload()
    expect(card(frida, YOUTH)).to_be_visible()
    frida.context.set_offline(True)
    begun = time.monotonic()
    frida.goto(HERE)  # tap one: the app
    expect(frida.locator("#natet")).to_contain_text("Du är utan nät. Du kan läsa och svara ändå.")
    answer(frida, YOUTH, "Jag behöver hjälp")  # taps two and three
    expect(kept(frida, YOUTH)).to_contain_text("Väntar på nät.")
    assert time.monotonic() - begun < 30
    answer(frida, COUNT, "Klart")
    weeks.look(frida, "offline")
    assert one_of(measures(), COUNT).state == "accepted"
    frida.context.set_offline(False)
    expect(frida.locator("#nyss")).to_contain_text("Samordnaren ser att du behöver hjälp och hör av sig.")
    expect(frida.locator("#osanda")).to_be_hidden()
    assert one_of(measures(), COUNT).state == "done"
    weeks.look(frida, "sent")


def on_his_own_day_with_one_tap(weeks: Weeks, bo: Page) -> list[str]:
    """Thursday: Bo's mail. Scanners open every link; one tap opens the page, one more is the answer."""
    came = weeks.to(BEGINS + 10 * DAY)
    assert [(m["To"].split("@")[0], subject(m)) for m in came] == [("bo", "1 sak väntar på dig")]
    links = links_in(came[0])
    assert COUNT in text_of(came[0])  # what got done comes first
    look_at_the_mail(weeks, came[0], "mail-digest")
    for link in links:
        bo.request.get(link)
    assert one_of(measures(), KEYS).new_dates == 0
    put_off(bo, links)
    assert (one_of(measures(), KEYS).new_dates, one_of(measures(), KEYS).due) == (1, MEETS)  # the next meeting
    return links


def put_off(bo: Page, links: list[str], *, wish: str = "") -> None:
    bo.goto(next(x for x in links if "/ny-tid/" in x))
    if wish:
        expect(bo.locator("main")).to_contain_text("Det här blir tredje nya tiden.")
        choose(bo, "what_now", wish)
    press(bo, re.compile("^Bekräfta"), n=0)
    expect(bo.locator("#nyss")).to_be_visible()


# --- Week 26 -----------------------------------------------------------------------


def help_and_a_call(weeks: Weeks, anna: Page) -> Message:
    """Anna's one mail says who needs help and whom to call; the page gives her something to say."""
    gun_s_mail = [m for m in weeks.letters if m["To"] == "gun@exempel.se"][-1]
    came = weeks.to(BEGINS + 15 * DAY)
    mine = mail_to(came, "anna")
    assert "gun@exempel.se" not in [m["To"] for m in came]  # two mails without a word: the third does not come
    assert "Frida bad om hjälp för 7 dagar sedan" in text_of(mine).replace("\u00a0", " ")
    assert "Ring i stället: Gun" in text_of(mine)
    look_at_the_mail(weeks, mine, "mail-coordinator")
    anna.goto(DRIVE)
    anna.locator("summary", has_text="Det här kan ni prata om").press("Enter")
    talk = anna.locator(".dr-talk")
    expect(talk).to_contain_text("Hej Gun! Jag ringer för att höra hur det går, och om något är i vägen.")
    expect(talk).to_contain_text("Är det rätt person, rätt dag och lagom stort?")
    weeks.look(anna, "call")
    press(anna, "Vi har hörts Gun")
    expect(anna.locator("main")).to_contain_text("Alla svarar. Du behöver inte ringa någon.")
    with outside_the_walls("test"):
        assert Call.objects.get().user == weeks.world.users["gun"]
    press(anna, re.compile("^Skriv hur det löstes"))
    fill(anna, outcome="Fritidschefen bjuder in med oss")
    anna.locator("main form button[type=submit]").last.press("Enter")
    expect(anna.locator("main")).to_contain_text("Ingen väntar på hjälp.")
    return gun_s_mail


def gun_says_yes(weeks: Weeks, mail: Message) -> None:
    """During the call Gun finds her mail, and says yes herself: nobody says it for her."""
    gun = weeks.open_page(None, 390)
    gun.goto(next(x for x in links_in(mail) if "/ja/" in x))
    press(gun, re.compile("^Bekräfta"))
    assert one_of(measures(), WALK).state == "accepted"


def the_third_new_day(weeks: Weeks, bo: Page, links: list[str]) -> None:
    """Nothing of Bo's is near, so no mail comes. By his last one he puts it off, and the third time is asked what
    would help."""
    assert weeks.to(BEGINS + 17 * DAY) == []
    put_off(bo, links)
    weeks.now += dt.timedelta(hours=2)
    put_off(bo, links, wish="split")
    weeks.look(bo, "third")
    keys = one_of(measures(), KEYS)
    assert keys.new_dates == 2
    with outside_the_walls("test"):
        assert keys.help_requests.get(closed_at=None).text == "Dela upp den i mindre steg"


# --- Weeks 27 to 31 ------------------------------------------------------------------


def nothing_in_the_silent_weeks(weeks: Weeks) -> None:
    weeks.to(dt.date(2027, 7, 4))
    assert weeks.to(dt.date(2027, 8, 8)) == []


# --- Week 32 -------------------------------------------------------------------------


def the_meeting_opens_with_the_promises(weeks: Weeks, anna: Page) -> None:
    came = weeks.to(dt.date(2027, 8, 9))
    gun = mail_to(came, "gun")
    assert subject(gun).replace("\u00a0", " ") == "1 sak inför mötet 10 augusti"
    look_at_the_mail(weeks, gun, "mail-meeting")
    weeks.to(MEETS, hour=13)
    with outside_the_walls("test"):
        meeting = Meeting.objects.get()
    anna.goto(f"/s/var/moten/{meeting.pk}/")
    main = anna.locator("main")
    expect(main).to_contain_text("Sedan sist")
    for title in (COUNT, KEYS, WALK):
        expect(main).to_contain_text(title)
    weeks.look(anna, "agenda")
    press(anna, re.compile("^Starta mötet"))
    expect(main).to_contain_text(COUNT)
    weeks.look(anna, "meeting")


# --- What is read ----------------------------------------------------------------------


def measures() -> list[Measure]:
    with outside_the_walls("test"):
        return list(Measure.objects.all())


def one_of(rows: list[Measure], title: str) -> Measure:
    return next(m for m in rows if m.title == title)


def mail_to(letters: list[Message], who: str) -> Message:
    return next(m for m in letters if m["To"] == f"{who}@exempel.se")


def subject(message: Message) -> str:

    return str(make_header(decode_header(message["Subject"])))


def part_of(message: Message, kind: str) -> str:
    part: Any = next(p for p in message.walk() if p.get_content_type() == kind)
    return str(part.get_payload(decode=True).decode())


def text_of(message: Message) -> str:
    return part_of(message, "text/plain")


def links_in(message: Message) -> list[str]:
    """Their paths on the server that runs here."""
    return ["/" + link.split("/", 3)[3] for link in re.findall(r"http\S+/svar/\S+", text_of(message))]


def look_at_the_mail(weeks: Weeks, message: Message, name: str) -> None:
    """The mail as a mail program shows it, on a phone and on a desk; pictures only where they were asked for."""
    if not (folder := os.environ.get("MALBILD_PICTURES")):
        return
    Path(folder, f"eight-weeks-{name}.txt").write_text(f"{subject(message)}\n\n{text_of(message)}", encoding="utf-8")
    for width in (390, 700):
        page = weeks.open_page(None, width)
        page.set_content(part_of(message, "text/html"))
        page.screenshot(path=str(Path(folder) / f"eight-weeks-{name}-{width}.png"), full_page=True)
        page.close()
