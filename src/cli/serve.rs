//! `sts-cli serve [PROFILE]`: a local container-credentials endpoint that serves and renews a profile's credentials.

use super::explain_error;
use super::invocation::Invocation;
use super::session_source::SessionSource;
use super::{options as opt, profile_picker, request_builder, until};
use crate::deliver;
use crate::deliver::serve::{self, BoundPort, CredentialsEndpoint};
use crate::error::Failure;
use crate::request::settings::Settings;
use crate::request::{Delivery, Request, RequestError, Shell, UsageError};
use crate::session::Session;
use crate::sys::{CallingShell, Deps, ShutdownReason, Signals, is_ksh_waiting};
use jiff::Timestamp;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::rc::Rc;

/// Runs `serve` until a signal stops it.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let resolved = profile_picker::resolve(&call)?;
    let settings = &resolved.settings;
    let port = settings.value(&opt::SERVE_PORT)?;
    let shell = settings.value(&opt::SERVE_OUTPUT)?;
    let token_file = token_file(settings)?;
    let needed_until = until::needed_until(settings, call.deps)?;
    if shell.is_some() && is_ksh_waiting() {
        return Ok(serve::serve_in_background(call.deps)?);
    }
    let request = Rc::new(request_builder::request(&resolved, Delivery::default(), call.deps)?);
    Ok(call.deps.block_on(serve(port, token_file, shell, needed_until, &request, call.deps))??.exit_code())
}

/// Returns the path for the token, if one was chosen. An empty one, as of an unset variable in a script, is refused, and so are `-` and a folder.
fn token_file(settings: &Settings) -> Result<Option<PathBuf>, UsageError> {
    if settings.get(&opt::TOKEN_FILE).is_none() {
        return Ok(None);
    }
    let path = settings.path(&opt::TOKEN_FILE).unwrap_or_default();
    let name = path.as_os_str().as_encoded_bytes();
    if name == b"-" || name.last().is_none_or(|last| std::path::is_separator(char::from(*last))) || path.is_dir() {
        let source = RequestError::malformed(&path.to_string_lossy(), "the path of a file");
        return Err(UsageError::BadValue { option: &opt::TOKEN_FILE.spec, origin: settings.origin(&opt::TOKEN_FILE), source });
    }
    Ok(Some(path))
}

/// Binds the port before the login, so that a taken port fails early. Writes the token file after the login: a signal during
/// the login ends the process without removing files.
async fn serve(
    port: Option<u16>,
    token_file: Option<PathBuf>,
    shell: Option<Option<Shell>>,
    needed_until: Option<Timestamp>,
    request: &Rc<Request>,
    deps: &Rc<Deps>,
) -> Result<ShutdownReason, Failure> {
    let session = Session::new(request, deps, explain_error)?;
    let mut signals = Signals::listen().map_err(serve::Error::Signals)?;
    let port = BoundPort::bind(port).await?;
    let first = tokio::select! {
        biased;
        first = session.credentials() => first?,
        reason = signals.next_termination() => return Ok(reason),
    };
    if let Some(needed) = needed_until {
        session.ensure_until(needed, &first, true)?;
    }
    let endpoint = tokio::select! {
        biased;
        endpoint = port.open(token_file.as_deref(), deps) => endpoint?,
        reason = signals.next_termination() => return Ok(reason),
    };
    let is_started_by_eval = shell.is_some() && !std::io::stdin().is_terminal(); // `eval "$(… &)"`
    let caller = is_started_by_eval.then(CallingShell::find);
    print_endpoint(&endpoint, shell, request, deps)?;
    let stop = async {
        match &caller {
            Some(shell) => signals.termination_or_shell_exit(shell).await,
            None => signals.next().await,
        }
    };
    let source = SessionSource::after(&first, &session, request, deps);
    Ok(endpoint.serve_until(stop, Some(first), &source, deps).await)
}

/// Prints the endpoint: as text without its token, or, for `--output`, as shell commands with it.
fn print_endpoint(endpoint: &CredentialsEndpoint, shell: Option<Option<Shell>>, request: &Request, deps: &Deps) -> Result<(), Failure> {
    if let Some(warning) = serve::override_warning(&deps.environment, shell.is_some()) {
        deps.terminal.warn(&warning);
    }
    match shell {
        Some(shell) => endpoint.print_variables_and_close_stdout(request, shell, deps)?,
        None => deliver::print_text(&endpoint.description(request, deps)?)?,
    }
    Ok(())
}
