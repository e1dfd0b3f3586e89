//! Logins that the storage server refuses, and credentials that grant less than intended.

use super::{PATH, PROVIDER, STORAGE, YOU, captured, diagnosed, doctor, fails, run_in, run_with_fault, scripted_minio, warns};
use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::snapshot::Table;
use crate::support::sts;
use crate::support::tokens::TokenDraft;
use crate::support::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A supplied access token of Keycloak, which MinIO refuses as it refuses the token of another client.
fn run_with_access_token() -> Outcome {
    let stage = scripted_minio();
    stage.storage.expect("POST /", captured("rolemode-wrong-client"));
    let token = TokenDraft::valid("https://id.example/realms/prod", "n").with("typ", "Bearer").with("aud", "account").with("azp", "web");
    let program = doctor(&["--endpoint", &stage.storage.origin(), "--token", "env:JOB_TOKEN", "--no-cache"]);
    stage.named(program.env("JOB_TOKEN", &token.signed()).run())
}

/// A supplied access token that says so in its header (RFC 9068), and not in its claims.
fn run_with_access_token_by_its_header() -> Outcome {
    let stage = scripted_minio();
    stage.storage.expect("POST /", captured("rolemode-wrong-client"));
    let token = TokenDraft::valid("https://id.example/realms/prod", "n").with_header("typ", "at+JWT");
    let program = doctor(&["--endpoint", &stage.storage.origin(), "--token", "env:JOB_TOKEN", "--no-cache"]);
    stage.named(program.env("JOB_TOKEN", &token.signed()).run())
}

/// A supplied token without a signature and an audience, which the server refuses for the former.
fn run_without_audience_and_signature() -> Outcome {
    let stage = scripted_minio();
    stage.storage.expect("POST /", sts::refusal(400, "InvalidParameterValue", "key is of invalid type"));
    let token = TokenDraft::valid("https://id.example/realms/prod", "n").with("aud", Value::Null).unsigned();
    let program = doctor(&["--endpoint", &stage.storage.origin(), "--token", "env:JOB_TOKEN", "--audience", "minio", "--no-cache"]);
    stage.named(program.env("JOB_TOKEN", &token).run())
}

