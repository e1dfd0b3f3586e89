//! What to do where a command works with a profile: the command that logs in by its name, the key that its file lacks.

use super::values::key_of;
use crate::identity;
use crate::request::{Origin, UsageError};
use std::error::Error as StdError;

/// What to do about `error`, where that the call works with `profile` tells more than the error itself. `never` is where it is said
/// that nobody may be asked to log in.
#[must_use]
pub fn for_profile(error: &(dyn StdError + Send + Sync + 'static), profile: &str, never: Option<&Origin>) -> Option<Vec<String>> {
    let hint = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(UsageError::Missing { flag, variable, .. }), _) => {
            let key = key_of(flag);
            format!(
                "add `{key} = \"…\"` to the profile `{profile}` (`sts-cli profiles show {profile}` names its file), or give it in {variable}"
            )
        }
        (_, Some(identity::Error::MayNotAsk)) => {
            let plain = format!("log in from a terminal, without --no-input and --login never: sts-cli login {profile}");
            let once = |place: &str| {
                format!(
                    "{place} is never: change that, or log in past it from a terminal, without --no-input: sts-cli login {profile} --login auto"
                )
            };
            match never {
                None | Some(Origin::Flag(_)) => plain,
                Some(Origin::Variable(name)) => once(name),
                Some(Origin::File(line)) => once(&format!("`{}` in {}:{}", line.key, line.path.display(), line.number)),
            }
        }
        (_, Some(identity::Error::AskedInVain(_))) => format!("log in from a terminal, which ends the pause: sts-cli login {profile}"),
        (_, Some(identity::Error::NobodyToAsk(_))) => {
            format!("log in from a terminal, or where a browser can open: sts-cli login {profile}")
        }
        _ => return None,
    };
    Some(vec![hint])
}
