"""The browser: one that is there, else Debian's when root on Debian, else Playwright's download."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SWITCH = "--without-browser"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """No Chromium could be found or installed."""


def chromium() -> str:
    """The path of a Chromium, fetched when there is none. Raises NoBrowser with what to do."""
    if found := _installed() or _downloaded():
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        print("Fetching Debian's Chromium ...", file=sys.stderr, flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, stdout=subprocess.DEVNULL)
        if found := _installed():
            return found
    print("Fetching Playwright's Chromium ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)
    if found := _downloaded():
        return found
    raise NoBrowser(f"no Chromium was found and none could be fetched. Install one, or leave the browser out: {SWITCH}")


def arguments() -> list[str]:
    """How it is started; Chromium's own sandbox cannot run as root."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _installed() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy, and only here

    try:
        with sync_playwright() as p:
            path = p.chromium.executable_path
    except Exception as error:  # whatever stops Playwright, there is no browser from it
        raise NoBrowser(f"Playwright could not start ({error}). Leave the browser out: {SWITCH}") from error
    return path if Path(path).exists() else None
