//! `whoami`: what is known of credentials without network, and what the server reports with `--online`.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const ACCESS_KEY: &str = "FAKETEMPORARYKEY0000";
const SECRET_KEY: &str = "fake+secret/key+that+nobody+may+ever+see";
const LIST_OF_LOGS: &str = "<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name></Bucket></Buckets></ListAllMyBucketsResult>";
const EMPTY_LIST: &str = "<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>";

/// A session token in MinIO's form.
fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signature = format!("{:A<86}", "nobody-may-ever-see");
    format!("{}.{}.{signature}", part(&json!({"alg": "HS512", "typ": "JWT"})), part(claims))
}

fn claims() -> Value {
    json!({"accessKey": ACCESS_KEY, "sub": "alice-1", "preferred_username": "alice", "policy": "readonly", "exp": 4_070_908_800_i64})
}

/// `whoami` with these keys in the environment.
fn with_keys(server: &str, token: &str, more: &[&str]) -> Program {
    let program = Program::sts_cli(["whoami"].into_iter().chain(more.iter().copied()));
    let program = program.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY).env("AWS_SESSION_TOKEN", token);
    let clock = program.home().join("clock");
    std::fs::write(&clock, "2030-01-01T00:00:00Z").unwrap();
    let program = program.env("STS_CLI_TEST_CLOCK", clock.to_str().unwrap());
    program.env("AWS_ENDPOINT_URL_S3", server).with_names([(server.to_owned(), "[STORAGE]")])
}

/// Asserts that no secret is shown.
#[track_caller]
fn shows_no_secret(outcome: &Outcome) {
    for secret in [SECRET_KEY, "nobody-may-ever-see", "eyJ"] {
        assert!(!outcome.stdout.contains(secret) && !outcome.stderr.contains(secret), "{outcome:#?}");
    }
}

/// Writes a profile for each identity of the sandbox; their files stay when the sandbox has stopped.
fn write_profiles(world: &World) {
    let file = |name: &str| {
        world.write(name, &std::fs::read_to_string(world.variable(name)).unwrap());
        world.path(name).display().to_string()
    };
    let at = format!("endpoint = \"{}\"\n", world.variable("STS_CLI_ENDPOINT"));
    world.write_profile(
        "ldap",
        &format!("identity = \"ldap\"\n{at}user = \"alice\"\npassword_file = \"{}\"\n", file("SANDBOX_LDAP_PASSWORD_FILE")),
    );
    world.write_profile("ldap-prompt", &format!("identity = \"ldap\"\n{at}user = \"alice\"\n"));
    world.write_profile("ci", &format!("identity = \"web-identity\"\n{at}token = \"file:{}\"\n", file("SANDBOX_ID_TOKEN_FILE")));
    let role = world.variable("SANDBOX_ROLE_ARN");
    let token = file("SANDBOX_CUSTOM_TOKEN_FILE");
    world.write_profile("plugin", &format!("identity = \"custom-token\"\n{at}token = \"file:{token}\"\nrole_arn = \"{role}\"\n"));
    let [ca, certificate, key] = ["SANDBOX_CA", "SANDBOX_CLIENT_CERT", "SANDBOX_CLIENT_KEY"].map(file);
    let tls = world.variable("SANDBOX_TLS_ENDPOINT");
    let files = format!("ca_bundle = \"{ca}\"\nclient_cert = \"{certificate}\"\nclient_key = \"{key}\"\n");
    world.write_profile("certificate", &format!("identity = \"certificate\"\nendpoint = \"{tls}\"\n{files}"));
    world.write_profile("restricted", "extends = \"prod\"\nallow = [\"read:logs/2026\", \"list:demo\"]\n");
}

#[test]
fn whoami_shows_user_rights_and_renewal_without_network_or_prompt() {
    let mut world = World::new(&[]);
    write_profiles(&world);
    let mut table = Table::default();
    let names = ["prod", "restricted", "ci", "ldap", "ldap-prompt", "certificate", "plugin"];
    for (name, code) in names.into_iter().zip([4, 4, 0, 0, 4, 0, 0]) {
        table.ends(code, &format!("{name}, before a login"), &world.run(&["whoami", name]));
    }
    world.run(&["login", "prod", "-q"]).ok();
    for name in ["restricted", "ci", "plugin", "certificate"] {
        world.run(&["get", name, "-o", "json"]).ok_with_json();
    }
    let opened = world.browser_opened();
    world.stop_sandbox();
    for name in ["prod", "restricted", "ci", "plugin", "certificate"] {
        let outcome = world.run(&["whoami", name]);
        shows_no_secret(&outcome);
        table.ends(0, &format!("{name}, after a login, without its servers"), &outcome);
    }
    world.clock_to("2030-01-02T00:00:00Z");
    table.ends(0, "prod, a day later", &world.run(&["whoami", "prod"]));
    assert_eq!(world.browser_opened(), opened);
    table.matches("offline");
}

