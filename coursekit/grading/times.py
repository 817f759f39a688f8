"""When something was handed in, whether that is late, and what it costs."""

import re
from datetime import datetime

__all__ = ["moment"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T -](?P<hour>\d\d)[:-](?P<minute>\d\d)(?:[:-](?P<second>\d\d))?"
    r"(?:\.\d+)? ?(?P<zone>UTC|Z|[+-]\d\d:?\d\d)?"
)
WORDS = re.compile(
    r"(?:(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2})|(?P<day2>\d{1,2}) (?P<month2>[A-Za-z]{3})[a-z]*\.?),? "
    r"(?P<year>\d{4}),? (?P<hour>\d{1,2})[:. ]?(?P<minute>\d\d)(?:[:.](?P<second>\d\d))? ?(?P<half>[AaPp][Mm])?"
)


def moment(text: str) -> float | None:
    """Read a time as systems write it, in seconds since 1970; the computer's own zone where none is said.

    >>> moment("2026-11-20 10:20:30.5 UTC")
    1795170030.0
    >>> moment("Friday, 20 November 2026, 1:05 PM") == moment("Nov 20, 2026 105 PM") == moment("2026-11-20 13:05")
    True
    """
    try:
        if found := NUMBERS.search(text):
            zone = (found["zone"] or "").replace("UTC", "+00:00").replace("Z", "+00:00")
            parts = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
            return datetime.fromisoformat(f"{datetime(*parts).isoformat()}{zone}").timestamp()  # type: ignore[arg-type]
        if found := WORDS.search(text):
            month = MONTHS.index((found["month"] or found["month2"]).lower()) + 1
            half = (found["half"] or "").lower()
            hour = int(found["hour"]) % 12 + 12 * (half == "pm") if half else int(found["hour"])
            day, rest = int(found["day"] or found["day2"]), (int(found["minute"]), int(found["second"] or 0))
            return datetime(int(found["year"]), month, day, hour, *rest).timestamp()
    except (ValueError, OverflowError, OSError):
        pass
    return None
