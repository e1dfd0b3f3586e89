//! rclone: a remote in its `rclone.conf`, which asks the AWS profile (`env_auth` with `profile`, in rclone 1.60 as in 1.75).

use super::{FileOwner, ToolFileError};
use crate::deliver::difference::{Show, named};
use crate::deliver::storage_target::StorageTarget;
use crate::deliver::tools::rclone;
use crate::request::Request;
use crate::sys::Environment;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Options with keys, which override the profile.
const KEYS: [&str; 3] = ["access_key_id", "secret_access_key", "session_token"];

/// Settings that make rclone read another credentials file, or assume a role.
const CONFLICTS: [&str; 2] = ["shared_credentials_file", "role_arn"];

/// Options that this program sets.
const OURS: [&str; 7] = ["type", "provider", "region", "endpoint", "force_path_style", "env_auth", "profile"];

/// What a difference may show of the remote.
pub(super) const SHOWN: &[(&str, Show)] = &[
    ("*.type", Show::Plain),
    ("*.provider", Show::Plain),
    ("*.region", Show::Plain),
    ("*.endpoint", Show::Plain),
    ("*.force_path_style", Show::Plain),
    ("*.env_auth", Show::Plain),
    ("*.profile", Show::Plain),
    ("*.shared_credentials_file", Show::Name),
    ("*.role_arn", Show::Name),
    ("*.access_key_id", Show::Name),
    ("*.secret_access_key", Show::Name),
    ("*.session_token", Show::Name),
    ("*.# rclone takes certificates on its command line", Show::Written),
];

/// Returns the path of rclone's configuration: the first existing file of those that rclone looks for; the first of them if none exists.
pub(super) fn file(environment: &Environment, home: &Path) -> PathBuf {
    if let Some(named) = environment.get("RCLONE_CONFIG") {
        return named.into();
    }
    let below = |folder: PathBuf| folder.join("rclone").join("rclone.conf");
    let windows = || environment.get("APPDATA").map_or_else(|| home.join("AppData").join("Roaming"), PathBuf::from);
    let places = [
        cfg!(windows).then(|| below(windows())),
        environment.get("XDG_CONFIG_HOME").map(|folder| below(folder.into())),
        Some(below(home.join(".config"))),
        Some(home.join(".rclone.conf")),
    ];
    let mut places = places.into_iter().flatten().peekable();
    let usual = places.peek().cloned().unwrap_or_default();
    places.find(|place| place.exists()).unwrap_or(usual)
}

/// The file with the remote in it. In a remote of that name only these options change; every other line stays as it is. One of
/// another kind, of another store or of another profile is somebody's, and stays unless `force`. A remote that stands there several
/// times is one to rclone, and the last value counts: ours go to the last place.
pub(super) fn with_remote(existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, ToolFileError> {
    if existing.lines().any(|line| line.starts_with("RCLONE_ENCRYPT_V")) {
        return Err(ToolFileError::NotUsable {
            tool: FileOwner::Rclone,
            problem: "it is encrypted; `rclone config` can change it".to_owned(),
        });
    }
    let name = rclone::name(request.label());
    let options = [("env_auth", Some("true")), ("profile", Some(profile))];
    let options = format!("{}{}", *rclone::place(request)?, *rclone::lines(&options)?);
    let lines: Vec<&str> = existing.split_inclusive('\n').collect();
    let Some(heading) = lines.iter().rposition(|line| title(line) == Some(name.as_str())) else {
        let gap = if existing.is_empty() {
            ""
        } else if existing.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        return Ok(Zeroizing::new(format!("{existing}{gap}[{name}]\n{options}")));
    };
    let lines = of_remote(&lines, &name);
    let section: Vec<&str> = lines.iter().filter(|(_, is_of_it)| *is_of_it).map(|(line, _)| *line).collect();
    if let Some(error) = refuse(&section, &name, profile, StorageTarget::of(request).own_address()).filter(|_| !force) {
        return Err(error);
    }
    let ours = [&OURS[..], &KEYS, &CONFLICTS].concat();
    let goes = |line: &str| is_one_of(line, &ours) || line.trim_start().starts_with(rclone::BUNDLE_COMMENT);
    let mut text = Zeroizing::new(String::with_capacity(existing.len() + options.len() + 1)); // never moved: nothing of it is left behind
    for (place, &(line, is_of_it)) in lines.iter().enumerate() {
        if !is_of_it || !goes(line) {
            text.push_str(line);
        }
        if place == heading {
            text.push_str(if line.ends_with('\n') { "" } else { "\n" });
            text.push_str(&options);
        }
    }
    Ok(text)
}

/// The name between the brackets of a line that begins a remote.
fn title(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']').map(str::trim)
}

