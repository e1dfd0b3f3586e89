//! [`ProofSource`]: the ways to prove an identity, and what each of them needs. `crate::identity::prove` has one arm for each.

mod client_credentials;
mod key_source;
mod oauth_client;
mod supplied_token;
mod web_login;

pub use client_credentials::{ClientGrants, TokenProvider};
pub use key_source::KeySource;
pub use oauth_client::{AssertionKey, ClientAuthMethod};
pub use supplied_token::{CustomToken, SuppliedToken};
pub use web_login::{BrowserUse, LoginMethod, TokenKind, WebIdentity};

use super::one_time_code::OneTimeCode;
use super::secret_source::{SecretPrompt, SecretSource};
use crate::sys::ClientCertificate;

/// How an identity is proved. Several identities may share one way: an identity that consists of secrets needs no way of its own.
pub(crate) enum ProofSource<'a> {
    /// A login at an OpenID provider, or the tokens of an earlier one.
    Login(&'a WebIdentity),
    /// A supplied token whose claims are decoded.
    SuppliedToken(&'a SuppliedToken),
    /// A token for a service, from its own client ID and secret.
    ClientCredentials(&'a ClientGrants),
    /// The client certificate of the TLS connection.
    Certificate(&'a ClientCertificate),
    /// A supplied token that only the server's identity plugin can read.
    CustomToken(&'a CustomToken),
    /// Secrets that are sent as parameters, or keys that sign the request.
    Secrets(Secrets<'a>),
}

/// Secrets that prove an identity.
#[derive(Default)]
pub struct Secrets<'a> {
    /// The parameters of the STS request, read in this order.
    pub parameters: Vec<(&'static str, ParameterSource<'a>)>,
    /// The keys that sign the request.
    pub keys: Option<&'a KeySource>,
    /// The parameter that names the user, for messages; keys are named by their access key ID.
    pub user_parameter: &'static str,
}

/// The source of a parameter's value.
#[derive(Clone, Copy)]
pub enum ParameterSource<'a> {
    /// The value itself, which is no secret.
    Text(&'a str),
    /// A terminal prompt with echo, for what is no secret.
    Prompt(&'static SecretPrompt),
    /// A secret.
    Secret(&'a SecretSource),
    /// A one-time code.
    OneTimeCode(&'a OneTimeCode),
    /// A secret: the output of a program, given with its arguments.
    Command(&'a [String]),
}

impl ProofSource<'_> {
    /// Whether a user name or a secret is read from a terminal prompt.
    pub(crate) fn prompts(&self) -> bool {
        match self {
            Self::Secrets(Secrets { parameters, keys, .. }) => {
                parameters.iter().any(|(_, source)| source.prompts()) || keys.is_some_and(KeySource::prompts)
            }
            Self::ClientCredentials(client_grants) => client_grants.client_secret.as_ref().is_some_and(SecretSource::prompts),
            Self::Login(_) | Self::SuppliedToken(_) | Self::Certificate(_) | Self::CustomToken(_) => false,
        }
    }
}

impl ParameterSource<'_> {
    /// Whether the value is a secret; a user's name is none.
    pub(crate) fn is_secret(self) -> bool {
        match self {
            Self::Secret(_) | Self::OneTimeCode(_) | Self::Command(_) => true,
            Self::Text(_) | Self::Prompt(_) => false,
        }
    }

    fn prompts(self) -> bool {
        match self {
            Self::Prompt(_) => true,
            Self::Secret(source) => source.prompts(),
            Self::OneTimeCode(code) => !code.is_supplied(),
            Self::Text(_) | Self::Command(_) => false,
        }
    }
}
