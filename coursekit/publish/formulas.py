"""Formulas of a page: LaTeX as MathML that a browser shows as print has it, also in a table, whose bars are others."""

import html
import re
from xml.etree import ElementTree

from coursekit.publish.looks import Looks

__all__ = ["TABLE", "evened", "formula"]

# What the converter of formulas does not know, or numbers anew in each formula, and what it makes of the same look.
ALIKE = dict.fromkeys(("align", "aligned", "eqnarray"), "align*")
ALIKE |= dict.fromkeys(("gather", "gather*", "gathered", "multline", "multline*"), "matrix")
LIKE = re.compile(rf"\\(begin|end)\{{({'|'.join(map(re.escape, ALIKE))})\}}")
LIMIT = re.compile(r"\\(?:lim|max|min|sup|inf)(?=\s*_)")  # what it tends to stands below it
BETWEEN_PARTS = ("=", "≈", "≠", "<", ">", "≤", "≥", "→", "←", "+", "−")
BAR = re.compile(r"<mo(?: fence=\"false\")?(?: stretchy=\"false\")?>([|‖])</mo>")
TABLE = re.compile(r"(?m)^ {0,3}\|.*\n {0,3}\|[ :|-]*-[ :|-]*(?:\n {0,3}\|.*)*(?:\n|\Z)")
INNER = re.compile(r"(?<!\\)\$(?!\s)[^$\n]*(?<!\s)\$")
PRIMED = re.compile(r"<msup>(<m[io]\b[^>]*>[^<]*</m[io]>)<mi>([′″‴])</mi></msup>")
SIGN = re.compile(r"(<mo[^>]*>(?:[(\[{,=≈≠≤≥→∈]|&lt;|&gt;)</mo>)<mo>([−+±])</mo>")  # of a number, and no operation
THIN = '<mspace width="0.167em" />'
FUNCTION = "(?<!<msup>)(?<!<msub>)<mi>(?:sin|cos|tan|arctan|ln|log|exp)</mi>"
POWER = FUNCTION.replace("(?<!<msup>)(?<!<msub>)", "<msup>") + "<mn>\\d</mn></msup>"
LONG = 20  # letters: a formula that has more may be parted


def formula(text: str, display: str, looks: Looks) -> str:
    """Return a formula, "inline" or "block", as MathML; what is drawn has its looks. What is none is code."""
    from latex2mathml.converter import convert

    try:
        latex = looks.marked(LIKE.sub(lambda found: rf"\{found[1]}{{{ALIKE[found[2]]}}}", text.strip()))
        if display == "block":
            latex = LIMIT.sub(r"\g<0>\\limits", latex)
        shown = spaced(looks.classed(terse(convert(latex, display=display))))
        return shown if display == "block" else parted(shown)
    except Exception:
        return f"<code>{html.escape(text)}</code>"


def spaced(mathml: str) -> str:
    """Return a formula with the thin spaces of print around the names of functions, which browsers leave out.

    Examples
    --------
    >>> spaced("<mn>2</mn><mi>ln</mi><mi>p</mi>").replace(THIN, " ")
    '<mn>2</mn> <mi>ln</mi> <mi>p</mi>'
    >>> spaced("<mi>ln</mi><mo>(</mo><mi>p</mi><mo>)</mo>").replace(THIN, " ")
    '<mi>ln</mi><mo>(</mo><mi>p</mi><mo>)</mo>'
    """
    mathml = re.sub(rf"({FUNCTION}|{POWER})(?=<m(?:i|n|frac|su[bp]|sqrt)\b)", rf"\1{THIN}", mathml)
    return re.sub(rf"(</m(?:i|n|frac|su[bp]|sqrt)>|<mo[^>]*>\)</mo>)(?={FUNCTION}|{POWER})", rf"\1{THIN}", mathml)


def terse(mathml: str) -> str:
    """Return a formula without what is so in a page if nothing is said, its signs as themselves.

    A prime is high of itself: most browsers would raise it twice, and make it tiny. A bar is close to what it encloses,
    and the sign of a number to the number.

    Examples
    --------
    >>> terse('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mo>&#x00028;</mo></math>')
    '<math><mo>(</mo></math>'
    >>> terse("<mo>=</mo><mo>−</mo><mn>1</mn><mo>−</mo><mn>2</mn>")
    '<mo>=</mo><mo form="prefix">−</mo><mn>1</mn><mo>−</mo><mn>2</mn>'
    """
    mathml = mathml.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace(' display="inline"', "")
    mathml = re.sub(r"&#x(\w+);", lambda found: html.escape(chr(int(found[1], 16)), quote=False), mathml)
    mathml = SIGN.sub(r'\1<mo form="prefix">\2</mo>', mathml)
    mathml = BAR.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', mathml)
    return PRIMED.sub(r'<mrow>\1<mo lspace="0.05em" rspace="0">\2</mo></mrow>', mathml)


def parted(formula: str) -> str:
    """Return a long formula as some, between which a line may end: a phone has no room for all of it.

    Examples
    --------
    >>> parted("<math><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></math>".replace("b", "b" * 20)).split("<wbr>")[0]
    '<math><mrow><mi>a</mi></mrow></math>'
    """
    if len("".join(ElementTree.fromstring(formula).itertext())) <= LONG:
        return formula
    pieces, depth, sign = [ElementTree.Element("mrow")], 0, True
    for part in ElementTree.fromstring(formula)[0]:
        text = "".join(part.itertext())
        if part.tag == "mo" and text in BETWEEN_PARTS and not depth and not sign:
            part.set("form", "infix")  # what stands first would be a sign of the number behind it
            pieces.append(ElementTree.Element("mrow"))
        depth += sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
        sign = part.tag == "mo" and text not in (")", "]", "}", "|", "‖")
        pieces[-1].append(part)
    return "<wbr>".join(f"<math>{ElementTree.tostring(piece, encoding='unicode')}</math>" for piece in pieces)


def evened(table: re.Match[str]) -> str:
    r"""Return a table with as many cells in each row as in its head, as Jupyter has it; a formula's bar parts none.

    Examples
    --------
    >>> print(evened(TABLE.match("| a | b |\n|---|---|\n| $|x|$ |\n| 1 | 2 | 3")), end="")
    | a | b |
    |---|---|
    | $\vert x\vert $ ||
    | 1 | 2 |
    """

    def cells(row: str) -> list[str]:
        row = INNER.sub(lambda formula: formula[0].replace("\\|", "\\Vert ").replace("|", "\\vert "), row.strip())
        return re.split(r"(?<!\\)\|", row.removeprefix("|").removesuffix("|"))

    head, *rows = map(cells, table[0].splitlines())
    made = [head, *((row + [""] * len(head))[: len(head)] for row in rows)]
    return "".join(f"|{'|'.join(row)}|\n" for row in made)
