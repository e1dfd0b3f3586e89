//! Other forms of a command line that users try: each works, or is answered with the right form.

use crate::support::program::Program;
use crate::support::snapshot::Table;
use crate::support::world::World;

fn printed(arguments: &[&str]) -> String {
    Program::sts_cli(arguments.iter().copied()).run().ok()
}

#[test]
fn help_is_found_before_and_behind_the_command() {
    let same: [(&[&str], &[&str]); 9] = [
        (&["help"], &["--help"]),
        (&["help", "get"], &["get", "--help"]),
        (&["--help", "get"], &["get", "--help"]),
        (&["-h", "get"], &["get", "-h"]),
        (&["-v", "get", "-h"], &["get", "-h"]),
        (&["get", "prod", "-o", "json", "-h"], &["get", "-h"]),
        (&["help", "profiles", "show"], &["profiles", "show", "--help"]),
        (&["profiles", "help", "show"], &["profiles", "show", "--help"]),
        (&["help", "exec", "prod", "--", "-h"], &["exec", "--help"]),
    ];
    for (typed, usual) in same {
        assert_eq!(printed(typed), printed(usual), "{typed:?}");
    }
    Program::sts_cli(["get", "help"]).run().fails(3, "help-in-place-of-a-profile");
    for typed in [&["version"][..], &["-V"], &["--version", "get"], &["-q", "-V", "get"]] {
        assert_eq!(printed(typed), concat!("sts-cli ", env!("CARGO_PKG_VERSION"), "\n"), "{typed:?}");
    }
}

#[test]
fn version_accepts_no_arguments() {
    let mut table = Table::default();
    for typed in
        [&["version", "bogus"][..], &["version", "get"], &["version", "--bogus"], &["-q", "version", "bogus"], &["version", "--", "x"]]
    {
        table.fails(2, &typed.join(" "), &Program::sts_cli(typed.iter().copied()).run());
    }
    table.matches("version-with-arguments");
    assert_eq!(printed(&["version", "-v"]), printed(&["--version"]));
    assert_eq!(printed(&["version", "-h"]), printed(&["-h"]));
}

#[test]
fn options_before_a_command_count_as_behind_it() {
    let world = World::new(&[]);
    world.write_profile("other", "extends = \"prod\"\nrole_arn = \"none\"\n");
    let key = world.run(&["get", "prod", "-o", "json"]).access_key();
    for typed in [
        &["--no-input", "get", "prod", "-o", "json"][..],
        &["--profile", "prod", "get", "-o", "json"],
        &["-p", "prod", "-o", "json", "get"],
        &["--color=never", "-q", "get", "-pprod", "-ojson"],
        &["get", "-p", "prod", "-o", "json"],
    ] {
        assert_eq!(world.run(typed).access_key(), key, "{typed:?}");
    }
    assert_ne!(world.run(&["-vv", "get", "prod", "-o", "json", "--fresh"]).stderr, "");
    assert_eq!(world.run(&["-q", "profiles", "list"]).ok(), world.run(&["profiles", "list"]).ok());
    assert_eq!(world.run(&["-p", "prod", "exec", "--", "sh", "-c", "echo $0 -v get"]).ok(), "sh -v get\n");
}

#[test]
fn a_wrong_form_is_answered_with_the_right_one_which_runs() {
    let world = World::new(&[]);
    world.write_profile("other", "extends = \"prod\"\n");
    world.run(&["login", "prod"]).ok();
    let mut table = Table::default();
    for typed in [
        "prod",
        "prod -o json",
        "-q prod -o env:sh",
        "prud -o json",
        "gett prod -o json",
        "https://minio.example:9000",
        "--profile prod",
        "-v",
        "profiles prod",
        "profiles -v",
        "configure prod --dry-run",
        "configure other rclone --dry-run",
        "exec prod echo hi",
        "exec prod --renew echo -n hi",
        "exec --no-input prod sh -c 'echo $0 \"$1\"' a 'b c'",
        "exec -p prod echo hi",
        "exec echo hi",
        "logout --json",
        "get prod -o json --renew",
        "status --renew",
    ] {
        let words = shlex::split(typed).unwrap();
        let outcome = world.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        table.fails(2, typed, &outcome);
        let right = outcome.stderr.split_once("run `sts-cli ").unwrap().1.split_once('`').unwrap().0;
        let right = shlex::split(right).unwrap();
        let again = world.run(&right.iter().map(String::as_str).collect::<Vec<_>>());
        let lacks_profile = again.stderr.starts_with("error: no profile given"); // a correct form, whose hint names the profiles
        let is_wrong_too = again.stderr.contains("\nUsage: ") || again.stderr.contains("run `sts-cli ") && !lacks_profile;
        assert!(!is_wrong_too, "{typed}: {right:?}: {again:#?}");
    }
    table.matches("wrong-forms");
}

#[test]
fn exec_without_dashes_takes_a_first_word_that_is_no_profile_for_the_command_if_there_is_a_default() {
    let world = World::new(&[]);
    let outcome = world.program(&["exec", "echo", "hi"]).env("STS_CLI_PROFILE", "prod").run();
    assert!(outcome.failure(2).contains("run `sts-cli exec -- echo hi`"));
}

