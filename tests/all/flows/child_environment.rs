//! Child processes do not inherit secrets that they do not need.

use crate::support::program::BINARY;
use crate::support::sandbox_script::sandbox_as;
use crate::support::world::World;
use std::collections::BTreeMap;

/// Parses the output of `env`.
fn variables(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.split_once('=')).collect()
}

/// Asserts that our secrets are removed, and that variables for another login are kept.
#[track_caller]
fn assert_only_our_secrets_removed(seen: &str) {
    let seen = variables(seen);
    for name in ["STS_CLI_CLIENT_SECRET", "STS_CLI_PASSWORD", "STS_CLI_SECRET_KEY", "STS_CLI_TOKEN"] {
        assert_eq!(seen.get(name), None, "{name}");
    }
    for name in ["STS_CLI_SECRET_KEY_FILE", "STS_CLI_ENDPOINT", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "VAULT_TOKEN"] {
        assert!(seen.contains_key(name), "{name}");
    }
}

const PLANTED: &str = "export STS_CLI_PASSWORD=ours STS_CLI_SECRET_KEY=ours STS_CLI_CLIENT_SECRET=ours STS_CLI_SECRET_KEY_FILE=/place
    export AWS_SECRET_ACCESS_KEY=theirs AWS_SESSION_TOKEN=theirs VAULT_TOKEN=theirs
    cd \"$HOME\"; umask 077
";

#[test]
fn a_token_command_gets_none_of_our_secrets() {
    let script = r#"unset STS_CLI_ISSUER; export STS_CLI_TOKEN="cmd:sh -c 'env > seen; cat \"$SANDBOX_ID_TOKEN_FILE\"'"
        "$STS_CLI" web-identity -o json > keys && cat seen"#;
    assert_only_our_secrets_removed(&sandbox_as("alice", &format!("{PLANTED}{script}")).run().ok());
}

#[test]
fn a_ci_agent_gets_none_of_our_secrets() {
    let script = r#"unset STS_CLI_ISSUER; export PATH="$HOME:$PATH"
        printf '#!/bin/sh\nenv > seen\ncat "$SANDBOX_ID_TOKEN_FILE"\n' > buildkite-agent; chmod +x buildkite-agent
        "$STS_CLI" web-identity --token buildkite -o json > keys && cat seen"#;
    assert_only_our_secrets_removed(&sandbox_as("alice", &format!("{PLANTED}{script}")).run().ok());
}

#[test]
fn a_password_command_gets_none_of_our_secrets() {
    let script = r#""$STS_CLI" ldap --user alice --password-command "sh -c 'env > seen; exit 3'" -o json 2> error || cat seen"#;
    assert_only_our_secrets_removed(&sandbox_as("alice", &format!("{PLANTED}{script}")).run().ok());
}

#[test]
fn the_browser_gets_no_secrets_but_all_other_variables() {
    const SECRETS: [&str; 14] = [
        "STS_CLI_PASSWORD",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "GITHUB_TOKEN",
        "CI_JOB_TOKEN",
        "CI_JOB_JWT_V2",
        "MC_HOST_prod",
        "RCLONE_CONFIG_PROD_SECRET_ACCESS_KEY",
        "DB_PASSWORD",
        "github_api_key",
    ];
    const NEEDED: [&str; 5] = ["DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_ACTIVATION_TOKEN", "AWS_PROFILE"];
    let world = World::new(&[]);
    world.write("browser", &format!("#!/bin/sh\nenv > \"$WORLD/seen\"\nexec {BINARY} sandbox sign-in alice \"$1\"\n"));
    let program = world.program(&["get", "prod", "-o", "json"]);
    let program = SECRETS.iter().chain(&NEEDED).fold(program, |program, name| program.env(name, "planted"));
    program.run().without_login_prompts().ok();
    let text = std::fs::read_to_string(world.path("seen")).unwrap();
    let seen = variables(&text);
    for name in SECRETS {
        assert_eq!(seen.get(name), None, "{name}");
    }
    for name in NEEDED {
        assert_eq!(seen.get(name), Some(&"planted"), "{name}");
    }
}
