"""The questions of lesson 03, the gradient."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

where_it_points = Question(
    _("On the bowl x² + y² at (1, 2) you draw an arrow: 2 to the right, 4 up. Where does it point?"),
    answers={
        _("to the bottom of the bowl"): _("The slopes along x and y are positive: where is it higher?"),
        _("straight away from the bottom"): RIGHT,
        _("past the bottom"): _("It starts at (1, 2) and goes on in the direction (1, 2)."),
    },
    told=_(
        "Straight away from the bottom, wherever you stand on this bowl. On other surfaces it is not so simple. And "
        "yet each arrow points in the direction in which f grows fastest from there."
    ),
    section="1",
    source=sources.ARROW_IN_SPACE,
)

largest_slope = Question(
    _("On the bowl at (1, 2) the slope along x is 2, and along y it is 4. How large is the largest slope there?"),
    answers={
        "4": _("That is the larger of two directions. What about the ones between them?"),
        "4.47": RIGHT,
        "6": _("Slopes along two directions do not add up like that: think of a right triangle."),
    },
    told=_(
        "√(2² + 4²) = 4.47, the length of the gradient, near 63 degrees. In two directions the slope is 0, each at a "
        "right angle to the arrow. In between the slope follows a cosine."
    ),
    section="2",
    source=sources.VECTOR_SUM,
)

slope_at_sixty = Question(
    _("Somewhere the gradient has the length 4. How steep is it there in a direction at 60 degrees to it?"),
    answers={
        "4": _("Only along the gradient itself is it as steep as that."),
        "2": RIGHT,
        "0": _("The slope is 0 at a right angle, at 90 degrees."),
        "1.33": _("It does not fall evenly with the angle. Which curve did you see?"),
    },
    told=_("4 · cos 60° = 2. At 30°, half the angle, it is still 3.46: a cosine begins flat."),
    section="2",
    kind="concept",
    after=_("And at 120 degrees?"),
    source=sources.TWO_VARIABLES,
)

walk_on_a_contour = Question(
    _("On the bowl you walk from (2, 0) in steps of 0.25, always at a right angle to the gradient. What happens?"),
    answers={
        _("you come back to where you started"): _("Each step is straight. Is the contour?"),
        _("you slowly go up"): RIGHT,
        _("you slowly go down"): _("The tangent of a circle touches it. On which side does it leave?"),
    },
    told=_(
        "You slowly go up. Each step runs along the tangent of the contour, and the tangent of a round contour lies "
        "outside of it. Half the step, half the climb. With the direction from half way f hardly changes."
    ),
    section="3",
    source=sources.DRIFT,
)

level_ground = Question(
    _("Somewhere the gradient is (0, 0): the ground is level. Must that be the bottom of a valley?"),
    answers={
        _("yes"): _("The top of a hill is level, too."),
        _("a bottom or a top"): _("What about the middle of a mountain pass?"),
        _("no, it can also be a top, a pass or flat land"): RIGHT,
    },
    told=_(
        "On x² + y² all directions lead up from (0, 0): a minimum. On −x² − y² all lead down: a maximum. On x² − y² "
        "some lead up and some down: a saddle. And on flat land it is 0 though nothing is special there."
    ),
    section="4",
    source=sources.SADDLES,
)

plane_ten_times_closer = Question(
    _("In one direction, at the distance 0.1, the tangent plane is off by about 0.07. How far off is it at 0.01?"),
    answers={
        _("about 0.007"): _("That would be in proportion to the distance. The slope is already in the plane."),
        _("about 0.0007"): RIGHT,
        _("not at all"): _("Very little. But the surface bends, and a plane does not."),
    },
    told=_(
        "About 0.0007. Ten times closer makes the error a hundred times smaller: it falls with the distance squared."
    ),
    section="5",
    source=sources.LINEAR,
)

steep_as_stairs = Question(
    _("A staircase rises 0.6 m for each metre. Is there a place on the map of Jellico that is as steep?"),
    answers={
        _("no, mountains are never that steep"): _(
            "Some hillsides are, along 150 m. Look where the contours lie closest together."
        ),
        _("yes, but few"): RIGHT,
        _("yes, nearly everywhere"): _("Mountains look steeper than they are. Read the numbers."),
    },
    told=_(
        "There are such places, but few: one in a thousand is steeper than 0.6, and the steepest has 0.73. The way "
        "down from most places ends soon: the next 100 m would lead up. Lesson 04 is about such paths."
    ),
    section="6",
    source=sources.STEEPER_THAN_IT_IS,
)

best_of_two_hundred = Question(
    _(
        "With 100 variables you try 200 random directions. How much does the best gain, compared with the gradient's "
        "step?"
    ),
    answers={
        _("nearly as much"): _("So it is with 2 variables. In 100 there is a lot of room to miss."),
        _("less than a third"): RIGHT,
        _("more: 200 is a lot"): _("No direction of the same length gains more than the gradient's."),
    },
    told=_(
        "Usually less than a third. The more variables there are, the more directions are nearly level. No "
        "step goes beyond the gradient's."
    ),
    section="7",
    source=sources.MANY_DIMENSIONS,
)

cost_of_a_million = Question(
    _(
        "One evaluation of f takes a thousandth of a second, and f has a million variables. How long does a gradient "
        "take?"
    ),
    answers={
        _("a few seconds"): _("Central differences ask f twice for each variable. How often is that?"),
        _("a few minutes"): _("2 · 1,000,000 evaluations, each 0.001 s."),
        _("more than half an hour"): RIGHT,
    },
    told=_("2,000,000 evaluations take 2000 s, more than half an hour. Lesson 06 finds all of it at once."),
    section="8",
    source=sources.SWEEPS,
)

wrong_sign = Question(
    _("f = x²y + y³. Somebody claims the gradient (2xy, x² − 3y²). Will a check find the wrong sign at every place?"),
    answers={
        _("yes"): _("Try y = 0: what is the wrong term there?"),
        _("at nearly every place"): RIGHT,
        _("only where both entries are wrong"): _("One wrong entry is enough, if it can be seen there."),
    },
    told=_(
        "Where y = 0 the wrong term is 0, and the check passes. Places with zeros, and places where all coordinates "
        "are equal, can hide mistakes. A place drawn at random hardly ever does."
    ),
    section="9",
    source=sources.GRADIENT_CHECKS,
)

per_kilometre = Question(
    _("You measure x and y in kilometres and no longer in metres; f stays. What happens to the gradient?"),
    answers={
        _("nothing"): _("How much does f change on a whole kilometre?"),
        _("it keeps its direction and is 1000 times longer"): RIGHT,
        _("it keeps its direction and is 1000 times shorter"): _(
            "Its entries are f per unit of x. Has the unit grown or shrunk?"
        ),
    },
    told=_("Per kilometre f changes 1000 times as much as per metre, along both axes alike: the direction stays."),
    section="1",
    kind="concept",
    after=_("And if only x is measured in kilometres?"),
    source=sources.REVERSED,
)

way_of_the_contour = Question(
    _("At some place ∇f = (3, 4). In which direction does the contour run?"),
    answers={
        "(3, 4)": _("That is straight uphill. Which direction is level?"),
        "(4, −3)": RIGHT,
        "(4, 3)": _("What is its dot product with (3, 4)?"),
        "(−3, −4)": _("That is straight downhill. Which direction is level?"),
    },
    told=_("3 · 4 + 4 · (−3) = 0: a right angle."),
    section="3",
    kind="concept",
    after=_("Is (−4, 3) right as well?"),
    source=sources.VECTOR_CALCULUS,
)

short_gradient = Question(
    _("The gradient has length 0.001. Are you near a minimum?"),
    answers={
        _("yes, 0.001 is nearly 0"): _("What if f were measured in kilometres and not in millimetres?"),
        _("that cannot be said"): RIGHT,
        _("yes, a gradient is never that short elsewhere"): _("Flat land has short gradients everywhere."),
    },
    told=_(
        "How long is short depends on the units of f. And even level ground can be a top, a saddle point or flat land."
    ),
    section="4",
    kind="concept",
    after=_("What would you compare it with?"),
    source=sources.STOPPING,
)

half_the_distance = Question(
    _("Close to a place the tangent plane is off by 0.8. How far off is it at half the distance?"),
    answers={
        _("about 0.4"): _("That would be in proportion to the distance. With which power does the error fall?"),
        _("about 0.2"): RIGHT,
        _("about 0.1"): _("That would be its third power. What is the first thing that the plane leaves out?"),
    },
    told=_("The error falls with the square of the distance: half the distance, a quarter of the error."),
    section="5",
    kind="concept",
    after=_("At which part of the distance is it a hundredth?"),
    source=sources.LINEAR,
)

east_and_north = Question(
    _("To the east the ground rises by 0.3 m per m, to the north by 0.4. How steep is the steepest way up?"),
    answers={
        "0.4": _("That is the steeper of two directions. What about those between them?"),
        "0.5": RIGHT,
        "0.7": _("A metre to the north-east is less than a metre each way."),
    },
    told=_("√(0.3² + 0.4²) = 0.5, the length of the gradient."),
    section="6",
    kind="concept",
    after=_("Which way does water begin to run?"),
    source=sources.VECTOR_SUM,
)

typical_random_step = Question(
    _("In 10,000 variables, how much does a typical random step gain or lose, compared with the gradient's?"),
    answers={
        _("about a half"): _("So it may be in two or three variables. What is the mean of cos² in n?"),
        _("about a tenth"): _("That is so in 100 variables."),
        _("about a hundredth"): RIGHT,
    },
    told=_("About 1/√n, and √10,000 = 100."),
    section="7",
    kind="concept",
    after=_("In how many variables is it a thousandth?"),
    source=sources.MANY_DIMENSIONS,
)

price_of_forward = Question(
    _("How often do forward differences ask f for a gradient in n variables?"),
    answers={
        _("n times"): _("Each of them compares with f(x). Does that cost nothing?"),
        _("n + 1 times"): RIGHT,
        _("2n times"): _("Those are central differences, with two neighbours for each variable."),
    },
    told=_("Once at x itself, and once at a neighbour for each variable."),
    section="8",
    kind="concept",
    after=_("What do you pay for the n − 1 evaluations that are saved?"),
    source=sources.OPTIMIZATION,
)

where_it_hides = Question(
    _("f = x²y + y³, and somebody claims the gradient (2xy, x²). Where does a check not notice?"),
    answers={
        _("at (1, 0)"): RIGHT,
        _("at (0, 1)"): _("What is 3y² there?"),
        _("at (1, 1)"): _("What is 3y² there?"),
    },
    told=_("3y² is missing, and it is 0 where y = 0. Check at a place that is not special."),
    section="9",
    kind="concept",
    after=_("Which place would you take?"),
    source=sources.GRADIENT_CHECKS,
)
