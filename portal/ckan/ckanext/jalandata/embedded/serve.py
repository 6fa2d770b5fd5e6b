"""Run one embedded portal until it is told to stop: PostgreSQL and Valkey as children, CKAN in this process.

`python -m ckanext.jalandata.embedded.serve HOME PORT` speaks to whoever started it through standard output, one JSON
object a line: {"progress": "..."} and, once it answers requests, {"ready": true}. Everything else goes to standard
error. SIGTERM stops it; killed, it takes its children along.
"""

import ctypes
import json
import os
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn

from . import postgres, valkey
from .home import AlreadyRunningError, Home, write_private
from .settings import settings, write_ini

THREADS = 6


def main(root: Path, port: int) -> None:
    home = Home(root)
    home.create()
    home.lock()
    with ExitStack() as services:
        signal.signal(signal.SIGTERM, leave)
        listener = listen(port)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        note(home, url, ready=False)
        database, valkey_url = start_services(home, services)
        write_ini(home.ini, settings(home, database, valkey_url, url))
        server = create_server(load_application(home, database), listener)
        note(home, url, ready=True)
        announce()
        server.run()  # returns when SIGTERM raises SystemExit


def start_services(home: Home, services: ExitStack) -> tuple[postgres.Postgres, str]:
    secrets = home.secrets()
    if not home.postgres.exists():
        tell("Membuat basis data")
        postgres.create_cluster(home.postgres, secrets["postgres"])
    tell("Menjalankan PostgreSQL dan Valkey")
    database = postgres.start(home.postgres, secrets["postgres"], home.logs / "postgres.log")
    services.callback(database.stop)
    cache = valkey.start(secrets["valkey"], home.logs / "valkey.log")
    services.callback(cache.stop)
    return database, cache.url


def load_application(home: Home, database: postgres.Postgres) -> Any:
    tell("Memuat CKAN")
    load_libmagic()
    # CKAN takes seconds to import, and does so only once its services are up.
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    from .database import ensure_databases, ensure_tables, finish
    from .reindex import reindex_differing
    from .translations import compile_translations

    compile_translations()
    settings = load_config(str(home.ini))
    ensure_databases(database, home.secrets())
    ensure_tables(home, settings)
    application = make_app(settings)
    finish(home, database)
    reindex_differing()
    return application


def load_libmagic() -> None:
    """Load the libmagic that came as a wheel, so that `import magic` finds it on a machine without one."""
    import pylibmagic

    ctypes.CDLL(str(Path(pylibmagic.__file__).with_name("libmagic.so.1")), mode=ctypes.RTLD_GLOBAL)


def create_server(application: Any, listener: socket.socket) -> Any:
    import waitress

    return waitress.create_server(
        application, sockets=[listener], threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
    )


def listen(port: int) -> socket.socket:
    """A loopback socket on this port, or on a free one when it is taken (or 0)."""
    for candidate in (port, 0):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
        except OSError:
            listener.close()
        else:
            return listener
    raise RuntimeError("Tidak ada porta bebas di 127.0.0.1")


def note(home: Home, url: str, ready: bool) -> None:
    """Tell every later command where this portal is. The lock, not this file, says that it runs."""
    write_private(home.running, {"url": url, "pid": os.getpid(), "ready": ready})


def announce() -> None:
    report({"ready": True})
    # Whoever started this portal stops reading here.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(step: str) -> None:
    report({"progress": step})


def report(message: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def leave(signum: int, frame: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
    except AlreadyRunningError as error:
        sys.exit(str(error))
