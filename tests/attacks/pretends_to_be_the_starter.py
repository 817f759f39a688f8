"""Bind the exercise's name to what is no function, or a class, or a function with forged code."""
class total:
    def __new__(cls, y): return 0.0
    __code__ = "forged"
hold = 7
evens = [1, 2]
def slope(f, x, h): return 0.0
slope.__code__ = slope.__code__.replace(co_name="x" * 1000, co_filename="<cell 99>")
