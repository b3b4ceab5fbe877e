"""A made-up country of law for `bench/impact.py`: texts, effects, agencies, documents, citations.

The skew is that of real law: few texts are cited by everybody (Zipf), few provisions of a text by
most who cite it; of the mentions of a text a good half name it as a whole, the others an article, a
clause or a point. One agency is large: each of its documents cites three articles of the hub, the
text that is cited most. Rows are written in bulk into the schema of the migrations, with indexes,
triggers and foreign keys put aside meanwhile.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import Engine

from docctl.legal.paths import label_of
from docctl.vietnamese import fold

HUB = 1
ACTING = range(90, 200)  # texts nothing happens to, as to new law: what is measured is theirs
HUB_ARTICLES = ("d0012.", "d0013.", "d0014.")
EACH = 25  # citations of a document
SMALL = 200  # documents of an ordinary agency
LARGE, OWNERS = 10_000, 300
SINCE = "2024-01-01 17:00:00"
ISSUED = "2024-01-01"
TYPES = (
    ("Luật", "QH15", "Quốc hội", "quoc hoi"),
    ("Nghị định", "NĐ-CP", "Chính phủ", "chinh phu"),
    ("Thông tư", "TT-BTC", "Bộ Tài chính", "bo tai chinh"),
    ("Thông tư", "TT-BNV", "Bộ Nội vụ", "bo noi vu"),
    ("Quyết định", "QĐ-UBND", "UBND tỉnh", "ubnd tinh"),
)
SUBJECTS = ("hộ tịch", "đất đai", "đầu tư công", "bảo hiểm xã hội", "xử phạt vi phạm", "lưu trữ")
ACTIONS = (
    ("amends", "parts", 50),
    ("repeals", "parts", 18),
    ("replaces", "whole", 10),
    ("details", "whole", 17),
    ("amends", "unspecified", 5),
)
BLOCK = 500_000  # citations made and written at once
TABLES = (
    *("legal_text", "effect", "effect_path", "legal_text_record", "effect_record"),
    *("document", "version", "citation", "citation_path"),
)


@dataclass(slots=True)
class Country:
    """How large it is, and how far it has been written."""

    texts: int
    effects: int
    large: int = LARGE
    owners: int = OWNERS
    pick: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311
    citations: int = 0
    documents: int = 0
    agencies: int = 0
    users: int = 0
    cited: Sequence[float] = ()

    def __post_init__(self) -> None:
        """Weigh the texts: the first is the hub."""
        self.cited = list(accumulate(1 / (rank + 1) for rank in range(1, self.texts + 1)))

    def some_texts(self, count: int) -> list[int]:
        """Choose texts as they are cited."""
        return self.pick.choices(range(1, self.texts + 1), cum_weights=self.cited, k=count)

    def some_paths(self, count: int) -> list[str]:
        """Choose provisions as they are cited; the empty path is the whole text."""
        return self.pick.choices(_PATHS, cum_weights=_PATH_WEIGHTS, k=count)


def _provisions() -> Iterator[tuple[str, float]]:
    """Yield the provisions of a text with their weights: 55 % whole, 22 articles, 15, 8."""
    yield "", 55.0
    heads = [(f"d{number:04d}.", 1 / (number + 4)) for number in range(1, 121)]
    total = sum(weight for _, weight in heads)
    for path, weight in heads:
        share = weight / total
        yield path, 22 * share
        for clause in range(1, 6):
            inner = share * (6 - clause) / 15
            yield f"{path}k{clause:03d}.", 15 * inner
            for point in range(1, 5):
                yield f"{path}k{clause:03d}.p{point:02d}.", 8 * inner / 4


_PATHS = [path for path, _ in _provisions()]
_PATH_WEIGHTS = list(accumulate(weight for _, weight in _provisions()))
_LABELS = {path: label_of(path) if path else "" for path in _PATHS}


class Bulk:
    """Writes rows fast: COPY on PostgreSQL, executemany on SQLite, no indexes meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self.sqlite = engine.dialect.name == "sqlite"
        self.raw = engine.raw_connection()
        self.connection: Any = self.raw.driver_connection
        self._aside: list[str] = []

    def put_aside(self, *tables: str) -> None:
        """Drop the plain indexes of tables and silence their triggers and keys until `done`."""
        if self.sqlite:
            self.connection.execute("PRAGMA foreign_keys=OFF")
            self.connection.execute("PRAGMA synchronous=OFF")
            self.connection.execute("PRAGMA cache_size=-400000")
            self.connection.execute("PRAGMA temp_store=MEMORY")
        else:
            self.run("SET session_replication_role = replica")
            self.run("SET statement_timeout = 0")
            self.run("SET maintenance_work_mem = '512MB'")
        for table in tables:
            for kind, name, definition in self._plain(table):
                self.run(f'DROP {kind} "{name}"')
                self._aside.append(definition)
        self.commit()

    def _plain(self, table: str) -> list[tuple[str, str, str]]:
        if self.sqlite:
            rows = self.connection.execute(
                "SELECT type, name, sql FROM sqlite_master"
                " WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
                (table,),
            )
            return [(kind.upper(), name, sql) for kind, name, sql in rows.fetchall()]
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                (table,),
            )
            return [("INDEX", name, sql) for name, sql in cursor.fetchall()]

    def run(self, *statements: str) -> None:
        """Run statements, of which SQLite makes no transaction by itself."""
        for statement in statements:
            self.connection.execute(statement)

    def commit(self) -> None:
        """Commit, on a connection that may be in no transaction."""
        self.connection.commit()

    def write(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[tuple[Any, ...]],
        form: str | None = None,
    ) -> None:
        """Write rows in the given columns; `form` makes the line of one at once."""
        names = ", ".join(f'"{name}"' for name in columns)
        if self.sqlite:
            marks = ", ".join("?" * len(columns))
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
            self.commit()
            return
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
        ):
            lines = (
                (form % row for row in rows)
                if form
                else ("\t".join([_said(value) for value in row]) + "\n" for row in rows)
            )
            while part := "".join(islice(lines, 2000)):
                copy.write(part)
        self.commit()

    def done(self) -> None:
        """Make indexes and triggers anew, let ids go on, gather statistics."""
        for definition in self._aside:
            self.run(definition)
        if not self.sqlite:
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT table_name FROM information_schema.columns WHERE column_name = 'id'"
                    " AND table_schema = 'public' AND is_identity = 'NO'"
                    " AND column_default LIKE 'nextval%'"
                )
                for (table,) in cursor.fetchall():
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608
                        f' (SELECT coalesce(max(id), 0) + 1 FROM "{table}"), false)'
                    )
        self.commit()
        if not self.sqlite:
            self.connection.autocommit = True
        self.run("ANALYZE")
        self.raw.detach()
        self.connection.close()


