"""A block of a sheet -> a table: columns decided, rows told apart, totals used as proof, doubts listed."""

import re
from collections.abc import Sequence
from functools import cached_property

from sources.discovery import columns as deciding
from sources.discovery import header, hierarchy, numbers
from sources.discovery.blocks import Block
from sources.discovery.cells import Look, is_leftover, look, text_of
from sources.discovery.columns import Decided, Problem
from sources.discovery.sums import Kinds, classify
from sources.document import Column, Row, Table
from sources.findings import Finding
from sources.rules import Spot, finding, number, spread
from sources.workbook import Cell, address, letters

_TOTAL_HEADER = re.compile(r"^(?:jumlah|total|jml\.?|l\s?\+\s?p|jumlah\s*/?\s*total|total\s*/?\s*jumlah)(?:\s+total)?$", re.IGNORECASE)
_UNIT_HEADER = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)
_REGION_DIGITS = re.compile(r"\d{10}")
# A column is the sum of others only where nearly all of its rows say so.
_MOSTLY = 0.6


def read(block: Block) -> Table | None:
    """The table of a block; ``None`` when nothing in it is a table after all."""
    reader = _Reader(block)
    return reader.table() if reader.columns else None


class _Reader:
    def __init__(self, block: Block) -> None:
        self.block, self.grid = block, block.grid
        self.paths = header.paths(block)
        self.cells = {c: _filled_down(block, c) for c in block.columns}
        self.findings: list[Finding] = []
        decided = [deciding.decide(c, self.paths[c], self.cells[c]) for c in block.columns]
        self.columns = [column for column in decided if column.path or column.type != "empty"]
        self.columns = [column for column in self.columns if not self._is_leftover_index(column)]
        self.rows = self._kept_rows()
        self._place = {position: row for row, position in enumerate(self.rows)}

    def table(self) -> Table:
        block = self.block
        kinds = self._kinds()
        totals = self._total_columns(kinds)
        self._decide_nulls(kinds)
        self._tell_problems(kinds, totals)
        self._tell_sums(kinds, totals)
        self._tell_shape()
        paths = self._paths(kinds)
        shown = [self._column(column) for column in self.columns]
        rows = tuple(
            Row(
                block.body[p] + 1,
                kinds.kinds[i],
                tuple(column.values[p] for column in self.columns),
                paths[i] if paths else (),
            )
            for i, p in enumerate(self.rows)
        )
        return Table(
            self.grid.name,
            f"{address(block.top, block.left)}:{address(block.bottom, block.right)}",
            tuple(block.titles),
            tuple(block.notes),
            tuple(row + 1 for row in block.header),
            tuple(shown),
            rows,
            tuple(self.findings),
        )

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _is_leftover_index(self, column: Decided) -> bool:
        """The index that pandas writes: numbers without a header beside the real columns."""
        if column.path or not deciding.is_serial(column) or len(self.columns) < 3:
            return False
        message = f"Lembar {self.grid.name}: kolom {letters(column.index)} tanpa judul hanya menomori baris dan tidak dibaca."
        self.findings.append(
            finding("kolom.sisa_ekspor", message, "Hapus kolom itu dari berkas asli.", sheet=self.grid.name,
                    cell=address(self.block.top, column.index))
        )  # fmt: skip
        return True

    def _kept_rows(self) -> list[int]:
        """Positions in the body that hold anything apart from their number."""
        return [
            position
            for position in range(len(self.block.body))
            if any(
                look(self.cells[column.index][position]) is not Look.BLANK
                for column in self.columns
                if not deciding.is_serial(column)
            )
        ]

    @cached_property
    def _additive(self) -> list[Decided]:
        return [column for column in self.columns if column.additive]

    @cached_property
    def _labels(self) -> list[str]:
        texts = [column for column in self.columns if column.type in ("text", "period") and not _is_unit(column)]
        labels = [column for column in texts if column.index <= self._first_figure] or texts
        return [self._label(labels, position) for position in self.rows]

    @cached_property
    def _first_figure(self) -> int:
        return min((column.index for column in self._additive), default=self.block.right)

    def _label(self, columns: Sequence[Decided], position: int) -> str:
        parts = [text_of(self.cells[column.index][position]) for column in columns]
        words = [part for part in parts if part and not re.fullmatch(r"\(?[\dA-Za-z]{1,4}[.)]|[\d.]+", part)]
        return " ".join(dict.fromkeys(words))

    def _kinds(self) -> Kinds:
        figures = [column.figures for column in self._additive]
        return classify(self._labels, [[column[p] for p in self.rows] for column in figures])

    def _paths(self, kinds: Kinds) -> list[tuple[str, ...]] | None:
        labelled = self._label_column()
        if labelled is None:
            return None
        raw = [_raw(self.cells[labelled.index][p]) for p in self.rows]
        if paths := hierarchy.by_label(raw):
            return paths
        lost = hierarchy.lost_parents(raw)
        if lost:
            self._tell_lost(labelled, lost)
            return [lost.get(i, (" ".join(text.split()),)) for i, text in enumerate(raw)]
        return hierarchy.by_sums(self._labels, kinds)

    def _label_column(self) -> Decided | None:
        """The column of words with the most different labels."""
        texts = [c for c in self.columns if c.type == "text" and not _is_unit(c) and c.why == "teks"]
        before = [c for c in texts if c.index < self._first_figure] or texts
        return max(before, key=lambda c: len({c.values[p] for p in self.rows}), default=None)

    def _tell_lost(self, column: Decided, lost: dict[int, tuple[str, ...]]) -> None:
        spots = [self._spot(column, self.rows[i], path[-1]) for i, path in lost.items() if path[-1][:1].lower() == "b"]
        self.findings.append(
            spread("label.induk_hilang", column.name or "label", "tidak menyebut induknya, yang tertulis pada baris di atasnya",
                   "Tulis label lengkap pada setiap baris.", spots)
        )  # fmt: skip

    # --- sums as proof ------------------------------------------------------------------------------------------------

    def _total_columns(self, kinds: Kinds) -> list[tuple[Decided, list[Decided]]]:
        """Columns that are the sum of columns beside them, with those."""
        found: list[tuple[Decided, list[Decided]]] = []
        numeric = self._additive
        for place, column in enumerate(numeric):
            if not column.path or not _TOTAL_HEADER.match(column.path[-1]):
                continue
            before = numeric[:place]
            same = [c for c in before if c.path[:-1] == column.path[:-1] and c not in [t for t, _ in found]]
            for parts in (same, [c for c in before if c not in [t for t, _ in found]], numeric[place + 1 :]):
                if len(parts) >= 2 and self._share(column, parts) >= _MOSTLY:
                    found.append((column, parts))
                    break
        return found

    def _share(self, total: Decided, parts: Sequence[Decided]) -> float:
        rows = [p for p in self.rows if total.figures[p] is not None]
        agreeing = sum(_adds_up(total, parts, p) for p in rows)
        return agreeing / len(rows) if rows else 0.0

    def _decide_nulls(self, kinds: Kinds) -> None:
        """A dash means zero where the column's sums come out with it as nothing."""
        for place, column in enumerate(self._additive):
            if "tidak_pasti" not in column.nulls.values():
                continue
            marked = {self._place[p] for p in column.marks if p in self._place}
            proving = [
                s for s in kinds.sums.values()
                if marked & {*s.covers} and s.compared and place not in {w for w, _ in s.wrong}
            ]  # fmt: skip
            if proving:
                column.nulls = {m: "nol" if r == "tidak_pasti" else r for m, r in column.nulls.items()}
                column.why += "; tanda kosong berarti nol, dibuktikan oleh baris jumlah"

    def _tell_problems(self, kinds: Kinds, totals: list[tuple[Decided, list[Decided]]]) -> None:
        for column in self.columns:
            groups: dict[str, list[Problem]] = {}
            for problem in column.problems:
                if problem.position in self._place:
                    groups.setdefault(problem.rule, []).append(problem)
            for rule, problems in groups.items():
                self.findings.append(self._problem(column, rule, problems, kinds, totals))
            self._tell_thousands(column)

    def _problem(
        self,
        column: Decided,
        rule: str,
        problems: list[Problem],
        kinds: Kinds,
        totals: list[tuple[Decided, list[Decided]]],
    ) -> Finding:
        spots = [self._spot(column, problem.position, problem.text) for problem in problems]
        if rule == "kolom.isi_asing":
            return spread(rule, column.name, "berisi teks di dalam kolom angka", "Pindahkan teks itu ke kolom keterangan.", spots)
        if rule == "tanggal.tidak_dikenal":
            return spread(rule, column.name, "bukan tanggal", "Tulis tanggal seperti 31/07/2025.", spots)
        proven = [p for p in problems if self._is_proven(column, p, kinds, totals)]
        hints = [f"{p.text!r} mungkin {_shown(p.candidate)}" for p in proven if p.candidate is not None]
        hint = "Tulis angka tanpa pemisah ribuan."
        if hints:
            hint = f"{'; '.join(hints[:4])}: cocok dengan jumlah pada tabel ini. {hint}"
        elif problems[0].candidate is not None:
            hint = f"Apakah {problems[0].text!r} berarti {_shown(problems[0].candidate)}? {hint}"
        said = "dapat dibaca lebih dari satu cara"
        if any(" " in p.text for p in problems):
            said = "mempunyai spasi yang tidak memisahkan ribuan dengan benar"
        return spread(rule, column.name or letters(column.index), said, hint, spots)

    def _is_proven(
        self, column: Decided, problem: Problem, kinds: Kinds, totals: list[tuple[Decided, list[Decided]]]
    ) -> bool:
        """Whether the row's own total or the sum of the column comes out with the candidate."""
        if problem.candidate is None:
            return False
        for total, parts in totals:
            if column in (total, *parts) and _adds_up(total, parts, problem.position):
                return True
        place = next((i for i, c in enumerate(self._additive) if c is column), None)
        row = self._place[problem.position]
        covering = [s for s in kinds.sums.values() if row in s.covers or row == s.row]
        return place is not None and any(s.compared and place not in {w for w, _ in s.wrong} for s in covering)

    def _tell_thousands(self, column: Decided) -> None:
        if column.type != "number":
            return
        known = [(p, v) for p in self.rows if isinstance(v := column.values[p], int | float)]
        values = [float(v) for _, v in known]
        titled = f"{column.name} {' '.join(self.block.titles)}"
        if not numbers.looks_like_lost_thousands(values, titled):
            self._tell_split_counts(column)
            return
        spots = [self._spot(column, p, str(v)) for p, v in known]
        first = values[0]
        hint = f"Kalikan 1.000 bila memang titik ribuan: sel {spots[0].cell} menjadi {round(first * 1000)}."
        self.findings.append(
            spread("angka.ribuan_terbaca_desimal", column.name, "tampak seperti jumlah yang titik ribuannya terbaca sebagai desimal",
                   hint, spots)
        )  # fmt: skip

    def _tell_split_counts(self, column: Decided) -> None:
        """Rows of a mixed table whose label counts people while their numbers have three decimals."""
        labels = dict(zip(self.rows, self._labels, strict=True))
        spots = [
            self._spot(column, p, str(v))
            for p in self.rows
            if isinstance(v := column.values[p], float)
            and numbers.is_count(labels[p])
            and abs(v * 1000 - round(v * 1000)) < 1e-6
            and re.search(r"\((?:jiwa|orang|unit|keluarga|kk)\)", labels[p], re.IGNORECASE)
        ]
        if spots:
            value = float(spots[0].value or 0)
            hint = f"Bila titik itu tanda ribuan, tulis {round(value * 1000)}."
            self.findings.append(
                spread("angka.ribuan_terbaca_desimal", column.name, "berisi pecahan pada baris yang menghitung orang atau benda",
                       hint, spots)
            )  # fmt: skip

    def _tell_sums(self, kinds: Kinds, totals: list[tuple[Decided, list[Decided]]]) -> None:
        additive = self._additive
        labels = self._labels
        for summary in kinds.sums.values():
            if not summary.wrong or not summary.agreed and summary.compared > 1 and len(summary.covers) < 2:
                continue
            position = self.rows[summary.row]
            told = "; ".join(
                f"{address(self.block.body[position], additive[c].index)} tertulis "
                f"{number(additive[c].figures[position] or 0)}, rincian {number(total)}"
                for c, total in summary.wrong[:5]
            )
            cells = [address(self.block.body[position], additive[c].index) for c, _ in summary.wrong]
            self.findings.append(
                finding("total.berbeda", f"Lembar {self.grid.name}, baris {self.block.body[position] + 1} "
                        f"({labels[summary.row] or 'tanpa label'!r}): jumlah tidak sama dengan rinciannya: {told}.",
                        "Periksa rincian dan jumlah itu.", sheet=self.grid.name, cell=cells[0],
                        row=self.block.body[position] + 1, count=len(cells), cells=[f"{self.grid.name}!{c}" for c in cells])
            )  # fmt: skip
        for total, parts in totals:
            wrong = [p for p in self.rows if total.figures[p] is not None and not _adds_up(total, parts, p)]
            if wrong:
                spots = [self._spot(total, p, str(total.figures[p])) for p in wrong]
                said = f"tidak sama dengan jumlah {', '.join(c.name for c in parts[:4])}"
                self.findings.append(spread("total.berbeda", total.name, said, "Periksa angka pada baris itu.", spots))

    # --- what the table looks like ------------------------------------------------------------------------------------

    def _tell_shape(self) -> None:
        block, grid = self.block, self.grid
        if not block.header:
            self._say("kepala.tidak_ada", "tabel tidak mempunyai baris judul kolom", "Tulis judul di atas setiap kolom.")
        unnamed = [c for c in self.columns if not c.path and block.header and c.index not in grid.hidden_columns]
        if unnamed:
            named = ", ".join(letters(c.index) for c in unnamed)
            self._say("kepala.tanpa_nama", f"kolom {named} berisi data tetapi tidak berjudul", "Tulis judul kolom itu.")
        if not self.rows:
            self._say("data.kosong", "tabel hanya berisi judul kolom, tanpa satu pun baris data", "Isi tabelnya, lalu kirim ulang.")
        elif self.columns and all(c.type in ("text", "period", "empty") for c in self.columns) and any(
            c.type == "empty" for c in self.columns
        ):
            self._say("tabel.tanpa_angka", "kolom angka pada tabel ini semuanya kosong", "Isi angkanya bila memang ada.")
        leftovers = [address(r, c) for r in block.header for c in block.columns if is_leftover(grid.rows[r][c])]
        if leftovers:
            self._say("kolom.sisa_ekspor", f"judul kolom berisi sisa ekspor program ({leftovers[0]}: 'Unnamed')",
                      "Hapus teks itu dari berkas asli.")  # fmt: skip
        self._tell_undotted()
        for column in self.columns:
            if "tidak_pasti" in column.nulls.values():
                marks = ", ".join(repr(m) for m, r in column.nulls.items() if r == "tidak_pasti")
                self._say("tanda.tidak_pasti", f"arti tanda {marks} pada kolom {column.name} tidak dapat dibuktikan: nol atau tidak ada data",
                          "Sebutkan arti tanda itu dalam kontrak dataset.", column=column.name)  # fmt: skip

    def _tell_undotted(self) -> None:
        for column in self.columns:
            if column.type != "text" or "kode" not in column.why:
                continue
            spots = [
                self._spot(column, p, v) for p in self.rows
                if isinstance(v := column.values[p], str) and _REGION_DIGITS.fullmatch(v)
            ]  # fmt: skip
            if spots:
                said = "berisi kode 10 digit tanpa titik, yang dapat berarti kode BPS atau Kemendagri"
                hint = "Sebutkan sistem kodenya dalam kontrak dataset, atau tulis kode Kemendagri dengan titik."
                self.findings.append(spread("kode.tanpa_sistem", column.name, said, hint, spots))

    def _say(self, rule: str, said: str, hint: str, **more: str) -> None:
        place = address(self.block.top, self.block.left)
        self.findings.append(
            finding(rule, f"Lembar {self.grid.name}: {said}.", hint, sheet=self.grid.name, cell=place, **more)
        )

    def _column(self, column: Decided) -> Column:
        beside = next((c for c in self.columns if c.index == column.index + 1 and _is_unit(c)), None)
        unit = column.unit
        if beside and column.type in ("integer", "number"):
            units = {beside.values[p] for p in self.rows if isinstance(beside.values[p], str)}
            words = [text for text in units if not re.fullmatch(r"[\d.,\s]+", str(text))]
            unit = str(words[0]) if len(words) == 1 else unit
        shown = column.written.shown if column.written else None
        return Column(
            letters(column.index), column.name, column.path, column.type, shown, column.why, column.nulls, unit
        )

    def _spot(self, column: Decided, position: int, value: str | None) -> Spot:
        row = self.block.body[position]
        return Spot(self.grid.name, address(row, column.index), row + 1, value)


def _is_unit(column: Decided) -> bool:
    return bool(column.path) and bool(_UNIT_HEADER.match(column.path[-1]))


def _adds_up(total: Decided, parts: Sequence[Decided], position: int) -> bool:
    stated = total.figures[position]
    found = [part.figures[position] or 0 for part in parts]
    return stated is not None and abs(stated - sum(found)) <= 0.0100001 * (len(parts) if total.type == "number" else 0)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _raw(cell: Cell) -> str:
    return cell if isinstance(cell, str) else text_of(cell)


def _filled_down(block: Block, column: int) -> list[Cell]:
    """The cells of the body; a label that is merged over several rows stands in each of them."""
    cells = [block.grid.rows[row][column] for row in block.body]
    places = {row: position for position, row in enumerate(block.body)}
    for top, left, bottom, right in block.grid.merged:
        if left == right == column and top in places:
            for row in range(top + 1, bottom + 1):
                if row in places:
                    cells[places[row]] = block.grid.rows[top][column]
    return cells

