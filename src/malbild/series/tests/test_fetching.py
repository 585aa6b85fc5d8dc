"""The clients against a server on this machine that answers as the documentation says, and in every way it does not."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from malbild.kit import clock
from malbild.series import areas
from malbild.series.fetching import http, kolada, polisen, running, scb
from malbild.series.fetching.http import AGENT, Busy, Client, NotFetched
from malbild.series.models import Delivery, Fetch, Indicator, PoliceEvent
from malbild.series.queries import one
from malbild.series.readings import Unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=clock.SWEDEN)
type Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers from a function of (method, path, body); remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.answer: Callable[[str, str, bytes], Answer] = lambda *_asked: (404, {}, b"")
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.asked.append((self.command, self.path, body, dict(self.headers)))
                status, headers, content = server.answer(self.command, self.path, body)
                self.send_response(status)
                cut = headers.pop("X-Cut", "")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2] if cut else content)

            do_POST = do_GET

            def log_message(self, *_said: Any) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def said(self, *answers: Answer) -> None:
        """These in their order, the last one for ever."""
        left = list(answers)
        self.answer = lambda *_asked: left.pop(0) if len(left) > 1 else left[0]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(kolada, "APART", 0.0)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


def ok(document: object) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


def value(kpi: str, place: str, year: int, number: float | None) -> dict[str, Any]:
    told = {"gender": "T", "count": 1, "status": "" if number is not None else "Missing", "value": number}
    return {"kpi": kpi, "municipality": place, "period": year, "values": [told]}


class Kolada:
    """The documented form, made by hand: pages of two entries, at most 25 ids, titles with units."""

    def __init__(self, server: Server, entries: list[dict[str, Any]]) -> None:
        self.server, self.entries = server, entries

    def __call__(self, _method: str, path: str, _body: bytes) -> Answer:
        where, _, query = path.partition("?")
        parts = where.strip("/").split("/")
        ids = parts[2].split(",") if parts[0] == "data" else parts[1].split(",")
        if len(ids) > 25:
            return 400, {}, b"too many"
        if parts[0] == "kpi":
            title = "Anmälda brott, antal/100 000 inv"
            return ok({"values": [{"id": i, "title": title} for i in ids], "next_url": None})
        mine = [e for e in self.entries if e["kpi"] in ids and str(e["period"]) in parts[4].split(",")]
        page = int(query.rpartition("page=")[2]) if "&page=" in query else 1
        shown = mine[2 * page - 2 : 2 * page]
        more = f"{self.server.address}{where}?per_page=2&page={page + 1}" if 2 * page < len(mine) else None
        return ok({"count": len(shown), "values": shown, "next_url": more})


@pytest.fixture
def kolada_server(server: Server) -> Server:
    codes = ["0319", "0360", "0330", "0331", "0000"]
    entries = [value("N07540", code, 2025, 13000.5 + n) for n, code in enumerate(codes)]
    server.answer = Kolada(server, [*entries, value("N07403", "0319", 2025, None)])
    return server


def client(server: Server) -> Client:
    return Client(server.address, pause=0)


class TestKolada:
    def test_every_page_of_every_figure_with_its_unit(self, kolada_server):
        table, _raw = kolada.fetch(client(kolada_server), [2024, 2025])
        assert {(r.area, r.value) for r in table.readings if r.category == "N07540"} == {
            ("0319", 13000.5),
            ("0360", 13001.5),
            ("0330", 13002.5),
            ("0331", 13003.5),
            ("00", 13004.5),
        }
        assert {r.unit for r in table.readings} == {Unit.PER_100_000}
        assert all(headers["User-Agent"] == AGENT for *_rest, headers in kolada_server.asked)

    def test_more_than_25_figures_are_asked_for_in_several_calls(self, kolada_server):
        many = [f"N{n:05}" for n in range(30)] + ["N07540"]
        kolada.fetch(client(kolada_server), [2025], many)
        calls = [path for _m, path, *_r in kolada_server.asked if path.startswith("/data")]
        assert max(path.split("/")[3].count(",") + 1 for path in calls) == 25
        assert len(calls) > 1

    def test_told_to_wait_it_waits_and_then_goes_on(self, kolada_server):
        whole, left = kolada_server.answer, [(429, {"Retry-After": "0"}, b""), (503, {}, b""), (500, {}, b"")]
        kolada_server.answer = lambda *asked: left.pop(0) if left else whole(*asked)
        table, _raw = kolada.fetch(client(kolada_server), [2025])
        assert len(table.readings) == 6

    @pytest.mark.parametrize(
        "answer",
        [
            (429, {"Retry-After": "0"}, b""),
            (500, {}, b"oj"),
            (404, {}, b""),
            (403, {}, b"{}"),
            (302, {"Location": "http://127.0.0.1:1/"}, b""),
            (200, {}, b"<html>Underh\xc3\xa5ll</html>"),
            (200, {}, b'{"values": [{"kpi": "N0'),
            (200, {}, b"[" * 100_000),
            (200, {}, b"\xff\xfe\x00"),
            (200, {"X-Cut": "1"}, b'{"values": []}' * 1000),
            (200, {"Content-Encoding": "gzip"}, b"no gzip"),
            ok([]),
            ok(None),
            ok({"values": "many"}),
            ok({"values": []}),
            ok({"values": [{"kpi": 1}]}),
            ok({"values": [7]}),
            ok({"values": [value("N07540", "9999", 2025, 1.0)]}),
            ok({"values": [value("N07540", "0319", 20255, 1.0)]}),
            ok({"values": [value("N07540", "0319", 2025, 1.0)], "next_url": "http://169.254.169.254/latest"}),
            ok({"values": [value("N07540", "0319", 2025, 1.0)], "next_url": "/igen"}),
        ],
    )
    def test_whatever_comes_nothing_is_stored_and_a_word_is_said(self, server, settings, monkeypatch, answer):
        monkeypatch.setattr(kolada, "MOST_PAGES", 20)
        settings.KOLADA_URL, settings.FETCH_PAUSE = server.address, 0
        server.said(answer)
        assert not running.fetch_one("kolada")
        row = Fetch.objects.get(source="kolada")
        assert (row.failures, row.fetched_at) == (1, None)
        assert row.message
        assert not Delivery.objects.exists()
        assert all("169.254" not in path for _m, path, *_r in server.asked)

    def test_an_answer_without_end_is_cut(self, server, monkeypatch):
        monkeypatch.setattr(http, "LARGEST", 10_000)
        server.said(ok({"values": ["x" * 20_000]}))
        with pytest.raises(NotFetched, match="för stort"):
            client(server).get("kpi")

    def test_nobody_there(self):
        with pytest.raises(NotFetched, match="inget svar"):
            Client("http://127.0.0.1:9", pause=0).get("kpi")


def cube(codes: list[str], years: list[str]) -> dict[str, Any]:
    def dimension(keys: list[str]) -> dict[str, Any]:
        return {"category": {"index": {k: n for n, k in enumerate(keys)}, "label": {k: k for k in keys}}}

    contents = {"category": {"index": {"BE0101N1": 0}, "label": {"BE0101N1": "Folkmängd"}}}
    contents["category"]["unit"] = {"BE0101N1": {"base": "antal"}}
    return {
        "version": "2.0",
        "class": "dataset",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [len(codes), 1, len(years)],
        "dimension": {"Region": dimension(codes), "ContentsCode": contents, "Tid": dimension(years)},
        "value": [1000 + n for n in range(len(codes) * len(years))],
    }


class Scb:
    """PxWebApi 2 in its documented form: /config tells the limits; too large a question is refused, and so
    is one for a year that is not there."""

    def __init__(self, cells: int, years: tuple[int, ...] = tuple(range(1968, 2026))) -> None:
        self.cells, self.years = cells, [str(year) for year in years]

    def __call__(self, _method: str, path: str, body: bytes) -> Answer:
        if path == "/config":
            return ok({"maxDataCells": self.cells, "maxCallsPerTimeWindow": 1000, "timeWindow": 1})
        asked = {s["variableCode"]: s["valueCodes"] for s in json.loads(body)["selection"]}
        years = asked["Tid"]
        if top := re.fullmatch(r"TOP\((\d+)\)", years[0]):
            years = self.years[-int(top[1]) :]
        if not set(years) <= set(self.years):
            return 400, {}, b'{"title": "Non-existent value"}'
        if len(asked["Region"]) * len(years) > self.cells:
            return 403, {}, b"Too many cells"
        return ok(cube(asked["Region"], years))


class TestScb:
    @pytest.mark.parametrize("cells", [150_000, 700])
    def test_no_question_is_larger_than_config_allows(self, server, cells):
        server.answer = Scb(cells)
        table, _raw = scb.fetch(client(server), 3)
        assert {r.area for r in table.readings} == set(areas.inhabitants())
        assert len(table.readings) == 3 * len(areas.inhabitants())
        assert len([1 for m, *_r in server.asked if m == "POST"]) == (1 if cells > 1000 else 2)

    def test_the_pace_is_what_config_says(self, server):
        server.said(ok({"maxDataCells": 1, "maxCallsPerTimeWindow": 30, "timeWindow": 10}))
        mine = client(server)
        scb._limits(mine)
        assert mine.apart == pytest.approx(1 / 3)

    def test_the_old_interface_where_the_new_is_gone(self, server, settings):
        def old(_method: str, path: str, body: bytes) -> Answer:
            if not path.startswith("/v1/"):
                return 404, {}, b""
            query = {q["code"]: q["selection"] for q in json.loads(body)["query"]}
            assert query["Tid"] == {"filter": "top", "values": ["11"]}
            return ok(cube(query["Region"]["values"], [str(year) for year in range(2015, 2026)]))

        server.answer = old
        settings.SCB_URL, settings.SCB_V1_URL = f"{server.address}/v2", f"{server.address}/v1"
        settings.FETCH_PAUSE = 0
        assert running.fetch_one("scb")
        indicator = Indicator.objects.get(source="scb")
        assert one(indicator, "0319") is not None

    def test_the_newest_years_there_are_whatever_the_year_is_now(self, server, settings):
        server.answer = Scb(150_000, tuple(range(2000, 2025)))  # the year before this one is not out yet
        settings.SCB_URL, settings.SCB_V1_URL, settings.FETCH_PAUSE = server.address, "", 0
        with clock.standing_at(NOW):
            assert running.fetch_one("scb")
        packed = one(Indicator.objects.get(source="scb"), "0319")
        assert packed is not None
        assert (packed.first, packed.last) == (2014, 2024)

    @pytest.mark.parametrize("answer", [(429, {"Retry-After": "0"}, b""), (503, {"Retry-After": "9999"}, b"")])
    def test_a_server_that_asks_to_be_left_alone_is_not_gone_around(self, server, settings, answer):
        server.said(answer)
        settings.SCB_URL, settings.SCB_V1_URL = f"{server.address}/v2", f"{server.address}/v1"
        settings.FETCH_PAUSE = 0
        assert not running.fetch_one("scb")
        assert not [path for _m, path, *_r in server.asked if path.startswith("/v1/")]


class TestManners:
    def test_a_second_try_keeps_the_distance_too(self, server, monkeypatch):
        slept: list[float] = []
        monkeypatch.setattr(time, "sleep", slept.append)
        server.said((500, {}, b""), (500, {}, b""), ok({}))
        Client(server.address, apart=10, pause=0).get("kpi")
        assert len(server.asked) == 3
        assert [round(s) for s in slept if s] == [10, 10]

    def test_a_longer_wait_than_we_can_keep_is_no_shorter_wait(self, server):
        server.said((429, {"Retry-After": "3600"}, b""), ok({}))
        with pytest.raises(Busy, match="vänta"):
            client(server).get("kpi")
        assert len(server.asked) == 1

    def test_an_answer_that_drips_is_not_waited_for_without_end(self, server, monkeypatch):
        monkeypatch.setattr(http, "LONGEST_ANSWER", 0.0)
        server.said(ok({"values": ["x" * 200_000]}))
        with pytest.raises(NotFetched, match="för lång tid"):
            client(server).get("kpi")

    def test_what_nobody_foresaw_is_a_failure_too(self, server, settings, monkeypatch):
        def breaks(_years: list[int]) -> Any:
            raise ZeroDivisionError

        settings.FETCH = ["kolada"]
        monkeypatch.setitem(running.SOURCES, "kolada", breaks)
        with pytest.raises(ZeroDivisionError):
            running.fetch_due()
        row = Fetch.objects.get(source="kolada")
        assert (row.failures, row.fetched_at) == (1, None)
        assert row.message
        assert running.fetch_due() == 0  # not at once again


class TestTheSchedule:
    @pytest.fixture(autouse=True)
    def on(self, kolada_server, settings):
        settings.FETCH, settings.KOLADA_URL, settings.FETCH_PAUSE = ["kolada"], kolada_server.address, 0

    def test_once_a_week_and_not_in_between(self, kolada_server):
        assert running.fetch_due() == 1
        asked = len(kolada_server.asked)
        assert running.fetch_due() == 0
        assert len(kolada_server.asked) == asked
        with clock.standing_at(clock.now() + dt.timedelta(days=7)):
            assert running.fetch_due() == 0  # the same numbers: nothing new, and no second delivery
        assert Delivery.objects.count() == 1
        assert len(kolada_server.asked) > asked

    def test_after_a_failure_within_the_hour_and_then_more_and_more_rarely(self, kolada_server):
        kolada_server.said((500, {}, b""))
        now = clock.now()
        tried = []
        for hours in range(80):
            with clock.standing_at(now + dt.timedelta(hours=hours)):
                before = len(kolada_server.asked)
                running.fetch_due()
                tried += [hours] if len(kolada_server.asked) > before else []
        assert tried == [0, 1, 7, 31, 55, 79]

    def test_switched_off_nothing_is_asked(self, kolada_server, settings, django_assert_num_queries):
        settings.FETCH = []
        with django_assert_num_queries(0):
            assert running.fetch_due() == 0
        assert kolada_server.asked == []

    def test_the_page_says_how_it_goes(self, kolada_server, world):
        kolada_server.said((500, {}, b""))
        running.fetch_due()
        page = world.client("anna").get("/s/var/siffror/las-in/").content.decode()
        assert "Vi försöker igen." in page


class TestPolisen:
    """The documented form, made by hand."""

    @pytest.fixture(autouse=True)
    def on(self, server, settings, monkeypatch):
        settings.POLISEN_URL, settings.FETCH_PAUSE, settings.FETCH = server.address, 0, ["polisen"]
        monkeypatch.setattr(polisen, "APART", 0.0)

    def event(self, number, title="12 augusti 22.47, Brand, Älvkarleby", day="2026-11-20"):
        url = f"/aktuellt/handelser/{number}/"
        return {"id": number, "datetime": f"{day} 8:46:09 +01:00", "name": title, "type": "Brand", "url": url}

    def test_news_are_kept_once_edited_in_place_and_shown_as_news(self, server, world):
        with clock.standing_at(NOW):
            server.said(ok([self.event(1), self.event(2, "20 november 13.00, Stöld, Tierp")]))
            running.fetch_due()
            server.said(ok([self.event(1, "12 augusti 22.47, Brand, ändrad, Älvkarleby")]))
            running.fetch_one("polisen")
            page = world.client("frida").get("/s/var/siffror/").content.decode()
        assert PoliceEvent.objects.count() == 2
        assert "Brand, ändrad, Älvkarleby" in page
        assert 'href="https://polisen.se/aktuellt/handelser/1/"' in page
        assert "Tierp" not in page
        assert "De räknas inte" in page
        assert not Delivery.objects.exists()
        assert not Indicator.objects.exists()

    def test_four_times_a_day_and_forgotten_after_two_months(self, server):
        server.said(ok([self.event(1)]))
        with clock.standing_at(NOW):
            running.fetch_due()
            running.fetch_due()
        assert len(server.asked) == 1
        with clock.standing_at(NOW + dt.timedelta(days=70)):
            running.fetch_due()
        assert len(server.asked) == 2
        assert not PoliceEvent.objects.exists()

    @pytest.mark.parametrize("answer", [(500, {}, b""), ok({"a": 1}), ok([{"id": "x"}]), (200, {}, b"<html>"), ok([1])])
    def test_whatever_comes_instead_keeps_what_was(self, server, answer):
        with clock.standing_at(NOW):
            server.said(ok([self.event(1)]))
            running.fetch_one("polisen")
            server.said(answer)
            running.fetch_one("polisen")
        assert PoliceEvent.objects.count() == 1
        assert Fetch.objects.get().failures == 1
