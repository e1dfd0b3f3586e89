//! The menu of profiles: on a terminal, if no profile is given and none is the default. In scripts the names are in a hint.

use crate::support::snapshot::Table;
use crate::support::terminal::Terminal;
use crate::support::world::World;

/// A world with the profiles `prod`, `dev` and `team-prod`.
fn world() -> World {
    let world = World::new(&[]);
    world.write_profile("dev", "extends = \"prod\"\nduration = \"1h\"\n");
    world.write_profile("team-prod", "extends = \"prod\"\nduration = \"2h\"\n");
    world
}

/// A shell on a terminal of 80 columns and 24 rows.
fn terminal(world: &World) -> Terminal {
    let mut terminal = Terminal::of(world, "sh");
    terminal.types("stty cols 80 rows 24; PS1=; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal
}

const KEYS: &str = "Search (arrow keys move, Enter chooses, Esc cancels): ";
/// Prints the exit code, and whether the terminal echoes and reads lines.
const STATE: &str = "echo co''de $? $(stty -a | tr ' ' '\\n' | grep -x -- '-*echo;*\\|-*icanon')\n";

#[test]
fn each_command_without_a_profile_offers_the_profiles() {
    let world = world();
    world.run(&["login", "prod"]).ok();
    let mut terminal = terminal(&world);
    for (command, question, shown) in [
        ("get", "Use which profile?", "ACCESS_KEY"),
        ("get -o json | cat", "Use which profile?", "\"Version\":1"),
        ("exec -- sh -c 'echo ke''y $AWS_ACCESS_KEY_ID'", "Use which profile?", "key STS"),
        ("configure aws", "Use which profile?", "AWS profile `prod`"),
        ("whoami", "Use which profile?", "alice@example.test"),
        ("buckets", "Use which profile?", "logs"),
        ("status --online", "Use which profile?", "accepted by the server"),
        ("inspect", "Use which profile?", "cached credentials"),
        ("login", "Log in with which profile?", "readwrite"),
        ("logout", "Log out of which profile?", "dev and team-prod share this login. Log out of all of them? [y/N]"),
    ] {
        terminal.types(&format!("sts-cli {command}\n"));
        terminal.shows(&[question, "> prod ", "  dev ", "  team-prod ", KEYS]);
        terminal.types("\r");
        let shown = if shown == "ACCESS_KEY" || shown == "key STS" { "key" } else { shown };
        terminal.shows(&[&format!("{question} prod\r\n"), shown]);
        if command == "logout" {
            terminal.types("y\n");
            terminal.shows(&["removed from this machine"]);
        }
        terminal.types(STATE);
        terminal.shows(&["code 0 icanon echo"]);
    }
}

#[test]
fn the_menu_shows_addresses_without_passwords_and_queries() {
    let world = world();
    world.write_profile("ui", "identity = \"ldap\"\nendpoint = \"https://me:planted-word@minio.example/?t=planted-word\"\n");
    for environment in ["", "TERM=dumb "] {
        let mut terminal = terminal(&world);
        terminal.types(&format!("{environment}sts-cli get -o env\n"));
        terminal.shows(&["ldap https://minio.example/"]);
        terminal.types("\x03");
    }
}

#[test]
fn setup_without_a_provider_offers_the_providers() {
    let world = world();
    let mut terminal = terminal(&world);
    terminal.types("sts-cli setup\n");
    terminal.shows(&["Set up which provider?", "> keycloak ", "  dex ", "  kubernetes ", KEYS]);
    terminal.types("auth\x1b[B\r");
    terminal.shows(&["Set up which provider? authentik\r\n", "authentik (users who log in) and MinIO", "note: replace what is in <…>"]);
    terminal.types(STATE);
    terminal.shows(&["code 0 icanon echo"]);
    terminal.types("sts-cli setup --no-input\n");
    terminal.shows(&["no provider given"]);
}

#[test]
fn serve_offers_the_profiles_too() {
    let world = world();
    let mut terminal = terminal(&world);
    terminal.types("sts-cli serve\n");
    terminal.shows(&["Use which profile?", KEYS]);
    terminal.types("team\r");
    terminal.shows(&["Use which profile? team-prod\r\n", "Token file"]);
    terminal.types("\x03");
    terminal.types(STATE);
    terminal.shows(&["icanon echo"]);
}

#[test]
fn variables_are_set_by_eval_while_the_menu_is_on_the_terminal() {
    let world = world();
    world.run(&["login", "dev"]).ok();
    let mut terminal = terminal(&world);
    terminal.types("eval \"$(sts-cli get -o env)\"\n");
    terminal.shows(&["Use which profile?", "> dev ", "  prod ", KEYS]);
    terminal.types("\x1b[B\x1b[B\x1b[A\r");
    terminal.shows(&["Use which profile? prod\r\n"]);
    terminal.types("echo ke''y ${#AWS_ACCESS_KEY_ID} $(sts-cli status prod | grep -c 'no cached')\n");
    terminal.shows(&["key 20 0"]);
    terminal.types("eval \"$(sts-cli get -o env 2> /dev/null < /dev/null)\"; echo el''se ${#AWS_SESSION_TOKEN}\n");
    terminal.shows(&["Use which profile?", "> prod ", KEYS]);
    terminal.types("zz");
    terminal.shows(&["no match: erase with Backspace", "zz"]);
    terminal.types("\x15tmprd\r");
    terminal.shows(&["Use which profile? team-prod\r\n", "else "]);
}

#[test]
fn esc_ctrl_c_and_ctrl_backslash_leave_the_menu_and_restore_the_terminal() {
    let world = world();
    let mut terminal = terminal(&world);
    for (keys, shown) in [
        ("\x1b", "canceled: nothing was chosen"),
        ("\x03", "code 130"),
        ("pr\x1b", "canceled: nothing was chosen"),
        ("\x1b[A\x03", "code 130"),
        ("\x1c", "code 131"),
    ] {
        terminal.types("sts-cli get -o json; echo co''de $?\n");
        terminal.shows(&[KEYS]);
        terminal.types(keys);
        terminal.shows(&[shown, if keys == "\x1c" { "code 131" } else { "code 130" }]);
        terminal.types(STATE);
        terminal.shows(&["code 0 icanon echo"]);
    }
    terminal.types("sts-cli get -o json; echo co''de $?\n");
    terminal.shows(&[KEYS]);
    terminal.types("\x04");
    terminal.shows(&["code 4"]);
}

#[test]
fn a_terminal_without_a_cursor_and_a_tiny_one_show_numbers() {
    let world = world();
    world.run(&["login", "dev"]).ok();
    let mut terminal = terminal(&world);
    for preparation in ["export TERM=dumb", "export TERM=xterm; stty cols 20 rows 4"] {
        terminal.types(&format!("{preparation}; sts-cli get -o json | cut -c1-12\n"));
        terminal.shows(&["Use which profile?\r\n  1 dev", "  3 team-prod", "Number [1]: "]);
        terminal.types("9\n");
        terminal.shows(&["invalid choice `9`: enter one of the numbers", "Number [1]: "]);
        terminal.types("dev\n");
        terminal.shows(&["{\"Version\":1"]);
    }
}

#[test]
fn the_only_profile_is_used_on_a_terminal() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world);
    terminal.types("sts-cli get -o json | cut -c1-12\n");
    terminal.shows(&["note: using `prod`, the only profile", "{\"Version\":1"]);
}

