//! Session policies, given as JSON or in shorthand and validated before they are sent.
//!
//! The limit is 2048 characters (AWS). MinIO counts bytes instead, after re-encoding the policy with Go's JSON encoder.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// The maximum length of a session policy in characters: AWS STS, `AssumeRole`, `Policy`.
pub(crate) const MAX_POLICY_LENGTH: usize = 2048;
/// The maximum size of a policy file in bytes.
const MAX_FILE_SIZE: usize = 64 * 1024;

/// Why a session policy or a permission is invalid.
#[derive(thiserror::Error, PartialEq, Eq)]
pub enum PolicyError {
    /// Not JSON.
    #[error("the session policy is not JSON (line {line}, column {column})")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The file exceeds 64 KiB.
    #[error("the session policy is too large: more than 64 KiB")]
    TooLarge,
    /// JSON that is not a policy.
    #[error("the session policy {0}")]
    NotAPolicy(&'static str),
    /// The policy exceeds 2048 characters.
    #[error("the session policy has {0} characters; the limit is {MAX_POLICY_LENGTH}")]
    TooLong(usize),
    /// Invalid shorthand.
    #[error("`{0}` is not a permission: use VERB:bucket/prefix with the verb read, write, list, delete or full")]
    NotAPermission(String),
    /// An invalid bucket name.
    #[error("`{0}` is not a valid bucket name: use 3 to 63 lowercase letters, digits, dots or hyphens; * and ? are wildcards")]
    NotABucket(String),
}
debug_as_display!(PolicyError);

/// A validated session policy: JSON on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPolicy(String);

impl SessionPolicy {
    /// Creates the minimal policy that grants these permissions.
    ///
    /// # Errors
    /// [`PolicyError::TooLong`].
    pub fn from_permissions(permissions: &[Permission]) -> Result<Self, PolicyError> {
        let statements: Vec<Value> = merge_statements(permissions).iter().map(Statement::to_json).collect();
        Self::validate(&json!({ "Version": "2012-10-17", "Statement": statements }))
    }

    /// Returns the policy on one line, as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Formats the policy with indentation.
    #[must_use]
    pub(crate) fn pretty(&self) -> String {
        let parsed: Value = serde_json::from_str(&self.0).unwrap_or_default();
        serde_json::to_string_pretty(&parsed).unwrap_or_default()
    }

    fn validate(policy: &Value) -> Result<Self, PolicyError> {
        let fields = policy.as_object().ok_or(PolicyError::NotAPolicy("is not an object"))?;
        if !matches!(fields.get("Version").and_then(Value::as_str), Some("2012-10-17" | "2008-10-17")) {
            return Err(PolicyError::NotAPolicy("has no \"Version\": \"2012-10-17\", which servers require"));
        }
        let statements = match fields.get("Statement") {
            Some(Value::Array(statements)) if !statements.is_empty() => statements.iter().collect(),
            Some(statement @ Value::Object(_)) => vec![statement],
            _ => return Err(PolicyError::NotAPolicy("has no \"Statement\"")),
        };
        statements.into_iter().try_for_each(check_statement)?;
        let text = policy.to_string();
        let length = text.chars().count();
        if length > MAX_POLICY_LENGTH { Err(PolicyError::TooLong(length)) } else { Ok(Self(text)) }
    }

    /// Returns the length in bytes after MinIO's re-encoding if it exceeds MinIO's limit.
    #[must_use]
    pub fn excess_minio_length(&self) -> Option<usize> {
        let parsed = serde_json::from_str(&self.0).unwrap_or_default();
        Some(length_at_minio(&parsed)).filter(|length| *length > MAX_POLICY_LENGTH)
    }
}

impl FromStr for SessionPolicy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if text.len() >= MAX_FILE_SIZE {
            return Err(PolicyError::TooLarge);
        }
        let parsed = serde_json::from_str(crate::sys::strip_bom_from_text(text));
        let policy = parsed.map_err(|error| PolicyError::NotJson { line: error.line(), column: error.column() })?;
        Self::validate(&policy)
    }
}

fn check_statement(statement: &Value) -> Result<(), PolicyError> {
    let fields = statement.as_object().ok_or(PolicyError::NotAPolicy("has a statement that is not an object"))?;
    if !matches!(fields.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(PolicyError::NotAPolicy("has a statement whose \"Effect\" is neither Allow nor Deny"));
    }
    let has_values =
        |name: &str| fields.get(name).is_some_and(|value| value.is_string() || value.as_array().is_some_and(|list| !list.is_empty()));
    if !has_values("Action") && !has_values("NotAction") {
        return Err(PolicyError::NotAPolicy("has a statement without \"Action\""));
    }
    if !has_values("Resource") && !has_values("NotResource") {
        return Err(PolicyError::NotAPolicy("has a statement without \"Resource\""));
    }
    Ok(())
}

/// Computes the length in bytes after MinIO's re-encoding: single strings become lists, and Go's encoder escapes `<`, `>`, `&`, U+2028
/// and U+2029 with six bytes each.
fn length_at_minio(policy: &Value) -> usize {
    let escaped = |c: char| if matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') { 6 } else { c.len_utf8() };
    normalize_lists(policy, 0).to_string().chars().map(escaped).sum()
}

