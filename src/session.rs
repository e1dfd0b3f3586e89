//! The picture: lock, ladder, exchange. The only place that joins what is kept, identity and STS.

mod log_out;
mod proof;
mod shelf;
mod standing;
mod turn;

pub use log_out::{Ended, Here, LoggedOut};
pub use standing::{Renewal, Standing};

use crate::claims::Claims;
use crate::credentials::{CacheState, Credentials};
use crate::error::{Failure, Kind};
use crate::identity::{self, Proof, Waiting};
use crate::request::Request;
use crate::sts::{self, Notice, ServerProbe};
use crate::sys::{Deps, Stopped, is_ahead};
use jiff::Timestamp;
use proof::Asking;
use shelf::Shelf;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use turn::Turn;

/// How long a run that is to end waits for the answer to a refresh.
const LAST_WAIT: Duration = Duration::from_secs(5);
/// How long another process's login is waited for while there are credentials to hand out.
const A_MOMENT: Duration = Duration::from_secs(2);

/// One request's way to credentials, and the credentials while they are fresh.
pub struct Session<'a> {
    request: &'a Request,
    deps: &'a Deps,
    shelf: Shelf<'a>,
    kept: Mutex<Kept>,
    began: Timestamp,
    /// A refresh token is on its way to the provider.
    is_refreshing: watch::Sender<bool>,
}

/// What is remembered from one time to the next.
#[derive(Default)]
struct Kept {
    credentials: Option<Credentials>,
    login: identity::Kept,
    server: sts::LearnedServer,
    /// While the ladder is climbed; `login` is what there is then.
    turn: Option<Turn>,
    /// What lives, and is handed out where nothing fresh comes.
    left: Option<Credentials>,
    /// Somebody was asked for a renewal, and did not log in; or logged out.
    nobody_answers: bool,
}

/// What becomes of credentials that live but are no longer fresh, where nothing fresh comes without asking.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    IsHandedOut,
    IsElsewhere,
}

impl<'a> Session<'a> {
    /// A session that has nothing yet but what an earlier run kept.
    ///
    /// # Errors
    /// What is kept is to be sealed, and the keyring gives no key.
    pub fn new(request: &'a Request, deps: &'a Deps) -> Result<Self, Failure> {
        let (shelf, began) = (Shelf::of(request, deps)?, deps.clock.now());
        Ok(Self { request, deps, shelf, kept: Mutex::default(), began, is_refreshing: watch::Sender::default() })
    }

    /// Fresh credentials of an earlier run: one look at one file, no network.
    #[must_use]
    pub fn cached(&self) -> Option<Credentials> {
        let looked = !self.request.remembering.fresh;
        looked.then(|| self.shelf.credentials()).flatten().filter(|credentials| self.suffice(credentials))
    }

    /// Fresh credentials, for a run that has no use for a runtime but this.
    ///
    /// # Errors
    /// As [`Session::credentials`].
    pub fn get(&self) -> Result<Credentials, Failure> {
        match self.cached() {
            Some(fresh) => Ok(fresh),
            None => self.deps.block_on(self.credentials())?,
        }
    }

    /// Fresh credentials: the kept ones, else those of a token at hand or of a refresh token, else those of a login; one login,
    /// however many ask at once, in this process and in others. Asked again when they are no longer fresh, it renews them.
    ///
    /// # Errors
    /// A [`Failure`] that says whose problem it is. Ctrl-C ends it at any time. A browser that waits is told what came of it.
    pub async fn credentials(&self) -> Result<Credentials, Failure> {
        match self.cached() {
            Some(fresh) => Ok(fresh),
            None => self.fetch(Left::IsHandedOut).await,
        }
    }

    /// The same for a delivery that hands out what is left by itself: where nothing fresh comes, it is told why. A person who did
    /// not answer is not asked again; who logs in elsewhere helps this session too.
    ///
    /// # Errors
    /// As [`Session::credentials`].
    pub async fn renew(&self) -> Result<Credentials, Failure> {
        self.fetch(Left::IsElsewhere).await
    }

    /// What became of credentials that this session brought.
    #[must_use]
    pub fn check_against_cache(&self, held: &Credentials) -> CacheState {
        self.shelf.check_against_cache(held)
    }

