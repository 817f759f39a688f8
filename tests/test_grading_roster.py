"""Rosters as systems and spreadsheets write them, and what is refused in a sentence."""

import pytest
from grading_classroom import put

from coursekit.grading.cli import main
from coursekit.grading.downloads import Whose
from coursekit.grading.roster import Roster, RosterError
from coursekit.grading.submissions import HandedIn
from coursekit.grading.times import dated

PLAIN = "name,email,id,login,section\nAnna Ek,anna@x.org,101,ek1,A\nBo Li,bo@x.org,102,li2,B\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Sheet 1 (77),Final Score\n"
    '"    Points Possible",,,,,10,(read only)\n"Ek, Anna",10001,s1,ek1,A,,\n"Li, Bo",10002,s2,li2,B,,\n'
    '"Student, Test",10003,,x,A,,\n'
)
MOODLE = '"First name",Surname,"ID number","Email address",Groups\nAnna,Ek,101,anna@x.org,A\nBo,Li,102,bo@x.org,B\n'
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),"
    "Last modified (grade),Feedback comments\n"
    'Participant 17,Anna Ek,anna@x.org,Submitted,,22,Yes,"Friday, 20 November 2026, 10:20 AM",-,\n'
    "Participant 18,Bo Li,bo@x.org,No submission,,22,Yes,-,-,\n"
)
BLACKBOARD = '"Last Name"\t"First Name"\tUsername\t"Student ID"\n"Ek"\t"Anna"\tek1\t"101"\n"Li"\t"Bo"\tli2\t"102"\n'
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
    "#101,#ek1,Ek,Anna,a@x.org,#\n#102,#li2,Li,Bo,b@x.org,#\n"
)
CLASSROOM = "Last Name,First Name,Email Address,Sheet 1\nEk,Anna,anna@x.org,\nLi,Bo,bo@x.org,\n"
GRADESCOPE = "First Name,Last Name,SID,Email,Sections,Total Score\nAnna,Ek,101,anna@x.org,A,\nBo,Li,102,bo@x.org,B,\n"
GERMAN = "Nachname;Vorname;Matrikelnummer;E-Mail-Adresse\nEk;Anna;101;anna@x.org\nLi;Bo;102;bo@x.org\n"
TITLED = "sep=;\nClass 7;;\n;;\nName;Login;\nAnna Ek;ek1;\nBo Li;li2;\n"


def roster(tmp_path, text, encoding="utf-8"):
    return Roster(put(tmp_path / "class.csv", text if isinstance(text, bytes) else text.encode(encoding)))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (PLAIN, ("101", "ek1", "")),
        (CANVAS, ("s1", "ek1", "10001")),
        (MOODLE, ("101", "", "")),
        (WORKSHEET, ("", "", "17")),
        (BLACKBOARD, ("101", "ek1", "")),
        (BRIGHTSPACE, ("101", "ek1", "")),
        (CLASSROOM, ("", "", "")),
        (GRADESCOPE, ("101", "", "")),
        (GERMAN, ("101", "", "")),
        (TITLED, ("", "ek1", "")),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_columns_are_found_in_the_exports_of_the_usual_systems(tmp_path, text, known, encoding):
    people = roster(tmp_path, text, encoding).people
    assert [person.name for person in people] == ["Anna Ek", "Bo Li"]
    assert (people[0].id, people[0].login, people[0].number) == known


def test_a_worksheet_of_moodle_says_when_something_was_handed_in(tmp_path):
    anna, bo = roster(tmp_path, WORKSHEET).people
    assert anna.handed_in
    assert bo.handed_in is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "name"), [("latin-1", "Zoë Müller"), ("cp1252", "Zoë Š"), ("utf-8", "李 雷"), ("utf-16", "李 雷")]
)
def test_separators_and_encodings_are_found(tmp_path, separator, encoding, name):
    people = roster(tmp_path, f"name{separator}id\r\n{name}{separator}7\r\n", encoding).people
    assert [(person.name, person.id) for person in people] == [(name, "7")]


