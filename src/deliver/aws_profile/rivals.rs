//! Settings that would win over ours, or be lost by them: which ones, and where they stand.

use super::super::aws_ini::{Change, Contents, Document, New, Section};
use super::settings::{BESIDE, MARK, for_another_store, gone, mark_of, services};
use std::path::{Path, PathBuf};

/// Keys in the file itself.
const KEYS: [&str; 4] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];
/// Other ways to credentials.
const OTHER_WAYS: [&str; 10] = [
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
    "login_session",
];
const PROCESS: &str = "credential_process";

/// A setting that stands against ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// The setting.
    pub key: &'static str,
    /// The file it is in.
    pub path: PathBuf,
    /// Its line, counted from one.
    pub line: usize,
}

/// What must go from a file: ours without asking, what others wrote only with their leave.
#[derive(Default)]
pub(super) struct InTheWay {
    pub(super) ours: Vec<Change>,
    pub(super) others: Vec<(&'static str, usize)>,
}

pub(super) fn listed(rivals: &[Rival]) -> String {
    let one = |rival: &Rival| format!("`{}` ({}:{})", rival.key, rival.path.display(), rival.line);
    rivals.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl InTheWay {
    pub(super) fn named<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Rival> + 'a {
        self.others.iter().map(|(key, line)| Rival { key, path: path.to_owned(), line: *line })
    }
}

/// What stands in the way of keys in `section`, of either file, and what of it `changes` would overwrite.
pub(super) fn of_keys(document: &Document, section: &Section, changes: &[Change]) -> InTheWay {
    let contents = document.section(section);
    let foreign = if keys_are_ours(&contents) { &KEYS[3..] } else { &KEYS[..] };
    let mut others = present(&contents, foreign.iter().chain(&OTHER_WAYS).chain([&PROCESS]));
    let ours = ours_beside(&contents);
    others.extend(overwritten(&contents, section, changes).filter(|(key, _)| BESIDE.contains(key) && !ours.contains(key)));
    InTheWay { ours: ours.into_iter().map(|key| gone(section, key)).collect(), others }
}

/// What stands in the way of a `credential_process` in the config file, and what of it `changes` would overwrite: where the profile
/// calls this program already, they may, and what an earlier call wrote for another store goes.
pub(super) fn of_process(document: &Document, section: &Section, changes: &[Change]) -> InTheWay {
    let contents = document.section(section);
    let keys = present(&contents, KEYS.iter());
    let mut others = present(&contents, OTHER_WAYS.iter());
    let mut ours = Vec::new();
    if keys_are_ours(&contents) {
        let written = keys.into_iter().map(|(key, _)| key).chain(ours_beside(&contents)).chain([MARK]);
        ours.extend(written.map(|key| gone(section, key)));
    } else {
        others.extend(keys);
    }
    let taken = |key, is_ours: &dyn Fn(&str) -> bool| {
        let found = contents.find(key).filter(|found| !is_ours(&found.value));
        found.map(|found| (key, found.line))
    };
    match section {
        Section::Profile(name) => {
            let asks_us = contents.find(PROCESS).is_some_and(|found| runs_this_program(&found.value));
            if !asks_us {
                others.extend(overwritten(&contents, section, changes).filter(|(key, _)| *key != "services"));
            }
            others.extend(taken("services", &|value| value == services(name)));
            if asks_us || contents.find("services").is_some_and(|found| found.value == services(name)) {
                ours.extend(left_over(document, name, changes));
            }
        }
        Section::Keys(_) | Section::Services(_) => others.extend(taken(PROCESS, &|_| false)),
    }
    InTheWay { ours, others }
}

/// What this program wrote for another store, and `changes` do not bring.
fn left_over(document: &Document, name: &str, changes: &[Change]) -> impl Iterator<Item = Change> {
    let is_wanted = move |old: &Change| changes.iter().any(|change| change.key == old.key && change.section == old.section);
    let says = move |old: &Change| match old.new {
        New::Without(key) => document.find_nested(&old.section, old.key, key),
        _ => document.find(&old.section, old.key),
    };
    let is_ours = move |(old, ours): &(Change, Option<String>)| {
        !is_wanted(old) && says(old).is_some_and(|found| ours.as_ref().is_none_or(|ours| *ours == found.value))
    };
    for_another_store(name).into_iter().filter(is_ours).map(|(old, _)| old)
}

/// Where there is another value than `changes` bring.
fn overwritten(contents: &Contents, section: &Section, changes: &[Change]) -> impl Iterator<Item = (&'static str, usize)> {
    let here = changes.iter().filter(|change| change.section == *section);
    here.filter_map(|change| {
        let found = contents.find(change.key)?;
        change.value().is_some_and(|value| value != found.value).then_some((change.key, found.line))
    })
}

fn present<'a>(contents: &Contents, keys: impl Iterator<Item = &'a &'static str>) -> Vec<(&'static str, usize)> {
    keys.filter_map(|key| contents.find(key).map(|found| (*key, found.line))).collect()
}

/// Whether the mark names the access key that stands there.
fn keys_are_ours(contents: &Contents) -> bool {
    let mark = contents.find(MARK);
    let marked = mark.as_ref().and_then(|mark| mark.value.split(' ').next());
    contents.find(KEYS[0]).is_some_and(|key| Some(key.value.as_str()) == marked)
}

/// What stands beside the keys just as the mark says that it was written.
fn ours_beside(contents: &Contents) -> Vec<&'static str> {
    let Some(mark) = contents.find(MARK).map(|mark| mark.value + " ") else { return Vec::new() };
    let is_marked = |key: &str, value: &str| mark.contains(&(mark_of(key, value) + " "));
    BESIDE.into_iter().filter(|key| contents.find(key).is_some_and(|found| is_marked(key, &found.value))).collect()
}

/// Whether a command is a call of a program that is called as this one is.
fn runs_this_program(command: &str) -> bool {
    let words = shlex::split(command).unwrap_or_default();
    let program = words.first().and_then(|word| Path::new(word).file_stem());
    program.is_some_and(|name| name == env!("CARGO_PKG_NAME"))
}
