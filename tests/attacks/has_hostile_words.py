"""Exceptions and signatures whose own words never end, break, or are as long as a book."""
import inspect
class Endless(Exception):
    def __str__(self): return "x" * 10**7
class Broken(Exception):
    def __str__(self): raise SystemExit
def slope(f, x, h): raise Endless
def total(y): raise Broken
class Words(inspect.Signature):
    def __str__(self): return "(" + "y" * 10**7 + ")"
    def bind(self, *a): raise TypeError
def hold(f, a): raise TypeError("no")
hold.__signature__ = Words()
