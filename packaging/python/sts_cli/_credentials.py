"""Credentials of a profile, and where they are valid."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from ._program import Error, output


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials. `repr` shows neither the secret key nor the session token."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime


def credentials(profile: str, *options: str) -> Credentials:
    """Returns fresh credentials of a profile: cached ones, else new ones.

    `options` are further arguments of `sts-cli get`, such as `"--allow", "read:logs"`. Raises `Error` with the program's text, for
    example if a login is required.
    """
    answer = _get(profile, "process", options)
    if "Expiration" not in answer:
        raise Error(f"error: could not use the credentials of `{profile}`: their expiration is unknown")
    return Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"], _time(answer["Expiration"]))


def _get(profile: str, form: str, options: tuple[str, ...]) -> dict[str, str]:
    if profile.startswith("-"):
        raise Error(f"error: `{profile}` is not the name of a profile\n  hint: `sts-cli profiles list` shows them")
    text = output(["get", profile, "-o", form, *options])
    try:
        answer: dict[str, str] = json.loads(text)
    except ValueError:  # whose text is that of the secrets
        answer = {}
    if not answer:
        raise Error("error: could not read the credentials: sts-cli printed something else")
    return answer


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@dataclass(frozen=True)
class Server:
    """The S3 server of a profile. `url` is None if it is Amazon's; `allow_http` says that it has plain http."""

    url: str | None
    region: str | None
    allow_http: bool


def server(profile: str, *options: str) -> Server:
    """Returns the server of a profile's credentials. Raises `Error` as `credentials` does."""
    answer = _get(profile, "storage-options", options)
    return Server(answer.get("aws_endpoint_url"), answer.get("aws_region"), answer.get("aws_allow_http") == "true")
