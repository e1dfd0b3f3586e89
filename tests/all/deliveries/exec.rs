//! `sts-cli exec` as a person uses it: a command becomes this process, or lives beside an endpoint that renews.

use super::upstream::{Reply, wait_until};
use crate::support::program::{BINARY, Running};
use crate::support::terminal::Terminal;
use crate::support::world::World;
use rustix::process::Signal;
use std::collections::BTreeMap;

/// Parses the output of `env`.
fn variables(text: &str) -> BTreeMap<String, String> {
    text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_command_gets_the_keys_of_the_profile_and_no_stale_variables() {
    let world = World::new(&[]);
    let keys = world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    let stale = [
        "AWS_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_SECURITY_TOKEN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_ENDPOINT_URL",
        "STS_CLI_CLIENT_SECRET",
        "STS_CLI_OTHER_TOKEN",
        "STS_CLI_SOME_PASSWORD",
        "RCLONE_CONFIG_PROD_PROFILE",
    ];
    let program = stale.iter().fold(world.program(&["exec", "prod", "--", "env"]), |program, name| program.env(name, "stale"));
    let found = variables(&program.run().ok());
    for (name, key) in [
        ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
        ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
        ("AWS_SESSION_TOKEN", "SessionToken"),
        ("RCLONE_CONFIG_PROD_ACCESS_KEY_ID", "AccessKeyId"),
    ] {
        assert_eq!(found[name], keys[key], "{name}");
    }
    let (address, access_key) = (world.variable("STS_CLI_ENDPOINT"), keys["AccessKeyId"].as_str().unwrap());
    assert_eq!(found["AWS_ENDPOINT_URL_S3"], address);
    assert!(found["MC_HOST_prod"].starts_with(&format!("http://{access_key}:")), "{}", found["MC_HOST_prod"]);
    assert!(found["MC_HOST_prod"].ends_with(&address.replace("http://", "@")), "{}", found["MC_HOST_prod"]);
    for name in stale {
        assert!(found.get(name).is_none_or(String::is_empty), "{name}");
    }
    let own = ["STS_CLI_CLIENT_SECRET", "STS_CLI_OTHER_TOKEN", "STS_CLI_SOME_PASSWORD"];
    let kept = ["STS_CLI_SOME_SECRET_FILE", "STS_CLI_DURATION", "GITHUB_TOKEN"];
    let renewing = world.program(&["exec", "prod", "--renew", "--", "env"]);
    let renewing = own.iter().chain(&kept).fold(renewing, |program, name| program.env(name, "1h"));
    let found = variables(&renewing.run().ok());
    assert!(own.iter().all(|name| !found.contains_key(*name)) && kept.iter().all(|name| found.contains_key(*name)), "{found:?}");
}

#[test]
fn exec_without_a_profile_uses_the_default_profile() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    let found = variables(&world.run(&["exec", "--", "env"]).ok());
    assert!(found.contains_key("MC_HOST_prod"));
}

#[test]
fn exec_replaces_this_process_with_the_command() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "json"]);
    let running = world.program(&["exec", "prod", "--", "sh", "-c", "echo $$; exec sleep 600"]).start();
    let process: i32 = running.wait_for_stdout(|text| text.strip_suffix('\n').and_then(|line| line.parse().ok()));
    assert_eq!(process, running.id());
    running.signal(Signal::TERM);
    assert_eq!(running.end().code, -Signal::TERM.as_raw());
    assert_eq!(world.run(&["exec", "prod", "--", "sh", "-c", "exit 42"]).code, 42);
    assert_eq!(world.run(&["exec", "prod", "--renew", "--", "sh", "-c", "exit 42"]).code, 42);
    assert_eq!(world.run(&["exec", "prod", "--renew", "--", "sh", "-c", "kill -9 $$"]).code, 137);
}

#[test]
fn arguments_after_the_dashes_belong_to_the_command() {
    let world = World::new(&[]);
    assert_eq!(world.run(&["exec", "prod", "--", "echo", "--renew", "-o", "-v", "--", "", "a b"]).ok(), "--renew -o -v --  a b\n");
}

#[test]
fn a_command_that_does_not_run_exits_with_127_or_126_as_in_a_shell() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "json"]);
    for renew in [&["--renew"][..], &[]] {
        let run = |command: &str| world.run(&[&["exec", "prod"], renew, &["--", command]].concat());
        run("no-such-program").fails(127, "no-such-program");
        run("mc ls prod/").fails(127, "one-word");
        run("/").fails(126, "no-program");
    }
    assert_eq!(world.files("tmpdir"), Vec::<std::path::PathBuf>::new());
}

