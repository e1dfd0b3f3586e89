//! The pages of this repository: every link has a target, every page is listed, and every file, function and type exists that the pages
//! for contributors name.

use crate::support::documentation::{Page, SUMMARY, pages, target};
use crate::support::snapshot::project;
use std::collections::HashSet;

/// The pages that are not part of the documentation for users.
const OTHER_PAGES: [&str; 8] = [
    "SECURITY.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "TERMS.md",
    "examples/README.md",
    "tests/live/README.md",
    "crates/sts-sandbox/README.md",
    "packaging/README.md",
];

/// The pages whose code spans name this repository's own files and items.
const DESCRIBING: [&str; 3] = ["CONTRIBUTING.md", "ARCHITECTURE.md", "TERMS.md"];

/// The folders whose files the pages name by their paths.
const FOLDERS: [&str; 10] = [".ci", "benches", "completions", "crates", "docs", "examples", "man", "packaging", "src", "tests"];

fn page(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap()
}

/// The code spans within the lines of a page, without its code blocks.
fn code_spans(page: &str) -> Vec<&str> {
    let prose = page.split("\n```").step_by(2);
    let lines = prose.flat_map(str::lines).filter(|line| !line.starts_with("    "));
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Whether a code span is the path of a file or folder of this repository.
fn is_path(span: &str) -> bool {
    let is_one_word = !span.contains([' ', '…', '*', '<', '$', '{']);
    let begins = span.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder));
    is_one_word && begins && span.chars().next_back().is_some_and(|last| last == '/' || last.is_ascii_alphanumeric())
}

/// The identifiers in a code span that names a Rust item (`Deps::block_on`, `run()`, `Session`) or a variable of the environment.
fn item(span: &str) -> Vec<&str> {
    let path = span.strip_suffix("()").unwrap_or(span);
    let is_identifier = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let words: Vec<&str> = path.split("::").collect();
    let is_name = words.len() == 1 && path.starts_with(|first: char| first.is_ascii_uppercase()); // a type, a constant, a variable
    let is_item = (span != path || words.len() > 1 || is_name) && words.iter().all(|word| is_identifier(word));
    if is_item { words } else { Vec::new() }
}

