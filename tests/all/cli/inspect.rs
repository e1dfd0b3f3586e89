//! `inspect`: what any input is, decoded without network, and never a secret of it.

use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::snapshot::{Table, project};
use crate::support::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::path::PathBuf;

const SIGNATURE: &str = "c2lnbmF0dXJlLXRoYXQtbm9ib2R5LW1heS1ldmVyLXNlZQ";
/// 2030-01-01T00:00:00Z, the time of all tests here.
const NOW: i64 = 1_893_456_000;

/// A folder with a clock and a file to inspect.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("clock"), "2030-01-01T00:00:00Z").unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `sts-cli` with the clock of this folder.
    fn program(&self, arguments: &[&str]) -> Program {
        let program = Program::sts_cli(arguments.iter().copied()).env("STS_CLI_TEST_CLOCK", self.path("clock").to_str().unwrap());
        program.with_names([(self.0.path().display().to_string(), "[FOLDER]")])
    }

    /// Inspects a file with this content.
    fn inspect(&self, content: impl AsRef<[u8]>, more: &[&str]) -> Outcome {
        std::fs::write(self.path("input"), content).unwrap();
        let source = format!("file:{}", self.path("input").display());
        let outcome = self.program(&[&["inspect", &source], more].concat()).run();
        assert!(!outcome.stdout.contains(SIGNATURE) && !outcome.stderr.contains(SIGNATURE), "{outcome:#?}");
        outcome
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with this header and these claims, and a signature as long as those of its algorithm.
fn token_with(header: &Value, claims: &Value) -> String {
    let length = match header["alg"].as_str() {
        Some("HS256") => 43,
        Some("ES256" | "HS512") => 86,
        Some("none") => 0,
        _ => 342,
    };
    let signature = format!("{SIGNATURE:A<342}");
    format!("{}.{}.{}", part(header), part(claims), &signature[..length])
}

/// A token of a good provider; `change` changes its claims.
fn token(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": "https://id.example/realms/prod", "sub": "alice-1", "aud": "minio", "azp": "minio", "iat": NOW - 60, "exp": NOW + 240,
        "nonce": "nonce-that-nobody-may-ever-see", "preferred_username": "alice", "email": "alice@example.test", "groups": ["dev", "ops"],
        "policy": "readwrite,diagnostics", "email_verified": true,
    });
    change(&mut claims);
    token_with(&json!({"alg": "RS256", "typ": "JWT", "kid": "one"}), &claims)
}

fn without(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name);
}

