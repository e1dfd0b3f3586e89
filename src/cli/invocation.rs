//! A command's definition, one invocation of it, and its settings resolved from flags, environment, profiles and `config.toml`.

use super::config_file;
use super::option_groups;
use super::options::{LOGIN, PROFILE, SAVE};
use super::profile_file::Profile;
use super::profile_names::{self, NO_PROFILE};
use crate::error::Failure;
use crate::request::identity::IdentityType;
use crate::request::option_spec::{Heading, OptionSpec, Prominence};
use crate::request::settings::{LayerValues, Settings};
use crate::request::{ConfigError, LoginMethod, Origin, UsageError};
use crate::sys::Deps;
use clap::{ArgMatches, Command};
use std::cell::OnceCell;
use std::rc::Rc;

/// The maximum number of options on the screen of `-h`.
pub(super) const MAX_COMMON_OPTIONS: usize = 10;

/// The definition of a command. `commands.rs` lists all of them.
#[derive(Clone, Copy)]
pub(super) struct CommandSpec {
    pub(super) name: &'static str,
    /// The heading that lists the command in the help.
    pub(super) group: &'static str,
    pub(super) about: &'static str,
    /// A description of a few words, for the screen that lists the commands; empty if only `--help` lists it.
    pub(super) brief: &'static str,
    /// Text for `--help`, with its own line breaks.
    pub(super) notes: &'static str,
    /// Commands to run, on one line or more each; `-h` shows the first two.
    pub(super) examples: &'static [&'static str],
    /// A command to run in a shell that `sts-cli sandbox -- sh` starts, for `--help`.
    pub(super) sandbox_example: &'static str,
    /// Options that `-h` lists before those with a rank. The command accepts them even if they are in no group of `options`.
    pub(super) first_options: &'static [&'static OptionSpec],
    pub(super) options: &'static [&'static [&'static OptionSpec]],
    /// Options of the groups in `options` that this command does not accept.
    pub(super) excluded_options: &'static [&'static OptionSpec],
    pub(super) has_subcommands: bool,
    /// Adds the arguments that are not options.
    pub(super) extra_arguments: fn(Command) -> Command,
    pub(super) run: fn(Invocation<'_>) -> Result<u8, Failure>,
    /// The identity that the command is named after; `None` for commands that use a profile's.
    pub(super) identity: Option<&'static IdentityType>,
}

impl CommandSpec {
    /// Returns the options that the command accepts.
    pub(super) fn options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        let (first, excluded, of_command) = (self.first_options, self.excluded_options, self.options);
        let is_included = move |option: &&'static OptionSpec| !excluded.contains(option);
        let of_identity = self.identity.map_or(&[][..], |identity| identity.options);
        let in_groups = move || of_identity.iter().chain(of_command).flat_map(|group| group.iter().copied());
        let only_first = first.iter().copied().filter(move |option| !in_groups().any(|known| known == *option));
        only_first.chain(in_groups()).filter(is_included)
    }

    /// Returns the notes and all examples, with line breaks.
    pub(super) fn after_help(&self) -> String {
        let heading = if self.examples.len() == 1 { "Example:" } else { "Examples:" };
        let lines = self.examples.iter().flat_map(|example| example.lines()).map(|line| format!("\n  {line}"));
        let examples = if self.examples.is_empty() { String::new() } else { heading.to_owned() + &lines.collect::<String>() };
        let parts = [self.notes.to_owned(), examples, self.sandbox_text()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// Returns the example for the sandbox with its heading; an empty text if there is none.
    pub(super) fn sandbox_text(&self) -> String {
        match self.sandbox_example {
            "" => String::new(),
            example => format!("Example, inside `sts-cli sandbox -- sh`:\n  {example}"),
        }
    }

    /// Returns the options that `-h` lists, most common first.
    pub(super) fn common_options(&self) -> Vec<&'static OptionSpec> {
        let mut ranked: Vec<_> = self.options().filter_map(|option| Some((self.rank(option)?, option))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().take(MAX_COMMON_OPTIONS).map(|(_, option)| option).collect()
    }

    /// Returns the position of `option` on the screen of `-h`; `None` if it is not common for this command.
    fn rank(&self, option: &OptionSpec) -> Option<usize> {
        let first = self.first_options.iter().position(|first| *first == option);
        first.or(match option.prominence {
            Prominence::Common(rank) => Some(rank.into()),
            Prominence::Setup(rank) if self.describes_login() => Some(rank.into()),
            Prominence::Setup(_) | Prominence::Rare => None,
        })
    }

    /// Returns whether the command line describes a login, which other commands take from a profile.
    fn describes_login(&self) -> bool {
        self.identity.is_some() || self.options().any(|option| option.heading == Heading::IdentityProvider)
    }
}

/// A parsed command line and the dependencies to run it with.
pub(super) struct Invocation<'a> {
    pub(super) row: &'static CommandSpec,
    pub(super) matches: &'a ArgMatches,
    pub(super) deps: &'a Rc<Deps>,
    /// The settings from flags.
    pub(super) typed: Settings,
    /// The profile in use, set once it is resolved.
    pub(super) active_profile: &'a OnceCell<ActiveProfile>,
}

