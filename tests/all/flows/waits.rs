//! The line that says what is awaited: on a terminal after a second, and erased before anything else is shown.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::server::Hostile;
use crate::support::sts;
use crate::support::terminal::Terminal;
use crate::support::world::{NOBODY, World};

/// What erases the line.
const ERASE: &str = "\r\u{1b}[K";
/// Prints the exit code, and whether the terminal echoes and reads lines.
const STATE: &str = "; echo co''de $? $(stty -a | tr ' ' '\\n' | grep -x -- '-*echo;*\\|-*icanon')\n";

fn terminal(world: &World) -> Terminal {
    let mut terminal = Terminal::of(world, "sh");
    terminal.types("PS1=; export AWS_ACCESS_KEY_ID=FAKEKEY AWS_SECRET_ACCESS_KEY=fake; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal
}

/// Returns what remains on the screen of what was written.
fn remains(written: &str) -> String {
    written.split('\n').map(|line| line.rsplit(ERASE).next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// A storage server that grants once `gate` is open.
fn slow_storage(gate: &Gate) -> Hostile {
    let server = Hostile::start();
    let grant = sts::grant_document(&sts::credentials()).replace("WithWebIdentity", "");
    server.allow("HEAD /", ScriptedResponse::empty(403));
    server.allow("POST /", ScriptedResponse::xml(200, &grant).behind(gate));
    server
}

#[test]
fn a_slow_response_is_awaited_visibly_until_it_comes() {
    let (world, gate) = (World::new(&[]), Gate::default());
    let server = slow_storage(&gate);
    let mut terminal = terminal(&world);
    terminal.types(&format!("unset STS_CLI_TEST_CLOCK; sts-cli assume-role --no-cache --endpoint {} -o json{STATE}", server.origin()));
    let host = server.origin().replace("http://", "");
    let line = format!("{ERASE}waiting for a response from {host}, ");
    terminal.shows(&[&line]);
    let written = terminal.shows(&[&line]);
    assert!(!written.contains('\n'), "in place: {written:?}");
    gate.open();
    let written = terminal.shows(&["\"Version\":1", "code 0 icanon echo"]);
    assert!(written.contains(ERASE) && !remains(&written).contains("waiting for"), "{written:?}");
}

#[test]
fn a_login_is_awaited_below_what_the_user_types() {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    let mut terminal = terminal(&world);
    terminal.types(&format!("sts-cli get prod -o json --login paste{STATE}"));
    let written = terminal.shows(&["paste here the address", "waiting for the login at 127.0.0.1:", ", 4 min 5"]);
    assert_eq!(remains(&written).matches("waiting for").count(), 1, "{written:?}");
    terminal.types("xyz");
    let written = terminal.shows(&["xyz"]);
    assert!(remains(&written).ends_with("xyz"), "{written:?}");
    terminal.types("\n");
    let written = terminal.shows(&["Paste the whole address", "waiting for the login at"]);
    assert!(written.starts_with("\r\n") && remains(&written).matches("waiting for the login").count() == 1, "{written:?}");
    terminal.types("\x03");
    let written = terminal.shows(&["interrupted", "code 130 icanon echo"]);
    assert!(!remains(&written).contains("waiting for"), "{written:?}");
}

#[test]
fn a_device_code_stays_on_the_screen() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world);
    terminal.types(&format!("sts-cli get prod -o json --login device{STATE}"));
    let written = terminal.shows(&["Never enter a code someone sent you.", "waiting for the login at 127.0.0.1:", ", 4 min 5"]);
    let code = world.events().wait_for("device-code")["code"].as_str().unwrap().to_owned();
    let remaining = remains(&written);
    assert!(remaining.contains(&code) && remaining.contains("sent you.\r\n\r\n"), "{written:?}");
    assert!(remaining.matches("waiting for").count() <= 1, "{written:?}"); // none while a poll has erased the line that was shown
    terminal.types("\x03");
    assert!(!remains(&terminal.shows(&["interrupted", "code 130"])).contains("waiting for"));
}

#[test]
fn another_process_and_a_command_are_awaited_visibly() {
    let (world, gate) = (World::new(&[]), Gate::default());
    world.run(&["get", "prod", "-o", "json"]).ok();
    let server = slow_storage(&gate);
    let holder = world.program(&["get", "prod", "-o", "json", "--fresh", "--endpoint", &server.origin()]).start();
    server.wait_for("POST /", 1);
    let mut terminal = terminal(&world);
    terminal.types(&format!("sts-cli login prod{STATE}"));
    terminal.shows(&["note: waiting for sts-cli for prod", "waiting for another process, 5 min"]);
    terminal.types("\x03");
    terminal.shows(&["code 130"]);
    terminal.types(&format!("sts-cli web-identity --token 'cmd:sleep 600' --endpoint {} -o json{STATE}", server.origin()));
    terminal.shows(&["waiting for sleep, at most 1 min 0 s\r\n"]);
    terminal.types("\x03");
    let written = terminal.shows(&["interrupted", "code 130"]);
    holder.kill();
    gate.open();
    assert!(!remains(&written).contains("waiting for"), "{written:?}");
}

#[test]
fn a_prompt_of_a_program_is_not_erased() {
    let world = World::new(&[]);
    world.write("token", "printf 'User name: ' > /dev/tty; read name < /dev/tty; echo \"hello $name\" > /dev/tty; exit 3\n");
    let mut terminal = terminal(&world);
    terminal.types(&format!("sts-cli web-identity --token \"cmd:sh $WORLD/token\" --endpoint http://127.0.0.1:9 -o json{STATE}"));
    let written = terminal.shows(&["User name: ", "waiting for sh, at most 1 min 0 s\r\n"]);
    assert!(written.contains("User name: waiting for sh"), "{written:?}");
    terminal.types("alice\n");
    let written = terminal.shows(&["hello alice", "sh failed: exit code 3", "code "]);
    assert!(!written.contains(ERASE), "{written:?}");
}

#[test]
fn signals_leave_no_line_and_ctrl_c_begins_a_new_one() {
    let (world, gate) = (World::new(&[]), Gate::default());
    let server = slow_storage(&gate);
    let mut terminal = terminal(&world);
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let call = format!("sts-cli assume-role --no-cache --endpoint {} -o json", server.origin());
        terminal.types(&format!("sh -c 'echo proc''ess $$; exec {call}'{STATE}"));
        let process = terminal.shows_after("process ");
        terminal.shows(&["waiting for a response from "]);
        std::process::Command::new("kill").args(["-s", signal, &process]).status().unwrap();
        let written = terminal.shows(&[&format!("code {code} ")]);
        assert!(written.contains(ERASE) && !remains(&written).contains("waiting for"), "{signal}: {written:?}");
    }
    gate.open();
    terminal.types("sts-cli get prod -o json --login device; echo co''de $?\n");
    terminal.shows(&["sent you."]);
    terminal.types("\x03");
    let written = terminal.shows(&["interrupted", "code 130"]);
    let line = written.lines().find(|line| line.contains("error:")).unwrap_or_default();
    assert!(!remains(line).contains("^C"), "{written:?}");
    world.write("browser", NOBODY);
    terminal.types("sts-cli get prod -o json --login paste; echo co''de $?\n");
    world.events().wait_for("paste-awaited");
    terminal.types("abc");
    terminal.shows(&["abc"]);
    terminal.types("\x03");
    let written = terminal.shows(&["interrupted", "code 130"]);
    assert!(written.starts_with("\r\n"), "{written:?}");
}

