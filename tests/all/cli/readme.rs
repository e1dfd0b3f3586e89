//! The README: what it tells a reader to run is what is run here and by the continuous integration.

use crate::support::module_source::files_below;
use crate::support::snapshot::project;
use sts_cli::request::{Choice as _, OutputFormat};

const README: &str = include_str!("../../../README.md");
const RUNNER: &str = include_str!("../../../.ci/run");

#[test]
fn the_two_commands_of_the_readme_are_run_in_ci() {
    assert!(README.contains("\n    cargo run --release -- demo --as alice\n"));
    assert!(README.contains("\n## Tests\n\n    cargo test\n"));
    assert!(RUNNER.contains("'/^## Tests/,/^## /"));
    assert!(RUNNER.contains("[ \"$test_command\" = \"cargo test\" ]"));
    assert!(RUNNER.contains("\ncargo test --locked --package sts-sandbox\n"));
}

#[test]
fn the_readme_lists_every_exit_code() {
    for kind in sts_cli::error::FailureKind::ALL {
        assert!(README.contains(&format!("\n| {} |", *kind as u8)), "{kind:?}");
    }
}

#[test]
fn the_readme_lists_every_variable_that_env_sets() {
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_REGION",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT",
        "S3_ENDPOINT_URL",
        "AWS_ALLOW_HTTP",
    ] {
        assert!(README.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_readme_lists_every_output_format() {
    for name in OutputFormat::words().into_iter().filter(|name| !name.contains(':') && *name != "text") {
        assert!(README.contains(&format!("-o {name}")), "{name}");
    }
}

#[test]
fn every_sts_cli_variable_in_the_readme_exists() {
    let read = |path: &str| std::fs::read_to_string(project().join(path)).unwrap();
    let variables = ["src/sys/files/directories.rs", "src/deliver/variables.rs", "src/aws_files/placeholder.rs"].map(read).concat();
    let in_folder = |folder: &str| -> String {
        let files = files_below(&project().join(folder));
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    };
    let options = read("src/cli/options.rs") + &in_folder("src/request/options") + &in_folder("src/request/identity");
    for name in README.split('`').filter(|span| span.starts_with("STS_CLI_") && !span.contains('…')) {
        let option = name.trim_start_matches("STS_CLI_").to_lowercase().replace('_', "-");
        let is_known = variables.contains(&format!("\"{name}\"")) || options.contains(&format!("\"{option}\""));
        assert!(is_known, "{name}");
    }
}

/// Commands that are not run, with reasons.
#[cfg(feature = "sandbox")]
const NOT_RUN: [(&str, &str); 20] = [
    ("cargo test", "is what runs this"),
    ("cargo test -p sts-sandbox", "is a step of .ci/run"),
    ("SNAPSHOTS=overwrite cargo test", "changes what the tests compare with"),
    ("tests/live/run", "is the live suite: .ci/run"),
    ("cargo install --path .", "builds a release: benches/cost, which .ci/run calls"),
    ("sts-cli login https://minio.example:9000", "asks on a terminal: flows/prompts.rs answers"),
    ("sts-cli COMMAND -h", "contains a placeholder: cli/help.rs runs every command"),
    ("sts-cli exec prod", "starts a shell on a terminal: deliveries/exec_shell.rs"),
    ("sts-cli COMMAND --help", "holds a placeholder: cli/tree.rs asks every command"),
    ("rclone lsd prod:", "needs rclone: tests/live/clients/table.rs runs it after `configure rclone`"),
    ("sts-cli exec prod -- s5cmd ls", "needs s5cmd: tests/live/clients/table.rs runs it by `exec`"),
    ("mc ls prod", "needs mc: tests/live/clients/table.rs runs it after `configure mc`, with `-o mc-host` and by `exec`"),
    ("mc alias import prod alias.json", "needs mc: tests/live/clients/table.rs imports what `-o mc-alias` says"),
    ("sts-cli get prod -o env:powershell | Out-String | Invoke-Expression", "needs PowerShell: the tests of src/deliver/shell.rs"),
    ("sts-cli get prod -o k8s | kubectl apply -f -", "needs a cluster: flows/forms.rs reads the form"),
    ("terraform init -backend-config=s3.tfbackend", "needs Terraform: flows/forms.rs reads the form"),
    ("man man/sts-cli.1", "shows a page of this repository: cli/generated.rs shows them all"),
    (
        "sts-cli get-session-token --endpoint https://sts.eu-west-1.amazonaws.com --source-profile keys --duration 12h \\\n  \
         --mfa-serial arn:aws:iam::123456789012:mfa/alice --save mfa -o json",
        "needs AWS's API: storage/session_tokens.rs runs it",
    ),
    ("sts-cli sandbox", "runs until it is stopped: every story here runs in one"),
    ("sts-cli sandbox -- CMD", "holds a placeholder: every story here runs in one"),
];

/// Commands for a terminal or another shell: the required program, and the equivalent for a POSIX shell.
#[cfg(feature = "sandbox")]
const OTHERWISE: [(&str, &str, &str); 4] = [
    ("cargo run --release -- demo --as alice", "sh", "sts-cli demo --as alice"),
    ("sts-cli get prod", "script", "script --quiet --return --command 'sts-cli get prod' /dev/null"),
    (
        "sts-cli get prod -o env:fish | source",
        "fish",
        r#"fish --no-config --command 'sts-cli get prod -o env:fish | source; test -n "$AWS_SESSION_TOKEN"'"#,
    ),
    (
        "sh -c 'sts-cli serve prod -o env:fish &' | source",
        "fish",
        r#"fish --no-config --command "sh -c 'sts-cli serve prod -o env:fish & echo set -g endpoint \$!' | source; kill \$endpoint""#,
    ),
];

/// The command lines of the README in its order: the blocks for a shell, the indented lines, and what stands within lines.
#[cfg(feature = "sandbox")]
fn commands() -> Vec<String> {
    let mut commands = Vec::new();
    for (place, part) in README.split("\n```").enumerate() {
        let is_block = place % 2 == 1;
        match part.strip_prefix("sh\n").filter(|_| is_block) {
            Some(block) => commands.push(block.to_owned()),
            None if is_block => {}
            None => {
                let within = |line: &'static str| line.split('`').skip(1).step_by(2).filter(|span| is_command(span));
                let found = part.lines().flat_map(|line| line.strip_prefix("    ").into_iter().chain(within(line)));
                commands.extend(found.map(|command| command.replace("\\|", "|")));
            }
        }
    }
    commands
}

/// Whether this is a program and what it is told: not a flag, nor a profile's line, nor a command of `sts-cli` without its name.
#[cfg(feature = "sandbox")]
fn is_command(span: &str) -> bool {
    let (program, told) = span.split_once(' ').unwrap_or((span, ""));
    let is_other = told.is_empty() || told.starts_with('=') || program.starts_with('-');
    program == "tests/live/run" || !is_other && sts_cli::cli::command().find_subcommand(program).is_none()
}

/// A command of the README for the plain shell and the servers of this world, if its program is here.
#[cfg(feature = "sandbox")]
fn line(command: &str, world: &crate::support::world::World) -> Option<String> {
    use crate::support::{has, skip};
    let line = match OTHERWISE.iter().find(|(known, ..)| *known == command.trim()) {
        Some((_, program, _)) if !has(program) => {
            skip(command, &format!("{program} is not here"));
            return None;
        }
        Some((.., line)) => *line,
        None => command,
    };
    let endpoint = if command.contains(" certificate ") { "SANDBOX_TLS_ENDPOINT" } else { "STS_CLI_ENDPOINT" };
    let places = [
        ("https://minio.example:9000", endpoint),
        ("https://id.example/realms/prod", "STS_CLI_ISSUER"),
        ("arn:minio:iam:::role/plugin", "SANDBOX_ROLE_ARN"),
        ("demo-user", "SANDBOX_ACCESS_KEY"),
        ("demo-secret", "SANDBOX_SECRET_KEY"),
    ];
    Some(places.iter().fold(line.to_owned(), |line, (shown, variable)| line.replace(shown, world.variable(variable))))
}

#[cfg(feature = "sandbox")]
#[test]
fn every_command_of_the_readme_runs() {
    use crate::support::program::BINARY;
    use crate::support::world::World;
    let world = World::new(&[]);
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap(); // the README makes it
    let files = [
        ("token.jwt", "SANDBOX_ID_TOKEN_FILE"),
        ("robot-secret", "SANDBOX_ROBOT_SECRET_FILE"),
        ("password", "SANDBOX_LDAP_PASSWORD_FILE"),
        ("ca.pem", "SANDBOX_CA"),
        ("cert.pem", "SANDBOX_CLIENT_CERT"),
        ("key.pem", "SANDBOX_CLIENT_KEY"),
        ("plugin-token", "SANDBOX_CUSTOM_TOKEN_FILE"),
    ];
    for (name, variable) in files {
        world.write(&format!("work/{name}"), &std::fs::read_to_string(world.variable(variable)).unwrap());
    }
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", std::path::Path::new(&*BINARY).parent().unwrap().display());
    let (run, left_out): (Vec<_>, Vec<_>) =
        commands().into_iter().partition(|command| NOT_RUN.iter().all(|(known, _)| known != &command.trim()));
    let is_there = |name: &str| left_out.iter().any(|command| command.trim() == name);
    assert!(run.len() > 25 && NOT_RUN.iter().all(|(name, _)| is_there(name)), "{run:#?} {left_out:#?}");
    for command in run {
        let Some(line) = line(&command, &world) else { continue };
        let mut shell = world.shell(&line);
        shell.current_dir(world.path("work")).env("PATH", &path).env("GITHUB_ENV", world.path("job"));
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("error:"), "{command}\n{said}");
    }
    assert_eq!(world.browser_opened(), 1, "one login is enough for all of them");
}

#[cfg(feature = "sandbox")]
#[test]
fn the_readme_lists_exactly_the_flags_that_are_not_profile_keys() {
    use crate::support::world::World;
    use std::collections::BTreeSet;
    let (_, listed) = README.split_once("A profile cannot contain flags that apply to a single command:").unwrap();
    let listed: BTreeSet<&str> = listed.split_once(".\n").unwrap().0.split('`').filter_map(|span| span.strip_prefix("--")).collect();
    let mut tree = sts_cli::cli::command();
    tree.build();
    let commands = tree.get_subcommands().filter(|command| !["sandbox", "demo"].contains(&command.get_name()));
    let flags: BTreeSet<String> =
        commands.flat_map(|command| command.get_arguments()).filter_map(|arg| arg.get_long().map(str::to_owned)).collect();
    let world = World::new(&[]);
    let mut of_one_call = BTreeSet::new();
    for flag in flags.iter().filter(|flag| !["help", "csec", "auth-param"].contains(&flag.as_str())) {
        world.write_profile("odd", &format!("{} = \"\"\n", flag.replace('-', "_")));
        let shown = world.run(&["profiles", "show", "odd"]);
        assert!(!shown.stderr.contains("unknown key"), "{flag}: {}", shown.stderr);
        if shown.stderr.contains("cannot be set in a profile") {
            of_one_call.insert(flag.as_str());
        }
    }
    assert_eq!(of_one_call, listed);
}
