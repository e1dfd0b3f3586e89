//! S3 clients: MinIO's `mc` and the AWS CLI.

pub(crate) mod matrix;
pub(crate) mod table;
pub(crate) mod ways;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use crate::program::{ProgramOutput, bare, run};
use crate::servers::minio::ENDPOINT;
use crate::story::Story;

/// A set of temporary credentials, read from what `-o json` printed.
pub(crate) struct Keys {
    access_key: String,
    secret_key: String,
    session_token: String,
    expiration: String,
    endpoint: &'static str,
    /// How long it took to get them.
    pub(crate) took: Duration,
}

impl Keys {
    /// Reads the one JSON object that `credential_process` defines, and refuses anything more or less.
    pub(crate) fn read(said: &ProgramOutput) -> Self {
        Self::of(&said.json(), said)
    }

    /// Reads one of several JSON objects of an output.
    pub(crate) fn of(object: &Value, said: &ProgramOutput) -> Self {
        let names: BTreeSet<&str> = object.as_object().expect("one object").keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken", "Version"]));
        assert_eq!(object["Version"], 1);
        let text = |name: &str| object[name].as_str().filter(|value| !value.is_empty()).expect("a value").to_owned();
        for secret in [text("SecretAccessKey"), text("SessionToken")] {
            assert!(!said.stderr.contains(&secret), "a secret stands on stderr");
        }
        Self {
            access_key: text("AccessKeyId"),
            secret_key: text("SecretAccessKey"),
            session_token: text("SessionToken"),
            expiration: text("Expiration"),
            endpoint: ENDPOINT,
            took: said.took,
        }
    }

    /// Whether these are the same credentials.
    pub(crate) fn is_same_as(&self, others: &Self) -> bool {
        self.access_key == others.access_key
    }

    /// Returns these credentials for another server.
    pub(crate) fn at(self, endpoint: &'static str) -> Self {
        Self { endpoint, ..self }
    }

    /// The values that tools take from their environment.
    pub(crate) fn variables(&self) -> [(&str, &str); 3] {
        let Self { access_key, secret_key, session_token, .. } = self;
        [("AWS_ACCESS_KEY_ID", access_key), ("AWS_SECRET_ACCESS_KEY", secret_key), ("AWS_SESSION_TOKEN", session_token)]
    }

    /// Whether the claim of the session token holds this text.
    pub(crate) fn assert_claim(&self, name: &str, value: &str) {
        let claims = self.claims();
        assert!(claims[name].to_string().contains(value), "{name} is {}", claims[name]);
    }

    pub(crate) fn assert_minutes_left(&self, expected: i64) {
        let minutes = self.minutes_left();
        assert!((expected - 2..=expected).contains(&minutes), "{minutes} minutes are left, not {expected}");
    }

    pub(crate) fn minutes_left(&self) -> i64 {
        minutes_until(&self.expiration)
    }

    /// Returns the claims of the session token.
    pub(crate) fn claims(&self) -> Value {
        let payload = self.session_token.split('.').nth(1).expect("the session token is a JWT");
        let bytes = URL_SAFE_NO_PAD.decode(payload).expect("base64url without padding");
        serde_json::from_slice(&bytes).expect("its payload is JSON")
    }
}

/// Runs `mc` with the credentials as host `x`.
pub(crate) fn mc(story: &Story, keys: &Keys, arguments: &[&str]) -> ProgramOutput {
    let host = keys.endpoint.replace("://", &format!("://{}:{}:{}@", keys.access_key, keys.secret_key, keys.session_token));
    let program = story.tools.mc().display().to_string();
    run(bare(story, &program).env("MC_HOST_x", host).args(["--insecure"]).args(arguments))
}

/// Runs the AWS CLI with the credentials in its variables.
pub(crate) fn aws(story: &Story, keys: &Keys, arguments: &[&str]) -> ProgramOutput {
    let program = story.tools.aws().display().to_string();
    let mut command = bare(story, &program);
    command.envs(keys.variables()).env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_DEFAULT_REGION", "us-east-1");
    run(command.args(["--no-verify-ssl", "--endpoint-url", keys.endpoint]).args(arguments))
}

/// A small file to copy to a bucket.
pub(crate) fn small_file(story: &Story) -> String {
    let file = story.home().join("small.txt");
    fs::write(&file, "a small file\n").expect("the home can be written");
    file.display().to_string()
}

/// Lists the buckets, then writes into `demo`, with the quicker client.
pub(crate) fn assert_lists_and_writes(story: &Story, keys: &Keys) {
    let file = small_file(story);
    let listed = mc(story, keys, &["ls", "x"]).assert_ok();
    assert!(listed.stdout.contains("demo/") && listed.stdout.contains("logs/"), "{}", listed.stdout);
    let name = story.output_file("written.txt");
    let name = name.file_name().and_then(|name| name.to_str()).expect("a name");
    mc(story, keys, &["cp", &file, &format!("x/demo/{name}")]).assert_ok();
    assert_eq!(mc(story, keys, &["cat", &format!("x/demo/{name}")]).assert_ok().stdout, "a small file\n");
}

/// Lists the buckets, then writes into `demo`, with both clients.
pub(crate) fn assert_list_and_write(story: &Story, keys: &Keys, name: &str) {
    let file = small_file(story);
    let listed = mc(story, keys, &["ls", "x"]).assert_ok();
    assert!(listed.stdout.contains("demo/") && listed.stdout.contains("logs/"), "{}", listed.stdout);
    mc(story, keys, &["cp", &file, &format!("x/demo/{name}-by-mc.txt")]).assert_ok();
    let listed = aws(story, keys, &["s3", "ls"]).assert_ok();
    assert!(listed.stdout.contains("demo") && listed.stdout.contains("logs"), "{}", listed.stdout);
    aws(story, keys, &["s3", "cp", &file, &format!("s3://demo/{name}-by-aws.txt")]).assert_ok();
    let listed = aws(story, keys, &["s3", "ls", "s3://demo"]).assert_ok();
    assert!(listed.stdout.contains(&format!("{name}-by-mc.txt")), "{}", listed.stdout);
    assert!(listed.stdout.contains(&format!("{name}-by-aws.txt")), "{}", listed.stdout);
}

/// The minutes between now and this time, rounded.
pub(crate) fn minutes_until(time: &str) -> i64 {
    let time: Timestamp = time.parse().expect("a time as RFC 3339 writes it");
    (time.as_second() - Timestamp::now().as_second() + 30) / 60
}
