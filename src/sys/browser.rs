//! The user's browser: the commands in `$BROWSER`, else the desktop's default.

use super::Environment;
use crate::text::printable;
use std::io;
use std::process::{Command, ExitStatus, Stdio};

/// Why no browser opened.
#[derive(thiserror::Error)]
pub enum BrowserError {
    /// `$BROWSER` is not a command line: a quote is open.
    #[error("$BROWSER is not a command line: {0}")]
    NotACommand(String),
    /// The command of `$BROWSER` did not start.
    #[error("could not start the command in $BROWSER: {command}")]
    NotStarted {
        /// The command's first word.
        command: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The URL is not http(s): the desktop would start whichever program is registered for its scheme.
    #[error("only http and https addresses are opened")]
    NotAWebAddress,
    /// The command started and exited with an error.
    #[error("the browser failed (`{command}`: {status})")]
    Failed {
        /// The command's first word.
        command: String,
        /// Its exit status.
        status: ExitStatus,
    },
    /// There is no browser, or no desktop.
    #[error("no browser found on this machine")]
    NotFound(#[source] Option<io::Error>),
}
debug_as_display!(BrowserError);

/// Opens URLs in the user's browser.
pub struct Browser {
    /// The entries of `$BROWSER`, each a command line.
    commands: Vec<String>,
    has_display: bool,
    is_in_wsl: bool,
}

/// A URL in two forms, for browsers on this machine and for commands that open it on another machine.
#[derive(Clone, Copy)]
pub struct BrowserUrls<'a> {
    /// A one-time loopback URL.
    pub local: &'a str,
    /// The provider's URL, which works on every machine.
    pub remote: &'a str,
}

/// A command with the URL that it opens, or why it cannot be built.
type Candidate = Result<(Command, String), BrowserError>;

/// The candidate commands; one of them is running.
pub struct OpenedBrowser {
    candidates: std::vec::IntoIter<Candidate>,
    running: Option<(String, tokio::process::Child)>,
}

impl Browser {
    /// Reads `$BROWSER` and detects a desktop. On Linux and the BSDs a desktop requires a display.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let needs_display = cfg!(all(unix, not(target_os = "macos")));
        let is_set = |name: &str| environment.get(name).is_some();
        let is_in_wsl = is_set("WSL_DISTRO_NAME");
        Self {
            commands: environment.get("BROWSER").map(split_browser_variable).unwrap_or_default(),
            has_display: !needs_display || is_in_wsl || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
            is_in_wsl,
        }
    }

    /// Whether `$BROWSER` is set.
    #[must_use]
    pub(crate) fn is_configured(&self) -> bool {
        !self.commands.is_empty()
    }

    /// Whether this machine has a desktop; inside WSL that of Windows counts.
    #[must_use]
    pub(crate) fn has_display(&self) -> bool {
        self.has_display
    }

    /// Opens `address` without waiting for the browser to exit. Of several commands the first one that starts is used. The standard output
    /// of `$BROWSER` commands goes to standard error; secrets of the `environment` are removed from theirs.
    ///
    /// # Errors
    /// See [`BrowserError`]; the error of the last command if none started.
    pub fn open(&self, address: BrowserUrls<'_>, environment: &Environment) -> Result<OpenedBrowser, BrowserError> {
        if !["https://", "http://"].iter().any(|scheme| address.remote.starts_with(scheme)) {
            return Err(BrowserError::NotAWebAddress);
        }
        let mut candidates = if self.is_configured() {
            self.commands.iter().map(|command| command_for(command, address)).collect()
        } else if self.has_display {
            self.desktop_commands(address)
        } else {
            Vec::new()
        };
        for (command, _) in candidates.iter_mut().flatten() {
            for secret in environment.secret_names() {
                command.env_remove(secret);
            }
            set_own_process_group(command.stdin(Stdio::null()));
        }
        let mut browser = OpenedBrowser { candidates: candidates.into_iter(), running: None };
        browser.open_next()?;
        Ok(browser)
    }

    /// Returns the desktop's commands. Inside WSL that is a Windows browser, which cannot reach this machine's loopback address.
    fn desktop_commands(&self, address: BrowserUrls<'_>) -> Vec<Candidate> {
        let address = if self.is_in_wsl { address.remote } else { address.local };
        let quiet = |mut command: Command| {
            command.stdout(Stdio::null()).stderr(Stdio::null());
            Ok((command, address.to_owned()))
        };
        open::commands(address).into_iter().map(quiet).collect()
    }
}

