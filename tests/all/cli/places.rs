//! Where profiles stand: folders and variables that cannot be used, an administrator's below one's own, and what is left by one that goes.

use crate::support::program::BINARY;
use crate::support::world::World;

#[test]
fn a_variable_that_could_only_be_left_out_is_refused_by_its_name() {
    let world = World::new(&[]);
    for (variable, command) in
        [("STS_CLI_POLICY", "get prod -o json"), ("STS_CLI_STATE_DIR", "status"), ("STS_CLI_NO_INPUT", "profiles list")]
    {
        let line = format!("export {variable}=\"$(printf 'a\\377')\"; {BINARY} {command}");
        let output = world.shell(&line).output().unwrap();
        let refused = format!("error: the value of {variable} is not text (UTF-8)\n  hint: set {variable} anew, or unset it\n");
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(2), refused.as_str()));
    }
    let refused = "error: STS_CLI_SYSTEM_DIR: `etc/sts-cli` is a relative path, which would be another folder from each working directory\n  \
                   hint: give a path that begins with /\n";
    let elsewhere = |arguments: &[&str]| world.program(arguments).env("STS_CLI_SYSTEM_DIR", "etc/sts-cli").run();
    for case in [&["get", "prod", "-o", "json"][..], &["profiles", "list"], &["status"], &["exec", "prod", "--", "true"]] {
        elsewhere(case).refused(2, refused);
    }
    assert_eq!((elsewhere(&["get", "--help"]).code, world.opened()), (0, 0));
}

#[test]
fn a_folder_of_profiles_that_cannot_be_looked_into_is_not_taken_for_an_empty_one() {
    let world = World::new(&[]);
    world.write("system/profiles", "no folder");
    let place = world.path("system/profiles").display().to_string();
    let refused = format!(
        "error: cannot look into the folder {place}\n  caused by: Not a directory (os error 20)\n  \
         hint: check that {place} is a folder that you may look into\n"
    );
    let cases: [&[&str]; 5] =
        [&["get", "prod", "-o", "json"], &["get", "-o", "json"], &["profiles", "list"], &["status"], &["profiles", "remove", "prod"]];
    for case in cases {
        world.run(case).refused(3, &refused);
    }
    assert_eq!(world.opened(), 0, "the administrator may have narrowed it");
}

#[test]
fn a_profile_of_the_administrators_is_not_laid_over_unasked_and_what_still_counts_of_it_is_named() {
    let world = World::new(&[]);
    let theirs = "extends = \"prod\"\nduration = \"1h\"\nallow = [\"read:demo\"]\nregion = \"eu-west-1\"\nuser = \"alice\"\n";
    world.write("system/profiles/lab.toml", theirs);
    let said = ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let get = |more: &[&str]| world.run(&[&["web-identity", "-o", "json", "--save", "lab"], &said[..], more].concat());
    let taken = &["there is a profile `lab` already, the administrator's", "what yours does not say still comes from there"];
    get(&["--region", "eu-west-2"]).refused_saying(3, taken);
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", "lab"]).refused_saying(3, taken);
    assert_eq!(world.opened(), 0, "nobody was asked");
    let saved = get(&["--region", "eu-west-2", "--force"]);
    let place = world.path("system/profiles/lab.toml");
    let note = format!("note: below it counts what else the administrator's profile says, {}: allow, duration, extends\n", place.display());
    assert!(saved.code == 0 && saved.stderr.contains(&note), "{}", saved.stderr);
    let again = get(&["--region", "eu-west-2"]);
    assert!(again.code == 0 && again.stderr.contains(&note), "the same again is no other profile: {}", again.stderr);
    world.write("system/profiles/plain.toml", theirs);
    let removed = world.run(&["profiles", "remove", "plain"]);
    removed.refused_saying(3, &["the profile `plain` is the administrator's", "would only count before it"]);
}

#[test]
fn a_folder_that_takes_no_profile_is_noticed_before_anyone_logs_in() {
    let world = World::new(&[]);
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let calls: [&[&str]; 3] = [
        &["web-identity", "--endpoint", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "-o", "json", "--save", "lab"],
        &["login", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "--save", "lab"],
        &["login", endpoint, "--save", "lab"],
    ];
    for call in calls {
        let outcome = world.program(call).env("XDG_CONFIG_HOME", "/proc").run(); // where not even root can make a file
        outcome.refused_saying(
            3,
            &["error: the profile is not saved\n  caused by: cannot write in /proc: ", "check that you may write there"],
        );
    }
    assert_eq!((world.opened(), world.files("xdg_state_home")), (0, Vec::new()));
}

#[test]
fn what_still_speaks_of_a_profile_is_named_when_it_is_removed() {
    let world = World::new(&[]);
    let folder = world.path("xdg_config_home/sts-cli").display().to_string();
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    world.write_profile("ci", "extends = \"prod\"\n");
    world.write_profile("broken", "no toml");
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let removed = |name: &str| format!("note: removed {folder}/profiles/{name}.toml\n");
    let kept = |name: &str| {
        format!(
            "note: its login is still kept on this machine; to end it, put that file back, and then: \
             sts-cli logout {name}; sts-cli profiles remove {name}\n"
        )
    };
    let default = format!("note: {folder}/config.toml:1: default: it is still the default\n");
    let remove = |name: &str| {
        let outcome = world.run(&["profiles", "remove", name]);
        (outcome.code, outcome.stderr)
    };
    let extended = format!("note: {folder}/profiles/ci.toml:1: extends: it is still extended there\n");
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    assert_eq!(remove("prod"), (0, removed("prod") + &kept("prod") + &default + &extended));
    world.write("system/profiles/prod.toml", &profile);
    world.write_profile("prod", &profile);
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    let place = world.path("system/profiles/prod.toml").display().to_string();
    let theirs = format!("note: from now on the administrator's profile `prod` counts: {place}\n");
    assert_eq!(remove("prod"), (0, removed("prod") + &default + &theirs));
    assert_eq!(remove("broken"), (0, removed("broken")));
}

#[test]
fn a_profile_is_not_removed_while_it_cannot_be_told_what_speaks_of_it() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "no toml");
    world.run(&["profiles", "remove", "prod"]).refused_saying(3, &["sts-cli/config.toml:1"]);
    assert!(world.path("xdg_config_home/sts-cli/profiles/prod.toml").exists());
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    assert_eq!(world.run(&["profiles", "remove", "prod"]).code, 0);
}

#[test]
fn a_look_at_what_is_kept_reads_no_standard_input_and_warns_of_nothing() {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod", "--insecure"]).code, 0);
    world.write_profile("piped", "extends = \"prod\"\npolicy = \"-\"\ninsecure = true\n");
    let script = format!("echo left over | {{ {BINARY} status piped; {BINARY} profiles remove piped; cat; }}");
    let output = world.shell(&script).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains("none kept; the next ones come without asking\n") && stdout.ends_with("\nleft over\n"), "{stdout}{stderr}");
    assert!(stderr.starts_with("note: removed ") && stderr.contains("its login is still kept") && !stderr.contains("insecure"), "{stderr}");
    assert!(!world.path("xdg_config_home/sts-cli/profiles/piped.toml").exists());
}
