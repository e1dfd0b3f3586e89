//! `logout`: what it ends at the provider and at the storage server, what lives on, and what is left on this machine.

use super::session;
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot;
use crate::support::sts::grant_document;
use crate::support::world::World;
use jiff::Timestamp;
use serde_json::Value;
use sts_cli::credentials::Credentials;
use sts_cli::s3::{self, Error};
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sts::{self, LearnedServer, RevokeError, RevokeScope};
use sts_cli::sys::{Clock, Deps, Environment};

const REVOKE: &str = "POST /minio/admin/v3/revoke-tokens/openid";
const GET: [&str; 4] = ["get", "prod", "-o", "json"];

/// This process in the world's time.
fn deps(world: &World) -> Deps {
    let environment = Environment::from([("STS_CLI_TEST_CLOCK", world.path("clock").to_str().unwrap())]);
    Deps { clock: Clock::from_environment(&environment), ..Deps::real() }
}

fn credentials(keys: &Value) -> Credentials {
    let text = |name: &str| keys[name].as_str().unwrap().to_owned();
    Credentials {
        access_key: text("AccessKeyId"),
        secret_key: SecretKey::new(text("SecretAccessKey")),
        session_token: SessionToken::new(text("SessionToken")),
        expiration: Timestamp::MAX,
        granted: Timestamp::UNIX_EPOCH,
        name: None,
        identity: None,
    }
}

