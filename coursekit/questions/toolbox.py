"""The checks of the toolbox, one a section."""

from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

how_many_zeros = Question(
    _("What is np.log10(1000) − np.log10(0.01)?"),
    answers={
        "5": RIGHT,
        "1": _("The logarithm of 0.01 is −2. What is 3 − (−2)?"),
        "999.99": _("That is 1000 − 0.01. The logarithms are the powers of ten."),
        "100000": _("That is 1000 / 0.01. How many zeros does it have?"),
    },
    told=_("1000 is 10³ and 0.01 is 10⁻², so 3 − (−2) = 5: multiply 0.01 by ten, 5 times, and you have 1000."),
    section="1",
    kind="recall",
)

a_function_given_back = Question(
    _("After `def times(a): return lambda x: a * x`, what is `times(3)`?"),
    answers={
        _("an error: x is missing"): _("x is only asked for when the inner function is called."),
        _("a function that triples its argument"): RIGHT,
        "3": _("3 is the value of a. What does times give back?"),
    },
    told=_("times(3) is a function; times(3)(5) calls it, and is 15."),
    section="2",
    kind="recall",
)

each_element = Question(
    _("x = np.array([-1, 0, 2]). What is x > 0?"),
    answers={
        "False": _("Not all are greater than 0: that would be (x > 0).all(). What is asked of each?"),
        "True": _("Some are: that would be (x > 0).any(). What is asked of each?"),
        "[False, False, True]": RIGHT,
        "[2]": _("That is x[x > 0], the elements for which it holds."),
    },
    told=_("A comparison goes element by element, and 0 is not greater than 0. So `if x > 0:` stops with an error."),
    section="3",
    kind="recall",
)

which_axis = Question(
    _("A has the shape (2, 3): 2 rows, 3 columns. What is the shape of A.sum(axis=0)?"),
    answers={
        "(2,)": _("That is axis=1, one sum for each row. Axis 0 runs from row to row."),
        "(3,)": RIGHT,
        "(1, 3)": _("That is what keepdims=True gives."),
        "()": _("That is A.sum() without an axis: one number."),
    },
    told=_("The axis that is summed over goes away. Axis 0 counts the rows; what stays is one sum for each column."),
    section="4",
    kind="recall",
)

one_entry = Question(
    _("A = [[1, 2], [3, 4]] and x = [10, 1]. What is A @ x?"),
    answers={
        "[12, 34]": RIGHT,
        "[13, 24]": _("That goes down the columns. Each entry belongs to one row."),
        "[[10, 2], [30, 4]]": _("That is A * x, entry by entry. What is still to be added up?"),
    },
    told=_("Each entry is a row of A times x, added up: 1·10 + 2·1 = 12 and 3·10 + 4·1 = 34."),
    section="5",
    kind="recall",
)

same_seed = Question(
    _("Two cells both begin with rng = np.random.default_rng(7) and print rng.random(). What do they print?"),
    answers={
        _("the same number"): RIGHT,
        _("two different numbers"): _("That is so if the second cell goes on with rng. But what does it begin with?"),
        "7": _("7 is the seed: where the numbers start. It is none of them."),
    },
    told=_("The same seed gives the same numbers in the same order, on every computer with this version of NumPy."),
    section="6",
    kind="recall",
)
