//! What in a person's AWS set-up goes before the container endpoint: tools look there last but one.

use crate::sys::Environment;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Settings of a profile that bring credentials.
const SOURCES: [&str; 8] = [
    "aws_access_key_id",
    "credential_process",
    "credential_source",
    "login_session",
    "role_arn",
    "source_profile",
    "sso_session",
    "sso_start_url",
];
/// Variables that do, or that choose a profile that may.
const WINNERS: [&str; 4] = ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

/// What would win over the endpoint in this environment, and what to do about it; `None` where nothing does. `exported`: what
/// [`super::Server::variables`] removes counts no more.
#[must_use]
pub fn winner(environment: &Environment, exported: bool) -> Option<String> {
    if let Some(name) = WINNERS.into_iter().find(|name| !exported && environment.get(name).is_some()) {
        return Some(format!("{name} is set: tools that see it will not ask this endpoint; unset it for them"));
    }
    let (path, name) = files(environment).into_iter().find_map(|path| {
        let text = Zeroizing::new(std::fs::read_to_string(&path).ok()?);
        source_in(&text).map(|name| (path, name))
    })?;
    Some(format!(
        "the default profile in {} has `{name}`: tools that read it will not ask this endpoint; set \
         AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE to an empty file for them",
        path.display()
    ))
}

fn files(environment: &Environment) -> [PathBuf; 2] {
    let home = environment.get("HOME").map(PathBuf::from).or_else(dirs::home_dir).unwrap_or_default();
    let place = |variable, file| environment.get(variable).map_or_else(|| home.join(".aws").join(file), PathBuf::from);
    [place("AWS_SHARED_CREDENTIALS_FILE", "credentials"), place("AWS_CONFIG_FILE", "config")]
}

/// The first setting of the default profile that brings credentials.
fn source_in(text: &str) -> Option<&'static str> {
    let mut inside = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        if let Some(header) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = matches!(header.split_whitespace().collect::<Vec<_>>()[..], ["default"] | ["profile", "default"]);
        } else if inside && !line.starts_with([' ', '\t', '#', ';']) {
            let name = line.split('=').next().unwrap_or_default().trim();
            if let Some(found) = SOURCES.into_iter().find(|source| *source == name) {
                return Some(found);
            }
        }
    }
    None
}
