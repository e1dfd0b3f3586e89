//! Logins that flags or variables describe, without a profile.

use super::{PATH, doctor, run_in};
use crate::support::sandbox_script::free_port;
use crate::support::world::World;

/// The first line that `doctor` prints with these flags: the configuration.
fn configuration(flags: &[&str], variables: &[(&str, &str)]) -> String {
    let program = doctor(&[&["--no-login", "--no-cache", "--timeout", "1s"], flags].concat());
    let outcome = variables.iter().fold(program, |program, (name, value)| program.env(name, value)).run();
    outcome.stdout.split(" (").next().unwrap().to_owned()
}

#[test]
fn the_identity_follows_from_the_flags() {
    let nobody = format!("http://127.0.0.1:{}", free_port());
    for (flags, identity) in [
        (&["--issuer", &nobody, "--client-id", "cli"][..], "web-identity"),
        (&["--token", "env:JOB_TOKEN"], "web-identity"),
        (&["--issuer", &nobody, "--client-id", "cli", "--resource", "https://storage.example"], "client-grants"),
        (&["--user", "alice", "--password-file", "/dev/null"], "ldap"),
        (&["--access-key", "FAKEKEY", "--secret-key-file", "/dev/null"], "assume-role"),
        (&["--client-cert", "/nowhere.pem", "--client-key", "/nowhere.pem"], "certificate"),
    ] {
        let variables = [("STS_CLI_ENDPOINT", nobody.as_str()), ("STS_CLI_CLIENT_SECRET", "fake")];
        let found = configuration(flags, &variables);
        let is_named = found.contains(&format!("{identity} at {nobody}")) || identity == "certificate" && found.contains("/nowhere.pem");
        assert!(is_named && found.contains("configuration"), "{flags:?}: {found}");
    }
}

#[test]
fn variables_describe_a_login_if_no_flag_does() {
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let found = configuration(&[], &[("STS_CLI_ENDPOINT", &nobody), ("STS_CLI_USER", "alice")]);
    assert_eq!(found, format!("✓ configuration        ldap at {nobody}"));
    let unused = configuration(&[], &[("STS_CLI_TIMEOUT", "1s")]);
    assert_eq!(unused, "✗ configuration        no profile given, and no default profile is set");
}

#[test]
fn a_described_login_that_lacks_the_address_or_contradicts_itself_is_said_to() {
    let world = World::new(&[]);
    for (name, flags) in [
        ("without-endpoint", &["--issuer", "https://id.example", "--client-id", "cli"][..]),
        ("two-identities", &["--user", "alice", "--issuer", "https://id.example"]),
        ("flag-of-another-identity", &["prod", "--user", "alice"]),
        ("flag-beside-identity", &["--identity", "ldap", "--token", "env:X"]),
    ] {
        let outcome = world.program(&[&["doctor", "--no-login"], flags].concat()).env("PATH", &PATH).run();
        assert_eq!(outcome.code, 2, "{name}: {outcome:#?}");
        let step: Vec<String> = super::problems(&super::without_durations(&outcome.shown().0));
        crate::support::snapshot::matches(name, &step[0]);
    }
    let forced = run_in(&world, &["prod", "--no-login", "--force"]);
    forced.fails(2, "force-without-report");
}