/// Whether the sandbox's S3 accepts these keys; asserts that rejected ones are unknown to it.
fn are_accepted(world: &World, keys: &Value) -> bool {
    let (deps, request) = (deps(world), session::request(world.variable("STS_CLI_ENDPOINT")));
    match deps.block_on(s3::list_buckets(&credentials(keys), &request, &deps)).unwrap() {
        Ok(_) | Err(Error::ListDenied { .. }) => true,
        Err(Error::Refused { refusal, .. }) => {
            assert_eq!((refusal.status, refusal.code.as_str()), (403, "InvalidAccessKeyId"));
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// The keys of the same person on another machine.
fn keys_elsewhere(world: &World) -> Value {
    let elsewhere = world.path("elsewhere");
    let outcome = world.program(&GET).env("STS_CLI_STATE_DIR", elsewhere.to_str().unwrap()).run();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome.json()
}

#[test]
fn logout_revokes_keys_of_this_machine_and_with_everywhere_all_keys() {
    let world = World::new(&[]);
    let here = world.run(&GET).ok_with_json();
    let there = keys_elsewhere(&world);
    assert!(are_accepted(&world, &here) && are_accepted(&world, &there));
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    assert!(!are_accepted(&world, &here), "they count at once no more");
    assert!(are_accepted(&world, &there), "another machine's live on");
    let again = world.run(&GET).ok_with_json();
    let out = world.run(&["logout", "prod", "--everywhere"]);
    assert_eq!(out.warns("everywhere"), "");
    assert_eq!((are_accepted(&world, &again), are_accepted(&world, &there)), (false, false));
}

#[test]
fn status_contacts_the_server_only_with_online() {
    let world = World::new(&[]);
    world.run(&["status", "--online"]).fails(2, "online-without-a-profile");
    world.run(&["status", "prod", "--online"]).ends(4, "online-without-credentials");
    let keys = world.run(&GET).ok_with_json();
    world.run(&["status", "prod", "--online"]).prints("online");
    let memory = LearnedServer::default();
    let (deps, request) = (deps(&world), session::request(world.variable("STS_CLI_ENDPOINT")));
    deps.block_on(sts::revoke(&credentials(&keys), RevokeScope::ThisMachine, &memory, &request, &deps)).unwrap().unwrap();
    assert_eq!(world.run(&["status", "prod"]).code, 0, "what is kept here does not tell");
    let refused = world.run(&["status", "prod", "--online", "--json"]);
    assert_eq!(refused.json()[0]["taken"], false, "{}", refused.stderr);
    refused.ends(5, "online-of-revoked-credentials");
}

#[test]
fn a_server_that_names_no_caller_is_said_to_name_none() {
    let world = World::new(&[]);
    let storage = Hostile::start();
    let keys = "<Credentials><AccessKeyId>FAKEFARKEY</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
                <SessionToken>fake</SessionToken><Expiration>2030-01-01T08:00:00Z</Expiration></Credentials>";
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    storage.expect("POST /", ScriptedResponse::xml(200, &grant_document(keys)));
    world.write_profile("far", &format!("extends = \"prod\"\nendpoint = \"{}\"\n", storage.origin()));
    assert_eq!(world.run(&["get", "far", "-o", "json"]).code, 0);
    let nobody =
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    storage.expect("POST /", ScriptedResponse::xml(200, nobody));
    world.run(&["status", "far", "--online"]).named(&storage.origin(), "[STORAGE]").ends(6, "online-without-a-caller");
}

#[test]
fn logout_of_ldap_and_access_keys_spares_other_users_of_the_same_name() {
    let world = World::new(&[]);
    let by_browser = world.run(&GET).ok_with_json();
    let at = format!("endpoint = \"{}\"\n", world.variable("STS_CLI_ENDPOINT"));
    world.write_profile("keys", &format!("identity = \"assume-role\"\n{at}access_key = \"{}\"\n", world.variable("SANDBOX_ACCESS_KEY")));
    let file = world.variable("SANDBOX_LDAP_PASSWORD_FILE");
    world.write_profile("ldap", &format!("identity = \"ldap\"\n{at}user = \"alice\"\npassword_file = \"{file}\"\n"));
    let by_directory = world.run(&["get", "ldap", "-o", "json"]).ok_with_json();
    let program = world.program(&["get", "keys", "-o", "json"]).env("AWS_SECRET_ACCESS_KEY", world.variable("SANDBOX_SECRET_KEY"));
    let by_keys = program.env("AWS_ACCESS_KEY_ID", world.variable("SANDBOX_ACCESS_KEY")).run().ok_with_json();
    assert!(are_accepted(&world, &by_directory) && are_accepted(&world, &by_keys));
    assert_eq!(world.run(&["logout", "prod", "--everywhere"]).code, 0);
    assert!(!are_accepted(&world, &by_browser));
    assert!(are_accepted(&world, &by_directory) && are_accepted(&world, &by_keys), "alice of the directory is somebody else");
}

#[test]
fn the_sandbox_allows_only_self_revocation_of_credentials_with_a_revoke_type() {
    let world = World::new(&[]);
    let keys = world.run(&GET).ok_with_json();
    let (deps, request) = (deps(&world), session::request(world.variable("STS_CLI_ENDPOINT")));
    let revoke = |credentials: &Credentials| {
        let memory = LearnedServer::default();
        deps.block_on(sts::revoke(credentials, RevokeScope::ThisMachine, &memory, &request, &deps)).unwrap()
    };
    let with_another_secret = Credentials { secret_key: SecretKey::new("fake-secret".to_owned()), ..credentials(&keys) };
    snapshot::matches("another-secret", &format!("{}\n", revoke(&with_another_secret).unwrap_err()));
    let with_another_token = Credentials { session_token: SessionToken::new("fake-token".to_owned()), ..credentials(&keys) };
    assert!(matches!(revoke(&with_another_token), Err(RevokeError::UnknownCredentials)));
    assert!(are_accepted(&world, &keys));
    let long_term = [("SANDBOX_ACCESS_KEY", "AWS_ACCESS_KEY_ID"), ("SANDBOX_SECRET_KEY", "AWS_SECRET_ACCESS_KEY")];
    let start = world.program(&["assume-role", "-o", "json", "--endpoint", world.variable("STS_CLI_ENDPOINT"), "--dialect", "generic"]);
    let untyped = long_term.iter().fold(start, |program, (from, to)| program.env(to, world.variable(from))).run().ok_with_json();
    assert!(matches!(revoke(&credentials(&untyped)), Err(RevokeError::NoRevokeType)));
    revoke(&credentials(&keys)).unwrap();
    assert!(matches!(revoke(&credentials(&keys)), Err(RevokeError::UnknownCredentials)), "what was revoked is known no more");
}

#[test]
fn logout_reports_what_could_not_be_revoked() {
    let world = World::new(&["no-revocation"]);
    world.run(&GET).ok_with_json();
    assert_eq!(world.run(&["logout", "prod"]).warns("provider-revokes-nothing"), "");
    world.run(&["logout", "prod", "--everywhere"]).fails(4, "everywhere-without-credentials");
}

#[test]
fn logout_revokes_credentials_with_other_flags_of_the_same_login() {
    let world = World::new(&[]);
    world.write_profile("narrow", "extends = \"prod\"\nallow = [\"read:demo\"]\n");
    world.run(&GET).ok_with_json();
    let short = [&GET[..], &["--duration", "1h"]].concat();
    let (short_keys, narrow_keys) = (world.run(&short).ok_with_json(), world.run(&["get", "narrow", "-o", "json"]).ok_with_json());
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    assert!(!are_accepted(&world, &short_keys));
    assert_eq!(world.browser_opened(), 1);
    let (new, newer) = (world.run(&short).ok_with_json(), world.run(&["get", "narrow", "-o", "json"]).ok_with_json());
    assert!(new["AccessKeyId"] != short_keys["AccessKeyId"] && newer["AccessKeyId"] != narrow_keys["AccessKeyId"]);
    assert!(are_accepted(&world, &new) && are_accepted(&world, &newer), "what was revoked is not handed out again");
}

#[test]
fn a_login_without_a_refresh_token_is_removed() {
    let world = World::new(&["no-refresh-token", "short-life=20s"]);
    world.run(&GET);
    world.clock_to("2030-01-01T00:00:30Z");
    assert_eq!(world.run(&["logout", "prod"]).warns("forgotten"), "");
}

#[test]
fn a_profile_with_a_supplied_token_logs_out_too() {
    let world = World::new(&[]);
    world.write_profile("ci", &format!("extends = \"prod\"\ntoken = \"file:{}\"\n", world.variable("SANDBOX_ID_TOKEN_FILE")));
    let get = ["get", "ci", "-o", "json"];
    world.run(&get).ok_with_json(); // from its answer on the server is known to be one that revokes
    let keys = world.run(&[&get[..], &["--fresh"]].concat()).ok_with_json();
    assert_eq!(world.run(&get).ok_with_json(), keys, "the same token is answered from what is kept");
    assert_eq!(world.run(&["logout", "ci"]).warns("token-of-its-own"), "");
    assert!(!are_accepted(&world, &keys));
    assert_ne!(world.run(&get).ok_with_json(), keys);
}

/// Creates the profile `far`, whose storage server grants keys; the test scripts its responses to revocations.
fn profile_with_storage(world: &World) -> Hostile {
    let storage = Hostile::start();
    let keys = "<Credentials><AccessKeyId>FAKEFARKEY</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
                <SessionToken>fake</SessionToken><Expiration>2030-01-01T08:00:00Z</Expiration></Credentials>";
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    storage.allow("POST /", ScriptedResponse::xml(200, &grant_document(keys)));
    world.write_profile("far", &format!("extends = \"prod\"\nendpoint = \"{}\"\ndialect = \"minio\"\n", storage.origin()));
    world.run(&["get", "far", "-o", "json"]).ok_with_json();
    storage
}

#[test]
fn an_unanswered_revocation_keeps_the_login_for_another_logout() {
    let mut world = World::new(&[]);
    let storage = profile_with_storage(&world);
    storage.expect(REVOKE, ScriptedResponse::html(503));
    world.run(&["logout", "far"]).named(&storage.origin(), "[STORAGE]").fails(6, "storage-unavailable");
    storage.expect(REVOKE, ScriptedResponse::empty(204));
    assert_eq!(world.run(&["logout", "far"]).warns("storage-available-again"), "");
    world.run(&GET).ok_with_json();
    world.stop_sandbox();
    for _ in 0..2 {
        world.run(&["logout", "prod"]).fails(6, "nobody-answers");
    }
    world.run(&["logout", "prod", "--forget"]).fails(6, "forgotten-though-nobody-answers"); // they live on
    assert_eq!(world.files("xdg_state_home/sts-cli/credentials"), Vec::<std::path::PathBuf>::new());
    assert_eq!(world.run(&["logout", "prod"]).warns("nothing-to-forget"), "");
}

#[test]
fn logout_reports_a_missing_ca_bundle_and_can_be_run_again() {
    let world = World::new(&[]);
    world.write("ca.pem", &std::fs::read_to_string(world.variable("SANDBOX_CA")).unwrap());
    world.write_profile("tls", &format!("extends = \"prod\"\nca_bundle = \"{}\"\n", world.path("ca.pem").display()));
    let keys = world.run(&["get", "tls", "-o", "json"]).ok_with_json();
    std::fs::rename(world.path("ca.pem"), world.path("ca.old")).unwrap();
    world.run(&["logout", "tls"]).fails(3, "bundle-gone");
    std::fs::rename(world.path("ca.old"), world.path("ca.pem")).unwrap();
    assert_eq!((world.run(&["logout", "tls"]).code, are_accepted(&world, &keys)), (0, false));
}

#[test]
fn a_login_is_removed_even_if_the_server_refuses_the_revocation() {
    let world = World::new(&[]);
    let storage = profile_with_storage(&world);
    let body = "{\"Code\": \"AccessDenied\", \"Message\": \"no\"}";
    storage.expect(REVOKE, ScriptedResponse::new(403, "application/json", body));
    world.run(&["logout", "far"]).fails(5, "storage-refuses");
}

#[test]
fn logout_names_a_required_token_that_cannot_be_read() {
    let world = World::new(&[]);
    world.write_profile("ci", "extends = \"prod\"\ntoken = \"cmd:no-such-program\"\n");
    world.run(&["logout", "ci"]).fails(4, "token-cannot-be-read");
}
