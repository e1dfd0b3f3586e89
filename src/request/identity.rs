//! [`Identity`]: the supported ways to authenticate to the STS, one variant and one file each.
//!
//! An identity is data: its file has its options, the parsing of their values, its key fields, its STS action and the hints for its
//! prompts. `crate::identity` obtains the proof.

mod access_keys;
mod certificate;
mod client_grants;
mod custom_token;
mod data;
mod get_session_token;
mod ldap;
mod oauth_client;
mod spec;
mod supplied_token;
mod web_identity;

pub(crate) use access_keys::MFA_OPTIONS;
pub use access_keys::{AccessKeys, MfaDevice, SECRET_KEY_PROMPT, TOKEN_CODE_PROMPT};
pub(crate) use certificate::client_certificate;
pub(crate) use data::IdentityData;
pub use get_session_token::SessionTokenKeys;
pub use ldap::{Ldap, PASSWORD_PROMPT, USER_NAME_PROMPT};
pub use oauth_client::CLIENT_SECRET_PROMPT;
pub(crate) use oauth_client::{CLIENT_OPTIONS, issuer};
pub(crate) use spec::{BuildContext, IdentitySpec, SettingPrompt};
pub(crate) use web_identity::LOGIN_OPTIONS;

use super::{
    ClientGrants, CustomToken, KeySource, OneTimeCode, ProofSource, Secrets, StsAction, SuppliedToken, UsageError, WebIdentity,
    options::TOKEN,
};
use crate::sys::ClientCertificate;
use std::ops::Deref;

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
    /// Long-term access keys for credentials without a role.
    SessionTokenKeys(Box<SessionTokenKeys>),
    /// A user name and password in the server's LDAP directory.
    Ldap(Ldap),
    /// A TLS client certificate.
    Certificate(ClientCertificate),
    /// A token for the server's identity plugin.
    CustomToken(CustomToken),
}

/// An identity as the command layer knows it: its static facts, and what builds it.
#[derive(Clone, Copy)]
pub(crate) struct IdentityType {
    pub(crate) spec: &'static IdentitySpec,
    pub(crate) build: fn(&BuildContext<'_>) -> Result<Identity, UsageError>,
}

/// All identities, in the order of the help. The first is the one that `login URL` assumes.
pub(crate) static IDENTITIES: [IdentityType; 7] = [
    IdentityType { spec: &web_identity::SPEC, build: web_identity_or_token },
    IdentityType { spec: &client_grants::SPEC, build: |context| Ok(Identity::ClientGrants(Box::new(client_grants::build(context)?))) },
    IdentityType { spec: &ldap::SPEC, build: |context| ldap::build(context).map(Identity::Ldap) },
    IdentityType { spec: &certificate::SPEC, build: |context| certificate::build(context).map(Identity::Certificate) },
    IdentityType { spec: &custom_token::SPEC, build: |context| custom_token::build(context).map(Identity::CustomToken) },
    IdentityType { spec: &access_keys::SPEC, build: |context| access_keys::build(context).map(Identity::AccessKeys) },
    IdentityType {
        spec: &get_session_token::SPEC,
        build: |context| Ok(Identity::SessionTokenKeys(Box::new(get_session_token::build(context)?))),
    },
];

impl Deref for IdentityType {
    type Target = IdentitySpec;

    fn deref(&self) -> &IdentitySpec {
        self.spec
    }
}

impl IdentityType {
    /// Returns the identity called `name`.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        IDENTITIES.iter().find(|identity| identity.name == name)
    }
}

/// Returns the STS action called `name`, if an identity has it.
pub(crate) fn action(name: &str) -> Option<&'static StsAction> {
    IDENTITIES.iter().map(|identity| identity.action).find(|action| action.name == name)
}

/// Builds a login, or with `--token` the subject of that token, which needs neither issuer nor client.
fn web_identity_or_token(context: &BuildContext<'_>) -> Result<Identity, UsageError> {
    if context.settings.is_set(&TOKEN) {
        return supplied_token::build(context.settings).map(Identity::SuppliedToken);
    }
    Ok(Identity::WebIdentity(Box::new(web_identity::build(context)?)))
}

impl Identity {
    /// Returns what the engine asks of this identity. The only match over all of them: a new variant does not compile without its data.
    pub(crate) fn data(&self) -> &dyn IdentityData {
        match self {
            Self::WebIdentity(web_identity) => web_identity.as_ref(),
            Self::SuppliedToken(supplied) => supplied,
            Self::ClientGrants(client_grants) => client_grants.as_ref(),
            Self::AccessKeys(keys) => keys,
            Self::SessionTokenKeys(keys) => keys.as_ref(),
            Self::Ldap(login) => login,
            Self::Certificate(certificate) => certificate,
            Self::CustomToken(token) => token,
        }
    }

    /// Whether the user name or a secret is read from a terminal prompt.
    #[must_use]
    pub(crate) fn prompts_for_secret(&self) -> bool {
        self.data().proof_source().prompts()
    }

    /// Whether the next proof must be prompted for: always, or because the supplied one-time code was read.
    #[must_use]
    pub(crate) fn must_prompt(&self) -> bool {
        self.prompts_for_secret() || self.data().one_time_code().is_some_and(OneTimeCode::must_prompt)
    }

    /// Returns the one-time code, if the caller has supplied one.
    #[must_use]
    pub(crate) fn supplied_code(&self) -> Option<&OneTimeCode> {
        self.data().one_time_code().filter(|code| code.is_supplied())
    }

    /// Returns the login at an OpenID provider, which has tokens to store and to refresh.
    #[must_use]
    pub(crate) fn web_identity(&self) -> Option<&WebIdentity> {
        match self {
            Self::WebIdentity(web_identity) => Some(web_identity),
            _ => None,
        }
    }

    /// Returns the supplied token whose claims identify its credentials.
    #[must_use]
    pub(crate) fn supplied_token(&self) -> Option<&SuppliedToken> {
        match self {
            Self::SuppliedToken(supplied) => Some(supplied),
            _ => None,
        }
    }

    /// Returns how the identity is proved.
    #[must_use]
    pub(crate) fn proof_source(&self) -> ProofSource<'_> {
        self.data().proof_source()
    }

    /// Returns the access key ID whose secret signs the STS request, if it is known without reading a file.
    #[must_use]
    pub fn access_key(&self) -> Option<&str> {
        match self.proof_source() {
            ProofSource::Secrets(Secrets { keys: Some(KeySource::Given { access_key, .. }), .. }) => Some(access_key),
            _ => None,
        }
    }
}
