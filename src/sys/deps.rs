//! [`Deps`]: the outside world, created once by `main` and passed down.

use super::browser::Browser;
use super::clock::Clock;
use super::environment::Environment;
use super::files::Directories;
use super::http::Http;
use super::terminal::Terminal;
use super::tls::{Trust, TrustError};
use super::wait_limit::WaitLimit;

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
    /// The longest single wait of the run.
    pub wait_limit: WaitLimit,
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
        Self::from_environment(Environment::of_this_process())
    }

    /// Creates dependencies of this process with these variables in place of its own.
    #[must_use]
    pub fn from_environment(environment: Environment) -> Self {
        let wait_limit = WaitLimit::default();
        Self {
            clock: Clock::from_environment(&environment),
            terminal: Terminal::of_this_process(environment.get("TERM")),
            browser: Browser::from_environment(&environment),
            http: Http::new(wait_limit.clone()),
            wait_limit,
            directories: Directories::from_environment(&environment),
            environment,
        }
    }
}
