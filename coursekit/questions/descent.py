"""The questions of lesson 04, gradient descent."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

larger_rates = Question(
    _("On x² you take 10 steps. With the rate 0.03 you get about half way to the minimum. Are larger rates better?"),
    answers={
        _("yes, the larger the better"): _("How long is a step at the rate 1, and where does it land?"),
        _("yes, up to a point"): RIGHT,
        _("no"): _("At 0.03 each step is short. Try 0.1."),
    },
    told=_(
        "At 0.5 a single step lands on the bottom. Beyond it each step jumps over the bottom. At 1 it lands as high as "
        "it was, and never gets lower. Above 1 it climbs out of the valley. On x⁴ − 3x³ + 2 from −0.9, with the rate "
        "0.03, it creeps towards 0, where the curve is flat at one point, and never gets past it."
    ),
    section="1",
    source=sources.MOMENTUM,
)

three_rules = Question(
    _(
        "Start on x² at 3, 12 steps, rate 0.25. Which rules end at the bottom, or within 0.001 of it: x − rate · "
        "slope, x + rate · slope, x − rate?"
    ),
    answers={
        _("only the first"): _("Count the steps of the third: 12 steps of 0.25."),
        _("the first and the third"): RIGHT,
        _("all three"): _("The second always steps uphill."),
    },
    told=_(
        "The third walks 12 steps of 0.25 to the left and stands on the bottom, by luck. After 24 steps it is at −3, "
        "as high as at the start. It never asks for the slope. From a start on the left it climbs at once."
    ),
    section="2",
    source=sources.DEEP_LEARNING,
)

what_decides = Question(
    _("Rates near 0.006, 0.05, 0.16 and 0.25 crawl, converge, zigzag and run away. Does the start decide that, too?"),
    answers={
        _("yes, a start close by always converges"): _("Try a start very close to the bottom at the rate 0.25."),
        _("no, the rate and the bowl decide"): RIGHT,
        _("no, only the rate decides"): _("In a steeper bowl the same rate runs away."),
    },
    told=_(
        "The rate and the bowl decide, from almost every start. Only a start exactly on the x axis hides zigzag and "
        "divergence: there is nothing to overshoot. A zigzag is not bad in itself: the best rate makes one."
    ),
    section="3",
    source=sources.MOMENTUM,
)

small_gradient = Question(
    _("The run stops when its gradient is shorter than 0.1. How far is it from the minimum then?"),
    answers={
        _("less than 0.1"): _("A gradient is a slope, not a distance."),
        _("about 0.1"): _("So it is on a bowl with curvature 1. And on a flatter one?"),
        _("it depends on the bowl, and can be much more"): RIGHT,
    },
    told=_(
        "On Matyas' function it stops 2.5 away: that bowl is so gentle in one direction that a small gradient says "
        "little. On x² + y² the distance is half the gradient."
    ),
    section="4",
    source=sources.STOPPING,
)

at_rest = Question(
    _("A run has come to rest: x no longer changes, and the gradient is computed as exactly 0. Is it at a minimum?"),
    answers={
        _("yes, at a minimum"): _(
            "Or on a saddle, or on level ground. And who says that the computed gradient is the true one?"
        ),
        _("at a level place, at least"): _("If the gradient is right. What is x + h in the computer, when x is huge?"),
        _("not even that is sure"): RIGHT,
    },
    told=_(
        "The run here rests 26 million million away from the minimum, where the ground is steep. So far out the "
        "computer's numbers lie farther apart than the step h of the differences: both neighbours are x itself."
    ),
    section="5",
    source=sources.FLOATING_POINT,
)

nearest_minimum = Question(
    _("Himmelblau's function has four minima. Does a start always lead to the nearest one?"),
    answers={
        _("yes"): _("Nearly. Look at the borders between the colours."),
        _("nearly always, and the rate matters, too"): RIGHT,
        _("no, it is chance"): _("The same start and the same rate lead to the same place each time."),
    },
    told=_(
        "About 2 starts in 100 lead to a minimum that is farther away. A longer step can jump over a ridge: at 0.0158 "
        "the borders become rough, and one minimum is not found at all. The ground bends so much there that the rate "
        "is above 2/L."
    ),
    section="6",
    source=sources.OWN,
)

steps_in_a_valley = Question(
    _(
        "A valley bends 100 times as much across as along. At the best rate, how many steps until f is a millionth of "
        "its first value?"
    ),
    answers={
        "10": _("That would do for a bowl that bends 3 times as much across as along."),
        "100": _("Each step takes away about 4 % of f. How often, until a millionth is left?"),
        _("more than 300"): RIGHT,
    },
    told=_(
        "346 steps. Measuring x and y in other units helps most where the valley runs along one of them: then it "
        "becomes round. A valley at 45 degrees stays as it is."
    ),
    section="7",
    source=sources.MOMENTUM,
)

straight_down = Question(
    _("A long bowl is turned. You go downhill in very small steps. From where is the way to the bottom straight?"),
    answers={
        _("from everywhere: downhill is towards the bottom"): _(
            "So it is in a round bowl. In a long one, look at the contours."
        ),
        _("from two lines through the bottom"): RIGHT,
        _("from nowhere: the way always curves"): _("What if you start exactly on the bottom line of the valley?"),
    },
    told=_(
        "From two lines, at a right angle: along the valley, where the bowl bends least, and straight across, where it "
        "bends most. From elsewhere you first fall into the valley, and then follow it."
    ),
    section="8",
    source=sources.CONVEX,
)

with_momentum = Question(
    _("After 100 steps in the valley plain descent has f = 0.25. How much lower can momentum bring it?"),
    answers={
        _("about 2 times"): _("Speed adds up where all steps go the same way."),
        _("about 100 times"): _("More. On average each step shrinks f by a better factor, and there are 100 steps."),
        _("a million times and more"): RIGHT,
    },
    told=_(
        "With momentum 0.75, f falls below 0.0000002. The ball does not stop at the bottom: it swings through it and "
        "back. With too much momentum, 0.95, 100 steps are not enough for the swings to die out."
    ),
    section="9",
    source=sources.MOMENTUM,
)

nesterov_limit = Question(
    _(
        "With momentum 0.8 the heavy ball runs away above the rate 3.6/L. Nesterov's ball brakes earlier. What is its "
        "limit?"
    ),
    answers={
        _("the same"): _("Its gradient is taken at another place. Does that change nothing?"),
        _("a higher rate"): _("So one would think. But what happens if somebody brakes too hard?"),
        _("a lower rate"): RIGHT,
    },
    told=_(
        "A lower one, 1.38/L. It feels a slope taken further ahead, which is larger: at a high rate it is thrown "
        "back too far. Its gain lies elsewhere: well below the limit its swings die out sooner."
    ),
    section="10",
    source=sources.OWN,
)

over_all_rates = Question(
    _("You run 1000 rates, 50 steps each, and draw f at the end over the rate. What does the curve look like?"),
    answers={
        _("a wide valley"): _("On the left it falls gently. What happens just beyond the best rate?"),
        _("a slope with a cliff"): RIGHT,
        _("a straight line"): _("At the smallest rates f hardly falls, above 2/L it grows. Does a line do both?"),
    },
    told=_(
        "A slope with a cliff. f at the end falls until the best rate. 2/L is only 10 % above it, and beyond that "
        "nearly every run diverges. More steps make the cliff steeper. They do not move it."
    ),
    section="11",
    source=sources.OWN,
)

scipy_looks = Question(
    _("Our descent needs some 40 steps to get within 0.001 of the minimum. How often will SciPy's method look at f?"),
    answers={
        _("fewer than 10 times"): RIGHT,
        _("about 40 times"): _("It uses the same gradients, but it learns from how they change."),
        _("more than 100 times"): _("It tries few lengths: it finds out how much the bowl bends."),
    },
    told=_(
        "Fewer than 10 times. It looks at how the gradient changes from place to place, and finds the right length of "
        "a step by itself. On this round bowl our own rate 0.5 would need a single step."
    ),
    section="12",
    source=sources.SCIPY,
)

one_step_on_a_parabola = Question(
    _("On x² you stand at 3, and the learning rate is 0.1. Where does one step lead?"),
    answers={
        "2.4": RIGHT,
        "3.6": _("That is uphill. Which sign has the step?"),
        "2.9": _("That is the rate alone. How large is the slope at 3?"),
        "−3": _("That is the rate 1. By which factor is the slope multiplied?"),
    },
    told=_("The slope is 6, so the step is 0.1 · 6 = 0.6 to the left."),
    section="1",
    kind="concept",
    after=_("And the step after it?"),
    source=sources.DEEP_LEARNING,
)

ten_times_f = Question(
    _("f is multiplied by 10. Which learning rate takes the same steps as before?"),
    answers={
        _("the same rate"): _("What happens to the gradient, if f is ten times as steep?"),
        _("a tenth of it"): RIGHT,
        _("ten times as much"): _("Then each step would be a hundred times as long."),
    },
    told=_("The gradient is ten times as long, so the rate must be a tenth."),
    section="2",
    kind="concept",
    after=_("And if f is measured from another sea level, with 100 added to it?"),
    source=sources.OPTIMIZATION,
)

cliff_of_a_bowl = Question(
    _("A bowl bends by 1 along x and by 4 along y. Above which rate does descent diverge?"),
    answers={
        "0.25": _("That is 1/L: from there on it swings to the other side, but comes closer."),
        "0.4": _("That is 2/(L + μ), the best rate."),
        "0.5": RIGHT,
        "2": _("That is 2/μ. Which direction gets into trouble first?"),
    },
    told=_("Above 2/L = 2/4. Then the factor 1 − 4 · rate is below −1."),
    section="3",
    kind="concept",
    after=_("By which factor does x shrink at the rate 0.5?"),
    source=sources.MOMENTUM,
)

two_bowls = Question(
    _(
        "Two runs stop with a gradient of length 0.1, on round bowls of curvature 1 and 0.01. How far are they from "
        "the minimum?"
    ),
    answers={
        _("both 0.1"): _("A gradient is a slope, not a distance."),
        _("0.1 and 10"): RIGHT,
        _("0.1 and 0.001"): _("In a flatter bowl the same slope lies farther out, not nearer."),
    },
    told=_("The gradient is curvature times distance: 0.1 = 1 · 0.1, and 0.1 = 0.01 · 10."),
    section="4",
    kind="concept",
    after=_("Which tolerance does the second need to come as near as the first?"),
    source=sources.CONVEX,
)

swallowed_step = Question(
    _("Near x = 10¹⁶ the computer's numbers lie 2 apart. What is x + 0.0001 there?"),
    answers={
        "x": RIGHT,
        "x + 0.0001": _("That number is not among those that the computer has."),
        "x + 2": _("Which of its numbers is nearest?"),
    },
    told=_("It is rounded to the nearest number, x itself. So f(x + h) − f(x − h) is 0, however steep f is."),
    section="5",
    kind="concept",
    after=_("How large must h be there?"),
    source=sources.FLOATING_POINT,
)

smallest_of_all = Question(
    _("A descent rests where f = 5 and the gradient is 0. Is 5 the smallest value of f?"),
    answers={
        _("yes"): _("It has felt the ground nearby only. What may lie beyond the next ridge?"),
        _("that cannot be said"): RIGHT,
        _("no"): _("It may be. Nothing speaks against it, either."),
    },
    told=_("Descent finds a level place. Whether it is the lowest of all, it cannot tell."),
    section="6",
    kind="concept",
    after=_("What can you do to be surer?"),
    source=sources.SADDLES,
)

four_times_kappa = Question(
    _(
        "The condition number grows from 100 to 400. How many steps does plain descent need at its best rate, compared "
        "with before?"
    ),
    answers={
        _("as many"): _("A longer valley costs more. By which power of κ?"),
        _("2 times"): _("That is the root of 4. Does the formula have a root?"),
        _("4 times"): RIGHT,
    },
    told=_("At the best rate the number of steps grows in proportion to κ."),
    section="7",
    kind="concept",
    after=_("And if the valley is turned by 45 degrees?"),
    source=sources.MOMENTUM,
)

along_an_eigenvector = Question(
    _("Hx = 3x at your place, and the minimum lies at 0. What does a step at the rate 0.1 do to x?"),
    answers={
        _("it multiplies x by 0.7"): RIGHT,
        _("it multiplies x by 0.3"): _("That is how much is taken away. What is left?"),
        _("it multiplies x by 3"): _("That is the gradient. What is x minus a tenth of it?"),
    },
    told=_("x − 0.1 · 3x = 0.7x: the way stays straight."),
    section="8",
    kind="concept",
    after=_("At which rate does it arrive in one step?"),
    source=sources.MOMENTUM,
)

speed_adds_up = Question(
    _("The momentum is 0.9, and the slope stays the same. How many times as long do the steps become?"),
    answers={
        _("0.9 times"): _("That is kept of the last step. What is added at each step?"),
        _("1.9 times"): _("That is the second step. And the third?"),
        _("10 times"): RIGHT,
    },
    told=_("1 + 0.9 + 0.9² + … = 1 / (1 − 0.9) = 10."),
    section="9",
    kind="concept",
    after=_("And with the momentum 0.99?"),
    source=sources.MOMENTUM,
)

where_it_feels = Question(
    _("Where does Nesterov's ball take its gradient?"),
    answers={
        _("where it is"): _("That is the heavy ball."),
        _("where its velocity is about to carry it"): RIGHT,
        _("where it was one step before"): _("Looking back does not help to brake."),
    },
    told=_("At x + βv, where the velocity alone would carry it."),
    section="10",
    kind="concept",
    after=_("What happens to the rule for β = 0?"),
    source=sources.NESTEROV,
)

enough_of_a_fall = Question(
    _("f(x) = 10, ‖∇f(x)‖² = 4 and c = 0.25. Up to which value is f accepted after a step with t = 1?"),
    answers={
        "9": RIGHT,
        "10": _("Then it need not fall at all. How much does the rule ask for?"),
        "6": _("That is all of the promise. Which part of it is asked for?"),
    },
    told=_("10 − 0.25 · 1 · 4 = 9."),
    section="11",
    kind="concept",
    after=_("And with t = 1/2?"),
    source=sources.OPTIMIZATION,
)

what_jac_means = Question(
    _("You call `minimize(f, start, jac=True)`. What must f return?"),
    answers={
        _("its value"): _("That is enough without `jac=True`. What does that add?"),
        _("its gradient"): _("And how is SciPy to know the value?"),
        _("its value and its gradient"): RIGHT,
    },
    told=_("`jac=True` says that f returns both. Without it SciPy takes differences, and asks f more often."),
    section="12",
    kind="concept",
    after=_("How could you be sure that your gradient is right?"),
    source=sources.SCIPY,
)
