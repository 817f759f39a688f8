"""A catalogue of functions to differentiate and to descend on, each with its exact slope, curvature and minima.

There are two kinds. A function of one variable is elementwise: ``f(x)`` has the shape of `x`. A scalar field takes its
coordinates first: ``f`` maps ``(n,)`` to one number and ``(n, m)``, m points side by side, to ``(m,)``.

Formulas of the fields: M. Jamil and X.-S. Yang, "A literature survey of benchmark functions for global optimisation
problems", 2013. Everything analytic also takes complex numbers, so that the complex step can check it.
"""

from difflib import get_close_matches
from reprlib import repr as shown

from coursekit.functions.curves import CURVES
from coursekit.functions.exact import ExactFunction
from coursekit.functions.fields import FIELDS
from coursekit.words import mark, say

__all__ = ["ExactFunction", "get", "names"]

THERE = mark("There are: {names}.")
_CATALOGUE = {function.name: function for function in CURVES + FIELDS}


def get(name: str) -> ExactFunction:
    """Return the function called `name`.

    Raises
    ------
    ValueError
        There is no such function; the nearest names are offered.

    Examples
    --------
    >>> get("booth").minima
    ((1.0, 3.0),)
    """
    if not isinstance(name, str) or name not in _CATALOGUE:
        near = get_close_matches(str(name).lower(), _CATALOGUE, n=3, cutoff=0.5)
        there = ", ".join(_CATALOGUE)
        hint = say("Did you mean {near}?", near=say(" or ").join(map(repr, near))) if near else say(THERE, names=there)
        raise ValueError(say("The catalogue has no function {name}. {hint}", name=shown(name), hint=hint))
    return _CATALOGUE[name]


def names(variables: int | None = None) -> tuple[str, ...]:
    """Return the names in the catalogue: all, those of one variable (1), or the fields (2).

    Raises
    ------
    ValueError
        `variables` is something else than 1, 2 or None.

    Examples
    --------
    >>> names(variables=1)[:3]
    ('x**2', 'x**3', 'x**4 - 3x**3 + 2')
    """
    if not (variables is None or variables in (1, 2)):
        raise ValueError(say("variables must be 1 or 2, or left out, but is {value}", value=shown(variables)))
    return tuple(name for name, function in _CATALOGUE.items() if variables in (None, function.variables))
