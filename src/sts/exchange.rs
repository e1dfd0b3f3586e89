//! One exchange: greet the server early, send the proof, try again where that helps, compare what was asked with what was granted.

use super::action::{self, Terms};
use super::reply::{self, Granted, Refusal, Reply};
use super::{Dialect, Error, Notice, Sent};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::identity::Evidence;
use crate::request::{Request, SessionLength, SessionName};
use crate::sys::{Deps, Trouble, printable};
use http::header::{DATE, SERVER};
use jiff::SignedDuration;
use jiff::fmt::rfc2822;
use std::time::Duration;

/// The waits before the second, third and fourth try: seconds, not minutes, for a server that starts.
const PAUSES: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];
/// A token "from the future" is one whose issuer's clock is ahead of the server's by a little.
const ISSUED_IN_THE_FUTURE: &str = "used before issued";
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// Servers round, and the answer travels: a difference up to this is none.
const TOLERATED_SECONDS: i64 = 5;

/// What a `HEAD /` told about the server while the person was still logging in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Greeting {
    dialect: Dialect,
    ahead: SignedDuration,
}

/// What an endpoint was found to want: asked for once, sent from then on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// The access token beside the ID token, because it looks at the provider's userinfo. Never sent unasked: it opens more than storage.
    wants_access_token: bool,
}

/// Opens the connection to the storage server, and learns its kind and its clock from the answer.
///
/// # Errors
/// [`Error::NoAnswer`]: better now than after the login.
pub async fn greet(request: &Request, deps: &Deps) -> Result<Greeting, Error> {
    if !request.asks_a_person() {
        return Ok(Greeting::default()); // nobody to wait for: the STS call itself is the greeting
    }
    let answer = deps.http.head(request.endpoint.url()).await?;
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let theirs = header(DATE).and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
    let ahead = theirs.map_or(SignedDuration::ZERO, |theirs| theirs.duration_until(deps.clock.now()));
    Ok(Greeting { dialect: Dialect::learnt_from(header(SERVER)), ahead })
}

/// What can be said before anything is sent. The server decides; its messages on these points are poor.
#[must_use]
pub fn concerns(evidence: &Evidence, greeting: &Greeting, request: &Request) -> Vec<Notice> {
    let mut notices = Vec::new();
    if greeting.ahead.abs() > TOLERATED_SKEW {
        notices.push(Notice::ClockSkew(greeting.ahead));
    }
    if let Evidence::WebIdentity { claims, .. } = evidence
        && greeting.dialect.reads_policy_claim()
        && request.role_arn.is_none()
        && !claims.has("policy")
    {
        notices.push(Notice::NoPolicyClaim);
    }
    notices
}

/// Trades `evidence` for credentials, and tells where they differ from what was asked.
///
/// Tried again, with a pause: a connection that was refused or broke before an answer, a 503 that is not "is disabled";
/// once: a token "used before issued".
///
/// # Errors
/// See [`Error`].
pub async fn exchange(
    evidence: &Evidence,
    greeting: &Greeting,
    memory: &mut Memory,
    request: &Request,
    deps: &Deps,
) -> Result<(Credentials, Vec<Notice>), Error> {
    let revoke_type = greeting.dialect.takes_revoke_type().then(|| revoke_type(request, deps));
    let mut terms = Terms {
        with_access_token: memory.wants_access_token,
        length: request.duration.unwrap_or_else(|| greeting.dialect.usual_length(request.asks_a_person())),
        session_name: request.session_name.clone().unwrap_or_else(|| SessionName::cleaned(evidence.person())),
        role_arn: request.role_arn.as_ref(),
        revoke_type: revoke_type.as_deref(),
    };
    let mut granted = send(evidence, &terms, request, deps).await;
    if !terms.with_access_token && wants_access_token(&granted, evidence) {
        tracing::info!("the server asks for the access token beside the ID token: it is sent along from now on");
        (memory.wants_access_token, terms.with_access_token) = (true, true);
        granted = send(evidence, &terms, request, deps).await;
    }
    let granted = granted?;
    let credentials = Credentials {
        name: Some(printable(evidence.person())).filter(|name| !name.is_empty()),
        identity: granted.subject,
        access_key: granted.access_key,
        secret_key: granted.secret_key,
        session_token: granted.session_token,
        expiration: granted.expiration,
        granted: deps.clock.now(),
    };
    let notices = differences(&credentials, terms.length, request, greeting);
    Ok((credentials, notices))
}