#[test]
fn online_shows_what_the_credentials_see() {
    let world = World::new(&[]);
    write_profiles(&world);
    let mut table = Table::default();
    let refused = world.run(&["whoami", "prod", "--online"]);
    table.ends(4, "prod, without a login", &refused);
    assert_eq!(world.browser_opened(), 0, "it never prompts");
    world.run(&["login", "prod", "-q"]).ok();
    for name in ["prod", "restricted", "ldap", "certificate", "plugin"] {
        table.ends(0, name, &world.run(&["whoami", name, "--online"]));
    }
    table.ends(0, "restricted, a bucket that it does not allow", &world.run(&["whoami", "restricted", "--bucket", "other"]));
    let json = world.run(&["whoami", "restricted", "--online", "--json"]).ok_with_json();
    assert_eq!(json["online"]["sees"], "buckets");
    assert_eq!(json["online"]["checked"][1], json!({"name": "logs", "access": "denied", "region": null}));
    assert_eq!(json["credentials"]["session_policy"]["Statement"][0]["Effect"], "Allow");
    table.matches("online");
}

#[test]
fn credentials_that_see_nothing_are_explained_with_who_can_help() {
    let policy =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}]});
    let mut restricted = claims();
    restricted["sessionPolicy"] = STANDARD.encode(policy.to_string()).into();
    let error = |status: u16, code: &str| {
        ScriptedResponse::xml(status, &format!("<Error><Code>{code}</Code><Message>in the server's words</Message></Error>"))
    };
    let mut table = Table::default();
    let rows = [
        ("buckets", claims(), ScriptedResponse::xml(200, LIST_OF_LOGS), Some(200), 0),
        ("an empty list", claims(), ScriptedResponse::xml(200, EMPTY_LIST), None, 0),
        ("an empty list and a session policy", restricted, ScriptedResponse::xml(200, EMPTY_LIST), Some(403), 0),
        ("may not list", claims(), error(403, "AccessDenied"), None, 0),
        ("unknown keys", claims(), error(403, "InvalidAccessKeyId"), None, 5),
        ("an invalid session token", claims(), error(403, "InvalidTokenId"), None, 5),
        ("expired", claims(), error(400, "ExpiredToken"), None, 5),
        ("a wrong secret key", claims(), error(403, "SignatureDoesNotMatch"), None, 5),
        ("too large", claims(), error(400, "MetadataTooLarge"), None, 5),
        ("another clock", claims(), error(403, "RequestTimeTooSkewed"), None, 5),
        ("a page", claims(), ScriptedResponse::html(200), None, 6),
    ];
    for (name, claims, list, head, code) in rows {
        let server = Hostile::start();
        server.expect("POST /", error(400, "InvalidAction"));
        server.expect("GET /", list);
        head.inspect(|status| server.expect("HEAD /logs", ScriptedResponse::empty(*status)));
        let outcome = with_keys(&server.origin(), &token(&claims), &["--online"]).run();
        shows_no_secret(&outcome);
        table.ends(code, name, &outcome);
    }
    table.matches("sees-nothing");
}

#[test]
fn a_named_bucket_is_checked_and_the_caller_is_shown() {
    let caller = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/r/\u{202e}alice</Arn><Account>1</Account>\
        <UserId>A:alice</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let mut table = Table::default();
    for (status, header) in [(200, None), (403, None), (404, None), (301, Some("eu-west-1\u{7f}")), (500, None)] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::xml(200, caller));
        server.expect("GET /", ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code></Error>"));
        let head = ScriptedResponse::empty(status);
        server.expect(
            "HEAD /logs",
            header.map_or(head.clone(), |region: &str| head.header("x-amz-bucket-region", region.trim_end_matches('\u{7f}'))),
        );
        table.ends(0, &status.to_string(), &with_keys(&server.origin(), "opaque", &["--bucket", "logs"]).run());
    }
    table.matches("named-bucket");
}

