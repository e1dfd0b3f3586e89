//! What to do where a command works with a profile: the command that logs in by its name, the key that its file lacks.

use crate::identity;
use crate::request::UsageError;
use std::error::Error as StdError;

/// What to do about `error`, where that the call works with `profile` tells more than the error itself.
#[must_use]
pub fn for_profile(error: &(dyn StdError + Send + Sync + 'static), profile: &str) -> Option<Vec<String>> {
    let hint = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(UsageError::Missing { flag, .. }), _) => {
            let key = flag.trim_start_matches("--").replace('-', "_");
            format!("add `{key} = \"…\"` to the profile `{profile}` (`sts-cli profiles show {profile}` names its file)")
        }
        (_, Some(identity::Error::MayNotAsk)) => {
            format!("log in from a terminal, without --no-input and --login never: sts-cli login {profile}")
        }
        (_, Some(identity::Error::AskedInVain(_))) => format!("log in from a terminal, which ends the pause: sts-cli login {profile}"),
        (_, Some(identity::Error::NobodyToAsk(_))) => {
            format!("log in from a terminal, or where a browser can open: sts-cli login {profile}")
        }
        _ => return None,
    };
    Some(vec![hint])
}
