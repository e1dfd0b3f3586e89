//! What is kept of a login, in memory, to log in again without asking: OpenID Connect Core 1.0, section 12.

use super::super::oidc::{Provider, ProviderError, RegisteredClient};
use super::super::{Error, Proof, Waiting};
use super::{Login, Verified};
use crate::request::{Request, TokenKind, WebIdentity};
use crate::secret::RefreshToken;
use crate::sys::Deps;

/// The last login, if it left a refresh token. Empty at first.
#[derive(Default)]
pub struct Kept {
    login: Option<KeptLogin>,
    /// A refresh token was refused, and none has worked since.
    was_refused: bool,
}

struct KeptLogin {
    provider: Provider,
    client: RegisteredClient,
    refresh_token: RefreshToken,
    last: Verified,
}

impl Kept {
    /// Keeps what `verified` brought for the next time; without a refresh token that is nothing.
    pub(super) fn keep(&mut self, provider: Provider, client: RegisteredClient, verified: Verified) {
        let refresh_token = verified.refresh_token.clone();
        self.login = refresh_token.map(|refresh_token| KeptLogin { provider, client, refresh_token, last: verified });
    }

    /// Proof without asking anyone; `None` where the person must be asked. A refused refresh token is dropped.
    ///
    /// # Errors
    /// The provider did not answer, brought a token that does not hold, or refuses the next refresh token after a new login too.
    pub(super) async fn renew(&mut self, person: &WebIdentity, request: &Request, deps: &Deps) -> Result<Option<Proof>, Error> {
        let Some(kept) = &mut self.login else { return Ok(None) };
        match kept.refresh(person, request, deps).await {
            Ok(proof) => {
                self.was_refused &= proof.is_none();
                Ok(proof)
            }
            Err(Error::Provider(refusal)) if refusal.is_a_refusal() => self.drop_refused(refusal, deps).map(|()| None),
            Err(error @ Error::Token { .. }) => {
                self.login = None; // the next call asks the person instead of meeting the same token again
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    fn drop_refused(&mut self, refusal: ProviderError, deps: &Deps) -> Result<(), Error> {
        self.login = None;
        if std::mem::replace(&mut self.was_refused, true) {
            return Err(refusal.into());
        }
        deps.terminal.note(&format!("{refusal}; you must log in again"));
        Ok(())
    }
}

impl KeptLogin {
    /// New tokens for the old refresh token. Providers rotate it or leave it, and may bring no ID token.
    async fn refresh(&mut self, person: &WebIdentity, request: &Request, deps: &Deps) -> Result<Option<Proof>, Error> {
        let (tokens, keys) = tokio::join!(self.client.refresh(&self.refresh_token, deps), self.provider.keys(deps));
        let mut tokens = tokens?;
        if let Some(next) = tokens.refresh_token.take() {
            self.refresh_token = next;
        }
        if tokens.id_token.is_none() && person.send == TokenKind::IdToken {
            tracing::info!("the provider's answer to the refresh token holds no ID token: the person must be asked");
            return Ok(None);
        }
        let waiting = Waiting::default(); // no browser comes: nobody is asked
        let login = Login { person, request, deps, provider: &self.provider, client: &self.client, waiting: &waiting };
        self.last = match tokens.id_token {
            Some(_) => login.verify_again(tokens, &self.last, keys?).await?,
            None => Verified { access_token: tokens.access_token, refresh_token: None, ..self.last.clone() },
        };
        Ok(Some(self.last.proof(person.send, deps)))
    }
}