def test_chinese_headings_are_read_in_the_encoding_of_chinese_spreadsheets(tmp_path):
    people = roster(tmp_path, "姓名,学号\n李雷,7\n韩梅梅,8\n", "gbk").people
    assert [(person.name, person.id) for person in people] == [("李雷", "7"), ("韩梅梅", "8")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("email,id\na@x.org,1\n", "has no column of names. Its columns are: email, id."),
        ("name,id\nAnna,1\n,2\n", "Line 3 of class.csv has no name."),
        ("first name,last name,id\nAnna,Ek,1\n ,,2\n", "Line 3 of class.csv has no name."),
        ("name\nAnna Ek\nBo\nanna ek\n", "Lines 2 and 4 of class.csv have the same name, anna ek"),
        ("name,id\nAnna Ek,1\nAnna Ek,\n", "Lines 2 and 3 of class.csv have the same name"),
        ("name,id\n", "a line of headings, and no student below it"),
        ("", "class.csv is empty, or no table"),
        ("\n\n", "class.csv is empty, or no table"),
        (b"PK\3\4xlsx", "is a workbook or a zip. Save the table as CSV"),
        (b"\x00\x01\x02", "class.csv has no column of names"),
        ("Anna Ek,a@x.org\nBo Li,b@x.org\n", "has no column of names. Its columns are: Anna Ek, a@x.org."),
        ("name,id\nAnna Ek,1\n??,2\n", "Line 3 of class.csv has the name ??: the program that saved it could not"),
        ("name\nM?ller\n", "has the name M?ller"),
        ("first name,last name\nAnna,?ak\n", "has the name Anna ?ak"),
        ("name\nZo\ufffd\n", "has the name Zo\ufffd"),
        ("name,id\nAnna Ek,1\nLi, Bo,2\n", "Line 3 of class.csv has more cells than there are headings. If a comma"),
    ],
)
def test_what_is_no_roster_is_refused_in_a_sentence(tmp_path, text, words):
    with pytest.raises(RosterError) as refused:
        roster(tmp_path, text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("name,id\nAnna Ek,101\nBo Li,102\nCem Su,101\n", "Anna Ek and Cem Su, in lines 2 and 4 of class.csv,"),
        ("name;id\nAnna Ek;1,23457E+11\nBo Li;1,23457E+11\n", "are both known by 1,23457E+11."),
        ("name,login\nAnna Ek,ek\nBo Li,EK\n", "are both known by EK."),
        ("name,email,id\nAnna Ek,a@x.org,1\nBo Li,A@x.org,2\n", "are both known by A@x.org."),
        (WORKSHEET.replace("Participant 18", "Participant 17"), "are both known by 17."),
    ],
)
def test_two_students_of_one_number_are_refused(tmp_path, text, shared):
    """Else `merge` takes the late work of one for a second try of the other."""
    with pytest.raises(RosterError) as refused:
        roster(tmp_path, text)
    assert shared in str(refused.value)


@pytest.mark.parametrize("none", ["-", "_", "n/a", "#N/A", "n.a."])
def test_what_says_that_there_is_no_number_is_nobodys(tmp_path, none):
    people = roster(tmp_path, f"name,id,login\nAnna Ek,{none},na\nBo Li,{none},\n").people
    assert [(person.id, person.login) for person in people] == [("", "na"), ("", "")]


@pytest.mark.parametrize(("one", "other"), [("ek1", "li1"), ("10b-1", "11b-1"), ("anna1@x2.org", "bo1@x2.org")])
def test_an_identifier_that_is_not_moodles_is_kept_whole(tmp_path, one, other):
    people = roster(tmp_path, f"name,identifier\nAnna Ek,{one}\nBo Li,{other}\n").people
    assert [person.number for person in people] == [one, other]


def test_a_roster_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RosterError, match=r"The roster .*no\.csv cannot be read \(No such file"):
        Roster(tmp_path / "no.csv")
    with pytest.raises(RosterError, match="cannot be read"):
        Roster(tmp_path)


