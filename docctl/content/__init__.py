"""The document model: ProseMirror JSON, its text with anchors, its HTML, and comparison.

Pure: values in, values out.
"""

from docctl.content.canonical import canonical, content_hash
from docctl.content.compare import Comparison, SectionChange, compare
from docctl.content.frames import frame_in
from docctl.content.html import media_path, to_html
from docctl.content.merge import DRAFT, WORD, Conflict, Merged, merge
from docctl.content.outline import Outline, outline, outline_from, outline_lines
from docctl.content.parse import parse
from docctl.content.pictures import pictures_in
from docctl.content.project import Block, Projection, project, topic_of
from docctl.content.proposed import (
    Change,
    Crossing,
    Proposal,
    accept,
    changes_in,
    pending_ids,
    propose,
    reject,
)
from docctl.content.redrafted import redrafted
from docctl.content.returned import Returned, restored
from docctl.content.revisions import with_revision
from docctl.content.runs import Note
from docctl.content.schema import Json
from docctl.content.template import empty_procedure

__all__ = [
    "DRAFT",
    "WORD",
    "Block",
    "Change",
    "Comparison",
    "Conflict",
    "Crossing",
    "Json",
    "Merged",
    "Note",
    "Outline",
    "Projection",
    "Proposal",
    "Returned",
    "SectionChange",
    "accept",
    "canonical",
    "changes_in",
    "compare",
    "content_hash",
    "empty_procedure",
    "frame_in",
    "media_path",
    "merge",
    "outline",
    "outline_from",
    "outline_lines",
    "parse",
    "pending_ids",
    "pictures_in",
    "project",
    "propose",
    "redrafted",
    "reject",
    "restored",
    "to_html",
    "topic_of",
    "with_revision",
]
