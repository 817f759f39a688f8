"""The questions of lesson 02, the partial derivative."""

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
        "Yes. On the first surface at x = −1 and y = 2 the slope along x is 1.54, and the slope along y is −1.5. The "
        "two slices are two curves. They share one point and nothing else."
    ),
    section="1",
)

one_more_kilogram = Question(
    _("A cyclist of 70 kg, bicycle included, rides at 8 m/s: E = ½ m v². How much energy does one more kilogram add?"),
    answers={
        "3 J": _("Work out ½ · 8² for one kilogram."),
        "30 J": RIGHT,
        "300 J": _("That is nearer to what one more metre per second adds."),
    },
    told=_(
        "About 30 J: the slope along the mass is ½ v² = 32 J/kg. The slope along the speed is m v = 560 J for each "
        "metre per second; a whole one adds 595 J, since that curve bends up. The first slope does not depend on "
        "the mass: to make it 50 J/kg you must ride at 10 m/s."
    ),
    section="2",
)

kind_of_slice = Question(
    _("Take sin x + ½ x y − ¼ y² and hold x at 0.5. Which kind of curve is the slice along y?"),
    answers={
        _("a line"): _("Look at the last term: what power of y is in it?"),
        _("a parabola"): RIGHT,
        _("a wave"): _("The sine holds x, and x does not move."),
    },
    told=_(
        "A parabola: sin 0.5 + ¼ y − ¼ y², where sin 0.5 is just a number. The central difference has no truncation "
        "error on a parabola, so even at h = 1 nothing is left but rounding."
    ),
    section="3",
)

whole_numbers = Question(
    _("The partial derivatives of x₀² + x₁² at (3, 4) are 6 and 8. What will the loop find for the array [3, 4]?"),
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
)

where_x_is_left = Question(
    _("The loop has just moved x[1] by 0.0001, and f stops with an error. Where is x afterwards?"),
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
)

how_far_from_zero = Question(
    _("At (0, 0) both partial derivatives of f are 0. How far from 0 can f be, one millionth away from (0, 0)?"),
    answers={
        _("not at all"): _("The partials tell about two lines through the point. What about all the others?"),
        _("about a millionth"): _("That would hold if f were smooth there. Do two level slices make it so?"),
        _("much more"): RIGHT,
    },
    told=_(
        "Much more. On each line through (0, 0) this function keeps one value, however close you come: at 45 degrees "
        "it is 0.5, at 135 degrees −0.5. Partials alone do not say that a function is smooth."
    ),
    section="6",
)

order_of_slopes = Question(
    _("First along x, then along y; or first along y, then along x. Do the mixed second slopes agree?"),
    answers={
        _("never"): _("Try x y: first along x gives y, and then 1. And the other way round?"),
        _("nearly always"): RIGHT,
        _("always"): _("One of the functions of this section has a single point where they differ."),
    },
    told=_(
        "Nearly always: wherever the second derivatives are continuous. For the second function they agree everywhere "
        "but at one point: at (0, 0) one is −1 and the other 1."
    ),
    section="7",
)
