"""The questions of lesson 05, fit a model."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

one_far_off = Question(
    _(
        "A line misses one penguin by 2 kg, and four by 1 kg each. If all errors are squared, which squares add up to "
        "more?"
    ),
    answers={
        _("that of the one"): _("Its square is 4. What do the other four add up to?"),
        _("those of the four"): _("Each of them adds 1. And the one?"),
        _("both the same"): RIGHT,
    },
    told=_("2 squared is 4, and four times 1 is 4. An error that is twice as large counts four times as much."),
    section="1",
    after=_("And with the mean of the distances in the place of the squares?"),
    source=sources.MEAN_ERRORS,
)

hand_or_descent = Question(
    _("You have two sliders, descent has a gradient. How does its way to the best line differ from yours?"),
    answers={
        _("it also changes one parameter at a time"): _("How many entries has a gradient?"),
        _("it changes both at once, straight downhill"): RIGHT,
        _("it jumps to the best line at once"): _("It knows the slope where it stands, and no more."),
    },
    told=_(
        "A slider moves one parameter, so your trail has corners. Descent moves both at once. At a good rate a dozen "
        "steps are enough here, because this bowl is nearly round."
    ),
    section="2",
    source=sources.OWN,
)

x_outside = Question(
    _(
        "For how the loss changes with the slope, somebody takes the mean error times the mean x. When does descent "
        "with it stop?"
    ),
    answers={
        _("at the best line"): _("Whose x belongs to whose error?"),
        _("as soon as the errors cancel, whatever the slope"): RIGHT,
        _("never"): _("If the mean error is 0, what is it times the mean x?"),
    },
    told=_(
        "Where the errors cancel the mean error is 0, and so are both entries of its gradient. A level line through "
        "the middle of the data does that. It looks like convergence."
    ),
    section="3",
    source=sources.LINES_AS_PLACES,
)

what_helps_most = Question(
    _("Raw lengths in millimetres make descent need millions of steps. What helps most?"),
    answers={
        _("measuring in metres"): _("That alone takes the condition number to about 5,500. Which one takes it lower?"),
        _("subtracting the mean"): RIGHT,
        _("dividing by their spread, the standard deviation"): _(
            "That alone takes the condition number to about 43,000. All lengths are then near 14, and not around 0."
        ),
    },
    told=_(
        "Subtracting the mean takes the condition number from 8,300,000 to 197. Dividing by the standard deviation "
        "takes it from there to 1. Raw lengths are all near 200, so intercept and slope do nearly the same. This "
        "depends on the unit: centred metres still have 5,072, and the division takes them to 1. Both together help "
        "in every unit."
    ),
    section="4",
    source=sources.SCALING,
)

noise_of_a_batch = Question(
    _(
        "A batch of 16 is drawn from very many samples, again and again. The means of its gradients scatter around the "
        "true gradient. Which size halves the scatter?"
    ),
    answers={
        "32": _("Twice the samples: is their mean twice as sure?"),
        "64": RIGHT,
        "256": _("That is the square of 16. By which power does the scatter of a mean shrink?"),
    },
    told=_(
        "The scatter of a mean shrinks with the root of the number of samples: four times as many halve it. So the "
        "first few samples tell most, and each further digit costs a hundred times as many. Of 342 penguins 57 are "
        "enough, since none comes twice."
    ),
    section="5",
    source=sources.LINEAR,
)

confident_and_wrong = Question(
    _("A model is quite sure, and wrong. With which loss is its gradient still large?"),
    answers={
        _("with the squared error"): _("How steep is the sigmoid where it is nearly 0?"),
        _("with −ln of the right answer's chance"): RIGHT,
        _("with both"): _("Where the sigmoid is flat, how much can its square change?"),
    },
    told=_(
        "The squared error's gradient has the slope of the sigmoid in it, which is nearly 0 where the model is sure. "
        "The logarithm takes that factor away again: the slope stays near 1 in size."
    ),
    section="6",
    source=sources.CROSS_ENTROPY,
)

what_fit_does = Question(
    _("scikit-learn is a library that fits models. How does its LinearRegression().fit(x, y) find the line?"),
    answers={
        _("by gradient descent"): _("So it is often told. Which rate would it use?"),
        _("by solving for the place where the gradient is 0"): RIGHT,
        _("by trying many lines"): _("There are too many. What do you know about the gradient at the best one?"),
    },
    told=_(
        "Setting the gradient to 0 gives as many linear equations as parameters, and a computer solves them at once. "
        "Descent is for losses where that cannot be done, and for data that are too large."
    ),
    section="7",
    source=sources.LEAST_SQUARES,
)

a_lost_worker = Question(
    _(
        "Three machines each read a third of the data from a shared disk. One dies during a step. What happens to the "
        "fit?"
    ),
    answers={
        _("it must begin again"): _("What does the one who adds up know at that moment?"),
        _("it goes on with two thirds of the data"): _("Then it would fit other data. Can the sum wait?"),
        _("its share is computed again elsewhere, and the sum is the same"): RIGHT,
    },
    told=_(
        "A share of the gradient depends on the shard and on w only. Whoever has both can compute it again. The sum "
        "waits for it, and is the same, but for rounding."
    ),
    section="8",
    source=sources.LOST_WORKERS,
)

flat_curve = Question(
    _("The loss has hardly changed for the last 100 steps. Has the fit converged?"),
    answers={
        _("yes"): _("What does the curve look like in a long, gentle valley?"),
        _("it may have, or it may crawl or be frozen"): RIGHT,
        _("no"): _("At the bottom it also looks like that."),
    },
    told=_(
        "A flat curve says that the steps gain little. They gain little at the bottom, in a gentle valley, and where "
        "they are rounded away. Look at the gradient, and at the loss of a fit that is known to be good."
    ),
    section="9",
    source=sources.LOOKS_CONVERGED,
)

batch_means = Question(
    _("At one fixed w, what is the mean of all batch gradients of an epoch, if all batches have the same size?"),
    answers={
        _("about the gradient of all samples"): _("Each sample is in one batch, exactly once."),
        _("exactly the gradient of all samples"): RIGHT,
        _("smaller than it, because errors cancel"): _("They cancel in the gradient of all samples, too."),
    },
    told=_("Each sample comes once, with the same weight: it is the same mean, taken in two steps."),
    section="5",
    kind="concept",
    after=_("And if the last batch is smaller?"),
    source=sources.BATCHES,
)

test_data_scaled = Question(
    _("A model was fitted to standardised lengths. Now a new penguin is measured. Which mean do you subtract?"),
    answers={
        _("that of the data of the fit"): RIGHT,
        _("that of all data, the new one among them"): _("Then each new penguin would change the model's own scale."),
        _("none, it is only one number"): _("The model has never seen lengths near 200."),
    },
    told=_("The model learned in the scale of its own data. New data must be measured on the same scale."),
    section="4",
    kind="concept",
    after=_("What would the model say if the new penguin were standardised by its own mean?"),
    source=sources.LEAKAGE,
)

errors_that_cancel = Question(
    _("A line misses four samples by 3, −3, 1 and −1. What is its mean squared error?"),
    answers={
        "0": _("So is the mean of the errors. What does squaring do to a minus?"),
        "2": _("That is their mean without signs. What comes of 3 when it is squared?"),
        "5": RIGHT,
        "20": _("That is the sum of the squares. How many samples are there?"),
    },
    told=_(
        "(9 + 9 + 1 + 1) / 4 = 5. Errors of opposite signs cancel in their own mean, and not in that of their squares."
    ),
    section="1",
    kind="concept",
    after=_("Which lines have the mean error 0, whatever their slope?"),
    source=sources.MEAN_ERRORS,
)

a_place_is_a_line = Question(
    _("In the landscape of the loss, what is one place?"),
    answers={
        _("one penguin"): _("A penguin is a point beside the line. What do the two axes of the landscape say?"),
        _("one line"): RIGHT,
        _("one error"): _("An error belongs to a line and a penguin. How high does the landscape lie over one line?"),
    },
    told=_(
        "The axes are the intercept and the slope, so each place is one line. Its height is the loss of that line, "
        "over all penguins."
    ),
    section="2",
    kind="concept",
    after=_("What happens to the landscape if one penguin is left out?"),
    source=sources.LINES_AS_PLACES,
)

one_at_the_bottom = Question(
    _("At the best line the gradient of the loss is 0. What about the gradient of one penguin's squared error there?"),
    answers={
        _("it is 0 as well"): _("It is 2e and 2ex. Is each penguin's error e equal to 0?"),
        _("it is seldom 0; only the mean of all is"): RIGHT,
        _("it points to the best line"): _("It looks at one penguin. Where would the line go for that penguin alone?"),
    },
    told=_(
        "Each penguin pulls the line towards itself. At the best line the pulls cancel, so their mean is 0. That is "
        "why descent with single samples hardly ever comes to rest."
    ),
    section="3",
    kind="concept",
    after=_("When would all of them be 0 at once?"),
    source=sources.BATCHES,
)

a_score_of_zero = Question(
    _("A logistic model gives a sample the score z = 0. What chance does it give to yes?"),
    answers={
        "0": _("Scores run from far below 0 to far above. What is σ(0)?"),
        "1/2": RIGHT,
        _("it depends on w"): _("The score depends on w. Once the score is known, what is still needed?"),
    },
    told=_("σ(0) = 1 / (1 + 1) = 1/2. Where the score is 0 lies the border between yes and no."),
    section="6",
    kind="concept",
    after=_("And at z = 5, and z = −5? What do the two chances add up to?"),
    source=sources.LOGISTIC,
)

level_is_lowest = Question(
    _("The gradient of a loss is 0 at some w. Is that the lowest loss?"),
    answers={
        _("yes, for every model"): _(
            "Remember the saddle and the plateau. For which loss is there only one level place?"
        ),
        _("for a line and the squared error yes, for other models not always"): RIGHT,
        _("no, never"): _("At the lowest place of a bowl the gradient is 0. Is there another place like that?"),
    },
    told=_(
        "The loss of a line is a bowl, and a bowl is level at its bottom only. A wave has many bottoms, two weights in "
        "a row have a saddle point, a sure sigmoid has plateaus, where the gradient is nearly 0."
    ),
    section="7",
    kind="concept",
    after=_("How would you find out which of them you are on?"),
    source=sources.SADDLES,
)

shards_of_two_sizes = Question(
    _("Two shards hold 100 and 242 penguins. How do you get the gradient of all from the mean gradients of the two?"),
    answers={
        _("their mean"): _("How much does a penguin of the small shard then count, beside one of the large shard?"),
        _("100 times the one plus 242 times the other, divided by 342"): RIGHT,
        _("their sum"): _("Two equal shards would then give twice the gradient."),
    },
    told=_("A shard's mean times its number is its sum. Sums can be added up, and divided by the number of all."),
    section="8",
    kind="concept",
    after=_("What must a machine send besides its mean gradient?"),
    source=sources.AVERAGE_OF_MEANS,
)

a_step_of_zero = Question(
    _("The loss of a line is level, far above the lowest, and each step is 0. What helps?"),
    answers={
        _("more steps"): _("A step of 0 leads nowhere, however often it is taken."),
        _("a smaller rate"): _("Rate times gradient was too small to be seen. What happens to it?"),
        _("more digits"): RIGHT,
    },
    told=_(
        "Rate times gradient is smaller than half of the last digit, so it is rounded away. With more digits the run "
        "goes on. It still crawls in a long valley: that is a second illness, and scaling cures it."
    ),
    section="9",
    kind="concept",
    after=_("How do you tell this run from one that has converged?"),
    source=sources.FEW_DIGITS,
)
