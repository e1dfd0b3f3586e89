//! Temporary credentials, and the claims of their session token.

mod access_key_form;
mod policy_summary;
mod signature_form;
mod time_format;
mod token_defect;
mod token_facts;

pub(crate) use access_key_form::is_secret;
pub(crate) use signature_form::signature_defect;
pub(crate) use time_format::format_time;
pub(crate) use token_defect::TokenDefect;
pub(crate) use token_facts::{RightsOwner, TokenFacts, TokenForm, names_in};

use crate::secret::{SecretKey, SessionToken};
use crate::sigv4::SigningKeys;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use time_format::{format_local, format_minutes};

/// Temporary credentials granted by an STS.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The access key id: public.
    pub access_key: String,
    /// The secret key.
    pub secret_key: SecretKey,
    /// The session token, which every request must include; empty if the server sent none.
    pub session_token: SessionToken,
    /// When they expire.
    pub expiration: Timestamp,
    /// When they were granted, by this machine's clock.
    pub granted: Timestamp,
    /// The display name of the user or key.
    pub name: Option<String>,
    /// The identity according to the server: a subject, or a role's ARN.
    pub identity: Option<String>,
}

/// How credentials held in memory relate to the cache entry they came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheState {
    /// They are the cached ones, or were never cached.
    Current,
    /// Another process has cached newer ones.
    Superseded,
    /// A logout has removed the entry.
    LoggedOut,
}

/// Returns the first character of a key or token that a shell or dotenv reader would expand, quote or split at. Keys of real servers have
/// none.
#[must_use]
pub(crate) fn unsafe_character(value: &str) -> Option<char> {
    value.chars().find(|character| !u8::try_from(*character).is_ok_and(is_literal))
}

const fn is_literal(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'$' | b'`')
}

/// [`is_literal`] as a table: cached credentials are checked at every start, and a session token has hundreds of bytes.
static IS_LITERAL: [bool; 256] = {
    let mut literal = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        literal[byte as usize] = is_literal(byte);
        byte += 1;
    }
    literal
};

impl Credentials {
    /// Whether all output formats can contain the three values unquoted: see [`unsafe_character`].
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the values are checked for characters that no key has")]
    pub(crate) fn are_literal(&self) -> bool {
        let values = [self.access_key.as_str(), self.secret_key.expose_secret(), self.session_token.expose_secret()];
        values.into_iter().all(|value| value.bytes().all(|byte| IS_LITERAL[usize::from(byte)]))
    }

    /// Whether they have enough lifetime left at `now` to be returned.
    #[must_use]
    pub(crate) fn are_fresh(&self, now: Timestamp) -> bool {
        now < self.stale_from()
    }

    /// The time from which they are stale: `min(15 min, a third of their lifetime)` before their expiration.
    #[must_use]
    pub(crate) fn stale_from(&self) -> Timestamp {
        let lifetime = self.granted.duration_until(self.expiration);
        let margin = (lifetime / 3).clamp(SignedDuration::ZERO, SignedDuration::from_mins(15));
        self.expiration.checked_sub(margin).unwrap_or(Timestamp::MIN)
    }

    /// Formats the expiration for a user: `2030-01-02 18:04 CET (in 7 h 59 min)`, in this machine's time zone.
    #[must_use]
    pub(crate) fn expiration_in_words(&self, now: Timestamp) -> String {
        let remaining = (now.duration_until(self.expiration).as_secs().max(0) + 30) / 60;
        format!("{} (in {})", format_local(self.expiration), format_minutes(remaining))
    }

    /// Formats the expiration like [`Credentials::expiration_in_words`], without the date if that is today's.
    #[must_use]
    pub(crate) fn expiration_time_in_words(&self, now: Timestamp) -> String {
        let (words, today) = (self.expiration_in_words(now), TimeZone::system().to_datetime(now).date());
        words.strip_prefix(&format!("{today} ")).map(str::to_owned).unwrap_or(words)
    }

    /// The keys for signing a request.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "SigV4 needs the secret key, and the request contains the session token")]
    pub fn keys(&self) -> SigningKeys<'_> {
        SigningKeys {
            access_key: &self.access_key,
            secret_key: self.secret_key.expose_secret(),
            session_token: Some(self.session_token.expose_secret()).filter(|token| !token.is_empty()),
        }
    }

    /// Reads the claims of the session token, unverified: for display and comparison only.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the claims of the session token say which role and policies apply")]
    pub(crate) fn token_facts(&self) -> TokenFacts {
        TokenFacts::of_token(self.session_token.expose_secret())
    }

    /// The length of the session token in bytes, if MinIO would refuse every request with it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "only the length is read")]
    pub(crate) fn oversized_token(&self) -> Option<usize> {
        Some(self.session_token.expose_secret().len()).filter(|length| *length > token_defect::MAX_SESSION_TOKEN_BYTES)
    }
}

/// Returns test credentials that were granted on 2030-01-01 and expire `seconds` later.
#[cfg(test)]
pub(crate) fn expiring_after(seconds: i64) -> Credentials {
    let granted: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    Credentials {
        access_key: "FAKE".to_owned(),
        secret_key: SecretKey::new("fake".to_owned()),
        session_token: SessionToken::new("fake".to_owned()),
        expiration: granted + SignedDuration::from_secs(seconds),
        granted,
        name: None,
        identity: None,
    }
}
