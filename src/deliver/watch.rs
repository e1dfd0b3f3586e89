//! `--watch`: delivers again shortly before the credentials end, until it is stopped, for tools that only read files.

use super::renewal::{CredentialSource, RenewalLoop};
use crate::credentials::Credentials;
use crate::sys::Deps;
use std::convert::Infallible;
use std::fmt::Display;
use tokio::sync::Notify;

/// Gets what comes after the `delivered` credentials and has it delivered, again and again, until `stop` is done. No failure ends it,
/// neither of one nor of the other: it is told once, and tried again.
pub async fn until<T, D: Display>(
    stop: impl Future<Output = T>,
    delivered: Credentials,
    source: &impl CredentialSource,
    deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> T {
    tokio::select! {
        biased; // what is over is not told of as a failure
        done = stop => done,
        never = for_ever(RenewalLoop::after(delivered, source, deps), deliver) => match never {},
    }
}

async fn for_ever<D: Display>(
    mut keeper: RenewalLoop<'_, impl CredentialSource>,
    mut deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
) -> Infallible {
    let nobody = Notify::new();
    loop {
        keeper.wait(&nobody).await;
        let _ = keeper.round(&mut deliver).await; // the person was told, and it is tried again
    }
}
