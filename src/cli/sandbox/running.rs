//! Starts the sandbox and runs it until a signal, or as long as a command inside; lists its faults.

use super::{command, variables};
use crate::deliver::serve;
use crate::error::Failure;
use crate::sys::test_events::TestEvent;
use crate::sys::{Clock, Signals};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use sts_sandbox::{Account, Event, Fault, Options, Sandbox};

/// Runs the sandbox until Ctrl-C or SIGTERM, or runs the command inside and returns its exit code (128 + n after signal n).
///
/// # Errors
/// The sandbox or the command could not be started.
pub(super) async fn run(options: Options, command_line: &[OsString], sign_in_as: Option<Account>, clock: &Clock) -> Result<u8, Failure> {
    let mut signals = Signals::listen().map_err(serve::Error::Signals)?; // before there is anything to clean up
    let sandbox = start(options, clock).await?;
    let code = if command_line.is_empty() {
        announce(&sandbox, sign_in_as);
        signals.next().await;
        Ok(0)
    } else {
        command::run(command_line, &sandbox, sign_in_as, &mut signals).await
    };
    sandbox.stop().await;
    Ok(code?)
}

/// Starts a sandbox with the clock of this program, which tests may move, and test events.
///
/// # Errors
/// The port is in use, or the data folder cannot be used.
pub(super) async fn start(options: Options, clock: &Clock) -> Result<Sandbox, sts_sandbox::Error> {
    let clock = clock.clone();
    let options = options.clock(sts_sandbox::Clock::from_fn(move || clock.now().into()));
    let options = match TestEvent::record_file() {
        Some(file) => options.record_to(file),
        None => options,
    };
    let is_observed = TestEvent::file().is_some();
    Sandbox::start(if is_observed { options.on_event(send_test_event) } else { options }).await
}

fn send_test_event(event: &Event) {
    match event {
        Event::RequestReceived { method, path, operation } => {
            TestEvent::RequestSeen { method, path, operation: operation.as_deref() }.send();
        }
        Event::ResponseSent { method, path, operation, status } => {
            TestEvent::RequestAnswered { method, path, operation: operation.as_deref(), status: *status }.send();
        }
        Event::ResponseDelayed { fault } => TestEvent::FaultWaits { fault }.send(),
        _ => {}
    }
}

/// Prints the list of faults. Ignores a closed standard output.
pub(super) fn list_faults() {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "Faults, with default values:\n");
    for fault in Fault::all() {
        let name = fault.default_value().map_or_else(|| fault.name().to_owned(), |value| format!("{}={value}", fault.name()));
        let _ = writeln!(stdout, "  {name:<24} {}", fault.description());
    }
}

/// Prints the addresses of the sandbox, and commands to copy. Ignores a closed standard output.
fn announce(sandbox: &Sandbox, account: Option<Account>) {
    let program = command::current_program();
    let program = command::quoted(&program);
    let (endpoint, issuer, client_id) = (sandbox.endpoint(), sandbox.issuer(), sandbox.client_id());
    let login = format!("{program} web-identity --endpoint {endpoint} --issuer {issuer} --client-id {client_id}");
    let account = account.unwrap_or(Account::Alice);
    let browser = command::browser(account);
    let set_browser =
        if cfg!(windows) { format!("set \"BROWSER={browser}\"\n ") } else { format!("BROWSER={}", command::quoted(OsStr::new(&browser))) };
    let keys = account.access_keys();
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "READY {endpoint}");
    let _ = stdout.flush();
    let _ = writeln!(stdout, "\nLog in with your browser (alice, bob or eve; the page shows the passwords):\n  {login}");
    let _ = writeln!(stdout, "\nLog in as {account}, without a browser:\n  {set_browser} {login}");
    let _ = writeln!(stdout, "\nLong-term keys of {account}: {} {}", keys.access_key, keys.secret_key);
    let _ = writeln!(stdout, "\nVariables for the other identities (`{program} sandbox -- CMD` sets them for CMD):");
    for (name, value) in variables::all(sandbox, command::current_program()).into_iter().filter(|(name, _)| name.starts_with("SANDBOX_")) {
        let _ = writeln!(stdout, "  {name}={}", command::quoted(&value));
    }
    let _ = writeln!(stdout, "\nPress Ctrl-C to stop the sandbox.");
    let _ = stdout.flush();
}
