"""LibreOffice, where it is installed: old .doc and .rtf files become .docx, our .docx become PDF.

Each call has its own profile and folder, a clean environment, limits, sees no other files of ours
(`launch`), and leaves nothing behind.
Starting costs more than converting, so many files go through one start.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from docctl.errors import Refused, say
from docctl.word.gate import OLE2
from docctl.word.model import Limits

# No macros, no links followed to other files or machines, whatever the file asks for.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_LAUNCH = Path(__file__).with_name("launch.py")
# Fields that take in other files, as .rtf (and .doc, in bytes or in UTF-16) writes them.
_TAKING_IN = re.compile(
    rb"I(?=\0?N\0?C\0?L\0?U\0?D\0?E\0?(?:P\0?I\0?C\0?T\0?U\0?R\0?E|T\0?E\0?X\0?T))", re.IGNORECASE
)


def office_program() -> str | None:
    """Find the LibreOffice program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_many(files: Sequence[bytes], *, limits: Limits | None = None) -> list[bytes | None]:
    """Convert .doc and .rtf files to .docx in one start of LibreOffice.

    None stands for a file that could not be converted. Raises Refused when LibreOffice is missing.
    """
    limits = limits or Limits()
    if not files:
        return []
    program = office_program()
    if program is None:
        raise Refused(
            say("Old Word files (.doc) need LibreOffice on the server; save the file as .docx.")
        )
    with tempfile.TemporaryDirectory(prefix="docctl-office-") as folder:
        place = Path(folder)
        sources = [place / "in" / f"{n:05d}{_suffix(data)}" for n, data in enumerate(files)]
        _prepare(place)
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(defused(data))
        _run(program, place, sources, limits, to="docx")
        results = [place / "out" / f"{source.stem}.docx" for source in sources]
        return [result.read_bytes() if result.is_file() else None for result in results]


def pdf_of(docx: bytes, *, limits: Limits | None = None) -> bytes:
    """Give a .docx that we wrote as a PDF.

    Raises Refused when LibreOffice is missing or did not finish.
    """
    program = office_program()
    if program is None:
        raise Refused(
            say("PDF files need LibreOffice on the server; print the page to a PDF instead.")
        )
    with tempfile.TemporaryDirectory(prefix="docctl-office-") as folder:
        place = Path(folder)
        _prepare(place)
        source = place / "in" / "file.docx"
        source.write_bytes(docx)
        _run(program, place, [source], limits or Limits(), to="pdf")
        made = place / "out" / "file.pdf"
        if not made.is_file():
            raise Refused(say("The PDF could not be made; print the page to a PDF instead."))
        return made.read_bytes()


def _prepare(place: Path) -> None:
    (place / "in").mkdir()
    (place / "profile" / "user").mkdir(parents=True)
    (place / "profile/user/registrymodifications.xcu").write_text(_SETTINGS)


def defused(data: bytes) -> bytes:
    """Make fields that take in other files unknown ones; their last result stays."""
    return _TAKING_IN.sub(b"X", data)


def _suffix(data: bytes) -> str:
    return ".doc" if data.startswith(OLE2) else ".rtf"


def _run(program: str, place: Path, sources: Sequence[Path], limits: Limits, *, to: str) -> None:
    seconds = limits.convert_seconds + 2 * len(sources)
    command = [
        *(sys.executable, "-I", str(_LAUNCH), str(place), str(seconds), program),
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", to),
        *("--outdir", str(place / "out")),
        *map(str, sources),
    ]
    process = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
        command,
        cwd=place,
        env={"HOME": str(place), "PATH": os.defpath, "TMPDIR": str(place), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        end_group(process)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and everything that it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
