//! Known troubles: how each comes about, the whole message about it, who must act, and its section of `docs/troubleshooting.md`.
//!
//! The page is made from these tables and from the messages of the real program; `SNAPSHOTS=overwrite` rewrites it.

mod directory;
mod keys;
mod message;
mod network;
mod page;
mod policies;
mod runs;
mod tokens;
mod wrong_servers;

use crate::support::outcome::Outcome;
use crate::support::snapshot::{Table, project};
use message::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A chapter of the page.
struct Chapter {
    title: &'static str,
    sections: &'static [Section],
}

/// A section of the page: a trouble that a user can have.
struct Section {
    /// The heading, from which the anchor follows.
    title: &'static str,
    /// Why it happens.
    cause: &'static str,
    /// What can be done beside the hints of the message; empty if they are enough.
    more: &'static str,
    /// The ways in which tests bring it about. The page shows the message of the first.
    cases: &'static [Case],
}

/// A way to bring a trouble about, and what the program must do.
struct Case {
    name: &'static str,
    code: i32,
    /// The one who must act, as the word for programs.
    who: &'static str,
    run: fn() -> Outcome,
}

/// Creates a case.
const fn case(name: &'static str, code: i32, who: &'static str, run: fn() -> Outcome) -> Case {
    Case { name, code, who, run }
}

const YOU: &str = "you";
const PROVIDER: &str = "provider_administrator";
const STORAGE: &str = "storage_administrator";
const ISSUER: &str = "certificate_issuer";
const NETWORK: &str = "network_administrator";

static CHAPTERS: [Chapter; 6] = [
    Chapter { title: "Policies and roles", sections: policies::SECTIONS },
    Chapter { title: "Tokens and identity providers", sections: tokens::SECTIONS },
    Chapter { title: "Keys, signatures and credentials", sections: keys::SECTIONS },
    Chapter { title: "LDAP and client certificates", sections: directory::SECTIONS },
    Chapter { title: "The wrong server", sections: wrong_servers::SECTIONS },
    Chapter { title: "Connections and certificates of servers", sections: network::SECTIONS },
];

/// How many programs run at a time: most of them wait.
const THREADS: usize = 8;

fn sections() -> impl Iterator<Item = &'static Section> {
    CHAPTERS.iter().flat_map(|chapter| chapter.sections)
}

/// Runs every case, in no order, and returns the messages in the order of the cases.
fn messages() -> Vec<(&'static Section, &'static Case, Message)> {
    let cases: Vec<_> = sections().flat_map(|section| section.cases.iter().map(move |case| (section, case))).collect();
    let (next, messages) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let run_next = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let (_, case) = cases.get(at)?;
        let message = Message::of(case.name, &(case.run)());
        messages.lock().unwrap().insert(at, message);
        Some(())
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| while run_next().is_some() {});
        }
    });
    let messages = messages.into_inner().unwrap().into_values();
    cases.into_iter().zip(messages).map(|((section, case), message)| (section, case, message)).collect()
}

#[test]
fn every_trouble_has_its_message_with_who_must_act_and_its_section_of_the_page() {
    let (mut table, mut wrong) = (Table::default(), Vec::new());
    let messages = messages();
    for (section, case, message) in &messages {
        let anchor = Some(section.anchor());
        let (found, expected) = ((message.code, message.responsible.as_str(), &message.anchor), (case.code, case.who, &anchor));
        if found != expected {
            wrong.push(format!("{}: {found:?}, but expected is {expected:?}", case.name));
        }
        table.row(case.name, &message.text());
    }
    table.matches("messages");
    page::compare(&page::text(&messages));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each section that a hint refers to is one of the page, with a case that the real program was run for.
#[test]
fn no_section_that_hints_refer_to_is_without_a_case() {
    let with_cases: BTreeSet<String> =
        sections().filter(|section| section.cases.iter().any(|case| case.code != 0)).map(Section::anchor).collect();
    let of_hints: BTreeSet<String> = sts_cli::advice::TOPICS.iter().map(|topic| (*topic).to_owned()).collect();
    assert_eq!(with_cases, of_hints);
}

/// Every row of the table for refusals belongs to a section, because it cannot be made without one; every section is referred to.
#[test]
fn every_section_is_referred_to_by_a_hint() {
    let files = crate::support::module_source::files_below(&project().join("src/advice"));
    let sources: String =
        files.iter().filter(|file| !file.ends_with("topics.rs")).map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let list = std::fs::read_to_string(project().join("src/advice/topics.rs")).unwrap();
    let names = list.lines().filter_map(|line| line.trim().split_once(" = \"")).map(|(name, _)| name);
    let unused: Vec<&str> = names.filter(|name| !sources.contains(&format!("topics::{name}"))).collect();
    assert!(unused.is_empty(), "no hint refers to {unused:?}");
}
