//! What to do about an STS call that brought no credentials: the row that fits, and what was seen.

use super::for_no_answer;
use super::rows::{ROWS, Seen};
use crate::sts::{CONSOLE_PORT, Error, Refusal, RequestContext};

/// What to do about an STS call that brought no credentials.
#[must_use]
pub fn for_sts(error: &Error) -> Vec<String> {
    match error {
        Error::NoAnswer(error) => for_no_answer(error, "storage server", "--endpoint"),
        Error::Refused { refusal, sent } => for_refusal(refusal, sent),
        Error::NotSts { is_the_issuers: true, .. } => {
            vec!["--endpoint names the identity provider's address: it must be the storage server's".to_owned()]
        }
        Error::NotSts { content_type, first_line, .. } => vec![wrong_place(content_type, first_line.as_deref())],
        Error::BadReply { .. } => {
            vec!["check that --endpoint is the storage server itself and no proxy's page; else its log tells more".to_owned()]
        }
        Error::TooLong { .. } => vec!["ask for less with --duration; if this is another kind of server, name it with --dialect".to_owned()],
        Error::PolicyTooLong(_) => {
            vec![
                "shorten it: use wildcards, fewer prefixes, or a policy at the server that the administrator narrows".to_owned(),
                "if this is another kind of server, name it with --dialect".to_owned(),
            ]
        }
        Error::RoleNeeded { .. } => vec!["name it with --role-arn; the storage server's administrator knows it".to_owned()],
        Error::PolicyNotTaken { .. } => {
            vec!["leave --policy and --allow out, and have the administrator narrow the policy itself".to_owned()]
        }
        Error::TemporaryKeys { .. } => vec!["use the long-term keys of a user, and leave AWS_SESSION_TOKEN unset".to_owned()],
        Error::UnsignableKey(_) => vec!["check the keys for line ends and other control characters".to_owned()],
    }
}

fn for_refusal(refusal: &Refusal, sent: &RequestContext) -> Vec<String> {
    match ROWS.iter().find(|row| row.fits(refusal, sent)) {
        Some(row) => seen(row.seen, sent).into_iter().chain([row.advice.to_owned()]).collect(),
        None if refusal.status == 500 && sent.action == "AssumeRoleWithCustomToken" => {
            vec!["these are the identity plugin's words: get a new token, or ask whoever runs the plugin".to_owned()]
        }
        None if refusal.status == 503 => {
            vec!["the storage server is starting or one of its parts is down: try again in a minute, then ask its administrator".to_owned()]
        }
        None => vec![format!("ask the administrator of {}, who finds more under the request id in the server's log", sent.host)],
    }
}

fn seen(what: Seen, sent: &RequestContext) -> Option<String> {
    let list = |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    match what {
        Seen::Nothing => None,
        Seen::ClaimNames => Some(format!("the token's claims are: {}", list(&sent.claim_names))),
        Seen::Policies => Some(format!("the token's `policy` claim names: {}", list(&sent.policies))),
        Seen::Audience => Some(format!("the token is meant for: {}", list(&sent.audience))),
        Seen::Issuer => sent.issuer.as_ref().map(|issuer| format!("the token was issued by {issuer}")),
        Seen::Role => sent.role_arn.as_ref().map(|role| format!("the role asked for was {role}")),
        Seen::Seconds => Some(format!("{} s were asked for", sent.seconds)),
        Seen::Host => Some(format!("the request went to {}", sent.host)),
    }
}

fn wrong_place(content_type: &str, first_line: Option<&str>) -> String {
    if content_type.starts_with("text/html") || first_line.is_some_and(|line| line.contains(CONSOLE_PORT)) {
        "this is a web page: --endpoint must be the storage server's S3 port (9000 on many MinIO set-ups), not its console or a website"
            .to_owned()
    } else if content_type.contains("json") {
        "this looks like an identity provider or an API: --endpoint must be the storage server, --issuer the provider".to_owned()
    } else if first_line.is_some_and(|line| line.contains("HTTP request to an HTTPS server")) {
        "the server speaks TLS on this port: write https:// in --endpoint".to_owned()
    } else if first_line.is_none() {
        "check --endpoint: it must be the storage server's S3 port".to_owned()
    } else {
        "check --endpoint, and the proxy in front of the storage server".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Row;
    use super::*;

    fn refused(row: &Row, code: &str, message: &str) -> Vec<String> {
        let (action, dialect) = (row.action, row.dialect.unwrap_or_default());
        let refusal = Refusal { status: 400, code: code.to_owned(), message: message.to_owned(), request_id: None };
        for_refusal(
            &refusal,
            &RequestContext { action, dialect, host: "http://storage.example:9000".to_owned(), ..RequestContext::default() },
        )
    }

    #[test]
    fn every_row_is_the_first_to_fit_its_own_symptom() {
        for row in &ROWS {
            let code = if row.code.is_empty() { "InvalidParameterValue" } else { row.code };
            let advice = refused(row, code, &format!("Before {} and after", row.fragment));
            assert_eq!(advice.last().map(String::as_str), Some(row.advice), "{}", row.fragment);
        }
    }
}
