"""Every table of the house in one place, for migrations and tests."""

from docctl import outbox
from docctl.agencies import models as agencies
from docctl.audit import models as audit
from docctl.campaigns import models as campaigns
from docctl.db import Base
from docctl.documents import models as documents
from docctl.identity import models as identity
from docctl.impact import models as impact
from docctl.jobs import models as jobs
from docctl.legal import models as legal
from docctl.legal import record_models as legal_records
from docctl.legal import request_models as legal_requests
from docctl.packs import models as packs
from docctl.recommendations import models as recommendations
from docctl.signatures import models as signatures
from docctl.timemachine import models as timemachine
from docctl.workflow import models as workflow

MODULES = (
    outbox,
    agencies,
    audit,
    campaigns,
    documents,
    identity,
    impact,
    jobs,
    legal,
    legal_records,
    legal_requests,
    packs,
    recommendations,
    signatures,
    timemachine,
    workflow,
)

metadata = Base.metadata
