"""Pictures of lesson 01: from the average rate to the derivative, its errors, its kinks, and measured data.

`f` is a function of the catalogue, whose slope is known exactly, or any function of the reader's own that answers
element by element; its slope is then the best number that `richardson` finds.
"""

from coursekit.pictures.derivative.errors import *
from coursekit.pictures.derivative.secants import *