#[test]
fn nothing_is_shown_where_lines_cannot_be_updated_or_are_read_by_programs() {
    let (world, gate) = (World::new(&[]), Gate::default());
    let server = slow_storage(&gate);
    let mut terminal = terminal(&world);
    let flags = format!("assume-role --no-cache --endpoint {} -o json --timeout 3s", server.origin());
    for (call, is_shown) in [
        ("sts-cli FLAGS", true),
        ("sts-cli FLAGS --quiet", false),
        ("sts-cli FLAGS --error-format json", false),
        ("TERM=dumb sts-cli FLAGS", false),
        ("TERM= sts-cli FLAGS", false),
        ("sts-cli FLAGS 2> \"$HOME/err\"", false),
        ("sts-cli FLAGS 2>&1 | cat", false),
        ("sts-cli FLAGS & wait $!", false),
    ] {
        terminal.types(&format!("set -m; {}{STATE}", call.replace("FLAGS", &flags)));
        let written = terminal.shows(&["code "]);
        assert_eq!(written.contains("\u{1b}[Kwaiting for"), is_shown, "{call}: {written:?}");
        assert!(!remains(&written).contains("\nwaiting for"), "{call}: {written:?}");
    }
    let written = std::fs::read_to_string(world.path("home/err")).unwrap();
    assert!(written.contains("timed out") && !written.contains("waiting"), "{written}");
    gate.open();
}
