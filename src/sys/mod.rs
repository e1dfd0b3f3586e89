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
mod document;
mod echo;
mod environment;
pub mod files;
mod http;
mod http_request;
mod input;
mod lines;
pub(crate) mod loopback;
mod machine;
mod masked;
mod output;
mod printable;
mod process;
mod prompt;
mod proxy;
pub(crate) mod quote;
pub(crate) mod retry;
mod runtime;
#[cfg(unix)]
mod signal_stream;
mod signals;
mod stopped;
mod terminal;
#[cfg(unix)]
mod terminal_guard;
#[cfg(unix)]
mod termination;
#[cfg(feature = "sandbox")]
pub(crate) mod test_events;
mod tls;

pub use append::append;
pub use browser::{Address, Browser, BrowserError, OpenedBrowser};
pub use calling_shell::{CallingShell, is_awaited_by_ksh, parent_names};
pub use clock::Clock;
pub use document::{Document, is_ahead};
pub use echo::Echo;
pub(crate) use echo::redirected_to;
pub use environment::Environment;
pub use files::Directories;
pub use http::{Http, HttpError, HttpErrorKind, ProxyName};
pub(crate) use http::{is_loopback, shown};
pub(crate) use http_request::{empty_request, get_with_bearer, request_to};
pub(crate) use input::{Input, LINE_ENDS, ReadError, text_without_mark, utf8, without_byte_order_mark};
pub use lines::Lines;
pub use machine::is_marked_as_container;
pub use output::{mode_for_others, output_is_closed, output_is_read, stdout_metadata};
pub(crate) use printable::is_misleading;
pub use printable::{lines_of, one_line, printable};
pub use process::{exit_code, found_in, let_go_of_output, prepare_process, restart, this_program};
pub use prompt::PromptError;
pub(crate) use runtime::spawn_in_flight;
#[cfg(unix)]
pub(crate) use signal_stream::SignalStream;
pub use signals::{ServiceEnd, Signals};
pub use stopped::Stopped;
pub(crate) use stopped::unless_stopped;
pub use terminal::{Terminal, print_to_stderr, span, wrapped};
#[cfg(unix)]
pub use termination::{Termination, app_handles_signals};
pub(crate) use tls::SigningKey;
pub use tls::{CertificateFacts, CertificateFault, ClientCertificate, FileForm, Trust, TrustError};

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
