//! `--watch`: rewrites a file before the credentials in it expire.

use super::session_source::SessionSource;
use crate::credentials::Credentials;
use crate::deliver::watch;
use crate::error::Failure;
use crate::request::Request;
use crate::session::Session;
use crate::sys::{Deps, Signals, Stopped};
use std::fmt::Display;

/// Runs until stopped and calls `redeliver` with each set of credentials after `initial`, which was delivered already. Returns the exit
/// code.
///
/// # Errors
/// The signals of this process, or its runtime, are not available.
pub(super) fn redeliver_until_stopped<D: Display>(
    session: &Session,
    request: &Request,
    initial: Credentials,
    mut redeliver: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> Result<u8, Failure> {
    let mut last = initial.access_key.clone();
    let deliver = async |fresh: &Credentials| {
        if last != fresh.access_key {
            redeliver(fresh).await?;
            last = fresh.access_key.clone();
        }
        Ok::<(), D>(())
    };
    let reason = deps.block_on(async {
        let mut signals = Signals::listen().map_err(Stopped::RuntimeUnavailable)?;
        let source = SessionSource::after(&initial, session, request, deps);
        Ok::<_, Stopped>(watch::until(signals.next(), initial, &source, deliver, deps).await)
    })??;
    Ok(reason.exit_code())
}
