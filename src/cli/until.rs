//! `--until`: until when a command needs credentials.

use super::options as opt;
use crate::request::settings::Settings;
use crate::request::{RequestError, UsageError, parse_until};
use crate::sys::Deps;
use jiff::Timestamp;

/// Returns until when credentials are needed, if that is given.
///
/// # Errors
/// An invalid value, or a time in the past.
pub(super) fn needed_until(settings: &Settings, deps: &Deps) -> Result<Option<Timestamp>, UsageError> {
    if settings.get(&opt::UNTIL).is_none() {
        return Ok(None);
    }
    let refused = |source| UsageError::BadValue { option: &opt::UNTIL.spec, origin: settings.origin(&opt::UNTIL), source };
    // an empty value, as of an unset variable in a script, must not drop the guarantee
    let until = settings.value(&opt::UNTIL)?.map_or_else(|| parse_until("").map_err(refused), Ok)?;
    let now = deps.clock.now();
    let malformed = |expected| refused(RequestError::malformed(settings.raw_text(&opt::UNTIL).unwrap_or_default(), expected));
    match until.resolve(now) {
        Some(time) if time > now => Ok(Some(time)),
        Some(_) => Err(malformed("a time in the future")),
        None => Err(malformed("a time before the year 9999")),
    }
}
