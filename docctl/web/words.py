"""What the members of our enumerations are called on the screens."""

from flask_babel import gettext

from docctl.actors import Permission, Role
from docctl.documents.rules import Kind, State
from docctl.impact.radar import Progress
from docctl.impact.rules import FindingState, Overlap, ReasonCode, Severity
from docctl.legal.contradictions import Contradiction
from docctl.legal.history import Happening, Relation
from docctl.legal.rules import Action
from docctl.legal.standing import Standing
from docctl.signatures.rules import Meaning, Method
from docctl.timemachine.rules import Nothing
from docctl.web.act_words import other_acts
from docctl.web.marking import mark as _
from docctl.workflow.rules import Outcome, Step


def kind_word(kind: Kind) -> str:
    """Name a kind of document."""
    words: dict[Kind, str] = {
        Kind.PROCEDURE: _("Procedure"),
        Kind.FORM: _("Form"),
        Kind.INSTRUCTION: _("Work instruction"),
        Kind.MANUAL: _("Manual"),
        Kind.POLICY: _("Policy, objectives"),
        Kind.OTHER: _("Other document"),
    }
    return str(gettext(words[kind]))


def state_word(state: State) -> str:
    """Name a state of a version."""
    words: dict[State, str] = {
        State.DRAFT: _("Draft"),
        State.IN_REVIEW: _("In review"),
        State.IN_APPROVAL: _("In approval"),
        State.SCHEDULED: _("Approved, not yet effective"),
        State.EFFECTIVE: _("Effective"),
        State.SUPERSEDED: _("Superseded"),
        State.WITHDRAWN: _("Withdrawn"),
        State.CANCELLED: _("Cancelled"),
    }
    return str(gettext(words[state]))


def meaning_word(meaning: Meaning) -> str:
    """Name what a signature means."""
    words: dict[Meaning, str] = {
        Meaning.DRAFTED: _("Drafted"),
        Meaning.REVIEWED: _("Reviewed"),
        Meaning.APPROVED: _("Approved"),
    }
    return str(gettext(words[meaning]))


def method_word(method: Method) -> str:
    """Name how a signer proved who they are."""
    words: dict[Method, str] = {
        Method.SESSION: _("signed in"),
        Method.PASSWORD: _("password given again for this signature"),
    }
    return str(gettext(words[method]))


def step_word(step: Step) -> str:
    """Name a step."""
    words: dict[Step, str] = {Step.REVIEW: _("Review"), Step.APPROVE: _("Approval")}
    return str(gettext(words[step]))


def outcome_word(outcome: Outcome | None) -> str:
    """Name how a task ended; waiting while it has not."""
    if outcome is None:
        return str(gettext("waiting"))
    words: dict[Outcome, str] = {
        Outcome.PASSED: _("passed on"),
        Outcome.APPROVED: _("approved"),
        Outcome.RETURNED: _("returned"),
        Outcome.LAPSED: _("lapsed"),
    }
    return str(gettext(words[outcome]))


def role_words(roles: str) -> str:
    """Name the roles of a signature, stored as `drafter,reviewer`; unknown names stay."""
    words: dict[Role, str] = {
        Role.ADMIN: _("administrator"),
        Role.SECRETARY: _("ISO secretary"),
        Role.DRAFTER: _("drafter"),
        Role.REVIEWER: _("reviewer"),
        Role.APPROVER: _("approver"),
        Role.AUDITOR: _("internal auditor"),
        Role.READER: _("official"),
    }
    known = {role.value: word for role, word in words.items()}
    named = (known.get(role, role) for role in roles.split(",") if role)
    return ", ".join(gettext(word) for word in named)


def permission_word(permission: Permission) -> str:
    """Name a right."""
    words: dict[Permission, str] = {
        Permission.READ: _("Read effective documents, legal texts and registers"),
        Permission.READ_ALL_VERSIONS: _("Read all versions: drafts, superseded, withdrawn"),
        Permission.READ_AUDIT: _("Read the audit trail"),
        Permission.REQUEST_CHANGE: _("Ask for a change"),
        Permission.DRAFT: _("Draft and submit"),
        Permission.REVIEW: _("Review"),
        Permission.APPROVE: _("Approve"),
        Permission.MANAGE_DOCUMENTS: _("Create, import and assign documents"),
        Permission.WITHDRAW: _("Withdraw documents"),
        Permission.REGISTER_LAW: _("Register legal texts and their effects"),
        Permission.DECIDE_FINDINGS: _("Decide on findings"),
        Permission.CONFIRM_FINDINGS: _("Agree as second person to decisions on findings"),
        Permission.MANAGE_PEOPLE: _("Manage people and roles"),
        Permission.MANAGE_AGENCY: _("Manage the agency"),
        Permission.CONFIRM_RIGHTS: _("Confirm roles somebody else has given"),
    }
    return str(gettext(words[permission]))


