//! Applies `--error-format`, `--quiet`, `--no-input`, `--verbose` and `--color`.

use super::choices::{ColorUse, ErrorFormat, ReportFormat};
use super::options as opt;
use crate::request::UsageError;
use crate::request::settings::Settings;
use crate::sys::{Deps, log_writer, print_messages_as_json};
use crate::text::printable_line;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Returns whether `status` or `profiles` prints JSON.
///
/// # Errors
/// An invalid value.
pub(super) fn prints_json(settings: &Settings) -> Result<bool, UsageError> {
    Ok(settings.is_on(&opt::JSON) || settings.value(&opt::REPORT_FORMAT)? == Some(ReportFormat::Json))
}

/// Applies the settings. Logs only this crate's events, because those of libraries may contain secrets. Field values may be untrusted text,
/// so control characters are removed; only the prefix of a log line has color.
///
/// # Errors
/// An invalid value.
pub(super) fn apply(settings: &Settings, deps: &mut Deps) -> Result<(), UsageError> {
    let choice = match settings.value(&opt::COLOR)?.unwrap_or(ColorUse::Auto) {
        ColorUse::Always => anstream::ColorChoice::Always,
        ColorUse::Never => anstream::ColorChoice::Never,
        ColorUse::Auto => anstream::ColorChoice::Auto,
    };
    choice.write_global();
    if settings.value(&opt::ERROR_FORMAT)? == Some(ErrorFormat::Json) {
        print_messages_as_json();
    }
    if settings.is_on(&opt::QUIET) {
        deps.terminal.set_quiet();
    }
    if settings.is_on(&opt::NO_INPUT) {
        deps.terminal.disable_prompts();
    }
    deps.terminal.show_waits();
    let level = match settings.value(&opt::VERBOSE)?.unwrap_or_default() {
        0 => return Ok(()),
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let filter = Targets::new().with_target("sts_cli", level);
    let fields = debug_fn(|line, field, value| match (field.name(), printable_line(&format!("{value:?}"))) {
        ("message", text) => line.write_str(&text),
        (name, text) => write!(line, "{name}={text}"),
    });
    let log = tracing_subscriber::fmt::layer().fmt_fields(fields.delimited(" ")).with_writer(log_writer);
    let log = log.with_ansi(choice == anstream::ColorChoice::Always);
    let _ = tracing_subscriber::registry().with(log).with(filter).try_init();
    Ok(())
}