/// The lines, each with whether it is below a heading of the remote.
fn of_remote<'a>(lines: &[&'a str], name: &str) -> Vec<(&'a str, bool)> {
    let mut is_of_it = false;
    let belongs = |line: &&'a str| match title(line) {
        Some(other) => {
            is_of_it = other == name;
            (*line, false)
        }
        None => (*line, is_of_it),
    };
    lines.iter().map(belongs).collect()
}

/// Why the remote with these options stays as it is unless it is forced.
fn refuse(section: &[&str], name: &str, profile: &str, address: Option<&str>) -> Option<ToolFileError> {
    let settings = foreign(section, profile, address);
    if !settings.is_empty() {
        return Some(ToolFileError::Foreign { place: format!("the remote {name}"), settings });
    }
    let keys: Vec<String> = KEYS.iter().filter(|key| value_of(section, key).is_some()).map(|key| (*key).to_owned()).collect();
    let stay = !keys.is_empty() && !keys.iter().any(|key| key == "session_token");
    stay.then(|| ToolFileError::HoldsKeys { place: format!("the remote {name}"), keys })
}

/// Whether the line is an option of one of these names.
fn is_one_of(line: &str, names: &[&str]) -> bool {
    line.split_once(['=', ':']).is_some_and(|(name, _)| names.contains(&name.trim()))
}

/// What the remote says that shows it to be no remote of this profile, and none of its store, or that would defeat the profile. One that
/// asks the profile already is ours, and may move.
fn foreign(section: &[&str], profile: &str, address: Option<&str>) -> Vec<String> {
    let value = |name| value_of(section, name);
    let kind = value("type");
    let asks = value("env_auth") == Some("true");
    let is_ours = kind == Some("s3") && asks && value("profile") == Some(profile);
    let elsewhere = value("endpoint").map(|place| place.trim_end_matches('/')) != address;
    let foreign = [
        ("type", kind.is_some_and(|kind| kind != "s3")),
        ("endpoint", value("endpoint").is_some() && elsewhere),
        ("profile", value("profile").is_some_and(|theirs| theirs != profile)),
        ("env_auth", asks && value("profile").is_none()),
    ];
    let foreign = foreign.into_iter().filter(|(_, is_foreign)| *is_foreign && !is_ours).map(|(name, _)| name).chain(CONFLICTS);
    let shown = |name, value| if CONFLICTS.contains(&name) { name.to_owned() } else { named(name, value) }; // as a difference shows them
    let told: Vec<String> = foreign.filter_map(|name| Some(shown(name, value(name)?))).collect();
    let is_unplaced = told.is_empty() && !is_ours && kind.is_some() && elsewhere;
    if is_unplaced { vec!["no endpoint".to_owned()] } else { told }
}

