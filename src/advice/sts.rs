//! Hints for failed STS calls, and the fact about the request that a refusal concerns: those of the matching row of the table.

use super::http::STORAGE_SERVER;
use super::sts_row::{Seen, StsRow};
use super::sts_table::rows;
use super::{Hint, Part, for_http_error, gateway, topics};
use crate::request::hint::hint;
use crate::request::{OptionSpec, Responsible, options};
use crate::sts::{CONSOLE_MESSAGE, Error, ErrorResponse, RequestContext};

/// Returns the hints for a failed STS call.
#[must_use]
pub fn for_sts(error: &Error) -> Vec<Hint> {
    vec![match error {
        Error::NoResponse(error) => return for_http_error(error, STORAGE_SERVER, &options::ENDPOINT.spec),
        Error::Refused { refusal, request_context } => {
            let is_of_login = error.refused_user().is_some() && request_context.is_login;
            let another_user = is_of_login.then(|| "log in again to use another account: the provider will ask who logs in".into());
            return for_refusal(refusal, request_context).into_iter().chain(another_user).collect();
        }
        Error::NotSts { shares_origin_with_provider: true, .. } | Error::Redirected { shares_origin_with_provider: true, .. } => {
            hint!("set ", ENDPOINT, " to the storage server: it names the identity provider").about(topics::PROVIDER_AS_STORAGE)
        }
        Error::Redirected { address, location, .. } => for_redirect(address, location, &options::ENDPOINT.spec),
        Error::NotSts { address, status, content_type, message, .. } => {
            let message = message.as_deref();
            let from_gateway = gateway::hint_for(*status, message).filter(|_| !is_of_console(message)); // MinIO's console sends 403
            let hint = from_gateway.unwrap_or_else(|| for_wrong_endpoint(content_type, message));
            return [hint].into_iter().chain(for_path(address).filter(|_| matches!(status, 400..=405))).collect();
        }
        Error::InvalidResponse { .. } => {
            hint!("check that ", ENDPOINT, " is the storage server and not a proxy; if it is, see the server's log")
        }
        Error::UnsafeKeys { .. } => {
            hint!({ StorageAdministrator }, " for keys that consist of letters, digits and + / = - _ . only")
        }
        Error::Expired { .. } => hint!(
            "compare this machine's clock with the storage server's; if both are right, ",
            { StorageAdministrator },
            " why it grants credentials without a lifetime"
        ),
        Error::DurationTooLong { .. } => {
            hint!("request a shorter lifetime with ", DURATION, "; or set the server type with ", DIALECT, " if it is wrong")
                .about(topics::DURATION_NOT_ACCEPTED)
        }
        Error::PolicyTooLong(_) => {
            return vec![shorten_the_policy(), hint!("set the server type with ", DIALECT, " if it is wrong")];
        }
        Error::RoleRequired { .. } => {
            hint!("set it with ", ROLE_ARN, "; ", { StorageAdministrator }, " for the ARN").about(topics::ROLE_REQUIRED)
        }
        Error::RoleNotSupported { .. } => {
            hint!("leave ", ROLE_ARN, " out; an identity that takes a role, such as assume-role, gets credentials for one")
        }
        Error::PolicyNotSupported { .. } => {
            hint!("omit ", POLICY, " and ", ALLOW, ", and ", { StorageAdministrator }, " to restrict the policy at the server")
        }
        Error::TemporaryKeysRefused { .. } => {
            hint!("use the long-term keys of a user, and leave AWS_SESSION_TOKEN unset").about(topics::LONG_TERM_KEYS)
        }
        Error::UnsignableKey(_) => hint!("check the keys for line breaks and other control characters"),
    }]
}

/// Returns the hints for a refusal with this fragment (in lower case) in its message, without the facts of a request: for what will be
/// refused, but has not been sent.
#[must_use]
pub(crate) fn for_server_message(fragment: &str) -> Vec<Hint> {
    rows().filter(|row| row.fragment == fragment && row.claim.is_empty()).take(1).map(StsRow::hint).collect()
}

