//! The files of the folder `examples`: each is described in its table, says how it is checked, and calls `sts-cli` as it is.

use crate::support::documentation::Page;
use crate::support::examples::{Example, examples};

/// The row of a file in the table of the folder.
fn row(table: &Page, name: &str) -> Option<String> {
    table.text.lines().find(|line| line.starts_with(&format!("| [`{name}`]({name}) |"))).map(str::to_owned)
}

#[test]
fn every_example_has_its_row_and_says_how_it_is_checked() {
    let table = Page::read("examples/README.md");
    let files: Vec<Example> = examples().into_iter().filter(|file| file.name != "README.md").collect();
    for file in &files {
        assert!(row(&table, &file.name).is_some(), "examples/README.md has no row for {}", file.name);
        let is_commented = !file.name.ends_with(".json") && !file.name.ends_with(".dockerignore");
        let says = file.text.lines().any(|line| line.starts_with("# Checked: "));
        assert!(says || !is_commented, "{}: a line `# Checked: …` says how the file is checked", file.name);
    }
    assert_eq!(table.text.lines().filter(|line| line.starts_with("| [`")).count(), files.len(), "rows of files that do not exist");
}

#[test]
fn every_call_in_an_example_is_valid() {
    let mut count = 0;
    for file in examples() {
        for words in file.calls() {
            let parsed = sts_cli::cli::command().try_get_matches_from(&words);
            assert!(parsed.is_ok(), "{}: {words:?}\n{}", file.name, parsed.unwrap_err());
            count += 1;
        }
    }
    assert!(count >= 12, "{count} calls");
}

#[test]
fn every_page_names_examples_that_exist() {
    for page in crate::support::documentation::pages() {
        for name in page.text.split("`examples/").skip(1).filter_map(|rest| rest.split('`').next()) {
            assert!(examples().iter().any(|file| file.name == name), "{}: examples/{name} does not exist", page.name);
        }
    }
}

#[test]
fn calls_are_found_in_lists_lines_and_scripts() {
    let text = "command: [sts-cli, exec, \"pods\", --, a]\nExecStart=%h/bin/sts-cli serve %i --port 1\n#  run `sts-cli login prod` first\nthe sts-cli profile\n- run: |\n    sts-cli get prod \\\n      -o json > file\n";
    let file = Example { name: "file".to_owned(), text: text.to_owned() };
    let calls: Vec<String> = file.calls().iter().map(|words| words.join(" ")).collect();
    assert_eq!(
        calls,
        ["sts-cli exec pods -- a", "ExecStart=%h/bin/sts-cli serve %i --port 1", "sts-cli login prod", "sts-cli get prod -o json"]
    );
}