/// A token with these policies, credentials of the policy `readonly`, and this list of buckets.
fn run_with_grant_of_readonly(policies: &Value, list: ScriptedResponse) -> Outcome {
    let stage = scripted_minio();
    let claims = URL_SAFE_NO_PAD.encode(r#"{"accessKey":"STAGEACCESSKEY000001","policy":"readonly","sub":"alice-1"}"#);
    let grant = sts::grant_document(&sts::credentials().replace(sts::SESSION_TOKEN, &format!("eyJhbGciOiJIUzUxMiJ9.{claims}.c2ln")));
    stage.storage.expect("POST /", ScriptedResponse::xml(200, &grant));
    stage.storage.expect("GET /", list);
    let token = TokenDraft::valid("https://id.example/realms/prod", "n").with("policy", policies.clone()).signed();
    let at = ["--endpoint", &stage.storage.origin(), "--token", "env:JOB_TOKEN", "--no-cache", "--duration", "1h"];
    stage.named(doctor(&at).env("JOB_TOKEN", &token).run())
}

/// Credentials of a policy that may only read, at a server that lists no buckets for it.
fn run_with_read_only_policy() -> Outcome {
    let denied = ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>");
    run_with_grant_of_readonly(&json!("readonly"), denied)
}

/// A token that names two policies, of which the server has one.
fn run_with_two_policies() -> Outcome {
    let buckets = ScriptedResponse::xml(200, "<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>");
    run_with_grant_of_readonly(&json!(["readonly", "team"]), buckets)
}

/// A browser in which eve is signed in, although the login asks for alice.
fn run_as_wrong_account() -> Outcome {
    let world = World::new(&[]);
    let browser = std::fs::read_to_string(world.path("browser")).unwrap().replace("sign-in alice", "sign-in eve");
    world.write("browser", &browser);
    run_in(&world, &["prod", "--auth-param", "login_hint=alice"])
}

fn run_with_certificate(fault: &str) -> Outcome {
    let world = World::new(&[fault]);
    let of = |name| world.variable(name);
    let at = ["--identity", "certificate", "--endpoint", of("SANDBOX_TLS_ENDPOINT"), "--ca-bundle", of("SANDBOX_CA")];
    run_in(&world, &[&at[..], &["--client-cert", of("SANDBOX_CLIENT_CERT"), "--client-key", of("SANDBOX_CLIENT_KEY")]].concat())
}

fn run_with_ldap(fault: &str) -> Outcome {
    let world = World::new(&[fault]);
    let of = |name| world.variable(name);
    let at = ["--identity", "ldap", "--endpoint", of("STS_CLI_ENDPOINT"), "--user", "alice"];
    run_in(&world, &[&at[..], &["--password-file", of("SANDBOX_LDAP_PASSWORD_FILE")]].concat())
}

fn run_with_service_account() -> Outcome {
    let world = World::new(&[]);
    let program = world.program(&["doctor", "--identity", "assume-role", "--endpoint", world.variable("STS_CLI_ENDPOINT")]);
    let program = program.env("AWS_ACCESS_KEY_ID", world.variable("SANDBOX_SERVICE_ACCESS_KEY"));
    program.env("AWS_SECRET_ACCESS_KEY", world.variable("SANDBOX_SERVICE_SECRET_KEY")).env("PATH", &PATH).run()
}

/// A job's token of midnight, used in the morning.
fn run_with_expired_token() -> Outcome {
    let world = World::new(&[]);
    world.clock_to("2030-01-01T09:00:00Z");
    let token = format!("file:{}", world.variable("SANDBOX_ID_TOKEN_FILE"));
    run_in(&world, &["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--token", &token])
}

#[test]
fn the_first_problem_with_a_login_names_the_cause_and_who_must_act() {
    let mut table = Table::default();
    diagnosed(&mut table, "mapper missing", &fails(4, "claims", PROVIDER), &run_with_fault("no-policy", &[]));
    diagnosed(&mut table, "claim misnamed", &fails(4, "claims", PROVIDER), &run_with_fault("misnamed-policy", &[]));
    diagnosed(&mut table, "claim not a string", &fails(4, "claims", PROVIDER), &run_with_fault("object-policy", &[]));
    diagnosed(&mut table, "unknown policy", &fails(5, "STS", STORAGE), &run_with_fault("unknown-policy", &[]));
    let role_client = run_in(&World::new(&[]), &["prod", "--client-id", "sts-cli-role"]);
    diagnosed(&mut table, "wrong audience", &fails(5, "STS", YOU), &role_client);
    diagnosed(&mut table, "access token for ID token", &fails(4, "claims", YOU), &run_with_access_token());
    let by_header = run_with_access_token_by_its_header();
    diagnosed(&mut table, "access token for ID token, by its header", &fails(4, "claims", YOU), &by_header);
    let without_audience = run_without_audience_and_signature();
    diagnosed(&mut table, "neither audience nor signature", &fails(4, "claims", PROVIDER), &without_audience);
    diagnosed(&mut table, "disabled action", &fails(6, "STS", STORAGE), &run_with_certificate("disabled"));
    diagnosed(&mut table, "service account", &fails(5, "STS", YOU), &run_with_service_account());
    diagnosed(&mut table, "LDAP lookup password wrong", &fails(5, "STS", STORAGE), &run_with_ldap("wrong-lookup-password"));
    let starting = run_with_ldap("starting=9"); // as MinIO with a wrong lookup password does, until that is corrected
    diagnosed(&mut table, "LDAP lookup password wrong, as MinIO reports it", &fails(6, "STS", STORAGE), &starting);
    diagnosed(&mut table, "wrong account", &fails(4, "claims", YOU), &run_as_wrong_account());
    diagnosed(&mut table, "read-only policy", &warns("S3", STORAGE), &run_with_read_only_policy());
    diagnosed(&mut table, "one of two policies unknown", &warns("grant", STORAGE), &run_with_two_policies());
    let narrow = run_in(&World::new(&[]), &["prod", "--allow", "read:demo"]);
    diagnosed(&mut table, "session policy too narrow", &warns("S3", YOU), &narrow);
    diagnosed(&mut table, "expired CI token", &fails(4, "claims", YOU), &run_with_expired_token());
    table.matches("logins");
}

#[test]
fn a_stored_login_is_used_without_a_prompt_and_no_login_never_prompts() {
    let world = World::new(&[]);
    let skipped = run_in(&world, &["prod", "--no-login"]);
    assert_eq!((skipped.code, world.browser_opened()), (0, 0), "{skipped:#?}");
    assert!(skipped.stdout.contains("login: --no-login, and no stored token is valid"), "{}", skipped.stdout);
    assert!(skipped.stdout.ends_with("No step failed; the login was not examined.\n"), "{}", skipped.stdout);
    world.run(&["login", "prod"]).ok();
    for arguments in [&["prod"][..], &["prod", "--no-login"]] {
        let outcome = run_in(&world, arguments);
        assert_eq!((outcome.code, outcome.stderr.as_str(), world.browser_opened()), (0, "", 1), "{outcome:#?}");
        assert!(outcome.stdout.contains("alice, with a stored login, without a prompt"), "{}", outcome.stdout);
        assert!(outcome.stdout.ends_with("Everything works.\n"), "{}", outcome.stdout);
    }
    world.run(&["get", "prod", "-o", "json"]).ok_with_json(); // the credentials of the examination are cached
}

#[test]
fn a_login_as_another_user_removes_the_cached_credentials_of_the_user_before() {
    let world = World::new(&["no-refresh-token"]);
    world.write_profile("narrow", "extends = \"prod\"\nallow = [\"read:demo\"]\n");
    world.run(&["get", "narrow", "-o", "json"]).ok_with_json();
    let name_in_narrow = || world.run(&["status", "narrow", "--json"]).json()[0]["name"].clone();
    assert_eq!(name_in_narrow(), "alice");
    let browser = std::fs::read_to_string(world.path("browser")).unwrap().replace("sign-in alice", "sign-in bob");
    world.write("browser", &browser);
    world.clock_to("2030-01-01T02:00:00Z"); // the ID token has expired, the credentials have not
    let outcome = run_in(&world, &["prod"]);
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(outcome.stdout.contains("    note: logged in as bob (bob@example.test); before: alice (alice@example.test)\n"), "{outcome:#?}");
    assert_eq!(name_in_narrow(), Value::Null, "alice's are gone");
}
