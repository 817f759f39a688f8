"""From a slope to gradient descent: the helpers of an interactive course.

``import coursekit`` loads NumPy and nothing else. Import what a lesson uses from the module that the lesson is named
after, for example ``from coursekit.derivative import central_difference``. ``coursekit.speak("zh")`` speaks Chinese.
"""

from coursekit.words import speak

__all__ = ["speak"]
__version__ = "0.1.0"