def act_word(action: str) -> str:
    """Name an act of the audit trail; unknown acts keep their code."""
    words: dict[str, str] = other_acts() | {
        "version.created": _("Draft created"),
        "version.saved": _("Text saved"),
        "version.changes_decided": _("Proposed changes accepted or rejected"),
        "version.brought_back": _("Edited Word file taken over"),
        "version.described": _("Title, numbers or summary changed"),
        "version.picture_added": _("Picture added"),
        "version.copy_kept": _("Text of a second editor kept as a copy"),
        "version.submitted": _("Submitted for review"),
        "version.dead_law_kept": _("Submitted with law no longer in force, for a reason"),
        "version.handed_on": _("Reviewed and handed to the approver"),
        "version.returned": _("Returned to the drafter"),
        "version.taken_back": _("Taken back by the drafter"),
        "version.signed": _("Signed"),
        "version.approved": _("Approved"),
        "version.cancelled": _("Draft cancelled"),
        "version.adopted": _("Taken over as approved before this system"),
        "version.superseded": _("Superseded by a newer version"),
        "version.withdrawn": _("Withdrawn"),
        "version.held": _("Stopped before its day; it never counts"),
        "version.continued": _("Goes on: the version after it was stopped"),
        "version.bound": _("Legal citations found"),
        "document.created": _("Document registered"),
        "document.withdrawn": _("Document withdrawn"),
    }
    return str(gettext(words[action])) if action in words else action


def standing_word(standing: Standing) -> str:
    """Name how a legal text or provision stands."""
    words: dict[Standing, str] = {
        Standing.IN_FORCE: _("In force"),
        Standing.PRESUMED: _("In force, day not recorded"),
        Standing.AMENDED_ELSEWHERE: _("Amended elsewhere"),
        Standing.AMENDED: _("Amended"),
        Standing.WILL_EXPIRE: _("Will expire"),
        Standing.UNKNOWN: _("Status unknown"),
        Standing.NOT_YET: _("Not yet in force"),
        Standing.AMENDED_HERE: _("Amended here"),
        Standing.PARTLY_EXPIRED: _("Partly expired"),
        Standing.SUSPENDED: _("Suspended"),
        Standing.NEVER: _("Never in force"),
        Standing.EXPIRED: _("Expired"),
        Standing.REPLACED: _("Replaced"),
        Standing.AMBIGUOUS: _("Ambiguous"),
        Standing.UNREGISTERED: _("Not in the register"),
    }
    return str(gettext(words[standing]))


def severity_word(severity: Severity) -> str:
    """Name how urgent a finding is."""
    words: dict[Severity, str] = {
        Severity.CRITICAL: _("Critical"),
        Severity.HIGH: _("High"),
        Severity.MEDIUM: _("Medium"),
        Severity.LOW: _("Low"),
        Severity.INFO: _("For information"),
    }
    return str(gettext(words[severity]))


def finding_word(state: FindingState) -> str:
    """Name where a finding stands."""
    words: dict[FindingState, str] = {
        FindingState.SCHEDULED: _("Coming later"),
        FindingState.OPEN: _("Open"),
        FindingState.UNDER_REVIEW: _("Being looked into"),
        FindingState.NEEDS_UPDATE: _("Needs an update"),
        FindingState.IN_REVISION: _("In revision"),
        FindingState.AWAITING_EFFECT: _("Repaired, awaiting effect"),
        FindingState.RESOLVED: _("Resolved"),
        FindingState.NOT_AFFECTED: _("Not affected"),
        FindingState.IGNORED: _("Ignored until a day"),
        FindingState.WITHDRAWN: _("Lapsed"),
    }
    return str(gettext(words[state]))


def overlap_word(overlap: Overlap) -> str:
    """Say how a change of law meets what is cited."""
    words: dict[Overlap, str] = {
        Overlap.WHOLE_TEXT: _("the whole cited text"),
        Overlap.EXACT: _("exactly the cited provision"),
        Overlap.PART_CHANGED: _("a part of the cited provision"),
        Overlap.INSIDE_CHANGED: _("a provision that contains the cited one"),
        Overlap.ELSEWHERE: _("elsewhere in the cited text"),
        Overlap.TRANSITIVE: _("through another text, raised by a person"),
    }
    return str(gettext(words[overlap]))


def reason_word(code: ReasonCode) -> str:
    """Name a reason why a finding does not concern a document."""
    words: dict[ReasonCode, str] = {
        ReasonCode.CONTENT_UNCHANGED: _("The cited content did not change"),
        ReasonCode.FORMAL_CORRECTION: _("Only a formal correction"),
        ReasonCode.HISTORICAL: _("The citation is historical on purpose"),
        ReasonCode.TRANSITIONAL: _("A transitional provision applies"),
        ReasonCode.OUTSIDE_TERRITORY: _("It does not hold in our territory"),
        ReasonCode.CITATION_WRONG: _("The citation was recognised wrongly"),
        ReasonCode.IMPLEMENTING_SURVIVES: _("The implementing text stays in force"),
        ReasonCode.OTHER: _("Another reason (write it out)"),
    }
    return str(gettext(words[code]))


