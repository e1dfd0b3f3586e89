//! The person's browser: `$BROWSER` first, then what the desktop has.

use super::Environment;
use std::io;
use std::process::Stdio;

/// Why no browser opened.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// `$BROWSER` is not a command line: a quote is open.
    #[error("$BROWSER is not a command line: {0}")]
    NotACommand(String),
    /// The command of `$BROWSER` did not start.
    #[error("$BROWSER did not start: {command}")]
    NotStarted {
        /// The command's first word.
        command: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The desktop would start the program that is registered for the address, and that need not be a browser.
    #[error("only http and https addresses are opened")]
    NotAWebAddress,
    /// The desktop has none, or there is no desktop.
    #[error("no browser found on this machine")]
    None(#[source] Option<io::Error>),
}

/// How to open an address for the person.
pub struct Browser {
    command: Option<String>,
    has_display: bool,
}

impl Browser {
    /// The browser that this environment names. On Linux and the BSDs a desktop is one that has a display.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let needs_display = cfg!(all(unix, not(target_os = "macos")));
        let display = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| environment.get(name).is_some());
        Self { command: environment.get("BROWSER").map(str::to_owned), has_display: !needs_display || display }
    }

    /// Whether `$BROWSER` names one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.command.is_some()
    }

    /// Whether this machine has a desktop to open one on; Windows' counts inside WSL.
    #[must_use]
    pub fn has_display(&self) -> bool {
        self.has_display
    }

    /// Opens `url` and does not wait for the browser to end. The browser's standard output goes to our standard error.
    ///
    /// # Errors
    /// See [`BrowserError`].
    pub fn open(&self, url: &str) -> Result<(), BrowserError> {
        if !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(BrowserError::NotAWebAddress);
        }
        match &self.command {
            Some(command) => self.run(command, url)?,
            None if self.has_display => open::that_detached(url).map_err(|error| BrowserError::None(Some(error)))?,
            None => return Err(BrowserError::None(None)),
        }
        test_event!(BrowserOpened { address: url });
        Ok(())
    }

    fn run(&self, command: &str, url: &str) -> Result<(), BrowserError> {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let mut words = words.ok_or_else(|| BrowserError::NotACommand(command.to_owned()))?;
        if words.iter().any(|word| word.contains("%s")) {
            words.iter_mut().for_each(|word| *word = word.replace("%s", url));
        } else {
            words.push(url.to_owned());
        }
        let mut browser = std::process::Command::new(&words[0]);
        browser.args(&words[1..]).stdin(Stdio::null()).stdout(stderr_of_ours());
        on_its_own(&mut browser);
        let not_started = |source| BrowserError::NotStarted { command: words[0].clone(), source };
        browser.spawn().map(drop).map_err(not_started)
    }
}

/// Ctrl-C is meant for us: a browser that was started here stays.
#[cfg(unix)]
fn on_its_own(browser: &mut std::process::Command) {
    std::os::unix::process::CommandExt::process_group(browser, 0);
}

#[cfg(not(unix))]
fn on_its_own(_: &mut std::process::Command) {}

#[cfg(unix)]
fn stderr_of_ours() -> Stdio {
    rustix::io::dup(rustix::stdio::stderr()).map_or_else(|_| Stdio::null(), Stdio::from)
}

#[cfg(not(unix))]
fn stderr_of_ours() -> Stdio {
    Stdio::null()
}
