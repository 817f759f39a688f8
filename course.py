"""Open the course: python3 course.py. Run its tests: python3 course.py test. On Windows write py for python3.

Anything else goes to the coursekit command: python3 course.py doctor. It speaks the language of the system, or another:
python3 course.py --language zh. The first run installs the course into .venv, beside this file. Old Pythons must be
able to read this file to say what to do, so it has no newer syntax.
"""

import os
import sys

if sys.version_info < (3, 11):
    found = ".".join(str(number) for number in sys.version_info[:2])
    sys.exit(
        "The course needs Python 3.11 or later, and this is Python " + found + ". Install a newer one from python.org "
        "and start the course with it: python3.13 course.py (on Windows: py -3.13 course.py)."
    )

ROOT = os.path.dirname(os.path.abspath(__file__))
if not os.path.exists(os.path.join(ROOT, "coursekit", "install.py")):
    sys.exit("course.py needs the other files of the course beside it. Download the whole folder and run it there.")

sys.path.insert(0, ROOT)

import signal
import subprocess

from coursekit import install
from coursekit.words import say, speak
from coursekit.words.chosen import asked_for, of_the_system

WORKERS = str(min(4, (os.cpu_count() or 1) + 2))  # two more than cores: browsers, boxes and clusters often wait
TEST = ["-m", "pytest", "-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
COURSEKIT = ["-P", "-m", "coursekit.cli"]


def main(arguments):
    """Install what the command needs, once, and become the command."""
    os.environ.setdefault("PYTHONUTF8", "1")  # text files are UTF-8 on every system
    os.environ["COURSEKIT_CALLED"] = ("py" if os.name == "nt" else "python3") + " course.py"  # in what is said
    for name in ("PYTHONHOME", "PYTHONPATH"):  # packages for another Python; the course has its own
        os.environ.pop(name, None)
    if arguments[:1] == ["test"]:
        install.once("test")
        # Hundreds of processes import the same packages: once compiled is enough.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.chdir(ROOT)
        become([str(install.PYTHON)] + TEST + arguments[1:])
    else:
        asked, command = asked_for(arguments)
        language = of_the_system() if asked is None else asked
        try:
            speak(language)
        except ValueError as error:
            sys.exit(str(error))
        install.once("lab,grade")
        if command[:1] in ([], ["lab"]):
            install.try_once(language)
        os.environ["COURSEKIT_LANGUAGE"] = language
        become([str(install.PYTHON)] + COURSEKIT + (command or ["lab"]) + (["--language", asked] if asked else []))


def become(command):
    """Replace this process. Windows cannot: there, wait for the command, and leave Ctrl-C to it."""
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(process.wait())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\n" + say(install.STOPPED))
    except OSError as error:
        sys.exit("\n" + install.remedy(str(error)))
