//! One option in its three spellings: the flag `--role-arn`, the variable `STS_CLI_ROLE_ARN`, the key `role_arn` of a profile.

use crate::request::OptionName;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::engine::ArgValueCandidates;
use std::ffi::{OsStr, OsString};

/// How the variables of this program begin.
pub(super) const PREFIX: &str = "STS_CLI_";

/// What an option takes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// One value.
    Text,
    /// The path of a file; in a profile it is read from the profile's folder, `~` from the home folder.
    Path,
    /// One of these values.
    Choice(fn() -> Vec<&'static str>),
    /// Said or not said.
    Switch,
    /// Said once, twice, thrice.
    Count,
    /// Any number of values; in a variable they are divided by this character.
    List(char),
}

/// Where an option may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Everywhere: flag, variable, profile.
    Everywhere,
    /// Not in a profile: it belongs to one call.
    Call,
    /// Only as a flag.
    Flag,
    /// Only as a variable: a secret.
    Variable,
}

/// An option. All of them stand in `options.rs`.
pub(super) struct Opt {
    /// What it is called below the command layer.
    pub(super) id: OptionName,
    /// The flag, without its dashes.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) reach: Reach,
    pub(super) help: &'static str,
    value: &'static str,
    heading: &'static str,
    alias: Option<&'static str>,
    short: Option<char>,
    /// The flag where it is another than the name: one word, two meanings.
    typed_as: Option<&'static str>,
    is_hidden: bool,
    /// Another program's variable that counts too, after ours.
    pub(super) also: Option<&'static str>,
    key: Option<&'static str>,
    /// What a shell offers for it.
    offers: Option<fn() -> ArgValueCandidates>,
    /// Options that mean the same in another way: one that is set nearer takes the place of this one.
    pub(super) rivals: &'static [&'static str],
}

impl Opt {
    const fn new(id: OptionName, name: &'static str, kind: Kind, value: &'static str, help: &'static str) -> Self {
        Self {
            id,
            name,
            kind,
            reach: Reach::Everywhere,
            help,
            value,
            heading: "General",
            alias: None,
            short: None,
            typed_as: None,
            is_hidden: false,
            also: None,
            key: None,
            offers: None,
            rivals: &[],
        }
    }

    pub(super) const fn text(id: OptionName, name: &'static str, value: &'static str, help: &'static str) -> Self {
        Self::new(id, name, Kind::Text, value, help)
    }

    pub(super) const fn path(id: OptionName, name: &'static str, help: &'static str) -> Self {
        Self::new(id, name, Kind::Path, "PATH", help)
    }

    pub(super) const fn switch(id: OptionName, name: &'static str, help: &'static str) -> Self {
        Self::new(id, name, Kind::Switch, "", help)
    }

    pub(super) const fn count(id: OptionName, name: &'static str, help: &'static str) -> Self {
        Self::new(id, name, Kind::Count, "", help)
    }

    pub(super) const fn list(id: OptionName, name: &'static str, divider: char, value: &'static str, help: &'static str) -> Self {
        Self::new(id, name, Kind::List(divider), value, help)
    }

    pub(super) const fn choice(
        id: OptionName,
        name: &'static str,
        value: &'static str,
        choices: fn() -> Vec<&'static str>,
        help: &'static str,
    ) -> Self {
        Self::new(id, name, Kind::Choice(choices), value, help)
    }

    pub(super) const fn under(self, heading: &'static str) -> Self {
        Self { heading, ..self }
    }

    pub(super) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    pub(super) const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    pub(super) const fn typed_as(self, flag: &'static str) -> Self {
        Self { typed_as: Some(flag), ..self }
    }

    pub(super) const fn also(self, variable: &'static str) -> Self {
        Self { also: Some(variable), ..self }
    }

    pub(super) const fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(super) const fn offering(self, offers: fn() -> ArgValueCandidates) -> Self {
        Self { offers: Some(offers), ..self }
    }