/// Requests credentials from the endpoint in the environment of a command as the AWS Common Runtime does: without a port in `Host`.
fn request_credentials(found: &BTreeMap<String, String>) -> Reply {
    let address: url::Url = found["AWS_CONTAINER_CREDENTIALS_FULL_URI"].parse().unwrap();
    let (port, token) = (address.port().unwrap(), std::fs::read_to_string(&found["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).unwrap());
    let question = format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n", address.path());
    Reply::to(&question, port)
}

/// A script that writes down its environment, and ends with 7 when there is a file `go`, and with 9 at TERM.
const UNTIL_GO: &str = "trap 'exit 9' TERM; export SHELL_PROCESS=$$; env > \"$WORLD/env.new\"; mv \"$WORLD/env.new\" \"$WORLD/env\"; \
                        for round in $(seq 600); do [ -e \"$WORLD/go\" ] && exit 7; sleep 0.05; done";

/// Starts the command [`UNTIL_GO`] beside its endpoint; returns it with its environment.
fn start_beside_endpoint(world: &World) -> (Running, BTreeMap<String, String>) {
    start_and_wait(world, &["exec", "prod", "--renew", "--", "sh", "-c", UNTIL_GO])
}

/// Starts the program with these arguments; waits for its [`UNTIL_GO`] and returns it with its environment.
fn start_and_wait(world: &World, arguments: &[&str]) -> (Running, BTreeMap<String, String>) {
    let running = world.program(arguments).start();
    wait_until("the command runs", || world.path("env").exists());
    (running, variables(&std::fs::read_to_string(world.path("env")).unwrap()))
}

#[test]
fn a_long_command_outlives_its_credentials_three_times() {
    let world = World::new(&["short-life=20s"]);
    let (running, found) = start_beside_endpoint(&world);
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "MC_HOST_prod"] {
        assert!(!found.contains_key(name), "{name} would stay when new keys come");
    }
    for name in ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "SHARED_CREDENTIALS_FILE"] {
        assert_eq!(found[&format!("RCLONE_CONFIG_PROD_{name}")], "", "what rclone's own file says of it is hidden");
    }
    let mut keys = vec![request_credentials(&found).key()];
    for second in (5..=60).step_by(5) {
        let time = format!("2030-01-01T00:{:02}:{:02}Z", second / 60, second % 60);
        world.clock_to(&time);
        let reply = request_credentials(&found);
        assert!(reply.end() > time.parse().unwrap(), "ended credentials at {time}");
        keys.push(reply.key());
    }
    keys.dedup();
    assert!(keys.len() > 3, "{keys:?}");
    world.write("go", "");
    assert_eq!((running.end().code, world.browser_opened()), (7, 1));
    assert_eq!(world.files("tmpdir"), Vec::<std::path::PathBuf>::new(), "token and AWS files are gone");
}

#[test]
fn a_command_that_ends_during_a_refresh_leaves_the_new_refresh_token() {
    let world = World::new(&["late-token=1s"]);
    let (running, found) = start_beside_endpoint(&world);
    world.clock_to("2030-01-01T09:00:00Z");
    std::thread::scope(|scope| {
        world.until_response_is_delayed(|| scope.spawn(|| request_credentials(&found)));
        world.write("go", "");
        assert_eq!(running.end().code, 7);
    });
    world.run(&["get", "prod", "-o", "json"]).ok();
    assert_eq!(world.browser_opened(), 1, "nobody is asked again");
}

#[test]
fn a_script_without_a_shebang_runs_as_in_a_shell() {
    let world = World::new(&[]);
    world.write("programs/script", "echo \"$1\"; exit 3\n");
    std::fs::set_permissions(world.path("programs/script"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let (whole, folder) = (world.path("programs/script").display().to_string(), world.path("programs").display().to_string());
    for (more, script) in [(&[][..], &*whole), (&["--renew"], &*whole), (&[], "script"), (&["--renew"], "script")] {
        let program = world.program(&[&["exec", "prod"], more, &["--", script, "a word"]].concat());
        let outcome = program.env("PATH", &format!("{folder}:/usr/bin:/bin")).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (3, "a word\n"), "{more:?} {script}: {}", outcome.stderr);
    }
}

#[test]
fn a_stopped_command_returns_the_terminal_and_continues_in_the_foreground() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let mut terminal = Terminal::of(&world, "bash --norc -i");
    terminal.types("sts-cli exec prod --renew -- sh -c 'kill -STOP $$; exit 5'\n");
    terminal.shows(&["Stopped"]);
    terminal.types("fg; echo co''de $?\n");
    terminal.shows(&["code 5"]);
}

#[test]
fn the_endpoint_answers_while_a_command_without_a_terminal_is_stopped() {
    let world = World::new(&[]);
    let (running, found) = start_beside_endpoint(&world);
    let child = found["SHELL_PROCESS"].clone();
    let signal = |name: &str| assert!(std::process::Command::new("kill").args([name, &child]).status().unwrap().success());
    signal("-STOP");
    assert!(!request_credentials(&found).key().is_empty());
    signal("-CONT");
    world.write("go", "");
    assert_eq!(running.end().code, 7);
}

#[test]
fn a_supervisors_signal_reaches_the_command() {
    let world = World::new(&[]);
    let (running, _) = start_beside_endpoint(&world);
    running.signal(Signal::TERM);
    assert_eq!(running.end().code, 9);
    assert_eq!(world.files("tmpdir"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn an_ignored_signal_stays_ignored_in_the_command() {
    let world = World::new(&[]);
    let ignoring = "trap '' HUP; exec \"$0\" exec prod --renew -- sh -c \"$1\"";
    let (running, found) = start_and_wait(&world, &["exec", "prod", "--", "sh", "-c", ignoring, &BINARY, UNTIL_GO]);
    running.signal(Signal::HUP);
    assert!(!request_credentials(&found).key().is_empty(), "the endpoint is still there");
    world.write("go", "");
    assert_eq!(running.end().code, 7);
}

/// The program is there, and what is to run it is not: the system says the same of both.
#[test]
fn a_missing_interpreter_is_distinguished_from_a_missing_command() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "json"]);
    let path = format!("{}:/usr/bin:/bin", world.path("").display());
    let run = |words: &[&str]| world.program(words).env("PATH", &path).run();
    let write = |name: &str, text: &str| {
        world.write(name, text);
        std::fs::set_permissions(world.path(name), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    };
    write("crlf", "#!/bin/sh\r\necho x\r\n");
    write("python", "#!/nonexistent/python3 -B\nprint(1)\n");
    write("spaced", "#!\t /nonexistent/ruby\n");
    write("escape", "#!/nonexistent/\u{1b}[31mred\n");
    let runner = world.path("runner").display().to_string();
    write("runner", "#!/nonexistent/perl\n");
    write("by-a-script", &format!("#!{runner} -x\n"));
    write("by-two-scripts", &format!("#!{}\n", world.path("by-a-script").display()));
    write("crlf-runner", "#!/bin/sh\r\n");
    write("by-a-crlf-script", &format!("#!{}\n", world.path("crlf-runner").display()));
    write("by-a-folder", "#!/usr/bin\n");
    write("by-itself", &format!("#!{}\n", world.path("by-itself").display()));
    world.write("plain", "");
    write("by-a-text", &format!("#!{}\n", world.path("plain").display()));
    for name in
        ["crlf", "python", "spaced", "escape", "by-a-script", "by-two-scripts", "by-a-crlf-script", "by-a-folder", "by-a-text", "by-itself"]
    {
        let whole = world.path(name).display().to_string();
        run(&["exec", "prod", "--", &whole]).fails(126, &format!("interpreter/{name}"));
        run(&["exec", "prod", "--", name]).fails(126, &format!("interpreter/{name}-by-name"));
        run(&["exec", "prod", "--renew", "--", name]).fails(126, &format!("interpreter/{name}-by-name"));
    }
    for (name, line) in [("blanks", "#!  \t\necho ran\n"), ("nothing", "#!\necho ran\n"), ("no-line", "echo ran\n")] {
        write(name, line); // as a shell does: it is a script for sh
        assert_eq!(run(&["exec", "prod", "--", name]).ok(), "ran\n", "{name}");
        assert_eq!(run(&["exec", "prod", "--renew", "--", name]).ok(), "ran\n", "{name}");
    }
    assert_eq!(run(&["exec", "prod", "--", "nowhere"]).code, 127);
    assert_eq!(run(&["exec", "prod", "--", "/nonexistent/nowhere"]).code, 127);
}

#[test]
fn a_missing_loader_is_distinguished_from_a_missing_program() {
    let world = World::new(&[]);
    let mut bytes = std::fs::read("/bin/true").unwrap();
    let Some(at) = bytes[..4096].windows(4).position(|four| four == b"/ld-") else {
        return crate::support::skip("a program without its loader", "/bin/true needs none");
    };
    bytes[at + 1] = b'n';
    world.write("musl", "");
    std::fs::write(world.path("musl"), bytes).unwrap();
    std::fs::set_permissions(world.path("musl"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    world.run(&["get", "prod", "-o", "json"]);
    let copied = crate::support::child::copy(&world.path("musl"), &world.path("home"));
    world.run(&["exec", "prod", "--", copied.to_str().unwrap()]).fails(126, "interpreter/loader");
}
