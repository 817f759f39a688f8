"""The exercise of lesson 00: one that needs no calculus, to learn how exercises work."""

from collections.abc import Iterator

import numpy as np

from coursekit.exercises.exercise import Answer, Exercise, Step, Wrong, near, number, step

INTRO = """# Exercises: start here

**What you need**: nothing but [lesson 00](../notebooks/00_start_here.ipynb). · 5 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it."""


def steps_of_rise(answer: Answer, rng: np.random.Generator) -> Iterator[Step]:
    """Check `rise` going up, and going down."""
    for name, sign in ("going up", 1), ("going down", -1):
        cases = []
        for _ in range(2):
            start, climb = round(rng.uniform(50, 90), 1), sign * round(rng.uniform(2, 9), 1)
            end = round(start + climb, 1)
            got = number(answer(start, end))
            if near(got, -climb, 1e-9):
                question = "Which sign should it have?" if sign > 0 else "You are lower at the end: which sign says so?"
            elif near(got, start + end, 1e-9):
                question = f"That is both heights together. How far is it from {start} to {end}?"
            else:
                question = f"How many metres is it from {start} {'up' if sign > 0 else 'down'} to {end}?"
            said = f"From {start} m to {end} m you return {got:.4g}. {question}"
            cases.append((near(got, climb, 1e-9), said))
        yield step(name, 1, cases)


rise = Exercise(
    task="""How much higher is the end of a path than its start? From 200 m to 250 m the rise is 50 m.
Going down it is negative: from 250 m to 200 m the rise is −50 m.""",
    starter='''\
def rise(start, end):
    """How much higher the end is than the start, in metres; negative when it is lower."""
    ...
''',
    solution="return end - start",
    points=2,
    hints=(
        "Do it with numbers first: from 200 to 250. Which calculation gives 50?",
        "It is one subtraction, and a function gives its value back with the word `return`.",
        "Take what you have at the start away from what you have at the end.",
    ),
    wrong=(
        Wrong("return start - end", fails="going up", because="Which sign"),
        Wrong("return abs(end - start)", fails="going down", because="lower at the end"),
        Wrong("return start + end", fails="going up", because="both heights together"),
        Wrong("return end", fails="going up", because="How many metres"),
        Wrong("end - start", fails="it runs", because="`return`"),
    ),
    steps=steps_of_rise,
)

EXERCISES = (rise,)
