"""`coursekit questions`: the questions of the lessons for Moodle (GIFT), Canvas and others (QTI 1.2), or as a table.

GIFT is described in Moodle's documentation, QTI 1.2 by IMS Global; Canvas takes QTI as a zip with `imsmanifest.xml`.
Code in backticks becomes `<code>` in both, and stays as it is in the table.
"""

import argparse
import csv
import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from coursekit.words import command, mark, reason, say, say_count, together

__all__ = ["FORMATS", "Item", "csv_table", "gift", "main", "qti"]

COURSE = mark("From a slope to gradient descent")
LETTERS = "abcd"


@dataclass(frozen=True)
class Item:
    """A question in the language of a class.

    Attributes
    ----------
    answers : tuple of (str, str)
        Each answer, and what it overlooks; the right one overlooks nothing.
    """

    lesson: str
    section: str
    name: str
    kind: str
    text: str
    answers: tuple[tuple[str, str], ...]
    right: int
    told: str
    after: str
    source: str

    @property
    def title(self) -> str:
        """The name by which a question bank sorts: lesson, section, name."""
        return f"{self.lesson}.{self.section:0>2} {self.name}"


class QuizError(Exception):
    """There are no such questions, in a sentence for whoever asked for them."""


def chosen(lesson: str | None, kind: str | None) -> list[Item]:
    """Return the questions of a lesson and of a kind, of all if left out, by section, in the language spoken."""
    try:
        from coursekit.questions import QUESTIONS, RIGHT
    except ValueError as error:  # one was changed, and cannot be asked
        raise QuizError(str(error)) from None
    number = lesson and lesson.zfill(2)
    if number is not None and number not in QUESTIONS:
        template = mark("There is no lesson {lesson!r}. There are: {known}. Without --lesson you get all.")
        raise QuizError(say(template, lesson=lesson, known=", ".join(QUESTIONS)))
    kinds = {question.kind for each in QUESTIONS if number in (None, each) for question in QUESTIONS[each].values()}
    if kind is not None and kind not in kinds:
        template = mark("There are no questions of the kind {kind!r} there, only: {known}.")
        raise QuizError(say(template, kind=kind, known=", ".join(sorted(kinds))))
    return [
        Item(
            each,
            question.section,
            name,
            question.kind,
            say(question.text),
            tuple((say(answer), "" if words == RIGHT else say(words)) for answer, words in question.answers.items()),
            list(question.answers).index(question.right),
            say(question.told),
            say(question.after),
            say(question.source),
        )
        for each in QUESTIONS
        if number in (None, each)
        for name, question in sorted(QUESTIONS[each].items(), key=lambda pair: f"{pair[1].section:0>2}")
        if kind in (None, question.kind)
    ]


def marked_up(text: str) -> str:
    """Return a text as HTML, with what stands in backticks as code.

    >>> marked_up("What is `a < b`?")
    'What is <code>a &lt; b</code>?'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def paragraphs(question: Item) -> str:
    """Return what everybody is told, and the question for after it."""
    return "".join(f"<p>{marked_up(text)}</p>" for text in (question.told, question.after) if text)


def heading(lesson: str) -> str:
    """Return what a lesson is called in a question bank."""
    return say("Lesson {lesson}", lesson=lesson) if lesson.isdecimal() else say("Toolbox")


def gift(questions: Iterable[Item]) -> bytes:
    """Return questions in Moodle's GIFT format, a category for each lesson; sources are comments."""
    blocks = []
    for lesson, group in groupby(questions, lambda question: question.lesson):
        blocks.append(f"$CATEGORY: $course$/top/{say(COURSE)}/{heading(lesson)}")
        blocks += map(_in_gift, group)
    return ("\n\n".join(blocks) + "\n").encode()