    async fn fetch(&self, whose: Left) -> Result<Credentials, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some(fresh) = self.at_hand(&kept) {
            return Ok(kept.credentials.insert(fresh).clone());
        }
        self.deps.http.trust(&self.request.trust, self.request.endpoint.url())?;
        let waiting = Waiting::default();
        let mut climb = Box::pin(self.climb(&mut kept, whose, &waiting));
        let done = Stopped::or(self.request.limit(), &mut climb).await;
        if done.is_err() {
            tokio::select! {
                biased;
                () = self.settled() => {}
                _ = &mut climb => {}
            }
        }
        drop(climb);
        if done.is_err() && kept.turn.is_some() {
            kept.login.asked_in_vain();
            self.shelf.keep_login(&kept.login); // the provider may have taken the old refresh token back already
        }
        kept.turn = None;
        let outcome = done.map_err(Failure::from).flatten();
        match (&outcome, waiting.leaves()) {
            (Ok(credentials), Some(page)) => page.succeed(credentials, self.deps.clock.now()).await,
            (Err(failure), Some(page)) => page.fail(&failure.to_string(), &crate::cli::in_words(&failure.hints)).await,
            (_, None) => {}
        }
        let fresh = self.or_left(outcome, whose, kept.left.take())?;
        kept.nobody_answers = false;
        Ok(kept.credentials.insert(fresh).clone())
    }

    /// What this session brought or saw last.
    fn held(&self, kept: &Kept) -> Option<Credentials> {
        kept.credentials.clone().or_else(|| self.shelf.last())
    }

    /// Fresh credentials in memory, or those that others have put in their place: whoever did had a reason, so they are taken even where
    /// this session would ask for new ones.
    fn at_hand(&self, kept: &Kept) -> Option<Credentials> {
        let held = self.held(kept)?;
        match self.check_against_cache(&held) {
            CacheState::Current => kept.credentials.clone().filter(|held| self.suffice(held)),
            CacheState::Superseded => self.shelf.credentials().filter(|others| others.are_fresh(self.deps.clock.now())),
            CacheState::LoggedOut => None,
        }
    }

    /// What is left is handed out where nothing fresh came.
    fn or_left(&self, outcome: Result<Credentials, Failure>, whose: Left, left: Option<Credentials>) -> Result<Credentials, Failure> {
        let is_handed_out = whose == Left::IsHandedOut;
        match (outcome, left.filter(|left| is_handed_out && self.may_still_serve(left))) {
            (Err(failure), Some(left)) if failure.kind != Kind::Interrupted => {
                let ends = left.end_in_words(self.deps.clock.now());
                self.deps.terminal.warn(&format!("the credentials were not renewed, and end {ends}: {failure}"));
                Ok(left)
            }
            (outcome, _) => outcome,
        }
    }

    /// Waits while a refresh that was sent has no answer, although nobody waits for what it was for: the provider has taken the old
    /// token back by now. At most five seconds; whoever drops a renewal awaits this beside it first.
    pub async fn settled(&self) {
        let mut is_refreshing = self.is_refreshing.subscribe();
        let _ = tokio::time::timeout(LAST_WAIT, is_refreshing.wait_for(|is| !is)).await;
    }

    /// The ladder, climbed by one process at a time. While credentials live that can be handed out, nobody is asked, and another
    /// process that climbs is waited for a moment only.
    async fn climb(&self, kept: &mut Kept, whose: Left, waiting: &Waiting) -> Result<Credentials, Failure> {
        let held = self.held(kept);
        let is_over = held.as_ref().is_some_and(|held| self.check_against_cache(held) == CacheState::LoggedOut);
        kept.nobody_answers |= is_over; // whoever logged out is not asked to log in again
        let known = if self.request.remembering.fresh { None } else { self.shelf.credentials() };
        kept.left = known.or(held.filter(|_| !is_over)).filter(|known| self.may_still_serve(known));
        let patience = (whose == Left::IsHandedOut && kept.left.is_some()).then_some(A_MOMENT);
        kept.turn = Some(self.turn(self.shelf.lock(), patience).await?);
        if let Some(fresh) = self.cached() {
            return Ok(fresh);
        }
        kept.login = self.shelf.login_or(std::mem::take(&mut kept.login));
        if self.request.remembering.fresh_login {
            kept.login.distrust();
        }
        kept.server = self.shelf.server().unwrap_or(kept.server);
        let may_ask = kept.left.is_none() && !(whose == Left::IsElsewhere && kept.nobody_answers);
        let outcome = self.log_in(kept, waiting, may_ask).await;
        let is_unanswered = outcome.as_ref().is_err_and(|failure| failure.kind == Kind::Identity);
        kept.nobody_answers |= whose == Left::IsElsewhere && may_ask && is_unanswered;
        outcome
    }

    /// Identity, then exchange. Meanwhile the storage server is met: what is wrong with it is better known before anyone has logged in.
    async fn log_in(&self, kept: &mut Kept, waiting: &Waiting, may_ask: bool) -> Result<Credentials, Failure> {
        let waited = kept.turn.as_ref().is_some_and(|turn| turn.waited) || kept.login.asking > Some(self.began);
        let asking = Asking { waiting, may_ask, waited };
        let met = self.meet_and_prove(&mut kept.login, &asking).await;
        if let Err(failure) = &met {
            // whom it was that did not come back
            let is_over = if failure.is_unanswered() { kept.login.asked_in_vain() } else { kept.login.asked() };
            if is_over {
                self.shelf.keep_login(&kept.login);
            }
        }
        let (greeting, proof) = met?;
        let given = proof.claims().filter(|_| self.request.brings_a_token());
        if let Some(fresh) = self.kept_for(given, kept).await? {
            return Ok(fresh);
        }
        let outcome = self.exchange(&proof, &greeting, &mut kept.server).await;
        match &outcome {
            Ok(credentials) => self.shelf.keep_credentials(credentials, given),
            Err(failure) if failure.kind == Kind::Sts => {
                kept.login.distrust();
                self.shelf.keep_login(&kept.login);
            }
            Err(_) => {}
        }
        outcome
    }

    /// What an earlier run got for a token that was brought along and says this, if that is fresh. One process at a time goes on from
    /// here, also where the token was not known before.
    async fn kept_for(&self, given: Option<&Claims>, kept: &mut Kept) -> Result<Option<Credentials>, Failure> {
        let Some(claims) = given else { return Ok(None) };
        if kept.turn.as_ref().is_none_or(|turn| turn.lock.is_none()) {
            kept.turn = Some(self.turn(self.shelf.lock_for(claims), None).await?);
        }
        let known = if self.request.remembering.fresh { None } else { self.shelf.credentials_for(claims) };
        kept.left = known.clone().filter(|known| self.may_still_serve(known)).or(kept.left.take());
        Ok(known.filter(|known| self.suffice(known)))
    }

    async fn exchange(&self, proof: &Proof, greeting: &ServerProbe, memory: &mut sts::LearnedServer) -> Result<Credentials, Failure> {
        self.tell(&sts::preflight_warnings(proof, greeting, self.request));
        let before = *memory;
        let outcome = sts::exchange(proof, greeting, memory, self.request, self.deps).await;
        if *memory != before {
            self.shelf.keep_server(memory);
        }
        let (credentials, notices) = outcome?;
        self.tell(&notices);
        Ok(credentials)
    }

    /// Whether enough life is left to hand them out.
    fn suffice(&self, credentials: &Credentials) -> bool {
        let now = self.deps.clock.now();
        if is_ahead(credentials.granted, now) {
            return false; // the clock was set back: it does not tell when they end
        }
        match self.request.remembering.min_life {
            Some(least) => now.duration_until(credentials.expiration) > least.try_into().unwrap_or(jiff::SignedDuration::MAX),
            None => credentials.are_fresh(now),
        }
    }

    /// Whether they live, and nobody asked for more life than they have.
    fn may_still_serve(&self, credentials: &Credentials) -> bool {
        let now = self.deps.clock.now();
        self.request.remembering.min_life.is_none() && credentials.expiration > now && !is_ahead(credentials.granted, now)
    }

    fn tell(&self, notices: &[Notice]) {
        let (warnings, notes): (Vec<_>, Vec<_>) = notices.iter().partition(|notice| notice.is_a_warning());
        warnings.iter().for_each(|warning| self.deps.terminal.warn(&warning.to_string()));
        notes.iter().for_each(|note| self.deps.terminal.note(&note.to_string()));
    }
}
