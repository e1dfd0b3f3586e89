//! [`Proof`]: what an STS call carries to prove an identity.

use crate::claims::{Claims, access_token_type, token_header};
use crate::secret::{AccessToken, SecretKey, SessionToken, Token};
use crate::text::printable;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

/// The proof of identity that an STS call carries: a token, parameters, or keys that sign it.
#[derive(Default)]
pub struct Proof {
    /// The display name of the user or service; empty if it is unknown.
    pub display_name: String,
    /// The token of an identity provider or of the server's plugin.
    pub token: Option<Token>,
    /// The claims of a provider's token; empty if it is opaque.
    pub claims: Option<Claims>,
    /// The access token, sent in addition if the server asks for it to query the provider's userinfo endpoint.
    pub access_token: Option<AccessToken>,
    /// Further parameters.
    pub parameters: Vec<ProofParameter>,
    /// The keys that sign the request.
    pub keys: Option<AwsKeys>,
    /// When the client certificate expires, if it is the proof.
    pub certificate_expiration: Option<Timestamp>,
    /// Whether the server accepts it only once, because it has a one-time code.
    pub is_single_use: bool,
}

/// A parameter of the STS request.
pub struct ProofParameter {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: SecretString,
    /// Whether the value is removed from messages of the server.
    pub is_secret: bool,
}

/// An access key with its secret.
pub struct AwsKeys {
    /// The access key ID.
    pub access_key: String,
    /// The secret key.
    pub secret_key: SecretKey,
    /// The session token of temporary keys.
    pub session_token: Option<SessionToken>,
}

impl Proof {
    /// Returns the type in the header of the token if it is that of access tokens, printable.
    #[expect(clippy::disallowed_methods, reason = "the header of the token is read")]
    pub(crate) fn access_token_type(&self) -> Option<String> {
        let header = token_header(self.token.as_ref()?.expose_secret())?;
        access_token_type(&header).map(printable)
    }

    /// Returns the ID of the key that signed the token (`kid` in its header), printable.
    #[expect(clippy::disallowed_methods, reason = "the header of the token is read")]
    pub(crate) fn key_id(&self) -> Option<String> {
        let header = token_header(self.token.as_ref()?.expose_secret())?;
        header.string("kid").ok().flatten().map(printable)
    }

    /// Creates the proof of a provider's token, whose claims name the user.
    pub(super) fn from_token(token: Token, claims: Claims) -> Self {
        let display_name = claims.display_name().unwrap_or_default().to_owned();
        Self { display_name, token: Some(token), claims: Some(claims), ..Self::default() }
    }
}