def _in_gift(question: Item) -> str:
    def escaped(text: str) -> str:
        return re.sub(r"([~=#{}:\\])", r"\\\1", text)

    def chosen_or_told(text: str) -> str:
        """Hide a sign that would be a weight or a format where it begins an answer: %50%, [markdown]."""
        return escaped(re.sub(r"^[%[]", lambda sign: f"&#{ord(sign[0])};", marked_up(text)))

    lines = [f"// [id:{question.name}] [tag:{question.kind}]"]
    if question.source:
        lines.append(f"// {question.source}")
    lines.append(f"::{escaped(question.title)}::[html]{escaped(marked_up(question.text))} {{")
    for place, (answer, overlooks) in enumerate(question.answers):
        line = f"  {'=' if place == question.right else '~'}{chosen_or_told(answer)}"
        lines.append(f"{line} #{chosen_or_told(overlooks)}" if overlooks else line)
    return "\n".join([*lines, f"  ####{escaped(paragraphs(question))}", "}"])


def element(tag: str, *inside: ElementTree.Element | str, **attributes: str) -> ElementTree.Element:
    """Return an element with a text or other elements inside."""
    made = ElementTree.Element(tag, attributes)
    for each in inside:
        if isinstance(each, str):
            made.text = each
        else:
            made.append(each)
    return made


def qti(questions: Iterable[Item]) -> bytes:
    """Return questions as a package of IMS QTI 1.2 as Canvas takes it: a practice quiz for each lesson."""
    files = {}
    resources = element("resources")
    for lesson, group in groupby(questions, lambda question: question.lesson):
        name, items = f"lesson_{lesson}", [_item(question) for question in group]
        title = f"{say(COURSE)} · {heading(lesson)}"
        section = element("section", *items, ident="root_section")
        files[f"{name}/{name}.xml"] = element(
            "questestinterop",
            element("assessment", section, ident=name, title=title),
            xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
        )
        files[f"{name}/assessment_meta.xml"] = element(
            "quiz",
            element("title", title),
            element("quiz_type", "practice_quiz"),
            element("points_possible", str(len(items))),
            identifier=name,
            xmlns="http://canvas.instructure.com/xsd/cccv1p0",
        )
        about, meta = f"{name}_meta", f"{name}/assessment_meta.xml"
        learning = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        resources.append(
            element(
                "resource",
                element("file", href=f"{name}/{name}.xml"),
                element("dependency", identifierref=about),
                identifier=name,
                type="imsqti_xmlv1p2",
            )
        )
        resources.append(
            element("resource", element("file", href=meta), identifier=about, type=learning, href=meta),
        )
    files["imsmanifest.xml"] = element(
        "manifest",
        element("metadata", element("schema", "IMS Content"), element("schemaversion", "1.1.3")),
        element("organizations"),
        resources,
        identifier="coursekit_questions",
        xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, root in files.items():
            text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
            package.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)  # the same bytes on every day
    return out.getvalue()


def _item(question: Item) -> ElementTree.Element:
    """Return a question as an item of QTI 1.2."""

    def material(text: str) -> ElementTree.Element:
        return element("material", element("mattext", text, texttype="text/html"))

    def field(label: str, entry: str) -> ElementTree.Element:
        return element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))

    def condition(inside: ElementTree.Element, then: ElementTree.Element, go_on: str) -> ElementTree.Element:
        return element("respcondition", element("conditionvar", inside), then, **{"continue": go_on})

    def answered(ident: str) -> ElementTree.Element:
        return element("varequal", ident, respident="response1")

    def shown(ident: str) -> ElementTree.Element:
        return element("displayfeedback", feedbacktype="Response", linkrefid=ident)

    # Each answer has a name of its own in the whole package.
    idents = [f"{question.name}_{letter}" for letter, _ in zip(LETTERS, question.answers, strict=False)]
    feedback = {"general_fb": paragraphs(question)}
    conditions = [condition(element("other"), shown("general_fb"), "Yes")]
    for ident, (_, overlooks) in zip(idents, question.answers, strict=True):
        if overlooks:
            feedback[f"{ident}_fb"] = marked_up(overlooks)
            conditions.append(condition(answered(ident), shown(f"{ident}_fb"), "Yes"))
    full = element("setvar", "100", action="Set", varname="SCORE")
    conditions.append(condition(answered(idents[question.right]), full, "No"))
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    labels = [
        element("response_label", material(marked_up(answer)), ident=ident)
        for ident, (answer, _) in zip(idents, question.answers, strict=True)
    ]
    about = [field("question_type", "multiple_choice_question"), field("points_possible", "1")]
    about += [field("source", question.source)] if question.source else []
    return element(
        "item",
        element("itemmetadata", element("qtimetadata", *about)),
        element(
            "presentation",
            material(marked_up(question.text)),
            element("response_lid", element("render_choice", *labels), ident="response1", rcardinality="Single"),
        ),
        element("resprocessing", element("outcomes", score), *conditions),
        *(element("itemfeedback", element("flow_mat", material(feedback[ident])), ident=ident) for ident in feedback),
        ident=question.name,
        title=question.title,
    )


