"""Return texts, lists, arrays and numbers too large to look at."""
import numpy as np
def slope(f, x, h): return "x" * 10**8
def total(y): return 10**5000
def hold(f, a): return np.zeros(10**7)
def evens(n): return [0.5] * 10**6
