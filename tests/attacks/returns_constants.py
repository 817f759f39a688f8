"""Return constants, and what was given."""
def slope(f, x, h): return 1.0
def total(y): return y
def hold(f, a): return f
def evens(n): return n