def csv_table(questions: Iterable[Item]) -> bytes:
    """Return questions as a table for a spreadsheet, a row for each.

    An answer has its letter before it: a spreadsheet would take 1/2 for a day in February.
    """
    out = io.StringIO()
    table = csv.writer(out)
    answers = [say("answer {letter}", letter=letter) for letter in LETTERS]
    overlooked = [say("told who chose {letter}", letter=letter) for letter in LETTERS]
    first = [say("lesson"), say("section"), say("name"), say("kind"), say("question")]
    table.writerow([*first, *answers, say("right"), *overlooked, say("told everybody"), say("then ask"), say("source")])
    for one in questions:
        chosen_from = [f"{letter}) {answer}" for letter, (answer, _) in zip(LETTERS, one.answers, strict=False)]
        words = [overlooks for _, overlooks in one.answers]
        empty = [""] * (len(LETTERS) - len(words))
        about = [one.lesson, one.section, one.name, one.kind, one.text]
        row = [*about, *chosen_from, *empty, LETTERS[one.right], *words, *empty, one.told, one.after, one.source]
        table.writerow(row)
    return out.getvalue().encode("utf-8-sig")  # with a mark, so that Excel reads any script


FORMATS: dict[str, tuple[Callable[[Iterable[Item]], bytes], str]] = {
    "gift": (gift, mark("In Moodle: Question bank, Import, GIFT format.")),
    "qti": (qti, mark("In Canvas: Settings, Import Course Content, QTI .zip file.")),
    "csv": (csv_table, mark("It opens in any spreadsheet.")),
}


def main(args: list[str]) -> int:
    """Write the questions into a file; return the exit status."""
    parser = argparse.ArgumentParser(
        prog=f"{command()} questions", description=say("Write the questions of the lessons for a class.")
    )
    parser.add_argument("--lesson", help=say("the lesson's number, as 03; all lessons, if not given"))
    parser.add_argument(
        "--kind", help=say("concept: for a show of hands; predict: before a picture; all, if not given")
    )
    parser.add_argument("--format", default="", help=say("gift for Moodle, qti for Canvas and others, csv for a table"))
    parser.add_argument("--out", type=Path, help=say("a new file"))
    asked = parser.parse_args(args)
    if asked.format not in FORMATS:
        return refuse(say("Say how to write them: --format gift, qti or csv. You gave {given!r}.", given=asked.format))
    if asked.out is None:
        return refuse(say("Say where to write them: --out and the name of a new file."))
    write, remedy = FORMATS[asked.format]
    try:
        questions = chosen(asked.lesson, asked.kind)
    except QuizError as error:
        return refuse(str(error))
    content = write(questions)
    try:
        with open(asked.out, "xb") as file:
            file.write(content)
    except FileExistsError:
        given = mark("{file} is there already, and nothing is written over: give --out another name, or remove it.")
        return refuse(say(given, file=asked.out))
    except (OSError, ValueError) as error:  # a ValueError is of a name with a zero byte
        given = mark("{file} cannot be written ({why}): give --out a name in a folder that is there and is yours.")
        return refuse(say(given, file=asked.out, why=getattr(error, "strerror", None) or reason(error)))
    told = say_count("{file}: {count} question.", "{file}: {count} questions.", len(questions), file=asked.out)
    print(together(told, say(remedy)))
    return 0


def refuse(sentence: str) -> int:
    """Say why, and return the exit status of a failure."""
    print(sentence, file=sys.stderr)
    return 1
