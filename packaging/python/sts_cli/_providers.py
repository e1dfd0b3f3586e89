"""Credential providers for boto3, polars and obstore. Each runs sts-cli again before the credentials expire.

The libraries are imported when they are needed: the package depends on none of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ._credentials import credentials, server

if TYPE_CHECKING:
    import boto3
    import obstore.store


def boto3_session(profile: str, *options: str, **settings: Any) -> boto3.Session:
    """Returns a session of boto3 with the credentials of a profile. Clients for S3 use the profile's server and region.

    `options` are further arguments of `sts-cli get`, `settings` those of `boto3.Session`.
    """
    import boto3
    import botocore.credentials
    import botocore.session

    def fetch() -> dict[str, str]:
        found = credentials(profile, *options)
        return {
            "access_key": found.access_key,
            "secret_key": found.secret_key,
            "token": found.session_token,
            "expiry_time": found.expiration.isoformat(),
        }

    class Provider(botocore.credentials.CredentialProvider):  # type: ignore[misc]
        METHOD = CANONICAL_NAME = "sts-cli"

        def load(self) -> Any:
            return botocore.credentials.RefreshableCredentials.create_from_metadata(fetch(), fetch, self.METHOD)

    class Session(boto3.Session):  # type: ignore[misc]
        def client(self, service_name: str, *arguments: Any, **named: Any) -> Any:
            if service_name == "s3" and named.get("endpoint_url") is None:
                named["endpoint_url"] = place.url
            return super().client(service_name, *arguments, **named)

    place = server(profile, *options)
    core = botocore.session.get_session()
    core.get_component("credential_provider").providers.insert(0, Provider())
    settings.setdefault("region_name", place.region)
    return Session(botocore_session=core, **settings)


class PolarsProvider:
    """A credential provider of polars: the argument `credential_provider` of `scan_parquet` and the other functions."""

    def __init__(self, profile: str, *options: str) -> None:
        self.profile, self.options = profile, options

    def __call__(self) -> tuple[dict[str, str], int]:
        """Returns credentials, and their expiration in seconds since 1970."""
        found = credentials(self.profile, *self.options)
        keys = {
            "aws_access_key_id": found.access_key,
            "aws_secret_access_key": found.secret_key,
            "aws_session_token": found.session_token,
        }
        return keys, int(found.expiration.timestamp())


def polars_provider(profile: str, *options: str) -> PolarsProvider:
    """Returns a credential provider of polars. `polars_options` also names the server."""
    return PolarsProvider(profile, *options)


def polars_options(profile: str, *options: str) -> dict[str, Any]:
    """Returns the arguments with which polars reads from the server of a profile: the credential provider, the URL and the region.

    polars.scan_parquet("s3://logs/*.parquet", **sts_cli.polars_options("prod"))
    """
    place = server(profile, *options)
    settings = {"aws_endpoint_url": place.url, "aws_region": place.region}
    storage = {name: value for name, value in settings.items() if value is not None}
    if place.allow_http:
        storage["aws_allow_http"] = "true"
    return {"credential_provider": PolarsProvider(profile, *options), "storage_options": storage}


class ObstoreProvider:
    """A credential provider of obstore: the argument `credential_provider` of `S3Store`, which also gets the region from it."""

    def __init__(self, profile: str, *options: str) -> None:
        self.profile, self.options = profile, options
        self.config: dict[str, str] = {}

    def __call__(self) -> dict[str, str | datetime]:
        """Returns credentials with their expiration."""
        found = credentials(self.profile, *self.options)
        return {
            "access_key_id": found.access_key,
            "secret_access_key": found.secret_key,
            "token": found.session_token,
            "expires_at": found.expiration,
        }


def obstore_provider(profile: str, *options: str) -> ObstoreProvider:
    """Returns a credential provider of obstore. `obstore_store` also names the server."""
    return ObstoreProvider(profile, *options)


def obstore_store(profile: str, bucket: str, *options: str, **settings: Any) -> obstore.store.S3Store:
    """Returns a bucket at the server of a profile. `settings` are those of `S3Store`."""
    from obstore.store import S3Store

    place = server(profile, *options)
    for name, value in (("endpoint", place.url), ("region", place.region)):
        if value is not None:
            settings.setdefault(name, value)
    if place.allow_http:
        settings["client_options"] = {"allow_http": True, **settings.get("client_options", {})}
    provider: Any = ObstoreProvider(profile, *options)
    return S3Store(bucket, credential_provider=provider, **settings)
