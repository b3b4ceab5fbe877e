"""Measure reading, writing, rendering and comparing of Word files.

Usage: `python bench/word.py FOLDER [--repeat 3]`. Prints milliseconds for each step and file, and
the middle and the worst of all.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from docctl.content import canonical, compare, parse, project, to_html
from docctl.word import Imported, read_file, read_files, write


def timed(repeat: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the best time of some runs in milliseconds, and the result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        begun = time.perf_counter()
        result = work()
        best = min(best, (time.perf_counter() - begun) * 1000)
    return best, result


def measure(result: Imported, repeat: int) -> dict[str, float]:
    """Measure what is done with one content."""
    content, images = result.content, {k: v.data for k, v in result.images.items()}
    written_ms, written = timed(repeat, lambda: write(content, images=images))
    read_ms, again = timed(repeat, lambda: read_file(written, "x.docx"))
    return {
        "kB": len(canonical(content)) / 1024,
        "read": read_ms,
        "write": written_ms,
        "parse": timed(repeat, lambda: parse(canonical(content)))[0],
        "project": timed(repeat, lambda: project(content))[0],
        "html": timed(repeat, lambda: to_html(content))[0],
        "compare": timed(repeat, lambda: compare(content, again.content))[0],
    }


def main() -> None:
    """Read all Word files of a folder at once, then measure each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.doc*"))
    begun = time.perf_counter()
    results = read_files([(path.read_bytes(), path.name) for path in paths])
    print(f"{len(paths)} files read together in {time.perf_counter() - begun:.1f} s")
    rows = []
    for path, result in zip(paths, results, strict=True):
        if not isinstance(result, Imported):
            print(f"{path.name[:40]:40} refused: {result}")
            continue
        rows.append(measure(result, options.repeat))
        shown = "  ".join(f"{name} {value:8.1f}" for name, value in rows[-1].items())
        print(f"{path.name[:40]:40} {shown}")
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        print(f"{name:8} middle {median(values):8.1f}  worst {max(values):8.1f}")


if __name__ == "__main__":
    main()
