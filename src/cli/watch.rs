//! `--watch`: a file that was written is written again before the credentials in it end.

use super::lasting;
use crate::credentials::Credentials;
use crate::deliver::watch;
use crate::error::Failure;
use crate::request::Request;
use crate::session::Session;
use crate::sys::{Deps, Signals};
use std::fmt::Display;
use std::io;

/// Stays, and has new credentials delivered `again`, until it is stopped. Those of `session` were delivered already.
pub(super) fn until_stopped<D: Display>(
    session: &Session<'_>,
    request: &Request,
    mut again: impl AsyncFnMut(&Credentials) -> Result<(), D>,
    deps: &Deps,
) -> Result<u8, Failure> {
    let mut delivered = session.cached().map(|credentials| credentials.access_key);
    let deliver = async |fresh: &Credentials| {
        if delivered.as_ref() != Some(&fresh.access_key) {
            again(fresh).await?;
            delivered = Some(fresh.access_key.clone());
        }
        Ok::<(), D>(())
    };
    let ended = deps.block_on(async {
        let mut signals = Signals::listen()?;
        let stop = lasting::end(session, signals.any());
        Ok::<_, io::Error>(watch::until(stop, async || lasting::next(session, request).await, deliver, deps).await)
    })??;
    Ok(ended.exit_code())
}
