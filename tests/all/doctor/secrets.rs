//! What may be a secret is neither printed nor in the report: arguments and output of commands, keys and tokens in the wrong place.

use super::{PATH, run_in};
use crate::support::world::World;

const SECRET: &str = "FAKESecretKeyFAKESecretKeyFAKESecretKey1";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJwbGFudGVkIn0.planted-signature";

/// Everything that `doctor` shows of a login: text with all facts, JSON, and the report.
fn findings(world: &World, flags: &[&str], variables: &[(&str, &str)]) -> String {
    let report = world.path("findings.json");
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    ["-v", "--json"]
        .map(|form| {
            let arguments = [&["doctor", "--endpoint", endpoint, form, "--report", report.to_str().unwrap()], flags].concat();
            let program = world.program(&arguments).env("PATH", &PATH);
            let outcome = variables.iter().fold(program, |program, (name, value)| program.env(name, value)).run();
            let written = std::fs::read_to_string(&report).unwrap();
            format!("{}\n{}\n{written}\n", outcome.stdout, outcome.stderr)
        })
        .concat()
}

#[test]
fn findings_have_no_arguments_of_commands() {
    let world = World::new(&[]);
    for arguments in [
        ["--identity", "ldap", "--user", "alice", "--password-command", "printf Fake-secret-of-a-command"],
        ["--identity", "web-identity", "--audience", "x", "--token", "cmd:printf Fake-secret-of-a-command"],
    ] {
        let shown = findings(&world, &[&arguments[..], &["--no-login"]].concat(), &[]);
        assert!(shown.contains("printf …") && !shown.contains("Fake-secret"), "{shown}");
    }
}

#[test]
fn findings_do_not_have_what_a_failed_command_printed() {
    let (world, path) = (World::new(&[]), std::env::var("PATH").unwrap());
    let command = "sh -c 'echo Fake-secret-of-a-command >&2; exit 1'";
    let token = format!("cmd:{command}");
    for arguments in [
        ["--identity", "ldap", "--user", "alice", "--password-command", command],
        ["--audience", "x", "--identity", "web-identity", "--token", &token],
    ] {
        let shown = findings(&world, &arguments, &[("PATH", &path)]);
        assert!(shown.contains("sh failed: exit status: 1") || shown.contains("sh failed"), "{shown}");
        assert!(shown.contains("standard error: not shown here") && !shown.contains("Fake-secret"), "{shown}");
    }
}

#[test]
fn a_secret_or_token_in_place_of_the_access_key_is_not_shown() {
    let world = World::new(&[]);
    let flags = ["--identity", "assume-role"];
    for secret in [SECRET, TOKEN] {
        let given = [("AWS_SECRET_ACCESS_KEY", "FAKEKEYID")];
        let by_flag = findings(&world, &[&flags[..], &["--access-key", secret]].concat(), &given);
        let by_variable = findings(&world, &flags, &[("AWS_ACCESS_KEY_ID", secret), given[0]]);
        let alone = findings(&world, &flags, &[("AWS_ACCESS_KEY_ID", secret), ("STS_CLI_NO_INPUT", "1")]);
        for (shown, origin) in [(by_flag, "--access-key looks like"), (by_variable, "AWS_ACCESS_KEY_ID looks like"), (alone, "✗")] {
            assert!(shown.contains(origin) && !shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn a_secret_key_in_a_file_in_place_of_the_access_key_is_not_shown() {
    let world = World::new(&[]);
    let keys = format!("[mine]\naws_access_key_id = {SECRET}\naws_secret_access_key = FAKEKEYID\n");
    world.write("home/.aws/credentials", &keys);
    let shown = findings(&world, &["--identity", "assume-role", "--source-profile", "mine"], &[]);
    assert!(shown.contains("✓ login") && !shown.contains(SECRET), "{shown}");
}

#[test]
fn a_token_in_a_public_setting_is_not_shown() {
    let world = World::new(&[]);
    let hint = format!("id_token_hint={TOKEN}");
    let outcome = run_in(&world, &["prod", "-v", "--no-login", "--auth-param", &hint]);
    assert!(outcome.stdout.contains("id_token_hint=…") && !outcome.stdout.contains("planted"), "{outcome:#?}");
}
