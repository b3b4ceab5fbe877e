"""A text with what a redraft proposes for it, its row in the table of revisions included."""

import copy
from collections.abc import Mapping, Sequence

from docctl.content.proposed import Proposal, mark_inserted, put_proposals
from docctl.content.revisions import put_revision
from docctl.content.schema import Json


def redrafted(
    doc: Json,
    proposals: Sequence[Proposal],
    *,
    author: str,
    date: str,
    row: Mapping[str, str],
    row_id: str,
) -> Json:
    """Give `doc` with the proposals and a row of its table of revisions as tracked changes.

    The row is that of `with_revision`, its words marked as inserted under `row_id`; without
    proposals there is none. The result is not in its normal form yet: it is parsed when it is
    saved, and to do so in between took most of the time.
    """
    changed = copy.deepcopy(doc)
    put_proposals(changed, proposals, author=author, date=date)
    for block in (put_revision(changed, row) or ()) if proposals else ():
        mark_inserted(block, id=row_id, author=author, date=date)
    return changed
