//! How much is said, to whom, and in which colours.

use super::options as opt;
use super::settings::Settings;
use crate::sys::Deps;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sets it up. Logs hold our own events only: those of libraries may show what we never would.
pub(super) fn apply(settings: &Settings, deps: &mut Deps) {
    let choice = match settings.text(&opt::COLOR) {
        Some("always") => anstream::ColorChoice::Always,
        Some("never") => anstream::ColorChoice::Never,
        _ => anstream::ColorChoice::Auto,
    };
    choice.write_global();
    if settings.is_on(&opt::QUIET) {
        deps.terminal.hush();
    }
    if settings.is_on(&opt::NO_INPUT) {
        deps.terminal.ask_nobody();
    }
    let level = match settings.count(&opt::VERBOSE) {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let ours = Targets::new().with_target("sts_cli", level);
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(choice == anstream::ColorChoice::Always);
    let _ = tracing_subscriber::registry().with(log).with(ours).try_init();
}
