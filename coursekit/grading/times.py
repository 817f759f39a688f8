"""When something was handed in, whether that is late, and what it costs."""

import math
import re
from dataclasses import dataclass
from datetime import datetime

from coursekit.words import say

__all__ = ["Penalty", "TimeError", "dated", "due", "moment"]

# The months in English, German, French, Spanish, Italian, Portuguese, Catalan, Dutch, the Scandinavian languages and
# Finnish. A part at the start will do, of three letters or more: some languages have other months that begin alike.
MONTHS = (
    "january januar janvier janv enero gennaio janeiro gener januari tammikuuta",
    "february februar février febrero febbraio fevereiro febrer februari helmikuuta",
    "march märz mars marzo março maart mrt marts maaliskuuta",
    "april avril abril aprile huhtikuuta",
    "may mai mayo maggio maio maig mei maj toukokuuta",
    "june juni juin junio giugno junho juny kesäkuuta",
    "july juli juillet julio luglio julho juliol heinäkuuta",
    "august août agosto agost augustus augusti elokuuta",
    "september septembre septiembre settembre setembro setembre syyskuuta",
    "october oktober octobre octubre ottobre outubro lokakuuta",
    "november novembre noviembre novembro marraskuuta",
    "december dezember décembre diciembre dicembre dezembro desembre desember joulukuuta",
)
NUMBERS = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T -](?P<hour>\d\d)[:_-](?P<minute>\d\d)(?:[:_-](?P<second>\d\d))?"
    r"(?:\.\d+)? ?(?P<zone>UTC|Z|[+-]\d\d:?\d\d)?"
)
WORD = r"[^\W\d_]{3,20}"
WORDS = re.compile(
    rf"(?:{WORD}(?:-{WORD})?\.?, ?)?"
    rf"(?:(?P<month>{WORD})\.? (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\.?(?: de | d['’]| )(?P<month2>{WORD})\.?)"
    r",?(?: de)? (?P<year>\d{4}),?(?: (?:à|às|alle|um|kl\.?))? (?P<hour>\d{1,2})(?: ?[:.h] ?)?(?P<minute>\d\d)"
    r"(?:[:.](?P<second>\d\d))? ?(?P<half>[AaPp]\.? ?[Mm])?"
)
SIGNS = re.compile(
    r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2})(?P<month2>) ?月 ?(?P<day>\d{1,2})(?P<day2>) ?日"
    r"[^\d上下午]{0,20}(?P<half>上午|下午|午前|午後)? ?(?P<hour>\d{1,2}):?(?P<minute>\d\d)(?::(?P<second>\d\d))?"
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
        if found := WORDS.search(text) or SIGNS.search(text):
            said = {name: value or "" for name, value in found.groupdict().items()}
            month = said["month"] or said["month2"]
            half = said["half"].lower().replace(".", "").replace(" ", "")
            hour = int(said["hour"]) % 12 + 12 * (half in ("pm", "下午", "午後")) if half else int(said["hour"])
            numbers = [_month(month), said["day"] or said["day2"], hour, said["minute"], said["second"] or 0]
            return datetime(int(said["year"]), *map(int, numbers)).timestamp()  # type: ignore[arg-type]
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _month(text: str) -> int:
    """Return the number of a month; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    return next(
        (at for at, names in enumerate(MONTHS, 1) if any(one.startswith(text.lower()) for one in names.split())), 0
    )


def dated(when: float) -> str:
    """Write a time in seconds since 1970 as day, hour and minute; as it is, where it is in no calendar.

    >>> dated(moment("20 November 2026, 1:05 PM"))
    '2026-11-20 13:05'
    """
    try:
        return f"{datetime.fromtimestamp(when):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return f"{when:.0f}"


class TimeError(ValueError):
    """A time or a penalty cannot be read; the message says how it is written."""


def due(text: str) -> float:
    """Read the time at which something is due; a day without a time ends at midnight.

    Raises
    ------
    TimeError
        It is no time.

    Examples
    --------
    >>> due("2026-11-20") == due("2026-11-20 23:59:59") == due("2026-11-21 00:00") - 1
    True
    """
    text = text.strip()
    day = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    found = moment(f"{day[0]} 23:59:59") if day else moment(text)
    if found is None or not (day or NUMBERS.fullmatch(text) or WORDS.fullmatch(text)):  # or a part of it is a time
        if NUMBERS.fullmatch(text) or day:
            raise TimeError(say("There is no such day or hour as {text}.", text=text))
        raise TimeError(say("{text!r} is no time. Write it as 2026-11-20 23:59.", text=text))
    return found


@dataclass(frozen=True)
class Penalty:
    """The part of the points that lateness costs: `rate` for each `unit` of seconds that was begun, or once."""

    rate: float
    unit: float

    @staticmethod
    def read(text: str) -> "Penalty":
        """Read a penalty.

        Raises
        ------
        TimeError
            It is none.

        Examples
        --------
        >>> Penalty.read("10%/day").part(3 * 3600), Penalty.read("10%/day").part(25 * 3600), Penalty.read("20%").part(1)
        (0.1, 0.2, 0.2)
        """
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*(?:(?:/|per)\s*(hour|day|week))?\s*", text)
        if not found or not 0 <= float(found[1]) <= 100:
            raise TimeError(
                say("{text!r} is no penalty. Write 10%/day, 1%/hour, 20%/week, or 20% for once.", text=text)
            )
        units = {"hour": 3600.0, "day": 86400.0, "week": 604800.0, None: math.inf}
        return Penalty(float(found[1]) / 100, units[found[2]])

    def part(self, late: float) -> float:
        """Return the part, from 0 to 1, that is taken off what came `late` by so many seconds."""
        return min(1.0, round(self.rate * max(1, math.ceil(late / self.unit)), 6)) if late > 0 else 0.0
