//! Runs a program that prints a token or a password: without a shell, with limits on time and output.

use crate::sys::{Deps, ReadError, TimedStep, program_file, utf8, wait_for_program};
use crate::text::printable;
use std::cell::RefCell;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

/// The most bytes that a program may print.
const MAX_BYTES: u64 = 1024 * 1024;
/// How long a program may run.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long to read pending data from standard error after a program has exited.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(100);
/// How many bytes at the end of standard error are read for the report of a failure.
const TAIL_BYTES: usize = 4096;
/// How many lines at the end of standard error are reported.
const TAIL_LINES: usize = 3;

/// Why a program gave no output.
#[derive(thiserror::Error)]
pub enum CommandError {
    /// The program could not be started.
    #[error("could not start {program}")]
    NotStarted {
        /// The program's name.
        program: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The program exited with a failure.
    #[error("{program} failed: {status}")]
    Failed {
        /// The program's name.
        program: String,
        /// The exit code or signal.
        status: String,
        /// The last lines of the program's standard error.
        source: Option<StderrTail>,
    },
    /// The program took too long and was killed.
    #[error("{program} did not exit within {} s, and was killed", timeout.as_secs())]
    TimedOut {
        /// The program's name.
        program: String,
        /// The timeout.
        timeout: Duration,
    },
    /// The output could not be read, or is not UTF-8.
    #[error("could not read the output of {program}")]
    Unreadable {
        /// The program's name.
        program: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The program printed more than 1 MiB; holds its name.
    #[error("the output of {0} is too large: more than 1 MiB")]
    TooLong(String),
}
debug_as_display!(CommandError);

/// The last lines of a failed program's standard error.
#[derive(thiserror::Error)]
#[error("standard error: {0}")]
pub struct StderrTail(String);
debug_as_display!(StderrTail);

impl CommandError {
    /// Converts a read error of the output of `program`.
    fn of(error: ReadError, program: &str) -> Self {
        match error {
            ReadError::Unreadable(source) => Self::Unreadable { program: program.to_owned(), source },
            ReadError::TooLarge => Self::TooLong(program.to_owned()),
        }
    }
}

/// Runs `command_line`, a program and its arguments, without our own secrets in its environment, and returns what it prints.
///
/// # Errors
/// See [`CommandError`].
pub(in crate::identity) async fn output(command_line: &[impl AsRef<str>], deps: &Deps) -> Result<Zeroizing<String>, CommandError> {
    let mut command_line = command_line.iter().map(AsRef::as_ref);
    let name = command_line.next().unwrap_or_default();
    let program = printable(name);
    let mut command = Command::new(program_file(&deps.environment, name.as_ref()));
    command.args(command_line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    for name in deps.environment.own_secret_names() {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(|source| CommandError::NotStarted { program: program.clone(), source })?;
    let timeout = deps.wait_limit.limited(TIMEOUT);
    let _step = TimedStep::begin("command");
    let _wait = wait_for_program(timeout, &program);
    match tokio::time::timeout(timeout, wait_for_output(&mut child, &program)).await {
        Ok(stdout_text) => stdout_text,
        Err(_) => Err(CommandError::TimedOut { program, timeout }), // dropping the child kills it
    }
}

/// Reads the output of a started program until it exits with success.
async fn wait_for_output(child: &mut Child, program: &str) -> Result<Zeroizing<String>, CommandError> {
    let unreadable = |error| CommandError::of(error, program);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let stdout_text = async {
        let mut bytes = Zeroizing::new(Vec::new());
        if let Some(stdout) = stdout {
            stdout.take(MAX_BYTES + 1).read_to_end(&mut bytes).await.map_err(|error| unreadable(error.into()))?;
        }
        if bytes.len() as u64 > MAX_BYTES {
            return Err(unreadable(ReadError::TooLarge));
        }
        utf8(bytes).map_err(unreadable)
    };
    let exit = async {
        let text = stdout_text.await?;
        let status = child.wait().await.map_err(|error| unreadable(error.into()))?;
        if was_interrupted(status) {
            tokio::time::sleep(DRAIN_TIMEOUT).await; // Ctrl-C reaches this process, too, and is the reason then
        }
        Ok::<_, CommandError>((text, status))
    };
    let tail = RefCell::new(Vec::new());
    let (text, status) = run_with_background(collect_tail(stderr, &tail), exit).await?;
    if !status.success() {
        return Err(CommandError::Failed {
            program: program.to_owned(),
            status: describe_status(status),
            source: stderr_tail(&tail.borrow()),
        });
    }
    Ok(text)
}

/// Runs `work`, and `background` concurrently. When `work` is done, `background` gets another 100 ms for pending data: a program may leave
/// a child process that never closes its standard error.
async fn run_with_background<T>(background: impl Future<Output = ()>, work: impl Future<Output = T>) -> T {
    tokio::pin!(background, work);
    let result = tokio::select! {
        biased;
        () = &mut background => return work.await,
        result = &mut work => result,
    };
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, background).await;
    result
}

/// Reads a program's standard error, and stores its last bytes in `tail`.
async fn collect_tail(stderr: Option<impl AsyncRead + Unpin>, tail: &RefCell<Vec<u8>>) {
    let Some(mut stderr) = stderr else { return };
    let mut buffer = [0; TAIL_BYTES];
    while let Ok(read @ 1..) = stderr.read(&mut buffer).await {
        let mut tail = tail.borrow_mut();
        tail.extend_from_slice(&buffer[..read]);
        let excess = tail.len().saturating_sub(TAIL_BYTES);
        tail.drain(..excess);
    }
}

/// Formats the last lines of standard error; `None` if they are empty.
fn stderr_tail(tail: &[u8]) -> Option<StderrTail> {
    let text = String::from_utf8_lossy(tail);
    let lines: Vec<String> = text.lines().map(printable).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(TAIL_LINES)..].join(" | ");
    (!last.is_empty()).then_some(StderrTail(last))
}

/// Whether Ctrl-C ended a program.
#[cfg(unix)]
fn was_interrupted(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(tokio::signal::unix::SignalKind::interrupt().as_raw_value())
}

#[cfg(not(unix))]
fn was_interrupted(_: ExitStatus) -> bool {
    false
}

/// The exit code of a program in words.
fn describe_status(status: ExitStatus) -> String {
    status.code().map_or_else(|| "killed by a signal".to_owned(), |code| format!("exit code {code}"))
}
