//! What is kept of a login, to log in again without asking: OpenID Connect Core 1.0, section 12.

use super::super::oidc::{Provider, ProviderError, RegisteredClient};
use super::super::{Documents, Error, Proof, Waiting};
use super::{Login, Verified, claims_of, client_secret};
use crate::request::{Request, TokenKind, WebIdentity};
use crate::secret::{AccessToken, IdToken, RefreshToken};
use crate::sys::Deps;
#[cfg(feature = "sandbox")]
use crate::sys::test_events::TestEvent;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// A token that ends so soon may be refused by the time it arrives, in seconds.
const TOO_LATE: i64 = 60;
/// After nobody answered, a program that asks in the background opens no browser for so long, in seconds.
const PAUSE: i64 = 600;

/// What is known of the logins of one person at one provider. Nothing at first.
#[derive(Clone, Default)]
pub struct Kept {
    /// What the provider has told of itself.
    pub provider: Documents,
    /// The tokens of the last login, all of them verified.
    pub tokens: Option<Tokens>,
    /// The tokens at hand are not to be used again, but for their refresh token.
    pub is_doubted: bool,
    /// Since when somebody is asked. Once that run has ended it is there no more, unless the run was killed.
    pub asking: Option<Timestamp>,
    /// When somebody was last asked, unless they answered.
    pub unanswered: Option<Timestamp>,
    /// It is this run that asks.
    pub asks: bool,
}

/// What a login brought.
#[derive(Clone)]
pub struct Tokens {
    /// Who logged in.
    pub id_token: IdToken,
    /// What opens the provider's userinfo.
    pub access_token: AccessToken,
    /// What brings the next ones without asking.
    pub refresh_token: Option<RefreshToken>,
}

impl Kept {
    /// Keeps what `verified` brought for the next time.
    pub(super) fn keep(&mut self, verified: Verified) {
        let Verified { id_token, access_token, refresh_token, .. } = verified;
        self.tokens = Some(Tokens { id_token, access_token, refresh_token });
        (self.unanswered, self.is_doubted) = (None, false);
        self.asked();
    }

    /// The server did not like the token, or it may say what is no longer true: the next proof has another.
    pub fn distrust(&mut self) {
        self.is_doubted = true;
    }

    /// Whether there is a refresh token to be used up.
    #[must_use]
    pub fn has_refresh_token(&self) -> bool {
        self.tokens.as_ref().is_some_and(|tokens| tokens.refresh_token.is_some())
    }

    /// Notes that somebody is asked now; `waited`: until a moment ago another run asked.
    ///
    /// # Errors
    /// Nobody may be asked; or nobody answered a little while ago, and nobody sits at a terminal. A run that was killed while it
    /// asked got no answer either, but those that waited for it may go on where it ended.
    pub fn may_be_asked(&mut self, may_ask: bool, waited: bool, deps: &Deps) -> Result<(), Error> {
        if !may_ask {
            return Err(Error::MayNotAsk);
        }
        let now = deps.clock.now();
        let killed = self.asking.filter(|_| !waited);
        let ago = self.unanswered.max(killed).map(|then| now.as_second() - then.as_second()).filter(|ago| (0..PAUSE).contains(ago));
        match ago {
            Some(ago) if !deps.terminal.is_interactive() => {
                (self.unanswered, self.asking) = (self.unanswered.max(killed), None); // known to those that wait for this run too
                Err(Error::AskedInVain(ago))
            }
            _ => {
                (self.asking, self.asks) = (Some(now), true);
                Ok(())
            }
        }
    }

    /// Nobody is asked any more, if it was this run that did: they answered, or it was not their fault. Whether it was.
    pub fn asked(&mut self) -> bool {
        if self.asks {
            (self.asking, self.asks) = (None, false);
            return true;
        }
        false
    }

    /// The same, but they did not answer.
    pub fn asked_in_vain(&mut self) -> bool {
        let since = self.asking;
        let asked = self.asked();
        if asked {
            self.unanswered = since;
        }
        asked
    }

    /// Whether the next proof comes without asking: a token at hand, or a refresh token, which the provider may still refuse.
    #[must_use]
    pub fn renews_silently(&self, person: &WebIdentity, now: Timestamp) -> bool {
        self.has_refresh_token() || self.has_token(person, now)
    }

    /// Whether a token is at hand that lasts long enough.
    #[must_use]
    pub fn has_token(&self, person: &WebIdentity, now: Timestamp) -> bool {
        self.left_at_hand(person, now).is_some()
    }

    /// Whether both hold the same refresh token.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "two refresh tokens are compared")]
    pub fn is(&self, other: &Self) -> bool {
        let token = |kept: &Self| {
            kept.tokens.as_ref().and_then(|tokens| tokens.refresh_token.as_ref()).map(|token| token.expose_secret().to_owned())
        };
        token(self) == token(other)
    }

