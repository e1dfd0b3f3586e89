//! Hints for published documents that are not used: the metadata of a storage address, and profiles of administrators.

use super::{Hint, for_http_error};
use crate::published::{Error, FetchError};
use crate::request::hint::{Part, hint};

/// Returns the hints for a published document that is not used.
#[must_use]
pub(crate) fn for_published(error: &Error) -> Vec<Hint> {
    match error {
        Error::Metadata { url, .. } => vec![
            hint!("set ", ISSUER, " and ", CLIENT_ID, ": then the metadata is not read"),
            hint!({ StorageAdministrator }, " to correct ", (url.clone())),
        ],
        Error::Profile { source, .. } => for_profile(source),
        Error::Declined { .. } => vec![
            hint!("ask the administrator which identity provider and storage server to use"),
            hint!("set ", ISSUER, " to log in elsewhere, or use the command of another identity"),
        ],
    }
}

fn for_profile(error: &FetchError) -> Vec<Hint> {
    vec![match error {
        FetchError::NoResponse(error) => return for_http_error(error, "server", Part::from("the URL of the profile")),
        FetchError::TimedOut(_) => hint!("check the URL, and any firewall or proxy in between, then try again"),
        FetchError::Redirected { location, .. } => {
            hint!("use that URL if you trust it: ", (location.clone()))
        }
        FetchError::Refused { .. } => hint!("check the URL, and that it needs no login"),
        FetchError::TooLarge | FetchError::NotText => hint!("check the URL: a profile is a TOML file of a few lines"),
    }]
}
