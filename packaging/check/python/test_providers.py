"""The module `sts_cli`, installed from its wheel, with the sandbox of the same wheel. `.ci/packages` runs this."""

import os
import re
import shlex
import subprocess
import sys
import time

import boto3
import botocore.exceptions
import obstore
import polars
import pytest

import sts_cli

# Credentials of the sandbox expire so soon that each test lives through an expiration.
LIFE = 3


@pytest.fixture
def short_lived():
    with sts_cli.sandbox(faults=(f"short-life={LIFE}s",)) as running:
        yield running


def wait_for_expiration(credentials):
    time.sleep(max(0, credentials.expiration.timestamp() - time.time()) + 1)


def test_the_program_is_the_one_of_the_wheel():
    version = subprocess.run([sts_cli.path(), "--version"], check=True, capture_output=True, text=True).stdout
    assert version.startswith("sts-cli ")
    assert sts_cli.path().startswith(os.path.realpath(os.environ["VIRTUAL_ENV"]))


def test_boto3_outlives_an_expiration(short_lived):
    s3 = sts_cli.boto3_session(short_lived.profile).client("s3")
    first = sts_cli.credentials(short_lived.profile)
    s3.put_object(Bucket="demo", Key="report.csv", Body=b"1,2")
    wait_for_expiration(first)
    assert s3.get_object(Bucket="demo", Key="report.csv")["Body"].read() == b"1,2"
    assert sts_cli.credentials(short_lived.profile).access_key != first.access_key


def test_a_copy_of_the_keys_does_not_outlive_it(short_lived):
    copy = sts_cli.credentials(short_lived.profile)
    s3 = boto3.client(
        "s3", endpoint_url=short_lived.endpoint, region_name="us-east-1", aws_access_key_id=copy.access_key,
        aws_secret_access_key=copy.secret_key, aws_session_token=copy.session_token,
    )
    s3.list_buckets()
    wait_for_expiration(copy)
    with pytest.raises(botocore.exceptions.ClientError):
        s3.list_buckets()


def test_polars_outlives_an_expiration(short_lived):
    options = sts_cli.polars_options(short_lived.profile)
    frame = polars.DataFrame({"bytes": [1, 2]})
    frame.write_parquet("s3://demo/frame.parquet", **options)
    wait_for_expiration(sts_cli.credentials(short_lived.profile))
    assert polars.scan_parquet("s3://demo/frame.parquet", **options).collect().equals(frame)


def test_obstore_outlives_an_expiration(short_lived):
    store = sts_cli.obstore_store(short_lived.profile, "demo")
    obstore.put(store, "report.csv", b"1,2")
    wait_for_expiration(sts_cli.credentials(short_lived.profile))
    assert bytes(obstore.get(store, "report.csv").bytes()) == b"1,2"


def test_options_restrict_the_credentials(sts_sandbox):
    session = sts_cli.boto3_session(sts_sandbox.profile, "--allow", "read:logs")
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        session.client("s3").put_object(Bucket="demo", Key="report.csv", Body=b"")


def test_the_fixture_hides_the_profiles_of_the_user(sts_sandbox):
    assert os.environ["STS_CLI_ENDPOINT"] == sts_sandbox.endpoint
    assert subprocess.run([sts_cli.path(), "profiles", "list"], check=True, capture_output=True, text=True).stdout.count("sandbox") >= 1


def test_the_variables_are_restored():
    before = dict(os.environ)
    with sts_cli.sandbox():
        assert os.environ["STS_CLI_PROFILE"] == "none"
    assert dict(os.environ) == before


def test_no_repr_shows_a_secret(sts_sandbox):
    found = sts_cli.credentials(sts_sandbox.profile)
    session = sts_cli.boto3_session(sts_sandbox.profile)
    shown = repr([found, str(found), sts_sandbox, session, session.get_credentials(), sts_cli.polars_options("sandbox")])
    shown += repr([sts_cli.obstore_store("sandbox", "demo"), sts_cli.obstore_provider("sandbox")])
    assert found.access_key in shown
    assert found.secret_key not in shown and found.session_token not in shown


@pytest.mark.parametrize("on_terminal", [False, True])
def test_the_address_of_a_login_is_shown_at_once_and_once(sts_sandbox, monkeypatch, on_terminal):
    monkeypatch.setenv("BROWSER", "true")
    call = "credentials('sandbox', '--no-cache', '--login', 'device')" if on_terminal else "polars_options('sandbox', '--no-cache')"
    command = [sys.executable, "-c", f"import sts_cli; sts_cli.{call}"]
    if on_terminal:
        command = ["script", "--quiet", "--return", "--command", shlex.join(command), "/dev/null"]
    pipe, addresses = subprocess.PIPE, []
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout:
            for address in re.findall(r"http:\S+(?:user_code|state)=\S+", line):
                addresses.append(address)
                if len(addresses) == 1:
                    subprocess.run([sts_cli.path(), "sandbox", "sign-in", "alice", address], check=True)
    assert process.returncode == 0 and len(addresses) == 1


def test_an_error_is_shown_whole(sts_sandbox, capfd):
    for use in (sts_cli.credentials, sts_cli.boto3_session, sts_cli.polars_provider("nope"), sts_cli.obstore_provider("nope")):
        with pytest.raises(sts_cli.Error) as caught:
            use("nope") if use in (sts_cli.credentials, sts_cli.boto3_session) else use()
        assert str(caught.value).startswith("error: there is no profile `nope`")
        assert "hint:" in str(caught.value)
    assert capfd.readouterr().err == ""


def test_an_error_is_shown_whole_whatever_the_environment_sets(sts_sandbox, monkeypatch):
    for name, value in (("STS_CLI_ERROR_FORMAT", "json"), ("CLICOLOR_FORCE", "1"), ("STS_CLI_COLOR", "always")):
        monkeypatch.setenv(name, value)
    for profile in ("nope", "--help"):
        with pytest.raises(sts_cli.Error, match=r"^error: [^\x1b]*hint: "):
            sts_cli.credentials(profile)


def test_a_refused_login_is_an_error():
    with pytest.raises(sts_cli.Error, match="error: "):
        with sts_cli.sandbox("eve"):
            pass
