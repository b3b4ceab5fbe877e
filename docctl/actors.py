"""Who may do what: the whole policy on one screen. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from docctl.errors import Forbidden


class Permission(StrEnum):
    """One right; every guarded service function names exactly one."""

    READ = "read"  # effective versions, legal texts, registers
    READ_ALL_VERSIONS = "read-all-versions"  # drafts of others, superseded and withdrawn ones
    READ_AUDIT = "read-audit"
    REQUEST_CHANGE = "request-change"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVE = "approve"
    MANAGE_DOCUMENTS = "manage-documents"  # import, create, assign, abort
    WITHDRAW = "withdraw"
    REGISTER_LAW = "register-law"
    DECIDE_FINDINGS = "decide-findings"
    CONFIRM_FINDINGS = "confirm-findings"  # the second person behind a decision on a finding
    MANAGE_PEOPLE = "manage-people"
    MANAGE_AGENCY = "manage-agency"
    CONFIRM_RIGHTS = "confirm-rights"  # what somebody else has given; the second person


class Role(StrEnum):
    """A role in the agency's quality management system (glossary: `docs/glossary.md`)."""

    ADMIN = "admin"  # quản trị hệ thống: accounts and settings, no right on contents
    SECRETARY = "iso_secretary"  # thư ký ISO: the document controller
    DRAFTER = "drafter"  # người soạn thảo
    REVIEWER = "reviewer"  # người xem xét
    APPROVER = "approver"  # người phê duyệt
    AUDITOR = "internal_auditor"  # đánh giá viên nội bộ: reads everything, changes nothing
    READER = "reader"  # công chức, viên chức


_P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {_P.READ, _P.MANAGE_PEOPLE, _P.MANAGE_AGENCY, _P.READ_AUDIT, _P.CONFIRM_RIGHTS}
    ),
    Role.SECRETARY: frozenset(
        {
            _P.READ,
            _P.READ_ALL_VERSIONS,
            _P.READ_AUDIT,
            _P.REQUEST_CHANGE,
            _P.DRAFT,
            _P.MANAGE_DOCUMENTS,
            _P.WITHDRAW,
            _P.REGISTER_LAW,
            _P.DECIDE_FINDINGS,
            _P.CONFIRM_FINDINGS,
            _P.CONFIRM_RIGHTS,
        }
    ),
    Role.DRAFTER: frozenset({_P.READ, _P.REQUEST_CHANGE, _P.DRAFT}),
    Role.REVIEWER: frozenset({_P.READ, _P.REQUEST_CHANGE, _P.REVIEW}),
    Role.APPROVER: frozenset({_P.READ, _P.APPROVE, _P.WITHDRAW, _P.CONFIRM_FINDINGS}),
    Role.AUDITOR: frozenset({_P.READ, _P.READ_ALL_VERSIONS, _P.READ_AUDIT}),
    Role.READER: frozenset({_P.READ}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the system, on whose behalf a change is made."""

    id: int | None
    name: str
    agency_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    unit_id: int | None = None
    language: str = "vi"

    def may(self, permission: Permission) -> bool:
        """Say whether any of the actor's roles grants `permission`; the system may do all."""
        return self is SYSTEM or any(permission in GRANTS[role] for role in self.roles)

    def must(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor holds `permission`."""
        if not self.may(permission):
            raise Forbidden(f"{self.name} may not {permission}")

    @property
    def user_id(self) -> int:
        """Give the person's id; the system has none and signs nothing."""
        if self.id is None:
            raise Forbidden(f"{self.name} is not a person")
        return self.id


SYSTEM = Actor(id=None, name="System")
