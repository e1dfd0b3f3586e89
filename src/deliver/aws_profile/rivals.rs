//! Settings that would win over ours, or be lost by them: which ones, and where they stand.

use super::settings::{BESIDE, MARK, PATH_STYLE, for_another_store, gone, mark_of, services};
use crate::aws_files::{Change, Contents, Document, Found, New, Section};
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
/// What sends requests elsewhere than the address beside the keys: clients look at the addresses of `services` before it.
const DETOURS: [&str; 3] = ["services", "ignore_configured_endpoint_urls", "endpoint_url"];

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
    /// The same in other spellings of the section's name: botocore takes the last one.
    pub(super) elsewhere: Vec<(&'static str, usize)>,
}

pub(super) fn listed(rivals: &[Rival]) -> String {
    let one = |rival: &Rival| format!("`{}` ({}:{})", rival.key, rival.path.display(), rival.line);
    rivals.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl InTheWay {
    pub(super) fn named<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Rival> + 'a {
        self.others.iter().chain(&self.elsewhere).map(|(key, line)| Rival { key, path: path.to_owned(), line: *line })
    }
}

/// What stands in the way of keys in `section`, of either file, and what of it `changes` would overwrite. `address` is that of a store
/// that is not AWS; what the credentials file says of it wins over what the config file says.
pub(super) fn of_keys(document: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> InTheWay {
    let contents = document.section(section);
    let foreign = if keys_are_ours(&contents) { &KEYS[3..] } else { &KEYS[..] };
    let mut others = present(&contents, foreign.iter().chain(&OTHER_WAYS).chain([&PROCESS]));
    others.extend(overwritten(&contents, section, changes).filter(|(key, _)| BESIDE.contains(key)));
    let leads_away = |(key, _): &(&'static str, usize)| *key != "endpoint_url" || address.is_none();
    others.extend(detours(|key| contents.find(key), section, address).filter(leads_away));
    let mut ours = ours_beside(&contents);
    others.retain(|(key, _)| !ours.contains(key));
    if services_are_ours(&contents, section) {
        ours.push("services");
    }
    let mut elsewhere = elsewhere(document, section, address);
    elsewhere.retain(leads_away);
    InTheWay { ours: ours.into_iter().map(|key| gone(section, key)).collect(), others, elsewhere }
}

/// What stands in the way of a `credential_process` in the config file, and what of it `changes` would overwrite: where the profile
/// calls this program already, they may, and what an earlier call wrote for another store goes. What stands in the credentials file
/// wins over all that.
pub(super) fn of_process(document: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> InTheWay {
    let contents = document.section(section);
    let keys = present(&contents, KEYS.iter());
    let beside = ours_beside(&contents);
    let asks_us = contents.find(PROCESS).is_some_and(|found| runs_this_program(&found.value));
    let mut others = present(&contents, OTHER_WAYS.iter());
    let mut ours = Vec::new();
    if keys_are_ours(&contents) {
        ours.extend(keys.into_iter().map(|(key, _)| gone(section, key)));
    } else {
        others.extend(keys);
    }
    match section {
        Section::Profile(name) => {
            others.extend(overwritten(&contents, section, changes).filter(|(key, _)| !asks_us && *key != "services"));
            if asks_us || services_are_ours(&contents, section) {
                ours.extend(left_over(document, name, changes, address));
            }
        }
        Section::Keys(name) | Section::Services(name) => {
            let profile = Section::Profile(name.clone());
            others.extend(present(&contents, [&PROCESS].into_iter()));
            others.extend(overwritten(&contents, &profile, changes).filter(|(key, _)| ![PROCESS, "services"].contains(key)));
            others.extend(another_style(&contents, address));
        }
    }
    others.extend(detours(|key| contents.find(key), section, address));
    others.retain(|(key, _)| !beside.contains(key));
    ours.extend(beside.into_iter().chain([MARK]).filter(|key| contents.find(key).is_some()).map(|key| gone(section, key)));
    InTheWay { ours, others, elsewhere: elsewhere(document, section, address) }
}

/// What stands in the way where the name of `section` is spelled otherwise.
fn elsewhere(document: &Document, section: &Section, address: Option<&str>) -> Vec<(&'static str, usize)> {
    let contents = document.other_spellings(section);
    let mut found = present(&contents, KEYS.iter().chain(&OTHER_WAYS).chain([&PROCESS]));
    found.extend(detours(|key| contents.find(key), section, address));
    found
}

/// What `section` of the file as it is to be inherits from `[DEFAULT]` against `changes`. It is nobody's to take out: others inherit it
/// too. What comes into the credentials file wins over what the config file inherits.
pub(super) fn inherited(after: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> Vec<(&'static str, usize)> {
    let inherited = after.inherited(section);
    let wins = |key: &str| {
        changes.iter().any(|change| matches!(change.section, Section::Keys(_)) && change.key == key && change.value().is_some())
    };
    let find = |key: &str| inherited.find(key).filter(|_| !wins(key));
    let ways = KEYS.into_iter().chain([PROCESS]).filter_map(|key| find(key).map(|found| (key, found.line)));
    ways.chain(detours(find, section, address)).collect()
}

/// What makes clients go past `address`, of what `find` finds.
fn detours(find: impl Fn(&str) -> Option<Found>, section: &Section, address: Option<&str>) -> impl Iterator<Item = (&'static str, usize)> {
    let is_one = move |key: &str, value: &str| match key {
        "services" => value != services(section.name()),
        "endpoint_url" => address != Some(value.trim_end_matches('/')),
        _ => address.is_some() && value.eq_ignore_ascii_case("true"),
    };
    DETOURS.into_iter().filter_map(move |key| {
        let found = find(key).filter(|found| is_one(key, &found.value))?;
        Some((key, found.line))
    })
}

/// A block of s3 that takes the place of ours, without its path style.
fn another_style(contents: &Contents, address: Option<&str>) -> Option<(&'static str, usize)> {
    let (key, style) = PATH_STYLE;
    let has_it = contents.find_nested("s3", key).is_some_and(|found| found.value == style);
    contents.find("s3").filter(|_| address.is_some() && !has_it).map(|found| ("s3", found.line))
}

/// Whether the section that names the services' addresses is one of this program.
fn services_are_ours(contents: &Contents, section: &Section) -> bool {
    contents.find("services").is_some_and(|found| found.value == services(section.name()))
}

/// What this program wrote for another store, and `changes` do not bring. A bundle may be the person's own: it stays with its store.
fn left_over(document: &Document, name: &str, changes: &[Change], address: Option<&str>) -> impl Iterator<Item = Change> {
    let stays = is_of(document, name, changes, address);
    let is_wanted = move |old: &Change| changes.iter().any(|change| change.key == old.key && change.section == old.section);
    let says = move |old: &Change| match old.new {
        New::Without(key) => document.find_nested(&old.section, old.key, key),
        _ => document.find(&old.section, old.key),
    };
    let is_ours = move |(old, ours): &(Change, Option<String>)| {
        let may_be_theirs = stays && old.key == "ca_bundle";
        !may_be_theirs && !is_wanted(old) && says(old).is_some_and(|found| ours.as_ref().is_none_or(|ours| *ours == found.value))
    };
    for_another_store(name).into_iter().filter(is_ours).map(|(old, _)| old)
}

/// Whether the profile is already of the store at `address`, in the region that `changes` bring.
fn is_of(document: &Document, name: &str, changes: &[Change], address: Option<&str>) -> bool {
    let profile = Section::Profile(name.to_owned());
    let there = document.find_nested(&Section::Services(services(name)), "s3", "endpoint_url").map(|found| found.value);
    there.as_deref() == address && overwritten(&document.section(&profile), &profile, changes).all(|(key, _)| key != "region")
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
