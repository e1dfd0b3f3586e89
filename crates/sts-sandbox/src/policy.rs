//! Policies: the subset of the S3 policy language that the accounts and the client's shorthand use.
//!
//! Supports `Effect`, `Action` and `Resource` with `*` and `?`, and a `Condition` on `s3:prefix`. Anything else is rejected when the policy
//! is set instead of being ignored: a sandbox that grants more than the real server would be misleading.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

const VERSION: &str = "2012-10-17";
const ARN: &str = "arn:aws:s3:::";

/// A parsed policy without unsupported elements.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Policy {
    #[serde(default)]
    version: String,
    #[serde(default)]
    statement: Vec<Statement>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    sid: String,
    effect: Effect,
    #[serde(deserialize_with = "one_or_many")]
    action: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    resource: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<String, BTreeMap<String, Texts>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Serialize, Deserialize)]
struct Texts(#[serde(deserialize_with = "one_or_many")] Vec<String>);

/// An access to be authorized.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The action, such as `s3:GetObject`; `None` for other operations, which only `s3:*` allows.
    pub(crate) action: Option<&'a str>,
    /// The bucket; empty for ListBuckets.
    pub(crate) bucket: &'a str,
    /// The key of an object.
    pub(crate) key: Option<&'a str>,
    /// The `prefix` of a listing.
    pub(crate) prefix: Option<&'a str>,
}

impl Policy {
    /// Parses and checks a policy document.
    ///
    /// # Errors
    /// The printable reason: not JSON, or outside of the subset.
    pub(crate) fn parse(json: &str) -> Result<Self, String> {
        let policy: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if policy.version != VERSION {
            return Err(format!("invalid version '{}'", policy.version));
        }
        policy.statement.iter().try_for_each(Statement::check)?;
        Ok(policy)
    }

    /// Returns the compact JSON for the session token.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the canned policy of this name.
    ///
    /// Unlike MinIO's, `readonly` also allows listing, because the sandbox's bob may list.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let actions: &[&str] = match name {
            "readwrite" => &["s3:*"],
            "readonly" => &["s3:GetBucketLocation", "s3:GetObject", "s3:ListAllMyBuckets", "s3:ListBucket"],
            _ => return None,
        };
        let statement = Statement {
            sid: String::new(),
            effect: Effect::Allow,
            action: actions.iter().map(ToString::to_string).collect(),
            resource: vec![format!("{ARN}*")],
            condition: BTreeMap::new(),
        };
        Some(Self { version: VERSION.to_owned(), statement: vec![statement] })
    }

    /// Whether some statement denies the request.
    pub(crate) fn denies(&self, request: &Request) -> bool {
        self.statement.iter().any(|statement| statement.effect == Effect::Deny && statement.covers(request))
    }

    /// Whether some statement allows the request, and none denies it.
    pub(crate) fn allows(&self, request: &Request) -> bool {
        !self.denies(request) && self.statement.iter().any(|statement| statement.effect == Effect::Allow && statement.covers(request))
    }
}

impl Statement {
    fn check(&self) -> Result<(), String> {
        if self.action.is_empty() || self.resource.is_empty() {
            return Err("Action and Resource must not be empty".to_owned());
        }
        if let Some(action) = self.action.iter().find(|action| *action != "*" && !action.starts_with("s3:")) {
            return Err(format!("unsupported action '{action}'"));
        }
        if let Some(resource) = self.resource.iter().find(|resource| *resource != "*" && !resource.starts_with(ARN)) {
            return Err(format!("invalid resource '{resource}'"));
        }
        for (operator, keys) in &self.condition {
            if !matches!(operator.as_str(), "StringLike" | "StringEquals") {
                return Err(format!("condition operator '{operator}' is not supported by the sandbox"));
            }
            if let Some(key) = keys.keys().find(|key| *key != "s3:prefix") {
                return Err(format!("condition key '{key}' is not supported by the sandbox"));
            }
        }
        Ok(())
    }

    fn covers(&self, request: &Request) -> bool {
        let arn = match request.key {
            Some(key) => format!("{ARN}{}/{key}", request.bucket),
            None => format!("{ARN}{}", request.bucket),
        };
        let action = match request.action {
            Some(action) => self.action.iter().any(|pattern| matches_pattern(pattern, action)),
            None => self.action.iter().any(|pattern| pattern == "s3:*" || pattern == "*") || self.effect == Effect::Deny,
        };
        action && self.resource.iter().any(|pattern| matches_pattern(pattern, &arn)) && self.meets_conditions(request.prefix)
    }

