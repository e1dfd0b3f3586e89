//! `--watch`: a file that was written is written again before the credentials in it end.

use crate::credentials::Credentials;
use crate::deliver::Ended;
use crate::deliver::watch;
use crate::error::{Failure, Kind};
use crate::session::Session;
use crate::sys::Deps;
use std::fmt::Display;

/// Stays, and has new credentials delivered `again`, until it is stopped. Those of `session` were delivered already.
pub(super) fn until_stopped<D: Display>(
    session: &Session<'_>,
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
    let ended = deps.block_on(watch::run(async || session.renew().await, deliver, deps))??;
    Ok(match ended {
        Ended::Interrupted => Kind::Interrupted as u8,
        Ended::Stopped => 0,
    })
}
