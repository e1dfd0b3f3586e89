//! The resolved value and origin of every option. Precedence: flag, profile named on the command line, environment, default profile.

use super::option::{ListOpt, Opt, Parser, parse_switch};
use super::option_spec::{OptionScope, OptionSpec, VARIABLE_PREFIX, ValueKind};
use super::{Origin, RequestError, UsageError, invalid_choice};
use crate::policy::PolicyError;
use crate::sys::Environment;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The values of one layer, such as a file.
pub(crate) type LayerValues = Vec<(&'static OptionSpec, OptionValue)>;

/// The values of one command's options. Has no `Debug`, because a variable may contain a secret.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    values: LayerValues,
}

/// The value of one option: one string, or several for a list. An explicit empty string unsets the option.
#[derive(Clone)]
pub(crate) struct OptionValue {
    pub(crate) raw: Vec<OsString>,
    pub(crate) origin: Origin,
}

impl Settings {
    /// Creates the settings of one layer.
    ///
    /// # Errors
    /// Conflicting options, or an invalid value.
    pub(crate) fn of_layer(layer: LayerValues) -> Result<Self, UsageError> {
        let mut settings = Self::default();
        settings.add_layers([layer])?;
        Ok(settings)
    }

    /// Adds `STS_CLI_` variables for options that are not set yet.
    ///
    /// # Errors
    /// Conflicting variables, or an invalid value.
    pub(crate) fn add_environment(
        &mut self,
        options: impl Iterator<Item = &'static OptionSpec>,
        environment: &Environment,
    ) -> Result<(), UsageError> {
        let prefixed: Vec<(&str, &str)> = environment.with_prefix(VARIABLE_PREFIX).collect();
        let layer = options.filter_map(|option| {
            let variable = prefixed.iter().find(|(rest, _)| option.scope != OptionScope::FlagOnly && option.is_variable(rest));
            let (name, text) = variable.map(|(rest, text)| (format!("{VARIABLE_PREFIX}{rest}"), *text))?;
            let raw = match option.kind {
                ValueKind::List(separator) => text.split(separator).map(OsString::from).collect(),
                _ => vec![text.into()],
            };
            Some((option, OptionValue { raw, origin: Origin::Variable(name) }))
        });
        let layer = self.without_parts_of_replaced(layer.collect()).into_iter();
        let layer: LayerValues = layer.filter(|(option, _)| !self.has_value_or_conflict(option)).collect();
        refuse_conflicts(&layer)?;
        self.add(layer)
    }

    /// Adds other programs' variables for options that are not set yet. They come last, because our own output sets some of them.
    pub(crate) fn add_fallback_variables(
        &mut self,
        options: impl Iterator<Item = &'static OptionSpec>,
        environment: &Environment,
    ) -> Result<(), UsageError> {
        let layer = options.filter_map(|option| {
            let (name, text) = option.fallback_variable.and_then(|name| Some((name, environment.get(name)?)))?;
            Some((option, OptionValue { raw: vec![text.into()], origin: Origin::Variable(name.to_owned()) }))
        });
        self.add(layer.collect())
    }

    /// Adds values from files, highest precedence first, for options that are not set yet.
    pub(crate) fn add_layers(&mut self, layers: impl IntoIterator<Item = LayerValues>) -> Result<(), UsageError> {
        layers.into_iter().try_for_each(|values| {
            refuse_conflicts(&values)?;
            self.add(values)
        })
    }

    /// Adds the values of a layer for options that no earlier layer set, neither by the option itself nor by a conflicting one.
    fn add(&mut self, layer: LayerValues) -> Result<(), UsageError> {
        let is_applicable = |option: &OptionSpec| option.qualifies.is_none_or(|other| !self.has(other));
        let layer = self.without_parts_of_replaced(layer).into_iter();
        let new: Vec<_> = layer.filter(|(option, _)| !self.has_value_or_conflict(option) && is_applicable(option)).collect();
        for (option, value) in new {
            check(option, &value)?;
            self.insert(option, value);
        }
        Ok(())
    }

    /// Leaves out the values of a layer that complete another of its values, if an earlier layer replaces that one by a different value.
    fn without_parts_of_replaced(&self, mut layer: LayerValues) -> LayerValues {
        let is_replaced = |other: &OptionSpec| {
            let in_layer = layer.iter().find(|(known, _)| *known == other);
            in_layer.zip(self.get(other)).is_some_and(|((_, value), earlier)| value.raw != earlier.raw)
        };
        let is_part = |option: &OptionSpec| option.completes.is_some_and(is_replaced);
        let parts: Vec<&OptionSpec> = layer.iter().map(|(option, _)| *option).filter(|option| is_part(option)).collect();
        layer.retain(|(option, _)| !parts.contains(option));
        layer
    }

