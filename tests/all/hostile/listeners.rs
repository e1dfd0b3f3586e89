//! The listeners of a login, of `serve` and of the sandbox are bound to loopback: no other machine can connect.

use crate::support::program::{Program, Running};
use crate::support::skip;
use crate::support::stage::ScriptedServers;
use crate::support::world::World;
use std::path::Path;

/// The state of a listening socket in `/proc/net/tcp`.
const LISTENING: &str = "0A";

/// 127.0.0.1 and ::1 there.
const LOOPBACK: [&str; 2] = ["0100007F", "00000000000000000000000001000000"];

/// The local addresses, in hexadecimal digits, on which a process listens; `None` if this system does not show them.
fn listening_addresses(process: &Running) -> Option<Vec<String>> {
    let process = Path::new("/proc").join(process.id().to_string());
    let links = std::fs::read_dir(process.join("fd")).ok()?.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let sockets: Vec<String> = links.map(|link| link.display().to_string()).collect();
    let tables = ["net/tcp", "net/tcp6"].map(|table| std::fs::read_to_string(process.join(table)).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines().skip(1)).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let listening = lines.filter(|fields| fields[3] == LISTENING && sockets.contains(&format!("socket:[{}]", fields[9])));
    Some(listening.map(|fields| fields[1].split(':').next().unwrap().to_owned()).collect())
}

/// This process listens, and only on loopback.
#[track_caller]
fn listens_on_loopback(process: &Running) {
    let Some(addresses) = listening_addresses(process) else { return skip("the addresses of listeners", "there is no /proc") };
    let is_open = addresses.iter().any(|address| !LOOPBACK.contains(&address.as_str()));
    assert!(!addresses.is_empty() && !is_open, "{addresses:?}");
}

#[test]
fn a_login_listens_on_loopback_only() {
    for redirect in ["http://127.0.0.1/callback", "http://localhost/callback", "http://[::1]/callback"] {
        let stage = ScriptedServers::allowing_keys();
        let login = stage.log_in_with(stage.program(&["--redirect-uri", redirect]));
        listens_on_loopback(&login.running);
        login.running.kill();
        login.running.wait_for_exit();
    }
}

#[test]
fn serve_and_exec_listen_on_loopback_only() {
    let world = World::new(&[]);
    for command in [&["serve", "prod"][..], &["exec", "prod", "--renew", "--", "sleep", "60"]] {
        let before = world.events().of("endpoint-opened").len();
        let running = world.program(command).start();
        world.events().wait_for_more("endpoint-opened", before + 1);
        listens_on_loopback(&running);
        running.signal(rustix::process::Signal::TERM);
        running.end();
    }
}

#[test]
fn the_sandbox_listens_on_loopback_only() {
    let running = Program::sts_cli(["sandbox"]).start();
    running.wait_for_stdout(|text| text.starts_with("READY ").then_some(()));
    listens_on_loopback(&running);
    running.signal(rustix::process::Signal::TERM);
    running.end();
}