/// Returns the facts about the request that a refusal concerns, to show as causes, and who was refused; none if the error is not a refusal.
#[must_use]
pub fn facts_for_sts(error: &Error) -> Vec<String> {
    let Error::Refused { refusal, request_context } = error else { return Vec::new() };
    let fact = row_for(refusal, request_context).and_then(|row| describe_fact(row.fact, request_context));
    let is_about_key = row_for(refusal, request_context).is_some_and(|row| matches!(row.fact, Seen::Key));
    let key = request_context.key_id.as_ref().filter(|_| is_about_key).map(|key| format!("the token's key ID (`kid`): {key}"));
    let user = error.refused_user().map(|user| format!("the token's user: {user}"));
    fact.into_iter().chain(key).chain(user).collect()
}

/// Returns the first row that matches.
fn row_for(refusal: &ErrorResponse, request_context: &RequestContext) -> Option<&'static StsRow> {
    rows().find(|row| row.matches(refusal, request_context))
}

/// Returns the hint for a session policy that is too long.
pub(super) fn shorten_the_policy() -> Hint {
    hint!("shorten it: use wildcards or fewer prefixes, or ask the storage server's administrator to restrict the policy itself")
        .about(topics::POLICY_TOO_LONG)
}

/// Returns the hints for a refusal. Those of the address and those without a row may have a wrong path as their cause.
fn for_refusal(refusal: &ErrorResponse, request_context: &RequestContext) -> Vec<Hint> {
    let row = row_for(refusal, request_context);
    let mut hints = vec![row.map_or_else(|| for_unknown_refusal(refusal, request_context), StsRow::hint)];
    if row.is_none_or(|row| matches!(row.fact, Seen::Address)) && !refusal.is_transient() {
        hints.extend(for_path(&request_context.address));
    }
    hints
}

/// Returns the hint for an endpoint URL with a path: signatures cover the path, and most servers have their STS at `/`.
pub(super) fn for_path(address: &str) -> Option<Hint> {
    let has_path = address.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    has_path.then(|| {
        hint!(
            "remove the path from ",
            ENDPOINT,
            " unless the server requires it: S3 and most STS are at /, and if a proxy adds or removes a path, no signature matches"
        )
    })
}

/// Returns the hint for a redirect from `from`, the URL in `option`, to `location`.
pub(super) fn for_redirect(from: &str, location: &str, option: &'static OptionSpec) -> Hint {
    let option = Part::from(option);
    let hint = match (from.strip_prefix("http://"), location.strip_prefix("https://")) {
        (Some(old), Some(new)) if new.trim_end_matches('/') == old => hint!("use https:// in ", (option)),
        _ => hint!(
            "set ",
            (option),
            " to that URL if it is the storage server; a login page or console belongs to a proxy or another port: ",
            { StorageAdministrator },
            " for the S3 address"
        ),
    };
    hint.about(topics::REDIRECTED)
}

/// Returns the hint for a refusal without a row.
fn for_unknown_refusal(refusal: &ErrorResponse, request_context: &RequestContext) -> Hint {
    if refusal.is_transient() {
        return gateway::server_error().about(topics::SERVER_FAILING);
    }
    let log_note =
        if refusal.request_id.is_some() { " to look up the request ID in the server's log" } else { " to look in the server's log" };
    hint!("ask the administrator of ", (request_context.address.clone()), (log_note))
        .by(Responsible::StorageAdministrator)
        .about(topics::OTHER_REFUSAL)
}

