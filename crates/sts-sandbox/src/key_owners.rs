//! Maps access keys to their owners: accounts with long-term keys, and temporary credentials that the STS issued.

use super::accounts::{AccessKeys, Account};
use super::jwt::{self, Claims};
use super::policy::{Policy, Request};
use super::random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3ErrorCode, S3Result};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The keys of alice's service account.
pub(crate) const SERVICE_KEYS: AccessKeys =
    AccessKeys { access_key: "SANDBOXSERVICEKEY000", secret_key: "not+a+secret+sandbox+key+of+a+service+00" };

/// The owner of an access key, with its permissions.
#[derive(Clone)]
pub(crate) struct KeyOwner {
    /// The login name.
    pub(crate) name: String,
    /// The access key.
    pub(crate) access_key: String,
    /// The secret key.
    pub(crate) secret_key: String,
    /// The names of the policies.
    pub(crate) policies: Vec<String>,
    /// Whether these are keys of a service account, which may not assume roles.
    pub(crate) is_service: bool,
    /// The additional data of temporary credentials.
    pub(crate) session: Option<SessionDetails>,
}

/// The additional data of temporary credentials.
#[derive(Clone)]
pub(crate) struct SessionDetails {
    /// The session token, which every request must contain.
    pub(crate) session_token: String,
    /// The expiration.
    pub(crate) expires: Timestamp,
    /// The unambiguous user: revoking credentials of one user must not affect another one with the same name.
    user: String,
    /// The requested `TokenRevokeType`.
    pub(crate) revoke_type: Option<String>,
    /// The session policy, which restricts the policies.
    pub(crate) session_policy: Option<Policy>,
}

impl KeyOwner {
    /// Returns the owner of an account's long-term keys.
    pub(crate) fn of_account(account: Account) -> Self {
        let details = account.details();
        Self {
            name: details.name.to_owned(),
            access_key: details.keys.access_key.to_owned(),
            secret_key: details.keys.secret_key.to_owned(),
            policies: details.policy.map(ToOwned::to_owned).into_iter().collect(),
            is_service: false,
            session: None,
        }
    }

    /// Returns the owner of alice's service account (an "access key" in MinIO's Console).
    fn of_service() -> Self {
        let AccessKeys { access_key, secret_key } = SERVICE_KEYS;
        Self { access_key: access_key.to_owned(), secret_key: secret_key.to_owned(), is_service: true, ..Self::of_account(Account::Alice) }
    }

    /// Whether policies and session policy allow the request.
    pub(crate) fn is_allowed(&self, request: &Request) -> bool {
        let policies: Vec<Policy> = self.policies.iter().filter_map(|name| Policy::named(name)).collect();
        let session_policy = self.session.as_ref().and_then(|session| session.session_policy.as_ref());
        policies.iter().any(|policy| policy.allows(request))
            && !policies.iter().any(|policy| policy.denies(request))
            && session_policy.is_none_or(|policy| policy.allows(request))
    }

    /// Whether these are expired temporary credentials.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.session.as_ref().is_some_and(|session| session.expires <= now)
    }
}

/// The specification of new credentials.
pub(crate) struct CredentialsSpec {
    /// The login name.
    pub(crate) name: String,
    /// The policy names.
    pub(crate) policies: Vec<String>,
    /// The expiration.
    pub(crate) expires: Timestamp,
    /// The requested session policy.
    pub(crate) session_policy: Option<Policy>,
    /// The requested `TokenRevokeType`.
    pub(crate) revoke_type: Option<String>,
    /// Additional claims of the session token.
    pub(crate) claims: Claims,
}

/// The issued and unexpired temporary credentials; not persisted.
#[derive(Default)]
pub(crate) struct IssuedCredentials(Mutex<HashMap<String, Arc<KeyOwner>>>);

impl IssuedCredentials {
    /// Issues credentials and stores them until they expire.
    pub(crate) fn issue(&self, spec: CredentialsSpec, root_secret: &str, now: Timestamp) -> Arc<KeyOwner> {
        let access_key = random::access_key();
        let mut claims = spec.claims;
        claims.insert("accessKey".to_owned(), Value::from(access_key.as_str()));
        claims.insert("exp".to_owned(), Value::from(spec.expires.as_second()));
        if let Some(policy) = &spec.session_policy {
            claims.insert("sessionPolicy".to_owned(), Value::from(STANDARD.encode(policy.text())));
        }
        if let Some(revoke_type) = &spec.revoke_type {
            claims.insert("tokenRevokeType".to_owned(), Value::from(revoke_type.as_str()));
        }
        let user = user_in_claims(&claims);
        let session_token = jwt::seal(&claims, root_secret);
        let owner = Arc::new(KeyOwner {
            name: spec.name,
            access_key,
            secret_key: random::secret_key(),
            policies: spec.policies,
            is_service: false,
            session: Some(SessionDetails {
                session_token,
                expires: spec.expires,
                user,
                revoke_type: spec.revoke_type,
                session_policy: spec.session_policy,
            }),
        });
        let mut issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        issued.retain(|_, old| !old.is_expired(now));
        issued.insert(owner.access_key.clone(), Arc::clone(&owner));
        owner
    }

    /// Revokes all credentials of the user of `owner`: those with this type, or all if `None`.
    pub(crate) fn revoke(&self, owner: &KeyOwner, revoke_type: Option<&str>) {
        let user = match &owner.session {
            Some(session) => session.user.clone(),
            None => format!("parent {}", owner.name),
        };
        let is_revoked =
            |session: &SessionDetails| session.user == user && (revoke_type.is_none() || session.revoke_type.as_deref() == revoke_type);
        let mut issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        issued.retain(|_, old| !old.session.as_ref().is_some_and(is_revoked));
    }

    /// Returns the owner of an access key, temporary or long-term, expired or not.
    pub(crate) fn owner(&self, access_key: &str) -> Option<Arc<KeyOwner>> {
        if let Some(account) = Account::with_access_key(access_key) {
            return Some(Arc::new(KeyOwner::of_account(account)));
        }
        if access_key == SERVICE_KEYS.access_key {
            return Some(Arc::new(KeyOwner::of_service()));
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(access_key).cloned()
    }
}

/// Looks up secret keys for s3s, of expired credentials too.
pub(crate) struct SecretKeys(pub(crate) Arc<IssuedCredentials>);

#[async_trait::async_trait]
impl S3Auth for SecretKeys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let owner = self.0.owner(access_key).ok_or(S3ErrorCode::InvalidAccessKeyId)?;
        Ok(SecretKey::from(owner.secret_key.as_str()))
    }
}

/// Returns the user in the claims of a session token: the parent user, the LDAP name, or the subject.
fn user_in_claims(claims: &Claims) -> String {
    let user = ["parent", "ldapUser", "sub"].into_iter().find_map(|name| Some((name, claims.get(name)?.as_str()?)));
    user.map_or_else(String::new, |(name, value)| format!("{name} {value}"))
}
