//! `sts-cli serve [PROFILE]`: a local container-credentials endpoint that serves and renews a profile's credentials.

use super::call::Call;
use super::lasting::SessionSource;
use super::page_hints;
use super::{options as opt, shared};
use crate::deliver;
use crate::deliver::serve::{self, BoundPort, Server};
use crate::error::Failure;
use crate::request::{Delivery, Request, Shell};
use crate::session::Session;
use crate::sys::{CallingShell, Deps, ServiceEnd, Signals, is_awaited_by_ksh};
use std::io::IsTerminal as _;
use std::rc::Rc;

/// Runs `serve` until a signal stops it.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let resolved = call.resolve()?;
    let settings = &resolved.settings;
    let port = settings.value(&opt::ENDPOINT_PORT)?;
    let shell = settings.value(&opt::ENDPOINT_FORM)?;
    if shell.is_some() && is_awaited_by_ksh() {
        return Ok(serve::hand_over(call.deps)?);
    }
    let request = Rc::new(shared::request(&resolved, Delivery::default(), call.deps)?);
    Ok(call.deps.block_on(serve(port, shell, &request, call.deps))??.exit_code())
}

/// Binds the port before the login, so that a taken port fails early. Writes the token file after the login, which may end the process.
async fn serve(port: Option<u16>, shell: Option<Option<Shell>>, request: &Rc<Request>, deps: &Rc<Deps>) -> Result<ServiceEnd, Failure> {
    let session = Session::new(request, deps, page_hints)?;
    let mut signals = Signals::listen().map_err(serve::Error::Signals)?;
    let port = BoundPort::bind(port).await?;
    let first = tokio::select! {
        biased;
        first = session.credentials() => first?,
        ended = signals.stopped() => return Ok(ended),
    };
    let server = port.open(deps)?;
    let works_for_a_shell = shell.is_some() && !std::io::stdin().is_terminal(); // `eval "$(… &)"`
    let caller = works_for_a_shell.then(CallingShell::find);
    announce(&server, shell, request, deps)?;
    let stop = async {
        match &caller {
            Some(shell) => signals.stopped_with(shell).await,
            None => signals.any().await,
        }
    };
    let source = SessionSource { session: &session, request };
    Ok(server.until(stop, Some(first), &source, deps).await)
}

/// Prints the endpoint: as text without its token, or, for `--output`, as shell commands with it.
fn announce(server: &Server, shell: Option<Option<Shell>>, request: &Request, deps: &Deps) -> Result<(), Failure> {
    if let Some(warning) = serve::override_warning(&deps.environment, shell.is_some()) {
        deps.terminal.warn(&warning);
    }
    match shell {
        Some(shell) => server.print_variables(request, shell, deps)?,
        None => deliver::page(&server.description(request, deps)?)?,
    }
    Ok(())
}
