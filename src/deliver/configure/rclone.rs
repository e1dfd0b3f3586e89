//! rclone: a remote in its `rclone.conf`, which asks the AWS profile (`env_auth` with `profile`, in rclone 1.60 as in 1.75).

use super::Misfit;
use crate::deliver::tools::rclone;
use crate::request::Request;
use crate::sys::Environment;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What would win over the profile.
const KEYS: [&str; 3] = ["access_key_id", "secret_access_key", "session_token"];

/// What this sets, and so takes the place of.
const OURS: [&str; 7] = ["type", "provider", "region", "endpoint", "force_path_style", "env_auth", "profile"];

/// Where rclone keeps its remotes.
pub(super) fn file(environment: &Environment, home: &Path) -> PathBuf {
    let folder = || match cfg!(windows) {
        true => environment.get("APPDATA").map_or_else(|| home.join("AppData").join("Roaming"), PathBuf::from),
        false => environment.get("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from),
    };
    environment.get("RCLONE_CONFIG").map_or_else(|| folder().join("rclone").join("rclone.conf"), PathBuf::from)
}

/// The file with the remote in it. In a remote of that name only these options change; every other line stays as it is.
pub(super) fn with_remote(existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, Misfit> {
    if existing.lines().any(|line| line.starts_with("RCLONE_ENCRYPT_V")) {
        return Err(Misfit::NotUsable { tool: "rclone", problem: "it is encrypted; `rclone config` can change it".to_owned() });
    }
    let name = rclone::name(request.label());
    let options = [("env_auth", Some("true")), ("profile", Some(profile))];
    let options = format!("{}{}", *rclone::place(request), *rclone::lines(&options));
    let lines: Vec<&str> = existing.split_inclusive('\n').collect();
    let Some(heading) = lines.iter().position(|line| line.trim() == format!("[{name}]")) else {
        let gap = if existing.is_empty() {
            ""
        } else if existing.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        return Ok(Zeroizing::new(format!("{existing}{gap}[{name}]\n{options}")));
    };
    let (before, rest) = lines.split_at(heading + 1);
    let (section, after) = rest.split_at(rest.iter().position(|line| line.trim_start().starts_with('[')).unwrap_or(rest.len()));
    let keys: Vec<String> = KEYS.iter().filter(|key| section.iter().any(|line| sets(line, key))).map(|key| (*key).to_owned()).collect();
    if !keys.is_empty() && !keys.iter().any(|key| key == "session_token") && !force {
        return Err(Misfit::HoldsKeys { place: format!("the remote {name}"), keys });
    }
    let goes = |line: &&&str| is_one_of(line, &OURS) || is_one_of(line, &KEYS) || options.lines().any(|ours| ours == line.trim_end());
    let kept: String = section.iter().filter(|line| !goes(line)).copied().collect();
    let heading = if before[heading].ends_with('\n') { "" } else { "\n" };
    Ok(Zeroizing::new([&before.concat(), heading, &options, &kept, &after.concat()].concat()))
}

/// Whether the line is an option of one of these names.
fn is_one_of(line: &str, names: &[&str]) -> bool {
    line.split_once(['=', ':']).is_some_and(|(name, _)| names.contains(&name.trim()))
}

/// Whether the line gives this option a value.
fn sets(line: &str, name: &str) -> bool {
    line.split_once(['=', ':']).is_some_and(|(key, value)| key.trim() == name && !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    const REMOTE: &str = "[prod]\ntype = s3\nprovider = Minio\nregion = us-east-1\nendpoint = http://127.0.0.1:9000\n\
                          force_path_style = true\nenv_auth = true\nprofile = prod\n";

    fn with(existing: &str, force: bool) -> Result<String, Misfit> {
        let request = example::of_profile("prod", "http://127.0.0.1:9000");
        with_remote(existing, "prod", &request, force).map(|text| (*text).clone())
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
    fn in_a_remote_of_that_name_only_these_options_change() {
        let before = "[a]\ntype = local\n\n[prod]\n# mine\nendpoint = http://old.example\nchunk_size = 8M\nsecret_access_key = fake\n\
                      session_token = fake\n\n[b]\ntype = local\n";
        let after = REMOTE.to_owned() + "# mine\nchunk_size = 8M\n\n[b]\ntype = local\n";
        assert_eq!(with(before, false), Ok("[a]\ntype = local\n\n".to_owned() + &after));
        assert_eq!(with("[prod]", false).as_deref(), Ok(REMOTE));
    }

    #[test]
    fn long_term_keys_are_named_and_an_encrypted_file_is_left_alone() {
        let before = "[prod]\naccess_key_id = A\nsecret_access_key = fake\n";
        let keys = ["access_key_id", "secret_access_key"].map(str::to_owned).to_vec();
        assert_eq!(with(before, false), Err(Misfit::HoldsKeys { place: "the remote prod".to_owned(), keys }));
        assert_eq!(with(before, true).as_deref(), Ok(REMOTE));
        let encrypted = with("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n", true);
        assert!(matches!(encrypted, Err(Misfit::NotUsable { .. })));
    }
}