#[test]
fn a_secret_or_a_misleading_character_is_not_repeated_in_a_correction() {
    let run = |arguments: &[&str]| Program::sts_cli(arguments.iter().copied()).run();
    let outcome = run(&["web-identity", "--csec", "planted-secret", "--renew"]);
    assert!(outcome.code == 2 && !outcome.stderr.contains("planted"), "{outcome:#?}");
    for call in [
        &["prod", "--token", "eyJhbGciOiJub25lIn0.planted.x"][..],
        &["custom-token", "--token", "planted", "--renew"],
        &["--endpoint", "https://user:planted@minio.example", "web-identity", "--renew"],
        &["login", "https://user:planted@minio.example", "--renew"],
        &["--auth-param", "secret=planted", "gett"],
        &["ldap", "--password-command", "echo planted", "--renew"],
        &["ldap", "--password-command=echo planted", "--renew"],
        &["exec", "prod", "mysql", "--password=planted"],
        &["exec", "prod", "mysql", "-pplanted"],
        &["exec", "prod", "mysql", "--password", "planted"],
        &["exec", "prod", "curl", "-H", "Authorization: Bearer planted"],
        &["exec", "prod", "env", "AWS_SECRET_ACCESS_KEY=planted", "ls"],
        &["get", "prod", "eyJhbGciOiJub25lIn0.planted.x"],
    ] {
        let outcome = run(call);
        assert!([2, 3].contains(&outcome.code) && !outcome.stderr.contains("planted"), "{call:?}: {outcome:#?}");
    }
    let outcome = run(&["https://user:planted@minio.example"]);
    assert!(outcome.code == 2 && !outcome.stderr.contains("run `sts-cli login"), "{outcome:#?}");
    let outcome = run(&["exec", "prod", "echo", "a\u{1b}[2Jb"]);
    assert!(outcome.code == 2 && !outcome.stderr.contains('\u{1b}'), "{outcome:#?}");
}

#[test]
fn json_is_a_flag_and_a_format_wherever_a_command_prints_json() {
    let world = World::new(&[]);
    let key = world.run(&["get", "prod", "--json"]).access_key();
    assert_eq!(world.run(&["--json", "get", "prod"]).access_key(), key);
    let by_variable = world.program(&["get", "prod", "--json"]).env("STS_CLI_OUTPUT", "env").run();
    assert_eq!(by_variable.access_key(), key, "a flag overrides a variable");
    for (flag, format) in
        [(&["status", "--json"][..], &["status", "-o", "json"][..]), (&["profiles", "list", "--json"], &["-o", "json", "profiles", "list"])]
    {
        assert_eq!(world.run(flag).ok(), world.run(format).ok(), "{flag:?}");
    }
    let listed = world.run(&["profiles", "list", "--json"]).ok();
    assert_eq!(listed, "[{\"profile\":\"prod\",\"default\":false}]\n");
    let shown = world.run(&["profiles", "show", "prod", "--json"]).ok();
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((shown[0]["key"].as_str(), shown[0]["value"].as_str()), (Some("identity"), Some("web-identity")));
    assert!(shown[0]["origin"].as_str().unwrap().ends_with("prod.toml:1"), "{shown}");
    for call in [
        &["get", "prod", "--json", "-o", "env"][..],
        &["status", "--json", "-o", "text"],
        &["profiles", "show", "prod", "--json", "-o", "json"],
    ] {
        assert!(world.run(call).failure(2).contains("cannot be used together"), "{call:?}");
    }
}

#[test]
fn a_profile_may_be_named_by_its_flag_in_every_command_that_takes_one() {
    let world = World::new(&[]);
    world.write_profile("other", "extends = \"prod\"\n");
    world.run(&["login", "-p", "prod"]).ok();
    let one = world.run(&["status", "prod"]).ok();
    assert_eq!(world.run(&["status", "-p", "prod"]).ok(), one);
    assert_eq!(world.run(&["-p", "prod", "status"]).ok(), one);
    assert!(world.run(&["status", "-p", "prod", "--online"]).ok().starts_with(&one));
    assert_eq!(
        world.run(&["configure", "aws", "-p", "prod", "--dry-run"]).stdout,
        world.run(&["configure", "aws", "prod", "--dry-run"]).stdout
    );
    let all = world.run(&["status"]);
    assert_eq!((world.run(&["status", "--all"]).stdout, all.code), (all.stdout, 0));
    for call in
        [&["status", "--all", "-p", "prod"][..], &["status", "prod", "--all"], &["logout", "--all", "-p", "prod"], &["status", "--online"]]
    {
        world.run(call).failure(2);
    }
    assert_eq!(world.run(&["logout", "-p", "prod"]).code, 0);
    assert_eq!(world.run(&["status", "prod"]).code, 4);
}

#[test]
fn a_long_command_line_is_not_repeated_in_full() {
    let world = World::new(&[]);
    let words = "word ".repeat(1000);
    for call in [format!("exec prod echo {words}"), format!("gett {words}"), format!("exec prod {} x", "a".repeat(5000))] {
        let stderr = world.run(&call.split_whitespace().collect::<Vec<_>>()).failure(2);
        assert!(stderr.len() < 600, "{} bytes: {stderr}", stderr.len());
    }
}

#[test]
fn flags_of_the_minio_samples_may_precede_the_command() {
    let world = World::new(&[]);
    let [endpoint, issuer] = ["STS_CLI_ENDPOINT", "STS_CLI_ISSUER"].map(|name| world.variable(name));
    let settings = ["-cid", "sts-cli", "-config-ep", issuer, "-sts-ep", endpoint];
    let first = world.run(&[&settings[..], &["web-identity", "-o", "json"]].concat()).access_key();
    assert_eq!(world.run(&[&["web-identity", "-o", "json"], &settings[..]].concat()).access_key(), first);
}
