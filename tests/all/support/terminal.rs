//! A shell on a pseudo-terminal.

use super::DEADLINE;
use super::program::BINARY;
use super::signals;
use super::world::World;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};

/// A running shell on a terminal created by `script`.
pub(crate) struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Arc<(Mutex<String>, Condvar)>,
}

impl Terminal {
    /// Starts it on this machine, with `sts-cli` among its commands.
    pub(crate) fn of(world: &World, shell: &str) -> Self {
        let folder = Path::new(&*BINARY).parent().unwrap().display().to_string();
        signals::reset_for_children();
        let mut command = Command::new("script");
        command
            .args(["--quiet", "--flush", "--command", &format!("stty cols 100 rows 40; exec {shell}"), "/dev/null"])
            .env_clear()
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh");
        command.env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin")).envs(world.places());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (keyboard, mut source) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let screen = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let copy = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = source.read(&mut bytes) {
                copy.0.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..length]));
                copy.1.notify_all();
            }
        });
        Self { child, keyboard, screen }
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush()).unwrap();
    }

    /// Waits until the screen shows all of these, then clears it. Returns all that was written to it.
    pub(crate) fn shows(&self, texts: &[&str]) -> String {
        let missing = |screen: &mut String| !texts.iter().all(|text| screen.contains(text));
        let mut screen = self.screen.1.wait_timeout_while(self.screen.0.lock().unwrap(), DEADLINE, missing).unwrap().0;
        assert!(texts.iter().all(|text| screen.contains(text)), "the terminal does not show {texts:?} but {screen:?}");
        std::mem::take(&mut *screen)
    }
}

impl Terminal {
    /// Waits for the last occurrence of `text` and returns the word after it.
    pub(crate) fn shows_after(&self, text: &str) -> String {
        let word = |screen: &str| {
            let (word, rest) = screen.rsplit_once(text)?.1.split_once(['\r', '\n'])?;
            (!word.contains('$') && !rest.is_empty()).then(|| word.to_owned())
        };
        let missing = |screen: &mut String| word(screen).is_none();
        let screen = self.screen.1.wait_timeout_while(self.screen.0.lock().unwrap(), DEADLINE, missing).unwrap().0;
        word(&screen).unwrap_or_else(|| panic!("the terminal shows nothing behind {text:?} but {screen:?}"))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
