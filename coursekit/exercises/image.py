"""The exercises of lesson 07, gradients in pictures and fields.

Every case is a small picture, a few numbers or a short rod, drawn anew for each check. Two right answers may differ by
rounding only.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import draw
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark

INTRO = mark("""# Exercises: gradients in pictures and fields

**What you'll do**: find one of Sobel's sums by hand, give a gradient its length and its direction, repair a difference
of bytes, thin an edge, let heat flow, and find the longest step of time that does not explode. · **What you need**:
[lesson 07](../notebooks/07_image.ipynb). · 40 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps.""")

Table = NDArray[np.float64]


# --- 1. Sobel by hand ---


def ramp_and_pixel(sign: int) -> Kind:
    """Return what draws a picture that rises, or falls, evenly along both axes, and a pixel inside it."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        y, x = np.mgrid[:4, :6]
        return (
            90 + sign * draw(rng, 2, 9) * x + draw(rng, 0.5, 1.5) * y,
            int(rng.integers(1, 3)),
            int(rng.integers(3, 5)),
        )

    return drawn


def picture_and_pixel(sign: int) -> Kind:
    """Return what draws a picture of whole numbers, brighter on one side, and a pixel inside it."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        image = rng.integers(60, 120, (5, 6)).astype(float)
        y, x = int(rng.integers(1, 3)), int(rng.integers(3, 5))
        image[:, x + sign] += 70
        return image, y, x

    return drawn


def sobel_sum(image: Table, y: int, x: int) -> float:
    """Return Sobel's sum along x at a pixel."""
    right, left = (image[y - 1 : y + 2, x + side] for side in (1, -1))
    return float(np.dot([1, 2, 1], right - left))


sobel_at = Exercise(
    task=mark("""Sobel's sum along x, at one pixel. `image` is a table of brightness, and `y`, `x` are the row and the
column of a pixel that does not lie at the border. Multiply the nine pixels around it by

| −1 | 0 | 1 |
|---|---|---|
| −2 | 0 | 2 |
| −1 | 0 | 1 |

and return the sum."""),
    starter='''\
def sobel_at(image, y, x):
    """Sobel's sum along x at the pixel in row y, column x."""
    ...
''',
    solution="""\
kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
return np.sum(kernel * image[y - 1 : y + 2, x - 1 : x + 2])""",
    hints=(
        mark(
            "Which rows and columns do the nine pixels have? `image[a:b, c:d]` cuts out a part; b and d are left out."
        ),
        mark("The row above the pixel is y − 1, the row below it y + 1. So the part ends before y + 2."),
        mark("Write the kernel as an array. `*` multiplies number by number, `np.sum` adds up."),
    ),
    cases={
        mark("a ramp"): Case(1, ramp_and_pixel(1), ramp_and_pixel(-1)),
        mark("any picture"): Case(2, picture_and_pixel(1), picture_and_pixel(-1)),
    },
    right=sobel_sum,
    said=mark("For the pixel in row {y}, column {x} you return {got:.6g}."),
    see=lambda got, image, y, x: {"part": image[y - 1 : y + 2, x - 1 : x + 2]},
    simple=mark("The nine pixels are {part}."),
    mistakes={
        "-np.sum(k * part)": mark("The sign is turned round. Which side counts as positive, the left or the right?"),
        "np.sum(k.T * part)": mark("That is the sum along y. Which two columns are compared along x?"),
        "np.sum(k @ part)": mark("`@` multiplies matrices. What multiplies number by number?"),
        "np.sum(k * part) / 8": mark("That is the slope. What is asked for, the slope or Sobel's sum?"),
        "np.sum(k * part) / 4": mark("That is a quarter of the sum, the scale of another library."),
        "np.sum(np.sign(k) * part)": mark("All three rows count alike. Which of them counts twice?"),
        "image[y, x + 1] - image[y, x - 1]": mark("That is the middle row alone. What of the rows above and below?"),
        "2 * (image[y, x + 1] - image[y, x - 1])": mark("That is the middle row. What of the rows above and below?"),
        "np.sum(k * image[x - 1 : x + 2, y - 1 : y + 2])": mark(
            "Which comes first in `image[…, …]`, the row or the column?"
        ),
        "np.sum(np.abs(k) * part)": mark("All weights count as positive. Which signs does the kernel have?"),
        "np.abs(np.sum(k * part))": mark("You take the size. What tells a rise from a fall?"),
        "np.maximum(np.sum(k * part), 0)": mark("A fall becomes 0. What is lost with it?"),
        **dict.fromkeys(  # where the part is too small, the error tells the order
            ("np.sum(k * image[y : y + 3, x : x + 3])", "np.sum(image[y : y + 3, x : x + 3] * k)"),
            mark("Your part begins at the pixel. Where does it lie among the nine?"),
        ),
        **dict.fromkeys(
            (
                "np.sum(k * image[y - 1 : y + 1, x - 1 : x + 1])",
                "np.sum(image[y - 1 : y + 1, x - 1 : x + 1] * k)",
            ),
            mark("`a:b` stops before b. How many rows and columns has your part?"),
        ),
        "k * part": mark("These are the nine products. What is their sum?"),
        "np.mean(k * part)": mark("That is the mean of the nine products. What is their sum?"),
    },
    begin="k, part = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]), image[y - 1 : y + 2, x - 1 : x + 2]",
    also_right=(
        "sum(w * (image[y + d, x + 1] - image[y + d, x - 1]) for d, w in ((-1, 1), (0, 2), (1, 1)))",
        "part[:, 2] @ [1, 2, 1] - part[:, 0] @ [1, 2, 1]",
    ),
)


