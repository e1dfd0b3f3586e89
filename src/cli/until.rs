//! `--until`: until when a command needs credentials.

use super::options as opt;
use crate::request::settings::Settings;
use crate::request::{RequestError, UsageError};
use crate::sys::Deps;
use jiff::Timestamp;

/// Returns until when credentials are needed, if that is given.
///
/// # Errors
/// An invalid value, or a time in the past.
pub(super) fn needed_until(settings: &Settings, deps: &Deps) -> Result<Option<Timestamp>, UsageError> {
    let Some(until) = settings.value(&opt::UNTIL)? else { return Ok(None) };
    let now = deps.clock.now();
    until.from(now).filter(|time| *time > now).map(Some).ok_or_else(|| {
        let given = settings.raw_text(&opt::UNTIL).unwrap_or_default();
        let source = RequestError::malformed(given, "a time in the future");
        UsageError::BadValue { option: &opt::UNTIL.spec, origin: settings.origin(&opt::UNTIL), source }
    })
}
