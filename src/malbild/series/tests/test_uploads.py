"""A file is dropped in the browser: taken in whole or not at all, stopped, given back with marks, taken back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.series import progress, uploads
from malbild.series.models import Delivery, Indicator, Revision, Series, Upload
from malbild.series.packing import Packed
from malbild.series.queries import one
from malbild.series.tests.files import BRA_CSV, EVENTS, JSON_STAT2, KOLADA, SOL, SOL_TEXT, as_json, latin

pytestmark = pytest.mark.django_db
PAGE = "/s/var/siffror/las-in/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def client(world):
    def of(who):
        made = Client()
        made.force_login(world.users[who])
        return made

    return of


def send(client, *files, **more):
    chosen = [SimpleUploadedFile(name, raw) for name, raw in files]
    return client.post(PAGE, {"chosen": chosen, **more}, follow=True)


def receive(world, raw, name="fil.txt", who="anna", **more):
    with scope_for(world.actor(who), world.ours.pk):
        return uploads.receive(world.actor(who), world.ours.pk, name=name, raw=raw, **more)


def everything():
    """The whole store, to compare."""
    found = {}
    for series in Series.objects.select_related("indicator"):
        packed = Packed.unpack(series.first, bytes(series.data))
        known = packed.deliveries > 0
        cells = zip(packed.values[known].tolist(), packed.marks[known].tolist(), strict=True)
        found[series.indicator.category, series.indicator.unit, series.area] = [str(c) for c in cells]
    return found


class TestTheWay:
    def test_several_files_in_one_go_from_the_page_to_the_store(self, world, client):
        anna = client("anna")
        files = [("sol.txt", latin(SOL)), ("2021.csv", BRA_CSV.encode()), ("scb.json", as_json(JSON_STAT2))]
        page = send(anna, *files).content.decode()
        assert "Väntar på att läsas" in page
        while uploads.read_next():
            pass
        page = anna.get(PAGE).content.decode()
        assert page.count("Inläst:") == 3
        assert "nya tal" in page
        assert {d.source for d in Delivery.objects.all()} == {"bra_sol", "bra_csv", "scb"}
        assert all(not bytes(raw) for raw in Upload.objects.values_list("raw", flat=True))
        assert "Ta tillbaka" in page

    @pytest.mark.parametrize("who", ["frida", "gun"])
    def test_others_at_the_table_may_not(self, world, client, who):
        assert client(who).get(PAGE).status_code == 403
        with pytest.raises(Forbidden):
            receive(world, latin(SOL), who=who)
        assert not Upload.objects.exists()

    def test_bo_does_not_see_annas_files_but_what_was_taken_in(self, world, client):
        mine = receive(world, latin(SOL), "annas-fil.txt")
        bo = client("bo")
        assert "annas-fil.txt" not in bo.get(PAGE).content.decode()
        for path in (f"{mine.pk}/avbryt/", f"{mine.pk}/med-markeringar.txt"):
            answer = bo.post(PAGE + path) if "avbryt" in path else bo.get(PAGE + path)
            assert answer.status_code == 404
        uploads.read_next()
        assert "annas-fil.txt" in bo.get(PAGE).content.decode()

    def test_a_double_tap_is_one_file(self, world, client):
        anna = client("anna")
        key = "a" * 32
        for _tap in range(2):
            send(anna, ("sol.txt", latin(SOL)), once=key)
        assert Upload.objects.count() == 1

    def test_the_same_file_twice_says_so_and_changes_nothing(self, world, client):
        for _again in range(2):
            receive(world, latin(SOL))
            uploads.read_next()
        assert "redan inläst" in client("anna").get(PAGE).content.decode()
        assert Delivery.objects.count() == 1


class TestStopping:
    def test_what_waits_is_not_read(self, world, client):
        made = receive(world, latin(SOL))
        client("anna").post(f"{PAGE}{made.pk}/avbryt/")
        assert not uploads.read_next()
        assert not Delivery.objects.exists()
        made.refresh_from_db()
        assert (made.state, bytes(made.raw)) == ("cancelled", b"")

    def test_what_is_being_read_leaves_nothing(self, world):
        receive(world, BRA_CSV.encode(), "2021.csv")
        uploads.read_next()
        before = everything()
        made = receive(world, latin(SOL))
        progress.stop(made.pk)  # as the page does while the worker stores
        uploads.read_next()
        made.refresh_from_db()
        assert (made.state, made.message) == ("cancelled", "Inläsningen avbröts. Inget har sparats.")
        assert everything() == before
        assert Delivery.objects.count() == 1

    def test_how_far_it_has_come_is_shown_and_the_bar_speaks(self, world, client):
        made = receive(world, latin(SOL))
        Upload.objects.filter(pk=made.pk).update(state="reading", taken_at=clock.now())
        progress.say(made.pk, 40, 160)
        page = client("anna").get(f"{PAGE}pagar/").content.decode()
        assert "40 av 160 serier" in page
        assert '<progress class="up-bar" max="160" value="40" aria-label="fil.txt">' in page
        assert 'hx-trigger="every 2s"' in page

    def test_when_nothing_goes_on_the_page_is_still(self, world, client):
        receive(world, latin(SOL))
        uploads.read_next()
        assert "every 2s" not in client("anna").get(PAGE).content.decode()

    def test_a_worker_that_died_is_followed_by_another(self, world):
        made = receive(world, latin(SOL))
        Upload.objects.filter(pk=made.pk).update(state="reading", taken_at=clock.now())
        assert not uploads.read_next()
        Upload.objects.filter(pk=made.pk).update(taken_at=clock.now() - dt.timedelta(minutes=11))
        assert uploads.read_next()
        assert Delivery.objects.count() == 1


def zipped(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return out.getvalue()


HEAD = "Region;Brott;År;Period;Antal;/100 000 inv\n"
BAD = {
    "empty": (b"", "tom"),
    "an error page": (b"<!DOCTYPE html><html><body>500</body></html>", "webbsida"),
    "a packed bomb": (zipped(50_000_000), "packad"),
    "cut in the middle": (latin(SOL)[:-9], "Rad"),
    "binary": (b"\x00\x01\x02" * 900, "inte en textfil"),
    "negative": (latin(HEAD + "Ale kommun;3 kap.;2021;Jan;-4;1;\n"), "mindre än noll"),
    "a thousand million": (latin(HEAD + "Ale kommun;3 kap.;2021;Jan;9999999999;1;\n"), "för stort"),
    "half a crime": (latin(HEAD + "Ale kommun;3 kap.;2021;Jan;4,5;1;\n"), "inget helt antal"),
    "an unknown place": (latin(HEAD + "Ankeborgs kommun;3 kap.;2021;Jan;4;1;\n"), "ingen kommun"),
    "twice, otherwise": (latin(HEAD + "".join(f"Ale kommun;3 kap.;2021;Jan;{n};1;\n" for n in (4, 5))), "två gånger"),
    "no period": (latin(HEAD + "Ale kommun;3 kap.;2021;Smörj;4;1;\n"), "ingen period"),
    "the events of the police": (as_json(EVENTS), "nyheter"),
    "something else": (b"a,b,c\n1,2,3\n", "känner inte igen"),
    "a year nowhere": (BRA_CSV.encode(), "vilket år"),
}


class TestBadFiles:
    @pytest.mark.parametrize(("raw", "why"), BAD.values(), ids=BAD)
    def test_nothing_is_stored_and_the_reason_is_said(self, world, client, raw, why):
        send(client("anna"), ("fil.txt", raw))
        uploads.read_next()
        assert not Delivery.objects.exists()
        assert not Series.objects.exists()
        page = client("anna").get(PAGE).content.decode()
        assert why in page
        assert "Kunde inte läsas" in page

    def test_the_file_comes_back_with_its_rows_marked(self, world, client):
        raw = latin(HEAD + "Ale kommun;3 kap.;2021;Jan;4;1;\nAle kommun;3 kap.;2021;Feb;fyra;1;\n")
        made = receive(world, raw)
        uploads.read_next()
        page = client("anna").get(PAGE).content.decode()
        assert "Hämta filen med raderna markerade" in page
        answer = client("anna").get(f"{PAGE}{made.pk}/med-markeringar.txt")
        lines = answer.content.decode("utf-8-sig").split("\r\n")
        assert lines[1] == "Ale kommun;3 kap.;2021;Jan;4;1;"
        assert lines[2] == ">>> Rad 3: ”fyra” är inget tal."
        assert lines[3] == "Ale kommun;3 kap.;2021;Feb;fyra;1;"

    def test_too_many_and_too_large_are_refused_at_the_door(self, world, client):
        anna = client("anna")
        assert send(anna, *[(f"{n}.txt", b"x") for n in range(11)]).status_code == 422
        large = send(anna, ("stor.txt", b"x" * (uploads.LARGEST + 2)))
        assert large.status_code == 422
        assert "större än 20 MB" in large.content.decode()
        assert not Upload.objects.exists()

    def test_no_file_is_refused_in_words(self, world, client):
        assert client("anna").post(PAGE, {}).status_code == 422

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(noise=st.binary(max_size=300), cut=st.integers(0, 400), start=st.sampled_from([SOL, SOL_TEXT, BRA_CSV]))
    def test_whatever_a_file_holds_it_ends_with_a_word(self, world, noise, cut, start):
        raw = start.encode()[:cut] + noise
        made = receive(world, raw)
        assert uploads.read_next()
        made.refresh_from_db()
        assert made.state in ("done", "refused")
        assert made.message or made.delivery_id


class TestTakingBack:
    def test_what_was_new_is_gone_and_what_was_changed_is_as_before(self, world):
        receive(world, latin(SOL))
        uploads.read_next()
        before, revisions = everything(), Revision.objects.count()
        receive(world, latin(SOL.replace(";20;209;", ";25;261;") + "Ale kommun;3 kap. Nytt;2023;Jan;4;13;\n"))
        uploads.read_next()
        assert everything() != before
        newest = Delivery.objects.first()
        with scope_for(world.actor("anna"), world.ours.pk):
            for _again in range(2):
                uploads.take_back(world.actor("anna"), world.ours.pk, newest.pk)
        assert everything() == before
        assert Revision.objects.count() == revisions
        assert not Series.objects.filter(indicator__category="3 kap. Nytt").exists()
        kept = Indicator.objects.get(category="3-7 kap. Brott mot person", unit="count")
        assert kept.latest != newest
        assert one(kept, "0319").values[0] == 20

    def test_it_may_come_again_afterwards(self, world):
        for _round in range(2):
            receive(world, latin(SOL))
            uploads.read_next()
            with scope_for(world.actor("anna"), world.ours.pk):
                uploads.take_back(world.actor("anna"), world.ours.pk, Delivery.objects.first().pk)
        assert everything() == {}
        assert Delivery.objects.count() == 2

    def test_not_under_something_newer_nor_after_thirty_days_nor_another_persons(self, world, client):
        receive(world, latin(SOL))
        uploads.read_next()
        first = Delivery.objects.get()
        assert client("bo").post(f"/s/var/siffror/inlast/{first.pk}/ta-tillbaka/").status_code == 404
        later = clock.now() + dt.timedelta(days=31)
        with scope_for(world.actor("anna"), world.ours.pk), clock.standing_at(later), pytest.raises(Refusal):
            uploads.take_back(world.actor("anna"), world.ours.pk, first.pk)
        receive(world, latin(SOL.replace(";20;209;", ";25;261;")))
        uploads.read_next()
        with scope_for(world.actor("anna"), world.ours.pk), pytest.raises(Refusal, match="nyare siffror"):
            uploads.take_back(world.actor("anna"), world.ours.pk, first.pk)
        assert everything()

    def test_the_button_does_it_and_says_so(self, world, client):
        receive(world, as_json(KOLADA))
        uploads.read_next()
        made = Delivery.objects.get()
        page = client("anna").post(f"/s/var/siffror/inlast/{made.pk}/ta-tillbaka/", follow=True).content.decode()
        assert "Siffrorna är som de var innan." in page
        assert not Series.objects.exists()


def test_old_files_are_forgotten_and_what_waits_is_not(world):
    refused = receive(world, b"junk")
    uploads.read_next()
    receive(world, latin(SOL))
    with clock.standing_at(clock.now() + dt.timedelta(days=8)):
        assert uploads.sweep_uploads() == 1
    assert not Upload.objects.filter(pk=refused.pk).exists()
    assert Upload.objects.filter(state="waiting").count() == 1