# --- 2. length and direction ---


def arrow(across: int, down: int) -> Kind:
    """Return what draws the two slopes of a gradient, with these signs."""
    return lambda rng: (across * draw(rng, 0.5, 9), down * draw(rng, 0.5, 9))


def polar(gx: float, gy: float) -> Table:
    """Return length and angle."""
    return np.array([np.hypot(gx, gy), np.degrees(np.arctan2(gy, gx))])


length_and_direction = Exercise(
    task=mark("""The length and the direction of a gradient. `gx` and `gy` are the slopes along x and along y, two
numbers. Return an array of two numbers: the length, and the angle in degrees, above −180 and up to 180. It is 0 where
the gradient points along x, and 90 where it points along y. It must be right in all four quadrants, and where `gx` is
0."""),
    starter='''\
def length_and_direction(gx, gy):
    """The length of the gradient (gx, gy), and its angle in degrees: two numbers."""
    ...
''',
    solution="return np.array([np.hypot(gx, gy), np.degrees(np.arctan2(gy, gx))])",
    hints=(
        mark("The length is the root of the sum of the squares: `np.hypot(gx, gy)`."),
        mark("gy / gx is the same for (1, 1) and for (−1, −1). Which function of NumPy takes both numbers?"),
        mark("`np.arctan2` takes gy first, and gives radians. `np.degrees` makes degrees of them."),
    ),
    cases={
        mark("a gradient to the right"): Case(1, arrow(1, 1), arrow(1, -1)),
        mark("a gradient to the left"): Case(2, arrow(-1, 1), arrow(-1, -1)),
        mark("a gradient along an axis"): Case(1, arrow(0, 1), arrow(0, -1), arrow(1, 0), arrow(-1, 0)),
    },
    right=polar,
    said=mark("For gx = {gx:g} and gy = {gy:g} you return {got}."),
    see=lambda got, gx, gy: dict(zip(("length", "angle"), polar(gx, gy), strict=True)),
    simple=mark("The length is {length:.5g}, and the angle {angle:.5g}."),
    mistakes={
        "[m, np.degrees(np.arctan(gy / gx))]": mark(
            "gy / gx is the same for this gradient and for its opposite, and has no value where gx is 0. Which "
            "function takes both numbers?"
        ),
        "with np.errstate(all='ignore'):\n    return [m, np.degrees(np.arctan(np.divide(gy, gx)))]": mark(
            "gy / gx is the same for this gradient and for its opposite. Which function takes both numbers?"
        ),
        "[m, np.arctan2(gy, gx)]": mark("Your angle is in radians. How many degrees is π?"),
        "[m, np.degrees(np.arctan2(gx, gy))]": mark("`np.arctan2` takes y first. Which angle has the arrow (1, 0)?"),
        "[m, np.degrees(np.arctan2(gy, gx)) % 360]": mark("Your angle lies between 0 and 360. Where is it to lie?"),
        "[m, -np.degrees(np.arctan2(gy, gx))]": mark(
            "Your angle has the other sign. Which angle has the arrow (0, 1)?"
        ),
        "[m**2, a]": mark("That is the square of the length. What is its root?"),
        "[abs(gx) + abs(gy), a]": mark("Is the way along the sides as long as the arrow?"),
        "[a, m]": mark("These are the right two. Which of them comes first?"),
        "[m, np.degrees(np.arccos(gx / m))]": mark("Up and down get the same angle. What tells them apart?"),
        "[m, np.degrees(np.arcsin(gy / m))]": mark("Left and right get the same angle. What tells them apart?"),
        "[max(abs(gx), abs(gy)), a]": mark("That is the longer side. How long is the arrow?"),
    },
    begin="m, a = np.hypot(gx, gy), np.degrees(np.arctan2(gy, gx))",
    also_right=("[np.sqrt(gx**2 + gy**2), np.angle(gx + 1j * gy, deg=True)]", "(m, a)"),
)


