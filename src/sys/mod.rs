//! Access to the operating system and the network through [`Deps`]: other modules do not read clock, environment, terminal or network
//! directly.

/// Sends a [`test_events::TestEvent`]; compiles to nothing in builds without the sandbox.
macro_rules! test_event {
    ($($event:tt)+) => {
        #[cfg(feature = "sandbox")]
        $crate::sys::test_events::TestEvent::$($event)+.send();
    };
}
pub(crate) use test_event;

mod append;
mod browser;
mod calling_shell;
mod clock;
mod environment;
mod fetched_document;
pub mod files;
mod http;
mod http_request;
mod input;
pub(crate) mod loopback;
mod machine;
mod mask;
mod output;
mod printable;
mod process;
mod prompt;
mod proxy;
mod request_secrets;
pub(crate) mod retry;
mod runtime;
pub(crate) mod server_message;
#[cfg(unix)]
mod signal_stream;
mod signals;
mod stopped;
mod terminal;
#[cfg(unix)]
mod terminal_guard;
mod terminal_lines;
#[cfg(unix)]
mod termination;
#[cfg(feature = "sandbox")]
pub(crate) mod test_events;
mod tls;

pub use append::append;
pub use browser::{Browser, BrowserError, BrowserUrls, OpenedBrowser};
pub use calling_shell::{CallingShell, is_ksh_waiting, parent_names};
pub use clock::Clock;
pub use environment::Environment;
pub use fetched_document::{FetchedDocument, is_in_future};
pub use files::Directories;
pub use http::{Http, HttpError, HttpErrorKind, ProxyName};
pub(crate) use http::{is_loopback, redact_url};
pub(crate) use http_request::{empty_request, get_with_bearer, request_to};
pub(crate) use input::{Input, LINE_ENDS, ReadError, strip_bom, strip_bom_from_text, utf8};
pub use machine::is_container;
pub use output::{is_stdout_interactive_or_pipe, mode_if_readable_by_others, stdout_metadata, was_stdout_closed};
pub(crate) use printable::is_misleading;
pub use printable::{printable, printable_line, printable_lines};
pub use process::{detach_stdout, exit_code, find_on_path, harden_process, spawn_self, this_program};
pub use prompt::PromptError;
pub use request_secrets::RequestSecrets;
pub(crate) use request_secrets::redirected_to;
pub(crate) use runtime::spawn_in_flight;
#[cfg(unix)]
pub(crate) use signal_stream::SignalStream;
pub use signals::{ShutdownReason, Signals};
pub use stopped::Stopped;
pub(crate) use stopped::unless_stopped;
pub use terminal::{Terminal, format_duration, print_to_stderr, wrap_to_terminal};
pub use terminal_lines::TerminalLines;
#[cfg(unix)]
pub use termination::{Termination, app_handles_signals};
pub(crate) use tls::SigningKey;
pub use tls::{CertificateFacts, CertificateFault, ClientCertificate, DetectedFormat, Trust, TrustError};

/// Dependencies on the environment, created once by `main` and passed down.
pub struct Deps {
    /// The clock.
    pub clock: Clock,
    /// The environment variables.
    pub environment: Environment,
    /// The user's terminal.
    pub terminal: Terminal,
    /// The user's browser.
    pub browser: Browser,
    /// The HTTP client.
    pub http: Http,
    /// The folders of this program's own files.
    pub directories: Directories,
}

impl Deps {
    /// Loads the certificates of `trust`; the client certificate is sent only to the origin of `endpoint`. Warns of certificates in the
    /// bundle that cannot be used.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub fn trust(&self, trust: &Trust, endpoint: &url::Url) -> Result<(), TrustError> {
        let warnings = self.http.trust(trust, endpoint)?;
        warnings.iter().for_each(|warning| self.terminal.warn_once(warning));
        Ok(())
    }

    /// Creates the real dependencies of this process.
    #[must_use]
    pub fn real() -> Self {
        let environment = Environment::of_this_process();
        Self {
            clock: Clock::from_environment(&environment),
            terminal: Terminal::of_this_process(),
            browser: Browser::from_environment(&environment),
            http: Http::new(),
            directories: Directories::from_environment(&environment),
            environment,
        }
    }
}