#[test]
fn scripts_get_the_names_and_the_command() {
    let world = world();
    let mut table = Table::default();
    for command in [
        &["get", "-o", "json"][..],
        &["exec", "--", "true"],
        &["serve"],
        &["configure", "aws"],
        &["login"],
        &["logout"],
        &["whoami"],
        &["buckets"],
        &["status", "--online"],
        &["inspect"],
    ] {
        table.fails(2, &command.join(" "), &world.run(command));
    }
    table.matches("in-scripts");
    let mut terminal = terminal(&world);
    for flags in ["get -o json --no-input", "get -o process", "get -o json --login never"] {
        terminal.types(&format!("sts-cli {flags} > \"$HOME/out\"; echo co''de $?\n"));
        terminal.shows(&[" no profile given", "choose one of: dev, prod, team-prod", "code 2"]);
    }
    terminal.types("echo a-token | sts-cli inspect; echo co''de $?\n");
    terminal.shows(&["could not inspect anything", "code 2"]);
}

#[test]
fn a_stopped_menu_restores_the_terminal_and_is_shown_again() {
    let world = world();
    let mut terminal = Terminal::of(&world, "bash --norc -i");
    terminal.types("stty cols 80 rows 24; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal.types("sts-cli get -o json\n");
    terminal.shows(&[KEYS]);
    terminal.types("\x1a");
    terminal.shows(&["Stopped"]);
    terminal.types(&STATE.replace("$?", "stopped"));
    terminal.shows(&["code stopped icanon echo"]);
    terminal.types("fg\n");
    terminal.shows(&["Use which profile?", "team-prod", KEYS]);
    terminal.types("dev\r");
    terminal.shows(&["Use which profile? dev\r\n", "\"Version\":1"]);
}
