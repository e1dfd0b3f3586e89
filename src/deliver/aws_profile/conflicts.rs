//! Conflicting settings: those that override ours, and those that ours would overwrite.

use super::settings::{
    COMPANION_KEYS, FIXED_VALUE_KEYS, MARKER_KEY, PATH_STYLE, WHEN_REQUIRED, marker_entry, remove, services_section,
    settings_of_other_server,
};
use crate::aws_files::{Change, Document, FoundSetting, KeyEdit, Section, SectionSettings};
use crate::sys::split_command_line;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Access keys.
const KEYS: [&str; 4] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];
/// Settings other than access keys that make clients get credentials elsewhere.
const OTHER_SOURCES: [&str; 10] = [
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
/// The arguments that this program writes into `credential_process`, besides the profile name.
const OUR_ARGUMENTS: [&str; 3] = ["get", "-o", "process"];
/// Settings that override the endpoint: those in `services` override `endpoint_url`, awscli-plugin-endpoint reads the blocks of commands,
/// and a custom endpoint is incompatible with AWS's FIPS, dual-stack and accelerate variants.
const ENDPOINT_OVERRIDES: [&str; 12] = [
    "services",
    "ignore_configured_endpoint_urls",
    "endpoint_url",
    "s3.endpoint_url",
    "s3api.endpoint_url",
    "s3control.endpoint_url",
    "sts.endpoint_url",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "s3.use_accelerate_endpoint",
    "s3.use_dualstack_endpoint",
    "s3.signature_version",
];
/// The setting that leads a command elsewhere, in the block of that command.
const OF_A_COMMAND: &str = "endpoint_url";

/// Returns the keys of all settings that may conflict with ours.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.into_iter().chain(OTHER_SOURCES).chain(ENDPOINT_OVERRIDES).chain([PROCESS])
}

/// A setting that conflicts with ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The key of the setting.
    pub key: &'static str,
    /// The file it is in.
    pub path: PathBuf,
    /// Its line, counted from one.
    pub line: usize,
}

