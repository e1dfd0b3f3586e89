//! Maps access keys to identities: accounts with long-term keys, and temporary credentials that the STS issued.

use super::accounts::Account;
use super::jwt::{self, Claims};
use super::policy::{Policy, Request};
use super::random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Access key and secret key of alice's service account.
pub(crate) const SERVICE_KEYS: (&str, &str) = ("SANDBOXSERVICEKEY000", "not+a+secret+sandbox+key+of+a+service+00");

/// The owner of an access key, with its permissions.
#[derive(Clone)]
pub(crate) struct Identity {
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
    pub(crate) temporary: Option<Temporary>,
}

/// The additional data of temporary credentials.
#[derive(Clone)]
pub(crate) struct Temporary {
    /// The session token, which every request must contain.
    pub(crate) session_token: String,
    /// The expiration.
    pub(crate) expires: Timestamp,
    /// The unambiguous owner: revoking credentials of one user must not affect another one with the same name.
    owner: String,
    /// The requested `TokenRevokeType`.
    pub(crate) revoke_type: Option<String>,
    /// The session policy, which restricts the policies.
    pub(crate) session_policy: Option<Policy>,
}

impl Identity {
    /// Returns the identity of an account's long-term keys.
    pub(crate) fn of_account(account: Account) -> Self {
        let person = account.person();
        Self {
            name: person.name.to_owned(),
            access_key: person.access_key.to_owned(),
            secret_key: person.secret_key.to_owned(),
            policies: person.policy.map(ToOwned::to_owned).into_iter().collect(),
            is_service: false,
            temporary: None,
        }
    }

    /// Returns the identity of alice's service account (an "access key" in MinIO's Console).
    fn of_service() -> Self {
        let (access_key, secret_key) = SERVICE_KEYS;
        Self { access_key: access_key.to_owned(), secret_key: secret_key.to_owned(), is_service: true, ..Self::of_account(Account::Alice) }
    }

    /// Whether policies and session policy allow the request.
    pub(crate) fn may(&self, request: &Request) -> bool {
        let policies: Vec<Policy> = self.policies.iter().filter_map(|name| Policy::named(name)).collect();
        let session = self.temporary.as_ref().and_then(|temporary| temporary.session_policy.as_ref());
        policies.iter().any(|policy| policy.allows(request))
            && !policies.iter().any(|policy| policy.denies(request))
            && session.is_none_or(|policy| policy.allows(request))
    }

    /// Whether these are expired temporary credentials.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.temporary.as_ref().is_some_and(|temporary| temporary.expires <= now)
    }
}

/// The specification of new credentials.
pub(crate) struct Order {
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
pub(crate) struct Minted(Mutex<HashMap<String, Arc<Identity>>>);

impl Minted {
    /// Issues credentials and stores them until they expire.
    pub(crate) fn mint(&self, order: Order, root_secret: &str, now: Timestamp) -> Arc<Identity> {
        let access_key = random::access_key();
        let mut claims = order.claims;
        claims.insert("accessKey".to_owned(), Value::from(access_key.as_str()));
        claims.insert("exp".to_owned(), Value::from(order.expires.as_second()));
        if let Some(policy) = &order.session_policy {
            claims.insert("sessionPolicy".to_owned(), Value::from(STANDARD.encode(policy.text())));
        }
        if let Some(revoke_type) = &order.revoke_type {
            claims.insert("tokenRevokeType".to_owned(), Value::from(revoke_type.as_str()));
        }
        let owner = owner_told_by(&claims);
        let session_token = jwt::seal(&claims, root_secret);
        let identity = Arc::new(Identity {
            name: order.name,
            access_key,
            secret_key: random::secret_key(),
            policies: order.policies,
            is_service: false,
            temporary: Some(Temporary {
                session_token,
                expires: order.expires,
                owner,
                revoke_type: order.revoke_type,
                session_policy: order.session_policy,
            }),
        });
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, old| !old.is_expired(now));
        kept.insert(identity.access_key.clone(), Arc::clone(&identity));
        identity
    }

    /// Revokes all credentials of the owner of `identity`: those with this type, or all if `None`.
    pub(crate) fn revoke(&self, identity: &Identity, revoke_type: Option<&str>) {
        let owner = match &identity.temporary {
            Some(temporary) => temporary.owner.clone(),
            None => format!("parent {}", identity.name),
        };
        let ends =
            |temporary: &Temporary| temporary.owner == owner && (revoke_type.is_none() || temporary.revoke_type.as_deref() == revoke_type);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, old| !old.temporary.as_ref().is_some_and(ends));
    }

    /// Returns the identity of an access key, temporary or long-term, expired or not.
    pub(crate) fn owner(&self, access_key: &str) -> Option<Arc<Identity>> {
        if let Some(account) = Account::with_access_key(access_key) {
            return Some(Arc::new(Identity::of_account(account)));
        }
        if access_key == SERVICE_KEYS.0 {
            return Some(Arc::new(Identity::of_service()));
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(access_key).cloned()
    }
}

/// Returns the owner in the claims of a session token: the user, the LDAP name, or the subject.
fn owner_told_by(claims: &Claims) -> String {
    let told = ["parent", "ldapUser", "sub"].into_iter().find_map(|name| Some((name, claims.get(name)?.as_str()?)));
    told.map_or_else(String::new, |(name, value)| format!("{name} {value}"))
}
