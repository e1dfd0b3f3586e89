//! Delivers credentials: as text, into files, to a command, through an endpoint. Deliveries get everything as values, and call neither
//! `session` nor anything above it.

pub mod aws_profile;
pub mod configure;
mod difference;
mod error;
pub mod exec;
#[cfg(test)]
mod fleet;
#[cfg(fuzzing)]
pub mod fuzz_entry;
mod json;
mod not_literal;
mod output;
mod overriding_variables;
mod parent_shell;
mod quoting;
mod renewal;
pub mod serve;
mod shell;
mod stale_variables;
mod storage_target;
mod text;
mod tools;
mod user_file;
mod variables;
pub mod watch;

pub(crate) use difference::of_profiles as profile_difference;
pub use error::Error;
pub(crate) use output::{check_written, print_text};
pub use text::Buckets;
pub use user_file::FileChange;

pub use not_literal::NotLiteral;
pub(crate) use overriding_variables::{warn_of_overrides as warn_of_variables, warn_of_variables_over_profile};
pub use quoting::{quoted, word};
pub use renewal::{CredentialSource, UserDeadline};

use crate::credentials::Credentials;
use crate::policy::SessionPolicy;
use crate::request::{AwsProfile, OutputFormat, Request, Shell, Tool, WriteOptions};
use crate::sys;
use crate::sys::files::append;
use crate::sys::files::is_special;
use crate::sys::{Deps, is_stdout_interactive_or_pipe};
use output::{commands, unset_commands, warn_if_output_is_readable, write};
use std::io::{self, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// Writes `credentials` in the requested form; nothing if no form was requested.
///
/// # Errors
/// See [`Error`].
pub fn to(request: &Request, credentials: &Credentials, buckets: Buckets, deps: &Deps) -> Result<(), Error> {
    let Some(form) = request.delivery.format else {
        print_buckets(buckets, deps);
        return Ok(());
    };
    let output = match form {
        OutputFormat::Text => text::page(credentials, &buckets, deps.clock.now()),
        OutputFormat::Json | OutputFormat::Process => json::object(credentials),
        OutputFormat::Env(shell) => commands(
            &variables::credential_variables(credentials, request),
            shell.unwrap_or_else(|| parent_shell::detect_shell(deps)),
            request,
            deps,
        )?,
        OutputFormat::Unset(shell) => unset_commands(shell, deps)?,
        OutputFormat::Tool(tool) => tools::text(tool, credentials, request, || parent_shell::detect_shell(deps))?,
        OutputFormat::Github => tools::github::masks(credentials),
    };
    if form != OutputFormat::Text {
        print_buckets(buckets, deps);
    } else if let Some(Err(error)) = &buckets {
        deps.terminal.warn(error);
    }
    if form == OutputFormat::Github {
        return write_github_files(&output, credentials, request, deps);
    }
    let holds_keys = match form {
        OutputFormat::Unset(_) => false,
        OutputFormat::Tool(Tool::DuckDb) => request.profile.is_none(), // otherwise it uses the AWS profile
        _ => true,
    };
    if holds_keys {
        warn_if_output_is_readable(deps);
    }
    write(&output)
}

/// Writes `credentials` into the requested AWS profile; does nothing if none was requested.
///
/// # Errors
/// See [`Error`].
pub(crate) async fn to_aws_profile(request: &Request, credentials: &Credentials, deps: &Deps) -> Result<(), Error> {
    let Some(AwsProfile { name, write_options }) = &request.delivery.aws_profile else { return Ok(()) };
    let changes = aws_profile::write_profile(name, credentials, request, *write_options, deps).await?;
    let path = changes.first().map(|file| file.path.display().to_string()).unwrap_or_default();
    let success_text =
        format!("the AWS profile `{name}` in {path} now has the keys; they expire {}", credentials.expiration_in_words(deps.clock.now()));
    warn_of_exposure(&changes, *write_options, deps);
    warn_of_variables_over_profile(name, true, request, deps);
    report_changes(&changes, *write_options, &success_text, request.delivery.format.is_none(), deps)
}

/// Warns if other users can read the first of the files, into which keys were written.
pub(crate) fn warn_of_exposure(changes: &[FileChange], write_options: WriteOptions, deps: &Deps) {
    let exposed = changes.first().filter(|_| !write_options.dry_run).and_then(|file| user_file::exposure(Some(&file.path)));
    exposed.iter().for_each(|warning| deps.terminal.warn_once(warning));
}

/// Prints `success_text` as a note. In a dry run prints the difference instead: to standard output if `to_stdout`, else to standard error.
///
/// # Errors
/// See [`Error`].
pub(crate) fn report_changes(
    changes: &[FileChange],
    write_options: WriteOptions,
    success_text: &str,
    to_stdout: bool,
    deps: &Deps,
) -> Result<(), Error> {
    if !write_options.dry_run {
        deps.terminal.note(success_text);
        #[cfg(feature = "sandbox")]
        for change in changes {
            sys::test_events::TestEvent::FileWritten { path: change.path.display().to_string() }.send();
        }
        return Ok(());
    }
    let difference: String = changes.iter().map(|file| file.difference.as_str()).collect();
    match difference.trim_end() {
        "" => deps
            .terminal
            .note(&format!("nothing would change in {}", changes.first().map_or_else(String::new, |file| file.path.display().to_string()))),
        _ if to_stdout => return print_text(&difference),
        difference => sys::print_to_stderr(&crate::text::printable_lines(difference)),
    }
    Ok(())
}

/// Prints the `add-mask` commands before anything else can be logged, then appends the variables to the `GITHUB_ENV` file.
fn write_github_files(masks: &Zeroizing<String>, credentials: &Credentials, request: &Request, deps: &Deps) -> Result<(), Error> {
    let file = deps.environment.get("GITHUB_ENV").ok_or(Error::NotInGithub)?;
    let failed = |source| Error::NoGithubFile { path: file.to_owned(), source };
    if is_special(Path::new(file)) {
        return Err(failed(io::Error::other("it is a pipe or a device, where the keys would be lost or exposed")));
    }
    let variables = tools::github::variables(credentials, request)?;
    let set_names = variables::CONFLICTS.into_iter().chain(variables::ENDPOINTS).filter(|name| deps.environment.get(name).is_some());
    for name in set_names.chain(stale_variables::equivalent_names(&deps.environment, request)) {
        deps.terminal.warn(&format!("{name} is set in this job and may override these keys or their endpoint; a step cannot unset it"));
    }
    if is_stdout_interactive_or_pipe() {
        write(masks)?;
    } else {
        io::stderr().write_all(masks.as_bytes()).map_err(Error::NotWritten)?; // with `>> $GITHUB_ENV` a command in the file would fail the job and be shown
    }
    append(Path::new(file), &variables).map_err(failed)
}

/// Writes the commands that remove what [`to`], and an enclosing `exec`, set in a shell.
///
/// # Errors
/// See [`Error`].
pub fn unset(shell: Option<Shell>, deps: &Deps) -> Result<(), Error> {
    write(&unset_commands(shell, deps)?)
}

/// Prints expiration, identity and permissions of `credentials`, without secrets.
///
/// # Errors
/// See [`Error`].
pub(crate) fn print_facts(credentials: &Credentials, deps: &Deps) -> Result<(), Error> {
    write(&text::facts(credentials, deps.clock.now()))
}

/// Prints a summary of a login, its buckets and the next commands, without secrets.
///
/// # Errors
/// See [`Error`].
pub(crate) fn print_login(request: &Request, credentials: &Credentials, buckets: &Buckets, deps: &Deps) -> Result<(), Error> {
    write(&text::login_summary(request.profile.as_deref(), credentials, buckets, deps.clock.now()))
}

/// Prints a session policy as indented JSON.
///
/// # Errors
/// See [`Error`].
pub fn policy(policy: &SessionPolicy) -> Result<(), Error> {
    write(&Zeroizing::new(policy.pretty() + "\n"))
}

/// Prints the buckets on standard error, for output forms that cannot contain them.
fn print_buckets(buckets: Buckets, deps: &Deps) {
    match buckets {
        Some(Ok(names)) if names.is_empty() => deps.terminal.note("no buckets"),
        Some(Ok(names)) => deps.terminal.note(&format!("buckets: {}", names.join(", "))),
        Some(Err(error)) => deps.terminal.warn(&error),
        None => {}
    }
}
