//! Runs a command with credentials: in its environment, or through a local endpoint that renews them until the command exits.

mod error;
mod interpreter;
mod signals;

use super::renewal::CredentialSource;
use super::serve::{self, CredentialsEndpoint};
use super::tools::{mc, rclone};
pub(crate) use super::variables::ACTIVE_PROFILE;
use super::{stale_variables, variables};
pub use error::Error;
use interpreter::CommandFile;
pub(crate) use interpreter::{DOES_NOT_EXIST, IS_NOT_EXECUTABLE};

use crate::aws_files::AwsFile;
use crate::credentials::Credentials;
use crate::request::Request;
use crate::sys::{Deps, exit_code, program_file};
use signals::SignalForwarder;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::Command;
use tokio::process::Child;
use zeroize::Zeroizing;

/// An environment variable of the command; `None` removes it. Later entries override earlier ones.
pub type CommandVariable = variables::OwnedVariable;

/// Returns the variables of a command for [`run`]: those of `-o env`, those for mc and rclone, the name of the profile, and removals of variables that would
/// override them.
#[must_use]
pub fn variables(credentials: &Credentials, request: &Request) -> Vec<CommandVariable> {
    let mut changes = variables_to_unset();
    changes.extend(variables::credential_variables(credentials, request).into_iter().map(to_command_variable));
    changes.extend(mc::variables(request, Some(credentials)));
    changes.extend(rclone::variables(request, Some(credentials)));
    changes.push(active_profile(request));
    changes
}

/// Returns the variables of a command for [`run_renewing`]: the endpoint, also for rclone, and no keys, which could not be renewed. mc
/// cannot use an endpoint.
fn renewing_variables(server: &CredentialsEndpoint, request: &Request) -> Vec<CommandVariable> {
    let mut changes = variables_to_unset();
    changes.extend(server.variables(request).into_iter().map(to_command_variable));
    changes.extend(mc::variables(request, None));
    changes.extend(rclone::variables(request, None));
    changes.push(active_profile(request));
    changes
}

fn active_profile(request: &Request) -> CommandVariable {
    (ACTIVE_PROFILE.to_owned(), Some(Zeroizing::new(request.label().to_owned())))
}

fn variables_to_unset() -> Vec<CommandVariable> {
    variables::CONTAINER.map(|name| (name.to_owned(), None)).to_vec()
}

fn to_command_variable((name, value): variables::Variable) -> CommandVariable {
    (name.to_owned(), value)
}

/// Checks that `program` exists and may be run.
///
/// # Errors
/// See [`Error`].
pub(crate) fn check(program: &OsStr, deps: &Deps) -> Result<(), Error> {
    let file = CommandFile::of(program, deps);
    file.check()?;
    file.check_executable()
}

/// Replaces this process by `program` with `credentials`. Returns only if that failed, or with a future that runs `program` as a child and
/// yields its exit code: on systems that cannot replace a process, and if `exec` might give the file to `sh`.
///
/// # Errors
/// See [`Error`].
pub fn run(
    program: &OsStr,
    arguments: &[OsString],
    credentials: &Credentials,
    request: &Request,
    deps: &Deps,
) -> Result<impl Future<Output = Result<u8, Error>> + use<>, Error> {
    let file = CommandFile::of(program, deps);
    file.check()?;
    let command = command(program, arguments, variables(credentials, request), request, deps);
    #[cfg(unix)]
    let command = if file.may_be_foreign() { command } else { return Err(file.fault(become_command(command, &file))) };
    Ok(async move {
        let signals = SignalForwarder::listen().map_err(serve::Error::Signals)?;
        let child = spawn(command, &file).map_err(|error| file.fault(error))?;
        wait_for_exit(child, signals).await.map_err(|error| file.fault(error))
    })
}

/// Runs `program` on the user's terminal, without credentials and without this program's secret variables. Returns its exit code, 128 + n
/// after signal n. Ctrl-C is for it alone.
///
/// # Errors
/// See [`Error`].
pub(crate) async fn run_without_credentials(program: &OsStr, arguments: &[OsString], deps: &Deps) -> Result<u8, Error> {
    let file = CommandFile::of(program, deps);
    file.check()?;
    let mut command = Command::new(program_file(&deps.environment, program));
    command.args(arguments);
    for name in deps.environment.own_secret_names() {
        command.env_remove(name);
    }
    let signals = SignalForwarder::listen().map_err(serve::Error::Signals)?;
    let child = spawn(command, &file).map_err(|error| file.fault(error))?;
    wait_for_exit(child, signals).await.map_err(|error| file.fault(error))
}

/// Creates the command with `variables`, and without this program's own secret variables.
fn command(program: &OsStr, arguments: &[OsString], variables: Vec<CommandVariable>, request: &Request, deps: &Deps) -> Command {
    let mut command = Command::new(program_file(&deps.environment, program));
    command.args(arguments);
    for name in deps.environment.own_secret_names() {
        command.env_remove(name);
    }
    for (name, value) in stale_variables::changes(&deps.environment, request).into_iter().chain(variables) {
        set(&mut command, &name, value.as_ref().map(|value| value.as_str()));
    }
    command
}

/// Sets an environment variable of `command`, or removes it.
fn set(command: &mut Command, name: &str, value: Option<&str>) {
    match value {
        Some(value) => command.env(name, value),
        None => command.env_remove(name),
    };
}

/// Starts it.
fn spawn(command: Command, file: &CommandFile) -> io::Result<Child> {
    let script = script(&command, file);
    match tokio::process::Command::from(command).spawn() {
        Err(error) if interpreter::is_unknown_format(&error) && file.is_script_for_sh() => tokio::process::Command::from(script).spawn(),
        spawned => spawned,
    }
}

fn script(command: &Command, file: &CommandFile) -> Command {
    let mut script = Command::new("/bin/sh");
    script.arg(file.path()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script
}

/// Becomes it, or returns why not.
#[cfg(unix)]
fn become_command(mut command: Command, file: &CommandFile) -> io::Error {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    if interpreter::is_unknown_format(&error) && file.is_script_for_sh() { script(&command, file).exec() } else { error }
}

/// Waits for the end of `child`, passes on `signals` that only this process gets, and returns the exit code: 128 + n after signal n.
async fn wait_for_exit(mut child: Child, mut signals: SignalForwarder) -> io::Result<u8> {
    let process = child.id();
    loop {
        tokio::select! {
            status = child.wait() => return status.map(exit_code),
            signal = signals.next() => signal.forward(process),
        }
    }
}

/// Runs `program` with a local endpoint, and with empty AWS files so that no profile overrides it. Returns its exit code, 128 + n after
/// signal n. Forwards signals that only this process receives.
///
/// # Errors
/// See [`Error`].
pub async fn run_renewing(
    program: &OsStr,
    arguments: &[OsString],
    first: Credentials,
    source: &impl CredentialSource,
    request: &Request,
    deps: &Deps,
) -> Result<u8, Error> {
    let file = CommandFile::of(program, deps);
    file.check()?;
    let signals = SignalForwarder::listen().map_err(serve::Error::Signals)?;
    let server = CredentialsEndpoint::open(None, deps).await?;
    let mut command = command(program, arguments, renewing_variables(&server, request), request, deps);
    for file in AwsFile::ALL {
        command.env(file.variable, server.add_file(file.placeholder, b"").map_err(Error::Files)?);
        set(&mut command, file.original, file.user_value(&deps.environment));
    }
    let child = spawn(command, &file).map_err(|error| file.fault(error))?;
    let code = server.serve_until(wait_for_exit(child, signals), Some(first), source, deps).await;
    code.map_err(|error| file.fault(error))
}
