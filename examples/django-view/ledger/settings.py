"""The least that Django needs here."""

import os

SECRET_KEY = "only-for-this-example"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
INSTALLED_APPS = ["ledger"]
ROOT_URLCONF = "ledger.urls"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("LEDGER", "ledger.sqlite3")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
