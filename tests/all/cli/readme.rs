//! The README: what it tells a reader to run is what is run here and by the continuous integration.

const README: &str = include_str!("../../../README.md");
const RUNNER: &str = include_str!("../../../.ci/run");

#[test]
fn the_two_commands_of_the_readme_are_the_ones_that_are_tried() {
    assert!(README.contains("\n    cargo run --release -- demo --as alice\n"));
    assert!(README.contains("\n    cargo test\n"));
    assert!(RUNNER.contains("[ \"$test_command\" = \"cargo test\" ]"));
}

#[test]
fn every_exit_code_of_the_program_stands_in_the_readme() {
    use sts_cli::error::Kind::{ClosedPipe, Config, Identity, Internal, Interrupted, Network, NotFound, NotRun, Sts, Usage};
    for kind in [Internal, Usage, Config, Identity, Sts, Network, NotRun, NotFound, Interrupted, ClosedPipe] {
        assert!(README.contains(&format!("\n| {} |", kind as u8)), "{kind:?}");
    }
}

#[test]
fn every_variable_that_env_sets_stands_in_the_readme() {
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_REGION",
        "AWS_ENDPOINT_URL_S3",
    ] {
        assert!(README.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_form_of_the_output_stands_in_the_readme() {
    for (name, _) in sts_cli::request::FORMS.iter().filter(|(name, _)| !name.contains(':') && *name != "text") {
        assert!(README.contains(&format!("-o {name}")), "{name}");
    }
}

#[test]
fn every_variable_of_its_own_that_the_readme_names_is_one() {
    let sources = ["src/sys/files/directories.rs", "src/cli/options.rs"]
        .map(|path| std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap());
    for name in README.split('`').filter(|span| span.starts_with("STS_CLI_") && !span.contains('…')) {
        let option = name.trim_start_matches("STS_CLI_").to_lowercase().replace('_', "-");
        let is_known = sources[0].contains(&format!("\"{name}\"")) || sources[1].contains(&format!("\"{option}\""));
        assert!(is_known, "{name}");
    }
}

/// What is not run here, and why.
#[cfg(feature = "sandbox")]
const NOT_RUN: [(&str, &str); 8] = [
    ("sts-cli login https://minio.example:9000", "asks on a terminal: flows/day.rs and cli/profiles.rs log in"),
    ("sts-cli COMMAND --help", "holds a placeholder"),
    ("sts-cli get prod -o env:fish | source", "is fish's own: flows/forms.rs and the live suite"),
    ("sts-cli get prod -o env:powershell | Out-String | Invoke-Expression", "is PowerShell's own"),
    ("sts-cli get prod -o k8s | kubectl apply -f -", "needs a cluster: flows/forms.rs reads the form"),
    ("sts-cli get prod", "needs a terminal: tests/live/stories/terminals.rs"),
    ("sts-cli sandbox", "runs until it is stopped: every story here runs in one"),
    ("sts-cli sandbox -- CMD", "holds a placeholder"),
];

/// The commands of the README in its order: the blocks for a shell, and what stands within lines.
#[cfg(feature = "sandbox")]
fn commands() -> Vec<String> {
    let mut commands = Vec::new();
    for (place, part) in README.split("\n```").enumerate() {
        let is_block = place % 2 == 1;
        match part.strip_prefix("sh\n").filter(|_| is_block) {
            Some(block) => commands.push(block.to_owned()),
            None if is_block => {}
            None => {
                let spans = part.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
                commands.extend(spans.filter(|span| span.contains("sts-cli ")).map(|span| span.replace("\\|", "|")));
            }
        }
    }
    commands
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
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", std::path::Path::new(BINARY).parent().unwrap().display());
    let (run, left_out): (Vec<_>, Vec<_>) =
        commands().into_iter().partition(|command| NOT_RUN.iter().all(|(known, _)| known != &command.trim()));
    let is_there = |name: &str| left_out.iter().any(|command| command.trim() == name);
    assert!(run.len() > 25 && NOT_RUN.iter().all(|(name, _)| is_there(name)), "{run:#?} {left_out:#?}");
    for command in run {
        let endpoint = if command.contains(" certificate ") { "SANDBOX_TLS_ENDPOINT" } else { "STS_CLI_ENDPOINT" };
        let places = [
            ("https://minio.example:9000", endpoint),
            ("https://id.example/realms/prod", "STS_CLI_ISSUER"),
            ("arn:minio:iam:::role/plugin", "SANDBOX_ROLE_ARN"),
            ("demo-user", "SANDBOX_ACCESS_KEY"),
            ("demo-secret", "SANDBOX_SECRET_KEY"),
        ];
        let here = places.iter().fold(command.clone(), |text, (shown, variable)| text.replace(shown, world.variable(variable)));
        let mut shell = world.shell(&here);
        shell.current_dir(world.path("work")).env("PATH", &path).env("GITHUB_ENV", world.path("job"));
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("error:"), "{command}\n{said}");
    }
    assert_eq!(world.opened(), 1, "one login is enough for all of them");
}

#[cfg(feature = "sandbox")]
#[test]
fn what_the_readme_says_to_belong_to_one_call_is_no_key_and_everything_else_is_one() {
    use crate::support::world::World;
    use std::collections::BTreeSet;
    let (_, listed) = README.split_once("What belongs to one call is no key:").unwrap();
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
        assert!(!shown.stderr.contains("is not known"), "{flag}: {}", shown.stderr);
        if shown.stderr.contains("belongs to one call") {
            of_one_call.insert(flag.as_str());
        }
    }
    assert_eq!(of_one_call, listed);
}