#[test]
fn defects_of_keys_in_the_environment_are_found_without_a_server() {
    let mut table = Table::default();
    let mut huge = claims();
    huge["groups"] = (0..600).map(|at| format!("group-{at}")).collect::<Vec<_>>().into();
    let other = json!({"accessKey": "OTHERKEY000000000000", "parent": "bob"});
    let rows = [
        ("complete", token(&claims())),
        ("without a session token", String::new()),
        ("opaque", "FwoGZXIvYXdzEA".to_owned()),
        ("truncated", token(&claims())[..60].to_owned()),
        ("with two characters too many", token(&claims()) + "AA"),
        ("without its last characters", token(&claims()).strip_suffix("AAAAA").unwrap().to_owned()),
        ("with a quote at its end", token(&claims()) + "'"),
        ("of other keys", token(&other)),
        ("too long", token(&huge)),
    ];
    for (name, token) in rows {
        let outcome = with_keys("http://127.0.0.1:9", &token, &[]).run();
        shows_no_secret(&outcome);
        table.ends(0, name, &outcome);
    }
    let temporary = with_keys("http://127.0.0.1:9", "", &[]).env("AWS_ACCESS_KEY_ID", "ASIAFAKETEMPORARYKEY");
    table.ends(0, "temporary, without a session token", &temporary.run());
    let expiring = with_keys("http://127.0.0.1:9", "", &[]).env("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T08:00:00Z");
    table.ends(0, "an expiration, and no session token", &expiring.run());
    let expired = with_keys("http://127.0.0.1:9", "opaque", &[]).env("AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z");
    let expired = expired.run();
    assert!(expired.stdout.contains("\n  Expired          2020-01-01 00:00 UTC ("), "{expired:#?}");
    table.ends(2, "without a secret key", &with_keys("http://127.0.0.1:9", "", &[]).env("AWS_SECRET_ACCESS_KEY", "").run());
    table.ends(2, "a malformed address", &with_keys("minio:9000", "", &[]).run());
    table.ends(2, "no keys, no profile", &Program::sts_cli(["whoami"]).run());
    table.ends(2, "no keys, the profile `none`", &Program::sts_cli(["whoami", "none"]).run());
    table.matches("environment");
}

#[test]
fn a_profile_takes_precedence_over_keys_in_the_environment() {
    let world = World::new(&[]);
    let keys = |arguments: &[&str]| {
        world
            .program(arguments)
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            .env("AWS_SESSION_TOKEN", &token(&claims()))
    };
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    let mut table = Table::default();
    table.ends(4, "the default profile", &keys(&["whoami"]).run());
    table.ends(4, "a named profile", &keys(&["whoami", "prod"]).run());
    table.ends(0, "the profile `none`", &keys(&["whoami", "none"]).run());
    table.matches("precedence");
}

#[test]
fn control_characters_in_claims_are_not_shown() {
    let hostile = json!({"accessKey": "K\u{1b}]0;x\u{7}", "preferred_username": "al\u{1b}[31mice\r\n\u{202e}", "policy": ["a\u{9b}b"], "groups": ["x\u{0}"], "exp": 1e300});
    for more in [&[][..], &["--json"]] {
        let outcome = with_keys("http://127.0.0.1:9", &token(&hostile), more).run();
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        let is_shown = |text: &str| text.chars().any(|character| (character.is_control() && character != '\n') || character == '\u{202e}');
        assert!(!is_shown(&outcome.stdout) && !is_shown(&outcome.stderr), "{outcome:?}");
    }
}

#[test]
fn json_has_every_member_even_without_a_value() {
    let world = World::new(&[]);
    world.run(&["login", "prod", "-q"]).ok();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let profile = world.run(&["whoami", "prod", "--online", "--json"]).ok_with_json();
    let environment: Value =
        serde_json::from_str(&with_keys("http://127.0.0.1:9", &token(&claims()), &["-o", "json"]).run().stdout).unwrap();
    assert_eq!(names(&profile), names(&environment));
    assert_eq!(names(&profile["credentials"]), names(&environment["credentials"]));
    let shown = [&profile, &profile["credentials"], &profile["renewal"], &profile["online"]].map(names).join("\n") + "\n";
    crate::support::snapshot::matches_kind("members", "txt", &shown);
    assert_eq!((profile["source"].as_str(), environment["source"].as_str()), (Some("profile"), Some("environment")));
    assert_eq!(environment["renewal"], Value::Null);
}