    pub(super) const fn instead_of(self, rivals: &'static [&'static str]) -> Self {
        Self { rivals, ..self }
    }

    pub(super) const fn of_a_call(self) -> Self {
        Self { reach: Reach::Call, ..self }
    }

    pub(super) const fn only_typed(self) -> Self {
        Self { reach: Reach::Flag, ..self }
    }

    pub(super) const fn only_a_variable(self) -> Self {
        Self { reach: Reach::Variable, ..self }
    }

    pub(super) const fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }

    /// The variable of this option.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('-', "_").to_uppercase())
    }

    /// The variable that a hint names for it: another program's where there is one, which needs no explanation.
    pub(super) fn variable_to_set(&self) -> String {
        self.also.map_or_else(|| self.variable(), str::to_owned)
    }

    /// Whether `rest` is what follows `STS_CLI_` in the variable of this option.
    pub(super) fn is_variable(&self, rest: &str) -> bool {
        same(self.name, rest, |c| if c == b'-' { b'_' } else { c.to_ascii_uppercase() })
    }

    /// Whether `key` is the key of this option in a profile.
    pub(super) fn is_key(&self, key: &str) -> bool {
        same(self.key.unwrap_or(self.name), key, |c| if c == b'-' { b'_' } else { c })
    }

    /// Whether this option may stand in a profile.
    pub(super) fn is_for_profiles(&self) -> bool {
        self.reach == Reach::Everywhere
    }

    /// The key of this option in a profile.
    pub(super) fn key_name(&self) -> String {
        self.key.map_or_else(|| self.name.replace('-', "_"), str::to_owned)
    }

    /// The flag as it is typed.
    pub(super) fn flag(&self) -> String {
        format!("--{}", self.typed_as.unwrap_or(self.name))
    }

    /// The flag as hints show it: in its short form, where it has one.
    pub(super) fn shown_flag(&self) -> String {
        self.short.map_or_else(|| self.flag(), |short| format!("-{short}"))
    }

    /// Whether one of `arguments` may be this flag; a short one may stand in a group.
    pub(super) fn may_be_in(&self, arguments: &[OsString]) -> bool {
        arguments.iter().map(|argument| argument.as_encoded_bytes()).any(|argument| match argument.strip_prefix(b"--") {
            Some(flag) => {
                let name = flag.split(|byte| *byte == b'=').next().unwrap_or_default();
                name == self.name.as_bytes() || self.alias.is_some_and(|alias| name == alias.as_bytes())
            }
            None => argument.starts_with(b"-") && self.short.is_some(),
        })
    }

    /// The flag for clap; nothing for what only stands in a variable.
    pub(super) fn arg(&self) -> Option<Arg> {
        if self.reach == Reach::Variable {
            return None;
        }
        let arg =
            Arg::new(self.name).long(self.typed_as.unwrap_or(self.name)).help(self.help).help_heading(self.heading).hide(self.is_hidden);
        let arg = self.alias.into_iter().fold(arg, Arg::alias);
        let arg = self.short.into_iter().fold(arg, Arg::short);
        let arg = self.offers.into_iter().fold(arg, |arg, offers| arg.value_hint(ValueHint::Other).add(offers()));
        let arg = if self.value.is_empty() { arg } else { arg.value_name(self.value) };
        Some(match self.kind {
            Kind::Text => arg.action(ArgAction::Set),
            Kind::Path => arg.action(ArgAction::Set).value_parser(clap::value_parser!(std::ffi::OsString)).value_hint(ValueHint::FilePath),
            Kind::Choice(choices) => arg.action(ArgAction::Set).value_parser(Choices(choices)),
            Kind::Switch => arg.action(ArgAction::SetTrue),
            Kind::Count => arg.action(ArgAction::Count),
            Kind::List(_) => arg.action(ArgAction::Append),
        })
    }
}

/// Takes one of the values of a choice. They are named only when that choice is made, or help is shown.
#[derive(Clone)]
struct Choices(fn() -> Vec<&'static str>);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        PossibleValuesParser::new(self.shown()).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.shown()))
    }
}

impl Choices {
    /// The values as help lists them; the many that only name a shell are left out.
    fn shown(&self) -> impl Iterator<Item = PossibleValue> + use<> {
        (self.0)().into_iter().map(|name| PossibleValue::new(name).hide(name.contains(':')))
    }
}

/// Whether `text` is `name` in another spelling.
fn same(name: &str, text: &str, spelt: impl Fn(u8) -> u8) -> bool {
    name.len() == text.len() && name.bytes().map(spelt).eq(text.bytes())
}

/// The names that `table` pairs with values, made once.
pub(super) fn names<T>(table: &'static [(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}
