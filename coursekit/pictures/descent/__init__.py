"""Pictures of lesson 04: a path downhill, its rate, its stop, its start, its valley, momentum and line search.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own; its gradient
is then numerical. Where f is a bowl, a quadratic with one minimum, its curvatures are found from its values, and with
them the rates at which descent overshoots and diverges.
"""

from coursekit.pictures.descent.ends import BUMPS, basins, frozen, stopping
from coursekit.pictures.descent.paths import (
    BOWLS,
    CURVED,
    CURVES,
    below,
    curved_valleys,
    descent,
    flat,
    momentum,
    one_step,
    rolling,
    rules,
    shifted_bowl,
)
from coursekit.pictures.descent.rates import rate_sweep, step_search, stretched, valley
