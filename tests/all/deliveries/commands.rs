//! `exec`: what a command finds in its environment, and a real command beside its endpoint.

use super::upstream::{Reply, SECRET_KEY, Upstream, mode, request, wait_until};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;
use sts_cli::deliver::exec::{self, CommandVariable, Error};
use sts_cli::request::{Dialect, Request};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The environment of a command after these variables.
fn environment(variables: Vec<CommandVariable>) -> BTreeMap<String, Option<String>> {
    variables.into_iter().map(|(name, value)| (name, value.map(|value| value.to_string()))).collect()
}

/// What a command does not find, whatever its caller has set.
const UNSET: [&str; 31] = [
    "AWS_ALLOW_HTTP",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_S3_ENDPOINT",
    "DUCKDB_S3_ENDPOINT",
    "FSSPEC_S3",
    "FSSPEC_S3_CLIENT_KWARGS",
    "FSSPEC_S3_ENDPOINT_URL",
    "RCLONE_S3_ENDPOINT",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_SECURITY_TOKEN",
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_TOKEN",
    "AWS_NO_SIGN_REQUEST",
    "AWS_SKIP_SIGNATURE",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
    "AWS_S3_EXPRESS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_HTTPS",
    "DUCKDB_S3_USE_SSL",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

#[test]
fn a_command_gets_the_keys_in_the_variables_of_every_tool() {
    let credentials = Upstream::granting(HOUR).credentials(1);
    let request = Request { dialect: Some(Dialect::Minio), ..request(Some("my-prod")) };
    let found = environment(exec::variables(&credentials, &request));
    let host = format!("https://FAKEKEY1:{SECRET_KEY}:fake-session-token@minio.example:9000");
    let expected = [
        ("AWS_ACCESS_KEY_ID", Some("FAKEKEY1")),
        ("AWS_SECRET_ACCESS_KEY", Some(SECRET_KEY)),
        ("AWS_SESSION_TOKEN", Some("fake-session-token")),
        ("AWS_CREDENTIAL_EXPIRATION", Some("2030-01-01T01:00:00Z")),
        ("AWS_REGION", Some("us-east-1")),
        ("AWS_DEFAULT_REGION", Some("us-east-1")),
        ("AWS_ENDPOINT_URL_S3", Some("https://minio.example:9000")),
        ("AWS_ENDPOINT", Some("https://minio.example:9000")),
        ("S3_ENDPOINT_URL", Some("https://minio.example:9000")),
        ("STS_CLI_ACTIVE_PROFILE", Some("my-prod")),
        ("STS_CLI_ACTIVE_PROFILE", Some("my-prod")),
        ("MC_HOST_my-prod", Some(&host)),
        ("MC_HOST_my_prod", Some(&host)),
        ("RCLONE_CONFIG_MY_PROD_TYPE", Some("s3")),
        ("RCLONE_CONFIG_MY_PROD_PROVIDER", Some("Minio")),
        ("RCLONE_CONFIG_MY_PROD_ENV_AUTH", Some("false")),
        ("RCLONE_CONFIG_MY_PROD_ACCESS_KEY_ID", Some("FAKEKEY1")),
        ("RCLONE_CONFIG_MY_PROD_SECRET_ACCESS_KEY", Some(SECRET_KEY)),
        ("RCLONE_CONFIG_MY_PROD_SESSION_TOKEN", Some("fake-session-token")),
        ("RCLONE_CONFIG_MY_PROD_ENDPOINT", Some("https://minio.example:9000")),
        ("RCLONE_CONFIG_MY_PROD_REGION", Some("us-east-1")),
        ("RCLONE_CONFIG_MY_PROD_FORCE_PATH_STYLE", Some("true")),
        ("RCLONE_CONFIG_MY_PROD_PROFILE", Some("")),
        ("RCLONE_CONFIG_MY_PROD_SHARED_CREDENTIALS_FILE", Some("")),
        ("RCLONE_CONFIG_MY_PROD_ROLE_ARN", Some("")),
        ("RCLONE_CONFIG_MY_PROD_STS_ENDPOINT", Some("")),
        ("RCLONE_CONFIG_MY_PROD_DOWNLOAD_URL", Some("")),
        ("RCLONE_CONFIG_MY_PROD_V2_AUTH", Some("false")),
        ("RCLONE_CONFIG_MY_PROD_USE_ACCELERATE_ENDPOINT", Some("false")),
        ("RCLONE_CONFIG_MY_PROD_USE_DUAL_STACK", Some("false")),
    ];
    let mut expected: BTreeMap<_, _> = expected
        .into_iter()
        .chain(UNSET.map(|name| (name, None)))
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .collect();
    for (name, value) in expected.clone().into_iter().filter(|(name, _)| name.starts_with("RCLONE_CONFIG_MY_PROD_")) {
        expected.insert(name.replace("MY_PROD", "MY-PROD"), value); // rclone looks to the letter
    }
    assert_eq!(found, expected);
}

/// Runs a POSIX shell with this script beside an endpoint; `$0` is the folder of `upstream`.
fn run(upstream: &Upstream, script: &str) -> Result<u8, Error> {
    let deps = upstream.deps();
    let folder = upstream.file("").into_os_string();
    let arguments = [OsString::from("-c"), script.into(), folder];
    let request = request(Some("prod"));
    let first = upstream.credentials(0);
    let run = exec::run_renewing("sh".as_ref(), &arguments, first, upstream, &request, &deps);
    deps.block_on(run).unwrap()
}

#[test]
fn the_endpoint_beside_a_command_renews_until_the_command_exits() {
    let upstream = Upstream::granting(HOUR);
    let script =
        "env > \"$0/env.new\"; mv \"$0/env.new\" \"$0/env\"; for round in $(seq 600); do [ -e \"$0/go\" ] && exit 7; sleep 0.05; done";
    let shared = Arc::clone(&upstream);
    let command = std::thread::spawn(move || run(&shared, script));
    wait_until("the command has begun", || upstream.file("env").exists());
    let text = std::fs::read_to_string(upstream.file("env")).unwrap();
    let found: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
    assert!(!text.contains(SECRET_KEY), "keys would stay when new ones come");
    assert_eq!(found["RCLONE_CONFIG_PROD_ENV_AUTH"], "true");
    for name in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        let file = std::path::Path::new(found[name]);
        assert_eq!((std::fs::read(file).unwrap().len(), mode(file)), (0, 0o600), "{name}");
    }

    let address: url::Url = found["AWS_CONTAINER_CREDENTIALS_FULL_URI"].parse().unwrap();
    let (port, token) = (address.port().unwrap(), found["AWS_CONTAINER_AUTHORIZATION_TOKEN"]);
    let question =
        format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n", address.path());
    assert_eq!(Reply::to(&question, port).key(), "FAKEKEY0");
    assert_eq!(upstream.calls(), 0, "the first credentials were there");
    upstream.at(upstream.now() + HOUR);
    assert_eq!(Reply::to(&question, port).key(), "FAKEKEY1");

    std::fs::write(upstream.file("go"), "").unwrap();
    assert_eq!(command.join().unwrap().unwrap(), 7);
    assert!(!std::path::Path::new(found["AWS_CONFIG_FILE"]).exists(), "the private folder is gone");
}

#[test]
fn a_command_killed_by_a_signal_exits_with_128_plus_the_signal() {
    assert_eq!(run(&Upstream::granting(HOUR), "kill -9 $$").unwrap(), 137);
}

#[test]
fn a_missing_command_is_named() {
    let upstream = Upstream::granting(HOUR);
    let error = exec::run("no-such-program".as_ref(), &[], &upstream.credentials(1), &request(None), &upstream.deps()).err().unwrap();
    assert_eq!(error.to_string(), "could not find the command `no-such-program`");
    let folder = upstream.file("");
    let error = exec::run(folder.as_os_str(), &[], &upstream.credentials(1), &request(None), &upstream.deps()).err().unwrap();
    assert!(matches!(error, Error::NotRun { .. }), "{error}");
}
