//! What a token endpoint answers when it gives tokens: RFC 6749, section 5.1, and OpenID Connect Core 1.0, section 3.1.3.3.
//!
//! Only the fields that are used are read. `token_type`, `expires_in` and `scope` are not, so it is of no matter what they are: Entra ID
//! (v1) sends numbers as text, others leave a field out.

use crate::secret::{AccessToken, IdToken, RefreshToken};
use oauth2::basic::BasicTokenType;
use oauth2::{Scope, TokenResponse};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Every access token is used as a bearer token, whatever the answer calls it.
static BEARER: BasicTokenType = BasicTokenType::Bearer;

/// The tokens in an answer. The ID token is verified apart, so that a strange one is refused by name instead of as bad JSON.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct TokenAnswer {
    access_token: oauth2::AccessToken,
    refresh_token: Option<oauth2::RefreshToken>,
    id_token: Option<String>,
}

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenAnswer(…)")
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BEARER
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&oauth2::RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

/// The tokens of an answer, in types that cannot print themselves.
pub(crate) struct Tokens {
    /// The ID token, not verified yet.
    pub(crate) id_token: Option<IdToken>,
    /// The access token.
    pub(crate) access_token: AccessToken,
    /// What brings the next tokens without a prompt.
    pub(crate) refresh_token: Option<RefreshToken>,
}

impl From<TokenAnswer> for Tokens {
    #[expect(clippy::disallowed_methods, reason = "the tokens move into types that cannot print themselves")]
    fn from(answer: TokenAnswer) -> Self {
        let refresh_token = answer.refresh_token.filter(|token| !token.secret().is_empty()); // an empty one is as good as none
        Self {
            id_token: answer.id_token.map(IdToken::new),
            access_token: AccessToken::new(answer.access_token.secret().to_owned()),
            refresh_token: refresh_token.map(|token| RefreshToken::new(token.secret().to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenAnswer, Tokens};
    use serde_json::{Value, json};

    fn is_read(field: &str, value: Value) -> bool {
        let mut answer = json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "refresh_token": "r", "id_token": "i"});
        answer[field] = value;
        serde_json::from_value::<TokenAnswer>(answer).is_ok()
    }

    #[test]
    fn fields_that_are_not_used_may_be_anything() {
        let values = [
            json!("3599"),
            json!(""),
            json!("soon"),
            json!(-1),
            json!(0.5),
            json!(1e300),
            json!(null),
            json!([1]),
            json!({"s": 1}),
            json!(true),
        ];
        for field in ["expires_in", "ext_expires_in", "expires_on", "token_type", "scope", "id_token_expires_in"] {
            for value in &values {
                assert!(is_read(field, value.clone()), "{field}: {value}");
            }
        }
    }

    #[test]
    fn an_empty_refresh_token_is_none() {
        let answer = json!({"access_token": "a", "token_type": "Bearer", "refresh_token": "", "id_token": "i"});
        let tokens = Tokens::from(serde_json::from_value::<TokenAnswer>(answer).unwrap());
        assert!(tokens.refresh_token.is_none(), "else it would take the place of the one that still counts");
    }

    #[test]
    fn tokens_are_texts() {
        for field in ["access_token", "refresh_token", "id_token"] {
            for value in [json!(7), json!(["a"]), json!({"a": "a"}), json!(true)] {
                assert!(!is_read(field, value.clone()), "{field}: {value}");
            }
        }
        assert!(is_read("refresh_token", json!(null)) && is_read("id_token", json!(null)) && !is_read("access_token", json!(null)));
    }
}
