//! `--watch`: a file that was written is written again before the credentials in it end.

use super::lasting::SessionSource;
use crate::credentials::Credentials;
use crate::deliver::watch;
use crate::error::Failure;
use crate::request::Request;
use crate::session::Session;
use crate::sys::{Deps, Signals, Stopped};
use std::fmt::Display;

/// Stays, and has what comes after the `delivered` credentials delivered `again`, until it is stopped.
pub(super) fn until_stopped<D: Display>(
    session: &Session,
    request: &Request,
    delivered: Credentials,
    mut again: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> Result<u8, Failure> {
    let mut last = delivered.access_key.clone();
    let deliver = async |fresh: &Credentials| {
        if last != fresh.access_key {
            again(fresh).await?;
            last = fresh.access_key.clone();
        }
        Ok::<(), D>(())
    };
    let ended = deps.block_on(async {
        let mut signals = Signals::listen().map_err(Stopped::NoEventQueue)?;
        let source = SessionSource { session, request };
        Ok::<_, Stopped>(watch::until(signals.any(), delivered, &source, deliver, deps).await)
    })??;
    Ok(ended.exit_code())
}
