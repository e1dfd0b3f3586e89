//! What is printed on a terminal breaks at spaces, not within words, paths or options.

use crate::support::terminal::Terminal;
use crate::support::world::World;

/// A shell on a terminal with so many columns.
fn terminal(world: &World, columns: u8) -> Terminal {
    let mut terminal = Terminal::of(world, "sh");
    terminal.types(&format!("stty cols {columns} rows 50; PS1=; echo rea''dy\n"));
    terminal.shows(&["ready"]);
    terminal
}

#[test]
fn status_doctor_and_the_summary_of_a_login_break_at_spaces() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world, 60);
    terminal.types("sts-cli login prod\n");
    terminal.shows(&["Logged in to prod as alice (policy readwrite) until 08:00\r\n  UTC (in 8 h 0 min)", "for this shell\r\n"]);
    terminal.types("n\nsts-cli status prod\n");
    terminal.shows(&["(in 8 h 0 min);\r\n    renews without prompting\r\n"]);
    terminal.types("sts-cli doctor prod\n");
    let below_the_text = " ".repeat(23);
    terminal.shows(&[&format!("callback\r\n{below_the_text}with any PORT is registered"), "Everything works.\r\n"]);
    terminal.types("sts-cli doctor prod --client-id another --no-login; echo en''d\n");
    terminal.shows(&["the\r\nidentity provider's administrator.\r\nend"]);
}

#[test]
fn a_path_in_a_note_is_not_broken_at_a_hyphen() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let mut terminal = terminal(&world, 80);
    terminal.types("sts-cli get prod --save other -o json > /dev/null\n");
    terminal.shows(&["sts-cli/profiles/other.toml"]);
}

#[test]
fn inspect_does_not_invite_to_paste_what_a_pipe_supplies() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world, 80);
    terminal.types("echo nonsense | sts-cli inspect - 2>&1 | grep --count 'paste the text'; echo en''d\n");
    terminal.shows(&["\r\n0\r\nend"]);
    terminal.types("sts-cli inspect -\n");
    terminal.shows(&["note: paste the text"]);
    terminal.types("nonsense\n\x04");
}
