//! Who asks: one variant an identity.

use super::choice::choices;
use super::{Issuer, Redirect, TokenSource};
use crate::secret::Source;
use crate::sys::ClientCertificate;
use std::path::PathBuf;
use url::Url;

/// Who asks.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A person who logs in at an OpenID provider.
    WebIdentity(Box<WebIdentity>),
    /// Whoever a token from outside speaks of: a job, a pod, a person who logged in elsewhere.
    SuppliedToken(SuppliedToken),
    /// A service with a client id and a secret of its own.
    ClientGrants(Box<ClientGrants>),
    /// Long-term access keys.
    AccessKeys(AccessKeys),
    /// A name and a password in the server's directory.
    Ldap(Ldap),
    /// A TLS client certificate.
    Certificate(ClientCertificate),
    /// A token for the server's identity plugin.
    CustomToken(SuppliedToken),
}

impl Identity {
    /// Whether a person is asked for a name or a secret at a prompt.
    #[must_use]
    pub fn prompts_for_a_secret(&self) -> bool {
        let is_prompt = |source: &Source| matches!(source, Source::Prompt(_));
        match self {
            Self::Ldap(login) => login.user.is_none() || login.password_command.is_none() && is_prompt(&login.password),
            Self::AccessKeys(AccessKeys { keys: KeySource::Given { secret_key, .. }, .. }) => is_prompt(secret_key),
            Self::ClientGrants(service) => service.client_secret.as_ref().is_some_and(is_prompt),
            Self::WebIdentity(_) | Self::SuppliedToken(_) | Self::AccessKeys(_) | Self::Certificate(_) | Self::CustomToken(_) => false,
        }
    }
}

/// A login at an OpenID provider.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    /// The provider.
    pub issuer: Issuer,
    /// The name of this client at the provider.
    pub client_id: String,
    /// The secret of a confidential client.
    pub client_secret: Option<Source>,
    /// How the client proves itself; `None`: as the provider says, a public client without a secret not at all.
    pub authentication: Option<ClientAuthentication>,
    /// The key of a client that proves itself by signatures.
    pub assertion_key: Option<AssertionKey>,
    /// The scopes to ask for; empty: `openid`, and `profile` and `email` where the provider has them.
    pub scopes: Vec<String>,
    /// More parameters for the authorization request.
    pub auth_params: Vec<(String, String)>,
    /// Where the provider sends the browser back to.
    pub redirect: Redirect,
    /// How the person is asked.
    pub login: LoginWay,
    /// Whether a browser is opened.
    pub browser: BrowserUse,
    /// Which of the provider's tokens goes to the STS.
    pub send: TokenKind,
    /// Whether the provider's userinfo must tell of the same person.
    pub userinfo: bool,
}

/// A token that somebody else got.
#[derive(Clone, Debug)]
pub struct SuppliedToken {
    /// Where it is; it is read anew for every call of the STS.
    pub source: TokenSource,
    /// Whom it is to be meant for, where that is known: sources that make a token are asked for this audience.
    pub audience: Option<String>,
}

/// How a person is asked to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginWay {
    /// As it suits the machine and the provider.
    Auto,
    /// In a browser on this machine.
    Browser,
    /// With a code that is typed into a browser on any machine: RFC 8628.
    Device,
    /// In a browser on any machine, whose last address comes back over the terminal, or to the listener.
    Paste,
    /// Not at all.
    Never,
}

choices! { LoginWay:
    "auto" => [LoginWay::Auto],
    "browser" => [LoginWay::Browser],
    "device" => [LoginWay::Device],
    "paste" => [LoginWay::Paste],
    "never" => [LoginWay::Never],
}

/// Which of the provider's tokens goes to the STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The ID token: what the servers expect.
    IdToken,
    /// The access token, where that one holds the claims.
    AccessToken,
}

choices! { TokenKind:
    "id-token" => [TokenKind::IdToken],
    "access-token" => [TokenKind::AccessToken],
}

/// Whether a browser is opened for the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserUse {
    /// Open one.
    Open,
    /// Show the address only.
    ShowAddress,
    /// Open one only while somebody sits at a terminal: a helper started by another program must not.
    OpenForATerminal,
}

/// A service's client credentials: RFC 6749, section 4.4.
#[derive(Clone, Debug)]
pub struct ClientGrants {
    /// Where the token comes from.
    pub provider: TokenProvider,
    /// The name of this client at the provider.
    pub client_id: String,
    /// Its secret; `None` with a key.
    pub client_secret: Option<Source>,
    /// How the client proves itself; `None`: as the provider says, in the `Authorization` header where it says nothing.
    pub authentication: Option<ClientAuthentication>,
    /// The key of a client that proves itself by signatures.
    pub assertion_key: Option<AssertionKey>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Whom the token is to be meant for, where the provider takes `audience`.
    pub audience: Option<String>,
    /// The resource the token is for, if the provider takes RFC 8707 `resource`.
    pub resource: Option<String>,
}

/// Where a service's token comes from.
#[derive(Clone, Debug)]
pub enum TokenProvider {
    /// The token endpoint that this provider's discovery document names.
    Issuer(Issuer),
    /// This token endpoint.
    Endpoint(Url),
}

impl TokenProvider {
    /// The address that is asked first.
    #[must_use]
    pub fn address(&self) -> &Url {
        match self {
            Self::Issuer(issuer) => issuer.discovery(),
            Self::Endpoint(url) => url,
        }
    }
}

/// How a client proves itself to its provider: RFC 6749, section 2.3.1, and RFC 7523, section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// Its secret is in the `Authorization` header.
    Basic,
    /// Its secret is in the form.
    Post,
    /// A statement that its private key has signed.
    PrivateKeyJwt,
}

/// The private key of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionKey {
    /// Its file: PEM of PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub file: PathBuf,
    /// What the provider calls it (`kid`), where it needs a name.
    pub kid: Option<String>,
}

choices! { ClientAuthentication:
    "basic" => [ClientAuthentication::Basic],
    "post" => [ClientAuthentication::Post],
    "private-key-jwt" => [ClientAuthentication::PrivateKeyJwt],
}

/// Long-term keys of a user of the storage server.
#[derive(Clone, Debug)]
pub struct AccessKeys {
    /// Where they are.
    pub keys: KeySource,
    /// What AWS wants of callers from another organization.
    pub external_id: Option<String>,
}

impl AccessKeys {
    /// Whether a session token may go along.
    pub(super) fn may_be_temporary(&self) -> bool {
        !matches!(self.keys, KeySource::Given { session_token: None, .. })
    }
}

/// Where long-term keys are.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// Named one by one.
    Given {
        /// The access key id, or the user's name.
        access_key: String,
        /// The secret key.
        secret_key: Source,
        /// The session token of temporary keys, which only some servers take here.
        session_token: Option<Source>,
    },
    /// In this profile of the AWS files.
    Profile(String),
}

/// A name and a password in the server's directory.
#[derive(Clone, Debug)]
pub struct Ldap {
    /// The login name; `None`: ask for it.
    pub user: Option<String>,
    /// The password.
    pub password: Source,
    /// A program that prints it, and its arguments; goes before the other source.
    pub password_command: Option<Vec<String>>,
}
