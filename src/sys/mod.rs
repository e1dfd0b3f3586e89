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

mod browser;
mod calling_shell;
mod clock;
mod command_line;
mod connection;
#[cfg(windows)]
mod console_lines;
mod deps;
mod environment;
pub mod files;
mod http;
mod http_error;
mod http_log;
mod http_request;
mod input;
pub(crate) mod loopback;
mod machine;
mod menu;
mod message_format;
#[cfg(unix)]
mod open_menu;
mod output;
mod process;
mod prompt;
mod proxy;
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
mod terminal_key;
#[cfg(unix)]
mod terminal_lines;
#[cfg(unix)]
mod terminal_menu;
#[cfg(unix)]
mod termination;
#[cfg(feature = "sandbox")]
pub(crate) mod test_events;
mod timed_step;
mod tls;
mod user_shell;
mod wait_limit;
mod wait_line;
mod wrap;

pub use browser::{Browser, BrowserError, BrowserUrls, OpenedBrowser};
pub(crate) use calling_shell::{CallingShell, is_ksh_waiting, parent_names};
pub use clock::Clock;
#[cfg(test)]
pub(crate) use clock::SimulatedTime;
pub(crate) use clock::{is_in_future, server_time};
pub(crate) use command_line::{quote_word, split_command_line};
pub(crate) use connection::{ConnectedAddress, PlannedRequest, Route};
#[cfg(windows)]
pub use console_lines::ConsoleLines as TerminalLines;
pub use deps::Deps;
pub use environment::Environment;
pub use files::Directories;
pub use http::Http;
pub(crate) use http::is_loopback;
pub use http_error::{HttpError, HttpErrorKind, ProxyName};
pub(crate) use http_request::{empty_request, get_with_bearer, request_to};
pub(crate) use input::{BYTE_ORDER_MARK, Input, LINE_ENDS, ReadError, is_utf16, strip_bom, strip_bom_from_text, utf8};
pub(crate) use machine::is_container;
pub(crate) use menu::{Menu, MenuItem};
pub(crate) use message_format::{MessageContext, are_messages_json, print_messages_as_json};
pub(crate) use output::{is_stdout_interactive_or_pipe, mode_if_readable_by_others, stdout_metadata, was_stdout_closed};
#[cfg(not(unix))]
pub use process::exit;
pub(crate) use process::{detach_stdout, find_on_path, program_file, spawn_self, this_program};
pub use process::{exit_code, harden_process};
pub use prompt::PromptError;
pub(crate) use runtime::spawn_in_flight;
#[cfg(unix)]
pub(crate) use signal_stream::SignalStream;
pub use signals::{ShutdownReason, Signals};
pub use stopped::Stopped;
pub(crate) use stopped::unless_stopped;
pub(crate) use terminal::CapturedMessage;
pub use terminal::Terminal;
pub(crate) use terminal::{format_duration, log_writer, print_to_stderr};
#[cfg(unix)]
pub use terminal_lines::TerminalLines;
#[cfg(unix)]
pub use termination::Termination;
#[cfg(unix)]
pub(crate) use termination::app_handles_signals;
pub(crate) use timed_step::TimedStep;
pub(crate) use tls::CertificateFacts;
pub(crate) use tls::form_of as binary_form_of;
pub use tls::{CertificateFault, ClientCertificate, DetectedFormat, Trust, TrustError};
pub(crate) use tls::{PresentedChain, SigningKey, TrustSource};
pub(crate) use user_shell::user_shell;
pub use wait_limit::WaitLimit;
pub(crate) use wait_line::{Wait, host_of, wait_for, wait_for_program, wait_for_response};
pub(crate) use wrap::{help_width, wrap_line, wrap_to_stdout, wrap_to_terminal};
