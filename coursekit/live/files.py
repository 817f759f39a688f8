"""A file that the reader has chosen for a picture, or has dropped on it."""

from dataclasses import dataclass, field

__all__ = ["ReadersFile"]


@dataclass(frozen=True)
class ReadersFile:
    """The name and the bytes of a file, as the page has sent them.

    Examples
    --------
    >>> ReadersFile("cat.png", b"...")
    ReadersFile(name='cat.png')
    """

    name: str
    data: bytes = field(repr=False)
