//! The facts that a session token reveals: identity, role, policies, session policy. Read without verification: only the server that
//! issued a token can verify it.
//!
//! The claims of MinIO are in `cmd/sts-handlers.go`, those of SeaweedFS in `weed/iam/sts/session_claims.go`.

use super::policy_summary::statements_of;
use super::signature_form::signature_defect;
use crate::claims::Claims;
use crate::text::without_user_info;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

/// The beginning of every JSON Web Token in compact form: `{"` in base64url.
const JWT_BEGINNING: &str = "eyJ";

/// The form of a session token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TokenForm {
    /// There is no session token: the keys are long-term ones.
    #[default]
    Absent,
    /// Only the server can read it, as those of AWS and Ceph.
    Opaque,
    /// It begins like a JSON Web Token, but cannot be decoded: a part is missing.
    Truncated,
    /// A JSON Web Token with MinIO's claims, which include role and session policy if they apply. `RustFS` has the same ones.
    Minio,
    /// A JSON Web Token with the claims of `SeaweedFS`.
    SeaweedFs,
    /// Any other JSON Web Token.
    Jwt,
}

/// The owner of the rights that credentials have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RightsOwner {
    /// The assumed role, by its ARN; its policies are fixed at the server.
    Role(String),
    /// The policies that the claim `policy` names, as far as the server has them.
    PolicyClaim,
    /// A user of the server, by name.
    User(String),
    /// A user of the LDAP directory, by distinguished name; policies are attached to the user and the user's groups at the server.
    LdapUser(String),
    /// A client certificate, by its common name, which is the name of the policy.
    Certificate(String),
    /// A user that the server's identity plugin names.
    PluginUser(String),
}

impl RightsOwner {
    /// Describes the owner, as the origin of the rights.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Role(arn) => format!("the role {arn}, whose policies are set at the server"),
            Self::PolicyClaim => "the claim `policy` of the token".to_owned(),
            Self::User(name) => format!("the policies of the user {name}, set at the server"),
            Self::LdapUser(_) => "the policies attached to the LDAP user and the user's groups, set at the server".to_owned(),
            Self::Certificate(name) => format!("the common name {name} of the client certificate"),
            Self::PluginUser(name) => format!("the user {name} of the server's identity plugin"),
        }
    }

    /// The word for `--json`.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::PolicyClaim => "claim",
            Self::User(_) => "user",
            Self::LdapUser(_) => "ldap-user",
            Self::Certificate(_) => "certificate",
            Self::PluginUser(_) => "plugin-user",
        }
    }
}

/// The claims of a session token; empty if the token is opaque.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenFacts {
    /// The form of the token.
    pub form: TokenForm,
    /// Whether it has MinIO's form, which includes role and session policy if they apply.
    pub is_of_minio: bool,
    /// Its length in bytes.
    pub length: usize,
    /// The access key that the token belongs to.
    pub access_key: Option<String>,
    /// The display name of the user.
    pub name: Option<String>,
    /// The e-mail address of the user.
    pub email: Option<String>,
    /// The subject (`sub`).
    pub subject: Option<String>,
    /// The issuer of the identity (`iss`).
    pub issuer: Option<String>,
    /// The groups of the user, if the token lists them.
    pub groups: Vec<String>,
    /// The distinguished name of an LDAP user.
    pub ldap_user: Option<String>,
    /// The user that owns the keys.
    pub parent: Option<String>,
    /// The assumed role.
    pub role_arn: Option<String>,
    /// The names of the policies that apply; empty with a role of MinIO's, whose policies the token does not name.
    pub policies: Vec<String>,
    /// Whether a session policy applies.
    pub has_session_policy: bool,
    /// The session policy, if it can be decoded.
    pub session_policy: Option<Value>,
    /// The expiration.
    pub expiration: Option<Timestamp>,
    /// The defect in the form of its signature, in words after "its".
    pub signature_defect: Option<String>,
}

impl TokenFacts {
    /// Reads the claims of `token`, unverified.
    pub(crate) fn of_token(token: &str) -> Self {
        let facts = match Claims::unverified(token) {
            Some(claims) => Self::of_claims(&claims),
            None if token.is_empty() => Self::default(),
            None if token.starts_with(JWT_BEGINNING) => Self { form: TokenForm::Truncated, ..Self::default() },
            None => Self { form: TokenForm::Opaque, ..Self::default() },
        };
        Self { length: token.len(), signature_defect: signature_defect(token), ..facts }
    }

