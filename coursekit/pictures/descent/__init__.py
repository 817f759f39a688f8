"""Pictures of lesson 04: a path downhill, its rate, its stop, its start, its valley, momentum and line search.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own; its gradient
is then numerical. Where f is a bowl, a quadratic with one minimum, its curvatures are found from its values, and with
them the rates at which descent overshoots and diverges.
"""

from coursekit.pictures.descent.ends import *
from coursekit.pictures.descent.paths import *
from coursekit.pictures.descent.rates import *