/// The conflicting settings of one section.
#[derive(Default)]
pub(super) struct Conflicts {
    /// Removals of settings that this program wrote earlier.
    pub(super) removals: Vec<Change>,
    /// Settings that this program did not write, with their lines: removed only with `--force`.
    pub(super) conflicting: Vec<(&'static str, usize)>,
    /// Settings in sections whose headers spell the name differently, with their lines: botocore reads the last of these sections.
    pub(super) other_spellings: Vec<(&'static str, usize)>,
}

/// Lists conflicts for an error message.
pub(super) fn format_conflicts(conflicts: &[Conflict]) -> String {
    let describe = |conflict: &Conflict| format!("`{}` ({}:{})", conflict.key, conflict.path.display(), conflict.line);
    conflicts.iter().map(describe).collect::<Vec<_>>().join(", ")
}

impl Conflicts {
    /// Returns the conflicting settings of other writers in the file at `path`.
    pub(super) fn to_conflicts<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Conflict> + 'a {
        self.conflicting.iter().chain(&self.other_spellings).map(|(key, line)| Conflict { key, path: path.to_owned(), line: *line })
    }
}

/// Finds settings in `section` (of either file) that conflict with access keys, and those that `changes` would overwrite. `address` is the
/// custom endpoint, if the server is not AWS. The credentials file overrides the config file.
pub(super) fn find_keys_conflicts(document: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> Conflicts {
    let contents = document.section(section);
    let foreign_keys = if keys_are_ours(&contents) { &KEYS[3..] } else { &KEYS[..] };
    let mut conflicting = present(&contents, foreign_keys.iter().chain(&OTHER_SOURCES).chain([&PROCESS]));
    conflicting.extend(overwritten(&contents, section, changes).filter(|(key, _)| COMPANION_KEYS.contains(key)));
    let redirects = |(key, _): &(&'static str, usize)| *key != "endpoint_url" || address.is_none();
    conflicting.extend(endpoint_overrides(|key| contents.find_at(key), contents.blocks(), section, address).filter(redirects));
    let mut ours = own_companion_keys(&contents);
    conflicting.retain(|(key, _)| !ours.contains(key));
    if services_are_ours(&contents, section) {
        ours.push("services");
    }
    let mut other_spellings = find_in_other_spellings(document, section, address);
    other_spellings.retain(redirects);
    Conflicts { removals: ours.into_iter().map(|key| remove(section, key)).collect(), conflicting, other_spellings }
}

/// Finds settings that conflict with a `credential_process` in the config file, and those that `changes` would overwrite. If the profile
/// already runs this program, `changes` may overwrite it, and settings for another storage server are removed. The credentials file
/// overrides the config file.
pub(super) fn find_process_conflicts(document: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> Conflicts {
    let contents = document.section(section);
    let keys = present(&contents, KEYS.iter());
    let companion_keys = own_companion_keys(&contents);
    let process = contents.find(PROCESS).map(|found| found.value).unwrap_or_default();
    let (runs_sts_cli, has_own_arguments) = (runs_this_program(&process), has_our_arguments(&process));
    let mut conflicting = present(&contents, OTHER_SOURCES.iter());
    let mut ours = Vec::new();
    if keys_are_ours(&contents) {
        ours.extend(keys.into_iter().map(|(key, _)| remove(section, key)));
    } else {
        conflicting.extend(keys);
    }
    match section {
        Section::Profile(name) => {
            let is_protected = |key: &str| FIXED_VALUE_KEYS.contains(&key) || key == PROCESS && !has_own_arguments;
            let is_conflicting = |(key, _): &(&str, usize)| *key != "services" && (!runs_sts_cli || is_protected(key));
            conflicting.extend(overwritten(&contents, section, changes).filter(is_conflicting));
            if runs_sts_cli || services_are_ours(&contents, section) {
                ours.extend(leftovers_of_other_server(document, name, changes, address));
            }
        }
        Section::Keys(name) | Section::Services(name) => {
            let profile = Section::Profile(name.clone());
            conflicting.extend(present(&contents, [&PROCESS].into_iter()));
            conflicting.extend(
                overwritten(&contents, &profile, changes).filter(|(key, _)| ![PROCESS, "services", FIXED_VALUE_KEYS[0]].contains(key)),
            );
            conflicting.extend(conflicting_s3_block(&contents, address));
        }
    }
    conflicting.extend(endpoint_overrides(|key| contents.find_at(key), contents.blocks(), section, address));
    conflicting.retain(|(key, _)| !companion_keys.contains(key));
    ours.extend(companion_keys.into_iter().chain([MARKER_KEY]).filter(|key| contents.find(key).is_some()).map(|key| remove(section, key)));
    Conflicts { removals: ours, conflicting, other_spellings: find_in_other_spellings(document, section, address) }
}

/// Finds what [`configure`](super::configure) wrote into `section` of the config file, and in it the settings with other values than those of
/// `expected`, which is empty if they are unknown. Nothing, if the profile does not run this program for itself.
pub(super) fn find_configured(document: &Document, section: &Section, expected: &[Change]) -> Conflicts {
    let Section::Profile(name) = section else { return Conflicts::default() };
    let contents = document.section(section);
    let process = contents.find(PROCESS).map(|found| found.value).unwrap_or_default();
    if !runs_this_program(&process) || split_command_line(&process).unwrap_or_default().get(2) != Some(name) {
        return Conflicts::default();
    }
    let expected_value = |key: &str| expected.iter().find(|change| change.key == key).and_then(Change::value);
    let is_written = |key: &str, value: &str| match key {
        PROCESS => has_our_arguments(value),
        "services" => value == services_section(name),
        _ if FIXED_VALUE_KEYS.contains(&key) => value == if key == FIXED_VALUE_KEYS[0] { PATH_STYLE.1 } else { WHEN_REQUIRED },
        _ => expected.is_empty() || expected_value(key) == Some(value),
    };
    let keys = [PROCESS, "region", "ca_bundle", "services"].into_iter().chain(FIXED_VALUE_KEYS);
    let found: Vec<_> = keys.filter_map(|key| Some((key, contents.find_at(key)?))).collect();
    let differing = found.iter().filter(|(key, found)| !is_written(key, &found.value));
    let mut conflicting: Vec<_> = differing.map(|(key, found)| (*key, found.line)).collect();
    let services = Section::Services(services_section(name));
    if let Some(found) = document.find_nested(&services, "s3", OF_A_COMMAND)
        && !targets_same_endpoint(&found.value, expected)
    {
        conflicting.push(("s3.endpoint_url", found.line));
    }
    let empty = |section: &Section| Change { section: section.clone(), key: "", edit: KeyEdit::RemoveEmptySection };
    let mut removals: Vec<Change> = found.iter().map(|(key, _)| remove(section, key)).collect();
    removals.extend([empty(section), remove(&services, "s3.endpoint_url"), empty(&services)]);
    Conflicts { removals, conflicting, other_spellings: Vec::new() }
}

/// Whether `expected`, if known, sets this endpoint.
fn targets_same_endpoint(address: &str, expected: &[Change]) -> bool {
    let sets = |change: &Change| matches!(&change.edit, KeyEdit::SetNested(settings) if settings.iter().any(|(_, value)| value == address));
    expected.is_empty() || expected.iter().any(sets)
}

/// Finds conflicts in sections whose headers spell the name of `section` differently.
fn find_in_other_spellings(document: &Document, section: &Section, address: Option<&str>) -> Vec<(&'static str, usize)> {
    let contents = document.other_spellings(section);
    let mut found = present(&contents, KEYS.iter().chain(&OTHER_SOURCES).chain([&PROCESS]));
    found.extend(endpoint_overrides(|key| contents.find_at(key), contents.blocks(), section, address));
    found
}

/// Finds inherited settings of `[DEFAULT]` that conflict with `changes` in `section` of the new file. They are never removed, because other
/// profiles inherit them too. Changes to the credentials file override inherited settings of the config file.
pub(super) fn inherited(document: &Document, section: &Section, changes: &[Change], address: Option<&str>) -> Vec<(&'static str, usize)> {
    let inherited = document.inherited(section);
    let is_overridden = |key: &str| {
        changes.iter().any(|change| matches!(change.section, Section::Keys(_)) && change.key == key && change.value().is_some())
    };
    let find = |key: &str| inherited.find_at(key).filter(|_| !is_overridden(key));
    let sources = KEYS.into_iter().chain([PROCESS]).filter_map(|key| find(key).map(|found| (key, found.line)));
    sources.chain(endpoint_overrides(find, inherited.blocks(), section, address)).collect()
}

/// Returns the settings that redirect clients to an endpoint other than `address`.
fn endpoint_overrides(
    find: impl Fn(&str) -> Option<FoundSetting>,
    blocks: Vec<String>,
    section: &Section,
    address: Option<&str>,
) -> impl Iterator<Item = (&'static str, usize)> {
    let is_override = move |key: &str, value: &str| match key {
        "services" => value != services_section(section.name()),
        "s3.signature_version" => value.eq_ignore_ascii_case("s3"),
        _ if key.ends_with(OF_A_COMMAND) => address != Some(value.trim_end_matches('/')),
        _ => address.is_some() && value.eq_ignore_ascii_case("true"),
    };
    let line = move |key: &str| Some(find(key).filter(|found| is_override(key, &found.value))?.line);
    let mut found: Vec<(&'static str, usize)> = ENDPOINT_OVERRIDES.into_iter().filter_map(|key| Some((key, line(key)?))).collect();
    for key in blocks.into_iter().map(|block| format!("{block}.{OF_A_COMMAND}")) {
        if let Some(line) = line(&key).filter(|line| !found.iter().any(|(_, existing)| existing == line)) {
            found.push((intern(key), line));
        }
    }
    found.into_iter()
}

/// Keeps the key of a setting for good, because changes and messages name settings by static texts: each one once, however often the same
/// files are looked through.
fn intern(key: String) -> &'static str {
    static INTERNED: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(existing) = interned.iter().find(|existing| **existing == key) {
        return existing;
    }
    let key: &'static str = key.leak();
    interned.push(key);
    key
}

/// Returns the `s3` block that overrides ours, if it does not set path-style addressing.
fn conflicting_s3_block(contents: &SectionSettings, address: Option<&str>) -> Option<(&'static str, usize)> {
    let (key, style) = PATH_STYLE;
    let is_path_style = contents.find_nested("s3", key).is_some_and(|found| found.value == style);
    contents.find("s3").filter(|_| address.is_some() && !is_path_style).map(|found| ("s3", found.line))
}

/// Whether the profile refers to the `services` section that this program writes.
fn services_are_ours(contents: &SectionSettings, section: &Section) -> bool {
    contents.find("services").is_some_and(|found| found.value == services_section(section.name()))
}

/// Removes settings that this program wrote for another storage server, unless `changes` overwrite them. A `ca_bundle` may be the user's
/// own; it stays if the storage server is the same.
fn leftovers_of_other_server(document: &Document, name: &str, changes: &[Change], address: Option<&str>) -> impl Iterator<Item = Change> {
    let is_same_server = targets_same_server(document, name, changes, address);
    let is_rewritten = move |removal: &Change| changes.iter().any(|change| change.key == removal.key && change.section == removal.section);
    let existing = move |removal: &Change| match removal.edit {
        KeyEdit::RemoveNested(key) => document.find_nested(&removal.section, removal.key, key),
        _ => document.find(&removal.section, removal.key),
    };
    let is_own = move |(removal, ours): &(Change, Option<String>)| {
        let may_be_users_own = is_same_server && removal.key == "ca_bundle";
        !may_be_users_own
            && !is_rewritten(removal)
            && existing(removal).is_some_and(|found| ours.as_ref().is_none_or(|ours| *ours == found.value))
    };
    settings_of_other_server(name).into_iter().filter(is_own).map(|(removal, _)| removal)
}

/// Whether the profile is already configured for the storage server at `address` and the region in `changes`.
fn targets_same_server(document: &Document, name: &str, changes: &[Change], address: Option<&str>) -> bool {
    let profile = Section::Profile(name.to_owned());
    let stored_endpoint = document.find_nested(&Section::Services(services_section(name)), "s3", "endpoint_url").map(|found| found.value);
    stored_endpoint.as_deref() == address && overwritten(&document.section(&profile), &profile, changes).all(|(key, _)| key != "region")
}

/// Returns the settings of `section` that `changes` would give another value, with their lines.
fn overwritten(contents: &SectionSettings, section: &Section, changes: &[Change]) -> impl Iterator<Item = (&'static str, usize)> {
    let section_changes = changes.iter().filter(|change| change.section == *section);
    section_changes.filter_map(|change| {
        let (key, value) = match &change.edit {
            KeyEdit::SetNested(settings) => (FIXED_VALUE_KEYS[0], settings.iter().find(|(name, _)| *name == PATH_STYLE.0)?.1.as_str()),
            _ => (change.key, change.value()?),
        };
        contents.find_at(key).filter(|found| found.value != value).map(|found| (key, found.line))
    })
}

fn present<'a>(contents: &SectionSettings, keys: impl Iterator<Item = &'a &'static str>) -> Vec<(&'static str, usize)> {
    keys.filter_map(|key| contents.find(key).map(|found| (*key, found.line))).collect()
}

/// Whether this program wrote the access key, according to the marker setting.
fn keys_are_ours(contents: &SectionSettings) -> bool {
    let marker = contents.find(MARKER_KEY);
    let marked = marker.as_ref().and_then(|marker| marker.value.split(' ').next());
    contents.find(KEYS[0]).is_some_and(|key| Some(key.value.as_str()) == marked)
}

/// Returns the companion settings that still have the values this program wrote, according to the marker setting.
fn own_companion_keys(contents: &SectionSettings) -> Vec<&'static str> {
    let Some(marker) = contents.find(MARKER_KEY).map(|marker| marker.value + " ") else { return Vec::new() };
    let is_in_marker = |key: &str, value: &str| marker.contains(&(marker_entry(key, value) + " "));
    COMPANION_KEYS.into_iter().filter(|key| contents.find(key).is_some_and(|found| is_in_marker(key, &found.value))).collect()
}

/// Whether `command` runs this program: by its name, or, for links with other names, by the arguments that this program writes.
fn runs_this_program(command: &str) -> bool {
    let arguments = split_command_line(command).unwrap_or_default();
    let program = arguments.first().and_then(|argument| Path::new(argument).file_stem());
    program.is_some_and(|name| name == env!("CARGO_PKG_NAME")) || has_our_arguments(command)
}

/// Whether a command has the arguments that this program writes, and no others.
fn has_our_arguments(command: &str) -> bool {
    let arguments = split_command_line(command).unwrap_or_default();
    matches!(&arguments[..], [_, get, _, o, form] if [get, o, form] == OUR_ARGUMENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_setting_is_interned_once() {
        let key = |name: &str| intern(format!("{name}.{OF_A_COMMAND}"));
        let (first, other, repeated) = (key("sqs"), key("sns"), key("sqs"));
        assert_eq!((first, other), ("sqs.endpoint_url", "sns.endpoint_url"));
        assert!(std::ptr::eq(first, repeated));
    }
}
