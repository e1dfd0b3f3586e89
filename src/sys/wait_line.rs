//! The line on a terminal that says what is awaited and for how long still: shown after a second, updated each second, and erased before
//! anything else is printed.
//!
//! ```text
//! wait_for ─► Wait ─── dropped ─────────────► erased
//!              │ 1 s                             ▲
//!              └────► drawn by the ticker ───────┴── erase(): before notes, logs, prompts, echoed input, and the end by a signal
//! ```
//!
//! While a program of the user's runs, which may prompt on the terminal, nothing is drawn in place: one line that stays says it.
//!
//! The ticker runs in [`super::Deps::block_on`], on the thread of the program: a prompt that blocks the thread is never disturbed. The state
//! belongs to the process, as the terminal does.

use super::menu::fitted;
use std::convert::Infallible;
use std::io::{self, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long a wait is not shown.
const SILENT_WAIT: Duration = Duration::from_secs(1);
/// How often the ticker looks whether the line must change.
const TICK: Duration = Duration::from_millis(100);
/// The width of a terminal that does not state it, in columns.
const DEFAULT_COLUMNS: usize = 80;
/// Erases the line of the cursor.
const ERASE: &str = "\r\x1b[K";

static STATE: Mutex<State> =
    Mutex::new(State { is_enabled: false, is_input_open: false, next_id: 0, waits: Vec::new(), shown: String::new() });
/// Wakes the ticker when a wait begins.
static BEGUN: Notify = Notify::const_new();

struct State {
    is_enabled: bool,
    /// Whether the user has begun to type a line, which must stay on the screen.
    is_input_open: bool,
    next_id: u64,
    /// The waits in progress, in the order in which they began.
    waits: Vec<WaitState>,
    /// The text on the screen; empty if no line is shown.
    shown: String,
}

struct WaitState {
    id: u64,
    what: String,
    since: Instant,
    until: Instant,
    kind: WaitKind,
}

/// The kind of a wait, for the choice among several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WaitKind {
    /// Something that includes other waits, such as the requests while a user logs in.
    Whole,
    /// A single response.
    Response,
    /// A program of the user's, which may use the terminal itself.
    Program,
    /// A program of the user's whose line was printed.
    AnnouncedProgram,
}

/// A wait that the line shows once it has lasted a second; until it is dropped.
#[must_use]
pub(crate) struct Wait(Option<u64>);

impl Drop for Wait {
    fn drop(&mut self) {
        let Some(id) = self.0 else { return };
        let mut state = state();
        state.waits.retain(|wait| wait.id != id);
        state.erase();
    }
}

/// Shows that `what` is awaited, at most for `limit`, together with the other waits it includes.
pub(crate) fn wait_for(limit: Duration, what: impl FnOnce() -> String) -> Wait {
    begin(limit, WaitKind::Whole, what)
}

/// Shows once, in a line that stays, that a program of the user's is awaited, at most for `limit`. Until it ends, nothing is drawn in place:
/// that could erase its prompt.
pub(crate) fn wait_for_program(limit: Duration, program: &str) -> Wait {
    erase();
    begin(limit, WaitKind::Program, || program.to_owned())
}

/// Shows that a response of the host in `url` is awaited, at most for `limit`, unless a wait that includes it is shown.
pub(crate) fn wait_for_response(url: &str, limit: Duration) -> Wait {
    begin(limit, WaitKind::Response, || format!("a response from {}", host_of(url)))
}

/// Returns host and port of `url`, for messages.
pub(crate) fn host_of(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| "the server".to_owned(), |url| crate::text::host_and_port(&url))
}

fn begin(limit: Duration, kind: WaitKind, what: impl FnOnce() -> String) -> Wait {
    let mut state = state();
    if !state.is_enabled {
        return Wait(None);
    }
    let (id, since) = (state.next_id, Instant::now());
    state.next_id += 1;
    let until = since.checked_add(limit).unwrap_or(since);
    state.waits.push(WaitState { id, what: what(), since, until, kind });
    BEGUN.notify_one();
    Wait(Some(id))
}

/// Shows waits from now on, if `is_enabled`; else never.
pub(crate) fn enable(is_enabled: bool) {
    let mut state = state();
    state.erase();
    state.is_enabled = is_enabled;
}

/// Erases the line; it is drawn again a little later if its wait goes on.
pub(crate) fn erase() {
    state().erase();
}

/// Erases the line after Ctrl-C, with the `^C` that the terminal has written behind it. If none is shown, ends the line with the `^C`.
#[cfg(unix)]
pub(super) fn end_line_of_interrupt() {
    let mut state = state();
    if state.shown.is_empty() && super::terminal_guard::echoes_control_keys(io::stderr()) {
        let _ = io::stderr().write_all(b"\n");
    }
    state.erase();
}

/// Erases the line, and keeps it away while `is_input_open`: the user types into the same line of the screen.
#[cfg(unix)]
pub(super) fn make_room_for_input(is_input_open: bool) {
    let mut state = state();
    state.erase();
    state.is_input_open = is_input_open;
}

