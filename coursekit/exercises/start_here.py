"""The exercise of lesson 00: one that needs no calculus, to learn how exercises work."""

from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark

INTRO = mark("""# Exercises: start here

**What you need**: nothing but [lesson 00](../notebooks/00_start_here.ipynb). · 5 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it.""")


def path(sign: int, low: float = 50) -> Kind:
    """Give what draws the heights of a path that goes up (1) or down (-1), and begins at `low` or up to 40 m above."""

    def drawn(rng: Rng) -> tuple[float, float]:
        start = round(rng.uniform(low, low + 40), 1)
        return start, round(start + sign * rng.uniform(2, 9), 1)

    return drawn


rise = Exercise(
    task=mark("""How much higher is the end of a path than its start? From 200 m to 250 m the rise is 50 m.
Going down it is negative: from 250 m to 200 m the rise is −50 m."""),
    starter='''\
def rise(start, end):
    """How much higher the end is than the start, in metres; negative when it is lower."""
    ...
''',
    solution="return end - start",
    hints=(
        mark("Do it with numbers first: from 200 to 250. Which calculation gives 50?"),
        mark("It is one subtraction, and a function gives its value back with the word `return`."),
        mark("Take what you have at the start away from what you have at the end."),
    ),
    cases={mark("going up"): Case(1, path(1), path(1, -60)), mark("going down"): Case(1, path(-1), path(-1, -60))},
    right=lambda start, end: end - start,
    said=mark("From {start} m to {end} m you return {got:.4g}."),
    simple=mark("From {start} to {end} it is {right:.4g} m."),
    mistakes={
        "start - end": mark("From 200 m to 250 m yours would be −50. Which sign should it have?"),
        "abs(end - start)": mark("You are lower at the end: which sign says so?"),
        "start + end": mark("That is both heights together. How far is it from one to the other?"),
        "end": mark("That is the height at the end. How much of it had you already at the start?"),
        "start": mark("That is the height at the start. How much do you gain from there?"),
    },
    also_right=("-(start - end)", "float(end) - float(start)"),
)

EXERCISES = (rise,)
