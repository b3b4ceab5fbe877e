"""Days of Viet Nam as UTC instants. Pure.

A legal day begins at midnight in Asia/Ho_Chi_Minh; periods are half-open: [start, end).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def start_of(day: date) -> datetime:
    """Give the UTC instant at which `day` begins in Viet Nam."""
    return datetime.combine(day, time.min, tzinfo=ZONE).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """Give the day it is in Viet Nam at `instant` (aware)."""
    return instant.astimezone(ZONE).date()


def local(instant: datetime) -> datetime:
    """Give `instant` on a Vietnamese clock."""
    return instant.astimezone(ZONE)


def days_until(day: date, today: date) -> int:
    """Count the days from `today` to `day`; negative when it has passed."""
    return (day - today) // timedelta(days=1)
