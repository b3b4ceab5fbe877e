"""What an ending leaves out: the provisions that "trừ khoản 2 Điều 5" names. Pure."""

from collections.abc import Collection

from docctl.legal.paths import path_of, paths_of, place_of
from docctl.legal.reading.places import chains_in, merged, under
from docctl.legal.rules import ENDING, Action


def left_out(action: Action, exception: str, paths: Collection[str] = ()) -> tuple[str, ...]:
    """Give the paths that the words of an exception keep out of an ending of `paths`.

    A khoản without its Điều is one of the only Điều that ends. None where the words name no
    provision, or one of the text that speaks ("khoản 2 Điều này"): a person has to see to those.
    """
    if action not in ENDING or not exception or " này" in exception.lower():
        return ()
    parent = place_of(next(iter(paths))) if len(paths) == 1 else None
    said = merged(exception, chains_in(exception, 0, len(exception)))
    places = [under(place, parent) for place in said]
    if not all(path_of(place).startswith(("d", "@")) for place in places):
        return ()
    kept = {path for place in places for path in paths_of(place)}
    if paths:
        kept = {one for one in kept if any(one.startswith(path) for path in paths)}
    return tuple(sorted(kept))
