//! What a client credentials grant needs.

use super::oauth_client::{AssertionKey, ClientAuthMethod};
use crate::request::{Issuer, SecretSource};
use url::Url;

/// A client credentials grant: RFC 6749, section 4.4.
#[derive(Clone, Debug)]
pub struct ClientGrants {
    /// The token endpoint, given directly or through the issuer.
    pub provider: TokenProvider,
    /// The client ID at the provider.
    pub client_id: String,
    /// The client secret; `None` if the client authenticates with a key.
    pub client_secret: Option<SecretSource>,
    /// The client authentication method; `None`: the provider's preference, `client_secret_basic` if it lists none.
    pub client_auth: Option<ClientAuthMethod>,
    /// The private key, for clients that authenticate with `private_key_jwt`.
    pub assertion_key: Option<AssertionKey>,
    /// The scopes to request.
    pub scopes: Vec<String>,
    /// The audience to request, for providers that accept the `audience` parameter.
    pub audience: Option<String>,
    /// The resource indicator to request: RFC 8707.
    pub resource: Option<String>,
}

/// The token endpoint of a client credentials grant.
#[derive(Clone, Debug)]
pub enum TokenProvider {
    /// Discovered from this issuer.
    Issuer(Issuer),
    /// Given directly.
    Endpoint(Url),
}

impl TokenProvider {
    /// Returns the first URL to be requested: the discovery document, or the token endpoint itself.
    #[must_use]
    pub fn address(&self) -> &Url {
        match self {
            Self::Issuer(issuer) => issuer.discovery(),
            Self::Endpoint(url) => url,
        }
    }
}
