"""The questions of lesson 04, gradient descent."""

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
        "0.03, it creeps towards 0, where the curve is flat for a moment, and never gets past it."
    ),
    section="1",
)

three_rules = Question(
    _(
        "Start on x² at 3, 12 steps, rate 0.25. Which rules end at the bottom: x − rate · slope, x + rate · slope, x − "
        "rate?"
    ),
    answers={
        _("only the first"): _("Count the steps of the third: 12 steps of 0.25."),
        _("the first and the third"): RIGHT,
        _("all three"): _("The second goes up where the slope goes up."),
    },
    told=_(
        "The third walks 12 steps of 0.25 to the left and stands on the bottom, by luck. After 24 steps it is at −3, "
        "as high as at the start. It never asks for the slope. From a start on the left it climbs at once."
    ),
    section="2",
)

what_decides = Question(
    _("Rates near 0.006, 0.05, 0.16 and 0.25 crawl, converge, zigzag and run away. Does the start decide that, too?"),
    answers={
        _("yes, a start close by always converges"): _("Try a start very close to the bottom at the rate 0.25."),
        _("no, the rate and the bowl decide"): RIGHT,
        _("no, only the rate decides"): _("In a steeper bowl the same rate runs away."),
    },
    told=_(
        "The rate and the bowl decide, from almost every start. Only a start exactly on the x axis hides the zigzag, "
        "because there is nothing to overshoot. A zigzag is not bad in itself: the best rate makes one."
    ),
    section="3",
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
)

at_rest = Question(
    _("A run has come to rest: x no longer changes, and the gradient is computed as exactly 0. Is it at a minimum?"),
    answers={
        _("yes, at a minimum"): _(
            "Or on a saddle, or a plateau. And who says that the computed gradient is the true one?"
        ),
        _("at a level place, at least"): _("If the gradient is right. What is x + h in the computer, when x is huge?"),
        _("not even that is sure"): RIGHT,
    },
    told=_(
        "The run here rests 26 million million away from the minimum, where the ground is steep. So far out the "
        "computer's numbers lie farther apart than the step h of the differences: both neighbours are x itself."
    ),
    section="5",
)

nearest_minimum = Question(
    _("Himmelblau's function has four minima. Does a start always lead to the nearest one?"),
    answers={
        _("yes"): _("Nearly. Look at the borders of the map."),
        _("nearly always, and the rate has a say"): RIGHT,
        _("no, it is chance"): _("The same start and the same rate lead to the same place each time."),
    },
    told=_(
        "About 2 starts in 100 lead to a minimum that is farther away. A longer step can jump over a ridge: at 0.0158 "
        "the borders fray, and one minimum is not found at all, since the rate is above its own 2/L."
    ),
    section="6",
)

steps_in_a_valley = Question(
    _("A valley bends 100 times as much across as along. At the best rate, how many steps until f is a millionth?"),
    answers={
        "10": _("That would do for a bowl that is nearly round."),
        "100": _("Each step takes away about 4 % of f. How often, until a millionth is left?"),
        _("more than 300"): RIGHT,
    },
    told=_(
        "346 steps. Measuring x and y in other units helps as long as the valley runs along one of them: then it "
        "becomes round. A valley at 45 degrees stays as it is."
    ),
    section="7",
)

straight_down = Question(
    _("A long bowl lies slantwise. You go downhill in very small steps. From where is the way to the bottom straight?"),
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
)

with_momentum = Question(
    _("After 100 steps in the valley plain descent has f = 0.25. How much lower does momentum bring it?"),
    answers={
        _("about 2 times"): _("Speed adds up where all steps go the same way."),
        _("about 100 times"): _("More. The shrinking of each step is what counts, and there are 100 of them."),
        _("a million times and more"): RIGHT,
    },
    told=_(
        "With momentum 0.75, f falls below 0.000001. The ball does not stop at the bottom: it swings through it and "
        "back. With too much momentum, 0.95, 100 steps are not enough for the swings to die out."
    ),
    section="9",
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
        "back too far. Its gain lies elsewhere: below the limit its swings die out sooner."
    ),
    section="10",
)

over_all_rates = Question(
    _("You run 1000 rates, 50 steps each, and draw f at the end over the rate. What does the curve look like?"),
    answers={
        _("a wide valley"): _("On the left it is. What happens just beyond the best rate?"),
        _("a slope with a cliff"): RIGHT,
        _("a straight line"): _("A rate of 0 changes nothing; a rate above 2/L runs away."),
    },
    told=_(
        "A slope with a cliff. f at the end falls until the best rate. 2/L is only a tenth above it, and beyond that "
        "nearly every run diverges. More steps make the cliff steeper. They do not move it."
    ),
    section="11",
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
)
