//! MinIO's client: an alias in its `config.json`. mc cannot run a credential process, so the alias contains the keys.

use super::{FileOwner, ToolFileError, json_file, json_text};
use crate::credentials::Credentials;
use crate::deliver::difference::{Visibility, redacted_setting};
use crate::deliver::storage_target::StorageTarget;
use crate::deliver::tools::mc;
use crate::request::Request;
use crate::sys::{Environment, find_on_path};
use serde_json::{Map, Value};
use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const TOOL: FileOwner = FileOwner::Mc;

/// The file version of every mc since 2020.
const VERSION: &str = "10";

/// Names of the program: `mcli` is used by distributions whose `mc` is Midnight Commander.
const NAMES: [&str; 2] = ["mc", "mcli"];
const FILE: &str = "config.json";

/// The settings of the file that a difference may show.
pub(super) const SHOWN: &[(&str, Visibility)] = &[
    ("version", Visibility::Value),
    ("aliases.*.url", Visibility::Value),
    ("aliases.*.accessKey", Visibility::NewValue),
    ("aliases.*.secretKey", Visibility::NameOnly),
    ("aliases.*.sessionToken", Visibility::NameOnly),
    ("aliases.*.api", Visibility::Value),
    ("aliases.*.path", Visibility::Value),
    ("aliases.*.src", Visibility::NewValue),
];

/// Returns the path of the file with mc's aliases. The folder is named after the program. `mcli` is chosen if only it has a file or, if
/// neither has one, only it has a folder or a program on `PATH`.
pub(super) fn file(environment: &Environment, home: &Path) -> PathBuf {
    if let Some(folder) = environment.get("MC_CONFIG_DIR") {
        return Path::new(folder).join(FILE);
    }
    let folder = |name: &str| home.join(if cfg!(windows) { name.to_owned() } else { format!(".{name}") });
    let has_file = |name: &str| folder(name).join(FILE).exists();
    let has_folder = |name: &str| folder(name).is_dir();
    let is_on_path = |name: &str| find_on_path(environment, format!("{name}{EXE_SUFFIX}").as_ref()).is_absolute();
    let signs: [&dyn Fn(&str) -> bool; 3] = [&has_file, &has_folder, &is_on_path];
    let found = signs.into_iter().find_map(|exists| NAMES.into_iter().find(|name| exists(name)));
    folder(found.unwrap_or(NAMES[0])).join(FILE)
}

/// Returns the file with the alias in it. An alias with long-term keys, or for another server and not written by this program, is replaced
/// only with `force`.
pub(super) fn with_alias(
    existing: &str,
    credentials: &Credentials,
    request: &Request,
    force: bool,
) -> Result<Zeroizing<String>, ToolFileError> {
    let mut file = json_file::read(TOOL, existing)?;
    let version = file.entry("version").or_insert_with(|| VERSION.into());
    if version != VERSION {
        return Err(ToolFileError::Invalid { tool: TOOL, problem: format!("its version is {version}, not {VERSION}") });
    }
    let name = mc::name(request.label());
    let alias = json_file::object_entry(TOOL, json_file::object_entry(TOOL, &mut file, "aliases")?, &name)?;
    let other_profile = another_profile(alias, &name, request.label()).map(|profile| redacted_setting("profile", profile));
    let other_url = || other_server_url(alias, &StorageTarget::of(request)).map(|url| redacted_setting("url", url));
    if let Some(setting) = other_profile.or_else(other_url).filter(|_| !force) {
        return Err(ToolFileError::Conflicts { place: format!("the alias {name}"), settings: vec![setting] });
    }
    if json_file::has_value(alias, "secretKey") && !json_file::has_value(alias, "sessionToken") && !force {
        return Err(ToolFileError::ContainsKeys { place: format!("the alias {name}"), keys: vec!["secretKey".to_owned()] });
    }
    if let Ok(Value::Object(fields)) = serde_json::to_value(mc::Alias::of(credentials, request)) {
        if !fields.contains_key("sessionToken") {
            alias.shift_remove("sessionToken");
        }
        alias.extend(fields);
    }
    let alias = Value::Object(std::mem::take(alias));
    let versioned = json_text::set_value(existing, &["version"], &VERSION.into(), "\t");
    Ok(json_text::set_value(&versioned, &["aliases", &name], &alias, "\t"))
}