def action_word(action: Action) -> str:
    """Say what one legal text does to another, from the newer one's side."""
    words: dict[Action, str] = {
        Action.REPLACES: _("replaces"),
        Action.REPEALS: _("repeals"),
        Action.AMENDS: _("amends"),
        Action.SUPPLEMENTS: _("supplements"),
        Action.CORRECTS: _("corrects"),
        Action.SUSPENDS: _("suspends"),
        Action.RESUMES: _("resumes"),
        Action.POSTPONES: _("postpones"),
        Action.EXTENDS: _("extends"),
        Action.CONTINUES: _("continues"),
        Action.DETAILS: _("details"),
        Action.EXPIRES: _("expires by itself"),
        Action.BEGINS: _("has parts that begin on a day of their own"),
    }
    return str(gettext(words[action]))


def suffered_word(action: Action) -> str:
    """Say what a legal text suffers from another, from the older one's side."""
    words: dict[Action, str] = {
        Action.REPLACES: _("replaced by"),
        Action.REPEALS: _("repealed by"),
        Action.AMENDS: _("amended by"),
        Action.SUPPLEMENTS: _("supplemented by"),
        Action.CORRECTS: _("corrected by"),
        Action.SUSPENDS: _("suspended by"),
        Action.RESUMES: _("resumed by"),
        Action.POSTPONES: _("postponed by"),
        Action.EXTENDS: _("extended by"),
        Action.CONTINUES: _("continued by"),
        Action.DETAILS: _("detailed by"),
        Action.EXPIRES: _("expires by its own term"),
        Action.BEGINS: _("parts begin on a day of their own, by"),
    }
    return str(gettext(words[action]))


def relation_word(relation: Relation) -> str:
    """Head the texts that stand in one way to a legal text."""
    words: dict[Relation, str] = {
        Relation.DETAILED: _("It details"),
        Relation.ENDED: _("It replaces or repeals"),
        Relation.CHANGED: _("It amends"),
        Relation.TOUCHED: _("It suspends, postpones or prolongs"),
        Relation.ENDING: _("Replaced or repealed by"),
        Relation.CHANGING: _("Amended by"),
        Relation.TOUCHING: _("Suspended, postponed or prolonged by"),
        Relation.DETAILING: _("Detailed by"),
    }
    return str(gettext(words[relation]))


def contradiction_word(kind: Contradiction) -> str:
    """Name what cannot be true at once in the register."""
    words: dict[Contradiction, str] = {
        Contradiction.BEFORE_ISSUE: _("Takes effect before its issue"),
        Contradiction.TOO_SOON: _("Takes effect sooner than the law allows"),
        Contradiction.NEVER_BEGAN: _("Ends by the day it would take effect"),
        Contradiction.TWO_SUCCESSORS: _("Replaced as a whole on two days"),
        Contradiction.ENDS_AND_KEEPS: _("Ended and suspended or prolonged by the same text"),
        Contradiction.AFTER_END: _("Ended or amended after its end"),
        Contradiction.OTHER_END: _("Stated end differs from the recorded ending"),
        Contradiction.STATED_ENDED: _("The source says ended, no ending is recorded"),
        Contradiction.STATED_IN_FORCE: _("The source says in force, an ending is recorded"),
        Contradiction.OLDER_SOURCE: _("Changed by a text issued before it"),
        Contradiction.CIRCLE: _("Texts end each other in a circle"),
        Contradiction.NO_PROVISION: _("An effect on a provision the text does not have"),
        Contradiction.NO_DAY_OF_EFFECT: _("An effect without a day"),
        Contradiction.NO_DAY: _("No day of effect is recorded"),
    }
    return str(gettext(words[kind]))


def happening_word(happening: Happening) -> str:
    """Name a day in the life of a legal text that no other text made."""
    words: dict[Happening, str] = {
        Happening.ISSUED: _("Issued"),
        Happening.EFFECTIVE: _("Takes effect"),
        Happening.EFFECT: _("Effect"),
        Happening.BEHIND: _("Effect"),
        Happening.UNTIL: _("Over"),
        Happening.STATED_END: _("Its stated end"),
    }
    return str(gettext(words[happening]))


def provision_word(standing: Standing) -> str:
    """Name how a provision stands in the list of those of its text, which nobody need cite."""
    return str(gettext("Amended")) if standing is Standing.AMENDED_HERE else standing_word(standing)


def nothing_word(why: Nothing) -> str:
    """Say why no version of a document counted on a day."""
    words: dict[Nothing, str] = {
        Nothing.NEVER: _("no version had been approved by what was known."),
        Nothing.BEFORE_FIRST: _("the first version had not taken effect yet."),
        Nothing.BETWEEN: _("one version had ended and the next had not begun."),
        Nothing.WITHDRAWN: _("the document had been withdrawn."),
    }
    return str(gettext(words[why]))


def progress_word(progress: Progress) -> str:
    """Say how far the work on a document is that a change of law hurts."""
    words: dict[Progress, str] = {
        Progress.WAITING: _("not begun"),
        Progress.WORKING: _("being rewritten"),
        Progress.AWAITING: _("approved, waits for its day"),
        Progress.DONE: _("settled"),
    }
    return str(gettext(words[progress]))
