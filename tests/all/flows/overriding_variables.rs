//! Variables of a person's shell that tools prefer to the files which were just written: each is named, with the command that removes it.

use crate::support::outcome::Outcome;
use crate::support::program::BINARY;
use crate::support::sandbox_script::sandbox_as;
use crate::support::world::World;

/// A machine whose person has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

fn run(world: &World, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    variables.iter().fold(world.program(arguments), |program, (name, value)| program.env(name, value)).run().without_login_prompts()
}

/// The variables that the only warning says to remove.
#[track_caller]
fn unset(outcome: &Outcome) -> Vec<String> {
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(!outcome.stderr.contains("HIDDEN"), "{outcome:#?}");
    let mut commands = outcome.stderr.lines().filter(|line| line.starts_with("warning: ")).map(|line| {
        let command = line.split_once("run `unset ").unwrap_or_else(|| panic!("{outcome:#?}")).1;
        command.trim_end_matches('`').split(' ').map(str::to_owned).collect()
    });
    let found = commands.next().unwrap_or_default();
    assert_eq!(commands.next(), None, "{outcome:#?}");
    found
}

const AWS: [&[&str]; 2] = [&["configure", "aws", "prod"], &["get", "prod", "--write-profile", "lab"]];

#[test]
fn variables_that_override_the_aws_profile_are_named_without_values() {
    let world = logged_in();
    let all = [
        ("AWS_ENDPOINT_URL", "http://u:HIDDEN@old.example"),
        ("AWS_ACCESS_KEY_ID", "HIDDEN"),
        ("AWS_SECRET_ACCESS_KEY", "HIDDEN"),
        ("AWS_SESSION_TOKEN", "HIDDEN"),
    ];
    run(&world, AWS[0], &all).warns("overriding-variables/configure");
    run(&world, AWS[1], &all).warns("overriding-variables/write-profile");
    let cases = [
        ("AWS_ENDPOINT_URL", "http://old.example"),
        ("AWS_ENDPOINT_URL_S3", "http://old.example"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/HIDDEN"),
        ("AWS_PROFILE", "HIDDEN"),
        // Neighbors: variables of other tools and other services, and switches that SDKs refuse beside an address.
        ("AWS_DEFAULT_PROFILE", "HIDDEN"),
        ("AWS_ENDPOINT_URL_STS", "http://HIDDEN.example"),
        ("AWS_ENDPOINT_URL_S3_CONTROL", "http://HIDDEN.example"),
        ("AWS_S3_ENDPOINT", "HIDDEN.example"),
        ("S3_ENDPOINT_URL", "http://HIDDEN.example"),
        ("AWS_ACCESS_KEY", "HIDDEN"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
    ];
    for (name, value) in cases {
        for arguments in AWS {
            assert_eq!(unset(&run(&world, arguments, &[(name, value)])), [name], "{arguments:?}");
            let rehearsed = run(&world, &[arguments, &["--dry-run"]].concat(), &[(name, value)]);
            assert_eq!(unset(&rehearsed), [name], "{arguments:?}");
        }
    }
}

#[test]
fn equal_or_unused_variables_cause_no_warning() {
    let world = logged_in();
    let here = world.variable("STS_CLI_ENDPOINT").to_owned();
    let with_a_slash = format!("{here}/");
    let cases = [
        ("AWS_ENDPOINT_URL", here.as_str()),
        ("AWS_ENDPOINT_URL_S3", &with_a_slash),
        ("AWS_S3_ENDPOINT", here.trim_start_matches("http://")),
        ("AWS_SESSION_TOKEN", "x"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"),
        ("AWS_ENDPOINT_URL", ""),
        ("RCLONE_S3_ENDPOINT", "http://old.example"),
    ];
    for (name, value) in cases {
        for arguments in AWS {
            assert_eq!(unset(&run(&world, arguments, &[(name, value)])), [""; 0], "{name}={value}");
        }
    }
    assert_eq!(unset(&run(&world, AWS[0], &[("AWS_PROFILE", "prod"), ("AWS_DEFAULT_PROFILE", "prod")])), [""; 0]);
}

#[test]
fn variables_that_override_the_rclone_file_are_named() {
    let world = logged_in();
    let configure = ["configure", "rclone", "prod"];
    run(&world, &configure, &[("RCLONE_CONFIG_PROD_ENDPOINT", "http://u:HIDDEN@old.example")]).warns("overriding-variables/rclone");
    for (name, value) in [
        ("RCLONE_S3_ENDPOINT", "http://HIDDEN.example"),
        ("RCLONE_CONFIG_PROD_TYPE", "alias"),
        // Neighbors: keys, ways of signing, other files.
        ("RCLONE_S3_SECRET_ACCESS_KEY", "HIDDEN"),
        ("RCLONE_CONFIG_PROD_V2_AUTH", "true"),
        ("RCLONE_S3_SHARED_CREDENTIALS_FILE", "/HIDDEN"),
        ("RCLONE_CONFIG_PROD_PROFILE", "HIDDEN"),
        ("RCLONE_S3_ENV_AUTH", "false"),
    ] {
        assert_eq!(unset(&run(&world, &configure, &[(name, value)])), [name]);
    }
    for (name, value) in
        [("RCLONE_S3_CHUNK_SIZE", "8M"), ("RCLONE_CONFIG_PASS", "x"), ("RCLONE_CONFIG_OTHER_ENDPOINT", "x"), ("AWS_PROFILE", "x")]
    {
        assert_eq!(unset(&run(&world, &configure, &[(name, value)])), [""; 0], "{name}");
    }
}

#[test]
fn variables_that_override_the_mc_alias_are_named() {
    let world = logged_in();
    let configure = ["configure", "mc", "prod"];
    run(&world, &configure, &[("MC_HOST_prod", "http://A:HIDDEN@old.example")]).warns("overriding-variables/mc");
    for name in ["MC_HOST_PROD", "MC_HOST_other", "MC_HOST_"] {
        assert_eq!(unset(&run(&world, &configure, &[(name, "http://A:HIDDEN@old.example")])), [""; 0], "{name}");
    }
}

/// A name is text of somebody else too: it comes into no command as it is.
#[test]
fn invalid_variable_names_are_not_in_shell_commands() {
    let world = logged_in();
    for name in [
        "AWS_ENDPOINT_URL_$(x)",
        "AWS_ENDPOINT_URL_S3;x",
        "AWS_ENDPOINT_URL_S3 x",
        "RESTIC_AWS_ASSUME_ROLE_`x`",
        "AWS_ENDPOINT_URL_\u{202e}",
    ] {
        for arguments in AWS {
            assert_eq!(unset(&run(&world, arguments, &[(name, "http://HIDDEN.example")])), [""; 0], "{name}");
            let both = run(&world, arguments, &[(name, "http://HIDDEN.example"), ("AWS_ENDPOINT_URL", "http://HIDDEN.example")]);
            assert_eq!(unset(&both), ["AWS_ENDPOINT_URL"], "{name}");
        }
    }
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world.write("xdg_config_home/sts-cli/profiles/my-prod.toml", &profile);
    let odd = ["MC_HOST_my-prod", "RCLONE_CONFIG_MY-PROD_ENDPOINT"];
    for (tool, name, more) in [("mc", odd[0], None), ("rclone", odd[1], None), ("rclone", odd[1], Some("RCLONE_S3_ENDPOINT"))] {
        let set: Vec<_> = [name].into_iter().chain(more).map(|name| (name, "http://HIDDEN.example")).collect();
        let outcome = run(&world, &["configure", tool, "my-prod"], &set);
        assert!(outcome.stderr.contains(&format!("`env -u {name}`")), "{outcome:#?}");
        assert_eq!(outcome.stderr.contains("run `unset RCLONE_S3_ENDPOINT`, and"), more.is_some(), "{outcome:#?}");
    }
}

#[test]
fn the_unset_command_is_written_for_the_calling_shell() {
    let world = logged_in();
    for (shell, command) in [("bash", "unset AWS_ENDPOINT_URL"), ("fish", "set -e AWS_ENDPOINT_URL"), ("tcsh", "unset AWS_ENDPOINT_URL")] {
        std::fs::copy("/bin/sh", world.path(shell)).unwrap();
        let script = format!("export AWS_ENDPOINT_URL=http://old.example; \"$WORLD/{shell}\" -c '{BINARY} configure aws prod; :'");
        let outcome = world.finish(&mut world.shell(&script));
        assert!(outcome.stderr.contains(&format!("run `{command}`")), "{shell}: {outcome:#?}");
        assert_eq!(outcome.stderr.matches("warning").count(), 1, "{shell}: {outcome:#?}");
    }
}

#[test]
fn keys_that_the_profile_needs_are_not_suggested_for_unset() {
    let script = |save: &str, then: &str| {
        format!(
            r#"export AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY
            mkdir -p "$HOME/.aws"; printf '[lab]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$SANDBOX_ACCESS_KEY" "$SANDBOX_SECRET_KEY" > "$HOME/.aws/credentials"
            "$STS_CLI" assume-role {save} --save st -o json > /dev/null; {then}"$STS_CLI" configure aws st 2>&1 >/dev/null | grep '^warning'"#
        )
    };
    let warnings = |save: &str, then: &str| sandbox_as("alice", &script(save, then)).run().stdout;
    let needed = warnings("", "");
    assert!(needed.contains("--source-profile") && !needed.contains("run `unset"), "{needed}");
    let beside = warnings("", "export AWS_ENDPOINT_URL=http://old.example; ");
    assert!(beside.contains("--source-profile") && beside.contains("run `unset AWS_ENDPOINT_URL`"), "{beside}");
    let another = warnings("--access-key \"$SANDBOX_ACCESS_KEY\"", "export AWS_ACCESS_KEY_ID=ANOTHER; ");
    assert!(!another.contains("--source-profile") && another.contains("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`"), "{another}");
    let in_files = warnings("--source-profile lab", "");
    assert!(!in_files.contains("--source-profile") && in_files.contains("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`"), "{in_files}");
    let unset = warnings("--access-key \"$SANDBOX_ACCESS_KEY\"", "unset AWS_ACCESS_KEY_ID; ");
    assert_eq!(unset, "", "the secret alone is taken by no tool");
}
