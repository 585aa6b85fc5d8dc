"""The statistical core against numbers that others computed, where they lie beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.references.kinds import KINDS, NOT_OFFERED, SIMULATED, held

WHOLE = [p / "shared/reference/stats" for p in Path(__file__).parents if (p / "shared/reference/stats").is_dir()][:1]


@pytest.mark.parametrize("name", [n for n in KINDS if n not in SIMULATED])
def test_what_is_offered_meets_its_reference(name):
    if not WHOLE:
        pytest.skip("shared/reference/stats is not beside the repository")
    told = held(WHOLE[0] / name)
    assert told.is_met, told.examples


def test_every_reference_is_held_or_said_not_to_be():
    if not WHOLE:
        pytest.skip("shared/reference/stats is not beside the repository")
    files = {p.name for p in WHOLE[0].iterdir() if p.suffix in (".json", ".csv")}
    assert files <= set(KINDS) | set(NOT_OFFERED)


@pytest.mark.parametrize(
    ("case", "is_met"),
    [
        ({"x1": 17, "x2": 12, "phi": 1, "p": 0.353417123849739}, True),
        ({"x1": 17, "x2": 12, "phi": 1, "p": 0.3534}, False),
        ({"x1": -1, "x2": 12, "phi": 1, "p": 0.3}, False),
    ],
)
def test_the_runner_sees_a_wrong_number_and_survives_a_bad_case(tmp_path, case, is_met):
    row = {
        "x1": case["x1"],
        "x2": case["x2"],
        "exposure1": 9300,
        "exposure2": 9300,
        "phi": case["phi"],
        "confidence": 0.95,
        "rate_ratio": case["x1"] / case["x2"],
        "ci_scaled_exact": [0.637633583265619, 3.25097393447499],
        "p_scaled_exact": 0.458258319646121,
        "ci_scaled_jeffreys": [0.683161469645144, 3.00409390669141],
        "p_scaled_jeffreys": case["p"],
    }
    path = tmp_path / "two_counts_dispersed.json"
    path.write_text(json.dumps({"meta": {}, "cases": [row]}), encoding="utf-8")
    assert held(path).is_met is is_met
