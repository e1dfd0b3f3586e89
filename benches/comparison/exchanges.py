"""One exchange at MinIO, by every program that can do it."""

from measure import Command
from servers import CACHE, ROOT_SECRET, ROOT_USER

BOTO = """
import os, sys, boto3
sts = boto3.client("sts", endpoint_url=sys.argv[1])
if len(sys.argv) > 2:
    sts.assume_role_with_web_identity(RoleArn="arn:aws:iam::1:role/x", RoleSessionName="session", WebIdentityToken=open(sys.argv[2]).read(), DurationSeconds=3600)
else:
    sts.assume_role(RoleArn="arn:aws:iam::1:role/x", RoleSessionName="session", DurationSeconds=3600)
"""
FORM = "Action={action}&Version=2011-06-15&DurationSeconds=3600"
SLOW = 10  # programs in Python need half a second
ROLE = ["--role-arn", "arn:aws:iam::1:role/x", "--role-session-name", "session", "--duration-seconds", "3600"]


def assume_role(binary, place, url, authority):
    """AssumeRole with long-term keys."""
    environment = place.with_keys(**trust(authority))
    ours = [binary, "assume-role", "--endpoint", url, "--duration", "1h", "--no-cache", "-o", "json"]
    curl = ["/usr/bin/curl", "--silent", "--fail", "--aws-sigv4", "aws:amz:us-east-1:sts", "--user", f"{ROOT_USER}:{ROOT_SECRET}"]
    return [
        Command("sts-cli", ours, environment),
        Command("curl --aws-sigv4", [*curl, *curl_trust(authority), "--data", FORM.format(action="AssumeRole"), url], environment),
        Command("AWS CLI", [str(CACHE / "awscli/bin/aws"), "sts", "assume-role", "--endpoint-url", url, *ROLE], environment, SLOW),
        Command("boto3", [str(CACHE / "boto3/bin/python"), "-c", BOTO, url], environment, SLOW),
        Command("Go program of minio-go", [str(CACHE / "bin/minio-go-sample"), url], environment),
    ]


def web_identity(binary, place, url, authority, token_file):
    """AssumeRoleWithWebIdentity with a token from a file."""
    environment = place.environment(**trust(authority))
    ours = [binary, "web-identity", "--token", f"file:{token_file}", "--endpoint", url, "--duration", "1h", "--no-cache", "-o", "json"]
    form = ["--data", FORM.format(action="AssumeRoleWithWebIdentity"), "--data-urlencode", f"WebIdentityToken@{token_file}"]
    aws = [str(CACHE / "awscli/bin/aws"), "sts", "assume-role-with-web-identity", "--endpoint-url", url, *ROLE, "--no-sign-request"]
    return [
        Command("sts-cli", ours, environment),
        Command("curl", ["/usr/bin/curl", "--silent", "--fail", *curl_trust(authority), *form, url], environment),
        Command("AWS CLI", [*aws, "--web-identity-token", f"file://{token_file}"], environment, SLOW),
        Command("boto3", [str(CACHE / "boto3/bin/python"), "-c", BOTO, url, str(token_file)], environment, SLOW),
        Command("Go program of minio-go", [str(CACHE / "bin/minio-go-sample"), url, str(token_file)], environment),
    ]


def trust(authority):
    """The variables that name the test authority, for all programs."""
    return {"AWS_CA_BUNDLE": authority, "SSL_CERT_FILE": authority} if authority else {}


def curl_trust(authority):
    return ["--cacert", str(authority)] if authority else []
