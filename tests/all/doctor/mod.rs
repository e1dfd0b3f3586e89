//! `doctor`: broken set-ups whose first problem names the cause and who must act, what is printed, and the report.

mod described;
mod logins;
mod providers;
mod report;
mod report_file;
mod secrets;
mod servers;

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::snapshot::{Table, project};
use crate::support::stage::ScriptedServers;
use crate::support::world::World;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::LazyLock;

/// The folder of the programs that tests need, and of S3 clients that report their version faster than real ones.
static PATH: LazyLock<String> = LazyLock::new(|| {
    let folder = std::env::current_exe().unwrap().with_file_name("doctor-path");
    let new = folder.with_file_name(format!("doctor-path-{}", std::process::id()));
    std::fs::create_dir(&new).unwrap();
    for (name, output) in [("aws", "aws-cli/2.9.19 Python/3.11.2"), ("rclone", "rclone v1.75.0"), ("mc", "GNU Midnight Commander 4.8.29")] {
        std::fs::write(new.join(name), format!("#!/bin/sh\necho '{output}'\n")).unwrap();
        std::fs::set_permissions(new.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    std::os::unix::fs::symlink("/usr/bin/setsid", new.join("setsid")).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::rename(&new, &folder).unwrap();
    folder.to_str().unwrap().to_owned()
});

/// What the first problem of a broken set-up must be.
struct Expected {
    code: i32,
    mark: char,
    step: &'static str,
    responsible: &'static str,
}

const YOU: &str = "you";
const PROVIDER: &str = "the identity provider's administrator";
const STORAGE: &str = "the storage server's administrator";
const NETWORK: &str = "the network's administrator";

/// A step that must fail, with this exit code.
fn fails(code: i32, step: &'static str, responsible: &'static str) -> Expected {
    Expected { code, mark: '✗', step, responsible }
}

/// A step that must warn, although nothing fails.
fn warns(step: &'static str, responsible: &'static str) -> Expected {
    Expected { code: 0, mark: '!', step, responsible }
}

/// Runs `doctor` with these arguments on the machine of `world`.
fn run_in(world: &World, arguments: &[&str]) -> Outcome {
    let browser = std::fs::read_to_string(world.path("browser")).unwrap();
    world.write("browser", &browser.replace("\"$1\"\n", "\"$1\" 2>/dev/null\n")); // it prints that its page reports a failure
    world.program(&[&["doctor"], arguments].concat()).env("PATH", &PATH).run().without_login_prompts()
}

/// Starts a sandbox with this fault, and examines its profile.
fn run_with_fault(fault: &str, arguments: &[&str]) -> Outcome {
    run_in(&World::new(&[fault]), &[&["prod"], arguments].concat())
}

/// `doctor` with these arguments and without a sandbox.
fn doctor(arguments: &[&str]) -> Program {
    Program::sts_cli([&["doctor"], arguments].concat()).env("PATH", &PATH)
}

/// `doctor` for access keys at `endpoint`.
fn doctor_with_keys(endpoint: &str, arguments: &[&str]) -> Program {
    let program = doctor(&[&["--identity", "assume-role", "--no-cache", "--endpoint", endpoint], arguments].concat());
    program.env("AWS_ACCESS_KEY_ID", "FAKEKEY").env("AWS_SECRET_ACCESS_KEY", "fake-secret")
}

/// Servers whose STS is recognized as MinIO by its refusal.
fn scripted_minio() -> ScriptedServers {
    let stage = ScriptedServers::silent();
    stage.storage.allow("HEAD /", ScriptedResponse::empty(403).header("Server", "MinIO"));
    stage.storage.expect("POST /", captured("unknown-action-unsigned"));
    stage
}

/// A response that was captured from MinIO.
fn captured(name: &str) -> ScriptedResponse {
    let text = std::fs::read_to_string(project().join("tests/cases/minio").join(format!("{name}.http"))).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    ScriptedResponse::xml(head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

/// Durations differ between runs.
fn without_durations(text: &str) -> String {
    let is_duration = |line: &str| line.ends_with(" ms)");
    let shorten = |line: &str| line.rsplit_once(" (").map_or_else(|| line.to_owned(), |(start, _)| format!("{start} (N ms)"));
    let lines = text.lines().map(|line| if is_duration(line) { shorten(line) } else { line.to_owned() });
    lines.map(|line| line + "\n").collect()
}

/// The lines of the steps whose marks are those of problems, with their details.
fn problems(stdout: &str) -> Vec<String> {
    let mut problems: Vec<String> = Vec::new();
    let mut is_inside = false;
    for line in stdout.lines() {
        if !line.starts_with("    ") {
            is_inside = line.starts_with(['✗', '!']);
            problems.extend(is_inside.then(String::new));
        }
        if let Some(problem) = problems.last_mut().filter(|_| is_inside) {
            problem.push_str(&format!("{line}\n"));
        }
    }
    problems
}

/// Adds the first problem of a broken set-up to the table, and asserts its step and who must act.
#[track_caller]
fn diagnosed(table: &mut Table, set_up: &str, expected: &Expected, outcome: &Outcome) {
    let (stdout, stderr) = outcome.shown();
    assert_eq!((outcome.code, stderr.as_str()), (expected.code, ""), "{set_up}: {outcome:#?}");
    let problems = problems(&without_durations(&stdout));
    let first = problems.iter().find(|problem| problem.starts_with('✗')).or(problems.first());
    let first = first.unwrap_or_else(|| panic!("{set_up}: no problem was found: {stdout}"));
    assert!(first.starts_with(&format!("{} {} ", expected.mark, expected.step)), "{set_up}: {stdout}");
    assert!(first.contains(&format!("    who must act: {}\n", expected.responsible)), "{set_up}: {first}");
    table.row(set_up, &without_expiration(first));
}

/// Credentials of scripted servers expire an hour from now.
fn without_expiration(problem: &str) -> String {
    match problem.split_once(", until ") {
        Some((before, after)) => format!("{before}, until [TIME]{}", &after[after.find(" (N ms)").unwrap()..]),
        None => problem.to_owned(),
    }
}
