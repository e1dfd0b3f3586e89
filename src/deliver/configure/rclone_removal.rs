//! Removes a remote of this program from `rclone.conf`.

use super::ToolFileError;
use super::rclone::{Remote, read_lines};
use super::rclone_conf::RcloneLine;
use crate::deliver::difference::redacted_setting;
use crate::deliver::storage_target::StorageTarget;
use crate::deliver::tools::rclone;
use crate::request::Request;
use crate::text::printable;
use zeroize::Zeroizing;

/// Returns the file without the remote that uses the AWS profile `profile`, if there is one; comments of the user stay. A remote with other
/// options than those that `request`, if known, leads to is removed only with `force`.
pub(super) fn without_remote(
    existing: &str,
    profile: &str,
    request: Option<&Request>,
    force: bool,
) -> Result<Zeroizing<String>, ToolFileError> {
    let name = rclone::name(profile);
    let lines = read_lines(existing, &name)?;
    let remote = Remote(lines.iter().filter_map(|(_, line, is_in_remote)| is_in_remote.then_some(*line)).collect());
    if remote.value("profile") != Some(profile) || remote.value("env_auth") != Some("true") {
        return Ok(Zeroizing::new(existing.to_owned()));
    }
    let settings = changed_options(&remote, request);
    if !settings.is_empty() && !force {
        return Err(ToolFileError::Differs { place: format!("the remote {name}"), settings });
    }
    let mut text = Zeroizing::new(String::with_capacity(existing.len()));
    for (line, parsed_line, is_in_remote) in lines {
        let is_users_comment = parsed_line == RcloneLine::Silent && !line.trim_start().starts_with(rclone::BUNDLE_COMMENT);
        if parsed_line == RcloneLine::Heading(&name) {
            let gap = ["\r\n\r\n", "\n\n"].into_iter().find(|gap| text.ends_with(gap)).map_or(0, |gap| gap.len() / 2);
            let length = text.len() - gap;
            text.truncate(length);
        } else if !is_in_remote || is_users_comment {
            text.push_str(line);
        }
    }
    Ok(text)
}

/// Returns the options of a remote of ours that this program does not write, by name, and those with other values than `request`, if known,
/// leads to.
fn changed_options(remote: &Remote, request: Option<&Request>) -> Vec<String> {
    let settings =
        remote.0.iter().filter_map(|line| if let RcloneLine::Setting(name, value) = line { Some((*name, *value)) } else { None });
    let store = request.map(StorageTarget::of);
    let expected = request.zip(store.as_ref()).map(|(request, store)| rclone::server_option_pairs(request, store));
    let describe = |(name, value): (&str, &str)| {
        let expected = expected.iter().flatten().find(|(option, _)| *option == name);
        match expected {
            _ if !rclone::OURS.contains(&name) => Some(printable(name)),
            Some((_, expected)) if expected.unwrap_or_default() != value => Some(redacted_setting(name, value)),
            _ => None,
        }
    };
    settings.filter_map(describe).collect()
}
