"""What a person does with a mail and a page: opens it, then sends the form that stands there. Nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from malbild.accounts.models import User

_LINK = re.compile(r"https?://[^/\s]+(/svar/[^/\s]+/([a-z-]+)/(\d+)/)")
_ANY = re.compile(r"https?://[^/\s]+(/svar/\S+)")
_FORM = re.compile(r"<form\b[^>]*?action=\"([^\"]+)\"(.*?)</form>", re.DOTALL)
_ONCE = re.compile(r'name="once" value="([^"]*)"')
_CALLED = re.compile(r'action="([^"]*/driv/ringt/(\d+)/)"')
_SOLVE = re.compile(r'href="([^"]*/driv/hjalp/(\d+)/)"')


class Hitch(AssertionError):
    """A page that did not let a person through."""


def links_in(text: str) -> dict[int, dict[str, str]]:
    """Of each åtgärd in the mail, the address of each answer's button."""
    found: dict[int, dict[str, str]] = {}
    for path, word, pk in _LINK.findall(text):
        found.setdefault(int(pk), {})[word] = path
    return found


def scan(text: str) -> int:
    """Open every address in the mail as a scanner does; how many there were."""
    browser, paths = Client(), _ANY.findall(text)
    for path in paths:
        if browser.get(path).status_code >= 500:
            raise Hitch(path)
    return len(paths)


def answer_by_link(path: str, pk: int, **said: str) -> None:
    """Tap an answer in the mail, and confirm on the page that opens."""
    browser = Client()
    _send(browser, path, pk, said)


def answer_signed_in(user_id: int, slug: str, pk: int, **said: str) -> None:
    """The own list, signed in."""
    browser = Client()
    browser.force_login(User.objects.get(pk=user_id))
    _send(browser, reverse("momentum:waiting", kwargs={"slug": slug}), pk, said)


def _send(browser: Client, path: str, pk: int, said: dict[str, str]) -> None:
    page = browser.get(path)
    for action, inside in _FORM.findall(page.content.decode()):
        if f'name="measure" value="{pk}"' in inside and (once := _ONCE.search(inside)):
            sent = browser.post(action, {"measure": str(pk), "once": once[1], **said})
            if sent.status_code != 302:
                raise Hitch(f"{action} said {sent.status_code} to {said}")
            return
    raise Hitch(f"{path} ({page.status_code}) has no form for {pk}")


def set_mail(path: str, rhythm: str) -> None:
    """Change how often, by the link at the mail's foot; or stop them with one click, as a mail program does."""
    browser, base = Client(), path.rsplit("/", 3)[0]
    if rhythm == "stops":
        sent = browser.post(f"{base}/avsluta/", {"List-Unsubscribe": "One-Click"})
    else:
        page = browser.get(f"{base}/mejl/").content.decode()
        once = _ONCE.search(page)
        sent = browser.post(f"{base}/mejl/", {"rhythm": rhythm, "weekday": "1", "once": once[1] if once else ""})
    if sent.status_code >= 400:
        raise Hitch(f"{path}: {sent.status_code} for {rhythm}")


class Desk:
    """The coordinator at "Det som behöver dig"."""

    def __init__(self, user_id: int, slug: str) -> None:
        self.browser = Client()
        self.browser.force_login(User.objects.get(pk=user_id))
        self.page = self.browser.get(reverse("momentum:drive", kwargs={"slug": slug})).content.decode()

    def calls(self) -> Iterator[tuple[int, str]]:
        """Whom to ring, and where to say that it was done."""
        return ((int(user), path) for path, user in _CALLED.findall(self.page))

    def helps(self) -> Iterator[tuple[int, str]]:
        return ((int(pk), path) for path, pk in _SOLVE.findall(self.page))

    def note_call(self, path: str) -> None:
        self._posted(path, {})

    def solve(self, path: str) -> None:
        once = _ONCE.search(self.browser.get(path).content.decode())
        self._posted(path, {"outcome": "Vi tog det tillsammans.", "once": once[1] if once else ""})

    def _posted(self, path: str, data: dict[str, str]) -> None:
        if (status := self.browser.post(path, data).status_code) != 302:
            raise Hitch(f"{path} said {status}")