    /// Reads the claims of a session token.
    pub(crate) fn of_claims(claims: &Claims) -> Self {
        let form = form_of(claims);
        let text = |name: &str| claims.text(name).map(str::to_owned);
        let (role, policies, session_policy) = match form {
            TokenForm::SeaweedFs => ("role", "pol", "spol"),
            _ => ("roleArn", "policy", "sessionPolicy"),
        };
        let is_of_user = form == TokenForm::Minio && claims.has("roleArn"); // with a role, the claim is only the user's
        let ldap_user = text("ldapActualUser").or_else(|| text("ldapUser"));
        Self {
            form,
            is_of_minio: form == TokenForm::Minio,
            length: 0,
            access_key: text("accessKey"),
            name: ["preferred_username", "name", "ldapUsername"].into_iter().find_map(text),
            email: text("email"),
            subject: text("sub"),
            issuer: claims.text("iss").map(without_user_info),
            groups: claims.list("groups").into_iter().map(str::to_owned).collect(),
            ldap_user,
            parent: text("parent").or_else(|| text("principal").filter(|_| form == TokenForm::SeaweedFs)),
            role_arn: text(role),
            policies: if is_of_user { Vec::new() } else { names_in(&claims.list(policies)) },
            has_session_policy: claims.has(session_policy),
            session_policy: claims.text(session_policy).and_then(decode_policy),
            expiration: claims.expiration(),
            signature_defect: None,
        }
    }

    /// Returns the owner of the rights; `None` if the token does not reveal it.
    pub(crate) fn rights_owner(&self) -> Option<RightsOwner> {
        let certificate = |parent: &str| parent.strip_prefix("tls:").map(|name| RightsOwner::Certificate(name.to_owned()));
        let plugin_user = |parent: &str| parent.strip_prefix("custom:").map(|name| RightsOwner::PluginUser(name.to_owned()));
        let of_parent =
            |parent: &str| certificate(parent).or_else(|| plugin_user(parent)).unwrap_or_else(|| RightsOwner::User(parent.to_owned()));
        if let Some(role) = &self.role_arn {
            return Some(RightsOwner::Role(role.clone()));
        }
        if let Some(user) = &self.ldap_user {
            return Some(RightsOwner::LdapUser(user.clone()));
        }
        if !self.policies.is_empty() && self.parent.is_none() {
            return Some(RightsOwner::PolicyClaim);
        }
        self.parent.as_deref().map(of_parent)
    }

    /// Returns the names of the policies that apply: those in the token, or the common name of a certificate.
    pub(crate) fn policy_names(&self) -> Vec<String> {
        match self.rights_owner() {
            Some(RightsOwner::Certificate(name)) if self.policies.is_empty() => vec![name],
            _ => self.policies.clone(),
        }
    }

    /// Returns the policies of `requested` that were not granted although others were: MinIO drops names that it does not have, and rewrites
    /// the claim. With a role, or without any policy in the token, the server does not read these names.
    pub(crate) fn dropped_policies(&self, requested: Vec<String>) -> Vec<String> {
        let is_comparable = self.form == TokenForm::Minio && self.role_arn.is_none() && !self.policies.is_empty();
        requested.into_iter().filter(|name| is_comparable && !self.policies.contains(name)).collect()
    }

    /// Returns the session policy, one line for each statement; `None` if there is none.
    pub(crate) fn session_policy_lines(&self) -> Option<Vec<String>> {
        let unreadable = || vec!["it cannot be decoded".to_owned()];
        self.has_session_policy.then(|| self.session_policy.as_ref().map_or_else(unreadable, statements_of))
    }

    /// Returns the names of the buckets in the session policy, without wildcards, each once.
    pub(crate) fn buckets_in_session_policy(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect_buckets(self.session_policy.as_ref().unwrap_or(&Value::Null), &mut found);
        found.sort();
        found.dedup();
        found
    }
}

