"""Calls with cached credentials, and S3 tools that get their credentials from the program."""

import json
import subprocess

from measure import Command
from servers import CACHE, openssl


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
    return found, slow


def roles_anywhere(place, provider, folder):
    """A call of the helper of IAM Roles Anywhere, if it could be installed. It caches nothing, so each call is a request to the provider."""
    program, key, certificate = CACHE / "bin/rolesanywhere-credential-helper", folder / "roles.key", folder / "roles.pem"
    if not program.exists():
        return []
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", 2, "-subj", "/CN=alice")
    arn = "arn:aws:rolesanywhere:us-east-1:000000000001"
    options = ["--trust-anchor-arn", f"{arn}:trust-anchor/1", "--profile-arn", f"{arn}:profile/1", "--endpoint", provider.issuer]
    identity = ["--certificate", str(certificate), "--private-key", str(key), "--role-arn", "arn:aws:iam::000000000001:role/x"]
    arguments = [str(program), "credential-process", *options, *identity, "--region", "us-east-1"]
    return [Command("rolesanywhere-credential-helper credential-process", arguments, place.environment())]


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


def mc(binary, place, url, keys, token_file):
    """`mc` with the variable that `exec` sets, with the same variable in place already, and with a token that it exchanges itself."""
    program, host = str(CACHE / "bin/mc"), url.removeprefix("http://")
    pair = ":".join(keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))  # mc decodes nothing
    own = {"MC_HOST_prod": url, "MC_STS_ENDPOINT_prod": url, "MC_WEB_IDENTITY_TOKEN_FILE_prod": token_file}
    call = [program, "--quiet", "ls", "prod/bucket"]
    return [
        Command("sts-cli", [binary, "exec", "prod", "--", *call], place.environment()),
        Command("static keys", call, place.environment(MC_HOST_prod=f"http://{pair}@{host}")),
        Command("a token that mc exchanges itself", call, place.environment(**own)),
    ]


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