def test_two_of_one_name_are_told_apart_by_their_numbers_and_never_guessed(tmp_path):
    table = roster(tmp_path, "name,id,login\nAnna Ek,1,ek1\nAnna Ek,2,ek2\nBo,3,bo\n")
    assert table.find(Whose("Anna Ek", login="ek2")).id == "2"
    assert table.find(Whose("ek1")).id == "1"
    with pytest.raises(RosterError, match=r"2 students in class\.csv are called Anna Ek"):
        table.find(Whose("Anna Ek", file="a.ipynb"))


def test_a_number_of_a_system_is_not_taken_for_the_number_of_another(tmp_path):
    """Moodle counts those who hand in, and 102 may be the institution's number of somebody else."""
    table = roster(tmp_path, PLAIN)
    assert table.find(Whose("Anna Ek", number="102")).id == "101"
    assert table.find(Whose("Participant", number="102")) is None
    worksheet = roster(tmp_path, WORKSHEET)
    assert worksheet.find(Whose("Anna Ek", number="18")).name == "Anna Ek"
    assert worksheet.find(Whose("Participant", number="18")).name == "Bo Li"
    twins = roster(tmp_path, "name,id\nAnna Ek,17\nAnna Ek,18\n")
    assert twins.find(Whose("Anna Ek", number="18")).id == "18"


def test_a_dash_is_nobodys_number(tmp_path):
    people = roster(tmp_path, "name,id,email\nAnna Ek,-,a@x.org\nBo Li,-,–\nCem Su,-,–\n").people
    assert [person.known_by for person in people] == ["a@x.org", "", ""]


def test_where_the_download_has_numbers_the_roster_that_has_them_is_asked_for(tmp_path):
    table = roster(tmp_path, "name,email\nAnna Ek,a@x.org\nAnna Ek,b@x.org\n")
    with pytest.raises(
        RosterError, match=r"whose a\.ipynb is\. It says a number: give a --roster that has it, Moodle's"
    ):
        table.find(Whose("Anna Ek", number="17", file="a.ipynb"))
    with pytest.raises(RosterError, match=r"whose a\.ipynb is\. Put the id"):
        table.find(Whose("Anna Ek", file="a.ipynb"))


def test_a_login_that_is_written_as_anothers_name_takes_nobody_elses_work(tmp_path):
    table = roster(tmp_path, "name,login\nAnn Le,al1\nLea Nino,leann\n")
    assert table.find(Whose("leann", number="7")).login == "al1"  # Canvas: the family's name first
    assert table.find(Whose("someone", login="leann")).login == "leann"
    with pytest.raises(RosterError, match=r"2 students in class\.csv are called leann, and the download does not say"):
        table.find(Whose("leann", file="leann.ipynb"))


def test_who_stands_there_twice_with_one_number_is_one_student(tmp_path):
    table = roster(tmp_path, "name,id,section\nAnna Ek,1,A\nAnna Ek,1,B\n")
    assert len(table.people) == 1


@pytest.mark.parametrize(
    "whose",
    [
        Whose("Anna Ek"),
        Whose("Ek, Anna"),
        Whose("anna_ek"),
        Whose("ekanna"),
        Whose("annaek"),
        Whose("ek1"),
        Whose("EK1"),
        Whose("101"),
        Whose("anna@x.org"),
        Whose("someone", id="101"),
        Whose("someone", email="Anna@X.org"),
        Whose("Group A-Anna Ek"),
    ],
    ids=repr,
)
def test_a_submission_is_matched_by_number_login_email_or_name(tmp_path, whose):
    assert roster(tmp_path, PLAIN).find(whose).name == "Anna Ek"
    assert roster(tmp_path, PLAIN).find(Whose("Dan")) is None


