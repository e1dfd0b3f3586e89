//! Hints: maps every failure to the next command, option, file or administrator.

mod cache;
mod certificates;
mod delivery;
mod gateway;
pub(crate) mod hint;
mod provider;
mod proxy;
mod storage;
mod sts;
mod sts_table;
mod token_source;
mod usage;
mod user_files;
mod values;

pub use cache::{for_lock, for_seal};
pub use delivery::{for_delivery, for_exec, for_serve};
pub use hint::{Command, Contact, Hint, Obstacle, Part};
pub use provider::for_identity;
pub use storage::{for_buckets, for_revocation};
pub use sts::for_sts;
pub use usage::{for_trust, for_usage};
pub use user_files::{for_aws_profile, for_tool};

use crate::sys::{HttpError, HttpErrorKind, Stopped};
use hint::hint;
use std::io;

/// Returns the hints for a run that a timeout or signal stopped.
#[must_use]
pub fn for_stopped(stopped: &Stopped) -> Vec<Hint> {
    match stopped {
        Stopped::TimeLimit(_) => {
            vec![hint!("run the same command with ", [Output = "json"], " in a terminal, where there is time to log in")]
        }
        Stopped::RuntimeUnavailable(_) => vec![hint!("allow this process more open files: ulimit -n 64")],
        _ => Vec::new(),
    }
}

/// Returns the hint for a logout server supplied token cannot be read.
#[must_use]
pub fn for_unreadable_logout_token() -> Hint {
    "log out where the token can be read: only it identifies the credentials, which otherwise stay valid until they expire".into()
}

/// Returns the hint for an unreadable file: how to convert it if it is not UTF-8, otherwise `otherwise`.
fn for_unreadable(source: &io::Error, otherwise: Hint) -> Hint {
    match source.kind() {
        io::ErrorKind::InvalidData => hint!("save it as UTF-8 text (in Windows PowerShell: `Set-Content -Encoding utf8`)"),
        _ => otherwise,
    }
}

/// Returns the hints for a request that got no response. `server` names the server, `address` the option that holds its address.
fn for_http_error(error: &HttpError, server: &'static str, address: impl Into<Part>) -> Vec<Hint> {
    let address = address.into();
    if let Some(proxy) = &error.proxy
        && let Some(hint) = proxy::for_proxy(error, proxy, server)
    {
        return vec![hint];
    }
    vec![match error.kind {
        HttpErrorKind::Unreachable => {
            hint!("check ", (address), ", and that the ", (server), " is running and reachable from this machine")
        }
        HttpErrorKind::Certificate(fault) => certificates::for_certificate(fault, server, address),
        HttpErrorKind::Tls => {
            hint!(
                "enable TLS 1.2 or 1.3 at the ",
                (server),
                ", with a certificate for a key of RSA, P-256, P-384 or Ed25519 (P-521 is not supported); if it requires a client certificate, set ",
                ClientCert
            )
        }
        HttpErrorKind::NotTls => {
            hint!("use the https port of the ", (server), ", or http:// in ", (address), ": it uses plain http on this port")
        }
        HttpErrorKind::TimedOut => {
            hint!("check ", (address), ", and any firewall or proxy in between, then try again: the ", (server), " took too long")
        }
        HttpErrorKind::TooLarge => hint!("check ", (address), ": the response does not come from the ", (server)),
        HttpErrorKind::NotHttp => {
            hint!("check the scheme and port in ", (address), ": the response does not come from the ", (server), ", or is not HTTP/1.1")
        }
        HttpErrorKind::Broken => {
            hint!("check the scheme and port in ", (address), ", and the log of the ", (server), ", which closed the connection")
        }
        HttpErrorKind::InvalidRequest
        | HttpErrorKind::ProxyUnreachable
        | HttpErrorKind::ProxyAuthenticationRequired
        | HttpErrorKind::ProxyRefused
        | HttpErrorKind::ProxyNotTls
        | HttpErrorKind::InvalidProxy
        | HttpErrorKind::SocksProxy => hint!("check ", (address)),
    }]
}