def _said(value: Any) -> str:
    return r"\N" if value is None else value if isinstance(value, str) else str(value)


def write(engine: Engine, country: Country, until: int) -> None:
    """Write more agencies, documents and citations, and the law before all."""
    bulk = Bulk(engine)
    bulk.put_aside(*TABLES)
    if not country.citations:
        write_law(bulk, country)
    write_documents(bulk, country, until=until)
    bulk.done()


def write_law(bulk: Bulk, country: Country) -> None:
    """Write the register: texts, effects, and what was known of them."""
    bulk.write("legal_text", _TEXT, _texts(country))
    bulk.write("effect", _EFFECT, _effects(country))
    bulk.write("effect_path", ("effect_id", "path"), _PATHS_OF_EFFECTS.items())
    _PATHS_OF_EFFECTS.clear()
    if bulk.sqlite:
        bulk.run("BEGIN IMMEDIATE")
    bulk.run(
        "INSERT INTO legal_text_record (text_id, recorded_at, recorded_by, reason, source, type,"
        " number, issued_on, effective_on, expires_on, stated_status, stated_on)"
        " SELECT id, created_at, created_by, '', source, type, number, issued_on, effective_on,"
        " expires_on, stated_status, stated_on FROM legal_text ORDER BY id"
    )
    bulk.run(
        "INSERT INTO effect_record (effect_id, recorded_at, recorded_by, reason, state,"
        " effective_on, until)"
        " SELECT id, recorded_at, recorded_by, '', state, effective_on, until FROM effect"
        " ORDER BY id"
    )
    bulk.commit()