# --- 3. bytes ---


def bytes_of(low: int, high: int, *, falls: bool) -> Kind:
    """Return what draws a row of bytes between two, that only rises, or also falls; no two neighbours are alike."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        row = np.sort(rng.choice(np.arange(low, high), int(rng.integers(5, 9)), replace=False))
        if falls:
            half = len(row) // 2
            row = np.insert(row[half:], np.arange(1, half + 1), row[:half])  # down and up by turns
        return (row.astype(np.uint8),)

    return drawn


pixel_differences = Exercise(
    task=mark("""A difference that does not overflow. A photograph is stored in bytes: whole numbers from 0 to 255, in
NumPy `uint8`. `row` is a row of it. Somebody wrote

`return row[1:] - row[:-1]`

and where the brightness falls from 20 to 10 the result is 246. Repair it: return for each pixel but the last
how much the next one is brighter, negative where it is darker. `row` stays as it was."""),
    starter='''\
def pixel_differences(row):
    """How much brighter each pixel's right neighbour is; row holds bytes (uint8)."""
    ...
''',
    solution="return np.diff(row.astype(float))",
    hints=(
        mark("A byte has no −10. After 0 comes 255, counted down. Which type of number has negative ones?"),
        mark("`row.astype(float)` makes a new array, of floats. Do it before or after the subtraction?"),
        mark("Convert first, then subtract. One that is converted afterwards is wrong already."),
    ),
    cases={
        mark("a row that rises"): Case(0, bytes_of(0, 120, falls=False)),
        mark("a row that also falls"): Case(2, bytes_of(0, 120, falls=True)),
        mark("bright and dark pixels"): Case(1, bytes_of(90, 256, falls=True), bytes_of(0, 256, falls=True)),
        mark("row stays as it was"): Case(1, bytes_of(0, 256, falls=True), keeps=("row",)),
    },
    right=lambda row: np.diff(row.astype(float)),
    said=mark("For the bytes {row:.0f} you return {got}."),
    simple=mark("The right answer is {right}."),
    mistakes={
        "row[1:] - row[:-1]": mark(
            "A fall has become a large number: bytes were subtracted from bytes. Are they converted before or after?"
        ),
        "np.diff(row.astype(np.int8))": mark("An `int8` ends at 127. Which type holds all numbers from −255 to 255?"),
        "np.abs(np.diff(d))": mark("All differences are positive. What tells a fall from a rise?"),
        "np.maximum(np.diff(d), 0)": mark("A fall becomes 0. What is to be returned there?"),
        "-np.diff(d)": mark("All signs are turned round. Which of the two pixels comes first?"),
        "np.gradient(d)": mark("That is half the difference of both neighbours. How many values are asked for?"),
        "np.diff(d) / 255": mark("You divide by 255. In which unit is the answer asked for?"),
        "d[1:]": mark("These are the pixels. What is to be subtracted?"),
        "row -= row.min()\nreturn np.diff(row.astype(float))": mark(
            "You write into the row that you were given. What does not?"
        ),
    },
    begin="d = row.astype(float)",
    also_right=(
        "np.diff(row.astype(int))",
        "[int(b) - int(a) for a, b in zip(row, row[1:])]",
        "d[1:] - d[:-1]",
        "np.subtract(row[1:], row[:-1], dtype=np.int16)",
    ),
)


# --- 4. thinning ---


def magnitudes(*, mixed: bool, ties: bool = False) -> Kind:
    """Return what draws a table of magnitudes, and where the gradient points along x.

    At each border that a gradient crosses it shows who takes the neighbour from the other side.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        shape = int(rng.integers(3, 6)), int(rng.integers(4, 7))
        while True:
            m = 1 + rng.permutation(np.prod(shape)).reshape(shape).astype(float)
            along_x = np.ones(shape, bool)
            if mixed:
                along_x = rng.permutation(np.arange(m.size) % 2 == 0).reshape(shape)
            if ties:  # ridges of two pixels, one along each axis
                m[1, :2] = m[:2, 3] = m.size + 5
                along_x[:2, 3] = False
                return m, along_x
            sides: list[Any] = [np.s_[:, 0], np.s_[:, -1], np.s_[0], np.s_[-1]]
            borders = sides if mixed else sides[:2]
            round_it = np.pad(m, 1, mode="wrap")
            padded = [np.pad(m, 1) for _ in borders]
            for p, border in zip(padded, borders, strict=True):
                p[border] = round_it[border]
            if not any(np.array_equal(thinned(m, along_x, p), thinned(m, along_x)) for p in padded):
                return m, along_x

    return drawn


def thinned(m: Table, along_x: NDArray[np.bool_], padded: Table | None = None) -> Table:
    """Return the magnitudes that are no smaller than their two neighbours along the gradient, and 0 elsewhere."""
    p = np.pad(m, 1) if padded is None else padded
    one = np.where(along_x, p[1:-1, :-2], p[:-2, 1:-1])
    other = np.where(along_x, p[1:-1, 2:], p[2:, 1:-1])
    return np.where((m >= one) & (m >= other), m, 0)


thin_edges = Exercise(
    task=mark("""Thin an edge. `m` is a table of magnitudes, and `along_x` a table of True and False of the same shape:
where it is True the gradient points along x, elsewhere along y. Each pixel has two neighbours along its gradient: left
and right, or above and below. Beyond the border all is 0. Return a table with `m` where it is no smaller than either of
the two, and 0 elsewhere. `m` stays as it was."""),
    starter='''\
