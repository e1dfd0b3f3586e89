//! Hints for published documents that are not used: the metadata of a storage address, and profiles of administrators.

use super::http::PUBLISHER;
use super::usage::is_secret_key_name;
use super::{Hint, for_http_error, for_usage};
use crate::published::{Error, FetchError, PublishedDocument};
use crate::request::hint::{Command, Part, hint};
use crate::request::{ConfigError, Responsible, UsageError};

/// Returns the hints for a published document that is not used.
#[must_use]
pub(crate) fn for_published(error: &Error) -> Vec<Hint> {
    match error {
        Error::Metadata { url, .. } => vec![
            hint!("set ", ISSUER, " and ", CLIENT_ID, ": then the metadata is not read").by(Responsible::StorageAdministrator),
            hint!({ StorageAdministrator }, " to correct ", (url.clone())),
        ],
        Error::Profile { source, .. } => for_profile(source),
        Error::Declined(PublishedDocument::Metadata(_)) => vec![
            hint!("ask the administrator which identity provider and storage server to use"),
            hint!("set ", ISSUER, " to log in elsewhere, or use the command of another identity"),
        ],
        Error::Declined(PublishedDocument::Profile(_)) => vec![
            hint!("ask the administrator who publishes it which settings are right"),
            hint!("run `", (Command::LogIn(super::usage::EXAMPLE_SERVER.to_owned())), "` for a profile with settings of your own"),
        ],
        Error::Declined(PublishedDocument::NewVersion(_)) => {
            vec![hint!("ask the administrator who publishes it why it has changed; until you confirm it, your profile stays as it is")]
        }
    }
}

/// Returns the hints for a published profile with an error that only its publisher can correct.
#[must_use]
pub(crate) fn for_invalid_profile(error: &UsageError) -> Vec<Hint> {
    let ask = hint!("ask the administrator who publishes this profile to correct it").by(PUBLISHER.administrator);
    let UsageError::Config(config) = error else { return vec![ask] };
    match config.as_ref() {
        ConfigError::NotPublishable { .. } | ConfigError::PerInvocationKey { .. } => for_usage(error),
        ConfigError::UnknownKey { key, .. } if is_secret_key_name(key) => {
            vec![
                hint!("ask the administrator who publishes this profile to remove it: profiles cannot contain secrets")
                    .by(PUBLISHER.administrator),
            ]
        }
        ConfigError::UnknownKey { .. } | ConfigError::UnknownIdentity { .. } => [vec![ask], for_usage(error)].concat(),
        _ => vec![ask],
    }
}

fn for_profile(error: &FetchError) -> Vec<Hint> {
    vec![match error {
        FetchError::NoResponse(error) => return for_http_error(error, PUBLISHER, Part::from("the URL of the profile")),
        FetchError::TimedOut(_) => hint!("check the URL, and any firewall or proxy in between, then try again"),
        FetchError::Redirected { location, .. } => {
            hint!("use that URL if you trust it: ", (location.clone()))
        }
        FetchError::Refused { .. } => hint!("check the URL, and that it needs no login"),
        FetchError::TooLarge | FetchError::NotText => hint!("check the URL: a profile is a TOML file of a few lines"),
    }]
}
