//! Other files of fsspec's folder, and environment variables, that fsspec merges into the defaults of s3 ("Configuration" in its
//! documentation).
//!
//! Files are merged in the order of their names, then variables; a later setting replaces an earlier one as a whole. s3fs applies the
//! defaults of `s3a` after those of `s3`.

use super::FileOwner;
use super::fsspec::{is_anonymous, redirecting_settings};
use super::json_file::{self, has_value};
use crate::aws_files::{Document, Section};
use crate::deliver::storage_target::StorageTarget;
use crate::deliver::user_file;
use crate::request::Request;
use crate::sys::Environment;
use crate::text::printable;
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::path::Path;

/// Settings that override ours in any file: this program writes none of these names.
const OVERRIDING_KEYS: [&str; 8] = ["key", "secret", "token", "username", "password", "endpoint_url", "config_kwargs", "anon"];
/// Settings that replace ours if they are merged later.
const LATER_OVERRIDING_KEYS: [&str; 2] = ["profile", "client_kwargs"];
/// The protocols of s3fs; the second overrides the first.
const PROTOCOLS: [&str; 2] = ["s3", "s3a"];

/// Settings beside the file at `path` that override the AWS profile in it, or its storage server, each with its file.
pub(super) fn in_files(path: &Path, request: &Request) -> Vec<String> {
    let (folder, own) = (path.parent().unwrap_or(path), path.file_name().unwrap_or_default());
    let mut names: Vec<OsString> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    let mut found = Vec::new();
    for file in names.iter().map(|name| folder.join(name)) {
        for (protocol, settings) in PROTOCOLS.into_iter().zip(defaults(&file)) {
            let is_own_file = protocol == PROTOCOLS[0] && file.file_name() == Some(own);
            let is_later = protocol != PROTOCOLS[0] || file.file_name() > Some(own);
            let conflicts = conflicts(&settings, request, is_later).filter(|_| !is_own_file);
            found.extend(conflicts.map(|key| format!("`{key}` of {protocol} ({})", printable(&file.display().to_string()))));
        }
    }
    found
}

/// Variables that override the AWS profile in the file, or its storage server.
pub(super) fn in_variables(environment: &Environment, request: &Request) -> Vec<String> {
    let overrides = |(name, value): &(&str, &str)| {
        let (protocol, key) = name.split_once('_').unwrap_or((name, ""));
        let settings = match key {
            "" => serde_json::from_str(value).unwrap_or_default(),
            key => Map::from_iter([(key.to_lowercase(), Value::from(*value))]),
        };
        PROTOCOLS.contains(&protocol.to_lowercase().as_str()) && conflicts(&settings, request, true).next().is_some()
    };
    environment.with_prefix("FSSPEC_").filter(overrides).map(|(name, _)| format!("FSSPEC_{}", printable(name))).collect()
}

/// Whether this is a variable of fsspec that sets the endpoint or the keys of s3fs.
pub(in crate::deliver) fn affects_requests(name: &str) -> bool {
    let Some((protocol, key)) = name.strip_prefix("FSSPEC_").map(|rest| rest.split_once('_').unwrap_or((rest, ""))) else { return false };
    let is_one_of = |names: &[&str], word: &str| names.iter().any(|name| name.eq_ignore_ascii_case(word));
    is_one_of(&PROTOCOLS, protocol) && (key.is_empty() || is_one_of(&OVERRIDING_KEYS, key) || is_one_of(&LATER_OVERRIDING_KEYS, key))
}

/// The names of settings that override the profile or its storage server.
fn conflicts(settings: &Map<String, Value>, request: &Request, is_later: bool) -> impl Iterator<Item = &'static str> {
    let is_override = move |key: &str| match key {
        "anon" => is_anonymous(settings),
        "profile" => settings.get(key).is_some_and(|profile| profile != request.label()),
        "config_kwargs" => {
            let is_text = settings.get(key).is_some_and(Value::is_string); // of a variable: whatever it means
            is_text && has_value(settings, key) || redirecting_settings(settings, &StorageTarget::of(request)).next().is_some()
        }
        _ => has_value(settings, key),
    };
    let later_keys = LATER_OVERRIDING_KEYS.into_iter().filter(move |_| is_later);
    OVERRIDING_KEYS.into_iter().chain(later_keys).filter(move |key| is_override(key))
}

