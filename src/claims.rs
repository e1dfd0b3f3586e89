//! The unverified claims of a JSON Web Token: for names, comparisons and hints, never for trust.
//!
//! RFC 7519 defines the claim names. Session tokens of MinIO, SeaweedFS and RustFS are JSON Web Tokens too; those of Ceph and AWS are
//! opaque, so an unreadable token is no error.

use crate::provider_document::ProviderDocument;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

/// The plausible range of time claims, in seconds since 1970.
const PLAUSIBLE_SECONDS: std::ops::Range<i64> = -100_000_000_000..100_000_000_000;

/// The claims that differ between tokens of the same identity: RFC 7519, section 4.1.
const VARYING: [&str; 4] = ["iat", "exp", "nbf", "jti"];

/// The claims of a token.
#[derive(Clone, Default)]
pub struct Claims(ProviderDocument);

/// Decodes the header of a signed or encrypted token (RFC 7515, section 4; RFC 7516, section 4); `None` unless its first part is a JSON
/// object.
#[must_use]
pub(crate) fn token_header(token: &str) -> Option<ProviderDocument> {
    let (header, _) = token.split_once('.')?;
    ProviderDocument::read(&URL_SAFE_NO_PAD.decode(header.trim_end_matches('=')).ok()?).ok()
}

/// Returns the type in the header of a token if it is that of access tokens (RFC 9068, section 2.1: `at+jwt`, of any case, also as a complete
/// media type).
#[must_use]
pub(crate) fn access_token_type(header: &ProviderDocument) -> Option<&str> {
    let is_for_access = |typ: &&str| typ.to_lowercase().trim().trim_start_matches("application/") == "at+jwt";
    header.string("typ").ok().flatten().filter(is_for_access)
}

impl Claims {
    /// Decodes the payload of `token`; `None` unless it has three parts with a JSON object inside.
    #[must_use]
    pub fn unverified(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        ProviderDocument::read(&bytes).ok().map(Self)
    }

    /// All claims, for typed access.
    #[must_use]
    pub fn document(&self) -> &ProviderDocument {
        &self.0
    }

    /// Returns a claim that is a non-empty string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.string(name).ok().flatten()
    }

    /// Returns a claim that is a string or a list of strings.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.0.strings(name).unwrap_or_default()
    }

    /// Returns a time claim in seconds since 1970, truncated; `None` if it is implausibly far away.
    #[must_use]
    pub fn seconds(&self, name: &str) -> Option<i64> {
        self.0.seconds(name).ok().flatten().filter(|seconds| PLAUSIBLE_SECONDS.contains(seconds))
    }

    /// Returns a time claim; `None` if it is implausibly far away.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.seconds(name)?).ok()
    }

    /// Returns the expiration, the claim `exp`; `None` if there is none. Zero means that the token does not expire (offline tokens of
    /// Keycloak).
    #[must_use]
    pub fn expiration(&self) -> Option<Timestamp> {
        self.time("exp").filter(|time| time.as_second() > 0)
    }

    /// Whether there is a claim of this name, of any type.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.value(name).is_some()
    }

    /// Returns a digest of all claims except times and token id, so that tokens of the same job have the same digest.
    #[must_use]
    pub fn digest(&self) -> String {
        use sha2::Digest as _;
        let claims = self.0.members().filter(|(name, _)| !VARYING.contains(&name.as_str()));
        let claims = in_order(claims).map(|(name, value)| format!("{}={}", Value::from(name), sorted(value)));
        let claims: Vec<String> = claims.collect();
        format!("{:x}", sha2::Sha256::digest(claims.join("\n")))
    }

    /// Returns the names of all claims, in alphabetical order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.members().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    /// Returns the display name: `preferred_username`, `email` or `sub`.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        ["preferred_username", "email", "sub"].iter().find_map(|name| self.text(name))
    }
}

/// Sorts `members` by name.
fn in_order<'a>(members: impl Iterator<Item = (&'a String, &'a Value)>) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let mut members: Vec<(&str, &Value)> = members.map(|(name, value)| (name.as_str(), value)).collect();
    members.sort_by_key(|(name, _)| *name);
    members.into_iter()
}

/// Sorts the members of all objects in a value.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(in_order(members.iter()).map(|(name, value)| (name.to_owned(), sorted(value))).collect()),
        Value::Array(entries) => Value::Array(entries.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_range_times_are_ignored() {
        for (exp, seconds) in
            [("1795471273", Some(1_795_471_273)), ("1795471273.9", Some(1_795_471_273)), ("-9223372036854775808", None), ("1e300", None)]
        {
            let payload = URL_SAFE_NO_PAD.encode(format!("{{\"exp\":{exp}}}"));
            assert_eq!(Claims::unverified(&format!("x.{payload}.x")).and_then(|claims| claims.seconds("exp")), seconds, "{exp}");
        }
    }
}
