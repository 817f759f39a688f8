"""Recurse for ever, until Python itself breaks."""
import sys
sys.setrecursionlimit(10**9)
def slope(f, x, h): return slope(f, x, h)
def total(y):
    class A:
        def __getattr__(self, name): return getattr(self, name)
    return A().b
def evens(n): return [evens(n)]
