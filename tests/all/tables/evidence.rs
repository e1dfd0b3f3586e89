//! The tests that the pages name: each claim of the security pages, and each row of the conformance page, names tests that exist.

use crate::support::documentation::Page;
use crate::support::snapshot::project;
use std::collections::HashSet;
use std::path::Path;

/// What begins the names of the tests that hold a claim, in a comment that readers of the page do not see.
const TESTS: &str = "<!-- tests: ";
/// Marks a statement about others, which no test of this program could hold.
const NO_PROMISE: &str = "<!-- no promise -->";

/// The pages with claims, and the headings of their sections that have some.
const CLAIMS: [(&str, &[&str]); 2] = [
    ("SECURITY.md", &["What is in scope", "Known limits"]),
    ("docs/security-model.md", &["What is worth protecting", "Trust", "What sts-cli does", "What it does not do"]),
];

/// The page with a row for each requirement of a standard and each module of the conformance suite.
const CONFORMANCE: &str = "docs/reference/conformance.md";

/// The paths of all tests: `hostile::tokens::NAME` below `tests/all`, `identity::oidc::nonce::NAME` for unit tests.
fn all_tests() -> HashSet<String> {
    let mut tests = HashSet::new();
    for root in ["tests/all", "src", "crates/sts-sandbox/tests"] {
        add_tests(&project().join(root), "", &mut tests);
    }
    tests
}

fn add_tests(folder: &Path, module: &str, tests: &mut HashSet<String>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let inner = if stem == "mod" { module.to_owned() } else { format!("{module}{stem}::") };
        if path.is_dir() {
            add_tests(&path, &inner, tests);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            tests.extend(test_names(&text).map(|name| format!("{inner}{name}")));
        }
    }
}

/// The names of the functions behind `#[test]` or `#[tokio::test]`.
fn test_names(source: &str) -> impl Iterator<Item = &str> {
    let bodies = source.split("test]\n").skip(1);
    bodies.filter_map(|rest| rest.split_once("fn ")?.1.split(['(', '<']).next())
}

/// The claims of a section: its items and rows, each as one text.
fn claims(section: &str) -> Vec<String> {
    let mut claims: Vec<String> = Vec::new();
    let lines: Vec<&str> = section.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let is_head = lines.get(number + 1).is_some_and(|next| next.starts_with("|---")) || line.starts_with("|---");
        if line.starts_with("- ") || line.starts_with('|') && !is_head {
            claims.push((*line).to_owned());
        } else if line.starts_with("  ") && !claims.is_empty() {
            claims.last_mut().unwrap().push_str(line);
        }
    }
    claims
}

/// The names in the comment of a claim; `None` if it has no comment.
fn named_tests(claim: &str) -> Option<Vec<&str>> {
    let (names, _) = claim.split_once(TESTS)?.1.split_once(" -->")?;
    Some(names.split(',').map(str::trim).collect())
}

#[test]
fn every_claim_of_the_security_pages_names_its_tests() {
    let (tests, mut problems) = (all_tests(), Vec::new());
    for (name, headings) in CLAIMS {
        let page = Page::read(name).text;
        for heading in headings {
            let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap().to_owned();
            let claims = claims(&section);
            assert!(!claims.is_empty(), "{name}: {heading}");
            for claim in claims {
                match named_tests(&claim) {
                    None if claim.contains(NO_PROMISE) => {}
                    None => problems.push(format!("{name}: no test is named: {claim}")),
                    Some(names) => {
                        problems.extend(names.iter().filter(|test| !tests.contains(**test)).map(|test| format!("{name}: {test}")))
                    }
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_row_of_the_conformance_page_names_a_test() {
    let (tests, page) = (all_tests(), Page::read(CONFORMANCE));
    let rows =
        page.text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| module |") && !line.starts_with("| section |"));
    let mut problems = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let names: Vec<&str> = cells.last().unwrap().split('`').skip(1).step_by(2).collect();
        let is_open = *cells.last().unwrap() == "open";
        if cells.len() != 3 || names.is_empty() != is_open {
            problems.push(format!("neither a test nor `open`: {row}"));
        }
        problems.extend(names.into_iter().filter(|name| !tests.contains(*name)).map(str::to_owned));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The modules of the OpenID Foundation's plan are rows, under the names of their tests.
#[test]
fn every_relying_party_module_is_a_row_of_the_conformance_page() {
    let page = Page::read(CONFORMANCE).text;
    let tests = all_tests();
    let modules = tests.iter().filter_map(|test| test.strip_prefix("relying_party::")?.split_once("::"));
    for (_, name) in modules {
        let row = format!("| {} |", name.replace('_', "-"));
        assert!(page.contains(&row), "{CONFORMANCE} lacks the row {row}");
    }
}

#[test]
fn claims_and_the_tests_of_sources_are_found() {
    let section = "\nText.\n\n- One <!-- tests: a::b, c -->\n- Two\n  lines <!-- no promise -->\n\n| head | x |\n|---|---|\n| row | y |\n";
    let found = claims(section);
    assert_eq!(found, ["- One <!-- tests: a::b, c -->", "- Two  lines <!-- no promise -->", "| row | y |"]);
    assert_eq!(named_tests(&found[0]), Some(vec!["a::b", "c"]));
    assert_eq!(named_tests(&found[1]), None);
    let source = "#[test]\nfn one() {}\n#[test]\n#[ignore]\nfn two() {}\nfn three() {}\n#[tokio::test]\nasync fn four() {}\n";
    assert_eq!(test_names(source).collect::<Vec<_>>(), ["one", "two", "four"]);
}
