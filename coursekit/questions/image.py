"""The questions of lesson 07, gradients in pictures and fields."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

edge_as_slope = Question(
    _("A row of pixels leads from bright sky to a dark coat. What does its slope look like there?"),
    answers={
        _("it is near 0, then there is a deep dip, then near 0 again"): RIGHT,
        _("it is high on the sky and low on the coat"): _(
            "That is the brightness. How fast does it change on the sky?"
        ),
        _("it is negative all over the coat"): _("The coat is dark everywhere. Does it get darker there?"),
    },
    told=_(
        "The slope says how brightness changes, not how large it is. Sky and coat are both nearly level; only at the "
        "edge is there a fall, and it is steep."
    ),
    section="1",
    source=sources.LIKE_THE_FUNCTION,
)

below_zero = Question(
    _(
        "A program finds how fast the brightness rises from left to right, and shows it: what lies below 0 is black. "
        "What is lost?"
    ),
    answers={
        _("nothing, an edge is an edge"): _("Is a fall from bright to dark shown at all?"),
        _("all edges where the brightness falls from left to right"): RIGHT,
        _("only weak edges"): _("How large can a sum below 0 be?"),
    },
    told=_(
        "A number far below 0 is an edge as good as any: the brightness falls. Cut off at 0, nearly half of this "
        "photograph becomes black, edges too."
    ),
    section="2",
    source=sources.IMAGES,
)

half_a_turn = Question(
    _("A gradient is (−3, −3). Which angle does arctan(gy / gx) give?"),
    answers={
        _("that of (3, 3)"): RIGHT,
        _("the right one"): _("What is −3 / −3, and what is 3 / 3?"),
        _("none, it stops with an error"): _("Is anything divided by 0 here?"),
    },
    told=_(
        "The quotient is 1 for both, so the formula cannot tell an arrow from its opposite. arctan2 takes both "
        "numbers, and knows all four quadrants."
    ),
    section="3",
    source=sources.QUADRANTS,
)

what_the_low_one_does = Question(
    _("Canny has two thresholds. You lower the lower one only. What can happen?"),
    answers={
        _("edges that were found grow longer"): RIGHT,
        _("new edges appear anywhere"): _("Where does an edge begin?"),
        _("all edges become thicker"): _("At which stage is it decided how thick an edge is?"),
    },
    told=_(
        "An edge begins only where the upper threshold is reached. The lower one decides how far it is followed from "
        "there. Specks that are nowhere strong stay out."
    ),
    section="4",
    source=sources.EDGES,
)

time_step = Question(
    _("Heat flows from pixel to pixel in steps of time. You make each step longer. What happens?"),
    answers={
        _("it is less exact, and otherwise the same"): _("What if more heat leaves a pixel than it has?"),
        _("above a limit it explodes"): RIGHT,
        _("it only gets to the same end sooner"): _(
            "That is so for a while. What does a step of 1 do to one hot pixel?"
        ),
    },
    told=_(
        "Think of a chessboard of hot and cold pixels. If the step is too long, each hot one becomes colder than "
        "its neighbours were, and the next step swings back farther still. It is the same limit as that of the "
        "learning rate: 2/L."
    ),
    section="5",
    source=sources.STABILITY,
)

round_a_loop = Question(
    _("You walk round a loop on a hill and add up all rises and falls. What is the sum?"),
    answers={
        "0": RIGHT,
        _("it depends on the loop"): _("At which height do you end?"),
        _("positive, if you walk uphill first"): _("What comes after the way up?"),
    },
    told=_(
        "You are back where you began, at the same height. So in a field that is a gradient each loop adds up to 0. A "
        "whirl is no gradient: there is no hill that it belongs to."
    ),
    section="6",
    source=sources.CURL,
)

kernel_of_ones = Question(
    _("All numbers of a kernel add up to 0. What does it make of a grey wall?"),
    answers={
        "0": RIGHT,
        _("the same grey"): _("That needs numbers that add up to 1."),
        _("it depends on how bright the wall is"): _(
            "All nine pixels are the same. Take it out of the sum: what is left?"
        ),
    },
    told=_(
        "The same brightness nine times, multiplied by numbers that add up to 0, is 0. So such a kernel sees "
        "changes only."
    ),
    section="1",
    kind="concept",
    after=_("And one whose numbers add up to 1?"),
    source=sources.IMAGES,
)

eight_times = Question(
    _("The brightness rises by 3 from each pixel to the next. Which number does Sobel's kernel give?"),
    answers={
        "3": _("That is the slope. The kernel's numbers are not divided by anything."),
        "6": _("That is the difference of the two neighbours. How often is it counted?"),
        "24": RIGHT,
    },
    told=_("The neighbours differ by 6, and the rows count 1, 2 and 1 times: 6 · 4 = 24, eight times the slope."),
    section="2",
    kind="concept",
    after=_("A library divides by 4. What does it give?"),
    source=sources.IMAGES,
)

along_the_edge = Question(
    _("An edge runs straight up and down, dark on the left, bright on the right. Where does the gradient point?"),
    answers={
        _("along the edge"): _("How does the brightness change along the edge?"),
        _("to the right"): RIGHT,
        _("to the left"): _("A gradient points to where the values rise."),
    },
    told=_(
        "Across the edge, to the bright side. Along the edge nothing changes, as along a contour line of lesson 03."
    ),
    section="3",
    kind="concept",
    after=_("Turn the picture by a quarter, clockwise. Where does it point now?"),
    source=sources.IMAGES,
)

why_thin = Question(
    _("Why is the length of the gradient thinned before the thresholds?"),
    answers={
        _("because an edge is several pixels wide there"): RIGHT,
        _("to remove noise"): _("Which stage takes noise away?"),
        _("because thresholds need numbers from 0 to 1"): _("The numbers stay as they are."),
    },
    told=_(
        "After smoothing an edge is a broad ridge. Only its crest is wanted: where neither neighbour along "
        "the gradient is higher."
    ),
    section="4",
    kind="concept",
    after=_("What do you see if this stage is left out?"),
    source=sources.EDGES,
)

heat_is_kept = Question(
    _("Heat spreads in a picture with closed borders, in small steps. What stays the same?"),
    answers={
        _("the sum of all temperatures"): RIGHT,
        _("the highest temperature"): _("What happens to a hot spot?"),
        _("the difference between hottest and coldest"): _("How large is it in the end?"),
    },
    told=_("What one pixel loses its neighbour gains. The hottest gets colder, the coldest warmer, the sum stays."),
    section="5",
    kind="concept",
    after=_("Does it stay when the step is too long?"),
    source=sources.HEAT,
)

river_and_paddle = Question(
    _("All arrows of a field point to the right; in the middle of the stream they are longest. Is it a gradient?"),
    answers={
        _("yes, all arrows point the same way"): _("Walk with the stream in the middle, and back near the shore."),
        _("no"): RIGHT,
        _("only if the stream is weak"): _("Would half of it be a gradient?"),
    },
    told=_(
        "With the stream you gain more in the middle than you lose near the shore on the way back: the loop "
        "does not add up to 0."
    ),
    section="6",
    kind="concept",
    after=_("Which way does a paddle wheel turn near the upper shore?"),
    source=sources.CURL,
)
