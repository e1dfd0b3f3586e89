"""Temporary S3 credentials from a login, for Python: the program `sts-cli`, and credential providers that renew.

    import sts_cli

    s3 = sts_cli.boto3_session("prod").client("s3")

`prod` is a profile of sts-cli: create it in a terminal with `sts-cli login https://minio.example:9000 --save prod`.
"""

from ._credentials import Credentials, credentials
from ._program import Error, path
from ._providers import (
    ObstoreProvider,
    PolarsProvider,
    boto3_session,
    obstore_provider,
    obstore_store,
    polars_options,
    polars_provider,
)
from ._sandbox import Sandbox, sandbox

__all__ = [
    "Credentials",
    "Error",
    "ObstoreProvider",
    "PolarsProvider",
    "Sandbox",
    "boto3_session",
    "credentials",
    "obstore_provider",
    "obstore_store",
    "path",
    "polars_options",
    "polars_provider",
    "sandbox",
]
