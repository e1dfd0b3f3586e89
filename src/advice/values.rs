//! What to write instead of a value that is none, as it is written where that one stands: a flag, a variable, a profile.

use crate::policy::PolicyError;
use crate::request::Origin;

/// The flags that take any number of values.
const LISTS: [&str; 3] = ["--auth-param", "--allow", "--port"];

/// How `value` of `flag` is written at `origin`.
fn written(origin: &Origin, flag: &str, value: &str) -> String {
    match origin {
        Origin::Flag(name) => format!("{name} {value}"),
        Origin::Variable(name) => format!("{name}={value}"),
        Origin::File(line) if LISTS.contains(&flag) => format!("{} = [\"{value}\"]", line.key),
        Origin::File(line) => format!("{} = \"{value}\"", line.key),
    }
}

/// What the option is called at `origin`.
pub(super) fn name(origin: &Origin) -> String {
    match origin {
        Origin::Flag(name) | Origin::Variable(name) => name.clone(),
        Origin::File(line) => format!("`{}`", line.key),
    }
}

/// What to do about the session policy, or the permission, that stands at `origin`.
pub(super) fn for_policy(origin: &Origin, error: &PolicyError) -> String {
    let permission = |text| written(origin, "--allow", text);
    match error {
        PolicyError::NotJson { .. } => "correct it there; --allow read:bucket/prefix --print-policy shows a good one".to_owned(),
        PolicyError::NotAPolicy(_) => "--allow read:bucket/prefix --print-policy shows what a policy looks like".to_owned(),
        PolicyError::TooLarge => format!("check that {} names the policy: servers take 2048 bytes", name(origin)),
        PolicyError::TooLong(_) => {
            "shorten it: use wildcards, fewer prefixes, or a policy at the server that the administrator narrows".to_owned()
        }
        PolicyError::NotAPermission(_) => format!("write {}, or a whole policy with --policy", permission("read:logs/2026")),
        PolicyError::NotABucket(_) => format!("write {} or {}", permission("read:BUCKET"), permission("read:BUCKET/PREFIX")),
    }
}
