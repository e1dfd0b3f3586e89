//! Hints for work that takes longer than its credentials can be renewed.

use super::{Command, Hint};
use crate::request::hint::hint;

/// Returns the hints for a login that expires too early.
#[must_use]
pub(crate) fn for_short_login(profile: Option<&str>) -> Vec<Hint> {
    let log_in = match profile {
        Some(profile) => hint!("run `", (Command::LogIn(profile.to_owned())), "` first, which begins a new session"),
        None => hint!("log in again first, which begins a new session"),
    };
    vec![log_in, hint!({ ProviderAdministrator }, " to allow longer sessions for this client, if a new one is too short as well")]
}

/// Returns the hints for a login that expires before the credentials are renewed. `is_extended`: a refresh extends it, so that another login
/// does not help.
#[must_use]
pub(crate) fn for_unused_login(profile: Option<&str>, is_extended: bool) -> Vec<Hint> {
    let sooner = match is_extended {
        true => hint!("get shorter credentials with ", DURATION, ", so that a renewal comes before that, and extends the login"),
        false => hint!("get shorter credentials with ", DURATION, ", if a renewal before then extends the login"),
    };
    let mut hints = for_short_login(profile);
    if is_extended {
        hints.remove(0);
    }
    hints.insert(hints.len() - 1, sooner);
    hints
}

/// Returns the hints for credentials that the user must be prompted for.
#[must_use]
pub(crate) fn for_prompted_renewal() -> Vec<Hint> {
    vec![
        hint!("get longer credentials with ", DURATION, ", as far as the server grants them"),
        "use a profile that renews without a prompt, with a password file or another identity".into(),
    ]
}

/// Returns the hints for a supplied token that expires too early.
#[must_use]
pub(crate) fn for_short_token() -> Vec<Hint> {
    vec![hint!("supply a token from a file or command that is renewed, with ", TOKEN), "get a token that is valid longer".into()]
}

/// Returns the hints for a certificate that expires too early.
#[must_use]
pub(crate) fn for_short_certificate() -> Vec<Hint> {
    vec![hint!({ CertificateIssuer }, " for a certificate that is valid longer")]
}

/// Returns the hints for credentials that a command gets once.
#[must_use]
pub(crate) fn for_credentials_without_renewal() -> Vec<Hint> {
    vec![
        hint!("add ", RENEW, ", so that the command gets renewed credentials"),
        hint!("get longer credentials with ", DURATION, ", as far as the server grants them"),
    ]
}
