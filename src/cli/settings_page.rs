//! The page `docs/reference/settings.md`, made from the table of options. `SNAPSHOTS=overwrite` rewrites it.

use super::option_groups;
use crate::request::option_spec::{Heading, OptionScope, OptionSpec, ValueKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const PAGE: &str = "docs/reference/settings.md";

const INTRODUCTION: &str = "\
# Settings

Each setting has up to three names: a flag, a key in a [profile](../tasks/profiles.md), and an environment variable. The tables list those that
exist, in this order. [Which setting applies](../tasks/profiles.md#which-setting-applies) says which value applies if there are several.
`sts-cli COMMAND --help` lists the settings of each command.

In a profile, a setting with the value \"on or off\" is `true` or `false`. In a variable, it is `1`, `true`, `yes` or `on`, or `0`, `false`,
`no` or `off`.
";

/// Returns the page: a table for each heading of the help.
fn page() -> String {
    let options: BTreeMap<&str, &OptionSpec> = option_groups::all().filter(|option| !option.is_hidden).map(|it| (it.name, it)).collect();
    let mut page = INTRODUCTION.to_owned();
    for heading in Heading::ALL {
        let rows: String = options.values().filter(|option| option.heading == heading).map(|option| row(option)).collect();
        let _ = write!(page, "\n## {}\n\n| names | value | meaning |\n|---|---|---|\n{rows}", heading.title());
    }
    page
}

/// Returns the line of an option in the table.
fn row(option: &OptionSpec) -> String {
    let names = match option.scope {
        OptionScope::Everywhere => vec![flag(option), option.profile_key(), option.variable()],
        OptionScope::PerInvocation => vec![flag(option), option.variable()],
        OptionScope::FlagOnly => vec![flag(option)],
        OptionScope::VariableOnly => vec![option.variable()],
    };
    format!("| `{}` | {} | {}{} |\n", names.join("`<br>`"), value(option), in_cell(option.help), in_cell(option.details))
}

/// Returns the flag, with its short form if it has one.
fn flag(option: &OptionSpec) -> String {
    option.short.map_or_else(|| option.flag(), |short| format!("-{short}`, `{}", option.flag()))
}

/// Returns which values an option has.
fn value(option: &OptionSpec) -> String {
    match option.kind {
        ValueKind::Switch => "on or off".to_owned(),
        ValueKind::Count => "a number".to_owned(),
        ValueKind::Choice(words) => words().iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        ValueKind::List(_) => format!("a list of {}", option.value_name),
        ValueKind::Text | ValueKind::Path => option.value_name.to_owned(),
    }
}

/// Escapes the border of a cell.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}

#[test]
fn the_page_of_settings_is_that_of_the_options() {
    let path = Path::new(PAGE);
    #[expect(clippy::disallowed_methods, reason = "a switch of this test only")]
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        std::fs::write(path, page()).expect("the page can be written");
    }
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert!(there == page(), "{PAGE} is not what the table of options says: SNAPSHOTS=overwrite cargo test --lib settings_page");
}