/// Whether the server looks at userinfo (MinIO's `claim_userinfo`), and there is an access token to let it.
fn wants_access_token(outcome: &Result<Granted, Error>, evidence: &Evidence) -> bool {
    let Err(Error::Refused { refusal, .. }) = outcome else { return false };
    let asks = refusal.message.to_lowercase().contains("access_token is mandatory");
    asks && matches!(evidence, Evidence::WebIdentity { access_token: Some(_), .. })
}

async fn send(evidence: &Evidence, terms: &Terms<'_>, request: &Request, deps: &Deps) -> Result<Granted, Error> {
    let mut pauses = PAUSES.iter();
    let mut waited_for_clock = false;
    loop {
        let outcome = send_once(evidence, terms, request, deps).await;
        let pause = match &outcome {
            Err(Error::Refused { refusal, .. }) if refusal.message.contains(ISSUED_IN_THE_FUTURE) && !waited_for_clock => {
                waited_for_clock = true;
                Some(&Duration::from_secs(2))
            }
            Err(error) if may_pass(error) => pauses.next(),
            _ => None,
        };
        let Some(pause) = pause else { return outcome };
        tracing::debug!(milliseconds = pause.as_millis(), "the STS call is tried again");
        tokio::time::sleep(*pause).await;
    }
}

fn may_pass(error: &Error) -> bool {
    match error {
        Error::NoAnswer(error) => matches!(error.trouble, Trouble::Unreachable | Trouble::Broken),
        Error::Refused { refusal: Refusal { status: 503, message, .. }, .. } => !message.contains("is disabled"),
        Error::NotSts { status: 503, .. } => true,
        _ => false,
    }
}

async fn send_once(evidence: &Evidence, terms: &Terms<'_>, request: &Request, deps: &Deps) -> Result<Granted, Error> {
    let action = action::name(evidence);
    let answer = deps.http.send(action::build(evidence, terms, request, deps.clock.now())?).await?;
    match reply::read(action, &answer) {
        Reply::Granted(granted) => Ok(granted),
        Reply::Refused(refusal) => Err(Error::Refused { refusal, sent: Box::new(sent(evidence, terms, request)) }),
        Reply::Incomplete(problem) => Err(Error::BadReply { action, problem }),
        Reply::NotSts { status, content_type, first_line } => {
            let is_the_issuers = request.issuer_origin().is_some_and(|origin| origin == host(request));
            Err(Error::NotSts { host: host(request), status, content_type, is_the_issuers, first_line })
        }
    }
}

fn sent(evidence: &Evidence, terms: &Terms<'_>, request: &Request) -> Sent {
    let none = Claims::default();
    let claims = evidence.claims().unwrap_or(&none);
    Sent {
        action: action::name(evidence),
        host: host(request),
        claim_names: claims.names(),
        audience: claims.list("aud").iter().map(|name| printable(name)).collect(),
        issuer: claims.text("iss").map(printable),
        policies: claims.list("policy").iter().map(|name| printable(name)).collect(),
        role_arn: terms.role_arn.map(|role| role.as_str().to_owned()),
        seconds: terms.length.seconds(),
    }
}

fn host(request: &Request) -> String {
    request.endpoint.url().origin().ascii_serialization()
}

/// One name for all credentials of this user on this machine, so that a later logout can revoke them at the server.
fn revoke_type(request: &Request, deps: &Deps) -> String {
    let fresh = || format!("sts-cli-{:032x}", rand::random::<u128>());
    let kept = request.remember.then(|| deps.directories.state_or_else("revoke-type", fresh));
    match kept {
        Some(Ok(kept)) if !kept.trim().is_empty() => kept.trim().to_owned(),
        Some(Err(error)) => {
            tracing::debug!(%error, "no state directory: the revoke type is made anew");
            fresh()
        }
        _ => fresh(),
    }
}

fn differences(credentials: &Credentials, asked: SessionLength, request: &Request, greeting: &Greeting) -> Vec<Notice> {
    let mut notices = Vec::new();
    let asked = i64::from(asked.seconds());
    // The server counted by its own clock: a skew between the clocks is not a shorter session.
    let granted = (credentials.granted.duration_until(credentials.expiration) + greeting.ahead).as_secs();
    if (granted - asked).abs() > TOLERATED_SECONDS {
        notices.push(Notice::OtherLength { asked, granted });
    }
    let facts = credentials.facts();
    if let Some(role) = &request.role_arn
        && greeting.dialect.reads_policy_claim()
        && facts.role_arn.as_deref() != Some(role.as_str())
    {
        notices.push(Notice::RoleIgnored { asked: role.as_str().to_owned(), applied: facts.role_arn, policies: facts.policies });
    }
    notices.extend(credentials.oversized_token().map(Notice::OversizedToken));
    notices
}
