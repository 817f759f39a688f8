"""Questions for Moodle, Canvas and spreadsheets, read back by readers that share nothing with what wrote them."""

import csv
import dataclasses
import io
import re
import shlex
import sys
import types
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from coursekit import cli
from coursekit.publish import quiz
from coursekit.questions import QUESTIONS, RIGHT, Question
from coursekit.words import languages, say, spoken

SOURCES = {name: {question.source} for asked in QUESTIONS.values() for name, question in asked.items()}
with spoken("zh"):
    for asked in QUESTIONS.values():
        for name, question in asked.items():
            SOURCES[name].add(say(question.source))  # where it is no title


def expected(language):
    """What a reader must find of each question: by its name, from the declarations alone."""
    with spoken(language):
        return {
            name: {
                "text": say(question.text),
                "answers": {
                    say(each): "" if words == RIGHT else say(words) for each, words in question.answers.items()
                },
                "right": [say(question.right)],
                "told": [say(text) for text in (question.told, question.after) if text],
            }
            for asked in QUESTIONS.values()
            for name, question in asked.items()
        }


def run(tmp_path, kind, *options):
    file = tmp_path / f"questions.{kind}"
    assert cli.main(["questions", "--format", kind, "--out", str(file), *options]) == 0
    return file.read_bytes()


def seen(markup):
    """What a reader of a page sees of its markup, code in backticks."""
    root = ElementTree.fromstring(f"<p>{markup}</p>")
    return "".join(
        [root.text or ""] + [f"`{one.text}`{one.tail or ''}" for one in root if one.tag == "code" and not len(one)]
    )


def paragraphs(markup):
    return [seen(part) for part in re.findall("<p>(.*?)</p>", markup)]


# --- a reader of GIFT, after Moodle's documentation ---


def unescaped(text):
    return re.sub(r"\\([~=#{}:\\])", r"\1", text).strip()


def parted(text, signs):
    """Cut a text where one of the signs stands without a backslash; return pairs of sign and what follows."""
    pieces = re.split(rf"(?<!\\)((?:\\\\)*)({signs})", text)
    joined, found = pieces[0], []
    for before, sign, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        found.append(joined + before)
        joined = after
        found.append(sign)
    return [*found, joined]


def read_gift(content):
    found = {}
    for block in re.split(r"\n\s*\n", content.decode("utf-8")):
        lines = block.strip().split("\n")
        remarks = [line[2:].strip() for line in lines if line.startswith("//")]
        text = "\n".join(line for line in lines if not line.startswith("//"))
        if text.startswith("$CATEGORY: "):
            assert text.count("/") == 3
            continue
        _, _, name, _, rest = parted(text, "::")
        question, opening, inside, closing, end = parted(rest, "[{}]")
        assert (opening, closing, end) == ("{", "}", "")
        assert question.startswith("[html]")
        choices, _, told = parted(inside, "####")
        pieces = parted(choices, "[~=]")
        assert not pieces[0].strip()
        answers, right = {}, []
        for sign, choice in zip(pieces[1::2], pieces[2::2], strict=True):
            answer, *feedback = parted(choice, "#")
            answers[seen(unescaped(answer))] = seen(unescaped(feedback[1])) if feedback else ""
            right += [seen(unescaped(answer))] if sign == "=" else []
            assert not any(re.match(r"\s*[%[]", part) for part in [answer, *feedback[1:]])  # a weight, or a format
        key = re.search(r"\[id:(\w+)\]", remarks[0])[1]
        assert unescaped(name).endswith(key)
        assert "".join(remarks[1:]) in SOURCES[key]
        found[key] = {
            "text": seen(unescaped(question.removeprefix("[html]"))),
            "answers": answers,
            "right": right,
            "told": paragraphs(unescaped(told)),
        }
    return found


# --- a reader of QTI 1.2, after the specification of IMS ---

Q = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
M = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


def read_qti(content):
    package, found = zipfile.ZipFile(io.BytesIO(content)), {}
    manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
    resources = {one.get("identifier"): one for one in manifest.iter(f"{M}resource")}
    assert {one.get("href") for one in manifest.iter(f"{M}file")} == set(package.namelist()) - {"imsmanifest.xml"}
    for resource in resources.values():
        if resource.get("type") != "imsqti_xmlv1p2":
            continue
        meta = resources[resource.find(f"{M}dependency").get("identifierref")]
        assert ElementTree.fromstring(package.read(meta.get("href"))).tag.endswith("cccv1p0}quiz")
        root = ElementTree.fromstring(package.read(resource.find(f"{M}file").get("href")))
        for item in root.iter(f"{Q}item"):
            found[item.get("ident")] = read_item(item)
    return found


def read_item(item):
    fields = {
        one.findtext(f"{Q}fieldlabel"): one.findtext(f"{Q}fieldentry") for one in item.iter(f"{Q}qtimetadatafield")
    }
    assert fields["question_type"] == "multiple_choice_question"
    assert fields.get("source", "") in SOURCES[item.get("ident")]
    feedback = {one.get("ident"): one.findtext(f".//{Q}mattext") for one in item.iter(f"{Q}itemfeedback")}
    labels = {one.get("ident"): seen(one.findtext(f".//{Q}mattext")) for one in item.iter(f"{Q}response_label")}
    response = item.find(f".//{Q}response_lid")
    assert response.get("rcardinality") == "Single"
    overlooks, right, told = dict.fromkeys(labels, ""), [], []
    for condition in item.iter(f"{Q}respcondition"):
        equal = condition.find(f".//{Q}varequal")
        shown = condition.find(f"{Q}displayfeedback")
        if equal is None:
            told = paragraphs(feedback[shown.get("linkrefid")])
            continue
        assert equal.get("respident") == response.get("ident")
        if shown is not None:
            overlooks[equal.text] = seen(feedback[shown.get("linkrefid")])
        right += [labels[equal.text]] if condition.findtext(f"{Q}setvar") == "100" else []
    return {
        "text": seen(item.findtext(f"{Q}presentation/{Q}material/{Q}mattext")),
        "answers": {labels[ident]: words for ident, words in overlooks.items()},
        "right": right,
        "told": told,
    }


