//! A person at a terminal: `script` gives `sts-cli` a real one, and here is what stands on it and what is typed.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use crate::browser::Person;
use crate::program::{BINARY, ProgramOutput};
use crate::servers::certificates;
use crate::story::Story;

const PATIENCE: Duration = Duration::from_secs(30);

/// `sts-cli` with these arguments, for a shell.
fn command_line(arguments: &[&str]) -> String {
    let words: Vec<String> = [&[BINARY], arguments].concat().iter().map(|word| format!("'{word}'")).collect();
    words.join(" ")
}

/// `sts-cli` at work on a terminal; only its standard output goes elsewhere.
pub(crate) struct Terminal {
    child: Child,
    screen: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
    output: PathBuf,
    started: Instant,
}

impl Terminal {
    /// Runs `sts-cli` with these arguments, about to print credentials as JSON; `$BROWSER` is not set.
    pub(crate) fn runs(story: &Story, arguments: &[&str]) -> Self {
        let output = story.home().join("stdout.json");
        let line = format!("{} >'{}'", command_line(&[arguments, &["--no-buckets", "-o", "json"]].concat()), output.display());
        Self::starts(story, &line, output, &[])
    }

    /// Runs `sts-cli` with these arguments, its standard output on the terminal, too, and this person at the browser that it opens. The
    /// certificates of this world are trusted.
    pub(crate) fn shows_all(story: &Story, person: &Person, arguments: &[&str]) -> Self {
        let variables = [("BROWSER", person.browser_command(story)), ("STS_CLI_CA_BUNDLE", certificates::path("ca.crt"))];
        Self::starts(story, &command_line(arguments), story.home().join("nothing"), &variables)
    }

    fn starts(story: &Story, line: &str, output: PathBuf, variables: &[(&str, String)]) -> Self {
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", "90", "script", "--quiet", "--return", "--flush", "--echo=never", "--command"]);
        command.arg(format!("exec {line}")).arg("/dev/null");
        command.env_clear().env("PATH", story.tools.path()).env("HOME", story.home()).env("SHELL", "/bin/sh").env("TERM", "dumb");
        for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")] {
            command.env(name, story.home().join(folder));
        }
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("timeout and script can be started");
        let (screen, mut source) = (Arc::new(Mutex::new(String::new())), child.stdout.take().expect("a pipe"));
        let copy = Arc::clone(&screen);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = source.read(&mut bytes) {
                copy.lock().expect("no thread panics with it").push_str(&String::from_utf8_lossy(&bytes[..length]));
            }
        });
        Self { child, screen, reader, output, started: Instant::now() }
    }

    /// Waits until a whole word that begins like this stands on the screen.
    pub(crate) fn shows(&self, beginning: &str) -> String {
        format!("{beginning}{}", self.wait_for(beginning, ""))
    }

    /// Waits until these words are on the screen; returns the word after them.
    pub(crate) fn text_after(&self, words: &str) -> String {
        self.wait_for(words, " \r\n")
    }

    /// Returns the text between `beginning` (skipping `skipped`) and the next whitespace.
    fn wait_for(&self, beginning: &str, left_out: &str) -> String {
        let started = Instant::now();
        loop {
            let screen = self.screen();
            let behind = screen.split_once(beginning).map(|(_, behind)| behind.trim_start_matches(|letter| left_out.contains(letter)));
            if let Some((word, _)) = behind.and_then(|text| text.split_once(char::is_whitespace)) {
                return word.to_owned();
            }
            assert!(started.elapsed() < PATIENCE, "the terminal does not show {beginning:?} but\n{screen}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Types a line.
    pub(crate) fn types(&mut self, line: &str) {
        let keyboard = self.child.stdin.as_mut().expect("a keyboard");
        keyboard.write_all(format!("{line}\n").as_bytes()).and_then(|()| keyboard.flush()).expect("the terminal takes what is typed");
    }

    /// Waits for the end; what stood on the screen counts as said on stderr.
    pub(crate) fn ends(mut self) -> ProgramOutput {
        let status = self.child.wait().expect("it ends");
        self.reader.join().expect("the reader ends with the terminal");
        let screen = self.screen.lock().expect("no thread panics with it").clone();
        let stdout = fs::read(self.output).unwrap_or_default();
        ProgramOutput::of(Output { status, stdout, stderr: screen.into_bytes() }, self.started.elapsed())
    }

    /// Waits until these words are on the screen.
    pub(crate) fn waits_for(&self, words: &str) {
        let started = Instant::now();
        while !self.screen().contains(words) {
            assert!(started.elapsed() < PATIENCE, "the terminal does not show {words:?} but\n{}", self.screen());
            sleep(Duration::from_millis(50));
        }
    }

    fn screen(&self) -> String {
        self.screen.lock().expect("no thread panics with it").clone()
    }
}
