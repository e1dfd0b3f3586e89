//! Hints for an argument of `inspect` that cannot be read.

use super::values::for_unreadable;
use crate::inspect::InspectError;
use crate::request::hint::{Hint, hint};

/// Returns the hints for a source that cannot be inspected.
#[must_use]
pub(crate) fn for_inspect(error: &InspectError) -> Vec<Hint> {
    match error {
        InspectError::Unset(_) => vec![hint!("set and export the variable")],
        InspectError::NotDecoded(_) => {
            vec![hint!("check that the input is a whole token, credentials, a certificate or a document of a provider")]
        }
        InspectError::Unreadable { source, .. } => vec![for_unreadable(source, hint!("check the path and its permissions"))],
        InspectError::TimedOut { .. } => vec![hint!("end the command that writes to it, or save its output to a file")],
        InspectError::NoSource { profiles } => {
            [vec![hint!("write `-` to read standard input")], one_of(profiles).into_iter().collect()].concat()
        }
        InspectError::NotASource { profiles } => {
            let hint = hint!(
                "put a token into a file or a variable, and name that: other users can read command lines, and shells store them in a history"
            );
            [vec![hint], one_of(profiles).into_iter().collect()].concat()
        }
    }
}

fn one_of(profiles: &[String]) -> Option<Hint> {
    (!profiles.is_empty()).then(|| hint!("choose one of the profiles: ", (profiles.join(", "))))
}