/// The profile that an invocation uses.
pub(super) struct ActiveProfile {
    pub(super) name: String,
    /// The origin of `login = "never"`, if that disables prompts.
    pub(super) prompts_disabled_by: Option<Origin>,
}

impl ActiveProfile {
    /// Creates the active profile `name` from the resolved `settings`.
    fn new(name: &str, settings: &Settings) -> Self {
        let prompts_disabled_by = matches!(settings.value(&LOGIN), Ok(Some(LoginMethod::Never))).then(|| settings.origin(&LOGIN));
        Self { name: name.to_owned(), prompts_disabled_by }
    }
}

/// The settings and the identity that an invocation resolves to.
#[derive(Clone)]
pub(super) struct Resolved {
    pub(super) settings: Settings,
    pub(super) identity: &'static IdentityType,
    /// The explicit or default profile, if any.
    pub(super) profile: Option<String>,
}

impl Invocation<'_> {
    /// Returns the argument `name` as text, if it is set.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// Returns the profile from `--profile` or the positional argument; an origin of `None` means the argument.
    ///
    /// # Errors
    /// [`UsageError::ProfileGivenTwice`] if they differ.
    pub(super) fn explicit_profile(&self) -> Result<Option<(&str, Option<Origin>)>, UsageError> {
        match (self.argument("PROFILE"), self.typed.text(&PROFILE)) {
            (Some(argument), Some(flag)) if argument != flag => {
                let [argument, value] = [argument, flag].map(profile_names::masked_name);
                Err(UsageError::ProfileGivenTwice { argument, flag: PROFILE.flag(), value })
            }
            (Some(argument), _) => Ok(Some((argument, None))),
            (None, flag) => Ok(flag.map(|flag| (flag, Some(Origin::Flag(PROFILE.flag()))))),
        }
    }

    /// Resolves settings and identity. Precedence: flags, named profile, `STS_CLI_` variables, other programs' variables,
    /// `config.toml`. Without a named profile, the default profile comes after the `STS_CLI_` variables.
    ///
    /// # Errors
    /// The argument and `--profile` differ, the profile does not exist or cannot be parsed, a value is invalid, or no identity is set.
    pub(super) fn resolve(&self) -> Result<Resolved, UsageError> {
        match self.explicit_profile()? {
            Some((NO_PROFILE, _)) => self.resolve_without_profile(self.identity(None)?),
            Some((name, origin)) => self.resolve_profile(name, origin),
            None => self.resolve_default(self.typed.clone()),
        }
    }

    /// Resolves the settings with the profile `name`, named at `origin`, and makes it the active profile.
    ///
    /// # Errors
    /// The errors of [`Invocation::resolve`].
    pub(super) fn resolve_profile(&self, name: &str, origin: Option<Origin>) -> Result<Resolved, UsageError> {
        let resolved = self.resolve_inactive_profile(name, origin)?;
        let _ = self.active_profile.set(ActiveProfile::new(name, &resolved.settings));
        Ok(resolved)
    }

    /// Resolves the settings with the profile `name` without making it the active profile: for invocations that read several
    /// profiles, whose hints must not name one of them.
    ///
    /// # Errors
    /// The errors of [`Invocation::resolve`].
    pub(super) fn resolve_inactive_profile(&self, name: &str, origin: Option<Origin>) -> Result<Resolved, UsageError> {
        self.resolve_read_profile(name, Profile::read(name, origin, self.deps)?)
    }

    /// Resolves the settings with `profile`, which was read, without making it the active profile.
    ///
    /// # Errors
    /// An invalid value, or a profile without an identity.
    pub(super) fn resolve_read_profile(&self, name: &str, profile: Profile) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        let identity = self.identity(Some(&profile))?;
        settings.add_layers(profile.values())?;
        self.add_variables(&mut settings, identity)?;
        Ok(Resolved { settings, identity, profile: Some(name.to_owned()) })
    }

    /// Resolves the settings with a new profile `name` that has these values.
    ///
    /// # Errors
    /// An invalid value, or a `config.toml` that cannot be read.
    pub(super) fn resolve_new_profile(
        &self,
        name: &str,
        identity: &'static IdentityType,
        values: LayerValues,
    ) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        settings.add_layers([values])?;
        self.add_variables(&mut settings, identity)?;
        Ok(Resolved { settings, identity, profile: Some(name.to_owned()) })
    }

    /// Adds variables and `config.toml`, for settings that are not set yet.
    fn add_variables(&self, settings: &mut Settings, identity: &'static IdentityType) -> Result<(), UsageError> {
        settings.add_environment(self.options_for(identity), &self.deps.environment)?;
        settings.add_fallback_variables(self.options_for(identity), &self.deps.environment)?;
        settings.add_layers([config_file::read(self.deps)?.values()])
    }

    /// Resolves the settings for this identity without any profile.
    ///
    /// # Errors
    /// An invalid value, or a `config.toml` that cannot be read.
    pub(super) fn resolve_without_profile(&self, identity: &'static IdentityType) -> Result<Resolved, UsageError> {
        let mut settings = self.typed.clone();
        self.add_variables(&mut settings, identity)?;
        Ok(Resolved { settings, identity, profile: None })
    }

    /// Resolves the settings if no profile is named explicitly. The environment may name the default profile, and overrides its values.
    fn resolve_default(&self, mut settings: Settings) -> Result<Resolved, UsageError> {
        let config = config_file::read(self.deps)?;
        let variable = PROFILE.variable();
        let from_variable = self.deps.environment.get(&variable).map(|name| (name.to_owned(), Origin::Variable(variable.clone())));
        let selected = from_variable.or(config.default.clone()).filter(|(name, _)| name != NO_PROFILE);
        let profile = selected.map(|(name, origin)| Profile::read(&name, Some(origin), self.deps)).transpose()?;
        let identity = self.identity(profile.as_ref())?;
        settings.add_environment(self.options_for(identity), &self.deps.environment)?;
        let name = profile.as_ref().map(|profile| profile.name.clone());
        settings.add_layers(profile.into_iter().flat_map(Profile::values))?;
        settings.add_fallback_variables(self.options_for(identity), &self.deps.environment)?;
        settings.add_layers([config.values()])?;
        let profile = name.filter(|_| self.row.identity.is_none());
        if let Some(name) = &profile {
            let _ = self.active_profile.set(ActiveProfile::new(name, &settings));
        }
        Ok(Resolved { settings, identity, profile })
    }

    /// Rejects an empty `--profile` or `--save` (as from an unset shell variable), which would otherwise be ignored.
    ///
    /// # Errors
    /// [`ConfigError::InvalidName`].
    pub(super) fn check_names(&self) -> Result<(), ConfigError> {
        let is_empty = |option: &&OptionSpec| self.typed.get(option).is_some() && !self.typed.is_set(option);
        match [&PROFILE.spec, &SAVE.spec].into_iter().find(is_empty) {
            Some(option) => profile_names::check_name("", Some(&Origin::Flag(option.flag()))),
            None => Ok(()),
        }
    }

    /// Returns the identity of the command, else that of the profile.
    fn identity(&self, profile: Option<&Profile>) -> Result<&'static IdentityType, UsageError> {
        if let Some(identity) = self.row.identity {
            return Ok(identity);
        }
        let Some(profile) = profile else {
            let (known, has_folder) = (profile_names::names(&self.deps.directories)?, self.deps.directories.config().is_some());
            return Err(UsageError::NoProfile { known, has_folder });
        };
        let identity = profile.identity().and_then(|(name, _)| IdentityType::find(name));
        Ok(identity.ok_or_else(|| ConfigError::NoIdentity(profile.name.clone()))?)
    }

    /// Returns the options of this command and of `identity`.
    fn options_for(&self, identity: &'static IdentityType) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.row.options().chain(option_groups::of_identity(identity))
    }
}
