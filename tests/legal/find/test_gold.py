"""The graded development set, where it is at hand: the bars of the engine on every kind of text."""

import json
import re
import subprocess
import sys

import pytest

from docctl.legal.jsonl import found_lines
from tests.support.shared import SHARED, needs_shared

GOLD = SHARED / "data" / "gold" / "citations-dev.jsonl"
pytestmark = [needs_shared]
SCORER = SHARED / "tools" / "score_citations.py"


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """Score the set with its own scorer: stratum → measure → F1."""
    answers = tmp_path_factory.mktemp("gold") / "found.jsonl"
    with GOLD.open(encoding="utf-8") as lines:
        answers.write_text("\n".join(found_lines(lines)), encoding="utf-8")
    command = [sys.executable, "-B", str(SCORER), str(GOLD), str(answers), "--by", "stratum"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table = {}
    for line in said.splitlines():
        name, _, rest = line.partition(":")
        pairs = re.findall(r"(overlap|key|article) ([0-9.]+)", rest)
        table[name] = {measure: float(value) for measure, value in pairs}
    return table


def test_the_whole_set_is_above_the_bars(scores: dict[str, dict[str, float]]) -> None:
    assert scores["all"]["overlap"] >= 0.98
    assert scores["all"]["key"] >= 0.97
    assert scores["all"]["article"] >= 0.96


@pytest.mark.parametrize("stratum", ["hard", "regex-missed", "nfd", "seed", "title-lowercase"])
def test_the_hard_kinds_are_above_the_bar(
    scores: dict[str, dict[str, float]], stratum: str
) -> None:
    assert scores[stratum]["key"] >= 0.92


def test_texts_without_citations_stay_without(scores: dict[str, dict[str, float]]) -> None:
    with GOLD.open(encoding="utf-8") as lines:
        negative = [line for line in lines if json.loads(line)["stratum"] == "negative"]
    assert negative
    assert all(json.loads(line)["citations"] == [] for line in found_lines(negative))
