"""Rules of the house that the import linter cannot see, read from the syntax tree."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "docctl"
TRANSACTIONLESS = {"actor_of", "hash_token"}
# Verbs that write rows only as a part of another verb's act, or nothing anybody did.
PARTS = {
    "documents.service": {"attach_picture", "join", "lock_draft"},
    "identity.service": {"touch"},
    "jobs.service": set[str](),
}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "helper.py", "manager.py", "misc.py", "common.py"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PROGRAM.rglob("*.py")):
        yield path.relative_to(PROGRAM), ast.parse(path.read_text(encoding="utf-8"))


def test_the_layers_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def test_only_the_workflow_writes_the_status_of_a_version() -> None:
    writers = {
        path.parts[0]
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for place in ast.walk(target)
        if isinstance(place, ast.Attribute)
        and place.attr == "status"
        and isinstance(place.ctx, ast.Store)
    }
    assert writers == {"workflow"}


def test_a_person_acts_through_one_door_that_reads_their_rights_anew() -> None:
    opens = re.compile(r"\.transaction\((?!SYSTEM)")
    doors = {
        path.name: len(opens.findall(path.read_text(encoding="utf-8")))
        for path in (PROGRAM / "web").glob("*.py")
        if opens.search(path.read_text(encoding="utf-8"))
    }
    # account: signing out; auth: noting that a session was used. Neither needs a right.
    assert doors == {"acts.py": 1, "account.py": 1, "auth.py": 1}


def test_only_the_runtime_reads_the_clock() -> None:
    reads = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today)\(")
    readers = {
        str(path.relative_to(PROGRAM))
        for path in PROGRAM.rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"runtime.py"}


def test_only_the_runtime_commits() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}:
                allowed = path.name == "runtime.py" or "whoosh" in path.name
                assert allowed, (path, node.lineno)


def test_services_take_the_transaction_first_and_the_rest_by_name() -> None:
    for path, function in verbs():
        names = [argument.arg for argument in function.args.args]
        if function.name in TRANSACTIONLESS or not names or names[0] != "tx":
            continue
        assert len(names) <= 3, (path, function.name)
    found = [f"{path}:{function.name}" for path, function in verbs()]
    assert len(found) > 30


def verbs() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path, tree in trees():
        if path.name in {"service.py", "decisions.py", "opening.py"}:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield path, node


WRITING = {"add", "delete"}
RECORDING = {"record", "sign", "move", "end", "add_version", "create_document", "record_effects"}


def test_every_verb_that_adds_or_deletes_rows_leaves_an_entry_in_the_trail() -> None:
    """A verb of a service that writes by itself also records; the exceptions are named."""
    for path, function in verbs():
        module = ".".join(path.with_suffix("").parts)
        if function.name in PARTS.get(module, set()) or path.parts[0] in {"search", "audit"}:
            continue
        calls = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
        }
        writes = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITING
            and ast.unparse(node.func.value).endswith("session")
            for node in ast.walk(function)
        )
        if writes:
            assert calls & RECORDING, (module, function.name)


def test_pages_use_the_database_library_for_names_of_types_only() -> None:
    allowed = {"Session", "OperationalError", "DataError", "DBAPIError", "IntegrityError"}
    for path, tree in trees():
        if path.parts[0] != "web":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                assert {alias.name for alias in node.names} <= allowed, path
            if isinstance(node, ast.Import):
                assert not any(a.name.startswith("sqlalchemy") for a in node.names), path


def test_receivers_give_nothing_back() -> None:
    for path, tree in trees():
        if path.name != "receivers.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert ast.unparse(node.returns or ast.Constant(0)) == "None", (path, node.name)


def test_no_template_has_inline_styles_or_handlers() -> None:
    inline = re.compile(r"""<[^>]+\s(style|on[a-z]+)\s*=\s*["']""")
    for path in (ROOT / "templates").rglob("*.html"):
        if path.parts[-2] != "mail":
            assert not inline.search(path.read_text(encoding="utf-8")), path


def test_no_template_marks_input_as_safe_but_what_the_content_module_wrote() -> None:
    """T19: `|safe` and `Markup` are allowed where HTML comes from our own writers."""
    allowed = re.compile(
        r"(html|rows?|cell|page|snippet|diff|change|script|json|preview)", re.IGNORECASE
    )
    for path in (ROOT / "templates").rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for found in re.findall(r"([\w.()\[\]'\" ]+)\|\s*safe\b", line):
                assert allowed.search(found), (path, found)


def test_nothing_is_called_a_dustbin() -> None:
    names = {path.name for path in [*PROGRAM.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]}
    assert not names & FORBIDDEN_NAMES
    tests = re.compile(r"def (test_\w*(helper|utils?)\w*)\(")
    for path in (ROOT / "tests").rglob("*.py"):
        if path != Path(__file__):
            assert not tests.search(path.read_text(encoding="utf-8")), path


def test_no_committed_file_names_a_machine_of_ours() -> None:
    places = re.compile(r"(/root/|/home/\w+/|(?<![\w./])/work/)")
    for folder in ("docctl", "tests", "templates", "docs", "tools", "bench", "migrations"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".html", ".po", ".mjs"} and path != Path(__file__):
                assert not places.search(path.read_text(encoding="utf-8")), path
