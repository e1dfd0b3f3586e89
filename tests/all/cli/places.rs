//! Profile locations: unusable folders and variables, administrator profiles, and references to removed profiles.

use crate::support::program::BINARY;
use crate::support::snapshot::Table;
use crate::support::world::World;

#[test]
fn a_variable_that_is_not_utf_8_is_rejected_by_name() {
    let world = World::new(&[]);
    let mut table = Table::default();
    for (variable, command) in
        [("STS_CLI_POLICY", "get prod -o json"), ("STS_CLI_STATE_DIR", "status"), ("STS_CLI_NO_INPUT", "profiles list")]
    {
        let line = format!("export {variable}=\"$(printf 'a\\377')\"; {BINARY} {command}");
        table.fails(2, &format!("{variable} {command}"), &world.finish(&mut world.shell(&line)));
    }
    table.matches("variables-that-are-not-text");
    let elsewhere = |arguments: &[&str]| world.program(arguments).env("STS_CLI_SYSTEM_DIR", "etc/sts-cli").run();
    for case in [&["get", "prod", "-o", "json"][..], &["profiles", "list"], &["status"], &["exec", "prod", "--", "true"]] {
        elsewhere(case).fails(2, "relative-system-folder");
    }
    assert_eq!((elsewhere(&["get", "--help"]).code, world.browser_opened()), (0, 0));
}

#[test]
fn an_unreadable_profile_folder_is_not_treated_as_empty() {
    let world = World::new(&[]);
    world.write("system/profiles", "no folder");
    let cases: [&[&str]; 5] =
        [&["get", "prod", "-o", "json"], &["get", "-o", "json"], &["profiles", "list"], &["status"], &["profiles", "remove", "prod"]];
    for case in cases {
        world.run(case).fails(3, "profiles-are-no-folder");
    }
    assert_eq!(world.browser_opened(), 0, "the administrator may have narrowed it");
}

#[test]
fn an_administrator_profile_is_overridden_only_with_force_and_with_a_warning() {
    let world = World::new(&[]);
    let theirs = "extends = \"prod\"\nduration = \"1h\"\nallow = [\"read:demo\"]\nregion = \"eu-west-1\"\nuser = \"alice\"\n";
    world.write("system/profiles/lab.toml", theirs);
    let said = ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let get = |more: &[&str]| world.run(&[&["web-identity", "-o", "json", "--save", "lab"], &said[..], more].concat());
    get(&["--region", "eu-west-2"]).fails(3, "the-administrators-by-flags");
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", "lab"]).fails(3, "the-administrators-by-login");
    assert_eq!(world.browser_opened(), 0, "nobody was asked");
    get(&["--region", "eu-west-2", "--force"]).warns("saved-over-the-administrators");
    get(&["--region", "eu-west-2"]).warns("saved-over-the-administrators"); // the same again is no other profile
    world.write("system/profiles/plain.toml", theirs);
    world.run(&["profiles", "remove", "plain"]).fails(3, "remove-the-administrators");
}

#[test]
fn a_profile_folder_that_cannot_be_written_is_reported_before_the_login() {
    let world = World::new(&[]);
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let calls: [&[&str]; 3] = [
        &["web-identity", "--endpoint", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "-o", "json", "--save", "lab"],
        &["login", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "--save", "lab"],
        &["login", endpoint, "--save", "lab"],
    ];
    for call in calls {
        let outcome = world.program(call).env("XDG_CONFIG_HOME", "/proc").run(); // where not even root can make a file
        let reasons = ["No such file or directory (os error 2)", "Permission denied (os error 13)"]; // root's, and everybody else's
        reasons.iter().fold(outcome, |outcome, reason| outcome.named(reason, "[REASON]")).fails(3, "not-saved");
    }
    assert_eq!((world.browser_opened(), world.files("xdg_state_home")), (0, Vec::new()));
}

#[test]
fn removing_a_profile_names_the_files_that_refer_to_it() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    world.write_profile("ci", "extends = \"prod\"\n");
    world.write_profile("broken", "no toml");
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    assert_eq!(world.run(&["profiles", "remove", "prod"]).warns("removed-and-still-spoken-of"), "");
    world.write("system/profiles/prod.toml", &profile);
    world.write_profile("prod", &profile);
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    assert_eq!(world.run(&["profiles", "remove", "prod"]).warns("removed-and-the-administrators-counts"), "");
    assert_eq!(world.run(&["profiles", "remove", "broken"]).warns("removed"), "");
}

#[test]
fn a_profile_is_not_removed_if_references_cannot_be_read() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "no toml");
    world.run(&["profiles", "remove", "prod"]).fails(3, "not-removed");
    assert!(world.path("xdg_config_home/sts-cli/profiles/prod.toml").exists());
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    assert_eq!(world.run(&["profiles", "remove", "prod"]).code, 0);
}

#[test]
fn status_reads_no_standard_input_and_prints_no_warnings() {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod", "--insecure"]).code, 0);
    world.write_profile("piped", "extends = \"prod\"\npolicy = \"-\"\ninsecure = true\n");
    let script = format!("echo left over | {{ {BINARY} status piped; {BINARY} profiles remove piped; cat; }}");
    world.finish(&mut world.shell(&script)).ends(0, "standard-input-is-left");
    assert!(!world.path("xdg_config_home/sts-cli/profiles/piped.toml").exists());
}