/// Returns the file without the alias of the profile `profile`, if this program wrote it. An alias for another server than that of `request`,
/// if known, is removed only with `force`.
pub(super) fn without_alias(
    existing: &str,
    profile: &str,
    request: Option<&Request>,
    force: bool,
) -> Result<Zeroizing<String>, ToolFileError> {
    let name = mc::name(profile);
    let file = json_file::read(TOOL, existing)?;
    let alias = file.get("aliases").and_then(|aliases| aliases.get(&name)).and_then(Value::as_object);
    let Some(alias) = alias.filter(|alias| text(alias, "src").and_then(|source| mc::profile_of(&name, source)) == Some(profile)) else {
        return Ok(Zeroizing::new(existing.to_owned()));
    };
    let url = text(alias, "url").unwrap_or_default();
    if !force && request.is_some_and(|request| url.trim_end_matches('/') != StorageTarget::of(request).address()) {
        return Err(ToolFileError::Differs { place: format!("the alias {name}"), settings: vec![redacted_setting("url", url)] });
    }
    Ok(json_text::remove_member(existing, &["aliases", &name]))
}

/// The profile of an alias that this program wrote, where it is another one: mc takes fewer characters in names than profiles have.
fn another_profile<'a>(alias: &'a Map<String, Value>, name: &'a str, profile: &str) -> Option<&'a str> {
    mc::profile_of(name, text(alias, "src")?).filter(|theirs| *theirs != profile)
}

fn text<'a>(alias: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    alias.get(key).and_then(Value::as_str)
}

/// Returns the URL of an alias that another program wrote for another server.
fn other_server_url<'a>(alias: &'a Map<String, Value>, store: &StorageTarget) -> Option<&'a str> {
    let is_ours = text(alias, "src").is_some_and(|source| mc::profile_of("", source).is_some());
    text(alias, "url").filter(|url| !is_ours && !url.is_empty() && url.trim_end_matches('/') != store.address())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    const OTHERS: &str = "{\n\t\"version\": \"10\",\n\t\"aliases\": {\n\t\t\"zeta\": {\n\t\t\t\"url\": \"https://z.example\",\n\t\t\t\
                          \"secretKey\": \"fake-long-term\"\n\t\t}\n\t},\n\t\"more\": 1\n}\n";

    fn with(existing: &str, profile: &str, force: bool) -> Result<Zeroizing<String>, ToolFileError> {
        with_alias(existing, &example::credentials(), &example::of_profile(profile, "http://127.0.0.1:9000"), force)
    }

    #[test]
    fn an_alias_is_added_and_the_others_keep_their_order() {
        let file = with(OTHERS, "prod", false).unwrap_or_default();
        let alias = "\t\t},\n\t\t\"prod\": {\n\t\t\t\"url\": \"http://127.0.0.1:9000\",\n\t\t\t\"accessKey\": \"FAKEACCESSKEY\",\n\t\t\t\
                     \"secretKey\": \"fake/secret+key=\",\n\t\t\t\"sessionToken\": \"fake.session-token_x\",\n\t\t\t\"api\": \"S3v4\",\n\t\t\t\
                     \"path\": \"auto\",\n\t\t\t\"src\": \"sts-cli, until 2030-01-01T00:00:00Z\"\n\t\t}\n";
        assert_eq!(*file, OTHERS.replace("\t\t}\n", alias));
        let repeated = with(&file, "prod", false).unwrap_or_default();
        assert_eq!(repeated, file);
    }

    #[test]
    fn long_term_keys_are_replaced_only_with_force() {
        let theirs = OTHERS.replace("https://z.example", "http://127.0.0.1:9000");
        let result = with(&theirs, "zeta", false);
        assert_eq!(result, Err(ToolFileError::ContainsKeys { place: "the alias zeta".to_owned(), keys: vec!["secretKey".to_owned()] }));
        assert!(with(OTHERS, "zeta", true).is_ok_and(|file| !file.contains("fake-long-term")));
    }

    #[test]
    fn an_alias_of_another_server_is_replaced_only_with_force_or_if_we_wrote_it() {
        let conflict =
            ToolFileError::Conflicts { place: "the alias zeta".to_owned(), settings: vec!["url = https://z.example".to_owned()] };
        let anonymous = OTHERS.replace("fake-long-term", "");
        for text in [OTHERS, &anonymous] {
            assert_eq!(with(text, "zeta", false).as_ref(), Err(&conflict));
            assert!(with(text, "zeta", true).is_ok_and(|file| !file.contains("z.example")));
        }
        let ours = with("", "zeta", false).unwrap_or_default().replace("http://127.0.0.1:9000", "http://moved.example");
        assert!(with(&ours, "zeta", false).is_ok_and(|file| !file.contains("moved.example")));
    }

    #[test]
    fn a_file_invalid_for_mc_is_reported_and_a_missing_one_is_created() {
        for text in ["{", "[]", "{\"version\": \"9\"}", "{\"aliases\": []}", "{\"aliases\": {\"prod\": 1}}"] {
            assert!(matches!(with(text, "prod", true), Err(ToolFileError::Invalid { .. })), "{text}");
        }
        assert!(with("", "prod", false).is_ok_and(|file| file.starts_with("{\n\t\"version\": \"10\",\n\t\"aliases\": {\n\t\t\"prod\": {")));
    }
}