def test_with_a_roster_each_of_the_class_has_one_row_and_the_others_are_named(tmp_path):
    table = roster(tmp_path, PLAIN + "Cem Su,cem@x.org,103,su3,A\nDo Re,do@x.org,104,re4,A\n")
    for name in "ek1.ipynb", "Anna Ek/practice.ipynb", "bo_li.ipynb", "Dan.ipynb", "Do Re.pdf", "notes.txt":
        put(tmp_path / "in" / name, name.encode())
    handed_in = HandedIn(tmp_path / "in", "practice", roster=table)
    said = {
        one.student: (sum(file.read is not None for file, _ in one.files), one.listed, handed_in.read(one).problem)
        for one in handed_in.submissions
    }
    assert said == {
        "Anna Ek": (2, True, ""),
        "Bo Li": (1, True, ""),
        "Cem Su": (0, True, "Nothing was handed in."),
        "Dan": (1, False, ""),
        "Do Re": (1, True, "No notebook was handed in, only Do Re.pdf."),
    }
    assert handed_in.ignored == ["notes.txt"]


def test_canvas_names_and_numbers_meet_the_roster(tmp_path):
    for name in "ekanna_10001_550001_sheet.ipynb", "libo_LATE_10002_550002_sheet.ipynb":
        put(tmp_path / "in" / name, b"{}")
    handed_in = HandedIn(tmp_path / "in", "practice", roster=roster(tmp_path, CANVAS))
    assert [(one.student, one.person.number) for one in handed_in.submissions] == [
        ("Anna Ek", "10001"),
        ("Bo Li", "10002"),
    ]
    handed_in = HandedIn(
        tmp_path / "in", "practice", roster=roster(tmp_path, PLAIN)
    )  # by name, and Canvas's number kept
    assert [(one.student, one.person.number) for one in handed_in.submissions] == [
        ("Anna Ek", "10001"),
        ("Bo Li", "10002"),
    ]


def test_each_of_a_class_has_a_folder_that_any_system_can_write_and_find_finds_it_again(tmp_path):
    names = [
        "Jo O'Neil",
        "A/B",
        "con",
        "李雷",
        "José-María d’Ors",
        "Ek, Anna",
        "anna ek",
        "Ann Lee",
        "Ann Lee",
        "a" * 200,
    ]
    lines = [f'"{name}",{number}' for number, name in enumerate(names, start=1)]
    table = roster(tmp_path, "\n".join(["name,id", *lines]))
    assert len({name.casefold() for name in table.folders.values()}) == len(names)
    for person, name in table.folders.items():
        (tmp_path / "out" / name).mkdir(parents=True)
        assert table.find(Whose(name)) == person
    assert (table.folders[table.people[0]], table.folders[table.people[7]]) == ("Jo O'Neil", "Ann Lee 8")


CLASS = "name,id\n李雷,1\n韩梅梅,2\n王喆,3\n"


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("heading", ["name,id", "姓名,学号"])
def test_chinese_names_are_read_whatever_the_headings_and_the_encoding(tmp_path, encoding, heading):
    table = roster(tmp_path, CLASS.replace("name,id", heading), encoding)
    assert [(person.name, person.id) for person in table.people] == [("李雷", "1"), ("韩梅梅", "2"), ("王喆", "3")]
    assert (table.remark == "") is encoding.startswith("utf")


def test_lines_of_two_encodings_are_read_each_in_its_own_and_it_is_said(tmp_path):
    """As when somebody adds a line to a file with another program."""
    names = ["Zoë Müller", "李雷", "José Núñez", "Anna Ek", "Łukasz Żak"]
    other = "Jürgen Größe"
    lines = [b"name,id", *(f"{name},{at}".encode() for at, name in enumerate(names)), f"{other},9".encode("cp1252")]
    table = roster(tmp_path, b"\r\n".join(lines))
    assert [person.name for person in table.people] == [*names, other]
    assert "class.csv is not in UTF-8, and was read as UTF-8, and as Western European where it is not" in table.remark


@pytest.mark.parametrize(
    "names",
    [("Zoë Müller", "Bo Li"), ("MÜLLER ÅSE", "ÇELİK"[:1] + "A"), ("Crème Brûlée", "Ñandú Peña"), ("Ægir Øst", "Bo")],
)
def test_western_names_are_not_taken_for_chinese(tmp_path, names):
    table = roster(tmp_path, "name\n" + "\n".join(names) + "\n", "cp1252")
    assert tuple(person.name for person in table.people) == names
    assert f"was read as Western European (Windows-1252), for example {names[0]}. If that is wrong" in table.remark


