//! rclone: a remote in its `rclone.conf` that uses the AWS profile (`env_auth` with `profile`, tested with rclone 1.60 and 1.75).

use super::rclone_conf::{self, RcloneLine};
use super::{FileOwner, ToolFileError};
use crate::deliver::difference::{Visibility, redacted_setting};
use crate::deliver::storage_target::StorageTarget;
use crate::deliver::tools::rclone;
use crate::request::Request;
use crate::sys::Environment;
use crate::text::printable;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The options of the remote that a difference may show.
pub(super) const SHOWN: &[(&str, Visibility)] = &[
    ("*.type", Visibility::Value),
    ("*.provider", Visibility::Value),
    ("*.region", Visibility::Value),
    ("*.endpoint", Visibility::Value),
    ("*.force_path_style", Visibility::Value),
    ("*.env_auth", Visibility::Value),
    ("*.profile", Visibility::Value),
    ("*.shared_credentials_file", Visibility::NameOnly),
    ("*.role_arn", Visibility::NameOnly),
    ("*.sts_endpoint", Visibility::NameOnly),
    ("*.download_url", Visibility::NameOnly),
    ("*.v2_auth", Visibility::Value),
    ("*.use_accelerate_endpoint", Visibility::Value),
    ("*.use_dual_stack", Visibility::Value),
    ("*.access_key_id", Visibility::NameOnly),
    ("*.secret_access_key", Visibility::NameOnly),
    ("*.session_token", Visibility::NameOnly),
    ("*.# rclone takes certificates on its command line", Visibility::NewValue),
];

/// Returns the path of rclone's configuration: the first existing file of those that rclone looks for; the first of them if none exists.
pub(super) fn file(environment: &Environment, home: &Path) -> PathBuf {
    if let Some(configured_path) = environment.get("RCLONE_CONFIG") {
        return configured_path.into();
    }
    let config_file_in = |folder: PathBuf| folder.join("rclone").join("rclone.conf");
    let windows = || environment.get("APPDATA").map_or_else(|| home.join("AppData").join("Roaming"), PathBuf::from);
    let candidates = [
        cfg!(windows).then(|| config_file_in(windows())),
        environment.get("XDG_CONFIG_HOME").map(|folder| config_file_in(folder.into())),
        Some(config_file_in(home.join(".config"))),
        Some(home.join(".rclone.conf")),
    ];
    let mut candidates = candidates.into_iter().flatten().peekable();
    let default_path = candidates.peek().cloned().unwrap_or_default();
    candidates.find(|place| place.exists()).unwrap_or(default_path)
}

/// Returns the file with the remote in it. In an existing remote only these options change. One of another type, server or profile is
/// changed only with `force`. rclone merges sections of the same name, and the last value counts: our options go to the last section.
pub(super) fn with_remote(existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, ToolFileError> {
    let name = rclone::name(request.label());
    let lines = read_lines(existing, &name)?;
    let section = Remote(lines.iter().filter_map(|(_, line, is_in_remote)| is_in_remote.then_some(*line)).collect());
    let conflict = inherited(&lines, &name, request).or_else(|| find_conflict(&section, &name, profile, request));
    if let Some(error) = conflict.filter(|_| !force) {
        return Err(error);
    }
    let options = [("env_auth", Some("true")), ("profile", Some(profile))];
    let options = format!("{}{}", *rclone::server_options(request)?, *rclone::lines(&options)?);
    let Some(heading) = lines.iter().rposition(|(_, line, _)| *line == RcloneLine::Heading(&name)) else {
        let gap = if existing.is_empty() {
            ""
        } else if existing.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        return Ok(Zeroizing::new(format!("{existing}{gap}[{name}]\n{options}")));
    };
    let is_removed = |text: &str, line| match line {
        RcloneLine::Setting(name, _) => rclone::is_connection_option(name),
        _ => text.trim_start().starts_with(rclone::BUNDLE_COMMENT),
    };
    let mut text = Zeroizing::new(String::with_capacity(existing.len() + options.len() + 1)); // never reallocated: no unwiped copy of the keys remains
    for (place, &(line, parsed_line, is_in_remote)) in lines.iter().enumerate() {
        if !is_in_remote || !is_removed(line, parsed_line) {
            text.push_str(line);
        }
        if place == heading {
            text.push_str(if line.ends_with('\n') { "" } else { "\n" });
            text.push_str(&options);
        }
    }
    Ok(text)
}

/// Returns the lines of the file, each with whether it belongs to the remote `name`.
pub(super) fn read_lines<'a>(existing: &'a str, name: &str) -> Result<Vec<(&'a str, RcloneLine<'a>, bool)>, ToolFileError> {
    if rclone_conf::is_encrypted(existing) {
        return Err(ToolFileError::Encrypted);
    }
    let lines = rclone_conf::read(existing).map_err(|line| ToolFileError::Invalid {
        tool: FileOwner::Rclone,
        problem: format!("line {line} is neither a setting nor the name of a remote in brackets"),
    })?;
    Ok(mark_remote_lines(lines, name))
}

