//! Settings of the AWS config file and of `rclone.conf` that name what `configure` wrote: what is removed from there may still be used.

use crate::deliver::aws_profile::services_section;
use crate::deliver::tools::rclone;
use crate::text::printable;

/// Returns the settings in the AWS config file `text`, such as `source_profile in [profile z]`, that name the profile `name` or its services,
/// outside of its own sections.
#[must_use]
pub(crate) fn of_aws_profile(text: &str, name: &str) -> Vec<String> {
    let services = services_section(name);
    let own = [name.to_owned(), format!("profile {name}"), format!("services {services}")];
    settings(text, &own, |key, value| match key {
        "source_profile" => value == name,
        "services" => value == services,
        _ => false,
    })
}

/// Returns the settings in `rclone.conf` `text`, such as `remote in [secret]`, that name the remote of the profile `profile`: those of remotes
/// that wrap others.
#[must_use]
pub(crate) fn of_rclone_remote(text: &str, profile: &str) -> Vec<String> {
    let name = rclone::name(profile);
    let path = format!("{name}:");
    settings(text, &[name], |key, value| {
        matches!(key, "remote" | "upstreams") && value.split([' ', '=', '"']).any(|word| word.starts_with(&path))
    })
}

/// Returns the settings for which `is_use` holds, outside of the sections `own`.
fn settings(text: &str, own: &[String], is_use: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let (mut section, mut found) = ("", Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default().trim();
        } else if let Some((key, value)) = line.split_once('=')
            && is_use(key.trim(), value.trim())
            && !own.iter().any(|name| name == section)
        {
            found.push(format!("{} in [{}]", key.trim(), printable(section)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_remotes_that_use_another_one_are_found() {
        let aws = "[profile p]\nservices = p-sts-cli\n[services p-sts-cli]\ns3 =\n[profile y]\nservices=p-sts-cli\n[ profile z ]\n\
                   source_profile = p\n[profile q]\nsource_profile = pp\n# source_profile = p\n";
        assert_eq!(of_aws_profile(aws, "p"), ["services in [profile y]", "source_profile in [profile z]"]);
        let rclone = "[p]\ntype = s3\n[secret]\nremote = p:bucket\n[all]\nupstreams = x:a p:b:ro\n[dirs]\nupstreams = \"a=p:b\"\n\
                      [other]\nremote = pp:b\nhost = p:\n";
        assert_eq!(of_rclone_remote(rclone, "p"), ["remote in [secret]", "upstreams in [all]", "upstreams in [dirs]"]);
    }
}
