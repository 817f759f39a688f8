"""What a reader's function answered: sound numbers, or a sentence that says what it gave and what to do."""

import inspect
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.given import Function, all_real, kind
from coursekit.words import mark, say

__all__ = ["EPS", "ImaginaryLost", "as_complex", "as_numbers", "ask", "explained", "precision", "real_part", "takes"]

EPS = float(np.finfo(np.float64).eps)

COMPLEX_LOST = mark(
    "f returned {what} for a complex argument, so the imaginary part, which carries the slope, is lost; "
    "abs, float, norm, real and comparisons drop it: use central_difference or richardson for such an f"
)
NO_NUMBERS = mark("{f} returned {what}; expected real numbers: {remedy}")
NO_COORDINATES = mark(
    "{f} takes x apart ({error}), but x is one number; for a function of several variables use coursekit.gradient, and "
    "give x all its coordinates"
)
FEW_COORDINATES = mark("{f} asks for a coordinate that x of shape {shape} does not have ({error}); give x more of them")
ONE_ARGUMENT = mark("{f} must take one argument, such as x with all coordinates in it, but Python says: {error}")
CANNOT_TAKE = mark("{f} fails on x of shape {shape} ({error}); it is given all coordinates of a point in one array")
TWO_ARGUMENTS = mark("{f} must take two arguments, x and the indices of some samples, but Python says: {error}")
WRITES = mark("{f} writes to its argument, which is read-only; let it write to a copy: x = np.array(x)")


def ask(f: Function, *arguments: Any, name: str = "f") -> Any:
    """Call `f`. What it raises comes through, but for what its caller knows better: it writes to its argument, say."""
    try:
        return f(*arguments)
    except (TypeError, ValueError, IndexError) as error:
        clearer = explained(error, f, arguments, name)
        if clearer is error and error.__traceback__ and error.__traceback__.tb_next is None:  # no code of f's own
            clearer = TypeError(say(CANNOT_TAKE, f=name, shape=np.shape(arguments[0]), error=error))
        raise clearer from error if clearer is not error else error.__cause__


def explained(error: Exception, f: Function, arguments: tuple[Any, ...], name: str = "f") -> Exception:
    """Give the error that `f` raised, or a clearer one: it writes to its argument, or takes another number of them."""
    x = arguments[0]
    if isinstance(error, ValueError) and "read-only" in str(error):
        return ValueError(say(WRITES, f=name))
    if isinstance(error, TypeError) and not takes(f, *arguments):
        return TypeError(say(ONE_ARGUMENT if len(arguments) == 1 else TWO_ARGUMENTS, f=name, error=error))
    if isinstance(error, IndexError) and np.ndim(x) == 0:
        return TypeError(say(NO_COORDINATES, f=name, error=error))
    if isinstance(error, IndexError) and f"axis 0 with size {len(x)}" in str(error):
        return ValueError(say(FEW_COORDINATES, f=name, shape=np.shape(x), error=error))
    return error


def takes(f: Function, *arguments: Any) -> bool:
    """Whether `f` takes so many arguments, as far as Python knows."""
    try:
        inspect.signature(f).bind(*arguments)
    except TypeError:
        return False
    except ValueError:  # a function of NumPy's has no signature
        pass
    return True


def as_numbers(answer: Any, name: str = "f") -> NDArray[Any]:
    """Give what `f` answered as an array of real numbers, of whatever type; what is masked counts as nan.

    Raises
    ------
    TypeError
        It is made of something else.
    """
    numbers = answer if type(answer) is np.ndarray else _array(answer)
    if numbers.dtype.kind in "iuf":
        return numbers
    if all_real(numbers):  # fractions, or integers that are too long for NumPy
        try:
            return numbers.astype(np.float64)
        except OverflowError:
            return np.full(numbers.shape, np.inf)
    raise TypeError(_wrong_kind(kind(numbers), name))


def _array(answer: Any) -> NDArray[Any]:
    if isinstance(answer, np.ma.MaskedArray):
        return np.ma.filled(answer * 1.0, np.nan) if answer.dtype.kind in "iufc" else np.asarray(answer)
    try:
        return np.asarray(answer)
    except Exception:  # a value and an array, say, or a tensor of another library
        objects = np.empty((), object)
        objects[()] = answer
        return objects


def _wrong_kind(what: str, name: str) -> str:
    remedies = {
        "bool": say("write a truth as a number: 1.0 * (x > 0) for x > 0"),
        "tuple": say("return the value alone, without a gradient beside it"),
        "generator": say("add its terms up with sum"),
    }
    given = say("None (is its return missing?)") if what == "None" else what
    remedy = remedies.get(what) or say("return floats")
    return say(NO_NUMBERS, f=name, what=given, remedy=remedy)


class ImaginaryLost(TypeError):
    """`f` gave something else than complex numbers for complex numbers."""

    def __init__(self, what: str) -> None:
        super().__init__(say(COMPLEX_LOST, what=what))


def as_complex(answer: Any) -> NDArray[np.complex128]:
    """Give what `f` answered to a complex argument, or raise ImaginaryLost."""
    numbers = _array(answer)
    if numbers.dtype.kind != "c":
        raise ImaginaryLost(kind(numbers))
    return numbers.astype(np.complex128)


def real_part(answer: Any) -> NDArray[Any]:
    """Give the real part where there is no other, and nan elsewhere: some functions answer in complex numbers only."""
    numbers = _array(answer)
    return np.where(numbers.imag == 0, numbers.real, np.nan) if numbers.dtype.kind == "c" else as_numbers(numbers[()])


def precision(numbers: NDArray[Any]) -> float:
    """Relative precision of the type of these numbers: 2.2e-16, or 1.2e-7 for float32."""
    return max(EPS, float(np.finfo(numbers.dtype).eps)) if numbers.dtype.kind == "f" else EPS