    /// Whether all conditions are met; one on a missing prefix is not.
    fn meets_conditions(&self, prefix: Option<&str>) -> bool {
        self.condition.iter().all(|(operator, keys)| {
            keys.values().all(|Texts(wanted)| {
                prefix.is_some_and(|prefix| match operator.as_str() {
                    "StringLike" => wanted.iter().any(|pattern| matches_pattern(pattern, prefix)),
                    _ => wanted.iter().any(|text| text == prefix),
                })
            })
        })
    }
}

/// Whether `text` matches `pattern`, in which `*` is any text and `?` one character.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut pattern_index, mut text_index, mut retry) = (0, 0, None);
    while text_index < text.len() {
        match pattern.get(pattern_index) {
            Some('*') => {
                retry = Some((pattern_index, text_index));
                pattern_index += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == text[text_index] => {
                pattern_index += 1;
                text_index += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    pattern_index = star + 1;
                    text_index = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[pattern_index..].iter().all(|&character| character == '*')
}

/// Deserializes a string or a list of strings.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>(action: &'a str, bucket: &'a str, key: Option<&'a str>, prefix: Option<&'a str>) -> Request<'a> {
        Request { action: Some(action), bucket, key, prefix }
    }

    fn document(statements: &str) -> Policy {
        Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)).expect("a good policy")
    }

    #[test]
    fn patterns_match_as_wildcards() {
        for (pattern, text, expected) in [
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false),
            ("*", "", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b", "xxaxxbxb", true),
            ("*a*b", "xxaxxbx", false),
            ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs", false),
            ("ä?", "äö", true),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn built_in_policies_grant_their_actions() {
        for (name, action, key, expected) in [
            ("readwrite", "s3:PutObject", Some("a"), true),
            ("readwrite", "s3:DeleteBucket", None, true),
            ("readonly", "s3:GetObject", Some("a"), true),
            ("readonly", "s3:ListBucket", None, true),
            ("readonly", "s3:PutObject", Some("a"), false),
            ("readonly", "s3:DeleteObject", Some("a"), false),
        ] {
            let policy = Policy::named(name).expect("a known name");
            assert_eq!(policy.allows(&request(action, "demo", key, None)), expected, "{name} {action}");
        }
        assert!(Policy::named("diagnostics").is_none());
    }

    #[test]
    fn operations_without_an_action_name_require_full_access() {
        let unnamed = Request { action: None, bucket: "demo", key: None, prefix: None };
        assert!(Policy::named("readwrite").expect("known").allows(&unnamed));
        assert!(!Policy::named("readonly").expect("known").allows(&unnamed));
        assert!(!document(r#"{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":"*"}"#).allows(&unnamed));
    }

    #[test]
    fn deny_overrides_allow_and_resources_limit_a_statement() {
        let policy = document(
            r#"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"]},
               {"Effect":"Deny","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::logs/2026/*"}"#,
        );
        for (action, bucket, key, expected) in [
            ("s3:GetObject", "logs", Some("2026/a"), true),
            ("s3:DeleteObject", "logs", Some("2025/a"), true),
            ("s3:DeleteObject", "logs", Some("2026/a"), false),
            ("s3:GetObject", "demo", Some("a"), false),
            ("s3:ListBucket", "logs", None, true),
        ] {
            assert_eq!(policy.allows(&request(action, bucket, key, None)), expected, "{action} {bucket}");
        }
    }

    #[test]
    fn a_prefix_condition_limits_listings() {
        let policy = document(
            r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::logs","Condition":{"StringLike":{"s3:prefix":"2026/*"}}}"#,
        );
        for (prefix, expected) in [(Some("2026/01"), true), (Some("2025/"), false), (Some(""), false), (None, false)] {
            assert_eq!(policy.allows(&request("s3:ListBucket", "logs", None, prefix)), expected, "{prefix:?}");
        }
    }

    #[test]
    fn unsupported_policies_are_rejected() {
        for invalid in [
            "",
            "not json",
            "{}",
            r#"{"Version":"2008-10-17","Statement":[]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"s3:*","Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:sqs:::q"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::1"}}}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"aws:username":"a"}}}]}"#,
        ] {
            assert!(Policy::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn policies_are_written_as_minio_writes_them() {
        let policy = Policy::parse(
            r#"{ "Version": "2012-10-17", "Statement": [ {"Action": ["s3:Get*","s3:List*"], "Resource": "arn:aws:s3:::*", "Effect": "Allow"} ] }"#,
        );
        assert_eq!(
            policy.expect("good").text(),
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::*"]}]}"#
        );
    }
}