fn normalize_lists(value: &Value, depth: usize) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| {
                    let is_list = matches!(name.as_str(), "Statement" | "Action" | "NotAction" | "Resource" | "NotResource") || depth >= 3;
                    let value = normalize_lists(value, depth + 1);
                    (name.clone(), if is_list && !value.is_array() && !(depth >= 3 && value.is_object()) { json!([value]) } else { value })
                })
                .collect();
            Value::Object(fields)
        }
        Value::Array(items) => items.iter().map(|item| normalize_lists(item, depth)).collect(),
        other => other.clone(),
    }
}

/// A permission in shorthand: `VERB:bucket` or `VERB:bucket/prefix`, with the verbs `read`, `write`, `list`, `delete`, `full`.
///
/// A prefix covers the object of that name and all objects below `prefix/`; `*` and `?` are wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    verb: Verb,
    bucket: String,
    prefix: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Read,
    Write,
    List,
    Delete,
    Full,
}

impl FromStr for Permission {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let not_a_permission = || PolicyError::NotAPermission(text.to_owned());
        let (verb, place) = text.split_once(':').ok_or_else(not_a_permission)?;
        let verb = match verb {
            "read" => Verb::Read,
            "write" => Verb::Write,
            "list" => Verb::List,
            "delete" => Verb::Delete,
            "full" => Verb::Full,
            _ => return Err(not_a_permission()),
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let is_bucket = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-*?".contains(c);
        let long_enough = bucket.len() >= 3 || bucket.contains('*');
        if !long_enough || bucket.len() > 63 || !bucket.chars().all(is_bucket) {
            return Err(PolicyError::NotABucket(bucket.to_owned()));
        }
        if prefix.contains("${") || prefix.chars().any(char::is_control) {
            return Err(not_a_permission());
        }
        Ok(Self { verb, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

/// The scope of actions: resources, and the prefixes of an `s3:prefix` condition.
type PolicyScope = (BTreeSet<String>, BTreeSet<String>);

struct Statement {
    actions: BTreeSet<&'static str>,
    resources: BTreeSet<String>,
    prefixes: BTreeSet<String>,
}

impl Statement {
    fn to_json(&self) -> Value {
        let mut statement = json!({ "Effect": "Allow", "Action": self.actions, "Resource": self.resources });
        if !self.prefixes.is_empty() {
            statement["Condition"] = json!({ "StringLike": { "s3:prefix": self.prefixes } });
        }
        statement
    }
}

/// Merges permissions into few statements: first the actions with the same scope, then the scopes with the same actions. A scope with
/// prefixes keeps its own statement, because a condition applies to all resources of a statement.
fn merge_statements(permissions: &[Permission]) -> Vec<Statement> {
    let mut by_scope: BTreeMap<PolicyScope, BTreeSet<&'static str>> = BTreeMap::new();
    for (place, actions) in permissions.iter().flat_map(Permission::to_scopes) {
        by_scope.entry(place).or_default().extend(actions);
    }
    let mut resources_by_actions: BTreeMap<BTreeSet<&'static str>, BTreeSet<String>> = BTreeMap::new();
    let mut statements = Vec::new();
    for ((resources, prefixes), actions) in by_scope {
        if prefixes.is_empty() {
            resources_by_actions.entry(actions).or_default().extend(resources);
        } else {
            statements.push(Statement { actions, resources, prefixes });
        }
    }
    let without_prefixes = |(actions, resources)| Statement { actions, resources, prefixes: BTreeSet::new() };
    statements.extend(resources_by_actions.into_iter().map(without_prefixes));
    statements
}

impl Permission {
    fn to_scopes(&self) -> Vec<(PolicyScope, Vec<&'static str>)> {
        let objects = || (self.object_arns(), BTreeSet::new());
        let listing = || (BTreeSet::from([format!("arn:aws:s3:::{}", self.bucket)]), self.prefix_patterns());
        match self.verb {
            Verb::Read => vec![(objects(), vec!["s3:GetObject"])],
            Verb::Write => vec![(objects(), vec!["s3:AbortMultipartUpload", "s3:PutObject"])],
            Verb::Delete => vec![(objects(), vec!["s3:DeleteObject"])],
            Verb::List => vec![(listing(), vec!["s3:ListBucket"])],
            Verb::Full if self.prefix.is_empty() => {
                let resources = self.object_arns().into_iter().chain(listing().0).collect();
                vec![((resources, BTreeSet::new()), vec!["s3:*"])]
            }
            Verb::Full => vec![
                (objects(), vec!["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]),
                (listing(), vec!["s3:ListBucket"]),
            ],
        }
    }

    /// Returns the ARNs of the objects.
    fn object_arns(&self) -> BTreeSet<String> {
        let below = if self.prefix.is_empty() { BTreeSet::from(["*".to_owned()]) } else { self.prefix_patterns() };
        below.iter().map(|below| format!("arn:aws:s3:::{}/{below}", self.bucket)).collect()
    }

    /// Returns the patterns for the prefix itself and everything below it; empty for a whole bucket.
    fn prefix_patterns(&self) -> BTreeSet<String> {
        let prefix = self.prefix.as_str();
        match prefix {
            "" => BTreeSet::new(),
            _ if prefix.ends_with('*') => BTreeSet::from([prefix.to_owned()]),
            _ if prefix.ends_with('/') => BTreeSet::from([format!("{prefix}*")]),
            _ => BTreeSet::from([prefix.to_owned(), format!("{prefix}/*")]),
        }
    }
}
