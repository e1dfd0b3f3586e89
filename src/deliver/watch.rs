//! `--watch`: delivers renewed credentials again and again until it is stopped, for tools that only read files.

use super::renewal::{CredentialSource, RenewalLoop};
use crate::credentials::Credentials;
use crate::sys::Deps;
use std::convert::Infallible;
use std::fmt::Display;
use tokio::sync::Notify;

/// Renews the `delivered` credentials and has the new ones delivered, again and again, until `stop` is done. No failure of either ends
/// it: it is warned of once, and tried again.
pub async fn until<T, D: Display>(
    stop: impl Future<Output = T>,
    delivered: Credentials,
    source: &impl CredentialSource,
    deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> T {
    tokio::select! {
        biased; // a renewal that is dropped because of `stop` is no failure
        done = stop => done,
        never = for_ever(RenewalLoop::after(delivered, source, deps), deliver) => match never {},
    }
}

async fn for_ever<D: Display>(
    mut renewal: RenewalLoop<'_, impl CredentialSource>,
    mut deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
) -> Infallible {
    let nobody = Notify::new();
    loop {
        renewal.wait(&nobody).await;
        let _ = renewal.renew(&mut deliver).await; // a failure was warned of, and it is tried again
    }
}