_TEXT = (
    *("id", "text_key", "type", "number", "number_norm", "issuer", "issuer_norm", "title"),
    *("title_folded", "signer", "issued_on", "effective_on", "stated_status", "source"),
    *("certainty", "original_name", "created_at", "created_by"),
)


def _facts(text_id: int) -> tuple[str, str, str, str, date]:
    """Give type, number, issuer, its key and the day of issue of a text."""
    kind, symbol, issuer, key = TYPES[text_id % len(TYPES)]
    day = date(1996, 1, 1) + timedelta(days=_day(text_id))
    return kind, f"{text_id}/{day.year}/{symbol}", issuer, key, day


_fold = lru_cache(maxsize=10_000)(fold)
_BEGINS = [(date(1996, 1, 1) + timedelta(days=number + 45)).isoformat() for number in range(10_000)]


def _day(text_id: int) -> int:
    return text_id * 7919 % 10_000


def _texts(country: Country) -> Iterator[tuple[Any, ...]]:
    for text_id in range(1, country.texts + 1):
        kind, number, issuer, key, day = _facts(text_id)
        norm = number.lower().replace("đ", "d")
        subject = SUBJECTS[text_id % len(SUBJECTS)]
        title = f"Quy định chi tiết một số điều về {subject} trong lĩnh vực số {text_id % 997}"
        begins = (day + timedelta(days=45)).isoformat()
        yield (
            *(text_id, f"{_fold(kind)}|{norm}|{key}|{day}", kind, number, norm, issuer, key, title),
            *(_fold(title), "", day.isoformat(), begins, "", "import:bench", "A", ""),
            *("2025-06-01 00:00:00", "bench"),
        )


_EFFECT = (
    *("id", "source_id", "target_id", "action", "extent", "scope_key", "effective_on"),
    *("evidence", "quote", "exception", "origin", "confidence", "state", "recorded_at"),
    *("recorded_by", "decided_at", "decided_by", "reason"),
)
_PATHS_OF_EFFECTS: dict[int, str] = {}


def _later(pick: random.Random, texts: int, target: int) -> int:
    """Choose a text that is later than another, where a few tries find one."""
    for _ in range(6):
        source = 2 + int(pick.random() * (texts - 1))
        if _day(source) > _day(target):
            break
    return source


def _effects(country: Country) -> Iterator[tuple[Any, ...]]:
    """Make effects of some text on another, most on what is cited most; none on the hub's three.

    A text ends once. All work since before the documents were issued.
    """
    pick = country.pick
    kinds = pick.choices(ACTIONS, [weight for *_, weight in ACTIONS], k=country.effects)
    changed = list(accumulate(rank**-0.4 for rank in range(1, country.texts + 1)))
    targets = pick.choices(range(1, country.texts + 1), cum_weights=changed, k=country.effects)
    parts = country.some_paths(country.effects)
    seen, ended, effect_id = set[tuple[int, int, str, str]](), {HUB}, 0
    for number, (kind, target) in enumerate(zip(kinds, targets, strict=True)):
        source, path = _later(pick, country.texts, target), parts[number]
        ended_before = kind[0] == "replaces" and target in ended
        action, extent, _ = ACTIONS[0] if ended_before else kind
        if extent == "parts" and (not path or path.startswith(HUB_ARTICLES)):
            path = f"d{number % 90 + 20:04d}."
        scope = path if extent == "parts" else extent
        key = (source, target, action, scope)
        if source == target or key in seen or target in ACTING:
            continue
        seen.add(key)
        effect_id += 1
        if action == "replaces":
            ended.add(target)
        if extent == "parts":
            _PATHS_OF_EFFECTS[effect_id] = path
        yield (
            *(effect_id, source, target, action, extent, scope, _BEGINS[_day(source)]),
            *("theo đề bài", "", "", "register", 1.0, "confirmed", "2025-06-01 00:00:00", "bench"),
            *("2025-06-01 00:00:00", "bench", ""),
        )


