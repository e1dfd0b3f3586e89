//! `serve --token-file`: the token of the endpoint at a path that stays the same.

use super::serve::serve;
use super::upstream::wait_until;
use crate::support::program::{BINARY, Running};
use crate::support::world::World;
use crate::support::{has, skip};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_token_is_in_a_file_of_the_users_choice() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    for _ in 0..2 {
        let endpoint = serve(&world, &["--token-file", &file]);
        assert_eq!((&endpoint.token_file, endpoint.get().status), (&path, 200));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let token = endpoint.token.clone();
        endpoint.stop(&world);
        std::fs::write(&path, token).unwrap(); // as after SIGKILL
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    }
    let endpoint = serve(&world, &["--token-file", &file, "-o", "env"]);
    let printed = endpoint.running.wait_for_stdout(|text| Some(text.to_owned()));
    assert!(printed.contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=") && printed.contains(&file), "{printed}");
    assert!(printed.contains("unset") && !printed.contains(&endpoint.token), "{printed}");
    std::fs::write(&path, "another's").unwrap();
    endpoint.running.signal(Signal::TERM);
    assert_eq!(endpoint.running.end().code, 0);
    world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-of-another");
    world.run(&["serve", "prod", "--token-file", &format!("{file}/x")]).fails(3, "token-file-not-written");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "another's");
}

#[test]
fn a_file_that_no_killed_endpoint_has_left_is_not_replaced() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    for content in ["A".repeat(43), "A".repeat(51), format!("sts-cli-{}\n", "A".repeat(43)), "sts-cli-".to_owned()] {
        std::fs::write(&path, &content).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-of-another");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    std::fs::remove_file(&path).unwrap();
    let target = world.path("target");
    std::fs::write(&target, format!("sts-cli-{}", "A".repeat(43))).unwrap();
    std::os::unix::fs::symlink(&target, &path).unwrap();
    world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-of-another");
    world.run(&["serve", "prod", "--token-file", ""]).fails(2, "token-file-without-a-path");
    for folder in ["-", "tokens/", "."] {
        let run = world.run(&["serve", "prod", "--token-file", folder]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(&format!("`{folder}` is not the path of a file")), "{run:?}");
    }
}

#[test]
fn a_second_endpoint_leaves_the_token_of_the_first() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    let endpoint = serve(&world, &["--token-file", &file]);
    world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-in-use");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), endpoint.token);
    assert_eq!(endpoint.get().status, 200);
    endpoint.running.signal(Signal::KILL);
    endpoint.running.end();
    serve(&world, &["--token-file", &file]).stop(&world);
    assert!(!path.exists());
}

/// `serve` with its token in `file`, for which these system calls take a second and a half; `None` without strace.
fn slow_serve(world: &World, calls: &str, file: &str) -> Option<Running> {
    if !has("strace") {
        skip("endpoints that start and stop at the same time", "strace is not here");
        return None;
    }
    let trace = format!("trace={calls}");
    let strace = ["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", "inject=all:delay_enter=1500000", "-P", file, "--", &BINARY];
    Some(world.program_of("strace", &[&strace[..], &["serve", "prod", "--token-file", file]].concat()).start())
}

/// Stops the endpoint that has reported this event.
fn stop(opened: &Value) {
    kill_process(Pid::from_raw(opened["process"].as_i64().unwrap() as i32).unwrap(), Signal::TERM).unwrap();
}

#[test]
fn of_two_endpoints_that_start_at_the_same_time_one_gets_the_path() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    let start = || slow_serve(&world, "rename,renameat,renameat2,link,linkat", &file);
    let (Some(first), Some(second)) = (start(), start()) else { return };
    let is_refused = |running: &Running| running.stderr_text().contains("another `serve` uses");
    wait_until("one is refused, or both serve", || {
        is_refused(&first) || is_refused(&second) || world.events().of("endpoint-opened").len() == 2
    });
    world.events().wait_for("endpoint-opened");
    let opened = world.events().of("endpoint-opened");
    opened.iter().for_each(stop);
    let mut codes = [first.end().code, second.end().code];
    codes.sort_unstable();
    assert_eq!((codes, opened.len()), ([0, 3], 1));
    assert!(!path.exists());
}

#[test]
fn an_endpoint_that_stops_removes_no_token_of_another() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    let Some(first) = slow_serve(&world, "unlink,unlinkat", &file) else { return };
    let opened = world.events().wait_for("endpoint-opened");
    stop(&opened);
    let address = opened["address"].as_str().unwrap().parse::<url::Url>().unwrap();
    wait_until("it accepts no connections", || TcpStream::connect(("127.0.0.1", address.port().unwrap())).is_err());
    world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-in-use");
    assert_eq!(first.end().code, 0);
    assert!(!path.exists());
}
