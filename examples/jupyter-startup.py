"""Jupyter and IPython: each kernel uses the AWS profile of sts-cli, and reports at its start if a login is required.

Save it as ~/.ipython/profile_default/startup/10-sts-cli.py. First, once, in a terminal: `sts-cli login https://minio.example:9000 --save prod`,
then `sts-cli configure aws prod`. boto3, s3fs, polars, pyarrow and DuckDB then get credentials from sts-cli when they need some.

# Checked: it runs in the tests of the sandbox, and with boto3 and MinIO in the live suite.
"""

import os
import subprocess

PROFILE = "prod"

os.environ.setdefault("AWS_PROFILE", PROFILE)


def _report_login():
    """Prints the status of the profile if something must be done; this needs no network, and never prompts."""
    command = ["sts-cli", "status", PROFILE]
    try:
        status = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"sts-cli: {error}")
        return
    if status.returncode != 0:
        print(status.stdout.rstrip())
        print(f"Run this in a terminal (File, New, Terminal), not in a cell: sts-cli login {PROFILE}")


_report_login()