/// Splits policy names, which may be a list, or separated by commas.
pub(crate) fn names_in(values: &[&str]) -> Vec<String> {
    let names = values.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

fn form_of(claims: &Claims) -> TokenForm {
    match claims {
        claims if claims.has("accessKey") => TokenForm::Minio,
        claims if claims.has("snam") || claims.has("principal") => TokenForm::SeaweedFs,
        _ => TokenForm::Jwt,
    }
}

/// Decodes a session policy: JSON, or JSON in base64.
fn decode_policy(text: &str) -> Option<Value> {
    let decoded = STANDARD.decode(text).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    decoded.or_else(|| serde_json::from_str(text).ok()).filter(Value::is_object)
}

/// Adds the buckets of all resources in `policy`.
fn collect_buckets(policy: &Value, found: &mut Vec<String>) {
    match policy {
        Value::String(text) => {
            let resource = text.strip_prefix("arn:aws:s3:::").map(|resource| resource.split('/').next().unwrap_or_default());
            found.extend(resource.filter(|bucket| !bucket.is_empty() && !bucket.contains(['*', '?', '$'])).map(str::to_owned));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect_buckets(entry, found)),
        Value::Object(members) => members.values().for_each(|member| collect_buckets(member, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn facts(claims: &str) -> TokenFacts {
        TokenFacts::of_token(&format!("{}.{}.x", URL_SAFE_NO_PAD.encode("{\"alg\":\"HS512\"}"), URL_SAFE_NO_PAD.encode(claims)))
    }

    #[test]
    fn the_owner_of_the_rights_follows_from_the_claims() {
        let owner = |claims: &str| facts(claims).rights_owner();
        let name = || "a".to_owned();
        for (claims, expected) in [
            (r#"{"accessKey":"K","policy":"a"}"#, Some(RightsOwner::PolicyClaim)),
            (r#"{"accessKey":"K","policy":"a","roleArn":"a"}"#, Some(RightsOwner::Role(name()))),
            (r#"{"accessKey":"K","parent":"a"}"#, Some(RightsOwner::User(name()))),
            (r#"{"accessKey":"K","parent":"tls:a"}"#, Some(RightsOwner::Certificate(name()))),
            (r#"{"accessKey":"K","parent":"custom:a"}"#, Some(RightsOwner::PluginUser(name()))),
            (r#"{"accessKey":"K","ldapUser":"b","ldapActualUser":"a"}"#, Some(RightsOwner::LdapUser(name()))),
            (r#"{"snam":"s","principal":"p","role":"a","pol":["b"]}"#, Some(RightsOwner::Role(name()))),
            (r#"{"accessKey":"K","sub":"a"}"#, None),
        ] {
            assert_eq!(owner(claims), expected, "{claims}");
        }
        assert_eq!(facts(r#"{"accessKey":"K","parent":"tls:a"}"#).policy_names(), ["a"]);
        assert_eq!(facts(r#"{"accessKey":"K","policy":["a, b","c",""]}"#).policy_names(), ["a", "b", "c"]);
    }

    #[test]
    fn a_session_policy_is_decoded_and_names_its_buckets() {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::logs/*","arn:aws:s3:::logs","arn:aws:s3:::a*/b"]}]}"#;
        let encoded = facts(&format!(r#"{{"accessKey":"K","sessionPolicy":"{}"}}"#, STANDARD.encode(policy)));
        assert_eq!(encoded.session_policy, serde_json::from_str(policy).ok());
        assert_eq!(encoded.buckets_in_session_policy(), ["logs"]);
        let unreadable = facts(r#"{"accessKey":"K","sessionPolicy":"***"}"#);
        assert!(unreadable.has_session_policy && unreadable.session_policy.is_none());
    }

    #[test]
    fn the_form_of_a_token_is_known_without_verification() {
        for (token, form) in [
            ("", TokenForm::Absent),
            ("FwoGZXIvYXdzE", TokenForm::Opaque),
            ("eyJhbGciOi", TokenForm::Truncated),
            ("eyJh.eyJh", TokenForm::Truncated),
        ] {
            assert_eq!(TokenFacts::of_token(token).form, form, "{token}");
        }
        assert_eq!((facts("{}").form, facts(r#"{"accessKey":"K"}"#).form), (TokenForm::Jwt, TokenForm::Minio));
    }
}