def test_what_was_guessed_of_a_roster_is_said_before_anything_runs(tmp_path, capsys):
    put(tmp_path / "in/Ji.ipynb", b"{}")
    path = put(tmp_path / "class.csv", "name\nJiří Dvořák\n".encode("cp1250"))
    order = ["grade", str(tmp_path / "in"), "--sheet", "nothing", "--roster", str(path), "--out", str(tmp_path / "out")]
    assert main(order) == 2  # there is no such sheet
    assert main([*order[:3], "01_derivative", *order[4:], "--from", "moodle"]) == 2  # nor such a system
    assert "class.csv is not in UTF-8, and was read as Western European" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'name,id\n"Anna Ek,1\nBo Li,2\nCem Su,3\n',
            "Line 2 of class.csv begins with a quotation mark that is not closed",
        ),
        ('name,id\nAnna Ek,1\n"Bo Li,2\n"Cem Su",3\nDo Re,4\n', "Line 3 of class.csv begins with a quotation mark"),
        (
            'name,id\nAnna Ek,1\nBo Li,"2\nCem Su,3\n',
            "Line 3 of class.csv begins with a quotation mark that is not closed",
        ),
        ('first name,last name\nAnna,"Ek\nBo",Li\n', "or goes over several lines: Anna Ek Bo"),
    ],
)
def test_a_quotation_mark_that_swallows_students_is_refused(tmp_path, text, words):
    with pytest.raises(RosterError) as refused:
        roster(tmp_path, text)
    assert words in str(refused.value)


def test_a_quotation_mark_within_a_name_and_lines_in_other_columns_swallow_nobody(tmp_path):
    text = 'name,comment,id\nAnna "Nina" Ek,"one\ntwo",1\n"Bo ""B"" Li",,2\n"Cem" Su,,3\n'
    assert [(one.name, one.id) for one in roster(tmp_path, text).people] == [
        ('Anna "Nina" Ek', "1"),
        ('Bo "B" Li', "2"),
        ("Cem Su", "3"),
    ]


@pytest.mark.parametrize(
    "written", ["An\u200bna Ek", "Anna\u00a0Ek", "\u202aAnna Ek\u202c", "Ek,\u2003Anna", "Anna\0 Ek"]
)
def test_signs_that_nobody_sees_keep_nobody_from_being_found(tmp_path, written):
    table = roster(tmp_path, f'name,id\n"{written}",1\nBo,2\n')
    assert table.find(Whose("Anna Ek", file="a.ipynb")).id == "1"


def test_lines_that_end_as_on_old_machines_and_shorter_rows_are_read(tmp_path):
    table = roster(tmp_path, "name,id,email\rAnna Ek\r,,\rBo Li,2,b@x.org,,\r")
    assert [(one.name, one.id, one.email) for one in table.people] == [("Anna Ek", "", ""), ("Bo Li", "2", "b@x.org")]


@pytest.mark.parametrize(
    "written",
    [
        *[
            "Anna Ek 102",
            "Anna Ek (102)",
            "102_anna_ek",
            "Anna Ek ek2",
            "Anna Ek (ek2)",
            "ek2_Anna Ek",
            "Ek, Anna(ek2)",
        ],
        *["Anna Ek - ek2", "Anna Ek [anna.ek@x.org]", "anna.ek@x.org", "102", "EK2", "Ek Anna EK2"],
    ],
)
def test_what_tells_two_of_one_name_apart_may_stand_anywhere_in_the_name(tmp_path, written):
    """As the refusal of `Anna Ek` alone asks for."""
    text = "name,id,login,email\nAnna Ek,101,ek1,ek1@x.org\nAnna Ek,102,ek2,anna.ek@x.org\nBo,103,bo,bo@x.org\n"
    table = roster(tmp_path, text)
    assert table.find(Whose(written, file="a.ipynb")).id == "102"
    with pytest.raises(RosterError, match="Put the id or the login of each into the name"):
        table.find(Whose("Anna Ek", file="a.ipynb"))


