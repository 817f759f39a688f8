"""Call f with what it was not made for, to break the judge or to make it compute for ever."""
import numpy as np
def slope(f, x, h):
    for argument in (None, "x", [], [1] * 1000, {}, object(), 10**300, -(10**300), 10**17, 1j, np.nan, np.zeros((50, 50)), np.array(["a"]), f, slope,
                     lambda t: t, np.ones(10**5), np.ones(10**6), [[[[[[]]]]]], True, b"x", 10**400, "x" * 10**6):
        try: f(argument)
        except Exception as error:
            if "site-packages" in str(error) or ".py" in str(error): raise ValueError("GOT a path")
    try: f()
    except TypeError: pass
    try: f(1, 2, 3)
    except TypeError: pass
    return 0.0
