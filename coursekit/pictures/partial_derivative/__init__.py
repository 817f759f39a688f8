"""Pictures of lesson 02: a slice of a surface, curves for held variables, the textbook loop, and what partials miss.

`f` takes a point of two numbers. It is a function of the catalogue, whose partial derivatives are known exactly, or any
function of the reader's own, for one point or for many; its slope is then the best number that `richardson` finds.
"""

from coursekit.pictures.partial_derivative.loop import *
from coursekit.pictures.partial_derivative.slices import *
