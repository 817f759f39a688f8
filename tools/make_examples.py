"""Pack the sample class as Moodle would let a lecturer download it: when the sheet was due, and two days later.

Run it after a change to `examples/class`. Always the same bytes come out.
"""

import io
import zipfile
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
DUE = (2026, 11, 20, 18, 0, 0)
LATE = (2026, 11, 22, 9, 30, 0)


def handed_in() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what was handed in until the sheet was due, and what came later: names in the zip, and their bytes."""
    found = {}
    for number, folder in enumerate(sorted((EXAMPLES / "class").iterdir()), start=1001):
        for path in sorted(folder.iterdir()):
            found[f"{folder.name}_{number}_assignsubmission_file/{path.name}"] = path.read_bytes()
    found["Noor Haddad_1013_assignsubmission_onlinetext/onlinetext.html"] = b"<p>I could not upload my file.</p>"
    notebook = "01_derivative_exercises.ipynb"
    late = {
        f"Noor Haddad_1013_assignsubmission_file/{notebook}": (EXAMPLES / "class/Chen Wei" / notebook).read_bytes(),
        f"Tomás Vega_1014_assignsubmission_file/{notebook}": (EXAMPLES / "class/Giulia Rossi" / notebook).read_bytes(),
    }
    return found, late


def packed(files: dict[str, bytes], times: dict[str, tuple[int, ...]]) -> bytes:
    """Return a zip of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, times[name])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def examples() -> dict[str, bytes]:
    """Return the zip files, by name."""
    first, late = handed_in()
    times = dict.fromkeys(first, DUE) | dict.fromkeys(late, LATE)
    return {"moodle.zip": packed(first, times), "moodle_late.zip": packed(first | late, times)}


if __name__ == "__main__":
    for name, data in examples().items():
        (EXAMPLES / name).write_bytes(data)
