//! A command, one call of it, and what that comes to with profiles and environment.

use super::config_file;
use super::identities::IdentityRow;
use super::option_spec::OptionSpec;
use super::options::{LOGIN, PROFILE, SAVE};
use super::profile_file::Profile;
use super::profile_names::{self, NO_PROFILE};
use super::settings::Settings;
use crate::error::Failure;
use crate::request::{ConfigError, LoginWay, Origin, UsageError};
use crate::sys::Deps;
use clap::{ArgMatches, Command};
use std::cell::OnceCell;
use std::rc::Rc;

/// A command. All of them stand in `rows.rs`.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// The group that it stands under in the list of commands.
    pub(super) group: &'static str,
    pub(super) about: &'static str,
    pub(super) after_help: &'static str,
    pub(super) options: &'static [&'static [&'static OptionSpec]],
    /// Options of the groups above that this command does not take.
    pub(super) without: &'static [&'static OptionSpec],
    /// What it takes besides options.
    pub(super) more: fn(Command) -> Command,
    pub(super) run: fn(Call<'_>) -> Result<u8, Failure>,
    /// Who logs in, where the command says it.
    pub(super) identity: Option<&'static IdentityRow>,
}

impl Row {
    /// Its options.
    pub(super) fn options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        let without = self.without;
        let is_taken = move |option: &&OptionSpec| without.iter().all(|known| known.id != option.id);
        self.options.iter().flat_map(|group| group.iter().copied()).filter(is_taken)
    }
}

/// A command line that clap has taken, and the world it is to be run in.
pub(super) struct Call<'a> {
    pub(super) row: &'static Row,
    pub(super) matches: &'a ArgMatches,
    pub(super) deps: &'a Rc<Deps>,
    /// What was typed.
    pub(super) typed: Settings,
    /// The profile that it works with, once that is known.
    pub(super) active_profile: &'a OnceCell<ActiveProfile>,
}

/// The profile that a call works with.
pub(super) struct ActiveProfile {
    pub(super) name: String,
    /// The place that disables prompts: where `login` is `never`.
    pub(super) never: Option<Origin>,
}

impl ActiveProfile {
    /// The profile `name` with which a call comes to `settings`.
    fn new(name: &str, settings: &Settings) -> Self {
        let never = matches!(settings.value(&LOGIN), Ok(Some(LoginWay::Never))).then(|| settings.origin(&LOGIN));
        Self { name: name.to_owned(), never }
    }
}

/// The settings and the identity that a call resolves to.
pub(super) struct Resolved {
    pub(super) settings: Settings,
    /// Who logs in.
    pub(super) identity: &'static IdentityRow,
    /// The profile, where one was named or is the default.
    pub(super) profile: Option<String>,
}

