//! The documentation: it lists every exit code, output format, variable and setting that exists.

use crate::support::documentation::{Page, pages};
use crate::support::module_source::files_below;
use crate::support::snapshot::project;
use sts_cli::request::{Choice as _, OutputFormat};

/// The text of a page of the documentation.
fn text(name: &str) -> String {
    Page::read(name).text
}

#[test]
fn the_two_commands_of_the_readme_are_run_in_ci() {
    let (readme, runner) = (text("README.md"), text(".ci/run"));
    assert!(readme.contains("\n    cargo run --release -- demo --as alice\n"));
    assert!(readme.contains("\n## Tests\n\n    cargo test\n"));
    assert!(runner.contains("'/^## Tests/,/^## /"));
    assert!(runner.contains("[ \"$test_command\" = \"cargo test\" ]"));
    assert!(runner.contains("\ncargo test --locked --package sts-sandbox\n"));
}

#[test]
fn the_readme_is_short() {
    let lines = text("README.md").lines().count();
    assert!(lines <= 150, "README.md has {lines} lines: what is more than a first look belongs below docs");
}

#[test]
fn every_exit_code_is_documented() {
    let page = text("docs/reference/exit-codes.md");
    for kind in sts_cli::error::FailureKind::ALL {
        assert!(page.contains(&format!("\n| {} |", *kind as u8)), "{kind:?}");
    }
}

#[test]
fn every_variable_that_env_sets_is_documented() {
    let page = text("docs/reference/tool-variables.md");
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
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_output_format_is_documented() {
    let page = text("docs/reference/output-formats.md");
    for name in OutputFormat::words().into_iter().filter(|name| !name.contains(':') && *name != "text") {
        assert!(page.contains(&format!("-o {name}")), "{name}");
    }
}

#[test]
fn every_documented_sts_cli_variable_exists() {
    let read = |path: &str| std::fs::read_to_string(project().join(path)).unwrap();
    let variables = ["src/sys/files/directories.rs", "src/deliver/variables.rs", "src/aws_files/placeholder.rs"].map(read).concat();
    let in_folder = |folder: &str| -> String {
        let files = files_below(&project().join(folder));
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    };
    let options = read("src/cli/options.rs") + &in_folder("src/request/options") + &in_folder("src/request/identity");
    for page in pages() {
        for name in page.text.split('`').filter(|span| span.starts_with("STS_CLI_") && !span.contains('…')) {
            let option = name.trim_start_matches("STS_CLI_").to_lowercase().replace('_', "-");
            let is_known = variables.contains(&format!("\"{name}\"")) || options.contains(&format!("\"{option}\""));
            assert!(is_known, "{}: {name}", page.name);
        }
    }
}

#[cfg(all(unix, feature = "sandbox"))]
#[test]
fn exactly_the_flags_that_are_not_profile_keys_are_documented() {
    use crate::support::world::World;
    use std::collections::BTreeSet;
    let page = text("docs/tasks/profiles.md");
    let (_, listed) = page.split_once("A profile cannot contain flags that apply to a single command:").unwrap();
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
