//! A working day by a profile, and its end: what the provider and the storage server still take afterwards.

use std::fs;

use serde_json::Value;

use crate::browser::Person;
use crate::clients::{Keys, mc};
use crate::program::{BINARY, ProgramOutput, bare, run, sts_cli, sts_cli_with};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::{ENDPOINT, STRICT_ENDPOINT};
use crate::servers::oidc_provider::STRICT_ISSUER;
use crate::servers::seaweedfs::SEAWEEDFS;
use crate::story::{Story, run_story};
use crate::tokens;

const IDENTITY: i32 = 4;
const STS: i32 = 5;
const GET: [&str; 5] = ["get", "prod", "--no-buckets", "-o", "json"];

/// Writes the profile `prod`.
fn write_profile(story: &Story, endpoint: &str, issuer: &str, more: &str) {
    let folder = story.home().join("config/sts-cli/profiles");
    fs::create_dir_all(&folder).expect("the home can be written");
    let profile = format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n{more}");
    fs::write(folder.join("prod.toml"), profile).expect("the home can be written");
}

/// Returns the stored login.
fn stored_login(story: &Story) -> Value {
    let folder = story.home().join("state/sts-cli/tokens");
    let mut files = fs::read_dir(folder).expect("a login is kept").flatten();
    let text = fs::read_to_string(files.next().expect("one file").path()).expect("it can be read");
    serde_json::from_str(&text).expect("it is JSON")
}

/// Returns a string member of the stored login.
fn member_of(login: &Value, name: &str) -> String {
    let found = login.get(name).or_else(|| login.as_object()?.values().find_map(|inner| inner.get(name)));
    found.and_then(Value::as_str).unwrap_or_else(|| panic!("no {name} is kept")).to_owned()
}

fn are_accepted(story: &Story, keys: &Keys) -> bool {
    let said = mc(story, keys, &["ls", "x"]);
    match said.stdout.is_empty() {
        false => said.assert_ok().stdout.contains("demo/"),
        true => said.assert_failed().stderr.is_empty(),
    }
}

/// Runs `sts-cli` with the same user and profile on another machine.
fn run_elsewhere(story: &Story, person: &Person, arguments: &[&str]) -> ProgramOutput {
    let mut command = bare(story, BINARY);
    command.env("STS_CLI_STATE_DIR", story.home().join("elsewhere")).env("BROWSER", person.browser_command(story));
    run(command.args(arguments))
}

#[test]
fn one_browser_login_is_enough_for_a_working_day() {
    run_story(|story| {
        write_profile(story, ENDPOINT, ISSUER, "");
        let alice = Person::signs_in("alice");
        let get = |more: &[&str]| Keys::read(&sts_cli_with(story, &alice, &[&GET, more].concat()).assert_ok());
        let first = get(&[]);
        assert!(get(&[]).is_same_as(&first), "the second is answered from what is kept");
        assert!(!get(&["--fresh"]).is_same_as(&first), "and a fresh set comes of the same ID token");
        let before = stored_login(story);
        sts_cli_with(story, &alice, &["login", "prod", "--no-input"]).assert_ok();
        assert_ne!(member_of(&stored_login(story), "id_token"), member_of(&before, "id_token"), "the refresh token brought another");
        assert!(!get(&[]).is_same_as(&first));
        assert_eq!(alice.browser_count(story), 1, "one browser opened");
        sts_cli_with(story, &alice, &["login", "prod"]).assert_ok();
        assert_eq!(alice.browser_count(story), 2, "a session with a known end is begun anew");
    });
}

#[test]
fn keycloak_and_minio_reject_a_login_after_its_logout() {
    run_story(|story| {
        write_profile(story, ENDPOINT, ISSUER, "");
        let alice = Person::signs_in("alice");
        let here = Keys::read(&sts_cli_with(story, &alice, &GET).assert_ok());
        let there = Keys::read(&run_elsewhere(story, &alice, &GET).assert_ok());
        let refresh_token = member_of(&stored_login(story), "refresh_token");
        assert!(are_accepted(story, &here) && are_accepted(story, &there));
        sts_cli(story, &["status", "prod", "--online"]).assert_ok();
        let out = sts_cli(story, &["logout", "prod"]).assert_ok().assert_hides(&[&refresh_token]);
        out.assert_explains(&["revoked the credentials at the storage server", "revoked the refresh token at the provider"]);
        assert!(!are_accepted(story, &here) && are_accepted(story, &there), "only this machine's credentials have ended");
        assert_eq!(tokens::refused_by_keycloak("sts-cli", &refresh_token), "invalid_grant");
        let again = sts_cli(story, &["get", "prod", "-o", "json", "--no-input"]).assert_refused(IDENTITY);
        again.assert_explains(&["interactive login required"]);
        run_elsewhere(story, &alice, &["logout", "prod", "--everywhere"]).assert_ok();
        assert!(!are_accepted(story, &there));
    });
}

#[test]
fn logout_everywhere_revokes_credentials_on_other_machines_too() {
    run_story(|story| {
        write_profile(
            story,
            STRICT_ENDPOINT,
            STRICT_ISSUER,
            "scopes = \"openid,offline_access\"\nauth_params = { prompt = \"consent\" }\n",
        );
        let alice = Person::signs_in("alice");
        let here = Keys::read(&sts_cli_with(story, &alice, &GET).assert_ok()).at(STRICT_ENDPOINT);
        let there = Keys::read(&run_elsewhere(story, &alice, &GET).assert_ok()).at(STRICT_ENDPOINT);
        let out = sts_cli(story, &["logout", "prod", "--everywhere"]).assert_ok();
        out.assert_explains(&["revoked all of this user's credentials", "revoked the refresh token at the provider"]);
        assert!(!are_accepted(story, &here) && !are_accepted(story, &there));
    });
}

#[test]
fn seaweedfs_names_the_owner_of_credentials_and_cannot_revoke_them() {
    run_story(|story| {
        write_profile(story, SEAWEEDFS, ISSUER, "");
        let keys = Keys::read(&sts_cli_with(story, &Person::signs_in("alice"), &GET).assert_ok()).at(SEAWEEDFS);
        let online = sts_cli(story, &["status", "prod", "--online"]).assert_ok();
        assert!(online.stdout.contains("accepted by the server, as arn:"), "{}", online.stdout);
        let out = sts_cli(story, &["logout", "prod"]).assert_ok();
        out.assert_explains(&["does not support revocation", "revoked the refresh token at the provider", "removed from this machine"]);
        assert!(are_accepted(story, &keys), "as it said");
    });
}

#[test]
fn status_online_reports_revoked_credentials_at_minio() {
    run_story(|story| {
        write_profile(story, ENDPOINT, ISSUER, "");
        let alice = Person::signs_in("alice");
        sts_cli_with(story, &alice, &GET).assert_ok();
        run(bare(story, "cp").arg("-a").arg(story.home().join("state")).arg(story.home().join("copy"))).assert_ok();
        sts_cli(story, &["logout", "prod"]).assert_ok();
        run(bare(story, BINARY).env("XDG_STATE_HOME", story.home().join("copy")).args(["status", "prod", "--online"]))
            .assert_code(STS)
            .assert_explains(&["refused the credentials"]);
    });
}
