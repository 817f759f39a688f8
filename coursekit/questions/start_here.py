"""The question of lesson 00."""

from coursekit.questions import sources
from coursekit.questions.question import RIGHT, Question
from coursekit.words import mark as _

going_down = Question(
    _("A path starts at a height of 2 m and ends at 5 m. Its rise is 3 m. What is the rise from 5 m down to 1 m?"),
    answers={
        _("4 m"): _("That is how far apart the two heights are. Does the path go up or down?"),
        _("−4 m"): RIGHT,
        _("6 m"): _("That adds the two heights. The rise is the way from one to the other."),
    },
    told=_("The rise is the end minus the start: 1 − 5 = −4 m. On the way down a rise is negative."),
    section="1",
    source=sources.OWN,
)
