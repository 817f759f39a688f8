"""Compute for ever where Python cannot interrupt."""
def slope(f, x, h): return 10 ** 10 ** 9
