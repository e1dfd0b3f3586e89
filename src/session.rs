//! The picture: lock, ladder, exchange. The only place that joins identity and STS.

use crate::credentials::Credentials;
use crate::error::Failure;
use crate::identity::{self, Evidence, Page};
use crate::request::{Form, Identity, Request};
use crate::sts::{self, Greeting};
use crate::sys::Deps;
use std::time::Duration;
use tokio::sync::Mutex;

/// Programs that call a `credential_process` stop waiting after a minute.
const HELPER_LIMIT: Duration = Duration::from_secs(50);

/// Why a session ended without an answer from anyone.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The program that called us would have stopped waiting.
    #[error("gave up after {} s: a program that calls a credential_process waits no longer than a minute", HELPER_LIMIT.as_secs())]
    HelperLimit,
}

/// One request's way to credentials, and the credentials while they are fresh.
pub struct Session<'a> {
    request: &'a Request,
    deps: &'a Deps,
    kept: Mutex<Option<Credentials>>,
}

impl<'a> Session<'a> {
    /// A session that has nothing yet.
    #[must_use]
    pub fn new(request: &'a Request, deps: &'a Deps) -> Self {
        Self { request, deps, kept: Mutex::new(None) }
    }

    /// Fresh credentials: the kept ones, else those of a login; one login, however many ask at once.
    ///
    /// # Errors
    /// A [`Failure`] that says whose problem it is. Ctrl-C ends it at any time.
    pub async fn credentials(&self) -> Result<Credentials, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some(fresh) = kept.as_ref().filter(|kept| kept.are_fresh(self.deps.clock.now())) {
            return Ok(fresh.clone());
        }
        let credentials = tokio::select! {
            credentials = self.log_in() => credentials?,
            _ = tokio::signal::ctrl_c() => return Err(Error::Interrupted.into()),
            () = tokio::time::sleep(HELPER_LIMIT), if self.request.delivery.form == Form::Process => return Err(Error::HelperLimit.into()),
        };
        Ok(kept.insert(credentials).clone())
    }

    /// Identity, then exchange; the browser that waits is told what came of it.
    async fn log_in(&self) -> Result<Credentials, Failure> {
        let (outcome, browser) = match tokio::try_join!(self.prove(), self.greet()) {
            Ok((proof, greeting)) => (self.exchange(&proof.evidence, &greeting).await, proof.browser),
            Err((failure, browser)) => (Err(failure), browser),
        };
        match (&outcome, browser) {
            (Ok(credentials), Some(page)) => {
                let person = credentials.name.as_deref().unwrap_or_default();
                page.succeed(person, &credentials.end_in_words(self.deps.clock.now())).await;
            }
            (Err(failure), Some(page)) => page.fail(&failure.to_string(), &failure.hints).await,
            (_, None) => {}
        }
        outcome
    }

    async fn prove(&self) -> Result<identity::Proof, (Failure, Option<Page>)> {
        identity::prove(self.request, self.deps).await.map_err(|unproven| (unproven.error.into(), unproven.browser))
    }

    /// Meets the storage server while a person logs in: what is wrong with it is better known before.
    async fn greet(&self) -> Result<Greeting, (Failure, Option<Page>)> {
        match self.request.identity {
            Identity::WebIdentity(_) => sts::greet(self.request, self.deps).await.map_err(|error| (error.into(), None)),
            Identity::AccessKeys(_) => Ok(Greeting::default()),
        }
    }

    async fn exchange(&self, evidence: &Evidence, greeting: &Greeting) -> Result<Credentials, Failure> {
        for notice in sts::concerns(evidence, greeting, self.request) {
            self.deps.terminal.note(&notice.to_string());
        }
        let (credentials, notices) = sts::exchange(evidence, greeting, self.request, self.deps).await?;
        for notice in notices {
            self.deps.terminal.note(&notice.to_string());
        }
        Ok(credentials)
    }
}
