"""The screen of a terminal: what a program has printed, as cells with their style. As much of ECMA-48 as this repository's programs use."""

import re
import unicodedata
from dataclasses import dataclass, replace

SEQUENCE = re.compile(
    r"\x1b\[(?P<parameters>[?0-9;:]*)(?P<final>[@-~])"  # control sequence
    r"|\x1b\](?:[^\x07\x1b]*)(?:\x07|\x1b\\)"  # operating system command: a title, a link
    r"|\x1b[()][0-9A-B]|\x1b(?P<escape>[78=>McDE])"
    r"|(?P<text>[^\x1b])",
    re.DOTALL,
)


@dataclass(frozen=True)
class Style:
    """How a cell looks. Colors are an index from 0 to 15, `#rrggbb`, or None for the terminal's own."""

    foreground: object = None
    background: object = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


PLAIN = Style()


class Screen:
    """A grid of cells: (character, style). The second cell of a wide character is empty."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [self._empty_row() for _ in range(rows)]
        self.row = self.column = 0
        self.saved = (0, 0)
        self.style = PLAIN
        self.cursor_shown = True

    def _empty_row(self):
        return [(" ", PLAIN)] * self.columns

    def feed(self, text):
        """Applies the output of a program."""
        for match in SEQUENCE.finditer(text):
            if match["text"]:
                self._character(match["text"])
            elif match["final"]:
                self._control(match["final"], match["parameters"])
            elif match["escape"] == "7":
                self.saved = (self.row, self.column)
            elif match["escape"] == "8":
                self.row, self.column = self.saved

    def lines(self):
        """Returns the rows as text, without spaces at their ends."""
        return ["".join(character for character, _ in row).rstrip() for row in self.cells]

    def _character(self, character):
        if character == "\n":
            self._line_feed()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, (self.column // 8 + 1) * 8)
        elif character >= " " and not unicodedata.combining(character):
            self._print(character)

    def _print(self, character):
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self._line_feed()
        cells = [(character, self.style), ("", self.style)][:width]
        self.cells[self.row][self.column : self.column + width] = cells
        self.column += width

    def _line_feed(self):
        if self.row + 1 < self.rows:
            self.row += 1
        else:
            self.cells = self.cells[1:] + [self._empty_row()]

    def _control(self, final, parameters):
        if parameters.startswith("?"):
            if parameters == "?25":
                self.cursor_shown = final == "h"
            return
        numbers = [int(number or 0) for number in re.split("[;:]", parameters)] if parameters else []
        count = max(1, numbers[0]) if numbers else 1
        if final == "m":
            self._rendition(numbers or [0])
        elif final in "ABEF":
            self.row = self.row - count if final in "AF" else self.row + count
            self.column = 0 if final in "EF" else self.column
        elif final in "CD":
            self.column += count if final == "C" else -count
        elif final == "G":
            self.column = count - 1
        elif final == "d":
            self.row = count - 1
        elif final in "Hf":
            self.row, self.column = count - 1, (numbers[1] - 1 if len(numbers) > 1 and numbers[1] else 0)
        elif final in "JK":
            self._erase(final, numbers[0] if numbers else 0)
        elif final == "s":
            self.saved = (self.row, self.column)
        elif final == "u":
            self.row, self.column = self.saved
        self.row = min(max(self.row, 0), self.rows - 1)
        self.column = min(max(self.column, 0), self.columns)

    def _erase(self, final, kind):
        row = self.cells[self.row]
        start, end = (0 if kind else self.column), (self.column + 1 if kind == 1 else self.columns)
        row[start:end] = [(" ", PLAIN)] * (min(end, self.columns) - start)
        if final == "J":
            others = {0: range(self.row + 1, self.rows), 1: range(self.row)}.get(kind, range(self.rows))
            for other in others:
                self.cells[other] = self._empty_row()

    def _rendition(self, numbers):
        numbers = list(numbers)
        switches = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse"}
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.style = PLAIN
            elif number in switches:
                self.style = replace(self.style, **{switches[number]: True})
            elif number == 22:
                self.style = replace(self.style, bold=False, dim=False)
            elif number in (23, 24, 27):
                self.style = replace(self.style, **{switches[number - 20]: False})
            elif number in (38, 48):
                color = _extended_color(numbers)
                self.style = replace(self.style, **{"foreground" if number == 38 else "background": color})
            elif number in (39, 49):
                self.style = replace(self.style, **{"foreground" if number == 39 else "background": None})
            elif 30 <= number <= 37 or 90 <= number <= 97:
                self.style = replace(self.style, foreground=number - 30 if number < 90 else number - 82)
            elif 40 <= number <= 47 or 100 <= number <= 107:
                self.style = replace(self.style, background=number - 40 if number < 100 else number - 92)


def _extended_color(numbers):
    """Takes the color of `38;5;N` or `38;2;R;G;B` from these numbers."""
    if numbers and numbers.pop(0) == 2:
        red, green, blue = numbers[:3]
        del numbers[:3]
        return f"#{red:02x}{green:02x}{blue:02x}"
    index = numbers.pop(0) if numbers else 0
    if index < 16:
        return index
    if index >= 232:
        return "#" + f"{8 + 10 * (index - 232):02x}" * 3
    levels = [0, 95, 135, 175, 215, 255]
    index -= 16
    return "#" + "".join(f"{levels[part]:02x}" for part in (index // 36, index // 6 % 6, index % 6))
