//! `--watch`: rewrites the output with renewed credentials until it is stopped, for tools that only read files.

use super::renewal::{CredentialSource, RenewalLoop};
use crate::credentials::Credentials;
use crate::sys::Deps;
use std::convert::Infallible;
use std::fmt::Display;
use tokio::sync::Notify;

/// Renews the `delivered` credentials and delivers the new ones until `stop` completes. Failures are reported once and retried.
pub async fn until<T, D: Display>(
    stop: impl Future<Output = T>,
    delivered: Credentials,
    source: &impl CredentialSource,
    deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> T {
    tokio::select! {
        biased; // a renewal that `stop` cancels must not be reported as failed
        result = stop => result,
        never = renew_forever(RenewalLoop::after(delivered, source, deps), deliver) => match never {},
    }
}

async fn renew_forever<D: Display>(
    mut renewal: RenewalLoop<'_, impl CredentialSource>,
    mut deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
) -> Infallible {
    let never_notified = Notify::new();
    loop {
        renewal.wait(&never_notified).await;
        let _ = renewal.renew(&mut deliver).await; // the loop has reported the failure and retries
    }
}