def thin_edges(m, along_x):
    """The magnitude where it is no smaller than its two neighbours along the gradient, else 0."""
    ...
''',
    solution="""\
p = np.pad(m, 1)
left, right = p[1:-1, :-2], p[1:-1, 2:]
above, below = p[:-2, 1:-1], p[2:, 1:-1]
one, other = np.where(along_x, left, above), np.where(along_x, right, below)
return np.where((m >= one) & (m >= other), m, 0)""",
    hints=(
        mark(
            "`p = np.pad(m, 1)` puts a border of zeros round m. Which part of p are the left neighbours of all pixels?"
        ),
        mark("`p[1:-1, :-2]` are the left neighbours. The right ones, those above and those below are parts like it."),
        mark("`np.where(along_x, left, above)` chooses one neighbour for each pixel. Choose the other one so, too."),
    ),
    cases={
        mark("all gradients along x"): Case(1, magnitudes(mixed=False)),
        mark("gradients along x and along y"): Case(2, magnitudes(mixed=True)),
        mark("two neighbours that are alike"): Case(1, magnitudes(mixed=False, ties=True)),
        mark("m stays as it was"): Case(1, magnitudes(mixed=True), keeps=("m",)),
    },
    right=thinned,
    said=mark("For m = {m:.0f} and along_x = {along_x} you return {got:.0f}."),
    simple=mark("The right answer is {right:.0f}."),
    mistakes={
        "keep(~along_x, 1, 1)": mark(
            "You look across the gradient. Where do the neighbours of a gradient along x lie?"
        ),
        "keep(True | along_x, 1, 1)": mark("You look left and right everywhere. What of the gradients along y?"),
        "np.where((m >= l) & (m >= r) & (m >= u) & (m >= d), m, 0)": mark(
            "You compare with all four neighbours. Which two lie along the gradient?"
        ),
        "keep(along_x, 1, 0)": mark("You look at one side only. Where is the second neighbour?"),
        "keep(along_x, 0, 1)": mark("You look at one side only. Where is the first neighbour?"),
        "keep(along_x, 1, 1) > 0": mark("These are True and False. What is to stand where a pixel is kept?"),
        "np.where(keep(along_x, 1, 1) > 0, 0, m)": mark("You keep what is to go. Which pixels stay?"),
        "np.where((m > np.where(along_x, l, u)) & (m > np.where(along_x, r, d)), m, 0)": mark(
            "Two neighbours that are alike both go. What does *no smaller* say?"
        ),
        **dict.fromkeys(
            [
                f"np.where((m {one} np.where(along_x, l, u)) & (m {other} np.where(along_x, r, d)), m, 0)"
                for one, other in ((">", ">="), (">=", ">"))
            ],
            mark("Of two neighbours that are alike one goes. What does *no smaller* say?"),
        ),
        "a = np.where(along_x, np.roll(m, 1, 1), np.roll(m, 1, 0))\n"
        "b = np.where(along_x, np.roll(m, -1, 1), np.roll(m, -1, 0))\n"
        "return np.where((m >= a) & (m >= b), m, 0)": mark(
            "`np.roll`, or `%` in an index, takes what leaves on one side in at the other. What lies beyond the border?"
        ),
        "a = np.where(along_x, np.roll(m, 1, 1), np.roll(m, 1, 0))\n"
        "return np.where((m >= a) & (m >= np.where(along_x, r, d)), m, 0)": mark(
            "`m[i, j - 1]` is the last pixel of the row if j is 0, and `m[i - 1, j]` the last of the column if i is 0. "
            "What lies beyond the border?"
        ),
        "k = keep(along_x, 1, 1)\nk[[0, -1]] = 0\nk[:, [0, -1]] = 0\nreturn k": mark(
            "The border is always 0. What lies beyond it?"
        ),
        "m[keep(along_x, 1, 1) == 0] = 0\nreturn m": mark(
            "You write into the table that you were given. What does not?"
        ),
        "m": mark("That is the table as it was. Which pixels go?"),
    },
    begin="""\
p = np.pad(m, 1)
l, r, u, d = p[1:-1, :-2], p[1:-1, 2:], p[:-2, 1:-1], p[2:, 1:-1]
def keep(where, one, other):
    first, second = m >= np.where(where, l, u), m >= np.where(where, r, d)
    return np.where((first | (not one)) & (second | (not other)), m, 0)""",
    also_right=(
        "keep(along_x, 1, 1)",
        "m * (m >= np.where(along_x, np.maximum(l, r), np.maximum(u, d)))",
    ),
)


# --- 5. heat ---


def rod(n: int) -> Kind:
    """Return what draws a rod of n temperatures, and a step of time."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        t = np.array([draw(rng, 20, 60) * (-1) ** k for k in range(n)])  # in °C: it may be below 0
        t[[0, -1]] = t[[1, -2]] + 7  # so that heat flows at the ends
        return t, draw(rng, 0.1, 0.4)

    return drawn


def heated(t: Table, step: float) -> Table:
    """Return the temperatures of a rod after one step; no heat leaves it."""
    flow = -np.diff(t)
    return np.asarray(t + step * (np.concatenate([[0], flow]) - np.concatenate([flow, [0]])))


heat_flow = Exercise(
    task=mark("""Heat in a rod. `t` are the temperatures of its pieces, from left to right. In one step heat flows
between neighbours, `step` times their difference, from the hot one to the cold one. Nothing flows out at the ends.
Return the temperatures after one step, and leave `t` as it was."""),
    starter='''\
