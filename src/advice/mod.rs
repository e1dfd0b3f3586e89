//! Hints: maps every failure to the next command, option, file or administrator; and a refusal to the fact about the request that it
//! concerns.

mod access;
mod cache;
mod delivery;
mod gateway;
mod http;
mod inspect;
mod long_work;
mod profile_change;
mod provider;
mod published;
mod storage;
mod sts;
mod sts_row;
mod sts_table;
mod token_source;
mod topics;
mod usage;
mod user_files;
mod values;

pub use crate::request::Responsible;
pub use crate::request::hint::{Command, Hint, HintText, Obstacle, Part};
pub(crate) use access::{for_environment, for_refused_environment, for_required_user, for_sight, for_token_defect};
pub(crate) use cache::{for_lock, for_seal};
pub(crate) use delivery::{for_delivery, for_exec};
pub(crate) use inspect::for_inspect;
pub(crate) use long_work::{
    for_credentials_without_renewal, for_prompted_renewal, for_short_certificate, for_short_login, for_short_token, for_unused_login,
};
pub(crate) use profile_change::{for_half_renamed, for_kept_draft, for_profile_change};
pub(crate) use provider::for_identity;
pub(crate) use published::{for_invalid_profile, for_published};
pub(crate) use storage::{for_buckets, for_revocation};
pub(crate) use sts::for_server_message;
pub use sts::{facts_for_sts, for_sts};
pub use topics::TOPICS;
pub(crate) use usage::{for_trust, for_usage};
pub use user_files::{for_aws_profile, for_tool};
pub(crate) use user_files::{for_file, for_kept_settings};

use crate::request::hint::hint;
use crate::sys::Stopped;
use http::for_http_error;
use values::for_unreadable;

/// Returns the hints for a run that a timeout or signal stopped.
#[must_use]
pub(crate) fn for_stopped(stopped: &Stopped) -> Vec<Hint> {
    match stopped {
        Stopped::TimeLimit(_) => {
            vec![hint!("run the same command with ", [OUTPUT = "json"], " in a terminal, where there is time to log in")]
        }
        Stopped::RuntimeUnavailable(_) => vec![hint!("allow this process more open files: ulimit -n 64")],
        _ => Vec::new(),
    }
}

/// Returns the hint for a logout whose supplied token cannot be read.
#[must_use]
pub(crate) fn for_unreadable_logout_token() -> Hint {
    "log out where the token can be read: only it identifies the credentials, which otherwise stay valid until they expire".into()
}