/// Returns the defaults of each protocol in a file of fsspec's folder; empty if fsspec does not read the file.
fn defaults(file: &Path) -> [Map<String, Value>; 2] {
    let is_ini = file.extension().is_some_and(|ending| ending == "ini");
    if !is_ini && file.extension().is_none_or(|ending| ending != "json") {
        return Default::default();
    }
    let text = user_file::read(file).unwrap_or_default();
    if is_ini {
        return Document::read(&text).map(|document| PROTOCOLS.map(|protocol| of_section(&document, protocol))).unwrap_or_default();
    }
    let mut content = json_file::read(FileOwner::Fsspec, &String::from_utf8_lossy(&text)).unwrap_or_default();
    PROTOCOLS.map(|protocol| match content.remove(protocol) {
        Some(Value::Object(settings)) => settings,
        _ => Map::new(),
    })
}

/// Returns the settings of one section that can conflict, including inherited ones.
fn of_section(document: &Document, name: &str) -> Map<String, Value> {
    let section = Section::Keys(name.to_owned());
    let (own, inherited) = (document.section(&section), document.inherited(&section));
    let value = |key: &&str| Some(((*key).to_owned(), Value::from(own.find(key).or_else(|| inherited.find_at(key))?.value)));
    OVERRIDING_KEYS.iter().chain(&LATER_OVERRIDING_KEYS).filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    fn of(text: &str, is_later: bool) -> Vec<&'static str> {
        let request = example::of_profile("prod", "https://minio.example");
        conflicts(&json_file::read(FileOwner::Fsspec, text).unwrap_or_default(), &request, is_later).collect()
    }

    #[test]
    fn settings_merged_over_or_beside_ours_conflict() {
        let cases: [(&str, &[&str], &[&str]); 8] = [
            (r#"{"config_kwargs": {"proxies": {"http": "http://old"}}}"#, &["config_kwargs"], &["config_kwargs"]),
            (r#"{"config_kwargs": {"proxies": {}, "s3": {"use_dualstack_endpoint": false}, "max_pool_connections": 5}}"#, &[], &[]),
            (r#"{"key": "A", "secret": "B", "default_block_size": 5}"#, &["key", "secret"], &["key", "secret"]),
            (r#"{"profile": "other", "client_kwargs": {"endpoint_url": "http://old"}}"#, &[], &["profile", "client_kwargs"]),
            (r#"{"profile": "prod", "anon": false, "token": "", "username": null}"#, &[], &[]),
            (r#"{"anon": "False"}"#, &["anon"], &["anon"]),
            (r#"{"endpoint_url": "http://old"}"#, &["endpoint_url"], &["endpoint_url"]),
            ("[]", &[], &[]),
        ];
        for (text, earlier, later) in cases {
            assert_eq!((of(text, false), of(text, true)), (earlier.to_vec(), later.to_vec()), "{text}");
        }
    }

    #[test]
    fn variables_are_read_as_fsspec_reads_them() {
        let environment = Environment::from([
            ("FSSPEC_S3_KEY", "A"),
            ("FSSPEC_s3_secret", "B"),
            ("FSSPEC_S3A", r#"{"profile": "other"}"#),
            ("FSSPEC_S3", "no JSON"),
            ("FSSPEC_S3_PROFILE", "prod"),
            ("FSSPEC_GS_TOKEN", "C"),
            ("FSSPEC_CONFIG_DIR", "/x"),
            ("FSSPEC_S3_CONFIG_KWARGS", "{}"),
        ]);
        let request = example::of_profile("prod", "https://minio.example");
        assert_eq!(in_variables(&environment, &request), ["FSSPEC_S3_KEY", "FSSPEC_s3_secret", "FSSPEC_S3A", "FSSPEC_S3_CONFIG_KWARGS"]);
    }
}
