//! What every option comes to, and where each value came from: the flag, the profile named on the command line, the environment,
//! the default profile, in this order.

use super::option::{Kind, Opt, PREFIX, Reach};
use crate::request::{Origin, RequestError, UsageError};
use crate::sys::Environment;
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The words that switch on, and off.
const ON: [&str; 6] = ["1", "y", "yes", "t", "true", "on"];
const OFF: [&str; 6] = ["0", "n", "no", "f", "false", "off"];

/// What one layer says.
pub(super) type Values = Vec<(&'static Opt, Value)>;

/// The values of one command's options. (No `Debug`: a variable may hold a secret.)
#[derive(Clone, Default)]
pub(super) struct Settings {
    values: BTreeMap<&'static str, Value>,
}

/// The values of one option: one for most, several for a list; an empty one that was typed stands for "nothing".
#[derive(Clone)]
pub(super) struct Value {
    pub(super) raw: Vec<OsString>,
    pub(super) origin: Origin,
}

impl Settings {
    /// What was typed.
    pub(super) fn typed(options: impl Iterator<Item = &'static Opt>, matches: &ArgMatches) -> Result<Self, UsageError> {
        let mut settings = Self::default();
        let typed: Vec<&str> = matches.ids().map(clap::Id::as_str).filter(|id| is_typed(id, matches)).collect();
        let layer = options.filter(|option| typed.contains(&option.name)).map(|option| {
            let origin = Origin::Flag(option.flag());
            (option, Value { raw: raw_values(option, matches), origin })
        });
        settings.add(layer.collect())?;
        Ok(settings)
    }

    /// Takes from the environment what is not set yet.
    pub(super) fn add_environment(
        &mut self,
        options: impl Iterator<Item = &'static Opt>,
        environment: &Environment,
    ) -> Result<(), UsageError> {
        let ours: Vec<(&str, &str)> = environment.beginning_with(PREFIX).collect();
        let layer = options.filter_map(|option| {
            let own = ours.iter().find(|(rest, _)| option.reach != Reach::Flag && option.is_variable(rest));
            let (name, text) = own.map(|(rest, text)| (format!("{PREFIX}{rest}"), *text))?;
            let raw = match option.kind {
                Kind::List(divider) => text.split(divider).map(OsString::from).collect(),
                _ => vec![text.into()],
            };
            Some((option, Value { raw, origin: Origin::Variable(name) }))
        });
        self.add(layer.collect())
    }

    /// Takes from other programs' variables what nobody has said to this one: our own output sets some of them.
    pub(super) fn add_theirs(&mut self, options: impl Iterator<Item = &'static Opt>, environment: &Environment) -> Result<(), UsageError> {
        let layer = options.filter_map(|option| {
            let (name, text) = option.also.and_then(|name| Some((name, environment.get(name)?)))?;
            Some((option, Value { raw: vec![text.into()], origin: Origin::Variable(name.to_owned()) }))
        });
        self.add(layer.collect())
    }

    /// Takes from files what is not set yet, from the nearest file first.
    pub(super) fn add_layers(&mut self, layers: impl IntoIterator<Item = Values>) -> Result<(), UsageError> {
        layers.into_iter().try_for_each(|values| self.add(values))
    }

    /// What one layer says counts where no nearer one has said the same, or the same in another way.
    fn add(&mut self, layer: Values) -> Result<(), UsageError> {
        let is_taken =
            |option: &Opt| self.values.contains_key(option.name) || option.rivals.iter().any(|name| self.values.contains_key(name));
        let new: Vec<_> = layer.into_iter().filter(|(option, _)| !is_taken(option)).collect();
        for (option, value) in new {
            check(option, &value)?;
            self.values.insert(option.name, value);
        }
        Ok(())
    }

    /// Sets a text, whatever it was before.
    pub(super) fn set(&mut self, option: &Opt, text: &str, origin: Origin) {
        self.values.insert(option.name, Value { raw: vec![text.into()], origin });
    }

    /// The values of `option` as they came.
    pub(super) fn get(&self, option: &Opt) -> Option<&Value> {
        self.values.get(option.name)
    }

    /// The text, unless it is empty.
    pub(super) fn text(&self, option: &Opt) -> Option<&str> {
        self.values.get(option.name)?.raw.last()?.to_str().filter(|text| !text.is_empty())
    }

    /// Whether this was said, or the same in another way.
    pub(super) fn is_said(&self, option: &Opt) -> bool {
        self.text(option).is_some() || option.rivals.iter().any(|rival| self.values.contains_key(rival))
    }

    /// The path, unless it is empty.
    pub(super) fn path(&self, option: &Opt) -> Option<PathBuf> {
        self.values.get(option.name)?.raw.last().filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, option: &Opt) -> bool {
        self.text(option).is_some_and(|text| !OFF.contains(&text.to_lowercase().as_str()))
    }

    /// How often something was said.
    pub(super) fn count(&self, option: &Opt) -> u8 {
        self.text(option).and_then(|text| text.parse().ok()).unwrap_or_else(|| u8::from(self.is_on(option)))
    }

    /// The entries of a list, without empty ones.
    pub(super) fn list(&self, option: &Opt) -> Vec<&str> {
        let raw = self.values.get(option.name).map(|value| value.raw.as_slice()).unwrap_or_default();
        raw.iter().filter_map(|text| text.to_str()).filter(|text| !text.is_empty()).collect()
    }

    /// The text as a value of a kind, unless it is empty.
    ///
    /// # Errors
    /// [`UsageError::BadValue`], naming where it came from.
    pub(super) fn parsed<T: FromStr<Err = RequestError>>(&self, option: &Opt) -> Result<Option<T>, UsageError> {
        self.text(option).map(|text| text.parse().map_err(self.bad(option))).transpose()
    }

    /// The text, which must be there.
    ///
    /// # Errors
    /// [`UsageError::Missing`].
    pub(super) fn required(&self, option: &'static Opt, what: &'static str) -> Result<&str, UsageError> {
        self.text(option).ok_or_else(|| missing(option, what))
    }

    /// Where the value of `option` came from; its flag, where nobody has said it.
    pub(super) fn origin(&self, option: &Opt) -> Origin {
        self.get(option).map_or_else(|| Origin::Flag(option.flag()), |value| value.origin.clone())
    }

    /// The first of `options` that was typed.
    pub(super) fn typed_of(&self, options: &[&'static Opt]) -> Option<&'static Opt> {
        options.iter().copied().find(|option| matches!(self.get(option), Some(Value { origin: Origin::Flag(_), .. })))
    }

    /// Names where a bad value came from.
    pub(super) fn bad(&self, option: &Opt) -> impl Fn(RequestError) -> UsageError {
        let (origin, option) = (self.origin(option), option.id);
        move |source| UsageError::BadValue { option, origin: origin.clone(), source }
    }

    /// Whether `option` was set in the environment, by the variable `name`.
    pub(super) fn is_from_variable(&self, option: &Opt, name: &str) -> bool {
        matches!(self.get(option), Some(Value { origin: Origin::Variable(found), .. }) if found == name)
    }
}

/// Something that must be said was not.
pub(super) fn missing(option: &Opt, what: &'static str) -> UsageError {
    UsageError::Missing { what, option: option.id }
}

fn is_typed(id: &str, matches: &ArgMatches) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

fn raw_values(option: &Opt, matches: &ArgMatches) -> Vec<OsString> {
    match option.kind {
        Kind::Switch => vec!["true".into()],
        Kind::Count => vec![matches.get_count(option.name).to_string().into()],
        Kind::List(divider) => {
            let texts = matches.get_many::<String>(option.name).unwrap_or_default();
            texts.flat_map(|text| text.split(divider)).map(OsString::from).collect()
        }
        Kind::Text | Kind::Path | Kind::Choice(_) => matches.get_raw(option.name).into_iter().flatten().map(OsStr::to_os_string).collect(),
    }
}

/// What clap has checked of a flag, for the other layers too.
fn check(option: &Opt, value: &Value) -> Result<(), UsageError> {
    let bad = |source| UsageError::BadValue { option: option.id, origin: value.origin.clone(), source };
    let text = value.raw.last().map(OsString::as_os_str).unwrap_or_default();
    let is_word = |words: &[&str]| text.to_str().is_some_and(|text| words.contains(&text.to_lowercase().as_str()));
    if matches!(option.kind, Kind::Switch) && !text.is_empty() && !is_word(&ON) && !is_word(&OFF) {
        return Err(bad(RequestError::NotAChoice { given: text.to_string_lossy().into_owned(), choices: "true, false".to_owned() }));
    }
    if let Kind::Choice(choices) = option.kind
        && !text.is_empty()
        && !choices().iter().any(|choice| OsStr::new(choice) == text)
    {
        return Err(bad(RequestError::NotAChoice { given: text.to_string_lossy().into_owned(), choices: choices().join(", ") }));
    }
    Ok(())
}

/// `path` as a profile in `folder` means it.
pub(super) fn of_profile(path: &str, folder: &Path, environment: &Environment) -> PathBuf {
    match (path, path.strip_prefix("~/"), environment.get("HOME")) {
        ("-", ..) => PathBuf::from(path),
        (_, Some(rest), Some(home)) => Path::new(home).join(rest),
        _ => folder.join(path),
    }
}
