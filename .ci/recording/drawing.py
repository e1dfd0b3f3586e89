"""Draws screens of a terminal as SVG, still or animated, in the light or dark colors that the reader's system prefers."""

from html import escape

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 8.4, 18, 14
MARGIN, TITLE_HEIGHT = 14, 28
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
# black, red, green, yellow, blue, magenta, cyan, white, then the bright ones; readable on the background of the theme
LIGHT = "#24292f #cf222e #116329 #7d4e00 #0550ae #8250df #1b7c83 #57606a #57606a #a40e26 #1a7f37 #633c01 #0969da #6639ba #3192aa #24292f"
DARK = "#6e7681 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #c9d1d9 #8b949e #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff"
BLOCKS = {"█": (0, 1), "▀": (0, 0.5), "▄": (0.5, 0.5)}  # top and height in a cell


def still(screen, title):
    """Returns the SVG of one screen."""
    rows = [_row(cells) for cells in screen.cells]
    body = [f'<g transform="translate(0 {index * CELL_HEIGHT})">{row}</g>' for index, row in enumerate(rows) if row]
    return _document(screen.columns, len(rows), title, "", body)


def animated(frames, columns, title, pause=6.0):
    """Returns an SVG that shows frames, pairs of a time in seconds and the cells of all rows, and starts again after a pause.

    A row that does not change between frames is in the SVG once. Who prefers reduced motion sees the last frame.
    """
    end = frames[-1][0] + pause
    row_count = len(frames[-1][1])
    names, body = {}, []
    for index in range(row_count):
        for start, stop, row in _intervals([(time, _row(cells[index])) for time, cells in frames], end):
            name = names.setdefault((start, stop), f"f{len(names)}")
            last = " last" if stop == end else ""
            body.append(f'<g class="{name}{last}" transform="translate(0 {index * CELL_HEIGHT})">{row}</g>')
    style = "".join(_keyframes(name, start / end * 100, stop / end * 100, end) for (start, stop), name in names.items())
    reduced = "@media (prefers-reduced-motion:reduce){g[class]{animation:none}g.last{visibility:visible}}"
    return _document(columns, row_count, title, "g[class]{visibility:hidden}" + style + reduced, body)


def _intervals(states, end):
    """Yields (start, stop, content) of each stretch of time in which a row is the same and not empty."""
    start, current = states[0]
    for time, content in states[1:] + [(end, None)]:
        if content != current:
            if current:
                yield start, time, current
            start, current = time, content


def _keyframes(name, start, stop, seconds):
    steps = [(0, "hidden")] if start else []
    steps += [(start, "visible")] + ([(stop, "hidden")] if stop < 100 else [])
    frames = "".join(f"{percent:.2f}%{{visibility:{state}}}" for percent, state in steps)
    return f"@keyframes {name}{{{frames}}}.{name}{{animation:{name} {seconds:.1f}s step-end infinite}}"


def _row(cells):
    """Returns the SVG of a row: backgrounds, then runs of text with one style."""
    backgrounds, texts, start = [], [], 0
    while start < len(cells):
        style, end = cells[start][1], start
        while end < len(cells) and cells[end][1] == style:
            end += 1
        background, text = _run(cells[start:end], style, start)
        backgrounds.append(background)
        texts.append(text)
        start = end
    return "".join(backgrounds + texts)


def _run(cells, style, column):
    foreground, background = style.foreground, style.background
    if style.reverse:
        foreground, background = ("back" if background is None else background), ("fore" if foreground is None else foreground)
    rectangle = "" if background is None else _rectangle(column, len(cells), (0, 1), background)
    text, block_shapes = "", ""
    for offset, (character, _) in enumerate(cells):
        if character in BLOCKS:
            block_shapes += _rectangle(column + offset, 1, BLOCKS[character], "fore" if foreground is None else foreground)
        text += " " if character in BLOCKS else character
    return rectangle, block_shapes + _words(text, cells, style, foreground, column)


def _words(text, cells, style, foreground, column):
    """Returns text elements for the parts between gaps of two or more spaces, each stretched to its cells so that any font fits."""
    parts, position = [], 0
    for word in text.split("  "):
        if word.strip():
            leading = len(word) - len(word.lstrip())
            content = word.strip()
            at = position + leading + sum(1 for character, _ in cells[: position + leading] if character == "")
            width = sum(2 if _is_wide(cells, at, index) else 1 for index in range(len(content)))
            parts.append(
                f'<text x="{_number((column + at) * CELL_WIDTH)}" textLength="{_number(width * CELL_WIDTH)}"'
                f"{_attributes(style, foreground)}>{escape(content, quote=False)}</text>"
            )
        position += len(word) + 2
    return "".join(parts)


def _is_wide(cells, at, index):
    return at + index + 1 < len(cells) and cells[at + index + 1][0] == ""


def _attributes(style, foreground):
    classes = [name for name, is_on in (("b", style.bold), ("d", style.dim), ("i", style.italic), ("u", style.underline)) if is_on]
    if isinstance(foreground, int):
        classes.append(f"c{foreground}")
    elif foreground == "back":
        classes.append("back")
    fill = f' fill="{foreground}"' if isinstance(foreground, str) and foreground.startswith("#") else ""
    return (f' class="{" ".join(classes)}"' if classes else "") + fill


def _rectangle(column, width, part, color):
    top, height = part
    fill = f'class="c{color}"' if isinstance(color, int) else f'fill="{color}"' if color.startswith("#") else f'class="{color}"'
    return (
        f'<rect x="{_number(column * CELL_WIDTH)}" y="{_number(top * CELL_HEIGHT - 13)}" width="{_number(width * CELL_WIDTH + 0.1)}"'
        f' height="{_number(height * CELL_HEIGHT + 0.1)}" {fill}/>'
    )


def _number(value):
    return f"{value:.1f}".removesuffix(".0")


def _document(columns, rows, title, style, body):
    width, height = columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + TITLE_HEIGHT + 2 * MARGIN
    palette = [" ".join(f"--c{index}:{color};" for index, color in enumerate(colors.split())) for colors in (LIGHT, DARK)]
    colors = "".join(f".c{index}{{fill:var(--c{index})}}" for index in range(16))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(width)} {height}" width="{_number(width)}" height="{height}"'
            ' role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>svg{{--back:#f6f8fa;--fore:#24292f;--line:#d0d7de;{palette[0]}}}",
            f"@media (prefers-color-scheme:dark){{svg{{--back:#0d1117;--fore:#c9d1d9;--line:#30363d;{palette[1]}}}}}",
            f"text{{font:{FONT_SIZE}px {FONTS};fill:var(--fore);white-space:pre}}.fore{{fill:var(--fore)}}.back{{fill:var(--back)}}",
            f".b{{font-weight:bold}}.d{{opacity:.65}}.i{{font-style:italic}}.u{{text-decoration:underline}}{colors}",
            f".window{{fill:var(--back);stroke:var(--line)}}.button{{fill:var(--line)}}{style}</style>",
            f'<rect class="window" x="0.5" y="0.5" width="{_number(width - 1)}" height="{height - 1}" rx="8"/>',
            *(f'<circle class="button" cx="{MARGIN + 6 + 18 * index}" cy="18" r="6"/>' for index in range(3)),
            f'<g transform="translate({MARGIN} {MARGIN + TITLE_HEIGHT + 13})">',
            *body,
            "</g></svg>",
            "",
        ]
    )
