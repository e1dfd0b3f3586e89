//! The person's browser: the commands of `$BROWSER` first, else what the desktop has.

use super::{Environment, printable};
use std::io;
use std::process::{Command, ExitStatus, Stdio};

/// Why no browser opened.
#[derive(thiserror::Error)]
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
    /// The command started, and failed.
    #[error("the browser failed: `{command}` ended with {status}")]
    Failed {
        /// The command's first word.
        command: String,
        /// Its exit status, or the signal that ended it.
        status: ExitStatus,
    },
    /// The desktop has none, or there is no desktop.
    #[error("no browser found on this machine")]
    None(#[source] Option<io::Error>),
}
debug_as_display!(BrowserError);

/// How to open an address for the person.
pub struct Browser {
    /// The entries of `$BROWSER`, each a command line.
    commands: Vec<String>,
    has_display: bool,
    is_in_wsl: bool,
}

/// An address in two forms: programs on this machine are given `here`, those that open it elsewhere are given `anywhere`.
#[derive(Clone, Copy)]
pub struct Address<'a> {
    /// Works on this machine only.
    pub here: &'a str,
    /// Works on every machine.
    pub anywhere: &'a str,
}

/// A command with the address that it opens, or why there is none.
type Candidate = Result<(Command, String), BrowserError>;

/// The commands that may open an address, one of which is running.
pub struct OpenedBrowser {
    candidates: std::vec::IntoIter<Candidate>,
    running: Option<(String, tokio::process::Child)>,
}

impl Browser {
    /// The browser that this environment names. On Linux and the BSDs a desktop is one that has a display.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let needs_display = cfg!(all(unix, not(target_os = "macos")));
        let is_set = |name: &str| environment.get(name).is_some();
        let is_in_wsl = is_set("WSL_DISTRO_NAME");
        Self {
            commands: environment.get("BROWSER").map(entries).unwrap_or_default(),
            has_display: !needs_display || is_in_wsl || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
            is_in_wsl,
        }
    }

    /// Whether `$BROWSER` names one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.commands.is_empty()
    }

    /// Whether this machine has a desktop to open one on; Windows' counts inside WSL.
    #[must_use]
    pub fn has_display(&self) -> bool {
        self.has_display
    }

    /// Opens `address` and does not wait for the browser to end. Of several commands the first that starts is left running.
    /// The standard output of a command of `$BROWSER` goes to our standard error; none of them sees a secret of the `environment`.
    ///
    /// # Errors
    /// See [`BrowserError`]: that of the last command, if none started.
    pub fn open(&self, address: Address<'_>, environment: &Environment) -> Result<OpenedBrowser, BrowserError> {
        if !["https://", "http://"].iter().any(|scheme| address.anywhere.starts_with(scheme)) {
            return Err(BrowserError::NotAWebAddress);
        }
        let mut candidates = if self.is_named() {
            self.commands.iter().map(|command| named(command, address)).collect()
        } else if self.has_display {
            self.of_desktop(address)
        } else {
            Vec::new()
        };
        for (command, _) in candidates.iter_mut().flatten() {
            for secret in environment.secrets() {
                command.env_remove(secret);
            }
            on_its_own(command.stdin(Stdio::null()));
        }
        let mut opened = OpenedBrowser { candidates: candidates.into_iter(), running: None };
        opened.open_next()?;
        Ok(opened)
    }

    /// What the desktop opens addresses with. Inside WSL that is a browser of Windows, which has a loopback network of its own.
    fn of_desktop(&self, address: Address<'_>) -> Vec<Candidate> {
        let address = if self.is_in_wsl { address.anywhere } else { address.here };
        let quiet = |mut command: Command| {
            command.stdout(Stdio::null()).stderr(Stdio::null());
            Ok((command, address.to_owned()))
        };
        open::commands(address).into_iter().map(quiet).collect()
    }
}

