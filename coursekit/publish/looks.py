"""What a picture draws looks the same where its section writes of it: in its colour, over a line of the same kind."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coursekit.live.picture import BLUE, GREEN, ORANGE, PURPLE

__all__ = ["Looks", "looks_of"]

NAMES = {BLUE: "blue", ORANGE: "orange", GREEN: "green", PURPLE: "purple"}


@dataclass(frozen=True)
class Looks:
    """The classes, for a style sheet, of the names of lines, in small letters, and of symbols, in LaTeX."""

    names: Mapping[str, str] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)

    def word(self, words: str) -> str:
        """Return the class of words that name a line, else nothing."""
        return self.names.get(words.lower(), "")

    def marked(self, latex: str) -> str:
        r"""Return a formula whose symbols are marked, the longest first; spaces do not count.

        Examples
        --------
        >>> Looks(symbols={"x": "drawn", r"\frac{x}{h}": "drawn"}).marked(r"\frac{x} h + \frac{x}{h}")
        '\\frac{\\textcolor{drawn}{x}} h + \\textcolor{drawn}{\\frac{x}{h}}'
        """
        if not self.symbols:
            return latex
        known = {symbol.replace(" ", ""): look for symbol, look in self.symbols.items()}
        longest = sorted(known, key=len, reverse=True)
        pattern = "|".join(r"\s*".join(map(re.escape, symbol)) for symbol in longest)

        def mark(found: re.Match[str]) -> str:
            look = known[re.sub(r"\s", "", found[0])]
            return rf"\textcolor{{{look}}}{{{found[0]}}}"

        return re.sub(pattern, mark, latex)

    @staticmethod
    def classed(mathml: str) -> str:
        """Return a formula in which what was marked has its class."""
        return re.sub(r'<mstyle mathcolor="(drawn[^"]*)">', r'<mstyle class="\1">', mathml)


def looks_of(recordings: Iterable[Mapping[str, Any]]) -> Looks:
    """Return the looks in a section with these recorded pictures; of two with one name, those of the first."""
    names: dict[str, str] = {}
    symbols: dict[str, str] = {}
    for recording in recordings:
        for known, found in (names, recording["looks"]["names"]), (symbols, recording["looks"]["symbols"]):
            for what, (colour, line) in found.items():
                if colour in NAMES:
                    known.setdefault(what.lower() if known is names else what, f"drawn {NAMES[colour]} {line}")
    return Looks(names, symbols)
