"""Stand-ins for what a notebook imports and the box does not have: everything is accepted, nothing is done.

A submission that plots, moves sliders or calls `check` runs as if it were alone with NumPy. Nothing of the course is
here: `from coursekit.derivative import central_difference` gives a stand-in that says so when it is called, since a
value is wanted of it.
"""

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["Silent", "install"]

PACKAGES = {"coursekit", "IPython", "ipympl", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn"}

QUIET = {"check", "live", "pictures", "questions", "speak"}  # of the course: what shows something, and gives no value


class Silent:
    """Does nothing, whatever is asked of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take anything."""

    def __call__(self, *args: Any, **kwargs: Any) -> "Silent":
        """Give itself, as every result."""
        return self

    def __getattr__(self, name: str) -> "Silent":
        """Give itself, as every attribute."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: Any) -> "Silent":
        """Give itself, as every item."""
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        """Forget the value."""

    def __iter__(self) -> Iterator["Silent"]:
        """Give itself once: `line, = ax.plot(x, y)`."""
        return iter([self])

    def __enter__(self) -> "Silent":
        """Give itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Let exceptions pass."""


class NotHere(Silent):
    """A function of the course: calling it raises, so that nobody wonders at a value that it did not give."""

    def __init__(self, name: str) -> None:
        """Take its name."""
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Silent:
        """Say that it is not here."""
        raise RuntimeError(f"{self.name} is the course's own")

    def __getattr__(self, name: str) -> Silent:
        """Give another that is not here."""
        if name.startswith("__"):
            raise AttributeError(name)
        return NotHere(name)


# What Python calls them in an error, which a learner reads.
Silent.__name__ = "placeholder"
NotHere.__name__ = "function"


def subplots(nrows: int = 1, ncols: int = 1, *args: Any, **kwargs: Any) -> tuple[Silent, Any]:
    """Give as many stand-ins as matplotlib gives axes, so that `fig, (left, right) = plt.subplots(1, 2)` runs."""
    axes = np.full((nrows, ncols), Silent(), dtype=object)
    return Silent(), axes.squeeze() if axes.size > 1 else Silent()


class SilentModule(ModuleType):
    """A module, each of whose names is a stand-in."""

    def __getattr__(self, name: str) -> Any:
        """Give a stand-in for any name."""
        if name == "subplots":
            return subplots
        if name == "__all__":
            return []
        if name.startswith("__"):
            raise AttributeError(name)
        package, _, module = self.__name__.partition(".")
        quiet = package != "coursekit" or (module.partition(".")[0] or name) in QUIET
        return Silent() if quiet else NotHere(name)


SilentModule.__name__ = "module"


class Finder:
    """Find the stand-ins before Python looks anywhere else."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Claim the names of `PACKAGES` and all that is inside them."""
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in PACKAGES else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the stand-in for a module."""
        return SilentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is no code."""


def install() -> None:
    """Put the stand-ins in place."""
    sys.meta_path.insert(0, Finder())
