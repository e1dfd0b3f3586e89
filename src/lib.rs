//! Exchanges a login for temporary S3 credentials and delivers them to S3 tools.
//!
//! ```text
//! argv ─┐
//! env  ─┼─► Request ─► Session ────────────────────────────────────► Credentials ─► deliver ─► text · json · shell · file · child · endpoint
//! file ─┘                 │  cached and fresh? else under a lock:        ▲
//!                         │  identity ─► Proof ─► sts ───────────────────┘
//!                         └─ every failure carries its causes and hints
//! ```

#[macro_use]
mod debug_as_display;

mod access;
pub mod advice;
pub mod aws_files;
pub mod cache;
pub mod claims;
pub mod cli;
pub mod credentials;
pub mod deliver;
mod doctor;
pub mod error;
#[cfg(fuzzing)]
pub mod fuzz_entry;
pub mod identity;
mod inspect;
pub mod policy;
pub mod provider_document;
pub mod published;
pub mod request;
pub mod s3;
pub mod secret;
pub mod session;
mod setup;
pub mod sigv4;
pub mod sts;
pub mod sys;
pub mod text;
mod whoami;
mod xml;

use credentials::Credentials;
use error::Failure;
use request::Request;
use session::Session;
use sys::{Deps, unless_stopped};

/// Runs a request: obtains credentials and delivers them. Returns them for callers that keep them (`--watch`).
///
/// # Errors
/// A [`Failure`] with its exit code, causes and hints.
pub fn run(request: &Request, session: &Session, deps: &Deps) -> Result<Credentials, Failure> {
    let (credentials, buckets) = match session.cached() {
        Some(fresh) if !request.delivery.lists_buckets() => {
            tracing::info!("cached credentials are used");
            (fresh, None) // fast path: one file read, no runtime, no network
        }
        _ => deps.block_on(async {
            let credentials = session.credentials().await?;
            let buckets = buckets(&credentials, request, session, deps).await?;
            Ok::<_, Failure>((credentials, buckets))
        })??,
    };
    if request.delivery.aws_profile.is_some() {
        deps.block_on(unless_stopped(None, deliver::to_aws_profile(request, &credentials, deps)))???;
    }
    deliver::to(request, &credentials, buckets, deps)?;
    Ok(credentials)
}

/// Lists the buckets if the delivery requires them. A failed listing is returned as `Some(Err)` with its text, not as a failure.
pub(crate) async fn buckets(
    credentials: &Credentials,
    request: &Request,
    session: &Session,
    deps: &Deps,
) -> Result<deliver::Buckets, Failure> {
    if !request.delivery.lists_buckets() {
        return Ok(None);
    }
    deps.trust(&request.trust, request.endpoint.url())?;
    let result = unless_stopped(request.run_timeout(), s3::list_buckets(credentials, request, deps)).await?;
    Ok(Some(result.map(|list| list.names).map_err(|error| {
        let error = session::Error::from(error);
        let hints = session.hints(&error);
        [vec![Failure::from(error).with_causes()], hints].concat().join("; ")
    })))
}
