"""The fixture `sts_sandbox` of pytest, which finds this module by an entry point of the package."""

from __future__ import annotations

from typing import Iterator

import pytest

from ._sandbox import Sandbox, sandbox


@pytest.fixture
def sts_sandbox() -> Iterator[Sandbox]:
    """A sandbox in which alice is logged in; it stops after the test."""
    with sandbox() as running:
        yield running
