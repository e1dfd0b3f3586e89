//! The pages of the documentation: README.md and what is below `docs`, with their headings, links and code spans.

use super::snapshot::project;
use std::path::Path;

/// The list of the pages below `docs`, in the form of mdBook.
pub(crate) const SUMMARY: &str = "docs/SUMMARY.md";

/// A page of the documentation.
pub(crate) struct Page {
    /// The path in this repository.
    pub(crate) name: String,
    /// The Markdown.
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        Self { name: name.to_owned(), text: std::fs::read_to_string(project().join(name)).unwrap() }
    }

    /// The lines outside of fenced code blocks, with their numbers.
    pub(crate) fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut is_code = false;
        self.text.lines().zip(1..).filter_map(move |(line, number)| {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            (!is_fence && !is_code).then_some((number, line))
        })
    }

    /// The headings, with their marks `#`.
    pub(crate) fn headings(&self) -> impl Iterator<Item = &str> {
        self.prose().map(|(_, line)| line).filter(|line| line.starts_with('#'))
    }

    /// The targets of the links in the prose, with the numbers of their lines.
    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, &str)> {
        let of_line = |line| str::split(line, "](").skip(1).filter_map(|rest: &str| rest.split_once(')')).map(|(link, _)| link);
        self.prose().flat_map(move |(number, line)| of_line(line).map(move |link| (number, link)))
    }
}

/// README.md and every page below `docs`, except the list of the pages.
pub(crate) fn pages() -> Vec<Page> {
    let mut names = vec!["README.md".to_owned()];
    names.extend(files_below("docs").into_iter().filter(|name| name != SUMMARY));
    names.iter().map(|name| Page::read(name)).collect()
}

/// The paths of the Markdown files in a folder of this repository and in its folders, sorted.
fn files_below(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(project().join(folder)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let paths = entries.map(|name| format!("{folder}/{name}"));
    let mut files: Vec<String> = paths
        .flat_map(|path| match project().join(&path) {
            full if full.is_dir() => files_below(&path),
            full if full.extension() == Some("md".as_ref()) => vec![path],
            _ => Vec::new(),
        })
        .collect();
    files.sort();
    files
}

/// The path in this repository of a link's target, seen from a page; `None` if it leads out of the repository.
pub(crate) fn target(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = Path::new(page).parent()?.to_str()?.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
