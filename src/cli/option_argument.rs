//! Renders an option as clap's argument.

use super::arguments::profile_candidates;
use crate::request::option_spec::{OptionScope, OptionSpec, ValueKind};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use std::ffi::{OsStr, OsString};

/// Returns whether the flag of `option`, or its alias, is `name` without dashes.
pub(super) fn has_flag(option: &OptionSpec, name: &str) -> bool {
    option.scope != OptionScope::VariableOnly && (name == option.flag.unwrap_or(option.name) || option.alias == Some(name))
}

/// Returns whether one of `arguments` may be this flag. A short flag may be anywhere in a word, because short flags can be grouped.
pub(super) fn may_appear_in(option: &OptionSpec, arguments: &[OsString]) -> bool {
    arguments.iter().map(|argument| argument.as_encoded_bytes()).any(|argument| match argument.strip_prefix(b"--") {
        Some(flag) => {
            let name = flag.split(|byte| *byte == b'=').next().unwrap_or_default();
            name == option.flag.unwrap_or(option.name).as_bytes() || option.alias.is_some_and(|alias| name == alias.as_bytes())
        }
        None => argument.starts_with(b"-") && option.short.is_some_and(|short| argument.contains(&(short as u8))),
    })
}

/// Returns the description for `--help`.
fn long_help(option: &OptionSpec) -> String {
    [option.help, option.details].concat()
}

/// Builds clap's argument; `None` for variable-only options.
pub(super) fn argument(option: &OptionSpec) -> Option<Arg> {
    if option.scope == OptionScope::VariableOnly {
        return None;
    }
    let arg = Arg::new(option.name)
        .long(option.flag.unwrap_or(option.name))
        .help(option.help)
        .long_help(long_help(option))
        .help_heading(option.heading.title())
        .hide(option.is_hidden);
    let arg = option.alias.into_iter().fold(arg, Arg::alias);
    let arg = option.short.into_iter().fold(arg, Arg::short);
    let arg = if option.completes_profiles { arg.value_hint(ValueHint::Other).add(profile_candidates()) } else { arg };
    let arg = if option.value_name.is_empty() { arg } else { arg.value_name(option.value_name) };
    Some(match option.kind {
        ValueKind::Text => arg.action(ArgAction::Set),
        ValueKind::Path => arg.action(ArgAction::Set).value_parser(clap::value_parser!(std::ffi::OsString)).value_hint(ValueHint::FilePath),
        ValueKind::Choice(choices) => arg.action(ArgAction::Set).value_parser(Choices(choices)),
        ValueKind::Switch => arg.action(ArgAction::SetTrue),
        ValueKind::Count => arg.action(ArgAction::Count),
        ValueKind::List(_) => arg.action(ArgAction::Append),
    })
}

/// Parses one of a choice's values. Collects the values lazily, because most invocations do not need them.
#[derive(Clone)]
struct Choices(fn() -> Vec<&'static str>);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value_name: &OsStr) -> Result<String, clap::Error> {
        let form = value_name.to_str().and_then(|value| Some(value.split_once(':')?.0));
        PossibleValuesParser::new(self.shown(form)).parse_ref(command, arg, value_name)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.shown(None)))
    }
}

impl Choices {
    /// Returns the values to list: those without a colon (`env`), or, for a `form`, only its variants (`env:zsh`).
    fn shown(&self, form: Option<&str>) -> impl Iterator<Item = PossibleValue> + use<> {
        let names = (self.0)();
        let variant_of = |name: &'static str| name.split_once(':').map(|(form, _)| form);
        let form = names.iter().find_map(|name| variant_of(name).filter(|known| form == Some(*known)));
        names.into_iter().map(move |name| PossibleValue::new(name).hide(variant_of(name) != form))
    }
}
