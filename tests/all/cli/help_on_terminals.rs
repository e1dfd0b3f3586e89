//! Help on terminals that are smaller than its pages.

use crate::support::terminal::Terminal;
use crate::support::world::World;

#[test]
fn on_a_small_terminal_help_is_wrapped_between_words() {
    const COLUMNS: usize = 60;
    let world = World::new(&[]);
    let mut terminal = Terminal::of(&world, "bash --norc -i");
    for page in ["-h", "--help", "get --help", "exec --help", "completions --help"] {
        terminal.types(&format!("stty cols {COLUMNS}; sts-cli {page} > $HOME/page; echo co''de $?\n"));
        terminal.shows(&["code 0"]);
        let page = std::fs::read_to_string(world.path("home/page")).unwrap();
        let (texts, _examples) = page.split_once("\nExamples:").unwrap_or((&page, "")); // commands stay whole
        let wide: Vec<&str> = texts.lines().filter(|line| line.chars().count() > COLUMNS && !line.starts_with("Usage: ")).collect();
        assert!(wide.is_empty(), "{wide:#?}");
    }
}
