"""The budgets, and why a budget is missed or another program is faster: what a profile showed, and what was tried."""

from dataclasses import dataclass


@dataclass
class Budget:
    """What must hold for the program that is released (static) and for a dynamic build; `None`: no budget."""

    what: str
    released: float
    dynamic: float
    is_least: bool = False
    if_missed: str = ""


BUDGETS = [
    Budget("`--version`, million instructions", 0.03, 0.6),
    Budget("cached `get -o json`, million instructions", 0.40, 1.0),
    Budget(
        "cached `get -o env:sh`, million instructions",
        0.40,
        1.0,
        if_missed="a profile shows 0.06 million more than for JSON: about 40 commands, the search for variables that would override them, "
        "and copies of the session token that are cleared. When each command was a text of its own, it was 0.45.",
    ),
    Budget("cached `get -o json`, × the time of /bin/true", 1.0, 2.0),
    Budget("AssumeRole over http, × the time of curl", 0.5, 0.65),
    Budget("AssumeRole over https, × the time of curl", 0.4, 0.5),
    Budget("AWS CLI with `credential_process`, × the time with static keys", 1.02, 1.02),
    Budget(
        "`serve`, × the requests per second of a plain hyper server",
        0.9,
        None,
        is_least=True,
        if_missed="in other runs it was 0.81 to 0.93, also with the same program: it depends on what else uses the caches of the processor. A profile "
        "shows 16,000 instructions for a request; 1,000 of them compare the token, in constant time, and the host, which the plain server does "
        "not do.",
    ),
    Budget("`serve`, most memory, MiB", 6, 8),
    Budget("size of the program, MB", 9.0, 9.5),
]

# The beginning of a table's title, the name of the program that is faster, and why. The first that matches counts.
LOSSES = [
    ("A cached call", "/bin/true", ""),
    ("A cached call", "cat of the file", ""),
]


def of_loss(title, name):
    """Why the program `name` is faster in the table `title`; empty if it is not known."""
    return next((reason for start, program, reason in LOSSES if title.startswith(start) and name == program), "")
