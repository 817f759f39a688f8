"""Loop for ever in an answer. The next exercise is asked all the same."""
# earns: 1
def slope(f, x, h):
    while True: pass
def evens(n): return [2 * k for k in range(n)]
