//! [`SignedInUser`]: the user that a token is about, as messages name them.

use crate::claims::Claims;
use crate::text::printable;
use std::fmt;

/// The user that a token is about: OpenID Connect Core 1.0, section 5.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedInUser {
    /// The claim `sub`, which alone identifies the user at the provider.
    subject: String,
    /// The user name: `preferred_username`, or the `upn` of Entra ID.
    name: Option<String>,
    /// The claim `email`.
    email: Option<String>,
}

impl SignedInUser {
    /// Reads the user from the claims of a token; `None` without a `sub`.
    #[must_use]
    pub(crate) fn of(claims: &Claims) -> Option<Self> {
        let text = |name: &str| claims.text(name).map(printable);
        let name = ["preferred_username", "upn"].iter().find_map(|name| text(name));
        Some(Self { subject: text("sub")?, name, email: text("email") })
    }

    /// Whether both are the same user of a provider.
    #[must_use]
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.subject == other.subject
    }

    /// Whether `account` is the user name, the e-mail address or the subject of this user, or the part before the @ of one of the first two.
    #[must_use]
    pub(crate) fn is_called(&self, account: &str) -> bool {
        let names = [&self.name, &self.email].into_iter().flatten();
        let local_part = |name: &str| name.split_once('@').is_some_and(|(local, _)| local.eq_ignore_ascii_case(account));
        self.subject == account || names.into_iter().any(|name| name.eq_ignore_ascii_case(account) || local_part(name))
    }
}

impl fmt::Display for SignedInUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &self.email) {
            (Some(name), Some(email)) if name != email => write!(formatter, "{name} ({email})"),
            (Some(name), _) | (None, Some(name)) => formatter.write_str(name),
            (None, None) => write!(formatter, "the subject {}", self.subject),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    fn user(claims: &Value) -> Option<SignedInUser> {
        SignedInUser::of(&Claims::unverified(&format!("e30.{}.e30", URL_SAFE_NO_PAD.encode(claims.to_string()))).unwrap())
    }

    #[test]
    fn a_user_is_shown_by_name_and_e_mail_else_by_subject() {
        for (claims, expected) in [
            (json!({"sub": "1", "preferred_username": "alice", "email": "alice@example.test"}), Some("alice (alice@example.test)")),
            (json!({"sub": "1", "preferred_username": "alice@example.test", "email": "alice@example.test"}), Some("alice@example.test")),
            (json!({"sub": "1", "email": "alice@example.test"}), Some("alice@example.test")),
            (json!({"sub": "1", "upn": "alice@corp.example"}), Some("alice@corp.example")),
            (json!({"sub": "a11ce\u{1b}[31m"}), Some("the subject a11ce [31m")),
            (json!({"email": "alice@example.test"}), None),
        ] {
            assert_eq!(user(&claims).map(|user| user.to_string()).as_deref(), expected, "{claims}");
        }
    }

    #[test]
    fn an_account_is_recognized_by_name_e_mail_or_subject() {
        let alice = user(&json!({"sub": "a11ce", "preferred_username": "alice@corp.example", "email": "al@example.test"})).unwrap();
        for (account, expected) in [
            ("alice@corp.example", true),
            ("ALICE@corp.example", true),
            ("alice", true),
            ("al", true),
            ("a11ce", true),
            ("A11CE", false),
            ("bob", false),
            ("alice@other.example", false),
            ("corp.example", false),
            ("", false),
        ] {
            assert_eq!(alice.is_called(account), expected, "{account}");
        }
    }
}
