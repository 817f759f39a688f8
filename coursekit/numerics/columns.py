"""`f` at many points at once, believed only where it agrees with `f` at one point.

An `f` written for one point can often take many, side by side as the columns of an array ``(n, m)``, and many times
faster. Some cannot, and do not say so: ``x / np.linalg.norm(x)`` divides by the length of all columns together,
``np.sort(x)`` mixes them, and data as long as the array is wide is spread over them. So a few columns are also asked
alone. If one differs by more than rounding, `f` gets one point after the other from then on.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.numerics.answers import EPS, as_numbers, ask, precision
from coursekit.numerics.given import Array, Function, all_finite, function
from coursekit.words import mark, say

__all__ = ["Columns", "NotFinite", "finite", "finite_number", "number"]

FEW = 2  # so many points are asked alone at once: a batch would not be faster
ROUNDING = 256.0  # units in the last place by which a column may differ from the same point alone
GOLDEN = (math.sqrt(5) - 1) / 2
NOT_FINITE = mark("f is {value} at x = {x}; move x away from there, or give a smaller h")
NOT_FINITE_HERE = mark("f is {value} at x = {x}; give an x at which it is finite")
NOT_ONE = mark("f returned shape {shape} for one x of shape {x}; expected one number{remedy}")


class NotFinite(ValueError):
    """`f` is infinite or nan at a point where its value is needed."""


def number(f: Function, point: Array) -> Any:
    """``f`` at one point of any shape: one number, which may be nan, of NumPy's type for it."""
    point.setflags(write=False)
    answer = ask(f, point if point.ndim else point[()])
    if type(answer) is np.float64:
        return answer
    answer = as_numbers(answer)
    if answer.size != 1:
        remedy = say(": did it return a value and something else?") if answer.shape == (2,) else ""
        raise ValueError(say(NOT_ONE, shape=answer.shape, x=point.shape, remedy=remedy))
    return answer.reshape(-1)[0]


def finite_number(f: Function, point: Array, *, otherwise: str = NOT_FINITE) -> float:
    """``f`` at one point of any shape: one finite number."""
    with np.errstate(all="ignore"):  # what is not finite becomes an error
        answer = float(number(f, point))
    if not math.isfinite(answer):
        raise NotFinite(say(otherwise, value=answer, x=np.array2string(point, threshold=8)))
    return answer


def finite(answers: Array, points: Array, *, otherwise: str = NOT_FINITE) -> Array:
    """Give the answers at the points ``(n, m)`` back, or say where one of them is not finite."""
    if not all_finite(answers):
        bad = np.flatnonzero(~np.isfinite(answers))[0]
        raise NotFinite(say(otherwise, value=answers[bad], x=np.array2string(points[:, bad], threshold=8)))
    return answers


class Columns:
    """`f` at many points ``(n, m)``, right for every `f` that is right at one point.

    Parameters
    ----------
    f : callable
    shape : tuple
        The shape of one point, as `f` wants it. Only ``(n,)`` and ``()`` can be asked together.
    together : bool
        Whether to try it with many points at once; False from the first time on that this goes wrong.

    Attributes
    ----------
    eps : float
        The coarsest relative precision seen in an answer: 2.2e-16, or 1.2e-7 once `f` returned float32.
    nfev : int
        At how many points `f` was evaluated.
    """

    eps, nfev = EPS, 0
    single: tuple[int, ...] | None

    def __init__(self, f: Function, shape: tuple[int, ...], *, together: bool = True) -> None:
        self.f, self.shape, self.together = function(f), shape, together and len(shape) < 2
        self.single = None if len(shape) == 1 else shape
        self.columns_too = self.together and len(shape) == 1

    def __call__(self, points: Array) -> Array:
        """``f`` at the points: m numbers, which may be nan."""
        m = points.shape[1]
        alone = {*standing_out(points), *spread(m, 2 + math.isqrt(m) // 3)} if self.together and m > FEW else {}
        answers = self.at_once(points, list(alone), ROUNDING) if 0 < 2 * len(alone) <= m else None
        return self.one_by_one(points) if answers is None else answers

    def one_by_one(self, points: Array) -> Array:
        """``f`` at the points, one call for each."""
        return np.array([self._alone(points, k) for k in range(points.shape[1])])

    def at_once(self, points: Array, alone: Sequence[int], rounding: float, slack: float = 0.0) -> Array | None:
        """``f`` at the points from one call of `f`; None where that is not to be believed.

        The columns `alone` are looked at. One may differ by units in the last place, `rounding`, or by a part of the
        spread of all answers, `slack`.
        """
        points.setflags(write=False)  # an f that writes to its argument fails loudly
        self.nfev += points.shape[1]
        try:
            answers = as_numbers(self.f(points if self.shape else points[0]))
            if answers.shape == points.shape[1:]:
                if answers.itemsize < 8:
                    self.eps = max(self.eps, precision(answers))
                answers = answers.astype(np.float64)  # a copy: f may reuse its array
                if self._believed(answers, points, alone, rounding, slack):
                    return answers
        except Exception:  # whatever it is that f cannot do; at one point it says so
            pass
        self.together = False
        return None

    def _believed(self, answers: Array, points: Array, alone: Sequence[int], rounding: float, slack: float) -> bool:
        """Whether `f` gives the same for some of the points alone, and a number for at least one."""
        seen = False
        for k in alone:
            here, there = self._alone(points, k), answers.item(k)
            if abs(there - here) <= rounding * self.eps * abs(here) < math.inf:
                seen = True
            elif self._alike(here, there, answers, slack):
                seen = seen or math.isfinite(here)
            else:
                return False
        return seen or not np.isfinite(answers).any()

    def _alike(self, here: float, there: float, answers: Array, slack: float) -> bool:
        """Whether two values differ by no more than rounding of the largest ones; nan is like nan."""
        finite = answers[np.isfinite(answers)]
        if here == there or (here != here and there != there) or not finite.size:
            return here == there or here != here
        allowed = 4 * self.eps * np.abs(finite).max() + slack * (finite.max() - finite.min())
        return bool(abs(there - here) <= allowed)

    def _alone(self, points: Array, k: int) -> float:
        self.nfev += 1
        point = points[:, k].copy()
        try:
            answer = number(self.f, point if self.single is None else point.reshape(self.single))
        except Exception as error:
            if not self.columns_too:
                raise
            try:  # an f that is written for columns only, such as rates[:, None] * x
                answer = number(self.f, point[:, None])
            except Exception:
                raise error from None
            self.single = (len(point), 1)
        self.columns_too = False
        if type(answer) is not np.float64:
            self.eps = max(self.eps, precision(answer))
        return float(answer)


def standing_out(points: Array) -> list[int]:
    """Choose the points that a function of all columns together would treat most unlike the rest.

    They have the largest and smallest entries, and are longest and shortest: where `f` asks ``if np.any(x > 1)``, say,
    at least one of these would get another answer alone.
    """
    size = np.einsum("ij,ij->j", points, points)
    return [int(pick(a)) for a in (points.max(axis=0), points.min(axis=0), size) for pick in (np.argmin, np.argmax)]


def spread(m: int, many: int) -> list[int]:
    """Choose some of m points without a pattern: steps of the golden section meet no period of the points."""
    return [int(GOLDEN * k % 1 * m) for k in range(1, many + 1)]