    /// Sets the value of `option` to `text`, replacing any other.
    pub(crate) fn set(&mut self, option: &'static OptionSpec, text: &str, origin: Origin) {
        self.insert(option, OptionValue { raw: vec![text.into()], origin });
    }

    fn insert(&mut self, option: &'static OptionSpec, value: OptionValue) {
        self.remove(option);
        self.values.push((option, value));
    }

    /// Removes the value of `option`, wherever it came from.
    pub(crate) fn remove(&mut self, option: &OptionSpec) {
        self.values.retain(|(known, _)| *known != option);
    }

    /// Returns the unparsed value of `option`.
    pub(crate) fn get(&self, option: &OptionSpec) -> Option<&OptionValue> {
        self.values.iter().find(|(known, _)| *known == option).map(|(_, value)| value)
    }

    /// Returns all options that have a value, even an empty one.
    pub(crate) fn options(&self) -> impl Iterator<Item = &'static OptionSpec> {
        self.values.iter().map(|(option, _)| *option)
    }

    /// Whether `option` has a value, even an empty one.
    fn has(&self, option: &OptionSpec) -> bool {
        self.get(option).is_some()
    }

    /// Whether `option` has a non-empty value.
    pub(crate) fn is_set(&self, option: &OptionSpec) -> bool {
        self.last(option).is_some()
    }

    /// Whether `option`, or one that conflicts with it, has a value, even an empty one.
    pub(crate) fn has_value_or_conflict(&self, option: &OptionSpec) -> bool {
        self.has(option) || option.conflicts_with.iter().any(|other| self.has(other))
    }

    /// Whether `option` has a non-empty value, or one that conflicts with it has any value.
    pub(crate) fn is_set_or_overridden(&self, option: &OptionSpec) -> bool {
        self.is_set(option) || option.conflicts_with.iter().any(|other| self.has(other))
    }

    /// Parses the value of `option`; `None` if it is empty or not set.
    ///
    /// # Errors
    /// [`UsageError::BadValue`] with the option and its origin.
    pub(crate) fn value<T>(&self, option: &'static Opt<T>) -> Result<Option<T>, UsageError> {
        let Some(raw) = self.last(option) else { return Ok(None) };
        match &option.parser {
            Parser::Path(path) => Ok(Some(path(raw))),
            Parser::Text(parse) => raw.to_str().map(parse).transpose().map_err(self.bad_value(option)),
        }
    }

    /// Parses the items of a list, without empty ones.
    ///
    /// # Errors
    /// A [`UsageError`] with the option and its origin.
    pub(crate) fn list<T, E: ValueError>(&self, option: &'static ListOpt<T, E>) -> Result<Vec<T>, UsageError> {
        let add_origin = |error: E| error.with_origin(option, self.origin(option));
        self.raw_list(option).into_iter().map(|text| (option.parse)(text).map_err(add_origin)).collect()
    }

    /// Returns the string, unless it is empty.
    pub(crate) fn text(&self, option: &Opt<String>) -> Option<&str> {
        self.raw_text(option)
    }

    /// Returns the path, unless it is empty.
    pub(crate) fn path(&self, option: &Opt<PathBuf>) -> Option<PathBuf> {
        self.raw_path(option)
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&self, option: &Opt<bool>) -> bool {
        self.is_switched_on(option)
    }

    /// Returns the unparsed string of an option of any type, unless it is empty.
    pub(crate) fn raw_text(&self, option: &OptionSpec) -> Option<&str> {
        self.last(option)?.to_str()
    }

    /// Returns the unparsed items of a list option, without empty ones.
    pub(crate) fn raw_list(&self, option: &OptionSpec) -> Vec<&str> {
        let raw = self.get(option).map(|value| value.raw.as_slice()).unwrap_or_default();
        raw.iter().filter_map(|text| text.to_str()).filter(|text| !text.is_empty()).collect()
    }

    /// Returns the path of a path option, unless it is empty.
    pub(crate) fn raw_path(&self, option: &OptionSpec) -> Option<PathBuf> {
        self.last(option).map(PathBuf::from)
    }

    /// Whether a switch of any scope is on, given its definition.
    pub(crate) fn is_switched_on(&self, option: &OptionSpec) -> bool {
        self.raw_text(option).is_some_and(|text| parse_switch(text) != Ok(false))
    }

    /// Returns the last string of `option`, unless it is empty.
    fn last(&self, option: &OptionSpec) -> Option<&OsStr> {
        self.get(option)?.raw.last().map(OsString::as_os_str).filter(|raw| !raw.is_empty())
    }

    /// Returns the string of a required option.
    ///
    /// # Errors
    /// [`UsageError::Missing`].
    pub(crate) fn required(&self, option: &'static Opt<String>, description: &'static str) -> Result<&str, UsageError> {
        self.text(option).ok_or_else(|| missing(option, description))
    }

    /// Returns the origin of the value of `option`; its flag if it is not set.
    pub(crate) fn origin(&self, option: &OptionSpec) -> Origin {
        self.get(option).map_or_else(|| Origin::Flag(option.flag()), |value| value.origin.clone())
    }

    /// Returns the first of `options` that is set by a flag.
    pub(crate) fn first_flag_of(&self, options: &[&'static OptionSpec]) -> Option<&'static OptionSpec> {
        options.iter().copied().find(|option| matches!(self.get(option), Some(OptionValue { origin: Origin::Flag(_), .. })))
    }

    /// Returns a function that adds `option` and its origin to a parse error.
    pub(crate) fn bad_value(&self, option: &'static OptionSpec) -> impl Fn(RequestError) -> UsageError {
        let origin = self.origin(option);
        move |source| UsageError::BadValue { option, origin: origin.clone(), source }
    }

    /// Whether `option` was set by the variable `name`.
    pub(crate) fn is_from_variable(&self, option: &OptionSpec, name: &str) -> bool {
        matches!(self.get(option), Some(OptionValue { origin: Origin::Variable(found), .. }) if found == name)
    }
}

/// Creates the error for a required option that is not set.
pub(crate) fn missing(option: &'static OptionSpec, description: &'static str) -> UsageError {
    UsageError::Missing { what: description, option }
}

/// Rejects conflicting options in one layer, because ignoring one of them could drop a session policy.
fn refuse_conflicts(layer: &LayerValues) -> Result<(), UsageError> {
    let set = || layer.iter().filter(|(option, value)| is_on(option, value));
    let pair = set().find_map(|(one, value)| {
        let conflicts = |other: &OptionSpec| other != *one && one.conflicts_with.contains(&other);
        let (_, other) = set().find(|(other, _)| conflicts(other))?;
        Some((value.origin.clone(), other.origin.clone()))
    });
    pair.map_or(Ok(()), |(one, other)| Err(UsageError::Conflict { first: one, second: other }))
}

/// Whether a value has an effect: it is not empty, and not a switch that is off.
fn is_on(option: &OptionSpec, value: &OptionValue) -> bool {
    let mut texts = value.raw.iter().filter(|raw| !raw.is_empty());
    match option.kind {
        ValueKind::Switch => texts.any(|raw| raw.to_str().is_none_or(|text| parse_switch(text) != Ok(false))),
        _ => texts.next().is_some(),
    }
}

/// Checks switches and choices as clap checks flags, so that an invalid value in any layer is an error even if the command does not use it.
fn check(option: &'static OptionSpec, value: &OptionValue) -> Result<(), UsageError> {
    let text = value.raw.last().map(|raw| raw.to_string_lossy()).unwrap_or_default();
    let error = match option.kind {
        _ if text.is_empty() => None,
        ValueKind::Switch => parse_switch(&text).err(),
        ValueKind::Choice(choices) => {
            Some(choices()).filter(|choices| !choices.contains(&&*text)).map(|choices| invalid_choice(&text, &choices))
        }
        ValueKind::Text | ValueKind::Path | ValueKind::Count | ValueKind::List(_) => None,
    };
    error.map_or(Ok(()), |source| Err(source.with_origin(option, value.origin.clone())))
}

/// A parse error that becomes a `UsageError` once its option is known.
pub(crate) trait ValueError {
    /// Adds the option and the origin of its value.
    fn with_origin(self, option: &'static OptionSpec, origin: Origin) -> UsageError;
}

impl ValueError for RequestError {
    fn with_origin(self, option: &'static OptionSpec, origin: Origin) -> UsageError {
        UsageError::BadValue { option, origin, source: self }
    }
}

impl ValueError for PolicyError {
    fn with_origin(self, _: &'static OptionSpec, origin: Origin) -> UsageError {
        UsageError::Policy { origin, source: self }
    }
}