#[test]
fn a_secret_in_the_variable_of_the_access_key_is_not_repeated() {
    let token = token(&claims());
    for (access_key, secret_key) in [(SECRET_KEY, ACCESS_KEY), (token.as_str(), ACCESS_KEY), (SECRET_KEY, SECRET_KEY)] {
        let program = with_keys("http://127.0.0.1:9", "", &[]).env("AWS_ACCESS_KEY_ID", access_key);
        let outcome = program.env("AWS_SECRET_ACCESS_KEY", secret_key).run();
        shows_no_secret(&outcome);
        assert_eq!(outcome.code, 2, "{outcome:#?}");
        assert!(outcome.stderr.contains("AWS_ACCESS_KEY_ID holds a secret key or a token"), "{outcome:#?}");
    }
}

#[test]
fn hints_for_keys_of_the_environment_name_its_variables() {
    let mut table = Table::default();
    let unreachable = with_keys("http://127.0.0.1:9", &token(&claims()), &["--online"]);
    table.ends(6, "an unreachable server", &unreachable.run());
    let unsignable = with_keys("http://127.0.0.1:9", &token(&claims()), &["--online"]).env("AWS_ACCESS_KEY_ID", "K\u{1b}[31m");
    table.ends(4, "an access key with an escape sequence", &unsignable.run());
    table.matches("variables-in-hints");
}

#[test]
fn cached_credentials_that_are_about_to_expire_are_not_fresh_online_either() {
    let world = World::new(&[]);
    world.run(&["login", "prod", "-q"]).ok();
    let fresh = |arguments: &[&str]| world.run(arguments).ok_with_json()["credentials"]["fresh"].clone();
    let [offline, online] = [&["whoami", "prod", "--json"][..], &["whoami", "prod", "--online", "--json"]];
    assert_eq!((fresh(offline), fresh(online)), (true.into(), true.into()));
    world.clock_to("2030-01-01T07:59:00Z");
    assert_eq!((fresh(offline), fresh(online)), (false.into(), false.into()));
}

#[test]
fn a_supplied_token_is_missing_expired_or_read_again() {
    let world = World::new(&[]);
    world.write_profile(
        "job",
        &format!("identity = \"web-identity\"\nendpoint = \"{}\"\ntoken = \"env:JOB_TOKEN\"\n", world.variable("STS_CLI_ENDPOINT")),
    );
    let of_job = |token: &str, more: &[&str]| world.program(&[&["whoami", "job"], more].concat()).env("JOB_TOKEN", token).run();
    let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap().trim().to_owned();
    let mut table = Table::default();
    table.ends(4, "missing", &world.run(&["whoami", "job"]));
    table.ends(0, "valid", &of_job(&token, &[]));
    table.ends(0, "opaque", &of_job("opaque", &[]));
    let renewal = of_job(&token, &["--json"]).ok_with_json()["renewal"].clone();
    assert_eq!((&renewal["until"], &renewal["token"]["source"]), (&renewal["token"]["expiration"], &"env:JOB_TOKEN".into()));
    world.clock_to("2030-01-02T00:00:00Z");
    table.ends(4, "expired", &of_job(&token, &[]));
    table.matches("supplied-tokens");
}

#[test]
fn the_limit_of_renewals_is_that_of_until() {
    let world = World::new(&["session-ends"]);
    world.run(&["login", "prod", "-q"]).ok();
    let renewal = world.run(&["whoami", "prod", "--json"]).ok_with_json()["renewal"].clone();
    assert_eq!((&renewal["until"], &renewal["means"]), (&"2030-01-01T02:00:00Z".into(), &"refresh token".into()));
    let refused = world.run(&["get", "prod", "-o", "json", "--until", "12h"]);
    assert!(refused.stderr.contains("the login can be renewed until 2030-01-01 02:00 UTC"), "{refused:#?}");
    let text = world.run(&["whoami", "prod"]).ok().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("with the refresh token, until 2030-01-01 02:00 UTC"), "{text}");
}