/// Returns the variables that override the options of the remote in the file.
pub(super) fn in_variables(environment: &Environment, profile: &str, request: &Request) -> Vec<String> {
    let store = StorageTarget::of(request);
    let place = rclone::server_option_pairs(request, &store);
    let profile_value = |option: &str| {
        place
            .iter()
            .chain(&[("env_auth", Some("true")), ("profile", Some(profile))])
            .find_map(|(name, value)| (*name == option).then_some(*value))
    };
    let overrides = |option: &str, value: &str| match profile_value(option) {
        Some(expected) => expected != Some(value.trim_end_matches('/')),
        None => rclone::is_connection_option(option) && !rclone::is_inactive(option, value),
    };
    let remotes = rclone::names_in_variables(&rclone::name(request.label()));
    let prefixes = remotes.iter().map(|remote| format!("RCLONE_CONFIG_{remote}_")).chain(["RCLONE_S3_".to_owned()]);
    let found = |prefix: String| -> Vec<String> {
        let set = environment.with_prefix(&prefix).filter(|(option, value)| overrides(&option.to_lowercase(), value));
        set.map(|(option, _)| format!("{prefix}{}", printable(option))).collect()
    };
    prefixes.flat_map(found).collect()
}

/// Returns the lines, each with whether it belongs to the remote.
fn mark_remote_lines<'a>(lines: Vec<(&'a str, RcloneLine<'a>)>, name: &str) -> Vec<(&'a str, RcloneLine<'a>, bool)> {
    let mut is_in_remote = false;
    let mark_membership = |(text, line)| match line {
        RcloneLine::Heading(header_name) => {
            is_in_remote = header_name == name;
            (text, line, false)
        }
        _ => (text, line, is_in_remote),
    };
    lines.into_iter().map(mark_membership).collect()
}

/// Returns inherited options that would override the profile: a remote `a.b` inherits from `a`.
fn inherited(lines: &[(&str, RcloneLine, bool)], name: &str, request: &Request) -> Option<ToolFileError> {
    let has_address = StorageTarget::of(request).custom_endpoint().is_some();
    let mut is_parent = false;
    let mut parent = "";
    let mut settings = Vec::new();
    for (_, line, _) in lines {
        match *line {
            RcloneLine::Heading(header_name) => {
                is_parent = name.strip_prefix(header_name).is_some_and(|rest| rest.starts_with('.'));
                parent = header_name;
            }
            RcloneLine::Setting(key, value) => {
                let is_written = rclone::OURS.contains(&key) && (key != "endpoint" || has_address);
                if is_parent && rclone::is_connection_option(key) && !is_written && !rclone::is_inactive(key, value) {
                    settings.push(format!("`{key}` of [{}]", printable(parent)));
                }
            }
            RcloneLine::Silent => {}
        }
    }
    (!settings.is_empty()).then_some(ToolFileError::Overridden { tool: FileOwner::Rclone, settings })
}

/// The settings of one remote.
pub(super) struct Remote<'a>(pub(super) Vec<RcloneLine<'a>>);

