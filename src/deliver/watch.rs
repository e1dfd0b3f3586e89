//! `--watch`: delivers again shortly before the credentials end, until it is stopped, for tools that only read files.

use super::renewal::Keeper;
use crate::credentials::Credentials;
use crate::sys::{Deps, Ended, Signals};
use std::convert::Infallible;
use std::fmt::Display;
use std::io;
use tokio::sync::Notify;

/// Gets credentials and has them delivered, again and again, until a signal ends it. No failure does, neither of one nor of the
/// other: it is told once, and tried again.
///
/// # Errors
/// When the system lets nobody listen for signals.
pub async fn run<E: Display, D: Display>(
    renew: impl AsyncFn() -> Result<Credentials, E>,
    deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> io::Result<Ended> {
    let mut signals = Signals::listen()?;
    Ok(until(signals.any(), renew, deliver, deps).await)
}

/// The same, until `stop` is done.
pub async fn until<T, E: Display, D: Display>(
    stop: impl Future<Output = T>,
    renew: impl AsyncFn() -> Result<Credentials, E>,
    deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> T {
    tokio::select! {
        done = stop => done,
        never = for_ever(Keeper::new(None, renew, deps), deliver) => match never {},
    }
}

async fn for_ever<R, E: Display, D: Display>(
    mut keeper: Keeper<'_, R>,
    mut deliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
) -> Infallible
where
    R: AsyncFn() -> Result<Credentials, E>,
{
    let nobody = Notify::new();
    loop {
        keeper.wait(&nobody).await;
        let _ = keeper.round(&mut deliver).await; // the person was told, and it is tried again
    }
}
