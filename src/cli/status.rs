//! `sts-cli status`: the login status of one or all profiles, without prompting. `--online` also verifies one with its server.

use super::explain_error;
use super::hints::HintFormatter;
use super::invalid_command_line::InvalidCommandLine;
use super::invocation::{ActiveProfile, Invocation};
use super::options as opt;
use super::shared_logins::{list, profile_logins, sharing};
use super::{output_settings, profile_names, profile_picker, request_builder, required_user};
use crate::credentials::{Credentials, TokenFacts, format_time};
use crate::deliver;
use crate::error::{Failure, FailureKind};
use crate::identity::TokenStatus;
use crate::session::{self, LoginKeys, LoginStatus, Renewal, Session};
use crate::sys::wrap_to_stdout;
use crate::text::printable;
use serde_json::json;
use std::rc::Rc;

/// A profile and its login status, or the reason why that is unknown.
struct StatusRow {
    name: String,
    identity: &'static str,
    endpoint: String,
    status: Result<LoginStatus, Failure>,
    server: Option<Result<Option<String>, session::Error>>,
    /// The other profiles that share its login.
    sharing: Vec<String>,
}

impl StatusRow {
    /// Returns whether the server accepts the credentials; `None` if that is unknown.
    fn is_accepted(&self) -> Option<bool> {
        match self.server.as_ref()? {
            Ok(_) => Some(true),
            Err(error) => error.is_refusal().then_some(false),
        }
    }
}

/// Runs `status`. Exit code 4 means that a profile requires an interactive login or that its token cannot be read.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    request_builder::cache_policy(&call.typed, call.deps)?; // fail once, not for every profile
    let prints_json = output_settings::prints_json(&call.typed)?;
    let online = call.typed.is_on(&opt::ONLINE);
    let lines: Vec<StatusRow> = match call.explicit_profile()? {
        Some((name, origin)) => {
            profile_names::existing_files(name, origin, call.deps)?;
            vec![status_row(&call, name, online, &profile_logins(&call))]
        }
        None if online => {
            let hint = "add a profile, such as `sts-cli status prod --online`";
            let required = || InvalidCommandLine::ProfileRequired(opt::ONLINE.flag()).with_hint(hint.to_owned());
            let name = profile_picker::choose_name(&call)?.ok_or_else(required)?;
            vec![status_row(&call, &name, online, &profile_logins(&call))]
        }
        None => {
            let (names, logins) = (profile_names::names(&call.deps.directories)?, profile_logins(&call));
            names.iter().map(|name| status_row(&call, name, false, &logins)).collect()
        }
    };
    if lines.is_empty() {
        call.deps.terminal.note(&profile_names::none_yet(&call.deps.directories));
    }
    let page = if prints_json { json_of(&lines, &call) } else { lines.iter().map(|line| text(line, &call)).collect() };
    deliver::print_text(&page)?;
    let (mut failure, mut required_user) = (None, None);
    for line in lines {
        if let Some(Err(error)) = line.server {
            return Err(error.into());
        }
        match line.status {
            Ok(status) if status.needs_user_action() && required_user.is_none() => {
                required_user = Some((line.name.clone(), required_user::failure(&line.name, status.token.as_ref())));
            }
            Err(invalid) if failure.is_none() => failure = Some((line.name, Failure { kind: FailureKind::Config, ..invalid })),
            _ => {}
        }
    }
    Ok(failure.or(required_user).map_or(0, |(name, failure)| failure.print_beside_report(&hints(&name, &failure, &call))))
}

fn status_row(call: &Invocation<'_>, name: &str, online: bool, logins: &[(String, LoginKeys)]) -> StatusRow {
    look_up(call, name, online, logins).unwrap_or_else(|failure| StatusRow {
        name: name.to_owned(),
        identity: "",
        endpoint: String::new(),
        status: Err(failure),
        server: None,
        sharing: Vec::new(),
    })
}

fn look_up(call: &Invocation<'_>, name: &str, online: bool, logins: &[(String, LoginKeys)]) -> Result<StatusRow, Failure> {
    let resolved = call.resolve_profile(name, None)?;
    let request = Rc::new(request_builder::lookup_request(&resolved, call.deps)?);
    if online {
        request_builder::warn_if_insecure(&request.trust, call.deps);
    }
    let session = Session::new(&request, call.deps, explain_error)?;
    let status = request_builder::looked_up_status(&session, &resolved.settings);
    let credentials_to_verify = status.credentials.as_ref().filter(|_| online);
    let server = credentials_to_verify.map(|credentials| call.deps.block_on(session.verify_with_server(credentials))).transpose()?;
    let endpoint = request.endpoint.address().to_owned();
    let sharing = sharing(name, &session.entries(), logins);
    Ok(StatusRow { name: name.to_owned(), identity: resolved.identity.name, endpoint, status: Ok(status), server, sharing })
}

/// Formats the hints for a profile whose status is unknown.
fn hints(name: &str, failure: &Failure, call: &Invocation<'_>) -> Vec<String> {
    let profile = ActiveProfile { name: name.to_owned(), prompts_disabled_by: None };
    HintFormatter { row: Some(call.row), profile: Some(&profile) }.format_hints(&failure.hints)
}