#[test]
fn tokens_are_decoded_and_each_server_is_judged() {
    let folder = Folder::new();
    let mut table = Table::default();
    let header = |alg: &str, kid: Value| json!({"alg": alg, "kid": kid});
    let claims = json!({"iss": "https://id.example", "sub": "s", "aud": ["a", "b"], "exp": NOW + 60, "policy": ["p"]});
    let rows = [
        ("an ID token", token(|_| {})),
        (
            "an access token without audience and policy",
            token_with(
                &json!({"alg": "ES256", "typ": "at+jwt", "kid": "k"}),
                &json!({"iss": "https://id.example", "sub": "s", "client_id": "minio", "scope": "openid profile", "exp": NOW + 60}),
            ),
        ),
        (
            "of a service account",
            token(
                |claims| *claims = json!({"iss": "https://kubernetes.default.svc", "sub": "system:serviceaccount:apps:backup", "aud": ["sts.min.io"], "exp": NOW + 600, "iat": NOW, "nbf": NOW, "kubernetes.io": {"namespace": "apps"}}),
            ),
        ),
        ("expired, issued in the future", token(|claims| (claims["exp"], claims["iat"]) = ((NOW - 300).into(), (NOW + 300).into()))),
        ("without a kid", token_with(&json!({"alg": "RS256"}), &claims)),
        ("with a kid that is a number", token_with(&header("RS256", 7.into()), &claims)),
        ("signed with a shared secret", token_with(&header("HS256", "k".into()), &claims)),
        ("not signed", token_with(&header("none", "k".into()), &claims)),
        ("of a provider without https", token(|claims| claims["iss"] = "http://id.example".into())),
        ("with an unusable policy claim", token(|claims| claims["policy"] = json!({"name": "readwrite"}))),
        ("with an empty policy claim", token(|claims| claims["policy"] = json!([" ", ""]))),
        ("with groups only", token(|claims| without(claims, "policy"))),
        ("without a subject", token(|claims| without(claims, "sub"))),
        ("with 300 groups", token(|claims| claims["groups"] = (0..300).map(|at| format!("group-number-{at}")).collect::<Vec<_>>().into())),
        ("without an expiration", token(|claims| without(claims, "exp"))),
        ("without any time", token(|claims| ["exp", "iat"].iter().for_each(|name| without(claims, name)))),
        ("with times that are none", token(|claims| (claims["exp"], claims["iat"]) = (u64::MAX.into(), "today".into()))),
        ("with two characters too many", token(|_| {}) + "AA"),
        ("without its last characters", token_with(&header("ES256", "k".into()), &claims).strip_suffix("AAAAA").unwrap().to_owned()),
        ("with line breaks in its claims", token(|claims| claims["policy"] = "pq\n  Rights  admin".into())),
        ("with a password in its issuer", token(|claims| claims["iss"] = "https://u:nobody-may-ever-see@id.example".into())),
        ("a refresh token", token(|claims| claims["typ"] = "Offline".into())),
        ("a session token of MinIO", token(|claims| claims["accessKey"] = "FAKETEMPORARYKEY0000".into())),
        (
            "a session token of SeaweedFS",
            token(
                |claims| *claims = json!({"iss": "seaweedfs-sts", "sub": "s", "snam": "alice", "role": "arn:aws:iam::role/r", "principal": "arn:aws:sts::assumed-role/r/alice", "pol": ["p"], "exp": NOW + 60}),
            ),
        ),
    ];
    for (name, token) in rows {
        let outcome = folder.inspect(&token, &[]);
        assert!(!outcome.stdout.contains("nobody-may-ever-see"), "{outcome:#?}");
        table.ends(0, name, &outcome);
    }
    table.matches("tokens");
}

