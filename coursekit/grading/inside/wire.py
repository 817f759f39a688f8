"""What the judge and the box say to each other: JSON lines of numbers, texts, lists and arrays. Never a pickle.

Both sides distrust what they read. A value that cannot cross is refused with a `WireError`, whose text is a sentence
about the value, made to follow "the function returned".
"""

import base64
import json
import numbers
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["LINE_LIMIT", "WireError", "decode", "encode", "line", "parse"]

LINE_LIMIT = 2**20  # bytes of one message
DEPTH_LIMIT = 16  # lists within lists
INT_LIMIT = 2**1000  # beyond it, float(i) may overflow
DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"}
WIDEST = {"f": "f8", "c": "c16"}  # for long doubles, whose size differs from machine to machine
ENCODER, DECODER = json.JSONEncoder(), json.JSONDecoder()


class WireError(Exception):
    """A value that cannot cross, or a message that breaks the rules."""


def encode(value: Any, name: Callable[[Any], Any], depth: int = 0) -> Any:
    """Turn `value` into what JSON can hold; `name` gives the number under which the other side may call a function."""
    if isinstance(value, np.generic | np.ndarray) and value.shape == ():
        value = value.item()  # a check sees Python's own values
    kind = type(value)
    if kind is float or value is None or kind is bool or kind is str:
        return value
    if kind is int:
        if abs(value) > INT_LIMIT:
            raise WireError("a whole number with more than 300 digits")
        return value
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if value is ...:
        return None
    if kind in (list, tuple):
        if depth == DEPTH_LIMIT:
            raise WireError(f"lists within lists, more than {DEPTH_LIMIT} deep")
        items = [encode(item, name, depth + 1) for item in value]
        return items if kind is list else {"tuple": items}
    if isinstance(value, np.ndarray):
        if value.nbytes > LINE_LIMIT // 2:
            raise WireError(f"an array of {value.nbytes / 2**20:.1f} megabytes")
        if value.dtype.kind == "O":
            return encode(value.tolist(), name, depth)
        dtype = value.dtype.str[1:]
        if dtype not in DTYPES and value.dtype.kind in WIDEST:
            dtype = WIDEST[value.dtype.kind]
        if dtype not in DTYPES:
            raise WireError(f"an array of {value.dtype.name}")
        with np.errstate(over="ignore"):
            data = np.ascontiguousarray(value, dtype=f"<{dtype}").tobytes()
        return {"array": base64.b64encode(data).decode(), "dtype": dtype, "shape": list(value.shape)}
    if callable(value):
        return {"function": name(value)}
    if isinstance(value, numbers.Real):  # a fraction, or a number of the learner's own kind
        return float(value)
    if isinstance(value, numbers.Complex):
        return encode(complex(value), name)
    raise WireError(f"an object of type {kind.__name__}")


def decode(value: Any, function: Callable[[int], Any], depth: int = 0) -> Any:
    """Turn what came over the wire back into a value; `function` makes a callable of a number."""
    kind = type(value)
    if kind is float or value is None or kind is bool or kind is str:
        return value
    if kind is int:
        if abs(value) > INT_LIMIT:
            raise WireError("a whole number with more than 300 digits")
        return value
    if depth > DEPTH_LIMIT:
        raise WireError(f"lists within lists, more than {DEPTH_LIMIT} deep")
    if kind is list:
        return [decode(item, function, depth + 1) for item in value]
    match value:
        case {"tuple": list(items), **rest} if not rest:
            return tuple(decode(item, function, depth + 1) for item in items)
        case {"complex": [float(real), float(imag)], **rest} if not rest:
            return complex(real, imag)
        case {"function": int(number), **rest} if not rest and type(number) is int:
            return function(number)
        case {"array": str(data), "dtype": str(dtype), "shape": list(shape), **rest} if not rest and dtype in DTYPES:
            return _array(data, np.dtype(f"<{dtype}"), shape)
    raise WireError("something that cannot be read")


def _array(data: str, dtype: "np.dtype[Any]", shape: list[Any]) -> Any:
    """Build an array of its own memory; its size is that of the data that came, whatever the shape says."""
    if len(shape) > DEPTH_LIMIT or not all(type(n) is int and 0 <= n <= LINE_LIMIT for n in shape):
        raise WireError("an array of an impossible shape")
    try:
        flat = np.frombuffer(base64.b64decode(data, validate=True), dtype)
        return flat.reshape(shape).astype(dtype.newbyteorder("="))
    except ValueError:
        raise WireError("an array of an impossible shape") from None


def line(message: dict[str, Any]) -> bytes:
    """Write a message as one line; nan and the infinities keep Python's own spelling, `NaN` and `Infinity`."""
    text = ENCODER.encode(message).encode() + b"\n"
    if len(text) > LINE_LIMIT:
        raise WireError(f"more than {LINE_LIMIT // 2**20} megabyte")
    return text


def parse(text: bytes) -> dict[str, Any]:
    """Read one line as a message."""
    try:
        written = text.decode()
        message, end = DECODER.raw_decode(written)
    except (ValueError, RecursionError):
        raise WireError("something that cannot be read") from None
    if type(message) is not dict or end != len(written):
        raise WireError("something that cannot be read")
    return message