/// Describes a fact about the request; `None` if there is nothing to show.
fn describe_fact(fact: Seen, request_context: &RequestContext) -> Option<String> {
    let list = |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Some(match fact {
        Seen::Nothing => return None,
        Seen::ClaimNames => format!("the token's claims: {}", list(&request_context.claim_names)),
        Seen::Policies => format!("the names in the token's claim `policy`: {}", list(&request_context.policies)),
        Seen::Audience => format!("the token's audience: {}", list(&request_context.audience)),
        Seen::AudienceAndRole => {
            let role = request_context.role_arn.as_ref()?;
            format!("the token's audience: {}; the requested role: {role}", list(&request_context.audience))
        }
        Seen::Issuer | Seen::Key => format!("the token's issuer: {}", request_context.issuer.as_ref()?),
        Seen::Clock => {
            let (claim, seconds) = request_context.not_yet_valid?;
            format!("the storage server's clock: {seconds} s behind the token's `{claim}`")
        }
        Seen::Role => format!("the requested role: {}", request_context.role_arn.as_ref()?),
        Seen::Seconds => format!("the requested duration: {} s", request_context.seconds),
        Seen::Address => format!("the address of the request: {}", request_context.address),
    })
}

/// Whether MinIO's console refused a request that is for its API port.
fn is_of_console(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.contains(CONSOLE_MESSAGE))
}

/// Returns the hint for a response that is not from an STS.
fn for_wrong_endpoint(content_type: &str, message: Option<&str>) -> Hint {
    if content_type.starts_with("text/html") || is_of_console(message) {
        hint!(
            "correct ",
            ENDPOINT,
            ": the response is a web page, of a console or a website; use the storage server's S3 port (often 9000 on MinIO)"
        )
        .about(topics::WEB_PAGE)
    } else if content_type.contains("json") {
        hint!("correct ", ENDPOINT, ": the response looks like an identity provider or another API; the provider belongs in ", ISSUER)
            .about(topics::PROVIDER_AS_STORAGE)
    } else if message.is_none() {
        hint!("check ", ENDPOINT, ": it must be the storage server's S3 port").about(topics::NOT_AN_STS)
    } else {
        hint!("check ", ENDPOINT, ", and the proxy in front of the storage server").about(topics::NOT_AN_STS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::sts_row::RolePresence;
    use crate::request::hint::HintText;

    fn refused(row: &StsRow, code: &str, message: &str) -> Vec<Hint> {
        let (action, dialect, claim_names) = (row.action, row.dialect.unwrap_or_default(), vec![row.claim.to_owned()]);
        let refusal =
            ErrorResponse { status: row.status.unwrap_or(400), code: code.to_owned(), message: message.to_owned(), request_id: None };
        for_refusal(
            &refusal,
            &RequestContext {
                action,
                dialect,
                claim_names,
                is_login: row.supplied_token.is_none(),
                role_arn: (row.supplied_token == Some(RolePresence::WithRole)).then(|| "arn:minio:iam:::role/reader".to_owned()),
                address: "http://storage.example:9000".to_owned(),
                ..RequestContext::default()
            },
        )
    }

    #[test]
    fn every_advice_begins_with_a_verb() {
        const VERBS: [&str; 14] =
            ["ask", "change", "check", "choose", "compare", "connect", "correct", "get", "omit", "set", "shorten", "trust", "try", "use"];
        for row in rows() {
            let HintText::Sentence(parts) = row.hint().text else { panic!("{}", row.fragment) };
            let starts_with_verb = match &parts[0] {
                Part::Ask(_) => true,
                Part::Text(text) => VERBS.iter().any(|verb| text.starts_with(&format!("{verb} "))),
                _ => false,
            };
            assert!(starts_with_verb, "{:?}", parts[0]);
        }
    }

    #[test]
    fn every_symptom_is_matched_by_its_own_row_first() {
        for row in rows() {
            let code = if row.code.is_empty() { "InvalidParameterValue" } else { row.code };
            let advice = refused(row, code, &format!("Before {} and after", row.fragment));
            assert_eq!(advice.last(), Some(&row.hint()), "{}", row.fragment);
        }
    }
}
