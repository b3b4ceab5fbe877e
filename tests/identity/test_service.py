"""People get in with their password only, wrong tries are counted, rights change at once."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Permission, Role
from docctl.audit import queries as audit
from docctl.audit.models import AuditEntry
from docctl.db import open_engine
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import attempts, passwords, queries, service
from docctl.identity.attempts import Whence
from docctl.identity.models import SignedSession, User, WrongPasswords
from docctl.runtime import Runtime
from tests.conftest import NOW, PASSWORD, Clock, People

WRONG = "mat-khau-sai-99"
NETWORK = "10.0.0"


def sign_in(
    runtime: Runtime,
    login: str = "reader",
    password: str = PASSWORD,
    network: str = "10.0.0",
    device: str = "",
) -> str | None:
    whence = Whence(network, device)
    typed = attempts.for_sign_in(runtime, login=login, password=password, whence=whence)
    with runtime.transaction(SYSTEM) as tx:
        started = service.sign_in(tx, login=login, password=typed, whence=whence)
    return None if started is None else started[0]


def prove(runtime: Runtime, actor: Actor, password: str = PASSWORD) -> bool:
    typed = attempts.for_person(runtime, user_id=actor.user_id, password=password)
    with runtime.transaction(actor) as tx:
        return service.prove(tx, password=typed, network=NETWORK) is not None


def live(runtime: Runtime, token: str) -> bool:
    with runtime.reading() as session:
        found = queries.find_live_session(session, service.hash_token(token), now=runtime.now())
    return found is not None


def actions(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return [entry.action for entry in audit.list_entries(session, limit=500)][::-1]


def test_the_right_password_starts_a_session(runtime: Runtime, people: People) -> None:
    token = sign_in(runtime, " Reader ")
    assert token is not None
    assert live(runtime, token)
    assert actions(runtime)[-1] == "session.started"


def test_only_the_hash_of_a_token_is_stored(runtime: Runtime, people: People) -> None:
    token = sign_in(runtime)
    assert token is not None
    with runtime.reading() as session:
        (row,) = session.scalars(select(SignedSession)).all()
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(row)


def test_two_sign_ins_are_two_tokens(runtime: Runtime, people: People) -> None:
    assert sign_in(runtime) != sign_in(runtime)


@pytest.mark.parametrize(
    ("login", "password"),
    [("reader", WRONG), ("nobody", PASSWORD), ("", ""), ("reader", "x" * 5000)],
)
def test_every_kind_of_mistake_looks_the_same(
    runtime: Runtime, people: People, login: str, password: str
) -> None:
    assert sign_in(runtime, login, password) is None
    assert actions(runtime)[-1] == "session.refused"
    with runtime.reading() as session:  # a password typed as a login is kept by nobody
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert last is not None
        assert last.subject == ("login:reader" if login == "reader" else "login:")


def test_an_unknown_login_costs_one_hash_like_a_known_one(
    runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = passwords._verify

    def counted(stored: str, password: str) -> bool:
        hashed.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    sign_in(runtime, "reader", WRONG)
    sign_in(runtime, "no-such-person", WRONG)
    known, unknown = hashed
    assert known.rsplit("$", 2)[0] == unknown.rsplit("$", 2)[0]  # the same cost parameters


def test_wrong_tries_block_and_the_block_is_refused_before_hashing(
    runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        assert sign_in(runtime, password=WRONG) is None
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("hashed while blocked"))
    with pytest.raises(Refused, match="Too many wrong passwords"):
        sign_in(runtime)


def test_a_restart_forgets_no_wrong_try(runtime: Runtime, people: People) -> None:
    for _ in range(5):
        sign_in(runtime, password=WRONG)
    engine = open_engine(runtime.settings.database_url)
    again = replace(runtime, engine=engine)
    with pytest.raises(Refused):
        sign_in(again)
    engine.dispose()


def test_a_block_ends_and_grows(runtime: Runtime, people: People, clock: Clock) -> None:
    for _ in range(5):
        sign_in(runtime, password=WRONG)
    clock.set(NOW + timedelta(seconds=31))
    assert sign_in(runtime, password=WRONG) is None
    clock.set(NOW + timedelta(seconds=31 + 59))
    with pytest.raises(Refused):
        sign_in(runtime)
    clock.set(NOW + timedelta(seconds=31 + 61))
    assert sign_in(runtime) is not None


def test_a_day_of_guessing_evaluates_few_guesses(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    evaluated = 0
    for minute in range(120):
        clock.set(NOW + timedelta(minutes=minute))
        for _ in range(5):
            try:
                sign_in(runtime, password=WRONG)
                evaluated += 1
            except Refused:
                break
    assert evaluated <= 20


def test_an_attack_from_one_network_does_not_lock_the_person_out_elsewhere(
    runtime: Runtime, people: People
) -> None:
    for _ in range(5):
        sign_in(runtime, password=WRONG, network="203.0.113")
    assert sign_in(runtime, network="10.0.0") is not None


def test_a_right_password_forgets_the_wrong_ones(runtime: Runtime, people: People) -> None:
    for _ in range(4):
        sign_in(runtime, password=WRONG)
    assert sign_in(runtime) is not None
    for _ in range(4):
        assert sign_in(runtime, password=WRONG) is None
    assert sign_in(runtime) is not None


def test_wrong_tries_are_forgotten_after_half_a_day(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    for _ in range(5):
        sign_in(runtime, password=WRONG)
    clock.set(NOW + timedelta(hours=13))
    for _ in range(4):
        assert sign_in(runtime, password=WRONG) is None
    assert sign_in(runtime) is not None


def test_an_idle_session_ends(runtime: Runtime, people: People, clock: Clock) -> None:
    token = sign_in(runtime)
    assert token is not None
    clock.set(NOW + timedelta(minutes=14))
    assert live(runtime, token)
    clock.set(NOW + timedelta(minutes=15))
    assert not live(runtime, token)


def test_a_used_session_ends_after_eight_hours_all_the_same(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    token = sign_in(runtime)
    assert token is not None
    for quarter in range(47):
        clock.set(NOW + timedelta(minutes=10 * (quarter + 1)))
        assert live(runtime, token)
        with runtime.transaction(people.reader) as tx:
            service.touch(tx, token_hash=service.hash_token(token))
    clock.set(NOW + timedelta(hours=8))
    assert not live(runtime, token)


def test_a_signed_out_session_is_dead_at_once(runtime: Runtime, people: People) -> None:
    token, other = sign_in(runtime), sign_in(runtime)
    assert token is not None
    assert other is not None
    with runtime.transaction(people.reader) as tx:
        service.sign_out(tx, token=token)
    assert not live(runtime, token)
    assert live(runtime, other)


def test_changed_roles_end_the_persons_sessions(runtime: Runtime, people: People) -> None:
    token, admins = sign_in(runtime), sign_in(runtime, "admin")
    assert token is not None
    assert admins is not None
    with runtime.transaction(SYSTEM) as tx:
        service.set_roles(tx, user_id=people.reader.user_id, roles=[Role.AUDITOR])
    assert not live(runtime, token)
    assert live(runtime, admins)
    with runtime.reading() as session:
        actor = queries.get_user(session, people.reader.user_id).actor
    assert actor.roles == {Role.AUDITOR}


def test_setting_the_same_roles_changes_nothing(runtime: Runtime, people: People) -> None:
    token = sign_in(runtime)
    assert token is not None
    before = actions(runtime)
    with runtime.transaction(people.admin) as tx:
        service.set_roles(tx, user_id=people.reader.user_id, roles=[Role.READER])
    assert live(runtime, token)
    assert actions(runtime) == before


def test_a_disabled_person_is_out_and_stays_out(runtime: Runtime, people: People) -> None:
    token = sign_in(runtime)
    assert token is not None
    with runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.reader.user_id, reason="Nghỉ việc")
    assert not live(runtime, token)
    assert sign_in(runtime) is None
    with runtime.transaction(people.reader) as tx, pytest.raises(Forbidden):
        service.prove(tx, password=PASSWORD, network="10.0.0")


def test_nobody_is_disabled_without_a_reason_or_by_themselves(
    runtime: Runtime, people: People
) -> None:
    with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.reader.user_id, reason=" ")
    with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.admin.user_id, reason="Thử")


def test_a_changed_password_ends_every_session_and_the_old_one_is_wrong(
    runtime: Runtime, people: People
) -> None:
    token = sign_in(runtime)
    assert token is not None
    with runtime.transaction(people.reader) as tx:
        given = service.change_password(tx, current=PASSWORD, new="mat-khau-moi-2", network=NETWORK)
    assert given == ()
    assert not live(runtime, token)
    assert sign_in(runtime) is None
    assert sign_in(runtime, password="mat-khau-moi-2") is not None


@pytest.mark.parametrize(("current", "new"), [(WRONG, "mat-khau-moi-2"), (PASSWORD, "ngan")])
def test_a_password_changes_only_from_the_right_one_to_a_good_one(
    runtime: Runtime, people: People, current: str, new: str
) -> None:
    with runtime.transaction(people.reader) as tx:
        given = service.change_password(tx, current=current, new=new, network=NETWORK)
    assert given
    assert sign_in(runtime) is not None


def test_guessing_the_current_password_is_counted_recorded_and_blocked(
    runtime: Runtime, people: People
) -> None:
    for _ in range(5):
        with runtime.transaction(people.reader) as tx:
            given = service.change_password(tx, current=WRONG, new="ngan", network=NETWORK)
        assert [str(one)[:20] for one in given] == [
            "The current password",
            "The password needs a",
            "This password is too",
        ]
    with pytest.raises(Refused, match="Too many"), runtime.transaction(people.reader) as tx:
        service.change_password(tx, current=PASSWORD, new="mat-khau-moi-2", network=NETWORK)
    assert actions(runtime).count("user.password_wrong") == 5


def test_who_acts_has_the_roles_of_this_moment(runtime: Runtime, people: People) -> None:
    with runtime.transaction(SYSTEM) as tx:
        service.set_roles(tx, user_id=people.reader.user_id, roles=[Role.APPROVER])
        service.disable_user(tx, user_id=people.drafter.user_id, reason="Nghỉ hưu")
    with runtime.reading() as session:
        assert queries.get_actor(session, people.reader.user_id).roles == {Role.APPROVER}
        with pytest.raises(Forbidden):
            queries.get_actor(session, people.drafter.user_id)


def test_a_login_is_taken_once_whatever_its_case(runtime: Runtime, people: People) -> None:
    with pytest.raises(Refused, match="taken"), runtime.transaction(people.admin) as tx:
        service.add_user(
            tx,
            agency_id=people.agency_id,
            login="READER",
            name="Người khác",
            password=PASSWORD,
            roles=[Role.READER],
        )


def test_all_reasons_against_a_new_person_come_at_once(runtime: Runtime, people: People) -> None:
    with pytest.raises(Refused) as caught, runtime.transaction(people.admin) as tx:
        service.add_user(
            tx, agency_id=people.agency_id, login="a b", name=" ", password="ngan-qua", roles=[]
        )
    assert len(caught.value.reasons) == 3


@pytest.mark.parametrize(
    "who", ["secretary", "drafter", "reviewer", "approver", "auditor", "reader"]
)
def test_only_the_administrator_manages_people(runtime: Runtime, people: People, who: str) -> None:
    actor: Actor = getattr(people, who)
    with pytest.raises(Forbidden), runtime.transaction(actor) as tx:
        service.set_roles(tx, user_id=actor.user_id, roles=list(Role))
    with pytest.raises(Forbidden), runtime.transaction(actor) as tx:
        service.disable_user(tx, user_id=people.admin.user_id, reason="Thử")
    with pytest.raises(Forbidden), runtime.transaction(actor) as tx:
        service.add_user(
            tx,
            agency_id=people.agency_id,
            login="moi",
            name="Mới",
            password=PASSWORD,
            roles=[Role.ADMIN],
        )


def test_a_proof_needs_the_own_password_now(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.approver) as tx:
        proof = service.prove(tx, password=PASSWORD, network="10.0.0")
        assert proof is not None
        assert (proof.user_id, proof.at) == (people.approver.id, NOW)
        assert service.prove(tx, password=WRONG, network="10.0.0") is None


def test_strangers_who_guess_do_not_keep_a_person_from_signing(
    runtime: Runtime, people: People
) -> None:
    for _ in range(5):
        assert sign_in(runtime, "approver", WRONG) is None
    with pytest.raises(Refused):
        sign_in(runtime, "approver")
    assert prove(runtime, people.approver)


def test_wrong_proofs_block_proofs_of_this_person_only(runtime: Runtime, people: People) -> None:
    for _ in range(5):
        assert not prove(runtime, people.approver, WRONG)
    with pytest.raises(Refused, match="Too many"):
        prove(runtime, people.approver)
    assert prove(runtime, people.reviewer)
    assert sign_in(runtime, "approver") is not None


def test_a_known_browser_is_not_blocked_by_strangers_of_its_network(
    runtime: Runtime, people: People
) -> None:
    for _ in range(5):
        sign_in(runtime, password=WRONG)
    for number in range(60):
        sign_in(runtime, f"guess{number}", WRONG)
    with pytest.raises(Refused):
        sign_in(runtime)
    assert sign_in(runtime, device="a1") is not None


def test_guessing_from_a_known_browser_is_counted_too(runtime: Runtime, people: People) -> None:
    for _ in range(5):
        assert sign_in(runtime, password=WRONG, device="a1") is None
    with pytest.raises(Refused):
        sign_in(runtime, device="a1")
    assert sign_in(runtime) is not None


def test_the_system_gives_no_proof(runtime: Runtime, people: People) -> None:
    with pytest.raises(Forbidden), runtime.transaction(SYSTEM) as tx:
        service.prove(tx, password=PASSWORD, network="")


def test_holders_of_a_permission_are_those_who_can_use_it(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.reviewer.user_id, reason="Nghỉ việc")
    with runtime.reading() as session:

        def holders(permission: Permission) -> set[int]:
            found = queries.list_holders(session, permission, agency_id=people.agency_id)
            return {user.id for user in found}

        assert holders(Permission.REVIEW) == set()
        assert holders(Permission.DRAFT) == {people.drafter.id, people.secretary.id}


def test_the_language_is_one_that_is_offered(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.reader) as tx:
        service.set_language(tx, language="en")
    with pytest.raises(Refused), runtime.transaction(people.reader) as tx:
        service.set_language(tx, language="xx")
    with runtime.reading() as session:
        assert queries.get_user(session, people.reader.user_id).language == "en"


def test_an_unknown_person_is_not_found(runtime: Runtime, people: People) -> None:
    with runtime.reading() as session, pytest.raises(NotFound):
        queries.get_user(session, 999)
    with runtime.reading() as session:
        assert queries.names_of(session, [people.reader.user_id, 999]) == {
            people.reader.id: "Công chức một cửa"
        }
        assert len(session.scalars(select(User)).all()) == 7


def test_trying_many_logins_from_one_network_is_slowed_down(
    runtime: Runtime, people: People
) -> None:
    sign_in(runtime, "drafter", WRONG)
    for number in range(59):
        sign_in(runtime, login=f"guess{number}", password=WRONG)
    with pytest.raises(Refused):
        sign_in(runtime, "drafter")
    with pytest.raises(Refused):
        sign_in(runtime, "guess1", WRONG)
    assert sign_in(runtime, "drafter", network="10.0.1") is not None


def test_a_slowed_network_lets_accounts_in_that_nobody_tried_and_each_once(
    runtime: Runtime, people: People
) -> None:
    for number in range(60):
        sign_in(runtime, login=f"guess{number}", password=WRONG)
    recorded = actions(runtime).count("session.refused")
    assert sign_in(runtime) is not None
    for login in ("approver", "made-up"):  # the same answers whether there is such an account
        assert sign_in(runtime, login, WRONG) is None
        with pytest.raises(Refused):
            sign_in(runtime, login)
    assert actions(runtime).count("session.refused") == recorded + 1


def test_one_wrong_try_in_a_while_does_not_keep_a_network_slow(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    sign_in(runtime, "drafter", WRONG)
    for number in range(59):
        sign_in(runtime, login=f"guess{number}", password=WRONG)
    for minute in range(1, 20):
        clock.set(NOW + timedelta(seconds=31 * minute))
        sign_in(runtime, login=f"again{minute}", password=WRONG)
        assert sign_in(runtime, "drafter") is not None


def test_one_hash_at_a_time_is_made_for_a_slowed_network(
    runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        sign_in(runtime, login=f"guess{number}", password=WRONG)
    monkeypatch.setattr(attempts, "_WAIT", 0)
    with attempts._one_at_a_time, pytest.raises(Refused):
        sign_in(runtime)
    assert sign_in(runtime) is not None


def test_what_is_typed_as_a_login_and_is_none_is_in_no_counter(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    sign_in(runtime, "mat-khau-cua-toi", WRONG)
    sign_in(runtime, "reader", WRONG)
    assert not any("mat-khau" in key for key in _counters(runtime))
    assert "reader@10.0.0" in _counters(runtime)
    clock.set(NOW + timedelta(hours=13))
    sign_in(runtime, "drafter", WRONG)
    assert sorted(_counters(runtime)) == ["*@10.0.0", "drafter@10.0.0"]


def _counters(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return [row.key for row in session.scalars(select(WrongPasswords))]


def test_no_password_is_hashed_inside_a_transaction(
    runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = passwords.hashed_ahead("mat-khau-moi-2")
    first = service.first_password()
    whence = Whence(NETWORK)
    right = attempts.for_sign_in(runtime, login="reader", password=PASSWORD, whence=whence)
    unknown = attempts.for_sign_in(runtime, login="made-up", password=PASSWORD, whence=whence)
    own = attempts.for_person(runtime, user_id=people.reader.user_id, password=PASSWORD)
    monkeypatch.setattr(passwords, "_hasher", lambda: pytest.fail("hashed in a transaction"))
    with runtime.transaction(SYSTEM) as tx:
        assert service.sign_in(tx, login="reader", password=right, whence=whence) is not None
        assert service.sign_in(tx, login="made-up", password=unknown, whence=whence) is None
    with runtime.transaction(people.reader) as tx:
        assert service.prove(tx, password=own, network=NETWORK) is not None
        assert service.change_password(tx, current=own, new=new, network=NETWORK) == ()
    with runtime.transaction(people.admin) as tx:
        service.reset_password(tx, user_id=people.drafter.user_id, reason="Quên", first=first)
        service.add_user(
            tx, agency_id=people.agency_id, login="moi", name="Mới", password=new, roles=[]
        )


def test_a_password_changed_meanwhile_is_compared_again(runtime: Runtime, people: People) -> None:
    whence = Whence(NETWORK)
    typed = attempts.for_sign_in(runtime, login="reader", password=PASSWORD, whence=whence)
    with runtime.transaction(people.reader) as tx:
        service.change_password(tx, current=PASSWORD, new="mat-khau-moi-2", network=NETWORK)
    with runtime.transaction(SYSTEM) as tx:
        assert service.sign_in(tx, login="reader", password=typed, whence=whence) is None


def test_a_forgotten_password_is_replaced_by_a_random_one(runtime: Runtime, people: People) -> None:
    token = sign_in(runtime)
    assert token is not None
    with runtime.transaction(people.admin) as tx:
        fresh = service.reset_password(
            tx, user_id=people.reader.user_id, reason="quên", first=service.first_password()
        )
    assert not live(runtime, token)
    assert sign_in(runtime, password=PASSWORD) is None
    assert sign_in(runtime, password=fresh) is not None


def test_nobody_resets_their_own_password_or_without_reason(
    runtime: Runtime, people: People
) -> None:
    with pytest.raises(Refused) as refused, runtime.transaction(people.admin) as tx:
        service.reset_password(
            tx, user_id=people.admin.user_id, reason=" ", first=service.first_password()
        )
    assert len(refused.value.reasons) == 2


def test_only_administrators_reset_passwords(runtime: Runtime, people: People) -> None:
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        service.reset_password(
            tx, user_id=people.reader.user_id, reason="quên", first=service.first_password()
        )


def test_the_last_administrator_stays_one(runtime: Runtime, people: People) -> None:
    with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
        service.set_roles(tx, user_id=people.admin.user_id, roles=[Role.READER])
