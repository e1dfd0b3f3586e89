//! One call of a command: what was typed, and what it comes to with profiles and environment.

use super::identities::IdentityOf;
use super::option::Opt;
use super::options::PROFILE;
use super::profile_file::{self, NO_PROFILE, Profile};
use super::rows::Row;
use super::settings::Settings;
use crate::request::{ConfigError, UsageError};
use crate::sys::Deps;
use clap::ArgMatches;

/// A command line that clap has taken, and the world it is to be run in.
pub(super) struct Call<'a> {
    pub(super) row: &'static Row,
    pub(super) matches: &'a ArgMatches,
    pub(super) deps: &'a Deps,
    /// What was typed.
    pub(super) typed: Settings,
}

/// All that was said, and who is to log in.
pub(super) struct Resolved {
    pub(super) settings: Settings,
    /// The identity's command, whose options these are.
    pub(super) row: &'static Row,
    pub(super) identity: IdentityOf,
    /// The profile, where one was named or is the default.
    pub(super) profile: Option<String>,
}

impl Call<'_> {
    /// The argument `name` as text, where it was given.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// What this call comes to: the typed flags, the named profile, the environment, the default profile.
    ///
    /// # Errors
    /// A profile that is not there or cannot be understood, a value that is none, or nobody to log in.
    pub(super) fn resolve(&self) -> Result<Resolved, UsageError> {
        let named = self.argument("PROFILE").or(self.typed.text(&PROFILE)).map(str::to_owned);
        match named {
            Some(name) if name == NO_PROFILE => self.resolve_without_profile(Some(self.row)),
            Some(name) => self.resolve_profile(&name),
            None => self.resolve_default(self.typed.clone()),
        }
    }

    /// The same with the profile `name`.
    ///
    /// # Errors
    /// As [`Call::resolve`].
    pub(super) fn resolve_profile(&self, name: &str) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        let profile = Profile::read(name, self.deps)?;
        let (row, identity) = self.identity(Some(&profile))?;
        settings.add_profile(profile.layers)?;
        settings.add_environment(self.options_with(row), &self.deps.environment)?;
        settings.add_profile(vec![profile_file::config(self.deps)?.layer()])?;
        Ok(Resolved { settings, row, identity, profile: Some(name.to_owned()) })
    }

    /// What this call comes to as a call of the identity `row`, whatever profiles there are.
    ///
    /// # Errors
    /// A value that is none.
    pub(super) fn resolve_without_profile(&self, row: Option<&'static Row>) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        let found = row.and_then(|row| Some((row, row.identity?)));
        let (row, identity) = found.ok_or_else(|| UsageError::NoProfile { known: profile_file::names(&self.deps.directories) })?;
        settings.add_environment(self.options_with(row), &self.deps.environment)?;
        settings.add_profile(vec![profile_file::config(self.deps)?.layer()])?;
        Ok(Resolved { settings, row, identity, profile: None })
    }

    /// The same where no profile was named: the environment goes before the default profile, which it may name.
    fn resolve_default(&self, mut settings: Settings) -> Result<Resolved, UsageError> {
        let config = profile_file::config(self.deps)?;
        let by_variable = self.deps.environment.get(&PROFILE.variable()).map(str::to_owned);
        let name = by_variable.or(config.default.clone()).filter(|name| name != NO_PROFILE);
        let profile = name.map(|name| Profile::read(&name, self.deps)).transpose()?;
        let (row, identity) = self.identity(profile.as_ref())?;
        settings.add_environment(self.options_with(row), &self.deps.environment)?;
        let name = profile.as_ref().map(|profile| profile.name.clone());
        settings.add_profile(profile.map(|profile| profile.layers).unwrap_or_default())?;
        settings.add_profile(vec![config.layer()])?;
        Ok(Resolved { settings, row, identity, profile: name.filter(|_| self.row.identity.is_none()) })
    }

    /// Who logs in: the command says it, or the profile.
    fn identity(&self, profile: Option<&Profile>) -> Result<(&'static Row, IdentityOf), UsageError> {
        if let Some(identity) = self.row.identity {
            return Ok((self.row, identity));
        }
        let Some(profile) = profile else { return Err(UsageError::NoProfile { known: profile_file::names(&self.deps.directories) }) };
        let row = profile.identity().and_then(Row::named);
        let found = row.and_then(|row| Some((row, row.identity?)));
        Ok(found.ok_or_else(|| ConfigError::NoIdentity(profile.name.clone()))?)
    }

    /// The options of this command and of the identity that it works for.
    fn options_with(&self, identity: &'static Row) -> impl Iterator<Item = &'static Opt> + use<> {
        self.row.options().chain(identity.options())
    }
}