def heat_flow(t, step):
    """The temperatures after one step of heat flow between neighbours."""
    ...
''',
    solution="""\
p = np.pad(t, 1, mode="edge")
return t + step * (p[:-2] + p[2:] - 2 * t)""",
    hints=(
        mark("A piece of 50 degrees between two of 40 and 70, step 0.1: what does it gain, and what does it lose?"),
        mark(
            "Inside the rod it is `t[i] + step * (t[i - 1] + t[i + 1] - 2 * t[i])`. On which side does an end have no "
            "neighbour?"
        ),
        mark('`np.pad(t, 1, mode="edge")` gives each end a neighbour as hot as itself: between those nothing flows.'),
    ),
    cases={
        mark("inside the rod"): Case(1, rod(5), rod(7), measure=lambda value, t, step: np.asarray(value)[1:-1]),
        mark("the whole rod"): Case(2, rod(4), rod(6)),
        mark("t stays as it was"): Case(1, rod(5), keeps=("t",)),
    },
    right=heated,
    said=mark("For t = {t} and step = {step:g} you return {got}."),
    see=lambda got, t, step: {"all": float(np.sum(t))},
    simple=mark("The right answer is {right}; all heat together stays {all:.5g}."),
    mistakes={
        "t - step * lap": mark("Heat flows from cold to hot. Which sign is wrong?"),
        "t + lap": mark("Where does the step of time come in?"),
        "step * lap": mark("That is the change. What does it change?"),
        "q = np.pad(t, 1)\nreturn t + step * (q[:-2] + q[2:] - 2 * t)": mark(
            "Beyond the ends your rod has 0 degrees, and heat flows out. What flows there?"
        ),
        "t + step * (np.roll(t, 1) + np.roll(t, -1) - 2 * t)": mark(
            "Your rod is a ring: its ends are neighbours. Are they?"
        ),
        "new = t + step * lap\nnew[0] += step * (t[-1] - t[0])\nreturn new": mark(
            "`t[i - 1]` is the last piece if i is 0. Which neighbours has the first piece?"
        ),
        "new = t + step * lap\nnew[[0, -1]] = t[[0, -1]]\nreturn new": mark(
            "Your ends keep their temperature. Have they no neighbour?"
        ),
        "t + step * np.append(np.diff(t), 0)": mark(
            "You look at the neighbour on the right only. What comes from the left?"
        ),
        "t + step * (p[:-2] + p[2:] - t)": mark("How often is t[i] subtracted, with two neighbours?"),
        "t + step * (p[:-2] + p[2:] - 4 * t)": mark(
            "4 is for a plane, with four neighbours. How many has a piece of a rod?"
        ),
        "t + step * np.gradient(t)": mark("That is the slope. What counts is how it differs between left and right."),
        "t + step / 2 * lap": mark("Half of the heat flows. How much is asked for?"),
        "t + 2 * step * lap": mark("Twice the heat flows. How much is asked for?"),
        "t[1:-1] + step * lap[1:-1]": mark("The ends are missing. How many pieces has the rod?"),
        "q = np.pad(t, 1, mode='edge')\nfor i in range(1, len(t) + 1):\n"
        "    q[i] += step * (q[i - 1] + q[i + 1] - 2 * q[i])\nreturn q[1:-1]": mark(
            "You change t while you still need its old values. What is to be kept for the neighbour?"
        ),
        "t += step * lap\nreturn t": mark(
            "`t += …` and `t[0] = …` write into the array of the caller. What makes a new one?"
        ),
    },
    begin='p = np.pad(t, 1, mode="edge")\nlap = p[:-2] + p[2:] - 2 * t',
    also_right=(
        "t + step * lap",
        "flow = step * np.diff(t)\nnew = t.copy()\nnew[:-1] += flow\nnew[1:] -= flow\nreturn new",
    ),
)


# --- 6. the limit ---


def conductors(n: int, *, weighted: bool) -> Kind:
    """Return what draws the matrix of a rod of n pieces; weighted if they conduct heat unequally well."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        A, same = np.zeros((n, n)), draw(rng, 0.5, 3)
        for i in range(n - 1):
            w = draw(rng, 0.5, 3) if weighted else same
            A[i : i + 2, i : i + 2] += w * np.array([[-1, 1], [1, -1]])
        return (A,)

    return drawn


def limit_of(A: Table) -> float:
    """Return the longest step below which nothing grows."""
    return float(-2 / np.linalg.eigvalsh(A)[0])


largest_stable_step = Exercise(
    task=mark("""The longest stable time step. Heat flow can be written with a symmetric matrix: one step is
`t + step * (A @ t)`. Any `t` can be split into parts, and a step only multiplies each of them, by
$1 + \\text{step} \\cdot a$. The numbers $a$ are the eigenvalues of `A`: `np.linalg.eigvalsh(A)` gives them, the
smallest first. None is positive. Return the limit of `step`: below it no part grows, above it one does."""),
    starter='''\