def test_the_folders_of_sakai_are_those_of_the_class(tmp_path):
    """It packs `Sheet 1/Ek, Anna(ek1)/Submission attachment(s)/…` and a table of grades beside them."""
    for who, name in ("Ek, Anna(ek1)", "a"), ("Li, Bo(li2)", "b"):
        put(tmp_path / f"in/Sheet 1/{who}/Submission attachment(s)/{name}.ipynb", name.encode())
        put(tmp_path / f"in/Sheet 1/{who}/timestamp.txt", b"20261120102030000")
    put(tmp_path / "in/Sheet 1/grades.csv", b"Sheet 1")
    handed_in = HandedIn(tmp_path / "in", "practice", roster=roster(tmp_path, PLAIN))
    assert {one.student: handed_in.read(one).data for one in handed_in.submissions} == {"Anna Ek": b"a", "Bo Li": b"b"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen\nAnna,Ek,101,a@x.org,A\n", "Anna Ek 101 a@x.org"),
        ('"Name, Vorname";Matr.-Nr.\n"Ek, Anna";101\n', "Anna Ek 101"),
        ("Name, Vorname;Punkte\nEk, Anna;3\n", "Anna Ek"),
        ("name\nEk, Anna\n", "Anna Ek"),
        ('"Last Name, First Name",Student No.,Email ID\n"Ek, Anna",101,a@x.org\n', "Anna Ek 101 a@x.org"),
        (
            "Prénom,Nom de famille,Numéro d’identification,Adresse de courriel\nAnna,Ek,101,a@x.org\n",
            "Anna Ek 101 a@x.org",
        ),
        ("Nombre,Apellido(s),Número de ID,Dirección de correo\nAnna,Ek,101,a@x.org\n", "Anna Ek 101 a@x.org"),
        ("Nome,Cognome,Matricola\nAnna,Ek,101\n", "Anna Ek 101"),
        ("Imię;Nazwisko;Nr albumu\nŁukasz;Żak;101\n", "Łukasz Żak 101"),
        ("Фамилия;Имя;Логин\nПетрова;Ольга;op1\n", "Ольга Петрова op1"),
        ("ФИО;Группа;Почта\nПетрова Ольга;A;a@x.org\n", "Петрова Ольга a@x.org"),
        ("序号,学生学号,学生姓名,班级,邮箱\n1,101,李雷,1班,a@x.org\n", "李雷 101 a@x.org"),
        ("学籍番号,氏名,メールアドレス\n101,山田 太郎,a@x.org\n", "山田 太郎 101 a@x.org"),
        ("학번|이름|이메일\n101|김철수|a@x.org\n", "김철수 101 a@x.org"),
        ("名,姓\n雷,李\n", "雷 李"),
        ('name,id\nAnna Ek,"=""0101"""\n', "Anna Ek 0101"),
        ("\ufeffname\nZoe\u0308\n", "Zoë"),
        ("identifier,github_username,github_id,name\nAnna Ek,annaek,7,\nb@x.org,,,\n", "Anna Ek annaek, b@x.org"),
        ("identifier,github_username,github_id,name\n101,annaek,7,Anna Ek\n102,,,\n", "Anna Ek 101 annaek, 102"),
        ("github_username,roster_identifier,points_awarded\nannaek,Anna Ek,\n", "Anna Ek annaek"),
    ],
    ids=str,
)
def test_headings_of_many_languages_and_forms_are_known(tmp_path, text, people):
    found = roster(tmp_path, text).people
    said = [" ".join(filter(None, (one.name, one.id, one.login, one.email))) for one in found]
    assert ", ".join(said) == people


