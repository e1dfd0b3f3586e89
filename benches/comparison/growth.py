"""Measures how the cost of a call grows with what is stored: million instructions for each size. Called by benches/growth."""

import argparse
import glob
import tempfile
from pathlib import Path

import cached
from measure import Command, instructions
from provider import Provider
from servers import Place

BROWSER = Path(__file__).parent / "browser.py"


class Growth:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.place = binary, folder, Place(folder / "home")
        self.place.home.mkdir()
        self.failed = []

    def count(self, *arguments):
        return instructions(Command("", [self.binary, *arguments], self.place.environment()), self.folder) / 1e6

    def row(self, what, sizes, prepare, arguments, shape):
        """Prints the counts for `sizes`. `shape` is `flat`: the last is at most 2 % above the first; or `linear`: it grows no faster than the
        size, from the second last to the last."""
        counts = []
        for size in sizes:
            prepare(size)
            counts.append(self.count(*arguments))
        first, before, last = counts[0], counts[-2], counts[-1]
        is_kept = last <= first * 1.02 if shape == "flat" else last - first <= (before - first) * sizes[-1] / sizes[-2] * 1.1
        if not is_kept:
            self.failed.append(what)
        cells = " ".join(f"{size}: {count:.2f}" for size, count in zip(sizes, counts))
        print(f"{what:<44} {shape:<7} {'' if is_kept else 'NO '} {cells}", flush=True)

    def run(self, provider):
        place = self.place
        cached.log_in(self.binary, place, provider, provider.issuer, BROWSER, "--dialect", "minio", "--no-buckets")
        state, config = place.home / ".local/state/sts-cli/credentials", place.home / ".config/sts-cli/profiles"
        entry = Path(glob.glob(f"{state}/*.json")[0])
        original, profile = entry.read_text(), (config / "prod.toml").read_text()

        def tokens(size):
            entry.write_text(original.replace("session-token-for-tests", "x" * size))

        def entries(count):
            for number in range(len(list(state.iterdir())), count):
                (state / f"{number:040x}.json").write_text(original)

        def profiles(count):
            for number in range(len(list(config.iterdir())), count):
                (config / f"p{number}.toml").write_text(profile)

        def aws_file(lines):
            folder = place.home / ".aws"
            folder.mkdir(exist_ok=True)
            sections = "".join(f"[profile p{number}]\nregion = us-east-1\noutput = json\n\n" for number in range(lines // 4))
            (folder / "config").write_text(sections)

        self.row("get -o json, bytes of session token", [1024, 8192, 16384, 32768, 65536], tokens, ["get", "prod", "-o", "json"], "linear")
        entry.write_text(original)
        self.row("get -o json, profiles", [1, 100, 1000, 10000], profiles, ["get", "prod", "-o", "json"], "flat")
        self.row("configure aws, lines of the AWS file", [4, 1000, 10000, 100000], aws_file, ["configure", "aws", "prod", "--dry-run"], "linear")
        self.row("get -o json, cache entries", [1, 1000, 10000, 100000], entries, ["get", "prod", "-o", "json"], "flat")
        self.row("--version, all of that", [1, 1], lambda _: None, ["--version"], "flat")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sts-cli-growth-") as folder:
        growth = Growth(options.binary, Path(folder))
        growth.run(Provider())
    raise SystemExit(f"growth: neither flat nor linear: {', '.join(growth.failed)}" if growth.failed else 0)


main()
