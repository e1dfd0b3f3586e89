//! The settings of flags: the first layer, read from clap's matches.

use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::settings::{LayerValues, OptionValue, Settings};
use crate::request::{Origin, UsageError};
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::ffi::{OsStr, OsString};

/// Collects the values of flags.
///
/// # Errors
/// Conflicting options, or an invalid value.
pub(super) fn settings(options: impl Iterator<Item = &'static OptionSpec>, matches: &ArgMatches) -> Result<Settings, UsageError> {
    let given: Vec<&str> = matches.ids().map(clap::Id::as_str).filter(|id| is_given(id, matches)).collect();
    let layer: LayerValues = options
        .filter(|option| given.contains(&option.name))
        .map(|option| (option, OptionValue { raw: raw_values(option, matches), origin: Origin::Flag(option.flag()) }))
        .collect();
    Settings::of_layer(layer)
}

fn is_given(id: &str, matches: &ArgMatches) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

fn raw_values(option: &OptionSpec, matches: &ArgMatches) -> Vec<OsString> {
    match option.kind {
        ValueKind::Switch => vec!["true".into()],
        ValueKind::Count => vec![matches.get_count(option.name).to_string().into()],
        ValueKind::List(separator) => {
            let texts = matches.get_many::<String>(option.name).unwrap_or_default();
            texts.flat_map(|text| text.split(separator)).map(OsString::from).collect()
        }
        ValueKind::Text | ValueKind::Path | ValueKind::Choice(_) => {
            matches.get_raw(option.name).into_iter().flatten().map(OsStr::to_os_string).collect()
        }
    }
}
