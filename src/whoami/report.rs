//! [`Whoami`]: the answer as plain data, from a profile's cache or from keys in the environment.

use super::environment::EnvironmentKeys;
use super::identity::UserFacts;
use super::renewal::RenewalFacts;
use crate::credentials::{Credentials, TokenDefect, TokenFacts};
use crate::request::Request;
use crate::session::{LoginStatus, Session};
use jiff::Timestamp;

/// The origin of the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeysOrigin {
    /// The cache, for this profile.
    Profile(Option<String>),
    /// Environment variables.
    Environment,
}

/// The owner of credentials, their rights and their lifetime.
#[derive(Debug)]
pub(crate) struct Whoami {
    /// The origin of the credentials.
    pub origin: KeysOrigin,
    /// How the profile authenticates, such as `web-identity`; `None` for the environment.
    pub identity: Option<&'static str>,
    /// The identity provider.
    pub provider: Option<String>,
    /// The client ID at the provider.
    pub client_id: Option<String>,
    /// The STS.
    pub endpoint: String,
    /// The S3 service.
    pub s3_endpoint: String,
    /// The user.
    pub user: UserFacts,
    /// The credentials; `None` if none are cached.
    pub credentials: Option<CredentialFacts>,
    /// How they are renewed; `None` for the environment.
    pub renewal: Option<RenewalFacts>,
    /// Whether the user must act before credentials can be obtained.
    pub needs_user_action: bool,
}

/// The facts of credentials.
#[derive(Debug)]
pub(crate) struct CredentialFacts {
    /// The access key ID.
    pub access_key: String,
    /// The facts that the session token reveals.
    pub token: TokenFacts,
    /// The policies that the identity's token names and the server did not grant: it has none of these names.
    pub dropped_policies: Vec<String>,
    /// The expiration, if it is known.
    pub expiration: Option<Timestamp>,
    /// Whether enough of their lifetime remains; `None` if that is unknown.
    pub is_fresh: Option<bool>,
    /// Defects that are visible without the server.
    pub defects: Vec<TokenDefect>,
}

impl Whoami {
    /// Describes the login of `session`, whose request and status at `now` these are.
    pub(crate) fn of_session(session: &Session, request: &Request, status: &LoginStatus, now: Timestamp) -> Self {
        let (credentials, claims) = (status.credentials.as_ref(), session.identity_claims());
        let token = credentials.map(Credentials::token_facts).unwrap_or_default();
        let user = UserFacts::new(claims.as_ref(), &token, credentials).or_configured(request);
        let requested = claims.as_ref().map(|claims| TokenFacts::of_claims(claims).policies).unwrap_or_default();
        let facts = credentials.map(|credentials| CredentialFacts {
            dropped_policies: token.dropped_policies(requested),
            is_fresh: Some(status.is_fresh),
            ..CredentialFacts::new(&credentials.access_key, token, Some(credentials.expiration), false)
        });
        let web_identity = request.identity.web_identity();
        Self {
            origin: KeysOrigin::Profile(request.profile.clone()),
            identity: Some(request.identity.data().spec().name),
            provider: request.identity.data().provider().map(|(name, _)| name.to_owned()),
            client_id: web_identity.map(|web_identity| web_identity.client_id.clone()),
            endpoint: request.endpoint.address().to_owned(),
            s3_endpoint: request.s3_address(),
            user,
            credentials: facts,
            renewal: Some(RenewalFacts::of(session, request, status, now)),
            needs_user_action: status.needs_user_action(),
        }
    }

    /// Reads keys of the environment, with which `request` reaches their server.
    pub(crate) fn of_environment(keys: &EnvironmentKeys, request: &Request) -> Self {
        let token = keys.credentials.token_facts();
        let user = UserFacts::new(None, &token, None);
        let expiration = keys.expiration.or(token.expiration);
        Self {
            origin: KeysOrigin::Environment,
            identity: None,
            provider: None,
            client_id: None,
            endpoint: request.endpoint.address().to_owned(),
            s3_endpoint: request.s3_address(),
            user,
            credentials: Some(CredentialFacts::new(&keys.credentials.access_key, token, expiration, keys.expires)),
            renewal: None,
            needs_user_action: false,
        }
    }
}

impl CredentialFacts {
    /// Creates the facts of an access key with its session token. `expires`: an expiration is stated with the keys.
    pub(crate) fn new(access_key: &str, token: TokenFacts, expiration: Option<Timestamp>, expires: bool) -> Self {
        let defects = TokenDefect::all(access_key, &token, expires);
        Self { access_key: access_key.to_owned(), token, dropped_policies: Vec::new(), expiration, is_fresh: None, defects }
    }
}