#[test]
fn any_other_input_gets_its_name() {
    let folder = Folder::new();
    let mut table = Table::default();
    let good = token(|_| {});
    let utf16: Vec<u8> = [0xfe_u8, 0xff].into_iter().chain(good.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let broken = good.replacen(".ey", ".y", 1);
    let jwe = format!("{}.a.b.c.d", part(&json!({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "k"})));
    let rows: [(&str, Vec<u8>, i32); 32] = [
        ("empty", Vec::new(), 4),
        ("spaces", b" \n\t\r\n".to_vec(), 4),
        ("a byte order mark", b"\xef\xbb\xbf".to_vec(), 4),
        ("a byte order mark and a token", ["\u{feff}", &good, "\n"].concat().into(), 0),
        ("in quotes", format!("\"{good}\"").into(), 0),
        ("a header", format!("Authorization: Bearer {good}").into(), 0),
        ("a variable", format!("export ID_TOKEN='{good}'").into(), 0),
        ("in UTF-16", utf16, 0),
        ("two tokens", format!("{good}\n{}", token(|claims| claims["sub"] = "bob-1".into())).into(), 0),
        ("an encrypted token", jwe.into(), 0),
        ("the header of a token", good.split('.').next().unwrap().into(), 4),
        ("two parts of a token", good.rsplit_once('.').unwrap().0.into(), 4),
        ("a token without some characters", broken.clone().into(), 4),
        ("the beginning of a token", good[..20].into(), 4),
        ("a token with a line break in it", format!("{}\n{}", &good[..90], &good[90..]).into(), 0),
        ("a token with a line break in its signature", format!("{}\r\n{}\r\n", &good[..good.len() - 9], &good[good.len() - 9..]).into(), 0),
        ("a token and a word after it", format!("{good} alice").into(), 0),
        ("a response of a token endpoint", format!("{{\"access_token\":\"{SIGNATURE}\",\"id_token\":\"{good}\",\"refresh_token\":\"{SIGNATURE}\"}}").into(), 0),
        ("a response with opaque tokens", format!("{{\"access_token\":\"{SIGNATURE}\",\"refresh_token\":\"{SIGNATURE}\"}}").into(), 4),
        ("an access key in a list", b"{\"AccessKeyId\":[\"x\"],\"SecretAccessKey\":\"y\"}".to_vec(), 4),
        ("a secret key in place of the access key", b"AWS_ACCESS_KEY_ID=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nAWS_SECRET_ACCESS_KEY=AKIAIOSFODNN7EXAMPLE\nAWS_CREDENTIAL_EXPIRATION=2030-01-01T08:00:00Z".to_vec(), 0),
        ("an opaque token", b"ya29.a0AfB_opaque-token".to_vec(), 4),
        ("a text", b"hello world".to_vec(), 4),
        ("a web page", b"<!DOCTYPE html><html><title>Console</title></html>".to_vec(), 4),
        ("XML", b"<?xml version=\"1.0\"?><ListAllMyBucketsResult/>".to_vec(), 4),
        ("JSON", b"{\"a\":1,\"\x1b[31mb\":2}".to_vec(), 4),
        ("JSON with secrets as names", format!("{{\"x/{broken}\":1,\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\":2,\"a\":3}}").into(), 4),
        ("a part of JSON", b"{\"AccessKeyId\":".to_vec(), 4),
        ("binary data", (0..=255).collect(), 4),
        ("latin-1", b"L\xf6we".to_vec(), 4),
        ("escape sequences", b"\x1b]0;title\x07\x1b[2J\x1b[31mred".to_vec(), 4),
        ("an SSH key", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB alice".to_vec(), 4),
    ];
    for (name, content, code) in rows {
        table.ends(code, name, &folder.inspect(content, &[]));
    }
    table.matches("inputs");
}

#[test]
fn large_inputs_are_named_soon_and_in_few_words() {
    const SIZE: usize = 10 * 1024 * 1024;
    let folder = Folder::new();
    let repeated = |text: &str| text.repeat(SIZE / text.len()).into_bytes();
    let pem = std::fs::read_to_string(project().join("tests/cases/keys/rsa-one.pem")).unwrap();
    let good = token(|_| {});
    for (content, kind) in [
        (vec![0; SIZE], "binary"),
        (repeated("a"), "opaque-token"),
        (repeated("a=a;"), "opaque-token"),
        (repeated("key="), "opaque-token"),
        (repeated("secret:'key=token="), "credentials"),
        (repeated("[{\"a\":"), "json"),
        (repeated("<a>"), "xml"),
        (repeated("eyJ."), "partial-token"),
        (repeated("-----BEGIN CERTIFICATE-----\n"), "certificate"),
        (repeated(&pem), "private-key"),
        (repeated(&format!("{good}\n")), "id-token"),
        ([good.as_bytes(), b" ", &repeated("x ")].concat(), "id-token"),
    ] {
        let outcome = folder.inspect(&content, &["--json"]);
        let beginning = String::from_utf8_lossy(&content[..20]);
        assert!(outcome.stdout.len() < 60_000, "{beginning}: {} bytes", outcome.stdout.len());
        let json = outcome.json();
        assert_eq!(json["findings"][0]["kind"], kind, "{beginning}");
        assert!(json["findings"][0]["problems"].to_string().contains("larger than 1 MiB"), "{beginning}");
        let length = &json["findings"][0]["facts"]["length"];
        assert!(length.as_u64().unwrap_or_default() < 10_000, "{beginning}: {length} bytes is only what was read");
        assert!(folder.inspect(&content, &[]).stdout.lines().count() < 300, "{beginning}");
    }
}

#[test]
fn a_token_on_the_command_line_is_not_repeated() {
    let folder = Folder::new();
    let good = token(|_| {});
    let mut table = Table::default();
    for argument in [&good, "opaque-secret-0123456789", "hunter2", "", "file:", "env:", "a:b", "./input", "https://user:hunter2@host"] {
        let outcome = folder.program(&["inspect", argument]).run();
        assert!(argument.len() < 3 || !outcome.stderr.contains(argument) || ["file:", "env:"].contains(&argument), "{outcome:#?}");
        assert!(!outcome.stderr.contains("hunter2") && outcome.stderr.contains("error: could not inspect the argument"), "{outcome:#?}");
        assert_eq!(outcome.code, 2);
    }
    table.ends(2, "a token", &folder.program(&["inspect", &good]).run());
    table.ends(2, "a variable that is not set", &folder.program(&["inspect", "env:NO_SUCH"]).run());
    let place = |name: &str| format!("file:{}", folder.path(name).display());
    table.ends(3, "a file that does not exist", &folder.program(&["inspect", &place("no-such")]).run());
    table.ends(3, "a folder", &folder.program(&["inspect", &place("")]).run());
    let two = folder.program(&["inspect", "-", &good]).run();
    assert!(two.code == 2 && !two.stderr.contains(&good), "{two:#?}");
    let world = World::new(&[]);
    table.ends(2, "nothing", &world.run(&["inspect"]));
    table.ends(2, "a profile that does not exist", &world.run(&["inspect", "prode"]));
    table.matches("arguments");
}

#[test]
fn standard_input_and_variables_are_read() {
    let folder = Folder::new();
    let good = token(|_| {});
    std::fs::write(folder.path("input"), &good).unwrap();
    let script = format!("exec {BINARY} inspect - --json < {}", folder.path("input").display());
    let piped = Program::of("sh", ["-c", script.as_str()]).run().json();
    assert_eq!((&piped["source"], &piped["findings"][0]["facts"]["subject"]), (&"-".into(), &"alice-1".into()));
    let variable = folder.program(&["inspect", "env:ID_TOKEN", "-o", "json"]).env("ID_TOKEN", &good).run().ok_with_json();
    assert_eq!((&variable["source"], &variable["findings"][0]["kind"]), (&"env:ID_TOKEN".into(), &"id-token".into()));
}

#[test]
fn credentials_are_found_in_every_output_format() {
    let world = World::new(&[]);
    world.run(&["login", "prod", "-q"]).ok();
    let keys = world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    let secrets = ["SecretAccessKey", "SessionToken"].map(|name| keys[name].as_str().unwrap().to_owned());
    let formats = "text json process env:sh env:bash env:zsh env:fish env:powershell env:cmd dotenv k8s mc-host mc-alias rclone duckdb:keys \
        terraform storage-options storage-options:fsspec aws-ini";
    for format in formats.split_whitespace() {
        world.write("input", &world.run(&["get", "prod", "--no-buckets", "-o", format]).ok());
        let outcome = world.run(&["inspect", &format!("file:{}", world.path("input").display()), "--json"]);
        assert!(secrets.iter().all(|secret| !outcome.stdout.contains(secret)), "{format}: {outcome:#?}");
        let found = outcome.ok_with_json()["findings"].clone();
        let facts = &found[0]["facts"];
        assert_eq!((found.as_array().unwrap().len(), &found[0]["kind"]), (1, &"credentials".into()), "{format}: {found}");
        assert_eq!((&facts["access_key"], &facts["secret_key"]), (&keys["AccessKeyId"], &"present".into()), "{format}");
        assert_eq!((&facts["expiration"], &facts["policies"]), (&keys["Expiration"], &json!(["readwrite"])), "{format}");
        assert_eq!(found[0]["problems"], json!([]), "{format}");
    }
    let sts = format!(
        "<AssumeRoleResponse><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey></Credentials></AssumeRoleResponse>",
        keys["AccessKeyId"].as_str().unwrap(),
        secrets[0]
    );
    world.write("input", &sts);
    let found = world.run(&["inspect", &format!("file:{}", world.path("input").display()), "--json"]).ok_with_json();
    assert_eq!(found["findings"][0]["facts"]["access_key"], keys["AccessKeyId"]);
}

#[test]
fn a_profile_and_the_files_of_its_cache_are_decoded_without_network() {
    let mut world = World::new(&[]);
    let mut table = Table::default();
    table.ends(4, "before a login", &world.run(&["inspect", "prod"]));
    world.run(&["login", "prod", "-q"]).ok();
    world.stop_sandbox();
    let lengths = |mut outcome: Outcome| {
        let lines = outcome.stdout.lines().map(|line| match line.trim_start().split_once("  ") {
            Some(("Length", _)) => "  Length           [LENGTH] bytes",
            Some(("Key ID (kid)", _)) => "  Key ID (kid)     [KEY-ID]",
            _ => line,
        });
        outcome.stdout = lines.map(|line| format!("{line}\n")).collect();
        outcome
    };
    table.ends(0, "after a login", &lengths(world.run(&["inspect", "prod"])));
    for folder in ["credentials", "tokens", "logins", "endpoint"] {
        let file = world.files(&format!("xdg_state_home/sts-cli/{folder}")).remove(0);
        let outcome = world.run(&["inspect", &format!("file:{}", file.display()), "--json"]);
        let kinds: Vec<Value> = outcome.json()["findings"].as_array().unwrap().iter().map(|finding| finding["kind"].clone()).collect();
        table.row(folder, &format!("{}: {}\n", outcome.code, Value::from(kinds)));
    }
    table.matches("profile");
}

#[test]
fn certificates_are_judged_as_minio_does() {
    let folder = Folder::new();
    let world = World::new(&[]);
    let read = |name: &str| std::fs::read_to_string(world.variable(name)).unwrap();
    let [client, ca, key] = ["SANDBOX_CLIENT_CERT", "SANDBOX_CA", "SANDBOX_CLIENT_KEY"].map(read);
    let body: String = client.lines().filter(|line| !line.starts_with("---")).collect();
    let mut table = Table::default();
    table.ends(0, "a client certificate", &folder.inspect(&client, &[]));
    table.ends(0, "a chain and the key", &folder.inspect([client.as_str(), &ca, &key].concat(), &[]));
    table.ends(0, "a chain in the wrong order", &folder.inspect([ca.as_str(), &client].concat(), &[]));
    table.ends(0, "in DER", &folder.inspect(STANDARD.decode(body).unwrap(), &[]));
    table.ends(4, "truncated", &folder.inspect(&client[..200], &[]));
    table.ends(4, "a key", &folder.inspect(&key, &[]));
    std::fs::write(folder.path("clock"), "2031-01-01T00:00:00Z").unwrap();
    table.ends(0, "expired", &folder.inspect(&client, &[]));
    table.matches("certificates");
}

#[test]
fn documents_of_providers_are_recognized() {
    let folder = Folder::new();
    let mut table = Table::default();
    let discovery = json!({"issuer": "https://id.example", "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/keys", "scopes_supported": ["openid"], "code_challenge_methods_supported": ["S256", token(|_| {}).replacen(".ey", ".y", 1)]});
    table.ends(0, "metadata", &folder.inspect(discovery.to_string(), &[]));
    let with_password = json!({"issuer": "https://id.example", "token_endpoint": "https://u:hunter2@id.example/token", "jwks_uri": "https://id.example/keys"});
    let with_password = folder.inspect(with_password.to_string(), &[]);
    assert!(!with_password.stdout.contains("hunter2"), "{with_password:#?}");
    table.ends(0, "metadata with a password", &with_password);
    let keys = json!({"keys": [{"kid": "a", "kty": "RSA", "alg": "RS256", "use": "sig"}, {"kid": "b\u{1b}", "kty": "OKP"}, {"kty": "oct", "k": SIGNATURE}, 7]});
    table.ends(0, "a key set", &folder.inspect(keys.to_string(), &[]));
    table.matches("documents");
}
