//! [`IdentitySpec`]: the static facts of an identity, as data that the command layer renders.

use crate::request::option_spec::OptionSpec;
use crate::request::settings::Settings;
use crate::request::{OutputFormat, StsAction, UsageError, UserType};
use crate::sys::{Deps, Environment};

/// The static facts of an identity: names, help, options and STS action.
pub(crate) struct IdentitySpec {
    /// The command's name, and the value of `identity` in profiles.
    pub(crate) name: &'static str,
    /// The help's first line.
    pub(crate) about: &'static str,
    /// A description of a few words, for the screen that lists all commands.
    pub(crate) brief: &'static str,
    /// Text for `--help`, with lines of at most 78 columns.
    pub(crate) notes: &'static str,
    /// Commands to run, on one line or more each; `-h` shows the first two.
    pub(crate) examples: &'static [&'static str],
    /// A command to run in a shell that `sts-cli sandbox -- sh` starts, for `--help`.
    pub(crate) sandbox_example: &'static str,
    /// Options that `-h` lists before those with a rank.
    pub(crate) first_options: &'static [&'static OptionSpec],
    /// Its options, in groups; the command layer adds those that all identities have.
    pub(crate) options: &'static [&'static [&'static OptionSpec]],
    /// Options that all identities have, and whose flags the command of this one does not accept. A variable or a profile can still set
    /// them: the STS action decides what is refused.
    pub(crate) excluded_options: &'static [&'static OptionSpec],
    /// Its STS action.
    pub(crate) action: &'static StsAction,
    /// The type of user that MinIO attributes the credentials to.
    pub(crate) user_type: UserType,
    /// The answer by which `login URL` offers it; `None`: it is not offered.
    pub(crate) login_choice: Option<&'static str>,
    /// The settings that `login URL` prompts for.
    pub(crate) login_prompts: &'static [SettingPrompt],
    /// Returns the variables of other programs that its secrets are read from, because a profile does not hold them.
    pub(crate) secret_variables: fn(&Settings, &Environment) -> Vec<&'static str>,
    /// Whether its flags may begin with one dash, as those of MinIO's sample programs do.
    pub(crate) accepts_sample_flags: bool,
}

/// The input that an identity is built from.
pub(crate) struct BuildContext<'a> {
    /// The values of the options.
    pub(crate) settings: &'a Settings,
    /// The output format, which decides whether a credential helper may open a browser.
    pub(crate) format: Option<OutputFormat>,
    /// The outside world: the environment, and the terminal for warnings.
    pub(crate) deps: &'a Deps,
}

/// A setting that an interactive `login` prompts for if it is not set.
pub(crate) struct SettingPrompt {
    /// The option that the answer sets.
    pub(crate) option: &'static OptionSpec,
    /// The prompt.
    pub(crate) prompt: &'static str,
    /// The answer for an empty line; empty for none.
    pub(crate) default: &'static str,
    /// The option that makes the setting unnecessary.
    pub(crate) unless: Option<&'static OptionSpec>,
    /// Checks the answer.
    pub(crate) check: fn(&Settings) -> Result<(), UsageError>,
}

impl IdentitySpec {
    /// Creates an identity without options, prompts and exceptions, for `IdentitySpec { options: …, ..IdentitySpec::new(…) }`.
    pub(crate) const fn new(name: &'static str, about: &'static str, action: &'static StsAction) -> Self {
        Self {
            name,
            about,
            brief: "",
            notes: "",
            examples: &[],
            sandbox_example: "",
            first_options: &[],
            options: &[],
            excluded_options: &[],
            action,
            user_type: UserType::BuiltIn,
            login_choice: None,
            login_prompts: &[],
            secret_variables: |_, _| Vec::new(),
            accepts_sample_flags: false,
        }
    }
}

impl SettingPrompt {
    /// Creates a prompt for `option` whose answer is not checked.
    pub(crate) const fn new(option: &'static OptionSpec, prompt: &'static str) -> Self {
        Self { option, prompt, default: "", unless: None, check: |_| Ok(()) }
    }
}