def largest_stable_step(A):
    """The limit of step above which t + step * (A @ t) explodes; A is symmetric."""
    ...
''',
    solution="return -2 / np.min(np.linalg.eigvalsh(A))",
    hints=(
        mark("A part does not grow as long as 1 + step · a lies between −1 and 1."),
        mark("All a are 0 or negative. So which of them is the first to make 1 + step · a smaller than −1?"),
        mark("1 + step · a = −1 for the eigenvalue that is most negative. Solve this for step."),
    ),
    cases={
        mark("a rod"): Case(1, conductors(3, weighted=False), conductors(5, weighted=False)),
        mark("a rod of several metals"): Case(2, conductors(4, weighted=True), conductors(6, weighted=True)),
    },
    right=limit_of,
    said=mark("For A = {A} you return {got:.6g}."),
    see=lambda got, A: {"eigenvalues": np.linalg.eigvalsh(A)},
    simple=mark("The eigenvalues of A are {eigenvalues:.4g}."),
    mistakes={
        "1 / L": mark("That step brings the fastest part to 0 at once. Where does it begin to grow?"),
        "-2 / L": mark("A step of time is positive. Which sign has the eigenvalue that matters?"),
        "2 / e[-2]": mark("That is one of the gentle eigenvalues. Which one grows first?"),
        "-2 / e[-2]": mark("That is the limit of the gentlest part. Which part grows first?"),
        "-2 / e[1]": mark("That is the second one. Which eigenvalue is the most negative?"),
        "L": mark("That is the size of the steepest eigenvalue. What is the limit that it sets?"),
        "L / 2": mark("Your fraction is upside down."),
        "2 / np.max(-np.diag(A))": mark(
            "Those are the numbers on the diagonal. Which numbers say how fast a part grows?"
        ),
        "2 / np.max(np.abs(A).sum(axis=0))": mark(
            "That is safe, and shorter than need be. What do the eigenvalues say?"
        ),
        "-2 / np.trace(A)": mark("That is the sum of all eigenvalues. Which one matters?"),
        "-2 / np.mean(e)": mark("That is their mean. Which one grows first?"),
        "0.5": mark("That is right for a very long rod of one metal. What of this one?"),
        "0.25": mark("That is right for a large picture. What of this rod?"),
        "2 / np.linalg.norm(A)": mark("That is the length of all numbers of A. What do the eigenvalues say?"),
    },
    begin="e = np.linalg.eigvalsh(A)\nL = -e[0]",
    also_right=(
        "2 / np.max(np.abs(e))",
        "2 / np.linalg.norm(A, 2)",
        "2 / np.max(np.abs(np.linalg.eigvals(A).real))",
    ),
)

EXERCISES = (sobel_at, length_and_direction, pixel_differences, thin_edges, heat_flow, largest_stable_step)