    /// Proof without asking anyone: the token at hand while it is valid, else those that the refresh token brings. `None` where the
    /// person must be asked.
    ///
    /// # Errors
    /// The provider did not answer, brought a token that does not hold, or refuses the refresh token.
    pub(super) async fn renew(&mut self, person: &WebIdentity, request: &Request, deps: &Deps) -> Result<Option<Proof>, Error> {
        if let Some(proof) = self.at_hand(person, deps) {
            return Ok(Some(proof));
        }
        let refreshed = self.refresh(person, request, deps).await;
        match &refreshed {
            Err(Error::Token { problem, .. }) if problem.is_of_a_clock() => self.distrust(), // the refresh token is as good as ever
            Err(Error::Token { .. }) => self.tokens = None, // the next call asks the person instead of meeting the same token again
            _ => {}
        }
        refreshed
    }

    /// Drops the refresh token that was refused: the person must log in again.
    pub fn drop_refused(&mut self, refusal: &ProviderError, deps: &Deps) {
        self.tokens = None;
        deps.terminal.note(&format!("{refusal}; you must log in again"));
    }

    /// The token of the last login, while it lasts.
    fn at_hand(&self, person: &WebIdentity, deps: &Deps) -> Option<Proof> {
        self.left_at_hand(person, deps.clock.now())?;
        self.tokens.clone().map(|tokens| Verified::from(tokens).proof(person.send, deps))
    }

    /// How long the token at hand lasts, in seconds, if that is long enough.
    fn left_at_hand(&self, person: &WebIdentity, now: Timestamp) -> Option<i64> {
        let tokens = self.tokens.as_ref().filter(|_| !self.is_doubted)?;
        let claims = match person.send {
            TokenKind::IdToken => claims_of(&tokens.id_token),
            TokenKind::AccessToken => claims_of(&tokens.access_token),
        };
        let claims = claims?;
        let is_of_later = claims.seconds("iat").is_some_and(|issued| issued - now.as_second() > TOO_LATE); // the clock was set back
        Some(claims.seconds("exp")? - now.as_second()).filter(|left| !is_of_later && *left > TOO_LATE)
    }

    /// New tokens for the old refresh token. Providers rotate it or leave it, and may bring no ID token.
    async fn refresh(&mut self, person: &WebIdentity, request: &Request, deps: &Deps) -> Result<Option<Proof>, Error> {
        let Some(before) = self.tokens.clone() else { return Ok(None) };
        let Some(refresh_token) = before.refresh_token.clone() else { return Ok(None) };
        let provider = Provider::discover(&person.issuer, &self.provider, deps).await?;
        let client = RegisteredClient::new(&provider, &person.client_id, client_secret(person, deps)?);
        let kept = &mut self.tokens;
        let refreshed = async {
            #[cfg(feature = "sandbox")]
            TestEvent::RefreshSent.send();
            let refreshed = client.refresh(&refresh_token, deps).await;
            #[cfg(feature = "sandbox")]
            TestEvent::RefreshAnswered { refreshed: refreshed.is_ok() }.send();
            let mut tokens = refreshed?;
            let next = tokens.refresh_token.take().unwrap_or_else(|| refresh_token.clone());
            *kept = Some(Tokens { refresh_token: Some(next.clone()), ..before.clone() }); // at once: this run may end at any moment
            Ok::<_, ProviderError>((tokens, next))
        };
        let (refreshed, keys) = tokio::join!(refreshed, provider.keys(deps));
        self.provider = provider.documents();
        let (tokens, next) = refreshed?;
        if tokens.id_token.is_none() && person.send == TokenKind::IdToken {
            tracing::info!("the provider's answer to the refresh token holds no ID token: the person must be asked");
            return Ok(None);
        }
        let waiting = Waiting::default(); // no browser comes: nobody is asked
        let login = Login { person, request, deps, provider: &provider, client: &client, waiting: &waiting };
        let before = Verified::from(before);
        let verified = match tokens.id_token {
            Some(_) => login.verify_again(tokens, &before, keys?).await?,
            None => Verified { access_token: tokens.access_token, ..before },
        };
        let proof = verified.proof(person.send, deps);
        self.keep(Verified { refresh_token: Some(next), ..verified });
        Ok(Some(proof))
    }
}

impl From<Tokens> for Verified {
    fn from(tokens: Tokens) -> Self {
        let Tokens { id_token, access_token, refresh_token } = tokens;
        Self { claims: claims_of(&id_token).unwrap_or_default(), id_token, access_token, refresh_token }
    }
}
