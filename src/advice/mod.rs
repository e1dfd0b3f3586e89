//! The next thing to do: a command, a flag, a file or a person for every failure.

mod cache;
mod delivery;
mod person_files;
mod profile;
mod provider;
mod rows;
mod storage;
mod token_source;
mod trouble;
mod usage;
mod values;

pub use cache::{for_lock, for_seal};
pub use delivery::{for_delivery, for_exec, for_serve};
pub use person_files::{for_aws_profile, for_tool};
pub use profile::for_profile;
pub use provider::for_identity;
pub use storage::{for_buckets, for_revocation};
pub use trouble::for_sts;
pub use usage::{for_trust, for_usage};

use crate::sys::{HttpError, HttpErrorKind, Stopped};

/// What to do about a run that was ended early.
#[must_use]
pub fn for_stopped(stopped: &Stopped) -> Vec<String> {
    match stopped {
        Stopped::Interrupted => Vec::new(),
        Stopped::AtLimit(_) => vec!["run the same command with -o json in a terminal, where there is time to log in".to_owned()],
    }
}

/// What to do about a request without an answer. `whose` is the side that was asked, `flag` the flag that names its address.
fn for_no_answer(error: &HttpError, whose: &str, flag: &str) -> Vec<String> {
    let hint = match error.trouble {
        HttpErrorKind::Unreachable => format!("check {flag}, and that the {whose} runs and can be reached from this machine"),
        HttpErrorKind::Tls => {
            format!("this machine does not trust the {whose}'s certificate: give its CA with --ca-bundle, or correct the name in {flag}")
        }
        HttpErrorKind::NotTls => format!("the {whose} speaks plain http on this port: use its https port, or http:// in {flag}"),
        HttpErrorKind::TimedOut => format!("the {whose} took too long: check {flag}, a firewall or a proxy on the way, and try again"),
        HttpErrorKind::TooLarge => format!("something other than the {whose} answers there: check {flag}"),
        HttpErrorKind::Broken => format!("the {whose} closed the connection: check the scheme and port in {flag}, and the {whose}'s log"),
        HttpErrorKind::Unsendable => format!("check {flag}"),
    };
    vec![hint]
}
