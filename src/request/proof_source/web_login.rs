//! What a login at an OpenID provider needs.

use super::oauth_client::{AssertionKey, ClientAuthMethod};
use crate::request::choice::choices;
use crate::request::{Issuer, RedirectUri, SecretSource};

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
    /// The user who must log in, by user name, e-mail address or `sub`; `None`: any user.
    pub account: Option<String>,
    /// Whether another user than before is to log in, so that the provider must not reuse its session silently.
    pub switches_user: bool,
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
