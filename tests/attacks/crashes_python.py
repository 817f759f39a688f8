"""Crash Python."""
import ctypes
def slope(f, x, h): return ctypes.string_at(0)
def total(y): ctypes.memset(id(None), 0, 4096); return 0.0
def evens(n): ctypes.CDLL(None).abort()
