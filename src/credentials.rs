//! Temporary credentials, and what their session token tells about them.

use crate::claims::Claims;
use crate::secret::{SecretKey, SessionToken};
use crate::sigv4::Keys;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

/// MinIO refuses every request whose headers sum over 8192 bytes; the other headers want about a KiB of it.
const LARGEST_SESSION_TOKEN: usize = 7 * 1024;

/// What an STS granted.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The access key id: public.
    pub access_key: String,
    /// The secret key.
    pub secret_key: SecretKey,
    /// The session token, which every request must carry.
    pub session_token: SessionToken,
    /// When they end.
    pub expiration: Timestamp,
    /// When they were granted, by our clock.
    pub granted: Timestamp,
    /// What the person or the key is called.
    pub name: Option<String>,
    /// Who they stand for, in the server's words: a subject, a role's ARN.
    pub identity: Option<String>,
}

/// How credentials held in memory relate to the cache entry they came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheState {
    /// They are still the cached ones, or were never cached.
    Current,
    /// Another process renewed them or logged in again; the entry holds newer ones.
    Superseded,
    /// The entry was removed by a logout.
    LoggedOut,
}

/// What can be read off a session token; everything is absent where the token is opaque.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenFacts {
    /// The role that was taken.
    pub role_arn: Option<String>,
    /// The names of the policies that count.
    pub policies: Vec<String>,
    /// The user that owns the keys.
    pub parent: Option<String>,
    /// Whether a session policy narrows them further.
    pub has_session_policy: bool,
    /// Whether this is a token of MinIO's kind, in which role and session policy stand where they apply.
    pub is_of_minio: bool,
}

/// The first character of a key or token that some reader of a delivery would not take literally: shells and dotenv readers expand,
/// quote or split at it. Keys of real servers are base64, base64url or plain letters and digits, and have none.
#[must_use]
pub fn misread_character(value: &str) -> Option<char> {
    value.chars().find(|character| !u8::try_from(*character).is_ok_and(is_literal))
}

const fn is_literal(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'$' | b'`')
}

/// Whether each byte is literal: cached credentials are looked through each time, and a session token has hundreds of bytes.
static LITERAL: [bool; 256] = {
    let mut literal = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        literal[byte as usize] = is_literal(byte);
        byte += 1;
    }
    literal
};

impl Credentials {
    /// Whether every reader of every delivery takes all three values literally: see [`misread_character`].
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the values are looked through for characters that no key has")]
    pub fn are_literal(&self) -> bool {
        let values = [self.access_key.as_str(), self.secret_key.expose_secret(), self.session_token.expose_secret()];
        values.into_iter().all(|value| value.bytes().all(|byte| LITERAL[usize::from(byte)]))
    }

    /// Whether enough of them is left at `now` to be handed out.
    #[must_use]
    pub fn are_fresh(&self, now: Timestamp) -> bool {
        now < self.stale_from()
    }

    /// The moment from which they are no longer fresh: `min(15 min, a third of their life)` before their end.
    #[must_use]
    pub fn stale_from(&self) -> Timestamp {
        let life = self.granted.duration_until(self.expiration);
        let margin = (life / 3).clamp(SignedDuration::ZERO, SignedDuration::from_mins(15));
        self.expiration.checked_sub(margin).unwrap_or(Timestamp::MIN)
    }

    /// When they end, for a person: `2030-01-02 18:04 CET (in 7 h 59 min)`, in the time zone of this machine.
    #[must_use]
    pub fn end_in_words(&self, now: Timestamp) -> String {
        let system = TimeZone::system();
        let here = system.to_offset_info(self.expiration);
        let (local, zone) = (here.offset().to_datetime(self.expiration), here.abbreviation());
        let local = format!("{}-{:02}-{:02} {:02}:{:02} {zone}", local.year(), local.month(), local.day(), local.hour(), local.minute());
        let left = (now.duration_until(self.expiration).as_secs().max(0) + 30) / 60;
        let (days, hours, minutes) = (left / 1440, left / 60 % 24, left % 60);
        let left = match (days, hours) {
            (0, 0) => format!("{minutes} min"),
            (0, _) => format!("{hours} h {minutes} min"),
            _ => format!("{days} d {hours} h"),
        };
        format!("{local} (in {left})")
    }

    /// The keys, to sign a request with.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "SigV4 needs the secret key, the request carries the session token")]
    pub fn keys(&self) -> Keys<'_> {
        Keys {
            access_key: &self.access_key,
            secret_key: self.secret_key.expose_secret(),
            session_token: Some(self.session_token.expose_secret()).filter(|token| !token.is_empty()),
        }
    }

    /// What the session token tells, for showing and comparing: nothing here was verified, the server knows.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the claims of the session token say which role and policies apply")]
    pub fn facts(&self) -> TokenFacts {
        let Some(claims) = Claims::unverified(self.session_token.expose_secret()) else {
            return TokenFacts::default();
        };
        let policies = claims.list("policy").iter().flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect();
        TokenFacts {
            role_arn: claims.text("roleArn").map(str::to_owned),
            policies,
            parent: claims.text("parent").map(str::to_owned),
            has_session_policy: claims.has("sessionPolicy"),
            is_of_minio: claims.has("accessKey"),
        }
    }

    /// The length of the session token in bytes, where it is too long for MinIO to take any request with it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the length alone is looked at")]
    pub fn oversized_token(&self) -> Option<usize> {
        Some(self.session_token.expose_secret().len()).filter(|length| *length > LARGEST_SESSION_TOKEN)
    }
}
