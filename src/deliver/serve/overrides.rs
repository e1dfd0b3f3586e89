//! Finds what overrides the container endpoint in the environment and the user's AWS files: SDKs try most other sources before it
//! ("Standardized credential providers", AWS SDKs and Tools Reference Guide).

use crate::aws_files::{AwsPaths, Document, Section};
use crate::deliver::user_file;
use crate::sys::Environment;

/// Settings of a profile that make tools get credentials elsewhere.
const CREDENTIAL_SETTINGS: [&str; 8] = [
    "aws_access_key_id",
    "credential_process",
    "credential_source",
    "login_session",
    "role_arn",
    "source_profile",
    "sso_session",
    "sso_start_url",
];
/// Variables that hold credentials, or select a profile that may hold some; the SDKs use them before the endpoint. They are some of those
/// that [`super::CredentialsEndpoint::variables`] unsets.
const OVERRIDING_VARIABLES: [&str; 4] = ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

/// Describes the first thing that overrides the endpoint in `environment`, and what to do about it; `None` if nothing does. `exported`: the
/// caller's shell applies [`super::CredentialsEndpoint::variables`], so the variables unset there do not count.
#[must_use]
pub fn override_warning(environment: &Environment, exported: bool) -> Option<String> {
    if let Some(name) = OVERRIDING_VARIABLES.into_iter().find(|name| !exported && environment.get(name).is_some()) {
        return Some(format!("{name} is set and overrides this endpoint: unset it for tools that are to use the endpoint"));
    }
    let paths = AwsPaths::of("default", environment).ok()?;
    let files = [(paths.credentials, Section::Keys("default".to_owned())), (paths.config, Section::Profile("default".to_owned()))];
    let (path, name) = files.into_iter().find_map(|(path, section)| {
        let text = user_file::read(&path).ok()?;
        let name = first_credential_setting(&Document::read(&text).ok()?, &section)?;
        Some((path, name))
    })?;
    Some(format!(
        "`{name}` in the default profile in {} overrides this endpoint: set \
         AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE to an empty file for tools that are to use the endpoint",
        path.display()
    ))
}

/// Returns the first setting of the profile that makes tools get credentials elsewhere.
fn first_credential_setting(document: &Document, section: &Section) -> Option<&'static str> {
    let contents = document.section(section);
    CREDENTIAL_SETTINGS.into_iter().find(|setting| contents.find(setting).is_some())
}
