//! [`Proof`]: what an STS call carries to prove the identity.

use crate::claims::Claims;
use crate::secret::{AccessToken, Password, SecretKey, SessionToken, Token};

/// The proof of identity that an STS call carries.
pub enum Proof {
    /// A token of an OpenID provider.
    WebIdentity {
        /// The token itself.
        token: Token,
        /// Its claims; empty if the token is opaque.
        claims: Claims,
        /// The access token, sent in addition if the server asks for it to query the provider's userinfo endpoint.
        access_token: Option<AccessToken>,
    },
    /// Keys that sign the request.
    AccessKeys {
        /// The access key id.
        access_key: String,
        /// The secret key.
        secret_key: SecretKey,
        /// The session token of temporary keys.
        session_token: Option<SessionToken>,
        /// The external ID, which AWS may require of third parties.
        external_id: Option<String>,
    },
    /// The access token of a service.
    ClientGrants {
        /// The token itself.
        token: AccessToken,
        /// Its claims.
        claims: Claims,
    },
    /// A user name and password for the server's LDAP directory.
    Ldap {
        /// The login name.
        user: String,
        /// The password.
        password: Password,
    },
    /// The client certificate of the TLS connection.
    Certificate {
        /// The subject's common name, which names the policy on MinIO.
        common_name: String,
    },
    /// An opaque token for the server's identity plugin.
    CustomToken {
        /// The token itself.
        token: Token,
    },
}

impl Proof {
    /// The display name of the user or service; empty if a token has none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => claims.person().unwrap_or_default(),
            Self::AccessKeys { access_key, .. } => access_key,
            Self::Ldap { user, .. } => user,
            Self::Certificate { common_name } => common_name,
            Self::CustomToken { .. } => "",
        }
    }

    /// The claims of the token; `None` for identities without one.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims> {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => Some(claims),
            Self::AccessKeys { .. } | Self::Ldap { .. } | Self::Certificate { .. } | Self::CustomToken { .. } => None,
        }
    }
}
