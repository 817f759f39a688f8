"""The questions of lesson 01, the derivative."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

fastest_part = Question(
    _("Bolt runs 100 m in 9.58 s. In which part of the race is he fastest?"),
    answers={
        _("right after the start"): _("There he speeds up the most. Is that the same as being fast?"),
        _("a little past the middle"): RIGHT,
        _("at the finish"): _(
            "He stops speeding up before the end. What does the curve of the distance look like there?"
        ),
    },
    told=_(
        "From 60 m to 70 m he took 0.81 s, which is 12.35 metres per second. After that he slows down a little. His "
        "average over the whole race is only 10.4 metres per second."
    ),
    section="1",
    source=sources.HEIGHT_FOR_SLOPE,
)

h_smaller = Question(
    _("You make h smaller: 1, 0.1, 0.01, and on to 1e-16. Will the slope get better every time?"),
    answers={
        _("yes, every time"): _("For a while it seems so. What do f(x + h) and f(x) share when h is tiny?"),
        _("better at first, then worse"): RIGHT,
        _("better at first, then equally good"): _("What happens to the last digits of f(x + h) − f(x)?"),
    },
    told=_(
        "At first a step ten times smaller makes the error about ten times smaller. Near h = 1e-08 it is at its "
        "lowest. Then it climbs again. At h = 1e-16 the slope of sin(x) at 1 comes out as 0: x + h is so close to x "
        "that the computer cannot tell them apart. Section 5 shows why."
    ),
    section="2",
    after=_("What would you see at h = 1e-17?"),
    source=sources.ROUNDING,
)

at_zero = Question(
    _("For f(x) = x² at x = 1: what is the slope of the secant at exactly h = 0?"),
    answers={
        _("2"): _("The slopes come as close to 2 as you like. But at h = 0 itself you would divide 0 by 0."),
        _("0"): _("f(x + h) − f(x) is 0 there, yes. And by what is it divided?"),
        _("there is none"): RIGHT,
    },
    told=_(
        "At h = 0 both points are one, and the formula says 0/0, which is no number. From the right the slope comes "
        "down to 2, from the left it comes up to 2. That number, which is approached from both sides, is the limit."
    ),
    section="3",
    source=sources.RATE,
)

rule_of_a_sum = Question(
    _("f(x) = x³ + 5. What is f'(x)?"),
    answers={
        "3x²": RIGHT,
        "3x² + 5": _("How steep is the curve of the constant 5?"),
        "x²": _("The power comes down as a factor. How many times x² is it?"),
        "3x³": _("The factor is right. What happens to the power itself?"),
    },
    told=_(
        "The power comes down as a factor and gets smaller by one. A constant lifts the curve, and makes it no steeper."
    ),
    section="4",
    source=sources.RATE,
)

inner_factor = Question(
    _("f(x) = sin(3x). What is f'(x)?"),
    answers={
        "cos(3x)": _("That is as steep as the plain sine. But the curve waves three times as fast."),
        "3·cos(3x)": RIGHT,
        "3·cos(x)": _("The factor is right. At which place is the cosine taken?"),
    },
    told=_(
        "3·cos(3x). The curve is the sine, squeezed to a third of its width, so it is three times as steep. That is "
        "the chain rule."
    ),
    section="4",
    kind="concept",
    after=_("And of sin(x/3)?"),
    source=sources.CHAIN_RULE,
)

which_is_better = Question(
    _(
        "For sin(x) at x = 1, with h = 0.001: how much smaller is the error of the central difference than that of the "
        "forward difference?"
    ),
    answers={
        _("about the same"): _("Both ask f twice. But where do they ask?"),
        _("about 10 times smaller"): _("One error is like h, the other like h². What is h / h² for h = 0.001?"),
        _("more than 1000 times smaller"): RIGHT,
    },
    told=_(
        "More than 1000 times. For a step 10 times smaller the forward error is 10 times smaller, and the central one "
        "100 times. With tiny steps that ends: below about h = 1e-5 the central error climbs, below 1e-8 the others."
    ),
    section="5",
    source=sources.LINEAR,
)

one_step_everywhere = Question(
    _("Many programs take h = 1e-4 for every x. For x³ near x = 1 that is fair. And at x = 1e-5, and at x = 1e8?"),
    answers={
        _("it is fair at both"): _("1e-4 looks small. But is it small beside 1e-5?"),
        _("it is bad at 1e-5 only"): _("The computer keeps 16 digits of x + h. How many are left for h if x is 1e8?"),
        _("it is bad at 1e8 only"): _("Is h small beside x there? What does the curve do between x − h and x + h?"),
        _("it is bad at both"): RIGHT,
    },
    told=_(
        "At x = 1e-5 the step is ten times as large as x, and the error is 33 times the slope. At x = 1e8 few digits "
        "of x + h are left to hold the step, and the answer has about 5 good digits. A step should grow with x."
    ),
    section="6",
    source=sources.STEPS,
)

twelve_digits = Question(
    _("You want a slope with an error below 1e-12. How many evaluations of f will that take?"),
    answers={
        "2": _("With two, the error gets no smaller than about 1e-8 or 1e-11, except by luck."),
        "4": RIGHT,
        "20": _("More points help, but so many are not needed: it depends on how they are put together."),
        "1000": _("Rounding sets a limit, and it is not lifted by asking more often at tiny steps."),
    },
    told=_(
        "Four are enough, with the five-point formula and a step near 0.001. There is even a way with a single "
        "evaluation, for some functions. It has its price."
    ),
    section="7",
    source=sources.COMPLEX_STEP,
)

slope_of_a_kink = Question(
    _("What does the central difference say about |x| at 0?"),
    answers={
        _("there is no slope"): _("It subtracts two values and divides. Can it notice anything?"),
        "0": RIGHT,
        "1": _("To the right of 0 the slope is 1. The central difference looks to the left, too."),
    },
    told=_(
        "It takes the mean of 1, the slope to the right, and −1, the slope to the left, and says 0. But there is no "
        "slope where the curve has a corner, and nothing warns you."
    ),
    section="8",
    source=sources.TANGENT_AT_A_CORNER,
)

where_sigmoid_is_steep = Question(
    _("The sigmoid is highest on the far right. Where is its derivative largest?"),
    answers={
        _("on the left"): _("There the curve is low, and nearly level."),
        _("in the middle"): RIGHT,
        _("on the right"): _("There the curve is high. Is it steep there?"),
    },
    told=_(
        "In the middle, at x = 0, where the curve climbs most steeply. There the derivative is 1/4, and nowhere is it "
        "larger. Far to the right the curve is high, but nearly level."
    ),
    section="9",
    source=sources.LIKE_THE_FUNCTION,
)

how_many_points = Question(
    _("You measure a sine from 0 to 6 at 5, 21 or 201 places, each off by about 0.01. Which gives the best slopes?"),
    answers={
        "5": _("Between so few points the curve bends too much."),
        "21": RIGHT,
        "201": _("The points are close together then. By what is the noise of 0.01 divided?"),
    },
    told=_(
        "21. With 5 points the curve bends too much between them. With 201 the noise is divided by a small h and "
        "grows. Noise does here what rounding does with tiny steps, but at far larger ones."
    ),
    section="10",
    source=sources.NOISE,
)

average_of_two_speeds = Question(
    _("You ride 10 km at 10 km/h, and 10 km at 30 km/h. What is your average speed?"),
    answers={
        "15 km/h": RIGHT,
        "20 km/h": _("That is the mean of the two speeds. For how long do you ride at each?"),
        "40 km/h": _("That is the sum of the speeds. Do you ever ride faster than 30 km/h?"),
    },
    told=_("20 km in one hour and 20 minutes: 15 km/h. You spend more time in the slow part, so it counts more."),
    section="1",
    kind="concept",
    after=_("And if you ride for one hour at each speed?"),
    source=sources.AVERAGE_OF_MEANS,
)

ends_of_a_secant = Question(
    _("f(x) = x², x = 1 and h = 2. Through which two points does the secant go?"),
    answers={
        _("(1, 1) and (2, 4)"): _("h is the step, not the second place. Where does a step of 2 from 1 lead?"),
        _("(1, 1) and (3, 9)"): RIGHT,
        _("(1, 2) and (3, 6)"): _("Those heights are 2x. How high is x²?"),
    },
    told=_("The second place is x + h = 3, and f(3) = 9. First add, then put the sum into f."),
    section="2",
    kind="concept",
    after=_("What is the slope of this secant?"),
    source=sources.RATE,
)

tangent_or_slope = Question(
    _("For f(x) = x² the tangent at x = 3 is y = 6x − 9. What is f'(3)?"),
    answers={
        "6": RIGHT,
        "6x − 9": _("That is the tangent, a line. Which number says how steep it is?"),
        "9": _("That is f(3), the height of the curve. How steep is it there?"),
        "2x": _("That is the function f'. What is its value at 3?"),
    },
    told=_("f'(3) = 6: one number, the slope of the tangent. f' is a function, 2x, and the tangent is a line."),
    section="3",
    kind="concept",
    after=_("What does the tangent say for x = 3.1, and what is f(3.1)?"),
    source=sources.TANGENT_FOR_SLOPE,
)

digits_that_agree = Question(
    _(
        "A forward difference gives 2.719641 with h = 0.001, and 2.718418 with h = 0.0001. Which digits can you "
        "believe?"
    ),
    answers={
        _("all of the second one"): _("Would a third step, ten times smaller, give the same digits again?"),
        "2.71": RIGHT,
        _("none of them"): _("Do the two agree in nothing?"),
    },
    told=_("Believe no more than those in which both agree: 2.71. The true slope, of eˣ at 1, is 2.718282."),
    section="5",
    kind="concept",
    after=_("How would you get more digits at the same price?"),
    source=sources.ROUNDING,
)

error_for_a_cube = Question(
    _("For x³ at x = 2 you take the central difference with h = 0.1. How large is its error?"),
    answers={
        "0.1": _("The forward difference for x² is off by h. What was left of (x + h)³ − (x − h)³?"),
        "0.01": RIGHT,
        "0": _("That is so for x². For x³ something is left."),
    },
    told=_("It is 3x² + h², so the error is h² = 0.01, for every x."),
    section="6",
    kind="concept",
    after=_("And at x = 200, divided by the slope there?"),
    source=sources.LINEAR,
)

throws_j_away = Question(
    _("Your f calls abs. Which formula can go wrong, even where f is smooth?"),
    answers={
        _("the central difference"): _("It needs values of f only. Which formula puts in a number with j?"),
        _("the complex step"): RIGHT,
        _("Richardson's"): _("It needs values of f only. Which formula puts in a number with j?"),
    },
    told=_(
        "abs throws the part with j away, and the complex step lives on it. Compare with a central difference once."
    ),
    section="7",
    kind="concept",
    after=_("How large must the difference between the two be to worry you?"),
    source=sources.COMPLEX_STEP,
)

two_one_sided_slopes = Question(
    _("Right of x the slope of f is 2, and left of it −2. What is f'(x)?"),
    answers={
        "0": _("That is the mean, and what a central difference says. Is f level there?"),
        "2": _("That looks to the right only."),
        _("there is none"): RIGHT,
    },
    told=_("The slopes approach different numbers, so there is no derivative."),
    section="8",
    kind="concept",
    after=_("What would the slopes of x·|x| be on both sides of 0?"),
    source=sources.TANGENT_AT_A_CORNER,
)

slope_that_shrinks = Question(
    _("On some interval f' is positive and falls from 5 to 1. What does f do there?"),
    answers={
        _("it falls"): _("f' falls. Is f' above or below 0?"),
        _("it rises, ever more gently"): RIGHT,
        _("it rises, ever more steeply"): _("At the end the slope is 1. And at the beginning?"),
    },
    told=_("Where f' is positive, f rises. Its slope shrinks, so it rises more and more gently."),
    section="9",
    kind="concept",
    after=_("Where on this interval is f highest?"),
    source=sources.LIKE_THE_FUNCTION,
)

noise_over_h = Question(
    _(
        "A distance is measured every 0.1 s, and each sample is off by up to 0.01 m. How far off can a central "
        "difference be, from noise alone?"
    ),
    answers={
        "0.01 m/s": _("By what is the difference of two samples divided?"),
        "0.1 m/s": RIGHT,
        "0.001 m/s": _("Divided by 0.2 s: does a number grow then, or shrink?"),
    },
    told=_("Two samples may be off by 0.02 m together, and the formula divides by 0.2 s: 0.1 m/s."),
    section="10",
    kind="concept",
    after=_("And with a sample every 0.01 s?"),
    source=sources.NOISE,
)
