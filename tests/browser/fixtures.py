"""Server, browser and signed-in pages for the tests marked `browser`."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from malbild.accounts.models import User
from tests.browser import audit, chromium
from tests.browser.server import serving
from tests.people import World, build_world

type Opener = Callable[..., Page]
expect.set_options(timeout=15_000)  # a busy machine is no fault; what comes sooner is not waited for


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_modify_db_settings: None,  # a database for each process that tests run in
    django_db_blocker: Any,
) -> Iterator[None]:
    """The session's test database; a file when a browser's server must share it, in memory otherwise (SQLite)."""
    database = connections.databases["default"]
    in_browser = any(item.get_closest_marker("browser") for item in request.session.items)
    if in_browser and database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of a real server on the test database."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    # Playwright's loop runs in this thread, and the tests use the ORM between its calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = chromium.chromium()
    with sync_playwright() as p:
        started = p.chromium.launch(executable_path=path, args=chromium.arguments())
        yield started
        started.close()


@pytest.fixture
def open_page(server: str, browser: Browser) -> Iterator[Opener]:
    """`open_page(user, width=390)`: a page of its own browser context, signed in when a user is given."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None = None, width: int = 1280, height: int = 900) -> Page:
        contexts.append(new_context(browser, server, user, width, height))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def new_context(
    browser: Browser, server: str, user: User | None = None, width: int = 1280, height: int = 900
) -> BrowserContext:
    context = browser.new_context(locale="sv-SE", base_url=server, viewport={"width": width, "height": height})
    context.set_default_timeout(20_000)
    context.add_init_script(audit.AXE)
    if user is not None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    return context


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people, saved for real and kept for a whole file of tests that only read."""
    with django_db_blocker.unblock():
        yield build_world()
        call_command("flush", interactive=False, verbosity=0)


class _Kept(Message):
    def __init__(self, letters: list[Any]) -> None:
        super().__init__()
        self.letters = letters

    def handle_message(self, message: Any) -> None:
        self.letters.append(message)


@pytest.fixture
def post_office(settings: Any) -> Iterator[list[Any]]:
    """The letters that a real mail server on this machine has been given, as email.message.Message."""
    letters: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(_Kept(letters), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.DEMO = False
    yield letters
    controller.stop()