impl<'a> Remote<'a> {
    /// Returns the value of an option: the last one counts; an empty one is unset.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        let value = |line: &RcloneLine<'a>| match *line {
            RcloneLine::Setting(key, value) if key == name => Some(value),
            _ => None,
        };
        self.0.iter().rev().find_map(value).filter(|value| !value.is_empty())
    }
}

/// Returns why the remote must not be changed without `--force`.
fn find_conflict(remote: &Remote, name: &str, profile: &str, request: &Request) -> Option<ToolFileError> {
    let settings = conflicting_settings(remote, profile, request);
    if !settings.is_empty() {
        return Some(ToolFileError::Conflicts { place: format!("the remote {name}"), settings });
    }
    let keys: Vec<String> = rclone::KEYS.iter().filter(|key| remote.value(key).is_some()).map(|key| (*key).to_owned()).collect();
    let are_long_term = !keys.is_empty() && !keys.iter().any(|key| key == "session_token");
    are_long_term.then(|| ToolFileError::ContainsKeys { place: format!("the remote {name}"), keys })
}

/// Returns the options that belong to another profile or server, or that would make the profile ineffective. An endpoint conflicts even in
/// a remote that uses the profile, because its author is unknown.
fn conflicting_settings(remote: &Remote, profile: &str, request: &Request) -> Vec<String> {
    let store = StorageTarget::of(request);
    let address = store.custom_endpoint();
    let value = |name: &str| remote.value(name);
    let uses_env_auth = value("env_auth").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_own = value("type") == Some("s3") && uses_env_auth && value("profile") == Some(profile);
    let has_other_endpoint = value("endpoint").map(|place| place.trim_end_matches('/')) != address;
    let foreign_settings = [
        ("type", value("type").is_some_and(|kind| kind != "s3")),
        ("endpoint", has_other_endpoint),
        ("profile", value("profile").is_some_and(|theirs| theirs != profile)),
        ("env_auth", uses_env_auth && value("profile").is_none()),
        ("region", store.is_foreign_region(value("region"), is_own)),
    ];
    let foreign_settings = foreign_settings
        .into_iter()
        .filter_map(|(name, is_conflicting)| Some(redacted_setting(name, value(name).filter(|_| is_conflicting)?)));
    let conflicts = rclone::CONFLICTS.into_iter().filter(|name| value(name).is_some_and(|value| !rclone::is_inactive(name, value)));
    let settings: Vec<String> = foreign_settings.chain(conflicts.map(str::to_owned)).collect(); // masked like in a difference
    let lacks_endpoint = settings.is_empty() && !is_own && value("type").is_some() && has_other_endpoint;
    if lacks_endpoint { vec!["no endpoint".to_owned()] } else { settings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    const REMOTE: &str = "[prod]\ntype = s3\nprovider = Minio\nregion = us-east-1\nendpoint = http://127.0.0.1:9000\n\
                          force_path_style = true\nenv_auth = true\nprofile = prod\n";

    fn with(existing: &str, force: bool) -> Result<String, ToolFileError> {
        let request = example::of_profile("prod", "http://127.0.0.1:9000");
        with_remote(existing, "prod", &request, force).map(|text| (*text).clone())
    }

    #[test]
    fn changed_options_are_named_without_keys() {
        let show = |name: &str| SHOWN.iter().find(|(path, _)| path.strip_prefix("*.") == Some(name)).map(|(_, show)| *show);
        assert!(rclone::OURS.iter().all(|name| show(name) == Some(Visibility::Value)));
        assert!(rclone::KEYS.iter().all(|name| show(name) == Some(Visibility::NameOnly)));
        assert!(rclone::CONFLICTS.iter().all(|name| show(name).is_some()));
    }

    #[test]
    fn a_remote_is_appended_and_a_second_run_changes_nothing() {
        for (before, gap) in [("", ""), ("; mine\r\n[x]\r\ntype = local\r\n", "\n"), ("[x]\ntype = local", "\n\n")] {
            let file = with(before, false).unwrap_or_default();
            assert_eq!(file, format!("{before}{gap}{REMOTE}"));
            assert_eq!(with(&file, false).as_deref(), Ok(file.as_str()));
        }
    }

    #[test]
    fn only_our_options_change_in_a_remote_that_uses_the_profile() {
        let before = "[a]\ntype = local\n\n[prod]\n# mine\n# rclone takes certificates on its command line: --ca-cert /old.pem\ntype = s3\nprovider = Other\nchunk_size = 8M\n\
                      env_auth = true\nprofile = prod\n\n[b]\ntype = local\n";
        let after = REMOTE.to_owned() + "# mine\nchunk_size = 8M\n\n[b]\ntype = local\n";
        assert_eq!(with(before, false), Ok("[a]\ntype = local\n\n".to_owned() + &after));
        assert_eq!(with("[prod]", false).as_deref(), Ok(REMOTE));
        let temporary =
            "[prod]\ntype = s3\nendpoint = http://127.0.0.1:9000\nenv_auth = false\nsecret_access_key = fake\nsession_token = fake\n";
        assert_eq!(with(temporary, false).as_deref(), Ok(REMOTE), "keys that end by themselves may go");
    }

    #[test]
    fn whitespace_in_headings_is_ignored_and_the_last_duplicate_heading_is_edited() {
        let before = "[ prod ]\ntype = s3\nchunk_size = 8M\nregion = old\n[b]\ntype = local\n\t[prod\u{a0}]\r\nenv_auth = true\n\
                      profile = prod\nacl = private\n[c]\ntype = s3\nregion = old\n";
        let options = &REMOTE["[prod]\n".len()..];
        let after = format!(
            "[ prod ]\nchunk_size = 8M\n[b]\ntype = local\n\t[prod\u{a0}]\r\n{options}acl = private\n[c]\ntype = s3\nregion = old\n"
        );
        assert_eq!(with(before, false).as_deref(), Ok(after.as_str()));
        assert_eq!(with(&after, false).as_deref(), Ok(after.as_str()));
        let keys = with("[prod]\nsecret_access_key = fake\n[prod ]\ntype = s3\nenv_auth = true\nprofile = prod\n", false);
        assert!(matches!(keys, Err(ToolFileError::ContainsKeys { .. })));
    }

    #[test]
    fn another_remote_of_the_same_name_is_named_and_replaced_only_with_force() {
        let cases: [(&str, &[&str]); 18] = [
            ("type = sftp\nhost = nas.example\n", &["type = sftp"]),
            ("type = s3\nendpoint = https://old.example\n", &["endpoint = https://old.example"]),
            ("type = s3\nendpoint = https://u:fake-password@old.example\n", &["endpoint = ****"]),
            ("type = s3\nendpoint = http://127.0.0.1:9000\nenv_auth = true\nprofile = other\n", &["profile = other"]),
            ("type = s3\nendpoint = http://127.0.0.1:9000/\nenv_auth = true\n", &["env_auth = true"]),
            ("type = s3\nprovider = AWS\n", &["no endpoint"]),
            ("type = b2\nendpoint = https://b2.example\nkey = fake\n", &["type = b2", "endpoint = https://b2.example"]),
            ("type = s3\nendpoint = http://127.0.0.1:9000\nrole_arn = arn:x\n", &["role_arn"]),
            ("type = s3\nenv_auth = true\nprofile = prod\nshared_credentials_file = /x\n", &["shared_credentials_file"]),
            ("type = s3\nenv_auth = true\nprofile = prod\n[ prod ]\nrole_arn: arn:x\n", &["role_arn"]),
            ("type = s3\nenv_auth = true\nprofile = prod\nendpoint = https://old.example\n", &["endpoint = https://old.example"]),
            ("\"type\" = sftp\n", &["type = sftp"]),
            ("`type` : s3\n\"endpoint\" = `https://old.example`\n", &["endpoint = https://old.example"]),
            ("type = s3\nenv_auth = true\nprofile = prod\nsts_endpoint = https://old.example\n", &["sts_endpoint"]),
            ("type = s3\nenv_auth = true\nprofile = prod\n\"v2_auth\" = true\nuse_dual_stack = false\n", &["v2_auth"]),
            ("type = s3\nenv_auth = true\nprofile = prod\ndownload_url = https://cdn.example\n", &["download_url"]),
            ("type = s3\nenv_auth = true\nprofile = prod\nuse_accelerate_endpoint = True\n", &["use_accelerate_endpoint"]),
            ("type = s3\nendpoint = http://127.0.0.1:9000\nregion = eu\n", &["region = eu"]),
        ];
        for (options, settings) in cases {
            let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
            let before = format!("[prod]\n{options}");
            assert_eq!(with(&before, false), Err(ToolFileError::Conflicts { place: "the remote prod".to_owned(), settings }));
            let is_own = |file: String| {
                let theirs = ["role_arn", "/x\n", "old.example", "v2_auth", "cdn.example", "accelerate", "sftp"];
                file.contains(&REMOTE["[prod]\n".len()..]) && theirs.iter().all(|theirs| !file.contains(theirs))
            };
            assert!(with(&before, true).is_ok_and(is_own), "{options}");
        }
    }

    #[test]
    fn long_term_keys_are_named_and_an_encrypted_file_is_not_changed() {
        let before = "[prod]\naccess_key_id = A\nsecret_access_key = fake\n";
        let keys = ["access_key_id", "secret_access_key"].map(str::to_owned).to_vec();
        assert_eq!(with(before, false), Err(ToolFileError::ContainsKeys { place: "the remote prod".to_owned(), keys }));
        assert_eq!(with(before, true).as_deref(), Ok(REMOTE));
        let encrypted = with("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n", true);
        assert_eq!(encrypted, Err(ToolFileError::Encrypted));
        let unreadable = with("[a]\ntype = s3\nnonsense\n", true);
        assert!(matches!(unreadable, Err(ToolFileError::Invalid { problem, .. }) if problem.starts_with("line 3 is ")));
    }

    #[test]
    fn inherited_options_are_named_and_not_removed() {
        let request = example::of_profile("eu.prod", "http://127.0.0.1:9000");
        let with = |existing: &str, force| with_remote(existing, "eu.prod", &request, force);
        let theirs = "[eu]\nendpoint = https://old.example\nsession_token = fake\nv2_auth = false\n[e]\nrole_arn = x\n";
        let settings = vec!["`session_token` of [eu]".to_owned()];
        assert_eq!(with(theirs, false), Err(ToolFileError::Overridden { tool: FileOwner::Rclone, settings }));
        assert!(with(theirs, true).is_ok_and(|file| file.starts_with(theirs)));
        let aws = example::of_profile("eu.prod", "https://sts.eu-west-1.amazonaws.com");
        let conflict = with_remote("[eu]\nendpoint = https://old.example\n", "eu.prod", &aws, false);
        assert!(matches!(conflict, Err(ToolFileError::Overridden { .. })), "there is none of ours that would hide it");
    }

    #[test]
    fn variables_that_contradict_the_remote_are_named() {
        let request = example::of_profile("prod", "http://127.0.0.1:9000");
        let environment = Environment::from([
            ("RCLONE_CONFIG_PROD_ENDPOINT", "http://old"),
            ("RCLONE_CONFIG_PROD_TYPE", "s3"),
            ("RCLONE_CONFIG_PROD_CHUNK_SIZE", "8M"),
            ("RCLONE_CONFIG_PRODX_ENDPOINT", "http://old"),
            ("RCLONE_CONFIG_PASS", "fake"),
            ("RCLONE_S3_ENDPOINT", "http://127.0.0.1:9000/"),
            ("RCLONE_S3_V2_AUTH", "true"),
            ("RCLONE_S3_USE_DUAL_STACK", "false"),
            ("RCLONE_S3_ACCESS_KEY_ID", "A"),
        ]);
        let expected = ["RCLONE_CONFIG_PROD_ENDPOINT", "RCLONE_S3_V2_AUTH", "RCLONE_S3_ACCESS_KEY_ID"];
        assert_eq!(in_variables(&environment, "prod", &request), expected);
    }
}
