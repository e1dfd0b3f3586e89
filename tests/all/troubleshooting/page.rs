//! The page `docs/troubleshooting.md`: an introduction that is written by hand, then a section for each trouble.

use super::message::Message;
use super::{CHAPTERS, Case, NETWORK, PROVIDER, STORAGE, Section, YOU};
use crate::support::snapshot::project;

const PAGE: &str = "docs/troubleshooting.md";
/// The introduction, and the troubles that sts-cli does not print a message about.
const INTRODUCTION: &str = include_str!("introduction.md");

impl Section {
    /// Returns the anchor of the heading, as GitHub and mdBook make it.
    pub(super) fn anchor(&self) -> String {
        self.title.to_lowercase().replace(' ', "-")
    }

    /// Returns the section; `message` is that of its first case.
    fn text(&self, message: &Message) -> String {
        let who = in_words(&message.responsible).map_or_else(String::new, |who| format!("- **Who must act:** {who}\n"));
        let hints: Vec<String> = message.hints.iter().map(|hint| in_prose(hint)).collect();
        let advice = [hints, vec![self.more.to_owned()]].concat();
        let advice: Vec<String> = advice.into_iter().filter(|text| !text.is_empty()).map(|text| sentence(&text)).collect();
        let (title, symptom, cause) = (self.title, message.symptom().replace("[REQUEST-ID]", "17A3"), self.cause);
        format!("\n### {title}\n\n```text\n{symptom}```\n\n- **Cause:** {cause}\n{who}- **What to do:** {}\n", advice.join(" "))
    }
}

/// Returns the page.
pub(super) fn text(messages: &[(&'static Section, &'static Case, Message)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for chapter in &CHAPTERS {
        page.push_str(&format!("\n## {}\n", chapter.title));
        for section in chapter.sections {
            let (.., message) = messages.iter().find(|(of, ..)| std::ptr::eq(*of, section)).unwrap();
            page.push_str(&section.text(message));
        }
    }
    page
}

/// Compares the page with the file, or puts it there.
pub(super) fn compare(page: &str) {
    let path = project().join(PAGE);
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        std::fs::write(&path, page).unwrap();
    }
    let there = std::fs::read_to_string(path).unwrap();
    assert!(there == page, "{PAGE} is not what the tables of this module say: SNAPSHOTS=overwrite cargo test troubleshooting");
}

/// Returns who must act, in words; `None` if nobody must.
fn in_words(responsible: &str) -> Option<&'static str> {
    Some(match responsible {
        YOU => "you",
        PROVIDER => "the identity provider's administrator",
        STORAGE => "the storage server's administrator",
        NETWORK => "the network's administrator",
        "" => return None,
        _ => "the issuer of your certificates",
    })
}

/// Returns a text as a sentence, which begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}.", first.to_uppercase())
}

/// Returns a text outside of code spans, with its flags as code spans and without marks of Markdown.
fn outside_code(text: &str) -> String {
    let escaped = text.replace('<', "\\<").replace('*', "\\*").replace('_', "\\_");
    let words = escaped.split_inclusive([' ', ',', ';', ':', ')']).map(|word| {
        let flag = word.trim_start_matches('(').trim_end_matches([' ', ',', ';', ':', ')']);
        if flag.starts_with("--") { word.replace(flag, &format!("`{flag}`")) } else { word.to_owned() }
    });
    words.collect()
}

/// Returns a hint as prose: its commands are in quotation marks, because the page shows them as parts of a message.
fn in_prose(hint: &str) -> String {
    let parts = hint.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => outside_code(part),
        _ if part.contains(' ') => format!("\"{part}\""),
        _ => format!("`{part}`"),
    });
    parts.collect()
}