/// All words of the Rust sources.
fn words_of_sources() -> HashSet<String> {
    let mut pending: Vec<_> = ["src", "crates", "tests"].map(|folder| project().join(folder)).into();
    let mut words = HashSet::new();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "toml") {
            let text = std::fs::read_to_string(path).unwrap();
            words.extend(text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_file_that_a_page_names_exists() {
    let mut missing = Vec::new();
    for name in DESCRIBING {
        let text = page(name);
        let paths = code_spans(&text).into_iter().filter(|span| is_path(span) && !project().join(span).exists());
        missing.extend(paths.map(|path| format!("{name}: `{path}`")));
    }
    assert!(missing.is_empty(), "these files do not exist:\n{}", missing.join("\n"));
}

#[test]
fn every_part_of_the_program_has_its_line_in_the_architecture() {
    let text = page("ARCHITECTURE.md");
    let entries = std::fs::read_dir(project().join("src")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let missing: Vec<String> = entries.map(|name| format!("`src/{name}`")).filter(|span| !text.contains(span)).collect();
    assert!(missing.is_empty(), "the section \"The rooms\" lacks {missing:?}");
}

#[test]
fn every_dependency_has_its_reason_in_the_architecture() {
    let (text, manifest) = (page("ARCHITECTURE.md"), page("Cargo.toml"));
    let section = text.split("## Dependencies").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let is_in_section = |name: &str| section.split([' ', ',', ';', '|', '(', ')', ':']).any(|word| word == name);
    let tables = manifest.split("\n[").filter(|table| table.split(']').next().is_some_and(|name| name.ends_with("dependencies")));
    let names = tables.flat_map(str::lines).filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let missing: Vec<&str> = names.filter(|name| !is_in_section(name)).collect();
    assert!(missing.is_empty(), "the section \"Dependencies\" of ARCHITECTURE.md lacks {missing:?}");
}

#[test]
fn every_function_and_type_that_a_page_names_exists() {
    let (words, mut missing) = (words_of_sources(), Vec::new());
    for name in DESCRIBING {
        let text = page(name);
        let unknown = code_spans(&text).into_iter().filter(|span| item(span).into_iter().any(|word| !words.contains(word)));
        missing.extend(unknown.map(|span| format!("{name}: `{span}`")));
    }
    assert!(missing.is_empty(), "no source has these names:\n{}", missing.join("\n"));
}

#[test]
fn every_link_between_the_pages_has_a_target() {
    let all: Vec<Page> = pages().into_iter().chain([SUMMARY].into_iter().chain(OTHER_PAGES).map(Page::read)).collect();
    let broken: Vec<String> = all.iter().flat_map(broken_links).collect();
    assert!(broken.is_empty(), "these links have no target:\n{}", broken.join("\n"));
}

/// The links of a page to a file or heading that does not exist, with their places.
fn broken_links(page: &Page) -> Vec<String> {
    let is_broken = |(_, link): &(usize, &str)| !link.contains("://") && !has_target(page, link);
    page.links().filter(is_broken).map(|(line, link)| format!("{}:{line}: {link}", page.name)).collect()
}

/// Whether the file of a link exists and has its heading.
fn has_target(page: &Page, link: &str) -> bool {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let file = if path.is_empty() { Some(page.name.clone()) } else { target(&page.name, path) };
    let Some(file) = file.filter(|file| project().join(file).exists()) else { return false };
    heading.is_empty() || Page::read(&file).headings().any(|line| anchor(line) == heading)
}

#[test]
fn every_page_of_the_documentation_is_listed_with_its_title() {
    let summary = Page::read(SUMMARY);
    let listed: Vec<(&str, String)> = summary
        .prose()
        .filter_map(|(_, line)| line.split_once('[')?.1.strip_suffix(')')?.split_once("]("))
        .map(|(title, link)| (title, target(SUMMARY, link).unwrap()))
        .collect();
    let expected: Vec<Page> = pages().into_iter().filter(|page| page.name != "README.md").collect();
    for page in &expected {
        let titles: Vec<&str> = page.headings().filter_map(|heading| heading.strip_prefix("# ")).collect();
        assert_eq!(titles.len(), 1, "{}: a page has one title: {titles:?}", page.name);
        let entries: Vec<&str> = listed.iter().filter(|(_, name)| *name == page.name).map(|(title, _)| *title).collect();
        assert_eq!(entries, titles, "{SUMMARY} must list {} once, with its title", page.name);
    }
    assert_eq!(listed.len(), expected.len(), "{SUMMARY} lists pages that do not exist");
}

#[test]
fn the_pages_of_the_site_link_to_each_other_only() {
    let below_docs: Vec<Page> = pages().into_iter().filter(|page| page.name.starts_with("docs/")).collect();
    let leads_out = |page: &Page, link: &str| {
        let path = link.split('#').next().unwrap_or_default();
        !link.contains("://") && !path.is_empty() && !target(&page.name, path).is_some_and(|path| path.starts_with("docs/"))
    };
    for page in below_docs {
        let found: Vec<_> = page.links().filter(|(_, link)| leads_out(&page, link)).collect();
        assert!(found.is_empty(), "{}: mdBook builds a site of the folder docs, which lacks the files of {found:?}", page.name);
    }
}

#[test]
fn broken_links_are_found() {
    let text = "[a](#terms) [b](#no) [c](tasks/mc.md#use-mc)\n[d](tasks/none.md) [e](../../outside)\n```text\n[f](none)\n```\n";
    let page = Page { name: "docs/glossary.md".to_owned(), text: text.to_owned() };
    assert_eq!(broken_links(&page), ["docs/glossary.md:1: #no", "docs/glossary.md:2: tasks/none.md", "docs/glossary.md:2: ../../outside"]);
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter)).collect::<String>().replace(' ', "-")
}

/// The entries of a section: headings of the third level with the text below them.
fn entries<'a>(page: &'a str, section: &str) -> Vec<&'a str> {
    let sections = page.split("\n## ").find(|text| text.starts_with(section)).unwrap_or_else(|| panic!("no section {section}"));
    sections.split("\n### ").skip(1).collect()
}

/// The term of an entry: its first name.
fn term(entry: &str) -> String {
    entry.split(['\n', ',']).next().unwrap().to_lowercase()
}

#[test]
fn the_terms_are_sorted_and_name_their_code() {
    let (glossary, terms) = (page("docs/glossary.md"), page("TERMS.md"));
    let (of_users, of_developers) = (entries(&glossary, "Terms\n"), entries(&terms, "Terms of developers\n"));
    for (entries, count) in [(&of_users, 50), (&of_developers, 30)] {
        let names: Vec<String> = entries.iter().map(|entry| term(entry)).collect();
        assert!(names.len() > count && names.is_sorted(), "{names:#?}");
    }
    for entry in of_developers {
        assert!(entry.contains("*Code:*"), "{entry}");
    }
    for entry in of_users {
        let heading = entry.lines().next().unwrap();
        assert!(terms.contains(&format!("\n| {heading} | ")), "TERMS.md does not say where the code of {heading} is");
    }
}
