"""What the judge and the box say to each other: JSON lines of numbers, texts, lists and arrays. Never a pickle.

Both sides distrust what they read, and measure it before NumPy sees it: a few bytes can ask for gigabytes. A value that
cannot cross is refused with a `WireError`; its code names the words for it, which the judge has.
"""

import base64
import json
import math
import numbers
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["LINE_LIMIT", "WireError", "decode", "encode", "line", "parse"]

LINE_LIMIT = 2**20  # bytes of one message
VALUES_LIMIT = 2**16  # numbers and lists in one message, and numbers in one array
TEXTS_LIMIT = 2**20  # characters of the longest text in a list, times its items: NumPy makes them all as long
DEPTH_LIMIT = 16  # lists within lists
INT_LIMIT = 2**1000  # beyond it, float(i) may overflow
DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"}
WIDEST = {"f": "f8", "c": "c16"}  # for long doubles, whose size differs from machine to machine
ENCODER, DECODER = json.JSONEncoder(), json.JSONDecoder()


class WireError(Exception):
    """A value that cannot cross, or a message that breaks the rules: a code that says why, and a detail."""

    def __init__(self, code: str, detail: str | int = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def encode(value: Any, name: Callable[[Any], Any], depth: int = 0) -> Any:
    """Turn `value` into what JSON can hold; `name` gives the number under which the other side may call a function."""
    if isinstance(value, np.generic | np.ndarray) and value.shape == ():
        value = value.item()  # a check sees Python's own values
    kind = type(value)
    if kind is float or value is None or kind is bool or kind is str:
        return value
    if kind is int:
        if abs(value) > INT_LIMIT:
            raise WireError("digits")
        return value
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if value is ...:
        return None
    if isinstance(value, list | tuple):  # a named tuple, too
        if depth == DEPTH_LIMIT:
            raise WireError("deep", DEPTH_LIMIT)
        items = [encode(item, name, depth + 1) for item in value]
        return {"tuple": items} if isinstance(value, tuple) else items
    if isinstance(value, np.ndarray):
        if value.size > VALUES_LIMIT:
            raise WireError("size", value.size)
        if value.dtype.kind == "O":
            items = value.tolist()
            plain = np.array(items) if {type(item) for item in value.flat} <= {int, float, complex} else value
            return encode(plain if plain.dtype.kind in "ifc" and plain.shape == value.shape else items, name, depth)
        dtype = value.dtype.str[1:]
        if dtype not in DTYPES and value.dtype.kind in WIDEST:
            dtype = WIDEST[value.dtype.kind]
        if dtype not in DTYPES:
            raise WireError("array", value.dtype.name)
        with np.errstate(over="ignore"):
            data = np.ascontiguousarray(value, dtype=f"<{dtype}").tobytes()
        return {"array": base64.b64encode(data).decode(), "dtype": dtype, "shape": list(value.shape)}
    if callable(value):
        return {"function": name(value)}
    if isinstance(value, str):  # a member of an enumeration, too
        return str.__str__(value)
    if isinstance(value, numbers.Real):  # a fraction, or a number of the learner's own kind
        return float(value)
    if isinstance(value, numbers.Complex):
        return encode(complex(value), name)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):  # a deque: NumPy makes an array of it
        if len(value) > VALUES_LIMIT:
            raise WireError("size", len(value))
        return encode(list(value), name, depth)
    if hasattr(value, "__array__"):  # as `x.flat`, and what packages have in the place of an array
        return encode(np.array(value), name, depth)
    raise WireError("object", kind.__name__[:80])


def decode(value: Any, function: Callable[[int], Any]) -> Any:
    """Turn what came over the wire back into a value; `function` makes a callable of a number."""
    if type(value) is list or type(value) is dict:
        _measure_texts(value)
    return _decoded(value, function, 0)


def _decoded(value: Any, function: Callable[[int], Any], depth: int) -> Any:
    kind = type(value)
    if kind is float or value is None or kind is bool or kind is str:
        return value
    if kind is int:
        if abs(value) > INT_LIMIT:
            raise WireError("digits")
        return value
    if depth > DEPTH_LIMIT:
        raise WireError("deep", DEPTH_LIMIT)
    if kind is list:
        return [_decoded(item, function, depth + 1) for item in value]
    match value:
        case {"tuple": list(items), **rest} if not rest:
            return tuple(_decoded(item, function, depth + 1) for item in items)
        case {"complex": [float(real), float(imag)], **rest} if not rest:
            return complex(real, imag)
        case {"function": int(number), **rest} if not rest and type(number) is int:
            return function(number)
        case {"array": str(data), "dtype": str(dtype), "shape": list(shape), **rest} if not rest and dtype in DTYPES:
            return _array(data, np.dtype(f"<{dtype}"), shape)
    raise WireError("unreadable")


def _measure_texts(value: Any) -> None:
    """Refuse texts that NumPy would make gigabytes of."""
    count = longest = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        count += 1
        if type(one) is str:
            longest = max(longest, len(one))
        elif type(one) is list:
            waiting += one
        elif type(one) is dict and "array" not in one:
            waiting += one.values()
    if count * longest > TEXTS_LIMIT:
        raise WireError("texts")


def _array(data: str, dtype: "np.dtype[Any]", shape: list[Any]) -> Any:
    """Build an array of its own memory; its size is that of the data that came, whatever the shape says."""
    if len(shape) > DEPTH_LIMIT or not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("shape")
    if math.prod(max(n, 1) for n in shape) > VALUES_LIMIT:  # an empty array can have many rows, each of which costs
        raise WireError("shape")
    try:
        flat = np.frombuffer(base64.b64decode(data, validate=True), dtype)
        return flat.reshape(shape).astype(dtype.newbyteorder("="))
    except ValueError:
        raise WireError("shape") from None


def line(message: dict[str, Any]) -> bytes:
    """Write a message as one line; nan and the infinities keep Python's own spelling, `NaN` and `Infinity`."""
    text = ENCODER.encode(message).encode() + b"\n"
    _measure(text)
    return text


def parse(text: bytes) -> dict[str, Any]:
    """Read one line as a message."""
    _measure(text)
    try:
        written = text.decode()
        message, end = DECODER.raw_decode(written)
    except (ValueError, RecursionError):
        raise WireError("unreadable") from None
    if type(message) is not dict or end != len(written):
        raise WireError("unreadable")
    return message


def _measure(text: bytes) -> None:
    """Refuse a message that is too long, or that would be too many values."""
    if len(text) > LINE_LIMIT:
        raise WireError("large")
    if len(text) > VALUES_LIMIT and text.count(b",") + text.count(b"[") + text.count(b"{") > VALUES_LIMIT:
        raise WireError("many", VALUES_LIMIT)
