//! `sts-cli logout`: ends a login everywhere it can be ended, and says what of it worked.

use super::call::Call;
use super::options as opt;
use super::shared;
use crate::error::{Failure, Kind};
use crate::identity::{Error, ProviderError};
use crate::request::Delivery;
use crate::session::Session;
use crate::sts::{Reach, RevokeError};

/// Runs it. The exit code tells whether something is left that could have been ended.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let resolved = call.resolve()?;
    let request = shared::request(&resolved.settings, resolved.identity, resolved.profile.as_deref(), Delivery::default(), call.deps)?;
    let reach = if resolved.settings.is_on(&opt::EVERYWHERE) { Reach::Everywhere } else { Reach::Here };
    let session = Session::new(&request, call.deps)?;
    let out = call.deps.block_on(session.log_out(reach))??;
    let terminal = &call.deps.terminal;
    let mut left = None;
    match &out.credentials {
        Some(Ok(())) if reach == Reach::Everywhere => terminal.note("all of this person's credentials are revoked at the storage server"),
        Some(Ok(())) => terminal.note("the credentials are revoked at the storage server"),
        Some(Err(error @ (RevokeError::NotHere | RevokeError::Dead))) => terminal.note(&error.to_string()),
        Some(Err(error)) => {
            left = Some(Kind::Network);
            terminal.warn(&format!("the credentials are not revoked: {}", with_cause(error)));
        }
        None if reach == Reach::Everywhere => {
            left = Some(Kind::Identity);
            terminal.warn("nothing was revoked at the storage server: that takes live credentials; log in here, then log out again");
        }
        None => {}
    }
    match &out.refresh_token {
        Some(Ok(())) => terminal.note("the refresh token is revoked at the provider"),
        Some(Err(Error::Provider(ProviderError::NoEndpoint(_)))) => {
            terminal.note("the provider revokes no tokens: the refresh token ends by itself, or with your session there");
        }
        Some(Err(error)) => {
            left = Some(Kind::Network);
            terminal.warn(&format!("the refresh token is not revoked: {}", with_cause(error)));
        }
        None => {}
    }
    match out.forgotten {
        Ok(true) => terminal.note("forgotten on this machine"),
        Ok(false) => terminal.note("nothing of this login was on this machine"),
        Err(error) => {
            left = Some(Kind::Network);
            terminal.warn(&format!("not forgotten on this machine: {error}"));
        }
    }
    Ok(left.map_or(0, |kind| kind as u8))
}

fn with_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text.push_str(&format!(": {said}"));
        }
        next = cause.source();
    }
    text
}
