"""The first run: the agency, its units, the first administrator."""

from collections.abc import Iterable

from docctl.actors import Role
from docctl.agencies import service as agencies
from docctl.agencies.models import Agency
from docctl.errors import Refused, Sentence, say
from docctl.identity import passwords
from docctl.identity import service as identity
from docctl.runtime import Transaction


def set_up(
    tx: Transaction,
    *,
    agency: str,
    units: Iterable[str],
    login: str,
    name: str,
    password: str,
    repeated: str,
    province: str = "",
) -> Agency:
    """Create the agency, its units and an administrator who is the ISO secretary too.

    In a small office the first person does both; the roles can be parted later. Refuses with all
    reasons at once.
    """
    objections: list[Sentence] = []
    if not agency.strip():
        objections.append(say("Give the agency's name."))
    if not login.strip() or " " in login.strip():
        objections.append(say("Give a login without spaces."))
    if not name.strip():
        objections.append(say("Give the person's name."))
    if password != repeated:
        objections.append(say("The two passwords differ."))
    objections += passwords.objections_to_password(password, words=(login.strip(),))
    if objections:
        raise Refused(*objections)
    created = agencies.create_agency(tx, name=agency, province=province)
    for unit in units:
        if unit.strip():
            agencies.ensure_unit(tx, agency_id=created.id, name=unit)
    identity.add_user(
        tx,
        agency_id=created.id,
        login=login,
        name=name,
        password=password,
        roles=[Role.ADMIN, Role.SECRETARY],
    )
    return created
