//! What in a person's AWS set-up goes before the container endpoint: tools look there last but one.

use crate::aws_files::{Document, Places, Section};
use crate::sys::Environment;
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
    let places = Places::of("default", environment).ok()?;
    let files = [(places.credentials, Section::Keys("default".to_owned())), (places.config, Section::Profile("default".to_owned()))];
    let (path, name) = files.into_iter().find_map(|(path, section)| {
        let text = Zeroizing::new(std::fs::read(&path).ok()?);
        let name = source_in(&Document::read(&text).ok()?, &section)?;
        Some((path, name))
    })?;
    Some(format!(
        "the default profile in {} has `{name}`: tools that read it will not ask this endpoint; set \
         AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE to an empty file for them",
        path.display()
    ))
}

/// A setting of the profile that brings credentials.
fn source_in(document: &Document, section: &Section) -> Option<&'static str> {
    let contents = document.section(section);
    SOURCES.into_iter().find(|source| contents.find(source).is_some())
}
