//! The picture: lock, ladder, exchange. The only place that joins identity and STS.

use crate::credentials::Credentials;
use crate::error::{Failure, Stopped};
use crate::identity::{self, Proof, Waiting};
use crate::request::Request;
use crate::sts::{self, Greeting, Notice};
use crate::sys::Deps;
use tokio::sync::Mutex;

/// One request's way to credentials, and the credentials while they are fresh.
pub struct Session<'a> {
    request: &'a Request,
    deps: &'a Deps,
    kept: Mutex<Kept>,
}

/// What is remembered from one time to the next, in memory only.
#[derive(Default)]
struct Kept {
    credentials: Option<Credentials>,
    login: identity::Kept,
    server: sts::Memory,
}

impl<'a> Session<'a> {
    /// A session that has nothing yet.
    #[must_use]
    pub fn new(request: &'a Request, deps: &'a Deps) -> Self {
        Self { request, deps, kept: Mutex::default() }
    }

    /// Fresh credentials: the kept ones, else those of a refresh token, else those of a login; one login, however many ask at once.
    /// Asked again when they are no longer fresh, it renews them.
    ///
    /// # Errors
    /// A [`Failure`] that says whose problem it is. Ctrl-C ends it at any time. A browser that waits is told what came of it.
    pub async fn credentials(&self) -> Result<Credentials, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some(fresh) = kept.credentials.as_ref().filter(|kept| kept.are_fresh(self.deps.clock.now())) {
            return Ok(fresh.clone());
        }
        let waiting = Waiting::default();
        let done = Stopped::or(self.request.limit(), self.log_in(&mut kept, &waiting)).await;
        let outcome = done.map_err(Failure::from).flatten();
        match (&outcome, waiting.leaves()) {
            (Ok(credentials), Some(page)) => page.succeed(credentials, self.deps.clock.now()).await,
            (Err(failure), Some(page)) => page.fail(&failure.to_string(), &failure.hints).await,
            (_, None) => {}
        }
        Ok(kept.credentials.insert(outcome?).clone())
    }

    /// Identity, then exchange. Meanwhile the storage server is met: what is wrong with it is better known before anyone has logged in.
    async fn log_in(&self, kept: &mut Kept, waiting: &Waiting) -> Result<Credentials, Failure> {
        let prove = async { identity::prove(self.request, self.deps, &mut kept.login, waiting).await.map_err(Failure::from) };
        let greet = async { sts::greet(self.request, self.deps).await.map_err(Failure::from) };
        let (greeting, proof) = tokio::try_join!(greet, prove)?;
        self.exchange(&proof, &greeting, &mut kept.server).await
    }

    async fn exchange(&self, proof: &Proof, greeting: &Greeting, memory: &mut sts::Memory) -> Result<Credentials, Failure> {
        self.tell(&sts::concerns(proof, greeting, self.request));
        let (credentials, notices) = sts::exchange(proof, greeting, memory, self.request, self.deps).await?;
        self.tell(&notices);
        Ok(credentials)
    }

    fn tell(&self, notices: &[Notice]) {
        let (warnings, notes): (Vec<_>, Vec<_>) = notices.iter().partition(|notice| notice.is_a_warning());
        warnings.iter().for_each(|warning| self.deps.terminal.warn(&warning.to_string()));
        notes.iter().for_each(|note| self.deps.terminal.note(&note.to_string()));
    }
}
