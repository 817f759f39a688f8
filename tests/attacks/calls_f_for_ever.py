"""Call f for ever, in the judge's process."""
def slope(f, x, h):
    while True: f(x)
