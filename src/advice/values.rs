//! Hints for invalid values, in the syntax of their origin: flag, variable or profile key.

use super::Hint;
use super::hint::{Command, Part, hint};
use super::sts::shorten_the_policy;
use crate::policy::PolicyError;
use crate::request::{OptionName, Origin, RequestError, guess_url};
use std::borrow::Cow;
use std::io;

/// Returns an example value for an option.
fn example(option: OptionName) -> Option<&'static str> {
    Some(match option {
        OptionName::Endpoint => "https://minio.example:9000",
        OptionName::S3Endpoint => "https://s3.example",
        OptionName::Issuer => "https://id.example/realms/prod",
        OptionName::TokenEndpoint => "https://id.example/realms/prod/token",
        OptionName::RedirectUri => "http://127.0.0.1:8000/oauth2/callback",
        OptionName::Port | OptionName::ServePort => "8000",
        OptionName::AuthParams => "kc_idp_hint=corp",
        OptionName::Token => "file:/var/run/token",
        OptionName::PasswordCommand => "print-password",
        OptionName::RoleArn => "arn:minio:iam:::role/NAME",
        OptionName::SessionName => "alice",
        OptionName::Region => "eu-west-1",
        _ => return None,
    })
}

/// Returns the hint for an invalid value of `option` at `origin`.
pub(super) fn for_value(origin: &Origin, option: OptionName, problem: &RequestError) -> Hint {
    let set = |value: &'static str| Part::SetAtOrigin(option, value.into(), origin.clone());
    match problem {
        RequestError::PlainHttp { allowed_by, .. } => {
            let switch = Part::SetAtOrigin(*allowed_by, "true".into(), origin.clone());
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
            match guess.or_else(|| example(option).map(Cow::Borrowed)) {
                Some(value) => hint!("write ", (Part::SetAtOrigin(option, value, origin.clone()))),
                None => hint!("correct it there"),
            }
        }
    }
}

/// Returns the hint for an invalid session policy or permission at `origin`.
pub(super) fn for_policy(origin: &Origin, error: &PolicyError) -> Hint {
    let permission = |text: &'static str| Part::SetAtOrigin(OptionName::Allow, text.into(), origin.clone());
    match error {
        PolicyError::NotJson { .. } => hint!("correct it there; `", (Command::PrintPolicy), "` shows an example"),
        PolicyError::NotAPolicy(_) => hint!("run `", (Command::PrintPolicy), "` for an example of a policy"),
        PolicyError::TooLarge => {
            hint!("check that ", (Part::OriginName(origin.clone())), " names the policy: servers accept at most 2048 characters")
        }
        PolicyError::TooLong(_) => shorten_the_policy(),
        PolicyError::NotAPermission(_) => {
            hint!("write ", (permission("read:logs/2026")), ", or a whole policy with ", Policy)
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