@pytest.mark.parametrize(
    "text",
    [
        "Student,ID,SIS Login ID,Section,Sheet (7)\n,,,,Manual Posting\n    Puntos posibles,,,,22\nAnna Ek,7,,,\n",
        'Student,ID,Section,Sheet (77)\n    Points Possible,,,22\nAnna Ek,7,A,\n"Student, Test",8,A,\n',
        "Last Name,First Name,Email Address\nDate,,\nPoints,,\nClass average,,\nEk,Anna,a@x.org\n",
        "Last Name\tFirst Name\tUsername\nEk\tAnna\tek1\nEk_PreviewUser\tAnna\tx_previewuser\n",
        "name,points\nAnna Ek,3\n,Total: 3\nAverage:,3\n",
    ],
)
def test_lines_of_an_export_that_are_nobodys_are_no_students(tmp_path, text):
    assert [one.name for one in roster(tmp_path, text).people] == ["Anna Ek"]


def test_a_table_of_ones_own_loses_nobody_who_has_no_number(tmp_path):
    assert len(roster(tmp_path, "student,id\nAnna Ek,\nBo Li,2\n").people) == 2


def test_the_number_of_canvas_is_its_own_where_no_other_column_says_so(tmp_path):
    [anna] = roster(tmp_path, "Student,ID,Section\nAnna Ek,10001,A\n").people
    assert (anna.number, anna.id) == ("10001", "")


@pytest.mark.parametrize(
    ("name", "email", "handed_in", "participant", "time"),
    [
        ("Full name", "Email address", "Last modified (submission)", "Participant 17", "20 November 2026, 10:20 PM"),
        (
            "Vollständiger Name",
            "E-Mail-Adresse",
            "Zuletzt geändert (Abgabe)",
            "Teilnehmer/in17",
            "20. November 2026, 22:20",
        ),
        (
            "Nom complet",
            "Courriel",
            "Dernière modification (travail remis)",
            "Participant 17",
            "20 novembre 2026, 22:20",
        ),
        (
            "Nombre completo",
            "Correo",
            "Última modificación (entrega)",
            "Participante 17",
            "20 de noviembre de 2026, 22:20",
        ),
        ("全名", "电子邮件地址", "最近修改（提交）", "参与者17", "2026年11月20日 星期五 22:20"),
    ],
)
def test_a_worksheet_of_moodle_is_read_in_the_teachers_language(tmp_path, name, email, handed_in, participant, time):
    table = roster(
        tmp_path, f'ID,{name},{email},{handed_in}\n{participant},Anna Ek,a@x.org,"{time}"\nX18,Bo Li,b@x.org,-\n'
    )
    anna, bo = table.people
    assert (anna.name, anna.email, anna.number, anna.id) == ("Anna Ek", "a@x.org", "17", "")
    assert dated(anna.handed_in) == "2026-11-20 22:20"
    assert bo.handed_in is None
    assert table.remark == ""


def test_times_of_a_worksheet_that_cannot_be_read_are_said(tmp_path):
    table = roster(tmp_path, WORKSHEET.replace("20 November 2026, 10:20 AM", "20 Samhain 2026, 10:20"))
    assert table.people[0].handed_in is None
    assert "cannot be read in class.csv, for example Friday, 20 Samhain 2026, 10:20." in table.remark


WRITTEN = {
    "cp1250": ("Jiří Šťastný", "Łukasz Żak"),
    "cp1251": ("Ольга Петрова", "Иван Сидоров"),
    "cp1253": ("Γιώργος Παπαδόπουλος", "Μαρία Νικολάου"),
    "big5": ("陳大文", "林志玲", "王小明"),
    "shift_jis": ("山田太郎", "佐藤花子", "鈴木一郎"),
    "cp949": ("김철수", "이영희"),
    "mac_roman": ("Zoë Müller", "José Núñez"),
    "utf-16": ("Zoë", "李雷"),
    "utf-8": ("Zoë", "李雷"),
}


@pytest.mark.parametrize("encoding", WRITTEN)
def test_a_roster_is_read_as_it_is_said_to_be_written(tmp_path, encoding):
    path = put(tmp_path / "class.csv", ("name\n" + "\n".join(WRITTEN[encoding])).encode(encoding))
    table = Roster(path, encoding)
    assert (tuple(one.name for one in table.people), table.remark) == (WRITTEN[encoding], "")


