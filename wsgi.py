"""The deployed application: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from config import Settings
from docctl import create_app
from docctl.runtime import Runtime

app = create_app(Runtime.start(Settings.from_env()))
