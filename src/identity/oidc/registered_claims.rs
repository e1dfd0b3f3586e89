//! The claims of an ID token that are checked: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! All others may be missing or of any JSON type: "any Claims that are not understood MUST be ignored" (section 3.1.3.7 and RFC 7519,
//! section 4), and providers do send `updated_at` and `email_verified` as text.

use super::TokenProblem;
use crate::claims::Claims;
use serde_json::Value;

/// The checked claims, each of the type that it must have.
pub(super) struct RegisteredClaims<'a> {
    pub(super) iss: &'a str,
    pub(super) sub: &'a str,
    pub(super) aud: Vec<&'a str>,
    /// Seconds since 1970, as all times here.
    pub(super) exp: i64,
    pub(super) iat: i64,
    pub(super) nbf: Option<i64>,
    pub(super) azp: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
    pub(super) at_hash: Option<&'a str>,
}

impl<'a> RegisteredClaims<'a> {
    /// Reads them from all claims of a token; null counts as missing.
    ///
    /// # Errors
    /// [`TokenProblem::Missing`], [`TokenProblem::WrongType`].
    pub(super) fn read(claims: &'a Claims) -> Result<Self, TokenProblem> {
        let text = |name| optional(claims, name, "a string", Value::as_str);
        let time = |name| optional(claims, name, "a number of seconds", seconds);
        let audience = optional(claims, "aud", "a string or a list of strings", strings);
        Ok(Self {
            iss: required("iss", text("iss"))?,
            sub: required("sub", text("sub"))?,
            aud: required("aud", audience)?,
            exp: required("exp", time("exp"))?,
            iat: required("iat", time("iat"))?,
            nbf: time("nbf")?,
            azp: text("azp")?,
            nonce: text("nonce")?,
            at_hash: text("at_hash")?,
        })
    }
}

fn optional<'a, T>(
    claims: &'a Claims,
    name: &'static str,
    expected: &'static str,
    read: impl Fn(&'a Value) -> Option<T>,
) -> Result<Option<T>, TokenProblem> {
    let found = claims.value(name).filter(|value| !value.is_null());
    found.map(|value| read(value).ok_or(TokenProblem::WrongType { claim: name, expected })).transpose()
}

fn required<T>(name: &'static str, found: Result<Option<T>, TokenProblem>) -> Result<T, TokenProblem> {
    found?.ok_or(TokenProblem::Missing(name))
}

/// A time as RFC 7519, section 2, has it (`NumericDate`): any number, fractions included, which are dropped.
fn seconds(value: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates, and no clock shows such a time")]
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(one) => Some(vec![one]),
        Value::Array(many) => many.iter().map(Value::as_str).collect(),
        _ => None,
    }
}
