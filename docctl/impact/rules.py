"""What a finding can be. Pure."""

from enum import StrEnum


class Severity(StrEnum):
    """How urgent a finding is (legal-engine.md §4.4)."""

    CRITICAL = "critical"  # the cited provision is gone and already out of force
    HIGH = "high"  # gone or amended within 30 days
    MEDIUM = "medium"  # gone or amended later, or a part of what is cited
    LOW = "low"  # formal correction
    INFO = "info"  # somewhere else in the cited text


class Overlap(StrEnum):
    """How the effect's scope and the cited provision meet."""

    WHOLE_TEXT = "whole_text"  # the effect hits the whole text
    EXACT = "exact"
    PART_CHANGED = "part_changed"  # something inside the cited provision
    INSIDE_CHANGED = "inside_changed"  # something that contains the cited provision
    ELSEWHERE = "elsewhere"  # weak: the text, not the provision


class FindingState(StrEnum):
    """Where a finding stands; `impact.service` moves it."""

    OPEN = "open"
    IN_REVISION = "in_revision"
    AWAITING_EFFECT = "awaiting_effect"  # the repaired version is approved for a later day
    RESOLVED = "resolved"
    NOT_AFFECTED = "not_affected"
    WITHDRAWN = "withdrawn"  # the effect was withdrawn, or the cited version is no longer effective


LIVE = frozenset({FindingState.OPEN, FindingState.IN_REVISION, FindingState.AWAITING_EFFECT})
