"""Who signs proves it with the password, on the page where the text to sign is shown."""

from flask import request

from docctl.current import runtime
from docctl.errors import say
from docctl.identity import attempts
from docctl.identity import service as identity
from docctl.identity.rules import Proof
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form


def proof_of_signer(form: Form) -> Proof:
    """Check the password in a transaction of its own: a wrong one counts whatever follows.

    Raises `Refused` with all that is wrong in the form, a wrong password among it.
    """
    password = attempts.for_person(
        runtime(), user_id=auth.actor().user_id, password=request.form.get("password", "")
    )
    with acting() as tx:
        proof = identity.prove(tx, password=password, network=auth.network())
    if proof is None:
        form.refuse("password", say("The password is wrong. Nothing was signed."))
    form.done()
    assert proof is not None  # `done` has refused otherwise
    return proof