impl OpenedBrowser {
    /// Starts the next command that can be started.
    ///
    /// # Errors
    /// The error of the last command, or [`BrowserError::NotFound`] if there are no more.
    pub(crate) fn open_next(&mut self) -> Result<(), BrowserError> {
        let mut last = BrowserError::NotFound(None);
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

    /// Waits until the running command fails; never returns if it succeeds.
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

#[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "tests receive the address"))]
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

/// Builds the command of a `$BROWSER` entry, with the URL in place of `%s`, else appended.
fn command_for(entry: &str, address: BrowserUrls<'_>) -> Candidate {
    let command_line = super::split_command_line(entry).filter(|command_line| !command_line.is_empty());
    let mut command_line = command_line.ok_or_else(|| BrowserError::NotACommand(entry.to_owned()))?;
    let address = if opens_remotely(&command_line[0]) { address.remote } else { address.local };
    if command_line.iter().any(|argument| argument.contains("%s")) {
        command_line.iter_mut().for_each(|argument| *argument = argument.replace("%s", address));
    } else {
        command_line.push(address.to_owned());
    }
    let mut command = Command::new(&command_line[0]);
    command.args(&command_line[1..]).stdout(own_stderr());
    Ok((command, address.to_owned()))
}

/// Whether `program` opens URLs on another machine, or on Windows from inside WSL: the helper of remote editors
/// (`…/bin/helpers/browser.sh`), and known tools.
fn opens_remotely(program: &str) -> bool {
    const KNOWN: [&str; 8] = ["wslview", "wsl-open", "ssh", "lemonade", "code", "code-server", "gp", "gitpod-code"];
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    KNOWN.contains(&name) || name.ends_with(".exe") && cfg!(unix) || program.ends_with("/helpers/browser.sh")
}

/// Splits `$BROWSER`, on Unix at `:` like xdg-open, and drops empty entries. A `:` inside quotes, or in a word that contains a URL, does
/// not split.
fn split_browser_variable(list: &str) -> Vec<String> {
    let (mut entries, mut quote, mut is_escaped, mut is_in_address) = (vec![String::new()], None, false, false);
    for (index, c) in list.char_indices() {
        is_in_address = (is_in_address || list[index..].starts_with("://")) && !c.is_whitespace();
        let is_separator = c == ':' && cfg!(unix) && quote.is_none() && !is_escaped && !is_in_address;
        quote = match (c, quote) {
            _ if is_escaped => quote,
            ('"' | '\'', None) => Some(c),
            (_, Some(opening_quote)) if opening_quote == c => None,
            _ => quote,
        };
        is_escaped = c == '\\' && !is_escaped && quote != Some('\'');
        match entries.last_mut() {
            Some(entry) if !is_separator => entry.push(c),
            _ => entries.push(String::new()),
        }
    }
    entries.retain(|entry| !entry.trim().is_empty());
    entries
}

/// Starts the browser in its own process group, so that Ctrl-C does not end it.
#[cfg(unix)]
fn set_own_process_group(browser: &mut Command) {
    std::os::unix::process::CommandExt::process_group(browser, 0);
}

#[cfg(not(unix))]
fn set_own_process_group(_: &mut Command) {}

#[cfg(unix)]
fn own_stderr() -> Stdio {
    rustix::io::dup(rustix::stdio::stderr()).map_or_else(|_| Stdio::null(), Stdio::from)
}

#[cfg(not(unix))]
fn own_stderr() -> Stdio {
    Stdio::null()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_browser_list_is_split_at_unquoted_colons() {
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
            assert_eq!(split_browser_variable(list), expected, "{list}");
        }
    }

    #[test]
    fn remote_browser_helpers_get_the_remote_address() {
        let address = BrowserUrls { local: "http://127.0.0.1:1/once", remote: "https://id.example/authorize" };
        let last_argument = |entry| command_for(entry, address).unwrap().1;
        for entry in ["firefox", "/usr/bin/w3m", "sh -c 'exec w3m $0' %s", "sts-cli sandbox sign-in alice", "/opt/code/chrome"] {
            assert_eq!(last_argument(entry), address.local, "{entry}");
        }
        for entry in
            ["/home/a/.vscode-server/bin/1f/bin/helpers/browser.sh", "wslview", "'/mnt/c/Program Files/x/chrome.exe'", "ssh desk xdg-open"]
        {
            assert_eq!(last_argument(entry), address.remote, "{entry}");
        }
    }
}
