"""Calls with cached credentials, and S3 tools that get their credentials from the program."""

import json
import subprocess
from measure import Command
from servers import CACHE


def log_in(binary, place, provider, url, browser, *more):
    """Logs in at MinIO with a browser that signs in at once, and saves the profile `prod`."""
    options = ["--issuer", provider.issuer, "--client-id", "sts-cli", "--endpoint", url, "--save", "prod", "-o", "json", *more]
    done = subprocess.run(
        [binary, "web-identity", *options], env=place.environment(BROWSER=browser), capture_output=True, text=True, timeout=60
    )
    if done.returncode != 0:
        raise SystemExit(f"compare: the login failed:\n{done.stderr}")
    return json.loads(done.stdout)


def configure_tools(binary, place, url, keys):
    """Writes AWS profiles, and remotes of rclone, that use the program (`process`) or static keys (`static`)."""
    aws = place.home / ".aws"
    aws.mkdir()
    access_key, secret_key, token = keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
    static = f"aws_access_key_id = {access_key}\naws_secret_access_key = {secret_key}\naws_session_token = {token}\n"
    process = f"credential_process = {binary} get prod -o process\n"
    place_lines = f"region = us-east-1\nendpoint_url = {url}\n"
    (aws / "config").write_text(f"[profile process]\n{process}{place_lines}\n[profile static]\n{static}{place_lines}")
    rclone = place.home / ".config/rclone"
    rclone.mkdir(parents=True, exist_ok=True)
    remote = "[{0}]\ntype = s3\nprovider = Minio\nenv_auth = true\nprofile = {0}\nendpoint = " + url + "\n\n"
    (rclone / "rclone.conf").write_text(remote.format("process") + remote.format("static"))


def calls(binary, place, entry):
    """Ways to get credentials that are there already: `entry` is the cache file of ours."""
    environment = place.environment()
    aws = "/usr/bin/aws"  # version 1, which the live suite installs, has no export-credentials
    found = [
        Command("sts-cli", [binary, "get", "prod", "-o", "json"], environment),
        Command("/bin/true", ["/bin/true"], environment),
        Command("cat of the file", ["/bin/cat", str(entry)], environment),
    ]
    slow = [
        found[0],
        Command("aws configure export-credentials", [aws, "configure", "export-credentials", "--profile", "static"], environment),
    ]
    helper = CACHE / "bin/rolesanywhere-credential-helper"
    if helper.exists():  # it caches nothing itself, so this is the least that a call of it can cost
        slow.append(Command("rolesanywhere-credential-helper version", [str(helper), "version"], environment))
    return found, slow


def kubelogin(place, provider):
    """A call of kubelogin with a cached token, if it could be installed."""
    program = CACHE / "bin/kubelogin"
    if not program.exists():
        return []
    options = ["--grant-type=password", "--username=alice", "--password=secret", f"--token-cache-dir={place.home}/kubelogin"]
    address = [f"--oidc-issuer-url={provider.issuer}", "--oidc-client-id=sts-cli"]
    return [Command("kubelogin get-token", [str(program), "get-token", *address, *options], place.environment())]


def aws_vault(place, keys):
    """A call of aws-vault with static keys in its encrypted file, if it could be installed."""
    program, config = CACHE / "bin/aws-vault", place.home / ".aws/vault"
    if not program.exists():
        return []
    config.write_text("[profile vault]\nregion = us-east-1\n")
    secrets = {"AWS_VAULT_BACKEND": "file", "AWS_VAULT_FILE_PASSPHRASE": "test", "AWS_VAULT_FILE_DIR": place.home / "vault"}
    environment = place.environment(**secrets, AWS_CONFIG_FILE=config)
    pair = {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"]}
    subprocess.run([program, "add", "--env", "vault"], env=environment | pair, check=True, capture_output=True)
    return [Command("aws-vault export", [str(program), "export", "--no-session", "--format=json", "vault"], environment)]


def tools(place, url):
    """S3 tools that list a bucket, each with the program and with static keys."""
    aws, rclone, s5cmd = (str(CACHE / path) for path in ("awscli/bin/aws", "rclone/bin/rclone", "s5cmd/bin/s5cmd"))
    environment = place.environment()

    def both(name, arguments, in_variable):
        profile = lambda kind: [argument.replace("PROFILE", kind) for argument in arguments]
        variables = lambda kind: environment | ({"AWS_PROFILE": kind} if in_variable else {})
        kinds = [("sts-cli", "process"), ("static keys", "static")]
        return name, [Command(label, profile(kind), variables(kind)) for label, kind in kinds]

    return [
        both("aws s3 ls", [aws, "s3", "ls", "s3://bucket", "--profile", "PROFILE"], False),
        both("s5cmd ls", [s5cmd, "--endpoint-url", url, "ls", "s3://bucket"], True),
        both("rclone lsf", [rclone, "lsf", "PROFILE:bucket"], False),
    ]