/// Draws the line as long as it is polled, and calls `watch_signals` before. Never returns.
pub(super) async fn keep_drawn(watch_signals: fn() -> bool) -> Infallible {
    loop {
        let is_idle = { state().waits.is_empty() };
        if is_idle {
            BEGUN.notified().await;
        }
        tokio::time::sleep(TICK).await;
        state().draw(Instant::now(), watch_signals);
    }
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Draws the line if it has changed and nothing else uses the terminal.
    fn draw(&mut self, now: Instant, watch_signals: fn() -> bool) {
        if let Some(program) = self.waits.iter_mut().find(|wait| wait.is_program()) {
            return program.announce(now);
        }
        let Some(text) = self.text(now).filter(|_| !self.is_input_open) else { return };
        let text = fitted(&text, columns().saturating_sub(1));
        if text != self.shown && is_in_foreground() && shows_input() {
            watch_signals(); // else one would leave the line on the screen
            let _ = io::stderr().write_all(format!("{ERASE}{text}").as_bytes());
            self.shown = text;
        }
    }

    /// Returns the text for the wait to show, if one has lasted long enough: the first that includes others, else the first.
    fn text(&self, now: Instant) -> Option<String> {
        let wait = self.waits.iter().find(|wait| wait.kind == WaitKind::Whole).or_else(|| self.waits.first())?;
        wait.is_long(now).then(|| format!("waiting for {}, {} left", wait.what, format_remaining(wait.until.duration_since(now))))
    }

    fn erase(&mut self) {
        // in the background, the line of the cursor is that of the shell
        if !std::mem::take(&mut self.shown).is_empty() && is_in_foreground() {
            let _ = io::stderr().write_all(ERASE.as_bytes());
        }
    }
}

impl WaitState {
    fn is_long(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= SILENT_WAIT
    }

    fn is_program(&self) -> bool {
        matches!(self.kind, WaitKind::Program | WaitKind::AnnouncedProgram)
    }

    /// Prints the line of a program that takes long, once. Its own prompt, if there is one, stays before it.
    fn announce(&mut self, now: Instant) {
        if self.kind == WaitKind::Program && self.is_long(now) && is_in_foreground() && shows_input() {
            let limit = format_remaining(self.until.duration_since(self.since));
            let _ = io::stderr().write_all(format!("waiting for {}, at most {limit}\n", self.what).as_bytes());
            self.kind = WaitKind::AnnouncedProgram;
        }
    }
}

#[cfg(unix)]
fn is_in_foreground() -> bool {
    super::terminal_guard::is_in_foreground(io::stderr()) == Some(true)
}

#[cfg(not(unix))]
fn is_in_foreground() -> bool {
    true
}

/// Whether no child process has hidden what is typed, for a prompt of its own.
#[cfg(unix)]
fn shows_input() -> bool {
    super::terminal_guard::shows_input(io::stderr())
}

#[cfg(not(unix))]
fn shows_input() -> bool {
    true
}

fn columns() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(DEFAULT_COLUMNS, |(width, _)| width.0.into())
}

/// Formats the rest of a wait: `50 s`, `4 min 50 s`, `2 h 5 min`. Started seconds count.
fn format_remaining(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_wait_is_formatted_to_the_second() {
        let formatted = |milliseconds| format_remaining(Duration::from_millis(milliseconds));
        let formatted = [0, 1, 59_001, 289_500, 7_500_000].map(formatted);
        assert_eq!(formatted, ["0 s", "1 s", "1 min 0 s", "4 min 50 s", "2 h 5 min"]);
    }

    #[test]
    fn a_wait_is_shown_after_a_second_and_one_that_includes_others_first() {
        let start = Instant::now();
        let wait =
            |id, what: &str, kind| WaitState { id, what: what.to_owned(), since: start, until: start + Duration::from_secs(30), kind };
        let mut state = State { is_enabled: true, is_input_open: false, next_id: 3, waits: Vec::new(), shown: String::new() };
        let later = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(state.text(later(9)), None);
        state.waits = vec![wait(0, "a response from a", WaitKind::Response), wait(1, "a response from b", WaitKind::Response)];
        assert_eq!(state.text(start), None);
        assert_eq!(state.text(later(1)).as_deref(), Some("waiting for a response from a, 29 s left"));
        state.waits.push(wait(2, "the login at c", WaitKind::Whole));
        assert_eq!(state.text(later(40)).as_deref(), Some("waiting for the login at c, 0 s left"));
    }

    #[test]
    fn hosts_are_named_without_user_and_path() {
        assert_eq!(host_of("https://user:secret@id.example:8443/token?code=secret"), "id.example:8443");
        assert_eq!(host_of("http://[::1]:9/"), "[::1]:9");
        assert_eq!(host_of("nonsense"), "the server");
    }
}
