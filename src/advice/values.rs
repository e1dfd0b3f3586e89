//! What to write instead of a value that is none, as it is written where that one stands: a flag, a variable, a profile.

use crate::policy::PolicyError;
use crate::request::{Origin, RequestError};

/// The flags that take any number of values.
const LISTS: [&str; 2] = ["--auth-param", "--allow"];

/// The command that prints a policy. It needs neither a login nor a server.
const SHOW: &str = "`sts-cli web-identity --allow read:bucket/prefix --print-policy`";

/// How `value` of `flag` is written at `origin`.
fn written(origin: &Origin, flag: &str, value: &str) -> String {
    match origin {
        Origin::Flag(name) => format!("{name} {value}"),
        Origin::Variable(name) => format!("{name}={value}"),
        Origin::File(line) if value.parse::<u32>().is_ok() => format!("{} = {value}", line.key),
        Origin::File(line) if LISTS.contains(&flag) => format!("{} = [\"{value}\"]", line.key),
        Origin::File(line) => format!("{} = \"{value}\"", line.key),
    }
}

/// The profile's key for `flag`.
pub(super) fn key_of(flag: &str) -> String {
    flag.trim_start_matches("--").replace('-', "_")
}

/// How the switch `flag` is put on at `origin`.
fn switched_on(origin: &Origin, flag: &str) -> String {
    let word = key_of(flag);
    match origin {
        Origin::Flag(_) => flag.to_owned(),
        Origin::Variable(_) => format!("STS_CLI_{}=true", word.to_uppercase()),
        Origin::File(_) => format!("{word} = true"),
    }
}

/// A good value of `flag`.
fn example(flag: &str) -> Option<&'static str> {
    Some(match flag {
        "--endpoint" => "https://minio.example:9000",
        "--issuer" => "https://id.example/realms/prod",
        "--token-endpoint" => "https://id.example/realms/prod/token",
        "--redirect-uri" => "http://127.0.0.1:8000/oauth2/callback",
        "--port" => "8000",
        "--auth-param" => "kc_idp_hint=corp",
        "--token" => "file:/var/run/token",
        "--password-command" => "print-password",
        "--role-arn" => "arn:minio:iam:::role/NAME",
        "--session-name" => "alice",
        _ => return None,
    })
}

/// What to write instead of a value of `flag` that stands at `origin`.
pub(super) fn for_value(origin: &Origin, flag: &str, problem: &RequestError) -> String {
    let write = |value: &str| written(origin, flag, value);
    match problem {
        RequestError::PlainHttp { flag, .. } => {
            format!("write https://, or on a network you trust allow it with {}", switched_on(origin, flag))
        }
        RequestError::NotALength(_) | RequestError::LengthOutOfBounds(_) => {
            format!("write {}, {} or {}", write("8h"), write("90m"), write("3600"))
        }
        RequestError::NoTime(_) => format!("write {} or {}", write("90s"), write("10m")),
        RequestError::NotAnAddress(text) if !text.contains("://") && !text.contains('@') => {
            format!("write {}", write(&format!("https://{text}")))
        }
        RequestError::UnknownTokenSource => {
            format!("for example {}, {} or {}", write("file:/var/run/token"), write("env:MY_TOKEN"), write("github"))
        }
        RequestError::NotAChoice { .. } => "choose one of those, or leave it out".to_owned(),
        _ => example(flag).map_or_else(|| "correct it there".to_owned(), |value| format!("write {}", write(value))),
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
        PolicyError::NotJson { .. } => format!("correct it there; {SHOW} shows a good one"),
        PolicyError::NotAPolicy(_) => format!("{SHOW} shows what a policy looks like"),
        PolicyError::TooLarge => format!("check that {} names the policy: servers take 2048 bytes", name(origin)),
        PolicyError::TooLong(_) => {
            "shorten it: use wildcards, fewer prefixes, or a policy at the server that the administrator narrows".to_owned()
        }
        PolicyError::NotAPermission(_) => format!("write {}, or a whole policy with --policy", permission("read:logs/2026")),
        PolicyError::NotABucket(_) => format!("write {} or {}", permission("read:BUCKET"), permission("read:BUCKET/PREFIX")),
    }
}
