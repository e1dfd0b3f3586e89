//! Starts the real binary: with an empty environment, its own home folder, no controlling terminal, and a timeout.

use super::DEADLINE;
use super::events::{self, Events};
use super::outcome::Outcome;
use super::signals;
use super::snapshot::Name;
use rustix::process::{Pid, Signal, kill_process};
use std::io::Read;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use tempfile::TempDir;

/// The path of `sts-cli`, as text.
pub(crate) const BINARY: Binary = Binary;

/// Finds the program at run time: a build-time path would be wrong after the project was moved, when cargo rebuilds nothing.
/// `STS_CLI_TESTS_BINARY` names another build of it, such as the static one.
pub(crate) struct Binary;

impl Deref for Binary {
    type Target = str;

    fn deref(&self) -> &str {
        static PATH: LazyLock<String> = LazyLock::new(|| {
            let path = ["STS_CLI_TESTS_BINARY", "CARGO_BIN_EXE_sts-cli"].into_iter().find_map(std::env::var_os);
            let path = path.map_or_else(beside_the_tests, PathBuf::from);
            path.to_str().unwrap().to_owned()
        });
        &PATH
    }
}

impl std::fmt::Display for Binary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self)
    }
}

/// Returns cargo's path of the program, in the parent of the test binary's folder, for test binaries that are started by hand.
fn beside_the_tests() -> PathBuf {
    let deps = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    deps.with_file_name("sts-cli")
}

/// A program that is about to be started.
pub(crate) struct Program {
    command: Command,
    home: TempDir,
    names: Vec<Name>,
    events: Events,
}

impl Program {
    /// `sts-cli` with these arguments.
    pub(crate) fn sts_cli<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(&BINARY, arguments)
    }

    /// Any program, started like `sts-cli`.
    ///
    /// `setsid` execs the program, so signals reach the program itself.
    pub(crate) fn of<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        signals::reset_for_children();
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new("setsid");
        command.arg(program).args(arguments).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", home.path());
        for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"] {
            let folder = home.path().join(name.to_lowercase());
            std::fs::create_dir(&folder).unwrap();
            command.env(name, folder);
        }
        let names = places(home.path()).into_iter().chain([(BINARY.to_owned(), "[STS-CLI]")]).collect();
        let events = Events::at(home.path().join("events"));
        Self { command, home, names, events: events.clone() }.with_events(events)
    }

    /// Sends events to this file.
    pub(crate) fn with_events(mut self, events: Events) -> Self {
        self.command.env(events::VARIABLE, events.path());
        self.events = events;
        self
    }

    /// Adds placeholders for snapshots.
    pub(crate) fn with_names(mut self, names: impl IntoIterator<Item = Name>) -> Self {
        self.names.extend(names);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// A folder of this program's own.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs it in its home folder, where it may write files.
    pub(crate) fn in_its_home(mut self) -> Self {
        self.command.current_dir(self.home.path());
        self
    }

    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = Stream::of(child.stdout.take().unwrap());
        let stderr = Stream::of(child.stderr.take().unwrap());
        Running::new(child, Some(stdout), stderr, (self.home, self.names, self.events))
    }

    /// Starts it with a standard output whose reader was closed.
    pub(crate) fn start_with_closed_stdout(mut self) -> Running {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = self.command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = Stream::of(child.stderr.take().unwrap());
        Running::new(child, None, stderr, (self.home, self.names, self.events))
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Outcome {
        self.start().end()
    }
}

/// Returns the placeholders for folders below `home`.
pub(crate) fn places(home: &Path) -> [Name; 5] {
    let below = |name: &str| home.join(name).display().to_string();
    [
        (home.display().to_string(), "[HOME]"),
        (below("xdg_config_home"), "[CONFIG]"),
        (below("xdg_state_home"), "[STATE]"),
        (below("xdg_cache_home"), "[CACHE]"),
        (below("tmpdir"), "[TMP]"),
    ]
}

/// A running program, killed on drop.
pub(crate) struct Running {
    pid: Pid,
    stdout: Option<Arc<Stream>>,
    stderr: Arc<Stream>,
    ended: Receiver<ExitStatus>,
    is_over: bool,
    home: TempDir,
    names: Vec<Name>,
    events: Events,
}

impl Running {
    fn new(
        mut child: Child,
        stdout: Option<Arc<Stream>>,
        stderr: Arc<Stream>,
        (home, names, events): (TempDir, Vec<Name>, Events),
    ) -> Self {
        let pid = Pid::from_child(&child);
        let (sender, ended) = channel();
        std::thread::spawn(move || sender.send(child.wait().unwrap()));
        Self { pid, stdout, stderr, ended, is_over: false, home, names, events }
    }

    /// Waits until standard error holds what `find` looks for.
    pub(crate) fn wait_for_stderr<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        self.stderr.wait_for(find)
    }

    /// Waits until standard output holds what `find` looks for.
    pub(crate) fn wait_for_stdout<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        self.stdout.as_ref().unwrap().wait_for(find)
    }

    /// Standard error so far.
    pub(crate) fn stderr_text(&self) -> String {
        self.stderr.text()
    }

    /// Returns its events.
    pub(crate) fn events(&self) -> &Events {
        &self.events
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Kills it, if it still runs.
    pub(crate) fn kill(&self) {
        let _ = kill_process(self.pid, Signal::KILL);
    }

    /// Waits for the exit of a killed program.
    #[cfg(feature = "sandbox")]
    pub(crate) fn wait_for_exit(mut self) {
        self.ended.recv_timeout(DEADLINE).unwrap();
        self.is_over = true;
    }

    /// Waits for the exit; asserts that no temporary files remain.
    pub(crate) fn end(mut self) -> Outcome {
        let Ok(status) = self.ended.recv_timeout(DEADLINE) else {
            panic!("the program did not end; its standard error: {}", self.stderr.text());
        };
        self.is_over = true;
        let left: Vec<_> = std::fs::read_dir(self.home.path().join("tmpdir")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "left behind: {left:?}");
        let stdout = self.stdout.as_ref().map(|stream| stream.whole()).unwrap_or_default();
        let outcome = Outcome::new(status, stdout, self.stderr.whole());
        outcome.with_names(std::mem::take(&mut self.names)).with_login_prompts(self.events.login_prompts())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_over {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// The output of a program so far.
#[derive(Default)]
struct Stream {
    written: Mutex<(Vec<u8>, bool)>,
    changed: Condvar,
}

impl Stream {
    fn of(mut pipe: impl Read + Send + 'static) -> Arc<Self> {
        let stream = Arc::new(Self::default());
        let writer = Arc::clone(&stream);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                writer.written.lock().unwrap().0.extend_from_slice(&buffer[..length]);
                writer.changed.notify_all();
            }
            writer.written.lock().unwrap().1 = true;
            writer.changed.notify_all();
        });
        stream
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().unwrap().0).into_owned()
    }

    fn wait_for<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let missing = |(bytes, over): &mut (Vec<u8>, bool)| !*over && find(&String::from_utf8_lossy(bytes)).is_none();
        drop(self.changed.wait_timeout_while(self.written.lock().unwrap(), DEADLINE, missing).unwrap());
        find(&self.text()).unwrap_or_else(|| panic!("waited in vain; all that was written: {}", self.text()))
    }

    /// Waits for end of file and returns the whole output.
    fn whole(&self) -> String {
        let outcome = self.changed.wait_timeout_while(self.written.lock().unwrap(), DEADLINE, |(_, over)| !*over).unwrap().1;
        assert!(!outcome.timed_out(), "somebody keeps the output open: {}", self.text());
        self.text()
    }
}