impl OpenedBrowser {
    /// Starts the next command that starts.
    ///
    /// # Errors
    /// That of the last command that could not be started; [`BrowserError::None`] where there is no further one.
    pub fn open_next(&mut self) -> Result<(), BrowserError> {
        let mut last = BrowserError::None(None);
        for candidate in &mut self.candidates {
            match candidate.and_then(start) {
                Ok(running) => {
                    self.running = Some(running);
                    return Ok(());
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Waits until the running command fails; for ever if it does not.
    pub async fn failure(&mut self) -> BrowserError {
        if let Some((command, child)) = &mut self.running
            && let Ok(status) = child.wait().await
            && !status.success()
        {
            return BrowserError::Failed { command: std::mem::take(command), status };
        }
        std::future::pending().await
    }
}

#[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "tests hear of the address"))]
fn start((command, address): (Command, String)) -> Result<(String, tokio::process::Child), BrowserError> {
    let name = printable(&command.get_program().to_string_lossy());
    match tokio::process::Command::from(command).spawn() {
        Ok(child) => {
            test_event!(BrowserOpened { address: &address });
            Ok((name, child))
        }
        Err(source) => Err(BrowserError::NotStarted { command: name, source }),
    }
}

/// An entry of `$BROWSER` with the address in place of `%s`, else at its end.
fn named(entry: &str, address: Address<'_>) -> Candidate {
    let words = shlex::split(entry).filter(|words| !words.is_empty());
    let mut words = words.ok_or_else(|| BrowserError::NotACommand(entry.to_owned()))?;
    let address = if opens_elsewhere(&words[0]) { address.anywhere } else { address.here };
    if words.iter().any(|word| word.contains("%s")) {
        words.iter_mut().for_each(|word| *word = word.replace("%s", address));
    } else {
        words.push(address.to_owned());
    }
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdout(stderr_of_ours());
    Ok((command, address.to_owned()))
}

/// Whether `program` hands addresses to another machine, or to Windows from inside WSL: the helper that remote editors set
/// (`…/bin/helpers/browser.sh`), and tools that are known for it.
fn opens_elsewhere(program: &str) -> bool {
    const KNOWN: [&str; 8] = ["wslview", "wsl-open", "ssh", "lemonade", "code", "code-server", "gp", "gitpod-code"];
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    KNOWN.contains(&name) || name.ends_with(".exe") && cfg!(unix) || program.ends_with("/helpers/browser.sh")
}

/// The entries of `$BROWSER`: on Unix a list divided by `:`, as xdg-open takes it, without the empty ones. A `:` divides nothing where it
/// is quoted, or in a word that holds an address.
fn entries(list: &str) -> Vec<String> {
    let (mut entries, mut quote, mut is_escaped, mut is_in_address) = (vec![String::new()], None, false, false);
    for (at, c) in list.char_indices() {
        is_in_address = (is_in_address || list[at..].starts_with("://")) && !c.is_whitespace();
        let divides = c == ':' && cfg!(unix) && quote.is_none() && !is_escaped && !is_in_address;
        quote = match (c, quote) {
            _ if is_escaped => quote,
            ('"' | '\'', None) => Some(c),
            (_, Some(open)) if open == c => None,
            _ => quote,
        };
        is_escaped = c == '\\' && !is_escaped && quote != Some('\'');
        match entries.last_mut() {
            Some(entry) if !divides => entry.push(c),
            _ => entries.push(String::new()),
        }
    }
    entries.retain(|entry| !entry.trim().is_empty());
    entries
}

/// Ctrl-C is meant for us: a browser that was started here stays.
#[cfg(unix)]
fn on_its_own(browser: &mut Command) {
    std::os::unix::process::CommandExt::process_group(browser, 0);
}

#[cfg(not(unix))]
fn on_its_own(_: &mut Command) {}

#[cfg(unix)]
fn stderr_of_ours() -> Stdio {
    rustix::io::dup(rustix::stdio::stderr()).map_or_else(|_| Stdio::null(), Stdio::from)
}

#[cfg(not(unix))]
fn stderr_of_ours() -> Stdio {
    Stdio::null()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_browsers_is_divided_where_it_means_to_be() {
        for (list, expected) in [
            ("firefox", vec!["firefox"]),
            ("firefox:chromium --incognito %s:w3m", vec!["firefox", "chromium --incognito %s", "w3m"]),
            (":: :firefox:", vec!["firefox"]),
            (":", vec![]),
            ("sh -c 'echo a:b' %s:w3m", vec!["sh -c 'echo a:b' %s", "w3m"]),
            (r#"sh -c "echo \":\"":w3m"#, vec![r#"sh -c "echo \":\"""#, "w3m"]),
            (r"a\:b:c", vec![r"a\:b", "c"]),
            ("curl http://127.0.0.1:99/?u=%s", vec!["curl http://127.0.0.1:99/?u=%s"]),
            ("curl http://h:99/ %s:w3m", vec!["curl http://h:99/ %s", "w3m"]),
        ] {
            assert_eq!(entries(list), expected, "{list}");
        }
    }

    #[test]
    fn helpers_that_open_elsewhere_get_the_address_that_works_there() {
        let address = Address { here: "http://127.0.0.1:1/once", anywhere: "https://id.example/authorize" };
        let given = |entry| named(entry, address).unwrap().1;
        for entry in ["firefox", "/usr/bin/w3m", "sh -c 'exec w3m $0' %s", "sts-cli sandbox sign-in alice", "/opt/code/chrome"] {
            assert_eq!(given(entry), address.here, "{entry}");
        }
        for entry in
            ["/home/a/.vscode-server/bin/1f/bin/helpers/browser.sh", "wslview", "'/mnt/c/Program Files/x/chrome.exe'", "ssh desk xdg-open"]
        {
            assert_eq!(given(entry), address.anywhere, "{entry}");
        }
    }
}