def read_csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    found = {}
    for _, _, name, _, text, *rest in rows[1:]:
        answers, right, words, told = rest[:4], rest[4], rest[5:9], [part for part in rest[9:11] if part]
        plain = {answer.partition(") ")[2]: why for answer, why in zip(answers, words, strict=True) if answer}
        chosen = [answer.partition(") ")[2] for answer in answers if answer.startswith(right)]
        assert rest[11] in SOURCES[name]
        assert not [cell for cell in (text, *rest) if re.match(r"[=+\-@\t\r]", cell)]  # a spreadsheet would reckon
        found[name] = {"text": text, "answers": plain, "right": chosen, "told": told}
    assert {len(row) for row in rows} == {17}
    return found


READERS = {"gift": read_gift, "qti": read_qti, "csv": read_csv}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", READERS)
def test_every_question_of_all_lessons_is_read_back_word_for_word(kind, language, tmp_path):
    assert READERS[kind](run(tmp_path, kind, "--language", language)) == expected(language)


HARD = r"""%50%Is {a: 1} ~ `x[#] = a\b < c && "d"` → \= or 3 % 2 #### ::é:: // ∂f/∂x"""


@pytest.mark.parametrize(("kind", "write"), [(kind, write) for kind, (write, _) in quiz.FORMATS.items()])
def test_signs_that_mean_something_to_a_format_come_through(kind, write, monkeypatch):
    one = quiz.chosen("03", None)[0]
    answers = (("=" + HARD, HARD + "}"), ("~" + HARD, "#" + HARD), (HARD, ""))
    monkeypatch.setitem(SOURCES, one.name, {""})
    hard = dataclasses.replace(one, text=HARD, answers=answers, right=2, told=HARD, after=HARD, source="")
    found = READERS[kind](write([hard]))
    told = [HARD, HARD]
    assert found == {one.name: {"text": HARD, "answers": dict(answers), "right": [HARD], "told": told}}


def test_a_lesson_and_a_kind_can_be_chosen(tmp_path):
    found = read_gift(run(tmp_path, "gift", "--lesson", "3", "--kind", "concept"))
    assert set(found) == {name for name, question in QUESTIONS["03"].items() if question.kind == "concept"}


@pytest.mark.parametrize("lesson", QUESTIONS)
def test_a_lesson_s_questions_come_in_the_order_of_its_sections(lesson):
    sections = [int(question.section) for question in quiz.chosen(lesson, None)]
    assert sections == sorted(sections)


def test_the_line_in_the_instructors_guide_writes_a_lesson(tmp_path, monkeypatch):
    guide = Path(__file__).parents[1].joinpath("docs", "instructors.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(re.search(r"`python3 course.py (questions [^`]*)`", guide)[1].split()) == 0
    assert "slope_at_sixty" in read_gift(Path("lesson03.txt").read_bytes())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--lesson 9 --format gift --out new", "There is no lesson '9'. There are: 00, 01,"),
        ("--lesson '' --format gift --out new", "There is no lesson ''. There are: 00, 01,"),
        (
            "--lesson toolbox --kind concept --format qti --out new",
            "no questions of the kind 'concept' there, only: re",
        ),
        ("--format docx --out new", "--format gift, qti or csv. You gave 'docx'."),
        ("--format csv", "Say where to write them: --out"),
        ("--format csv --out new --language fr", "There is no language 'fr'. There are: en, zh."),
        ("--format csv --out old", "old is there already, and nothing is written over: give --out another name"),
        ("--format csv --out .", ". is there already"),
        ("--format csv --out none/new", "none/new cannot be written (No such file or directory): give --out a name"),
        ("--format csv --out old/new", "old/new cannot be written (Not a directory)"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(options, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("mine")
    assert cli.main(["questions", *shlex.split(options)]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert Path("old").read_text() == "mine"


def test_a_folder_that_may_not_be_written_is_said(tmp_path, monkeypatch, capsys):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refused)
    assert cli.main(["questions", "--format", "csv", "--out", str(tmp_path / "new")]) == 1
    assert (
        "cannot be written (Permission denied): give --out a name in a folder that is there" in capsys.readouterr().err
    )


def test_a_question_without_its_right_answer_is_named(tmp_path, monkeypatch, capsys):
    class Changed(types.ModuleType):
        def __getattr__(self, name):
            return Question("Why?", {"so": "No.", "or so": "No."}, "So.", section="1")

    monkeypatch.setitem(sys.modules, "coursekit.questions", Changed("coursekit.questions"))
    assert cli.main(["questions", "--format", "csv", "--out", str(tmp_path / "new")]) == 1
    assert capsys.readouterr().err == ("The question 'Why?' has 0 right answers; write RIGHT beside exactly one.\n")
