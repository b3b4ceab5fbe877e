"""What a returned Word file says of itself: whose it is, how old, and what was left out of it."""

from docctl import content as contents
from docctl.content import Merged
from docctl.documents.models import Version
from docctl.errors import Sentence, say
from docctl.vietnamese import fold_code
from docctl.word import Imported, Stamp

_SHARE = 4  # of so many blocks one must be known for a file to be of this document
_MOST_AUTHORS = 5


def doubts_about(
    other: Sentence | None, stamp: Stamp | None, *, certain: bool
) -> tuple[Sentence, ...]:
    """Give why a file should not be taken over: of another document, or of nobody knows when."""
    found: list[Sentence] = [] if other is None else [other]
    if not certain and (other is None or stamp is None):
        found.append(
            say(
                "The file no longer says which text it was made from: what was written in the draft"
                " since then cannot be told apart, and the file's words replace it."
            )
        )
    return tuple(found)


def other_document(version: Version, imported: Imported) -> Sentence | None:
    """Say that a file is another document's, by its stamp, its code or its blocks."""
    document, stamp = version.document, imported.stamp
    theirs = contents.outline(imported.content)
    blocks = {uid for unit in theirs for uid, _ in unit.blocks}
    mine = {block.uid: block.text for block in contents.project(version.content).blocks}
    shared = _SHARE * len(blocks & mine.keys()) >= len(mine)
    code = fold_code(document.code)
    if stamp is not None:
        same_code = not stamp.code or fold_code(stamp.code) == code
        if stamp.document == version.document_id and (same_code or shared):
            return None
        return say(
            "The file is the Word file of another document: %(code)s “%(title)s”.",
            code=stamp.code or "?",
            title=stamp.title or "?",
        )
    if shared:
        return None
    if imported.meta.code and fold_code(imported.meta.code) != code:
        return say(
            "The file has the code %(code)s, this document %(own)s.",
            code=imported.meta.code,
            own=document.code,
        )
    said = {block.text for block in contents.project(imported.content).blocks if block.text}
    alike = sum(text in said for text in mine.values() if text)
    if _SHARE * alike >= len([text for text in mine.values() if text]):
        return None
    return say("Little in the file is from this document; it may be the file of another one.")


def remarks_on(version: Version, imported: Imported, merged: Merged) -> tuple[Sentence, ...]:
    """Give what a person should know about a file and what becomes of it."""
    found: list[Sentence] = []
    stamp = imported.stamp
    if stamp is not None and stamp.document == version.document_id:
        if stamp.version != version.id:
            found.append(
                say(
                    "The file was made from the version %(label)s; its changes are put onto this"
                    " draft.",
                    label=stamp.label or "?",
                )
            )
        elif stamp.digest != version.content_hash:
            found.append(
                say(
                    "The draft was saved %(count)s times after the file was made. What was changed"
                    " on one side only is taken from that side.",
                    count=max(1, version.revision - stamp.revision),
                )
            )
    if merged.reordered:
        found.append(say("Both sides put paragraphs into another order; the file's order counts."))
    if merged.looks:
        found.append(
            say(
                "%(count)s paragraphs look otherwise in the file (bold, headings, indents) with the"
                " same words; they stay as they look in the draft, which was saved meanwhile.",
                count=merged.looks,
            )
        )
    if imported.changes:
        found.append(
            say(
                "%(count)s tracked changes in the file, by %(people)s, are read as accepted.",
                count=sum(count for _, count in imported.changes),
                people=", ".join(who for who, _ in imported.changes[:_MOST_AUTHORS]),
            )
        )
    left = len(contents.pending_ids(merged.content))
    if left:
        found.append(
            say("%(count)s proposed changes of the draft still wait for a decision.", count=left)
        )
    tracked = "The file has tracked changes; it was read as if all were accepted."
    return (*found, *(one for one in imported.warnings if one.msgid != tracked))
