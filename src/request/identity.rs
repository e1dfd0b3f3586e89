//! [`Identity`]: the supported ways to authenticate to the STS, one variant each.

use super::choice::choices;
use super::{Issuer, RedirectUri, TokenSource};
use crate::secret::SecretSource;
use crate::sys::ClientCertificate;
use std::path::PathBuf;
use url::Url;

/// The identity that requests credentials.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A user who logs in at an OpenID provider.
    WebIdentity(Box<WebIdentity>),
    /// The subject of a supplied token: a CI job, a pod, a user who logged in elsewhere.
    SuppliedToken(SuppliedToken),
    /// A service with its own client ID and secret (client credentials grant).
    ClientGrants(Box<ClientGrants>),
    /// Long-term access keys.
    AccessKeys(AccessKeys),
    /// A user name and password in the server's LDAP directory.
    Ldap(Ldap),
    /// A TLS client certificate.
    Certificate(ClientCertificate),
    /// A token for the server's identity plugin.
    CustomToken(SuppliedToken),
}

impl Identity {
    /// Whether the user name or a secret is read from a terminal prompt.
    #[must_use]
    pub fn prompts_for_secret(&self) -> bool {
        let is_prompt = |source: &SecretSource| matches!(source, SecretSource::Prompt(_));
        match self {
            Self::Ldap(login) => login.user.is_none() || login.password_command.is_none() && is_prompt(&login.password),
            Self::AccessKeys(AccessKeys { keys: KeySource::Given { secret_key, .. }, .. }) => is_prompt(secret_key),
            Self::ClientGrants(client_grants) => client_grants.client_secret.as_ref().is_some_and(is_prompt),
            Self::WebIdentity(_) | Self::SuppliedToken(_) | Self::AccessKeys(_) | Self::Certificate(_) | Self::CustomToken(_) => false,
        }
    }
}

/// A login at an OpenID provider.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    /// The provider.
    pub issuer: Issuer,
    /// The client ID at the provider.
    pub client_id: String,
    /// The secret of a confidential client.
    pub client_secret: Option<SecretSource>,
    /// The client authentication method; `None`: the provider's preference, or none for a public client without a secret.
    pub client_auth: Option<ClientAuthMethod>,
    /// The private key, for clients that authenticate with `private_key_jwt`.
    pub assertion_key: Option<AssertionKey>,
    /// The scopes to request; empty: `openid`, plus `profile` and `email` if the provider supports them.
    pub scopes: Vec<String>,
    /// Additional parameters for the authorization request.
    pub auth_params: Vec<(String, String)>,
    /// The redirect URI.
    pub redirect: RedirectUri,
    /// The login method.
    pub login: LoginMethod,
    /// Whether to open a browser.
    pub browser: BrowserUse,
    /// Which of the provider's tokens is sent to the STS.
    pub send: TokenKind,
    /// Whether to fetch userinfo and compare its `sub` with the ID token's.
    pub userinfo: bool,
}

/// A token supplied by the caller.
#[derive(Clone, Debug)]
pub struct SuppliedToken {
    /// The source of the token, read again before every STS call.
    pub source: TokenSource,
    /// The audience (`aud`) to request from sources that issue tokens.
    pub audience: Option<String>,
}

/// The login method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    /// Chosen by what the machine and the provider support.
    Auto,
    /// In a browser on this machine.
    Browser,
    /// With a device code that the user enters in a browser on any machine: RFC 8628.
    Device,
    /// In a browser on any machine; the user pastes the final URL into the terminal, or the loopback listener receives it.
    Paste,
    /// Interactive login is disabled.
    Never,
}

choices! { LoginMethod:
    "auto" => [LoginMethod::Auto],
    "browser" => [LoginMethod::Browser],
    "device" => [LoginMethod::Device],
    "paste" => [LoginMethod::Paste],
    "never" => [LoginMethod::Never],
}

/// Which of the provider's tokens is sent to the STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The ID token, which servers expect by default.
    IdToken,
    /// The access token, for providers that put the claims there.
    AccessToken,
}

choices! { TokenKind:
    "id-token" => [TokenKind::IdToken],
    "access-token" => [TokenKind::AccessToken],
}

/// Whether to open a browser for the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserUse {
    /// Open a browser.
    Open,
    /// Print the URL only.
    ShowAddress,
    /// Open a browser only if a terminal is attached: a credential helper started in the background must not.
    OpenForATerminal,
}

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

/// The client authentication method: RFC 6749, section 2.3.1, and RFC 7523, section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthMethod {
    /// `client_secret_basic`: the secret in the `Authorization` header.
    Basic,
    /// `client_secret_post`: the secret in the request body.
    Post,
    /// `private_key_jwt`: a JWT signed with the client's private key.
    PrivateKeyJwt,
}

/// The private key of a client that authenticates with `private_key_jwt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionKey {
    /// The path of the key: unencrypted PEM (PKCS#8, PKCS#1 or SEC1).
    pub file: PathBuf,
    /// The key ID (`kid`) at the provider, if it requires one.
    pub kid: Option<String>,
}

choices! { ClientAuthMethod:
    "basic" => [ClientAuthMethod::Basic],
    "post" => [ClientAuthMethod::Post],
    "private-key-jwt" => [ClientAuthMethod::PrivateKeyJwt],
}

/// Long-term access keys of a user of the storage server.
#[derive(Clone, Debug)]
pub struct AccessKeys {
    /// The source of the keys.
    pub keys: KeySource,
    /// The external ID (`ExternalId`), which AWS requires for cross-account roles.
    pub external_id: Option<String>,
}

impl AccessKeys {
    /// Whether the keys may include a session token.
    pub(super) fn may_be_temporary(&self) -> bool {
        !matches!(self.keys, KeySource::Given { session_token: None, .. })
    }
}

/// The source of long-term access keys.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// Given individually.
    Given {
        /// The access key ID, or on MinIO the user name.
        access_key: String,
        /// The secret key.
        secret_key: SecretSource,
        /// The session token of temporary keys; only some servers accept these for `AssumeRole`.
        session_token: Option<SecretSource>,
    },
    /// This profile in the AWS credentials or config file.
    Profile(String),
}

/// A user name and password in the server's LDAP directory.
#[derive(Clone, Debug)]
pub struct Ldap {
    /// The user name; `None`: prompt for it.
    pub user: Option<String>,
    /// The source of the password.
    pub password: SecretSource,
    /// A program with arguments that prints the password; overrides `password`.
    pub password_command: Option<Vec<String>>,
}
