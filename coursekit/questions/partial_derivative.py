"""The questions of lesson 02, the partial derivative."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

up_and_down_at_once = Question(
    _("Can there be a place from which the ground rises as x grows, and falls as y grows?"),
    answers={
        _("no: a place is either steep up or steep down"): _("A hillside has one slope for each way you walk."),
        _("yes"): RIGHT,
        _("only at the edge of a cliff"): _("Think of a path along a slope. Turn by 90 degrees: is it as steep?"),
    },
    told=_(
        "Yes. On sin x + xy/2 − y²/4 at x = −1 and y = 2 the slope along x is 1.54, and the slope along y is −1.5. The "
        "two slices are two curves. They share one point and nothing else."
    ),
    section="1",
    source=sources.TWO_VARIABLES,
)

one_more_kilogram = Question(
    _("A cyclist of x = 70 kg rides at y = 8 m/s. The energy is ½ x y². About how much does one more kilogram add?"),
    answers={
        "3 J": _("Work out ½ · 8² for one kilogram."),
        "30 J": RIGHT,
        "300 J": _("That is nearer to what one more metre per second adds."),
    },
    told=_(
        "About 30 J: the slope along the mass is ½ y² = 32 J/kg. The slope along the speed is x y = 560 J for each "
        "metre per second; a whole one adds 595 J, since that curve bends up. The first slope does not depend on "
        "the mass: to make it 50 J/kg you must ride at 10 m/s."
    ),
    section="2",
    source=sources.OWN,
)

kind_of_slice = Question(
    _("Take sin x + ½ x y − ¼ y² and hold x at 0.5. Which kind of curve is the slice along y?"),
    answers={
        _("a line"): _("Look at the last term: what power of y is in it?"),
        _("a parabola"): RIGHT,
        _("a wave"): _("The sine holds x, and x does not move."),
    },
    told=_(
        "A parabola: sin 0.5 + ¼ y − ¼ y², where sin 0.5 is just a number. On a parabola the central difference has no "
        "truncation error, which needs a third power at least. So even at h = 1 only rounding is left."
    ),
    section="3",
    source=sources.SLICES,
)

whole_numbers = Question(
    _(
        "The partial derivatives of x₀² + x₁² at (3, 4) are 6 and 8. What will the textbook loop find for the array "
        "[3, 4]?"
    ),
    answers={
        _("the same"): _("What can be stored in an array of whole numbers?"),
        _("nearly the same"): _("3.0001 is stored as 3, and 2.9999 as 2. What is then divided by 0.0002?"),
        _("nonsense"): RIGHT,
    },
    told=_(
        "25000 and 35000, and no warning. The array holds whole numbers only, so 3.0001 is stored as 3, and 2.9999 as "
        "2. The loop then divides a difference between f at 3 and f at 2, which is 5, by 0.0002."
    ),
    section="4",
    source=sources.INDEXING,
)

where_x_is_left = Question(
    _("The textbook loop has just moved x[1] by 0.0001, and f stops with an error. Where is x afterwards?"),
    answers={
        _("where it was: Python undoes it"): _("Python undoes nothing. Which line of the loop would have put it back?"),
        _("0.0001 away from where it was"): RIGHT,
        _("nowhere: the array is lost"): _("The array belongs to the caller, who goes on with it."),
    },
    told=_(
        "It stays 0.0001 away. The line that puts the number back was never run, and nothing says so: from then on "
        "each calculation with x is a little wrong. A loop that works on copies cannot do that."
    ),
    section="5",
    source=sources.UNDONE_FOR_ME,
)

how_far_from_zero = Question(
    _(
        "At (0, 0) both partial derivatives of f = xy/(x² + y²) are 0. One millionth away from (0, 0), how far from 0 "
        "can f be?"
    ),
    answers={
        _("not at all"): _("The two slopes tell about two lines through the point. What about all the others?"),
        _("about a millionth"): _("On smooth ground it would be even less. Do two level slices make it smooth?"),
        _("much more"): RIGHT,
    },
    told=_(
        "Much more. On each line through (0, 0) this function keeps one value, however close you come: at 45 degrees "
        "it is 0.5, at 135 degrees −0.5. Two slopes alone do not say that a function has no jump."
    ),
    section="6",
    source=sources.TWO_VARIABLES,
)

order_of_slopes = Question(
    _("First along x, then along y; or first along y, then along x. Do the mixed second slopes agree?"),
    answers={
        _("never"): _("Try x y: first along x gives y, and then 1. And the other way round?"),
        _("nearly always"): RIGHT,
        _("always"): _("One of the functions of section 7 has a single point where they differ."),
    },
    told=_(
        "Nearly always: wherever both are continuous. For xy(x² − y²)/(x² + y²) they agree everywhere "
        "but at one point: at (0, 0) one is −1 and the other 1."
    ),
    section="7",
    source=sources.MIXED,
)

one_moves = Question(
    _("The slope along x is 3, and along y it is 4. Now y grows by 0.01, and x stays. By how much does f grow?"),
    answers={
        _("about 0.03"): _("That is if x moves. Which one does?"),
        _("about 0.04"): RIGHT,
        _("about 0.07"): _("That is if both move. Which one does?"),
    },
    told=_("Only y moves, so its slope counts: 4 · 0.01 = 0.04."),
    section="1",
    kind="concept",
    after=_("And if both grow by 0.01?"),
    source=sources.TWO_VARIABLES,
)

constant_or_gone = Question(
    _("f(x, y) = x²y + y³. What is ∂f/∂x?"),
    answers={
        "2xy": RIGHT,
        "2xy + 3y²": _("While y is held still, y³ is a constant. What is its slope?"),
        "2x": _("y is held still, but as a factor it is still there."),
        "2xy + x²": _("That lets y move as well. Which one moves?"),
    },
    told=_("y is a constant: as a factor of x² it stays, as the part y³ alone it has the slope 0."),
    section="2",
    kind="concept",
    after=_("And ∂f/∂y?"),
    source=sources.HELD_STILL,
)

which_slice = Question(
    _("f(x, y) = x·y. What is the slice along x at y = 5?"),
    answers={
        "g(t) = 5t": RIGHT,
        "g(t) = t²": _("Then both would move. What is held still?"),
        "g(t) = 5": _("Then nothing would move. Where does t go?"),
    },
    told=_("t stands in the place of x, and y is 5: g(t) = 5t, a line with the slope 5."),
    section="3",
    kind="concept",
    after=_("What is its slope at t = 2, and at t = 100?"),
    source=sources.SLICES,
)

second_name = Question(
    _("After `x = np.array([1.0, 2.0])`, `p = x` and `p[0] = 9`: what is x[0]?"),
    answers={
        "1": _("`p = x` copies nothing: it is a second name."),
        "9": RIGHT,
        _("an error"): _("An array may be changed, under any of its names."),
    },
    told=_("p and x are two names of one array, so x[0] is 9. `x.copy()` makes an array of its own."),
    section="4",
    kind="concept",
    after=_("And after `p = x + 0`?"),
    source=sources.ONE_ARRAY_TWO_NAMES,
)

rows_of_a_table = Question(
    _("A table x has 2 rows and 3 columns. For which i from 0 on is there an x[i]?"),
    answers={
        _("0 and 1"): RIGHT,
        _("0 to 2"): _("Those are its columns. Does x[i] count rows or columns?"),
        _("0 to 5"): _("Those are as many as it has entries, x.size. What is x[0]?"),
    },
    told=_("x[i] is row number i, and there are two. A loop over range(x.size) stops at i = 2 with an error."),
    section="5",
    kind="concept",
    after=_("What runs through all places of a table?"),
    source=sources.INDEXING,
)

both_are_zero = Question(
    _("Both partial derivatives of f are 0 at a place. What is certain?"),
    answers={
        _("f is level there in every direction"): _("How many directions has anybody looked in?"),
        _("f is level along x and along y"): RIGHT,
        _("f has a minimum there"): _(
            "The top of a mountain road is level, too. And between x and y nobody has looked."
        ),
    },
    told=_("Two directions are known, the others are not. f may even jump there."),
    section="6",
    kind="concept",
    after=_("What must hold besides, so that no direction is a surprise?"),
    source=sources.TWO_VARIABLES,
)

mixed_of_a_product = Question(
    _("f(x, y) = x²y. What is ∂²f/∂y∂x?"),
    answers={
        "2x": RIGHT,
        "2y": _("That is twice along x. Along which variable is the second step?"),
        "0": _("That is twice along y. Along which variable is the first step?"),
        "2xy": _("That is the first step. How does it change with y?"),
    },
    told=_("Along x it is 2xy, and that along y is 2x."),
    section="7",
    kind="concept",
    after=_("And in the other order?"),
    source=sources.MIXED,
)
