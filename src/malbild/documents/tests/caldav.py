"""A real CalDAV server (Radicale) on a port of its own, and the little of a client that the tests need."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from radicale import Application, config


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


class Dav:
    """Bo's collection of calendars."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            # the user is whoever says so: authentication is not what is tested
            heads = {"Authorization": "Basic Ym86Ym8=", **{k.replace("_", "-"): v for k, v in headers.items()}}
            line.request(method, path, body, heads)
            got = line.getresponse()
            return got.status, got.read().decode()
        finally:
            line.close()

    def put(self, path: str, calendar: bytes) -> int:
        return self.ask("PUT", path, calendar, Content_Type="text/calendar; charset=utf-8")[0]

    def get(self, path: str) -> str:
        status, text = self.ask("GET", path)
        assert status == 200, status
        return text

    def between(self, path: str, start: str, end: str) -> str:
        """What the server itself finds within a time: it must understand the zone."""
        asked = f"""<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
        <D:prop><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
        <C:time-range start="{start}" end="{end}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
        status, text = self.ask("REPORT", path, asked.encode(), Content_Type="application/xml", Depth="1")
        assert status == 207, status
        return text


@contextmanager
def caldav_server(folder: Path) -> Iterator[Dav]:
    settings = config.load()
    settings.update(
        {
            "auth": {"type": "none"},
            "rights": {"type": "authenticated"},
            "storage": {"filesystem_folder": str(folder), "_filesystem_fsync": "False"},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    server = make_server("127.0.0.1", 0, Application(settings), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Dav(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