def write_documents(bulk: Bulk, country: Country, *, until: int) -> None:
    """Write agencies with documents and their citations until there are `until` citations.

    What is cited is chosen here, and what citations say of it is filled in by the database.
    """
    bulk.run(
        "CREATE TEMP TABLE label (path TEXT PRIMARY KEY, said TEXT)",
        "CREATE TEMP TABLE section (place INTEGER PRIMARY KEY, said TEXT)",
        "CREATE TEMP TABLE cited (id INTEGER, version_id INTEGER, place INTEGER, text_id INTEGER,"
        " path TEXT)",
    )
    bulk.commit()
    labels = ((path, f"{label} " if path else "") for path, label in _LABELS.items())
    bulk.write("label", ("path", "said"), labels)
    bulk.write("section", ("place", "said"), enumerate(_SECTIONS))
    while country.citations < until:
        first = country.documents + 1
        large = country.agencies == 0
        wanted = (min(until, country.citations + BLOCK) - country.citations) // EACH
        agencies = [country.large] if large else [SMALL] * max(1, wanted // SMALL)
        _write_people(bulk, country, agencies)
        last = country.documents
        cited = _cited(country, first, last, large=large)
        bulk.write("cited", ("id", "version_id", "place", "text_id", "path"), cited, _LINE)
        bulk.run(*((_BEGIN,) if bulk.sqlite else ()), _CITATIONS, _CITED_PATHS, "DELETE FROM cited")
        bulk.commit()


def _write_people(bulk: Bulk, country: Country, sizes: Sequence[int]) -> None:
    """Write agencies of the given sizes with their people and documents, each with one version."""
    agencies, fields, users, roles = [], [], [], []
    documents, versions, parts = [], [], []
    now = "2025-06-01 00:00:00"
    for size in sizes:
        country.agencies += 1
        agency = country.agencies
        agencies.append((agency, f"UBND xã số {agency}", "", now))
        fields.append((agency, agency, "Tư pháp", "tu phap"))
        owners = country.owners if agency == 1 else 3
        first = country.users + 1
        for number in range(owners + 1):
            country.users += 1
            role = "drafter" if number else "iso_secretary"
            login = f"u{country.users}"
            users.append((country.users, agency, login, f"Người {login}", "", "", "-", "vi", now))
            roles.append((country.users, role, now))
        for number in range(size):
            country.documents += 1
            key = country.documents
            owner = first + 1 + number % owners
            code = f"QT-{number + 1:05d}"
            title = f"Quy trình giải quyết thủ tục số {number + 1}"
            documents.append(
                (key, agency, agency, "procedure", code, code.lower(), title, owner, "", now, "")
            )
            versions.append(
                (
                    *(
                        key,
                        key,
                        1,
                        1,
                        0,
                        title,
                        _LONG if agency == 1 else _SHORT,
                        "0" * 64,
                        _WORDS * 40 if agency == 1 else title,
                        1,
                        1,
                        "approved",
                        "",
                        "",
                    ),
                    *(False, "", "{}", owner, SINCE, SINCE, SINCE, ISSUED, SINCE),
                )
            )
            parts.append((key, owner, "author", now))
    bulk.write("agency", ("id", "name", "province", "created_at"), agencies)
    bulk.write("field", ("id", "agency_id", "name", "name_folded"), fields)
    bulk.write("user_account", _USER, users)
    bulk.write("user_role", ("user_id", "role", "granted_at"), roles)
    bulk.write("document", _DOCUMENT, documents)
    bulk.write("version", _VERSION, versions)
    bulk.write("participant", ("version_id", "user_id", "part", "since"), parts)


# The texts of the large agency are as long as real ones are, so that reading past them shows.
_WORDS = "Việc tiếp nhận và giải quyết hồ sơ thực hiện theo quy định của pháp luật. "
_PARAGRAPH = '{"type": "paragraph", "content": [{"type": "text", "text": "%s"}]}' % (_WORDS * 5)
_LONG = '{"type": "doc", "content": [' + ", ".join([_PARAGRAPH] * 40) + "]}"
_SHORT = '{"type": "doc", "content": [{"type": "paragraph"}]}'
_USER = (
    *("id", "agency_id", "login", "name", "title", "email", "password_hash", "language"),
    "created_at",
)
_DOCUMENT = (
    *("id", "agency_id", "field_id", "kind", "code", "code_folded", "title", "owner_id"),
    *("public_service_code", "created_at", "withdrawn_reason"),
)
_VERSION = (
    *("id", "document_id", "number", "issue_no", "revision_no", "title", "content"),
    *("content_hash", "plain_text", "revision", "round", "status", "reason", "change_summary"),
    *("imported", "original_name", "source", "author_id", "created_at", "updated_at"),
    *("approved_at", "issued_on", "effective_from"),
)
_LINE = "%d\t%d\t%d\t%d\t%s\n"
_BEGIN = "BEGIN IMMEDIATE"
_SECTIONS = ("Phạm vi áp dụng", "Nội dung quy trình", "Thành phần hồ sơ", "Biểu mẫu")
_CITATIONS = """
INSERT INTO citation (id, version_id, ordinal, block_uid, start, "end", quote, context, section,
  form, type, number, number_norm, name, name_folded, year, issued_on, issuer, articles, embedded,
  resolution, rule, text_id, candidates, origin, extractor, decided_by)
SELECT id, version_id, (place + 1) * 1024, 'b' || place, 20, 20 + length(quote), quote,
  'Việc tiếp nhận và giải quyết hồ sơ thực hiện theo ' || quote || ' và quy trình này.', section,
  'number', type, number, number_norm, '', '', year, NULL, '', '[]', false,
  'bound', 'number', text_id, '[]', 'auto', 'find/1', ''
FROM (
  SELECT cited.id, version_id, cited.place, section.said AS section, text_id, t.type, t.number,
    t.number_norm, label.said || t.type || ' số ' || t.number AS quote,
    CAST(substr(CAST(t.issued_on AS TEXT), 1, 4) AS INTEGER) AS year
  FROM cited JOIN legal_text t ON t.id = text_id JOIN label ON label.path = cited.path
    JOIN section ON section.place = cited.place % 4
) said ORDER BY id
"""
_CITED_PATHS = (
    "INSERT INTO citation_path (citation_id, path, text_id, version_id, agency_id)"
    " SELECT cited.id, path, text_id, version_id, agency_id"
    " FROM cited JOIN document d ON d.id = version_id ORDER BY cited.id"
)


def _cited(country: Country, first: int, last: int, *, large: bool) -> Iterator[tuple[Any, ...]]:
    """Choose what each version cites, a provision in each of its places."""
    count = (last - first + 1) * EACH
    texts, paths = country.some_texts(count), country.some_paths(count)
    if large:
        for at in range(count):
            version, place = first + at // EACH, at % EACH
            if place < len(HUB_ARTICLES):
                texts[at] = HUB
                paths[at] = HUB_ARTICLES[place] + ("", "k002.", "k002.p03.")[version % 3]
    before = country.citations
    country.citations += count
    for at, (text_id, path) in enumerate(zip(texts, paths, strict=True)):
        yield before + at + 1, first + at // EACH, at % EACH, text_id, path
