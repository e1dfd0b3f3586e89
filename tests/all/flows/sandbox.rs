//! The sandbox as a program: its command's environment and exit code, and nothing left behind.

use crate::support::program::Program;
use rustix::process::Signal;

fn is_ready(output: &str) -> Option<()> {
    (output.starts_with("READY http://127.0.0.1:") && output.contains('\n')).then_some(())
}

#[test]
fn the_sandbox_runs_until_a_signal_and_leaves_no_files() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let program = Program::sts_cli(["sandbox"]);
        let folder = program.home().join("tmpdir");
        let running = program.start();
        running.wait_for_stdout(is_ready);
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "it keeps its keys in a temporary folder");
        running.signal(signal);
        let outcome = running.end();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{signal:?}");
    }
}

#[test]
fn the_sandbox_exits_with_the_code_of_its_command() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137)] {
        let outcome = Program::sts_cli(["sandbox", "--", "sh", "-c", script]).run();
        assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (code, "", ""), "{script}");
    }
}

#[test]
fn a_signal_to_the_sandbox_stops_its_command() {
    let running = Program::sts_cli(["sandbox", "--", "sh", "-c", "echo started; exec sleep 60"]).start();
    running.wait_for_stdout(|output| output.contains("started").then_some(()));
    running.signal(Signal::TERM);
    let outcome = running.end();
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (143, "started\n", ""));
}

#[test]
fn the_command_gets_sandbox_variables_and_none_of_the_callers_keys() {
    let script = r#"test -x "$STS_CLI" && echo "$STS_CLI_CLIENT_ID ${AWS_PROFILE-none} ${AWS_ACCESS_KEY_ID-none} ${BROWSER-none}""#;
    let program = Program::sts_cli(["sandbox", "--", "sh", "-c", script]).env("AWS_PROFILE", "mine").env("AWS_ACCESS_KEY_ID", "MINE");
    assert_eq!(program.run().ok(), "sts-cli none none none\n");
}

#[test]
fn a_missing_command_is_named() {
    Program::sts_cli(["sandbox", "--", "no-such-program"]).run().fails(127, "no-such-command");
}

#[test]
fn a_taken_port_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let outcome = Program::sts_cli(["sandbox", "--port", &port, "--", "true"]).run();
    outcome.named(&port, "[PORT]").fails(6, "port-taken");
}

#[test]
fn faults_are_listed_and_unknown_ones_rejected() {
    let listed = Program::sts_cli(["sandbox", "--fault", "help"]).run().ok();
    assert!(listed.contains("\n  slow-token=3s            the token endpoint delays its work by this time\n"), "{listed}");
    assert_eq!(listed.lines().count(), 2 + sts_sandbox::Fault::all().count());
    Program::sts_cli(["sandbox", "--fault", "slow", "--", "true"]).run().fails(2, "unknown-fault");
}
