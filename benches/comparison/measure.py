"""Runs commands in turn (A B A B …), so that whatever else the machine does disturbs all of them alike, and takes their times."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Command:
    """A program to measure: its name in the table, its arguments and its whole environment. A slow one takes part in each n-th round only."""

    name: str
    arguments: list
    environment: dict
    every: int = 1


@dataclass
class Sample:
    """The times of one command, in milliseconds: elapsed, and of the processor (user and system, with what it waited for)."""

    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)

    def median(self):
        return statistics.median(self.wall)

    def median_cpu(self):
        return statistics.median(self.cpu)

    def text(self):
        """The median with both quartiles."""
        if len(self.wall) < 2:
            return f"{self.median():.1f}"
        first, _, third = statistics.quantiles(self.wall, n=4, method="inclusive")
        return f"{self.median():.2f} ({first:.2f} to {third:.2f})"


def run(command):
    """Runs it once; returns its elapsed and its processor time in milliseconds. It must succeed."""
    nothing, null = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_WRONLY)
    log = os.open("/tmp", os.O_TMPFILE | os.O_RDWR, 0o600)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
    try:
        started = time.perf_counter()
        process = os.posix_spawn(command.arguments[0], command.arguments, command.environment, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        wall = time.perf_counter() - started
        if status != 0:
            os.lseek(log, 0, os.SEEK_SET)
            text = os.read(log, 4000).decode(errors="replace")
            sys.exit(f"compare: failed: {' '.join(command.arguments)}\n{text}")
    finally:
        for descriptor in (nothing, null, log):
            os.close(descriptor)
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def in_turn(commands, rounds):
    """Runs all commands in each round, beginning with another one each time, and returns the sample of each by its name."""
    samples = {command.name: Sample() for command in commands}
    for command in commands:
        run(command)  # fills the caches of the system
    for number in range(rounds):
        first = number % len(commands)
        for command in commands[first:] + commands[:first]:
            if number % command.every:
                continue
            wall, cpu = run(command)
            samples[command.name].wall.append(wall)
            samples[command.name].cpu.append(cpu)
    return samples


def most_memory(command):
    """The most memory of it, in KiB. A process of its own measures it: a child begins with the peak of the process that starts it."""
    arguments = ["/usr/bin/time", "--format=%M", *command.arguments]
    return int(messages(arguments, command.environment).split()[-1])


def instructions(command, folder):
    """How many instructions it takes, with those of the dynamic linker."""
    arguments = ["/usr/bin/valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind", *command.arguments]
    lines = messages(arguments, command.environment).splitlines()
    return next(int(line.split()[-1]) for line in lines if "Collected :" in line)


def messages(arguments, environment):
    """Runs it, and returns its standard error. Its output is opened for writing only: `subprocess.DEVNULL` looks like a closed one."""
    with open(os.devnull, "wb") as null:
        done = subprocess.run(arguments, env=environment, stdout=null, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"compare: failed: {' '.join(arguments)}\n{done.stderr}")
    return done.stderr
