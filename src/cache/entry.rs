//! The contents of cache entries: the only place where secrets are exposed for writing to a file, and read back.

use crate::credentials::Credentials;
use crate::secret::{AccessToken, IdToken, RefreshToken, SecretKey, SessionToken};
use crate::sys::is_in_future;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Cached credentials.
#[derive(Debug, Serialize, Deserialize)]
pub struct CredentialsEntry {
    #[serde(with = "CredentialsForm")]
    credentials: Credentials,
    /// The owner id of the login they were obtained with: a logout removes them with it.
    #[serde(rename = "login", default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// Whether they are retired: a logout could not revoke them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_retired: bool,
}

impl CredentialsEntry {
    /// Creates the entry for `credentials`.
    #[must_use]
    pub fn new(credentials: &Credentials) -> Self {
        Self { credentials: credentials.clone(), owner: None, is_retired: false }
    }

    /// Returns this entry, marked as obtained with `login`.
    #[must_use]
    pub(crate) fn with_owner(self, owner: String) -> Self {
        Self { owner: Some(owner), ..self }
    }

    /// This entry, for credentials that a logout could not revoke; they get the mark of `owner` if they have none.
    #[must_use]
    pub(crate) fn retired(&self, owner: Option<&str>) -> Self {
        let login = self.owner.as_deref().or(owner).map(str::to_owned);
        Self { credentials: self.credentials.clone(), owner: login, is_retired: true }
    }

    /// Whether the credentials are retired: a logout could not revoke them.
    #[must_use]
    pub(crate) fn is_retired(&self) -> bool {
        self.is_retired
    }

    /// The credentials, expired or not.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The login that the credentials were obtained with.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Returns the credentials, unless their grant time is after `now`: then the clock was set back, and their expiration cannot be
    /// checked.
    #[must_use]
    pub fn into_credentials(self, now: Timestamp) -> Option<Credentials> {
        (!is_in_future(self.credentials.granted, now)).then_some(self.credentials)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Credentials")]
struct CredentialsForm {
    access_key: String,
    #[serde(with = "exposed_secret")]
    secret_key: SecretKey,
    #[serde(with = "exposed_secret")]
    session_token: SessionToken,
    expiration: Timestamp,
    granted: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
}

/// The stored login state: tokens of the last login, and the prompt that led to them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginEntry {
    /// The ID token, which was verified before it was stored.
    #[serde(with = "optional_exposed_secret", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdToken>,
    /// The access token.
    #[serde(with = "optional_exposed_secret", skip_serializing_if = "Option::is_none")]
    pub access_token: Option<AccessToken>,
    /// The refresh token.
    #[serde(with = "optional_exposed_secret", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<RefreshToken>,
    /// When the refresh token expires, if the provider says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_expires: Option<Timestamp>,
    /// When the refresh token was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_received: Option<Timestamp>,
    /// Whether a refresh extends its expiration, once one has shown that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_refresh_extended: Option<bool>,
    /// The nonce of the interactive login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Whether the last refresh returned no new ID token.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refresh_lacks_id_token: bool,
    /// Whether only the refresh token may be used: ID token and access token must not be sent again.
    #[serde(rename = "is_doubted")]
    pub must_refresh: bool,
    /// When the prompt in progress began; stays set if its process was killed.
    #[serde(rename = "asking", skip_serializing_if = "Option::is_none")]
    pub prompting_since: Option<Timestamp>,
    /// When the last unanswered prompt began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Timestamp>,
    /// Whether the next prompt must ask who logs in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub must_ask_who: bool,
    /// The original key of retired tokens, which a logout could not revoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_from: Option<String>,
}

impl LoginEntry {
    /// Whether it holds any token.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        self.id_token.is_some() || self.access_token.is_some() || self.refresh_token.is_some()
    }
}

/// A secret that can be written to a cache file and read back.
trait CacheSecret: ExposeSecret<str> {
    fn from_text(text: String) -> Self;
}

macro_rules! cache_secret {
    ($($secret:ty),+) => {$(
        impl CacheSecret for $secret {
            fn from_text(text: String) -> Self {
                Self::new(text)
            }
        }
    )+};
}

cache_secret!(AccessToken, IdToken, RefreshToken, SecretKey, SessionToken);

mod exposed_secret {
    use super::{CacheSecret, Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::disallowed_methods, reason = "a file of the cache holds the secret, private or sealed")]
    pub(super) fn serialize<S: Serializer>(secret: &impl CacheSecret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose_secret())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>, T: CacheSecret>(deserializer: D) -> Result<T, D::Error> {
        String::deserialize(deserializer).map(T::from_text)
    }
}

mod optional_exposed_secret {
    use super::{CacheSecret, Deserialize as _, Deserializer, Serializer, exposed_secret};

    pub(super) fn serialize<S: Serializer>(secret: &Option<impl CacheSecret>, serializer: S) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => exposed_secret::serialize(secret, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>, T: CacheSecret>(deserializer: D) -> Result<Option<T>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(T::from_text))
    }
}
