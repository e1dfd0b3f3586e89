//! The file of `--report`: what it replaces, and when it is written.

use super::{PATH, run_in};
use crate::support::world::World;
use serde_json::Value;
use std::os::unix::fs::symlink;

fn first_problem(path: &std::path::Path) -> Value {
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    report.get("first_problem").unwrap().clone()
}

#[test]
fn a_file_that_is_not_a_report_is_replaced_only_by_force() {
    let world = World::new(&[]);
    let path = world.path("victim.txt");
    let flags = ["prod", "--no-login", "--report", path.to_str().unwrap()];
    for text in ["a text of mine", "{\"password\": \"x\"}", "\u{fffd}"] {
        std::fs::write(&path, text).unwrap();
        run_in(&world, &flags).fails(2, "not-a-report");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    assert_eq!(run_in(&world, &[&flags[..], &["--force"]].concat()).code, 0);
    assert_eq!(first_problem(&path), Value::Null);
    for older in ["", "{\"first_problem\": \"claims\"}"] {
        std::fs::write(&path, older).unwrap();
        assert_eq!(run_in(&world, &flags).code, 0, "{older}");
        assert_eq!(first_problem(&path), Value::Null);
    }
}

#[test]
fn a_link_stays_and_its_file_becomes_the_report() {
    let world = World::new(&[]);
    let link = world.path("link.json");
    symlink(world.path("target.json"), &link).unwrap();
    assert_eq!(run_in(&world, &["prod", "--no-login", "--report", link.to_str().unwrap()]).code, 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(first_problem(&world.path("target.json")), Value::Null);
}

#[test]
fn a_dash_writes_the_report_to_standard_output() {
    let world = World::new(&[]);
    let outcome = run_in(&world, &["prod", "--no-login", "--report", "-"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:#?}");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((report["outcome"].as_str(), report["steps"][0]["name"].as_str()), (Some("passed"), Some("configuration")));
}

#[test]
fn a_closed_pipe_does_not_prevent_the_report() {
    let world = World::new(&[]);
    let path = world.path("report.json");
    let program = world.program(&["doctor", "prod", "--no-login", "--report", path.to_str().unwrap()]).env("PATH", &PATH);
    program.start_with_closed_stdout().end();
    assert_eq!(first_problem(&path), Value::Null);
}
