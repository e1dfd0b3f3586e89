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