impl Call<'_> {
    /// The argument `name` as text, where it was given.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// The profile from `--profile` or the positional argument; an origin of `None` means the argument.
    ///
    /// # Errors
    /// [`UsageError::TwoNames`], where the two name different ones.
    pub(super) fn named(&self) -> Result<Option<(&str, Option<Origin>)>, UsageError> {
        match (self.argument("PROFILE"), self.typed.text(&PROFILE)) {
            (Some(argument), Some(flag)) if argument != flag => {
                let [argument, value] = [argument, flag].map(profile_names::shown_name);
                Err(UsageError::TwoNames { argument, flag: PROFILE.flag(), value })
            }
            (Some(argument), _) => Ok(Some((argument, None))),
            (None, flag) => Ok(flag.map(|flag| (flag, Some(Origin::Flag(PROFILE.flag()))))),
        }
    }

    /// Resolves settings and identity. Precedence: flags, named profile, `STS_CLI_` variables, other programs' variables,
    /// `config.toml`. Without a named profile the default profile stands after the `STS_CLI_` variables.
    ///
    /// # Errors
    /// Two names for the profile, one that is not there or cannot be understood, a value that is none, or nobody to log in.
    pub(super) fn resolve(&self) -> Result<Resolved, UsageError> {
        match self.named()? {
            Some((NO_PROFILE, _)) => self.resolve_without_profile(self.identity(None)?),
            Some((name, origin)) => self.resolve_profile(name, origin),
            None => self.resolve_default(self.typed.clone()),
        }
    }

    /// What this call comes to with the profile `name`, which stands at `origin`.
    ///
    /// # Errors
    /// The errors of [`Call::resolve`].
    pub(super) fn resolve_profile(&self, name: &str, origin: Option<Origin>) -> Result<Resolved, UsageError> {
        let resolved = self.look_at_profile(name, origin)?;
        let _ = self.active_profile.set(ActiveProfile::new(name, &resolved.settings));
        Ok(resolved)
    }

    /// Resolves the profile `name` as [`Call::resolve_profile`] does, for a call that is of other profiles too: hints do not name it.
    ///
    /// # Errors
    /// The errors of [`Call::resolve`].
    pub(super) fn look_at_profile(&self, name: &str, origin: Option<Origin>) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        let profile = Profile::read(name, origin, self.deps)?;
        let identity = self.identity(Some(&profile))?;
        settings.add_layers(profile.values())?;
        settings.add_environment(self.options_with(identity), &self.deps.environment)?;
        settings.add_theirs(self.options_with(identity), &self.deps.environment)?;
        settings.add_layers([config_file::config(self.deps)?.values()])?;
        Ok(Resolved { settings, identity, profile: Some(name.to_owned()) })
    }

    /// What this call comes to for this identity, whatever profiles there are.
    ///
    /// # Errors
    /// A value that is none.
    pub(super) fn resolve_without_profile(&self, identity: &'static IdentityRow) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        settings.add_environment(self.options_with(identity), &self.deps.environment)?;
        settings.add_theirs(self.options_with(identity), &self.deps.environment)?;
        settings.add_layers([config_file::config(self.deps)?.values()])?;
        Ok(Resolved { settings, identity, profile: None })
    }

    /// What this call comes to where no profile was named: the environment overrides the default profile, which it may name.
    fn resolve_default(&self, mut settings: Settings) -> Result<Resolved, UsageError> {
        let config = config_file::config(self.deps)?;
        let variable = PROFILE.variable();
        let by_variable = self.deps.environment.get(&variable).map(|name| (name.to_owned(), Origin::Variable(variable.clone())));
        let named = by_variable.or(config.default.clone()).filter(|(name, _)| name != NO_PROFILE);
        let profile = named.map(|(name, origin)| Profile::read(&name, Some(origin), self.deps)).transpose()?;
        let identity = self.identity(profile.as_ref())?;
        settings.add_environment(self.options_with(identity), &self.deps.environment)?;
        let name = profile.as_ref().map(|profile| profile.name.clone());
        settings.add_layers(profile.into_iter().flat_map(Profile::values))?;
        settings.add_theirs(self.options_with(identity), &self.deps.environment)?;
        settings.add_layers([config.values()])?;
        let profile = name.filter(|_| self.row.identity.is_none());
        if let Some(name) = &profile {
            let _ = self.active_profile.set(ActiveProfile::new(name, &settings));
        }
        Ok(Resolved { settings, identity, profile })
    }

    /// Refuses a name that was typed and is empty: that of a variable which is not set would count as not said.
    ///
    /// # Errors
    /// [`ConfigError::NotAName`].
    pub(super) fn check_names(&self) -> Result<(), ConfigError> {
        let is_empty = |option: &&OptionSpec| self.typed.get(option).is_some() && !self.typed.is_set(option);
        match [&PROFILE.spec, &SAVE.spec].into_iter().find(is_empty) {
            Some(option) => profile_names::check_name("", Some(&Origin::Flag(option.flag()))),
            None => Ok(()),
        }
    }

    /// Who logs in: the command says it, or the profile.
    fn identity(&self, profile: Option<&Profile>) -> Result<&'static IdentityRow, UsageError> {
        if let Some(identity) = self.row.identity {
            return Ok(identity);
        }
        let Some(profile) = profile else {
            let (known, has_folder) = (profile_names::names(&self.deps.directories)?, self.deps.directories.config().is_some());
            return Err(UsageError::NoProfile { known, has_folder });
        };
        let said = profile.identity().and_then(|(name, _)| IdentityRow::named(name));
        Ok(said.ok_or_else(|| ConfigError::NoIdentity(profile.name.clone()))?)
    }

    /// The options of this command and of the identity that it works for.
    fn options_with(&self, identity: &'static IdentityRow) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.row.options().chain(identity.options())
    }
}
