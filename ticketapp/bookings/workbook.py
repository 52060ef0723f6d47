"""A table as an Excel workbook, written row by row: what is written leaves the memory."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO

from xlsxwriter.workbook import Workbook

ROWS_OF_A_SHEET = 1_000_000  # Excel reads 48,576 more
_WIDTH = 22


class BookingsWorkbook:
    """Texts are written as texts, whatever they look like: no cell becomes a formula or a link.

    Times are written as times, in UTC, which the head says. Until the end, rows lie in `folder`.
    """

    def __init__(
        self,
        file: IO[bytes],
        columns: Sequence[str],
        folder: str,
        *,
        rows_of_a_sheet: int = ROWS_OF_A_SHEET,
    ) -> None:
        self._book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        self._heading = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._columns = columns
        self._most = rows_of_a_sheet
        self._begin_sheet()

    def add(self, rows: Iterable[Sequence[str | int | datetime]]) -> None:
        for row in rows:
            if self._next > self._most:
                self._begin_sheet()
            for column, cell in enumerate(row):
                self._write(column, cell)
            self._next += 1

    def close(self) -> None:
        self._book.close()

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, _WIDTH)
        for column, name in enumerate(self._columns):
            label = f"{name} (UTC)" if name.endswith("_at") else name
            self._sheet.write_string(0, column, label, self._heading)
        self._next = 1

    def _write(self, column: int, cell: str | int | datetime) -> None:
        if isinstance(cell, datetime):
            there = cell.astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(self._next, column, there, self._moment)
        elif isinstance(cell, str):
            self._sheet.write_string(self._next, column, cell)
        else:
            self._sheet.write_number(self._next, column, cell)