fn text(line: &StatusRow, call: &Invocation<'_>) -> String {
    let status = match &line.status {
        Ok(status) => status,
        Err(failure) => {
            let hints: String = hints(&line.name, failure, call).iter().map(|hint| format!("  hint: {hint}\n")).collect();
            return format!("{}\n  could not determine status: {}\n{hints}", line.name, failure.with_causes());
        }
    };
    let next = match (status.renewal, &status.credentials) {
        (Renewal::Silent, Some(_)) => "renews without prompting",
        (Renewal::Silent, None) => "available without prompting",
        (Renewal::Prompt, Some(_)) => "login required after that",
        (Renewal::Prompt, None) => "login required",
        (Renewal::TokenMissing, _) => "its token cannot be read",
        (Renewal::TokenExpired, _) => "its token has expired",
    };
    let state = status.credentials.as_ref().map_or_else(
        || "no cached credentials".to_owned(),
        |credentials| {
            let web_identity = credentials.name.as_deref().or(credentials.identity.as_deref()).map(|name| format!("{}, ", printable(name)));
            format!("{}expires at {}", web_identity.unwrap_or_default(), credentials.expiration_in_words(call.deps.clock.now()))
        },
    );
    let server = match &line.server {
        Some(Ok(Some(caller))) => format!("  accepted by the server, as {}\n", printable(caller)),
        Some(Ok(None)) => "  accepted by the server\n".to_owned(),
        Some(Err(_)) | None => String::new(), // `run` returns the error, which is printed last with its hints
    };
    let rights = rights(&token_facts(status)).unwrap_or_default();
    let refresh = match status.lacks_id_token {
        true => "  the provider issues no new ID token on refresh; --send access-token may avoid logins\n",
        false => "",
    };
    let token = status.token.as_ref().map_or_else(String::new, |token| token_text(token, call));
    let shared = if status.token.is_some() { "has a token of the same identity as" } else { "shares its login with" };
    let sharing = if line.sharing.is_empty() { String::new() } else { format!("  {shared} {}\n", list(&line.sharing)) };
    let page =
        format!("{}\n  {} at {}\n  {state}; {next}\n{rights}{token}{sharing}{refresh}{server}", line.name, line.identity, line.endpoint);
    wrap_to_stdout(&page, 2)
}

/// Returns the line with role, policies and restriction; `None` if the session token reveals none of them.
fn rights(token: &TokenFacts) -> Option<String> {
    let role = token.role_arn.as_ref().map(|role| format!("role {role}"));
    let policies = Some(token.policy_names().join(", ")).filter(|names| !names.is_empty()).map(|names| format!("policies: {names}"));
    let restriction = token.has_session_policy.then(|| "restricted by a session policy".to_owned());
    let parts: Vec<String> = [role, policies, restriction].into_iter().flatten().map(|part| printable(&part)).collect();
    (!parts.is_empty()).then(|| format!("  {}\n", parts.join("; ")))
}

fn token_facts(status: &LoginStatus) -> TokenFacts {
    status.credentials.as_ref().map(Credentials::token_facts).unwrap_or_default()
}

/// The line about a supplied token.
fn token_text(token: &TokenStatus, call: &Invocation<'_>) -> String {
    let now = call.deps.clock.now();
    let state = match (token.is_present, token.expiration) {
        (Some(false), _) => "is missing".to_owned(),
        (_, Some(expiration)) if token.has_expired(now) => format!("expired at {}", format_time(expiration, now)),
        (_, Some(expiration)) => format!("expires at {}", format_time(expiration, now)),
        (Some(true), None) => "is available; its expiration is unknown".to_owned(),
        (None, None) => "is read when it is needed".to_owned(),
    };
    format!("  token from {} {state}\n", printable(&token.place()))
}

fn json_of(lines: &[StatusRow], call: &Invocation<'_>) -> String {
    let lines: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| match &line.status {
            Ok(status) => json!({
                "profile": line.name,
                "identity": line.identity,
                "endpoint": line.endpoint,
                "name": status.credentials.as_ref().and_then(|credentials| credentials.name.clone()),
                "access_key": status.credentials.as_ref().map(|credentials| credentials.access_key.clone()),
                "expiration": status.credentials.as_ref().map(|credentials| credentials.expiration.to_string()),
                "role_arn": token_facts(status).role_arn,
                "policies": token_facts(status).policy_names(),
                "restricted": token_facts(status).has_session_policy,
                "fresh": status.is_fresh,
                "renews_silently": status.renewal == Renewal::Silent,
                "asks_now": status.would_prompt(),
                "lacks_token": status.renewal == Renewal::TokenMissing,
                "token": status.token.as_ref().map(|token| json!({
                    "source": token.source,
                    "variable": token.ci_variable,
                    "present": token.is_present,
                    "expiration": token.expiration.map(|expiration| expiration.to_string()),
                })),
                "shares_login_with": line.sharing,
                "refresh_lacks_id_token": status.lacks_id_token,
                "taken": line.is_accepted(),
                "caller": line.server.as_ref().and_then(|server| server.as_ref().ok()?.clone()),
            }),
            Err(failure) => {
                json!({"profile": line.name, "problem": failure.with_causes(), "hint": hints(&line.name, failure, call).join("; ")})
            }
        })
        .collect();
    serde_json::Value::from(lines).to_string() + "\n"
}