@pytest.mark.parametrize("encoding", ["cp1250", "big5", "shift_jis"])
def test_what_is_surely_not_western_is_not_guessed_to_be(tmp_path, encoding):
    with pytest.raises(RosterError, match=r"nothing says how it is written\. Save it as CSV UTF-8, or add --encoding"):
        roster(tmp_path, "name\n" + "\n".join(WRITTEN[encoding]), encoding)


def test_an_encoding_that_does_not_fit_is_refused_and_never_wins_over_what_the_file_says(tmp_path, capsys):
    with pytest.raises(RosterError, match=r"class\.csv is not written in shift_jis"):
        Roster(put(tmp_path / "class.csv", "name\nŽofia Kováčová\n".encode("cp1250")), "shift_jis")
    for own in "utf-8", "utf-8-sig", "utf-16":
        table = Roster(put(tmp_path / "class.csv", "name\nЖанна\n".encode(own)), "cp1250")
        assert table.people[0].name == "Жанна"
    with pytest.raises(SystemExit):
        main(["grade", "in", "--sheet", "01_derivative", "--out", "out", "--encoding", "klingon"])
    assert "'klingon' is no encoding that is known: give one as cp1250, big5 or shift_jis." in capsys.readouterr().err


CROWD = (
    "name,email,id,login,section\nAnna Ek,anna@x.org,101,ek1,A\nJosé Núñez,jn@x.org,102,jnunez,A\n"
    "Jörg Müller,jm@x.org,103,jmueller,A\nŁukasz Żak,lz@x.org,104,,A\nMaria van der Meer,mm@x.org,105,,A\n"
    'Ольга Петрова,op@x.org,106,,A\nमीना,mi@x.org,107,,A\nमना,ma@x.org,108,,A\n"Ng, Ann",an@x.org,109,,A\n'
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lab-3-Anna Ek", "Anna Ek"),
        ("Group A-1-Ольга Петрова", "Ольга Петрова"),
        ("jupyter-jnunez", "José Núñez"),
        ("sheet-1-ek1", "Anna Ek"),
        ("Ek_Anna_ek1_4711", "Anna Ek"),
        ("Mueller_Joerg_jmueller_4711", "Jörg Müller"),
        ("Muller Jorg", "Jörg Müller"),
        ("Ek_Anna_101/", "Anna Ek"),
        ("Anna Ek - ek1 - Q1", "Anna Ek"),
        ("jose_nunez", "José Núñez"),
        ("Lukasz Zak", "Łukasz Żak"),
        ("vandermeermaria", "Maria van der Meer"),
        ("ngann", "Ann Ng"),
        ("मीना", "मीना"),
        ("मना", "मना"),
    ],
)
def test_a_name_is_found_behind_a_group_among_numbers_and_without_accents(tmp_path, written, name):
    assert roster(tmp_path, CROWD).find(Whose(written)).name == name


@pytest.mark.parametrize(
    "written",
    ["Anna Maria Ek", "Anna", "Ek", "lab-101", "101 102", "Anna Ek Bo Li", "Nunez", "jose", "मानी", "sheet-1"],
)
def test_who_is_only_nearly_called_so_is_somebody_else(tmp_path, written):
    assert roster(tmp_path, CROWD).find(Whose(written)) is None


def test_the_name_of_one_with_the_login_of_another_is_nobodys_for_sure(tmp_path):
    with pytest.raises(RosterError, match=r"2 students in class\.csv are called Jose Nunez ek1"):
        roster(tmp_path, CROWD).find(Whose("Jose Nunez ek1", file="a.ipynb"))


def test_names_that_differ_by_a_vowel_sign_only_are_two(tmp_path):
    assert len(roster(tmp_path, "name\nकिम\nकुम\nสมศรี\nสมศรา\n").people) == 4
    assert roster(tmp_path, "name\nمحمد\n").find(Whose("مُحَمَّد")).name == "محمد"
