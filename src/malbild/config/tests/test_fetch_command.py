"""Fetching open statistics from the command line."""

from __future__ import annotations

import pytest

from malbild.config.statistics import fetch
from malbild.series.tests.test_fetching import kolada_server, no_waiting, server

__all__ = ["kolada_server", "no_waiting", "server"]

pytestmark = pytest.mark.django_db


def test_the_command_fetches_now_and_says_what_came(kolada_server, settings, capsys):
    settings.KOLADA_URL, settings.FETCH_PAUSE = kolada_server.address, 0
    assert fetch(["kolada"]) == 0
    assert "Kolada: 6 nya tal, 0 ändrade" in capsys.readouterr().out
    assert fetch(["kolada"]) == 0
    assert "inget nytt" in capsys.readouterr().out
    kolada_server.said((500, {}, b""))
    assert fetch(["kolada"]) == 1
    assert "Inget har sparats." in capsys.readouterr().err
