"""The demo's API source: a small network monitor that answers with DATA CONTOH, page by page.

``python -m demo.api_server --port 8081``: ``GET /konektivitas?page=1&per_page=100&periode=2025-09``.
"""

import argparse
import json
import os
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo import konektivitas
from demo.office import NOTICE
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import load_tenant

MAX_PAGE = 500
_BANYUWANGI = Path(__file__).parents[1] / "sources" / "tenants" / "banyuwangi.yaml"


def serve(port: int, regions: Regions, port_file: Path | None = None) -> None:
    """Answer until the process ends. ``port`` 0 takes a free one; ``port_file`` then says which."""
    with server(port, regions) as listening:
        if port_file:
            part = port_file.with_suffix(".part")
            part.write_text(str(listening.server_port))
            part.replace(port_file)
        listening.serve_forever()


def server(port: int, regions: Regions) -> ThreadingHTTPServer:
    """The bound server, on this machine only; the caller lets it serve."""

    @lru_cache(maxsize=24)
    def records(period: Period) -> list[dict[str, Any]]:
        return konektivitas.records(regions, period)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/":
                self._answer(HTTPStatus.OK, {"layanan": "Pantau Jaringan", "catatan": NOTICE})
            elif url.path == "/konektivitas":
                self._page({name: values[0] for name, values in parse_qs(url.query).items()})
            else:
                self._answer(HTTPStatus.NOT_FOUND, {"pesan": "Alamat tidak dikenal."})

        def _page(self, asked: dict[str, str]) -> None:
            try:
                period = Period.parse(asked.get("periode", ""))
                page, size = int(asked.get("page", "1")), int(asked.get("per_page", "50"))
            except ValueError:
                page = size = 0
            if page < 1 or not 1 <= size <= MAX_PAGE or period.grain != "month":
                self._answer(HTTPStatus.BAD_REQUEST, {"pesan": "Isi periode (misalnya 2025-09), page, dan per_page."})
                return
            found = records(period)
            meta = {"page": page, "per_page": size, "total": len(found)}
            self._answer(
                HTTPStatus.OK, {"catatan": NOTICE, "meta": meta, "data": found[(page - 1) * size : page * size]}
            )

        def _answer(self, status: HTTPStatus, content: dict[str, Any]) -> None:
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the log of a demo is nobody's reading."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--port-file", type=Path)
    options.add_argument("--tenant", type=Path, default=Path(os.environ.get("JALANDATA_TENANT") or _BANYUWANGI))
    given = options.parse_args()
    serve(given.port, Regions.load(load_tenant(given.tenant).kode_wilayah), given.port_file)


if __name__ == "__main__":
    main()
