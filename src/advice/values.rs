//! Hints for invalid values, in the syntax of their origin: flag, variable or profile key.

use super::Hint;
use super::sts::shorten_the_policy;
use crate::policy::PolicyError;
use crate::request::hint::{Command, Part, hint};
use crate::request::{OptionSpec, Origin, RequestError, ServerRole, guess_url, options};
use std::borrow::Cow;
use std::io;

/// Returns the option that allows plain http to a server.
pub(super) fn allowing_http(server: ServerRole) -> &'static OptionSpec {
    match server {
        ServerRole::Storage => &options::ALLOW_HTTP,
        ServerRole::Provider => &options::ALLOW_HTTP_ISSUER,
    }
}

/// Returns the hint for an invalid value of `option` at `origin`.
pub(super) fn for_value(origin: &Origin, option: &'static OptionSpec, problem: &RequestError) -> Hint {
    let set = |value: &'static str| Part::SetAtOrigin(option, value.into(), origin.clone());
    match problem {
        RequestError::PlainHttp { server, .. } => {
            let switch = Part::SetAtOrigin(allowing_http(*server), "true".into(), origin.clone());
            hint!("use https://, or on a trusted network allow http with ", (switch))
        }
        RequestError::NotADuration(_) | RequestError::DurationOutOfBounds(_) => {
            hint!("write ", (set("8h")), ", ", (set("90m")), " or ", (set("3600")))
        }
        RequestError::QueryInUrl(_) => hint!("remove everything from `?` or `#` on"),
        RequestError::InvalidTimeout(_) => hint!("write ", (set("90s")), " or ", (set("10m"))),
        RequestError::UnknownTokenSource => {
            hint!("use ", (set("file:/var/run/token")), ", ", (set("env:MY_TOKEN")), " or ", (set("github")))
        }
        RequestError::NotAChoice { .. } => hint!("choose one of those, or omit it"),
        _ => {
            let guess = match problem {
                RequestError::NotAnAddress(text) | RequestError::NotHttp(text) => guess_url(text).map(Cow::Owned),
                _ => None,
            };
            match guess.or_else(|| option.example.map(Cow::Borrowed)) {
                Some(value) => hint!("write ", (Part::SetAtOrigin(option, value, origin.clone()))),
                None => hint!("correct it there"),
            }
        }
    }
}

/// Returns the hint for an invalid session policy or permission at `origin`.
pub(super) fn for_policy(origin: &Origin, error: &PolicyError) -> Hint {
    let permission = |text: &'static str| Part::SetAtOrigin(&options::ALLOW.spec, text.into(), origin.clone());
    match error {
        PolicyError::NotJson { .. } => hint!("correct it there; `", (Command::PrintPolicy), "` shows an example"),
        PolicyError::NotAPolicy(_) => hint!("run `", (Command::PrintPolicy), "` for an example of a policy"),
        PolicyError::TooLarge => {
            hint!("check that ", (Part::OriginName(origin.clone())), " names the policy: servers accept at most 2048 characters")
        }
        PolicyError::TooLong(_) => shorten_the_policy(),
        PolicyError::NotAPermission(_) => {
            hint!("write ", (permission("read:logs/2026")), ", or a whole policy with ", POLICY)
        }
        PolicyError::NotABucket(_) => {
            hint!("write ", (permission("read:BUCKET")), " or ", (permission("read:BUCKET/PREFIX")))
        }
    }
}

/// Returns the hint for an unreadable file: how to convert it if it is not UTF-8, otherwise `otherwise`.
pub(super) fn for_unreadable(source: &io::Error, otherwise: Hint) -> Hint {
    match source.kind() {
        io::ErrorKind::InvalidData => hint!("save it as UTF-8 text (in Windows PowerShell: `Set-Content -Encoding utf8`)"),
        _ => otherwise,
    }
}
