//! `sts-cli status`: the login status of one or all profiles, without prompting. `--online` also verifies one with its server.

use super::call::{ActiveProfile, Call};
use super::hints::Spelling;
use super::options as opt;
use super::page_hints;
use super::{profile_names, shared};
use crate::deliver;
use crate::error::{Failure, Kind};
use crate::session::{self, LoginStatus, Renewal, Session};
use crate::sys::printable;
use serde_json::json;
use std::rc::Rc;

/// A profile and its login status, or the reason why that is unknown.
struct Line {
    name: String,
    identity: &'static str,
    endpoint: String,
    status: Result<LoginStatus, Failure>,
    server: Option<Result<Option<String>, session::Error>>,
}

impl Line {
    /// Returns whether the server accepts the credentials; `None` if that is unknown.
    fn is_taken(&self) -> Option<bool> {
        match self.server.as_ref()? {
            Ok(_) => Some(true),
            Err(error) => error.is_refusal().then_some(false),
        }
    }
}

/// Runs `status`. Exit code 4 means that a profile requires an interactive login or that its token cannot be read.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    shared::cache_policy(&call.typed, call.deps)?; // fail once, not for every profile
    let named = call.argument("PROFILE").map(str::to_owned);
    let lines: Vec<Line> = match named {
        Some(name) => {
            profile_names::check_there(&name, None, call.deps)?;
            vec![line(&call, &name, call.typed.is_on(&opt::ONLINE))]
        }
        None => profile_names::names(&call.deps.directories)?.iter().map(|name| line(&call, name, false)).collect(),
    };
    if lines.is_empty() {
        call.deps.terminal.note(profile_names::none_yet(&call.deps.directories));
    }
    let page = if call.typed.is_on(&opt::JSON) { json_of(&lines, &call) } else { lines.iter().map(|line| text(line, &call)).collect() };
    deliver::page(&page)?;
    let asks_somebody = lines.iter().any(|line| line.status.as_ref().is_ok_and(LoginStatus::needs_somebody));
    let is_broken = lines.iter().any(|line| line.status.is_err());
    if let Some(error) = lines.into_iter().find_map(|line| line.server?.err()) {
        return Err(error.into());
    }
    Ok(if is_broken {
        Kind::Config as u8
    } else if asks_somebody {
        Kind::Identity as u8
    } else {
        0
    })
}

fn line(call: &Call<'_>, name: &str, online: bool) -> Line {
    looked_up(call, name, online).unwrap_or_else(|failure| Line {
        name: name.to_owned(),
        identity: "",
        endpoint: String::new(),
        status: Err(failure),
        server: None,
    })
}

fn looked_up(call: &Call<'_>, name: &str, online: bool) -> Result<Line, Failure> {
    let resolved = call.resolve_profile(name, None)?;
    let request = Rc::new(shared::request_for_a_look(&resolved, call.deps)?);
    if online {
        shared::warn_of(&request.trust, call.deps);
    }
    let session = Session::new(&request, call.deps, page_hints)?;
    let mut status = session.status();
    if shared::awaits_its_policy(&resolved.settings) {
        (status.credentials, status.is_fresh) = (None, false); // the cache key needs the policy, which was not read
    }
    let asked = status.credentials.as_ref().filter(|_| online);
    let server = asked.map(|credentials| call.deps.block_on(session.verify_with_server(credentials))).transpose()?;
    let endpoint = request.endpoint.address().to_owned();
    Ok(Line { name: name.to_owned(), identity: resolved.identity.name(), endpoint, status: Ok(status), server })
}

/// Formats the hints for a profile whose status is unknown.
fn hints(line: &Line, failure: &Failure, call: &Call<'_>) -> Vec<String> {
    let profile = ActiveProfile { name: line.name.clone(), never: None };
    Spelling { row: Some(call.row), profile: Some(&profile) }.in_words(&failure.hints)
}

fn text(line: &Line, call: &Call<'_>) -> String {
    let status = match &line.status {
        Ok(status) => status,
        Err(failure) => {
            let hints: String = hints(line, failure, call).iter().map(|hint| format!("  hint: {hint}\n")).collect();
            return format!("{}\n  could not determine status: {}\n{hints}", line.name, failure.in_full());
        }
    };
    let next = match (status.renewal, &status.credentials) {
        (Renewal::Silent, Some(_)) => "renews without prompting",
        (Renewal::Silent, None) => "available without prompting",
        (Renewal::Prompts, Some(_)) => "login required after that",
        (Renewal::Prompts, None) => "login required",
        (Renewal::LacksToken, _) => "its token cannot be read",
    };
    let state = status.credentials.as_ref().map_or_else(
        || "no cached credentials".to_owned(),
        |credentials| {
            let person = credentials.name.as_deref().or(credentials.identity.as_deref()).map(|name| format!("{}, ", printable(name)));
            format!("{}expires at {}", person.unwrap_or_default(), credentials.end_in_words(call.deps.clock.now()))
        },
    );
    let server = match &line.server {
        Some(Ok(Some(caller))) => format!("  accepted by the server, as {}\n", printable(caller)),
        Some(Ok(None)) => "  accepted by the server\n".to_owned(),
        Some(Err(_)) | None => String::new(), // `run` returns the error, which is printed last with its hints
    };
    let refresh = match status.lacks_id_token {
        true => "  the provider issues no new ID token on refresh; --send access-token may avoid logins\n",
        false => "",
    };
    format!("{}\n  {} at {}\n  {state}; {next}\n{refresh}{server}", line.name, line.identity, line.endpoint)
}

fn json_of(lines: &[Line], call: &Call<'_>) -> String {
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
                "fresh": status.is_fresh,
                "renews_silently": status.renewal == Renewal::Silent,
                "asks_now": status.would_prompt(),
                "lacks_token": status.renewal == Renewal::LacksToken,
                "refresh_lacks_id_token": status.lacks_id_token,
                "taken": line.is_taken(),
                "caller": line.server.as_ref().and_then(|server| server.as_ref().ok()?.clone()),
            }),
            Err(failure) => json!({"profile": line.name, "problem": failure.in_full(), "hint": hints(line, failure, call).join("; ")}),
        })
        .collect();
    serde_json::Value::from(lines).to_string() + "\n"
}
