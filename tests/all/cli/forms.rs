//! Other forms of a command line that users try: each works, or is answered with the right form.

use crate::support::program::Program;
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
    for typed in [&["version"][..], &["-V"], &["--version", "get"], &["-q", "-V", "get"]] {
        assert_eq!(printed(typed), concat!("sts-cli ", env!("CARGO_PKG_VERSION"), "\n"), "{typed:?}");
    }
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
