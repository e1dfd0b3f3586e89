//! Help texts as screens: `-h` fits one terminal, `--help` lists every option below the same headings.

use crate::support::command_tree::{find, pages, tree};
use crate::support::program::Program;
use std::collections::BTreeSet;

/// A terminal of 24 lines shows the prompt below the help.
const MAX_LINES: usize = 23;
const MAX_COLUMNS: usize = 80;
const MAX_OPTIONS: usize = 10;

/// The headings of options, in their order.
const HEADINGS: [&str; 7] = ["Identity provider:", "Login:", "Request:", "TLS:", "Output:", "Cache and profiles:", "General:"];

fn help(page: &[String], flag: &str) -> String {
    Program::sts_cli(page.iter().map(String::as_str).chain([flag])).run().ok()
}

/// Returns the long flags of the rows of a help text.
fn listed(help: &str) -> Vec<&str> {
    let rows = help.lines().filter_map(|line| line.strip_prefix("  -").or_else(|| line.strip_prefix("      -")));
    let flags = rows.filter_map(|row| row.split("--").nth(1).or_else(|| row.strip_prefix('-')));
    flags.map(|flag| flag.split([' ', '.']).next().unwrap_or_default()).collect()
}

#[test]
fn the_short_help_of_every_command_fits_one_screen() {
    for page in pages(&tree()) {
        let help = help(&page, "-h");
        let widest = help.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(help.lines().count() <= MAX_LINES && widest <= MAX_COLUMNS, "{page:?}:\n{help}");
        assert!(listed(&help).len() <= MAX_OPTIONS, "{page:?}:\n{help}");
        assert!(help.contains("\nUsage: ") && help.contains("--help for more."), "{page:?}:\n{help}");
    }
}

#[test]
fn no_row_of_a_short_help_is_wrapped() {
    for page in pages(&tree()) {
        let help = help(&page, "-h");
        let wrapped: Vec<&str> = help.lines().filter(|line| line.starts_with("           ")).collect();
        assert!(wrapped.is_empty(), "{page:?}: {wrapped:?}");
    }
}

#[test]
fn a_call_without_arguments_prints_the_screen_of_the_short_help_and_is_no_success() {
    let bare = Program::sts_cli([]).run();
    assert_eq!((bare.code, bare.stdout.as_str(), bare.stderr), (2, "", help(&[], "-h")));
}

#[test]
fn the_long_help_lists_every_option_below_the_headings_in_their_order() {
    let root = tree();
    for page in pages(&root).into_iter().filter(|page| !page.is_empty()) {
        let help = help(&page, "--help");
        let found: Vec<usize> = help.lines().filter_map(|line| HEADINGS.iter().position(|heading| *heading == line)).collect();
        assert!(found.is_sorted() && found.contains(&6), "{page:?}:\n{help}");
        let others = help.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ') && !HEADINGS.contains(line));
        let others: Vec<&str> = others.filter(|line| !["Arguments:", "Commands:", "Example:", "Examples:"].contains(line)).collect();
        assert!(others.iter().all(|line| line.len() > 25), "a heading of its own: {page:?}: {others:?}");
        let command = find(&root, &page);
        let options = command.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(|arg| arg.get_long());
        let (listed, known): (BTreeSet<&str>, BTreeSet<&str>) = (listed(&help).into_iter().collect(), options.collect());
        assert!(known.is_subset(&listed), "{page:?}: {:?}", known.difference(&listed));
    }
}