/// The value that the lines give this option, where they give it one.
fn value_of<'a>(section: &[&'a str], name: &str) -> Option<&'a str> {
    let values = section.iter().filter_map(|line| line.split_once(['=', ':'])).filter(|(key, _)| key.trim() == name);
    values.map(|(_, value)| value.trim()).rfind(|value| !value.is_empty())
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
    fn every_option_that_is_written_or_removed_is_named_and_no_key_is_shown() {
        let show = |name: &str| SHOWN.iter().find(|(path, _)| path.strip_prefix("*.") == Some(name)).map(|(_, show)| *show);
        assert!(OURS.iter().all(|name| show(name) == Some(Show::Plain)));
        assert!(KEYS.iter().chain(&CONFLICTS).all(|name| show(name) == Some(Show::Name)));
    }

    #[test]
    fn a_remote_is_added_after_what_is_there_and_a_second_time_changes_nothing() {
        for (before, gap) in [("", ""), ("; mine\r\n[x]\r\ntype = local\r\n", "\n"), ("[x]\ntype = local", "\n\n")] {
            let file = with(before, false).unwrap_or_default();
            assert_eq!(file, format!("{before}{gap}{REMOTE}"));
            assert_eq!(with(&file, false).as_deref(), Ok(file.as_str()));
        }
    }

    #[test]
    fn in_a_remote_that_asks_the_profile_only_these_options_change() {
        let before = "[a]\ntype = local\n\n[prod]\n# mine\n# rclone takes certificates on its command line: --ca-cert /old.pem\ntype = s3\nendpoint = http://old.example\nchunk_size = 8M\n\
                      env_auth = true\nprofile = prod\n\n[b]\ntype = local\n";
        let after = REMOTE.to_owned() + "# mine\nchunk_size = 8M\n\n[b]\ntype = local\n";
        assert_eq!(with(before, false), Ok("[a]\ntype = local\n\n".to_owned() + &after));
        assert_eq!(with("[prod]", false).as_deref(), Ok(REMOTE));
        let temporary =
            "[prod]\ntype = s3\nendpoint = http://127.0.0.1:9000\nenv_auth = false\nsecret_access_key = fake\nsession_token = fake\n";
        assert_eq!(with(temporary, false).as_deref(), Ok(REMOTE), "keys that end by themselves may go");
    }

    #[test]
    fn blanks_in_the_brackets_do_not_count_and_of_several_headings_the_last_one_gets_the_options() {
        let before = "[ prod ]\ntype = s3\nchunk_size = 8M\nregion = old\n[b]\ntype = local\n\t[prod\u{a0}]\r\nenv_auth = true\n\
                      profile = prod\nacl = private\n[c]\ntype = s3\nregion = old\n";
        let options = &REMOTE["[prod]\n".len()..];
        let after = format!(
            "[ prod ]\nchunk_size = 8M\n[b]\ntype = local\n\t[prod\u{a0}]\r\n{options}acl = private\n[c]\ntype = s3\nregion = old\n"
        );
        assert_eq!(with(before, false).as_deref(), Ok(after.as_str()));
        assert_eq!(with(&after, false).as_deref(), Ok(after.as_str()));
        let keys = with("[prod]\nsecret_access_key = fake\n[prod ]\ntype = s3\nenv_auth = true\nprofile = prod\n", false);
        assert!(matches!(keys, Err(ToolFileError::HoldsKeys { .. })));
    }

    #[test]
    fn a_remote_for_something_else_is_named_and_goes_only_by_force() {
        let cases: [(&str, &[&str]); 10] = [
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
        ];
        for (options, settings) in cases {
            let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
            let before = format!("[prod]\n{options}");
            assert_eq!(with(&before, false), Err(ToolFileError::Foreign { place: "the remote prod".to_owned(), settings }));
            let is_ours = |file: String| file.contains(&REMOTE["[prod]\n".len()..]) && !file.contains("role_arn") && !file.contains("/x\n");
            assert!(with(&before, true).is_ok_and(is_ours), "{options}");
        }
    }

    #[test]
    fn long_term_keys_are_named_and_an_encrypted_file_is_left_alone() {
        let before = "[prod]\naccess_key_id = A\nsecret_access_key = fake\n";
        let keys = ["access_key_id", "secret_access_key"].map(str::to_owned).to_vec();
        assert_eq!(with(before, false), Err(ToolFileError::HoldsKeys { place: "the remote prod".to_owned(), keys }));
        assert_eq!(with(before, true).as_deref(), Ok(REMOTE));
        let encrypted = with("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n", true);
        assert!(matches!(encrypted, Err(ToolFileError::NotUsable { .. })));
    }
}
