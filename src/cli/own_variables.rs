//! Checks this program's environment variables: ignoring one could drop a session policy or an administrator's profile.

use super::commands::COMMANDS;
use super::invocation::CommandSpec;
use super::option_groups;
use crate::request::UsageError;
use crate::request::option_spec::{OptionScope, OptionSpec, VARIABLE_PREFIX};
use crate::sys::Deps;

/// Variables that are not options, without the prefix.
const OTHERS: [&str; 5] = ["STATE_DIR", "SYSTEM_DIR", "ACTIVE_PROFILE", "ORIGINAL_AWS_CONFIG_FILE", "ORIGINAL_AWS_SHARED_CREDENTIALS_FILE"];
/// The beginnings of those that the sandbox and tests read.
const OTHER_BEGINNINGS: [&str; 3] = ["SANDBOX_", "TEST_", "TESTS_"];

/// Warns about unknown variables.
///
/// # Errors
/// A variable that is not UTF-8, a relative `STS_CLI_SYSTEM_DIR`, or the misspelled name of an option.
pub(super) fn check(deps: &Deps) -> Result<(), UsageError> {
    let is_ours = |name: &&str| name.starts_with(VARIABLE_PREFIX) && !name.starts_with("STS_CLI_SANDBOX_"); // paths that clap reads
    if let Some(name) = deps.environment.non_utf8_names().find(is_ours) {
        return Err(UsageError::NotText(name.to_owned()));
    }
    if let Some(path) = deps.directories.relative_system() {
        return Err(UsageError::RelativePath { variable: "STS_CLI_SYSTEM_DIR", path: path.to_owned() });
    }
    #[cfg(windows)]
    if let Some(state) = deps.directories.unprotected_state(&deps.environment) {
        deps.terminal.warn(&format!(
            "other users who may read {} (STS_CLI_STATE_DIR) can read its tokens and credentials: choose a folder below %LOCALAPPDATA%",
            state.display()
        ));
    }
    deps.environment.with_prefix(VARIABLE_PREFIX).filter(|(rest, _)| !is_known(rest)).try_for_each(|(rest, _)| report_unknown(rest, deps))
}

fn is_known(rest: &str) -> bool {
    let is_other = OTHERS.contains(&rest) || OTHER_BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning));
    is_other || options().any(|option| option.is_variable(rest))
}

/// Returns the options that a variable sets, with repetitions.
fn options() -> impl Iterator<Item = &'static OptionSpec> {
    option_groups::all().filter(|option| option.scope != OptionScope::FlagOnly)
}

/// Rejects a misspelled variable, and warns about any other without a secret: scripts and images may have variables with our prefix.
fn report_unknown(rest: &str, deps: &Deps) -> Result<(), UsageError> {
    let name = format!("{VARIABLE_PREFIX}{rest}");
    if let Some(option) = COMMANDS.iter().flat_map(CommandSpec::options).find(|option| option.is_variable(rest)) {
        deps.terminal.warn(&format!("{name} has no effect: use {}", option.flag()));
        return Ok(());
    }
    let distances = options().map(OptionSpec::variable).map(|known| (strsim::damerau_levenshtein(&known, &name), known));
    match distances.min() {
        Some((1..=2, nearest)) => Err(UsageError::UnknownVariable { name, nearest }),
        _ if deps.environment.secret_names().any(|secret| secret == name) => Ok(()), // for `--token env:NAME` or a command
        _ => {
            deps.terminal.warn(&format!("{name} has no effect: sts-cli has no such variable"));
            Ok(())
        }
    }
}
