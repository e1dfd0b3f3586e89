//! The proof of who asks: what the last login left, else the person; and the storage server, met meanwhile.

use super::Session;
use crate::error::Failure;
use crate::identity::{self, Proof, Waiting};
use crate::request::Identity;
use crate::sts::{self, ServerProbe};
use crate::sys::Unbroken;

/// How a person may be asked, if one must be.
pub(super) struct Asking<'a> {
    /// Where their browser waits for the outcome.
    pub(super) waiting: &'a Waiting,
    /// Whether they may be asked at all.
    pub(super) may_ask: bool,
    /// Whether until a moment ago another process asked.
    pub(super) waited: bool,
}

impl Session<'_> {
    /// The storage server is met while identity is proved. What the provider told of itself on the way is kept; where it led nowhere,
    /// it is asked again the next time.
    pub(super) async fn meet_and_prove(&self, login: &mut identity::Kept, asking: &Asking<'_>) -> Result<(ServerProbe, Proof), Failure> {
        login.provider = self.shelf.documents().unwrap_or_else(|| std::mem::take(&mut login.provider));
        let before = login.provider.clone();
        let met = self.meet_while_proving(login, asking).await;
        if met.as_ref().is_err_and(Failure::is_of_the_provider) {
            login.provider = identity::Documents::default();
        }
        if login.provider != before {
            self.shelf.keep_documents(&login.provider);
        }
        met
    }

    /// A server in trouble ends the asking of a person, but never a refresh: its answer may hold the only refresh token that counts.
    async fn meet_while_proving(&self, login: &mut identity::Kept, asking: &Asking<'_>) -> Result<(ServerProbe, Proof), Failure> {
        let probe = async { sts::probe(self.request, self.deps).await.map_err(Failure::from) };
        if self.is_to_refresh(login) {
            let (greeting, renewed) = tokio::join!(probe, self.renew_login(login));
            let (greeting, renewed) = (greeting?, renewed?);
            return match renewed {
                Some(proof) => Ok((greeting, proof)),
                None => Ok((greeting, self.ask(login, asking).await?)),
            };
        }
        let prove = async {
            match self.renew_login(login).await? {
                Some(proof) => Ok(proof),
                None => self.ask(login, asking).await,
            }
        };
        tokio::try_join!(probe, prove)
    }

    /// Without asking, where that can be: a refresh token that another process has used meanwhile is no reason to ask.
    async fn renew_login(&self, login: &mut identity::Kept) -> Result<Option<Proof>, Failure> {
        let refreshes = self.is_to_refresh(login);
        let _whole = refreshes.then(Unbroken::begin);
        self.is_refreshing.send_replace(refreshes);
        let renewed = match identity::renew(self.request, self.deps, login).await {
            Err(identity::Error::Provider(refusal)) if refusal.is_a_refusal() => {
                match self.shelf.login().filter(|theirs| !theirs.is(login)) {
                    Some(theirs) => {
                        *login = theirs;
                        identity::renew(self.request, self.deps, login).await
                    }
                    None => {
                        login.drop_refused(&refusal, self.deps);
                        Ok(None)
                    }
                }
            }
            renewed => renewed,
        };
        if refreshes {
            self.shelf.keep_login(login); // before anything else: the old refresh token may count no longer
        }
        self.is_refreshing.send_replace(false);
        Ok(renewed?)
    }

    /// Whether the next proof takes a refresh token.
    fn is_to_refresh(&self, login: &identity::Kept) -> bool {
        match &self.request.identity {
            Identity::WebIdentity(person) => login.has_refresh_token() && !login.has_token(person, self.deps.clock.now()),
            _ => false,
        }
    }

    /// Asks the person.
    async fn ask(&self, login: &mut identity::Kept, asking: &Asking<'_>) -> Result<Proof, Failure> {
        let may_ask = asking.may_ask && self.request.may_ask_a_person();
        let allowed = login.may_be_asked(may_ask, asking.waited, self.deps);
        if may_ask {
            self.shelf.keep_login(login);
        }
        allowed?;
        let proof = identity::prove(self.request, self.deps, login, asking.waiting).await?;
        self.shelf.keep_login(login);
        Ok(proof)
    }
}
