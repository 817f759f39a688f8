"""The questions of lesson 06, the chain rule, backpropagation, and gradients that vanish."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

two_gears = Question(
    _(
        "A second gear turns twice for each turn of the first, and a third gear 3 times for each turn of the "
        "second. How often does the third turn for one turn of the first?"
    ),
    answers={
        _("5 times"): _("While the first turns once, the second turns twice. How often does the third turn meanwhile?"),
        _("6 times"): RIGHT,
        _("3 times"): _("That is for one turn of the second gear, which has turned twice."),
    },
    told=_("For each of the 2 turns of the second gear the third turns 3 times: 2 times 3. Rates in a row multiply."),
    section="1",
    source=sources.CHAIN_RULE,
)

how_many_sweeps = Question(
    _(
        "One result is calculated from 1000 values. How many sweeps back through the calculation give its slope "
        "by each of them?"
    ),
    answers={
        _("one"): RIGHT,
        _("1000, one for each value"): _(
            "Going forward, one value at a time has to be moved. Which slopes pass on the way back?"
        ),
        _("2000, as with central differences"): _(
            "A difference moves one value and looks at the result. What if you begin at the result?"
        ),
    },
    told=_(
        "The sweep back carries one thing: the slope of the result by each value on the way. At the start of "
        "the calculation it has arrived at all of them."
    ),
    section="2",
    source=sources.SWEEPS,
)

used_twice = Question(
    _(
        "x goes into a product and into a square. The product hands 3 back to x, the square hands back 4. What "
        "is the slope of the result by x?"
    ),
    answers={
        "7": RIGHT,
        "12": _("Slopes multiply along one way. Here there are two ways from x to the result."),
        "4": _("That is what came last. What does a small move of x do to the product?"),
    },
    told=_("A small move of x changes the result on both ways, and both changes are there at once: 3 + 4."),
    section="3",
    source=sources.BROADCASTING,
)

when_to_hand_on = Question(
    _(
        "In the sweep back, a value is used by two later steps. One of them has handed back its share, the "
        "other not yet. What should happen at the value?"
    ),
    answers={
        _("it hands on what it has, once"): _("What happens to the share that comes later?"),
        _("it waits until both shares are there"): RIGHT,
        _("it hands on twice what it has"): _("Are both shares the same?"),
    },
    told=_(
        "What a value hands on is its rule times the sum of all that arrives. So all steps that use it come "
        "first: the newest first does that."
    ),
    section="4",
    source=sources.SWEEPS,
)

rule_of_nothing = Question(
    _(
        "In a well-known course somebody lets the backward rules of log and exp return 0. How many of its 50 "
        "tests fail?"
    ),
    answers={
        _("not one"): RIGHT,
        _("two, one for each rule"): _("Those tests allow an error of 0.01, and look at few places."),
        _("about half of them"): _("Most tests never come near log and exp. What of those that do?"),
    },
    told=_(
        "All 50 pass. They try log and exp only where the slope is nearly 0, and allow an error of 0.01: there 0 "
        "looks right."
    ),
    section="5",
    source=sources.TOO_FEW_TESTS,
)

price_of_a_sweep = Question(
    _("f has 1000 variables, and one evaluation takes a second. About how long does its gradient by one sweep take?"),
    answers={
        _("a few seconds"): RIGHT,
        _("1000 seconds"): _("Does the sweep go through the calculation once for each variable?"),
        _("2000 seconds"): _("That is the price of central differences."),
    },
    told=_(
        "The sweep visits each step of the calculation once, forward and back, and a step back costs about as "
        "much as a few forward."
    ),
    section="6",
    source=sources.SWEEPS,
)

ten_sigmoids = Question(
    _(
        "The slope of the sigmoid is 1/4 at most. A gradient passes through ten of them in a row, and nothing "
        "else. How much of it is left at most?"
    ),
    answers={
        _("a quarter"): _("That is after the first one."),
        _("a fortieth"): _("Slopes in a row multiply. What is a quarter of a quarter?"),
        _("about a millionth"): RIGHT,
    },
    told=_("1/4 to the power of 10 is 0.00000095. And that is at the steepest place of each."),
    section="7",
    source=sources.EXPONENTIAL,
)

half_dead = Question(
    _(
        "A gradient goes back through a layer of ReLUs, where about half of the slopes are 0, half are 1. The weights "
        "alone would keep its length (their scale is 1). By how much does the layer multiply the length?"
    ),
    answers={
        _("by about 0.5"): _("Half of the entries are lost. Is half of the length lost?"),
        _("by about 0.7"): RIGHT,
        _("by about 1"): _("Which entries come through where the slope is 0?"),
    },
    told=_(
        "Half of the entries stay, so half of the squared length, and the root of 1/2 is 0.71. That is why "
        "weights of the scale 1.41 keep the length."
    ),
    section="8",
    source=sources.RECTIFIERS,
)

clipped_by_value = Question(
    _("The gradient (10, 1) is clipped by value: each entry is cut at 1. What happens to it?"),
    answers={
        _("(1, 0.1): shorter, in the same direction"): _(
            "That is clipping by norm. What does cutting each entry at 1 do to the second?"
        ),
        _("(1, 1): shorter, in another direction"): RIGHT,
        _("(10, 1): it is left as it is"): _("Is an entry larger than 1?"),
    },
    told=_(
        "Only the first entry is cut. The arrow, which pointed almost along the first axis, now points half way "
        "between both."
    ),
    section="9",
    source=sources.CLIPPING,
)

two_moons_loss = Question(
    _("No straight line parts two moons. You train a small network on them. How will its loss fall?"),
    answers={
        _("by the same part in every step"): _("Something simple is found soon. What could it be?"),
        _("quickly at first, to what a straight line can do, then slowly"): RIGHT,
        _("hardly at all, then all at once at the end"): _("Is there nothing to be gained by a straight line?"),
    },
    told=_("The first steps find nearly the best straight border. To bend it takes many more steps."),
    section="10",
    source=sources.SIMPLE_FIRST,
)

a_slope_of_zero = Question(
    _(
        "At some x the inner function has the slope 0, and the outer one the slope 1000. What is the slope of "
        "the whole?"
    ),
    answers={
        "0": RIGHT,
        "1000": _("A small move of x does not move what the outer function is given."),
        _("it cannot be known"): _("What is 0 times 1000?"),
    },
    told=_("Slopes in a row multiply: 0 times 1000 is 0. One flat step stops everything behind it."),
    section="1",
    kind="concept",
    after=_("And what does that mean for the gradient in front of a sigmoid that is nearly flat?"),
    source=sources.BACKPROPAGATION,
)

one_for_both = Question(
    _(
        "An engine hands the whole gradient to both inputs of max(a, b) where they are equal. What does it say "
        "of the slope of max(x, x)?"
    ),
    answers={
        _("1, which is right"): _("Both inputs are x. What does a fork do with two shares of 1?"),
        _("2, which is wrong"): RIGHT,
        _("0, because there is a tie"): _("Each input is given what arrives."),
    },
    told=_("max(x, x) is x, with the slope 1. Two shares of 1 add up to 2. Half for each is right."),
    section="4",
    kind="concept",
    after=_("And an engine that hands 0 to both?"),
    source=sources.GATES,
)

second_call = Question(
    _(
        "An engine sets the result's gradient to 1, adds to all others, and never sets them to 0. You call backward "
        "twice. What stands in the "
        "gradients?"
    ),
    answers={
        _("the same as after one call"): _("What does += do to what is left from the first call?"),
        _("twice as much, everywhere"): _(
            "That holds just before the result. What does a value on the way hand on, when it has twice its gradient?"
        ),
        _("twice as much just before the result, and more further back"): RIGHT,
    },
    told=_(
        "In the second sweep a value on the way adds to what it has, and hands on the sum. For x times x times "
        "x times x, as a square of a square, the second call makes 96 of 32."
    ),
    section="4",
    kind="concept",
    after=_("When is it useful that gradients add up?"),
    source=sources.TWO_SWEEPS,
)

ones_arrive = Question(
    _("A test sends a gradient of ones into every backward rule. Which wrong rule does it never catch?"),
    answers={
        _("one that forgets to multiply by what arrives"): RIGHT,
        _("one with a wrong sign"): _("Its share is −1 times the right one. Is that to be seen with ones?"),
        _("one that is twice too large"): _("Its share is twice the right one. Is that to be seen with ones?"),
    },
    told=_("Times 1 or not at all is the same. Random numbers tell the two apart."),
    section="5",
    kind="concept",
    after=_("Which wrong rules does one random number for all entries not catch?"),
    source=sources.RANDOM_GRADIENTS,
)

a_dead_unit = Question(
    _("A ReLU gets a negative number for every sample of the data. What does descent do with the weights before it?"),
    answers={
        _("it moves them until the number is positive"): _("By which gradient? What is the slope of ReLU there?"),
        _("it leaves them as they are"): RIGHT,
        _("it makes them 0"): _("A gradient of 0 moves nothing."),
    },
    told=_("The slope is 0 for every sample, and so is the gradient of these weights: the unit is dead."),
    section="7",
    kind="concept",
    after=_("Would leaky ReLU help?"),
    source=sources.BACKPROPAGATION,
)

clip_or_not = Question(
    _("The gradient at the first layers of a deep network is 10 to the power of −20. Which cure does not help?"),
    answers={
        _("a larger scale of the weights"): _("Each layer multiplies by the scale. Does that not help?"),
        _("skip connections"): _("They hand the gradient past each layer. Does that not help?"),
        _("gradient clipping"): RIGHT,
    },
    told=_("Clipping makes long gradients shorter. It leaves short ones as they are."),
    section="9",
    kind="concept",
    after=_("And if it is 10 to the power of 20?"),
    source=sources.CLIPPING,
)

a_square_hands_back = Question(
    _("The step b = a² was taken at a = 3, and 5 arrives at b from behind. What does it hand back to a?"),
    answers={
        "6": _("That is the slope of the step. What has arrived?"),
        "30": RIGHT,
        "45": _("That is 5 times the value. What is the slope of a² at 3?"),
        "11": _("That adds the slope and what arrives. What do slopes in a row do?"),
    },
    told=_("The slope of the step is 2a = 6, and what arrives is multiplied by it: 5 times 6."),
    section="2",
    kind="concept",
    after=_("And a step b = a + 7, or b = 7a?"),
    source=sources.CHAIN_RULE,
)

spread_over_an_array = Question(
    _(
        "One number w is added to each of 100 samples, and the mean of all is taken. What is the slope of the "
        "mean by w?"
    ),
    answers={
        "1/100": _("That is the share of one sample. How many shares arrive at w?"),
        "1": RIGHT,
        "100": _("Each of the 100 shares is 1/100."),
    },
    told=_("A number that is spread over an array is a fork: 100 shares of 1/100 add up to 1."),
    section="3",
    kind="concept",
    after=_("And if the sum is taken in the place of the mean?"),
    source=sources.BROADCASTING,
)

many_results = Question(
    _(
        "A calculation has 3 inputs and 1000 results, and you want the slope of each result by each input. What "
        "is cheap?"
    ),
    answers={
        _("one reverse sweep"): _("A sweep begins at one result. With which of the 1000?"),
        _("1000 reverse sweeps"): _("That would do it. But how many forward differences are needed?"),
        _("moving each of the 3 inputs once"): RIGHT,
    },
    told=_(
        "A sweep back gives one result by all inputs. A move forward gives all results by one input: here 3 of them, "
        "and one calculation without a move, are enough. The loss of a model is the other case: one result, very many "
        "inputs."
    ),
    section="6",
    kind="concept",
    after=_("And with 1000 inputs and 3 results?"),
    source=sources.SWEEPS,
)

scale_of_a_layer = Question(
    _("Each layer of a network multiplies the length of the gradient by 0.9. What is left of it after 100 layers?"),
    answers={
        _("about 0.9"): _("That is after one layer."),
        _("about a tenth"): _("Each of the 100 layers multiplies by 0.9. What is 0.9 times 0.9?"),
        _("about 0.00003"): RIGHT,
    },
    told=_("0.9 to the power of 100 is 0.000027. In a deep chain the factor must be very near 1."),
    section="8",
    kind="concept",
    after=_("And with a factor of 1.1?"),
    source=sources.EXPONENTIAL,
)

step_by_weight = Question(
    _("The step of a layer's weights is a ten-millionth of their length, step after step. What do you do first?"),
    answers={
        _("train longer"): _("How many steps would it take to change the weights by a percent?"),
        _("look whether the gradient vanishes, or the rate is too small"): RIGHT,
        _("clip the gradient"): _("Clipping makes steps shorter. Are they too long?"),
    },
    told=_(
        "Near a thousandth is a good sign. So little means that the layer hardly learns: its gradient or the "
        "rate is too small."
    ),
    section="10",
    kind="concept",
    after=_("And if it is a half?"),
    source=sources.GRADIENT_CHECKS,
)
