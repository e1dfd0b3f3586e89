"""The tables of docs/reference/performance.md."""

import os
import platform
import re
import subprocess
from pathlib import Path

import reasons

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/reference/performance.md"


def ratios(title, samples, ours="sts-cli"):
    """One table: the program in relation to each of the others, ratios first."""
    lines = [f"{title}: sts-cli takes {samples[ours].text()} ms.", "", "| of its time | of its processor time | compared with | its milliseconds |"]
    lines.append("|---|---|---|---|")
    for name, sample in samples.items():
        if name != ours:
            wall = samples[ours].median() / sample.median()
            cpu = samples[ours].median_cpu() / sample.median_cpu() if sample.median_cpu() else float("nan")
            lines.append(f"| {wall:.3f} | {cpu:.3f} | {name} | {sample.text()} |")
    return "\n".join(lines) + "\n\n"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def losses(tables):
    """A sentence about each comparison in which another program was faster, with the reason if `reasons.py` has one."""
    ahead = []
    for title, samples in tables:
        for name, sample in samples.items():
            if name not in ("sts-cli", "static keys") and sample.median() < samples["sts-cli"].median():
                time = f"{sample.median() / samples['sts-cli'].median():.2f} of the time of sts-cli with {name}"
                ahead.append(f"- {title}: {time}. {reasons.of_loss(title, name)}".rstrip())
    return "\n".join(ahead) + "\n\n" if ahead else "No other program that gets or serves credentials was faster in any row.\n\n"


def budgets(figures, is_static):
    """The table of the budgets of this kind of program, and what is known about each that is missed."""
    rows, missed = [], []
    for budget in reasons.BUDGETS:
        limit = budget.released if is_static else budget.dynamic
        if limit is None or budget.what not in figures:
            continue
        figure = figures[budget.what]
        is_met = figure >= limit if budget.is_least else figure <= limit
        rows.append(("yes" if is_met else "**no**", budget.what, f"{figure:.3f}", f"{'≥' if budget.is_least else '≤'} {limit}"))
        if not is_met:
            missed.append(f"- {budget.what}: {budget.if_missed}")
    explained = "Missed:\n\n" + "\n".join(missed) + "\n\n" if missed else ""
    return table(["within it", "what", "measured", "budget"], rows) + explained


def is_static(binary):
    """Whether the program needs no dynamic loader."""
    return b"INTERP" not in subprocess.run(["readelf", "--program-headers", binary], capture_output=True, check=True).stdout


def machine(binary):
    """A sentence about the machine and the program."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    commit = subprocess.run(["git", "log", "-1", "--format=%h of %cs"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    kind, load = "static" if is_static(binary) else "dynamic", os.getloadavg()[0]
    name, linux = cpu[1] if cpu else platform.machine(), ".".join(platform.release().split(".")[:2])
    return (
        f"Measured on {os.cpu_count()} cores of {name} with {memory:.0f} GB and Linux {linux}, whose load was {load:.1f}, with the {kind} program "
        f"of {os.path.getsize(binary) / 1e6:.2f} MB, commit {commit}. Each pair of programs ran in turn; the times are medians "
        "with the first and third quartile.\n\n"
    )


def write(text, script="benches/compare"):
    """Replaces what `script` has measured in the page."""
    begin, end = (f"<!-- {edge}: {script} -->\n" for edge in ("begin", "end"))
    before, rest = PAGE.read_text().split(begin)
    PAGE.write_text(before + begin + text + end + rest.split(end)[1])
