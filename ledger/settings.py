"""Django settings of the ledger: a database and nothing else."""

import os
from pathlib import Path

HOME = Path(os.environ.get("JALANDATA_HOME", "var")).resolve()

SECRET_KEY = "not-used: the ledger serves no pages and signs nothing"  # noqa: S105
INSTALLED_APPS = ["ledger"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "ledger.sqlite3"),
        "OPTIONS": {
            # Runs, the desk and the command line write side by side: wait for each other, never fail on a read.
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
