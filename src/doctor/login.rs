//! The login and what it is worth: proof, claims, exchange, granted credentials, a signed S3 call.

use super::claims::ClaimsCheck;
use super::diagnosis::Diagnosis;
use super::problem::Problem;
use super::step::{Step, StepName};
use crate::claims::Claims;
use crate::credentials::{Credentials, is_secret, names_in};
use crate::error::{Failure, Responsible};
use crate::identity::{self, Proof};
use crate::policy::SessionPolicy;
use crate::request::hint::hint;
use crate::request::{ProofSource, Request};
use crate::s3::{self, BucketList};
use crate::session::{self, ExaminedLogin, Session};
use crate::sts::{self, Notice};
use crate::sys::{CapturedMessage, Deps};
use crate::text::printable;
use tokio::time::Instant;

const AFTER_LOGIN: [StepName; 4] = [StepName::Claims, StepName::Sts, StepName::Grant, StepName::S3];

/// Logs in, exchanges the proof and uses the credentials. Without `may_prompt` only what needs no prompt.
pub(super) async fn examine(session: &Session, request: &Request, may_prompt: bool, diagnosis: &mut Diagnosis<'_>) {
    if let Some(obstacle) = diagnosis.obstacle() {
        diagnosis.skip(&[StepName::Login], &obstacle);
        return diagnosis.skip(&AFTER_LOGIN, &obstacle);
    }
    let (deps, mut login, mut messages) = (diagnosis.deps, None, Vec::new());
    diagnosis
        .take(async {
            match session.examine_login(may_prompt).await {
                Ok(examined) => {
                    if request.has_supplied_token() {
                        messages = deps.terminal.take_captured(); // they are about its claims
                    }
                    let step = login_step(&examined, request);
                    login = Some(examined);
                    step
                }
                Err(session::Error::Identity(identity::Error::PromptDisabled)) if !may_prompt => {
                    Step::skipped(StepName::Login, "--no-login, and no stored token is valid")
                }
                Err(error) => Step::failed(StepName::Login, error),
            }
        })
        .await;
    if let Some(keys) = login.as_ref().and_then(|login| login.proof().keys.as_ref()) {
        diagnosis.redaction.add_access_key(&keys.access_key);
    }
    match login {
        Some(login) => exchange(login, request, &messages, diagnosis).await,
        None => diagnosis.skip(&AFTER_LOGIN, "there is no login"),
    }
}

fn login_step(login: &ExaminedLogin<'_>, request: &Request) -> Step {
    let Proof { display_name, claims, keys, .. } = login.proof();
    let name = match display_name.as_str() {
        "" => "no name".to_owned(),
        name if keys.is_some() && is_secret(name) => "…".to_owned(),
        name => printable(name),
    };
    let way = match request.identity.proof_source() {
        ProofSource::Login(_) if login.was_prompted() => "logged in now",
        ProofSource::Login(_) => "with a stored login, without a prompt",
        ProofSource::SuppliedToken(_) | ProofSource::CustomToken(_) => "with the supplied token",
        ProofSource::ClientCredentials(_) => "with client credentials",
        ProofSource::Certificate(_) => "with the client certificate",
        ProofSource::Secrets(_) => "with the given secrets",
    };
    let subject = claims.as_ref().and_then(|claims| claims.text("sub")).map(printable);
    Step::passed(StepName::Login, format!("{name}, {way}")).fact("name", name).fact("way", way).optional_fact("subject", subject)
}

/// Exchanges the proof. The claims are reported with the server's verdict on them.
async fn exchange(login: ExaminedLogin<'_>, request: &Request, messages: &[CapturedMessage], diagnosis: &mut Diagnosis<'_>) {
    let (deps, notices, claims) = (diagnosis.deps, login.preflight_notices(), login.proof().claims.clone());
    let access_token_type = login.proof().access_token_type();
    let started = Instant::now();
    let exchanged = login.exchange().await;
    let (elapsed, engine_messages) = (started.elapsed(), deps.terminal.take_captured());
    let refusal = exchanged.as_ref().err().and_then(refusal_of).cloned();
    let (granted, failure) = match exchanged {
        Ok(granted) => (Some(granted), None),
        Err(error) => (None, Some(Failure::from(error))),
    };
    match &claims {
        Some(claims) => {
            let check = ClaimsCheck {
                claims,
                access_token_type,
                request,
                messages,
                notices: &notices,
                is_granted: granted.is_some(),
                refusal: refusal.as_ref(),
            };
            let (facts, hints) = failure.as_ref().map(|failure| (failure.facts.clone(), failure.hints.clone())).unwrap_or_default();
            diagnosis.add(check.step(facts, hints));
        }
        None => diagnosis.skip(&[StepName::Claims], "this identity has no token"),
    }
    let step = match failure {
        Some(failure) => Step::failed(StepName::Sts, failure),
        None => Step::passed(StepName::Sts, format!("{} granted credentials", request.identity.data().spec().action.name)),
    };
    let step = engine_messages.into_iter().fold(step, |step, message| step.note(message.text));
    diagnosis.add(Step { elapsed, ..step });
    match granted {
        Some((credentials, notices)) => {
            diagnosis.add(grant_step(&credentials, &notices, claims.as_ref(), request, deps));
            diagnosis.take(s3_step(&credentials, request, deps)).await;
        }
        None => diagnosis.skip(&[StepName::Grant, StepName::S3], &StepName::Sts.failed()),
    }
}

/// Returns the STS's response if it evaluated the proof and refused it.
fn refusal_of(error: &session::Error) -> Option<&sts::ErrorResponse> {
    match error {
        session::Error::Sts(error @ sts::Error::Refused { refusal, .. }) if error.is_refusal() => Some(refusal),
        _ => None,
    }
}

/// Compares what was granted with the request.
fn grant_step(credentials: &Credentials, notices: &[Notice], claims: Option<&Claims>, request: &Request, deps: &Deps) -> Step {
    let facts = credentials.token_facts();
    let dropped = claims.map(|claims| facts.dropped_policies(names_in(&claims.list("policy")))).unwrap_or_default();
    let policies = facts.policies.iter().map(|name| printable(name)).collect::<Vec<_>>().join(", ");
    let role = facts.role_arn.as_deref().map(printable);
    let rights = match (&role, policies.as_str()) {
        (Some(role), _) => format!("role {role}"),
        (None, "") => "policies unknown (not in the session token)".to_owned(),
        (None, policies) => format!("policy {policies}"),
    };
    let restricted = if facts.has_session_policy { ", restricted by a session policy" } else { "" };
    let expires = credentials.expiration_in_words(deps.clock.now());
    let requested = request.duration.map(|duration| duration.seconds().to_string());
    let step = Step::passed(StepName::Grant, format!("{rights}{restricted}, until {expires}"))
        .fact("access_key_id", printable(&credentials.access_key))
        .optional_fact("identity", credentials.identity.as_deref().map(printable))
        .optional_fact("role_arn", role)
        .optional_fact("policies", Some(policies).filter(|policies| !policies.is_empty()))
        .optional_fact("parent", facts.parent.as_deref().map(printable))
        .optional_fact("session_policy", request.policy.as_ref().map(|policy| policy.as_str().to_owned()))
        .optional_fact("requested_seconds", requested)
        .fact("granted_seconds", credentials.granted.duration_until(credentials.expiration).as_secs().to_string())
        .fact("expires", credentials.expiration.to_string());
    let step = match dropped.as_slice() {
        [] => step,
        names => step.warning(
            format!("the storage server has no policy of these names in the token: {}", printable(&names.join(", "))),
            Responsible::StorageAdministrator,
        ),
    };
    let of_grant = notices.iter().filter(|notice| !matches!(notice, Notice::ClockSkew(_))); // the step of the clocks has it
    of_grant.fold(step, |step, notice| {
        if notice.is_warning() { step.warning(notice.to_string(), notice.responsible()) } else { step.note(notice.to_string()) }
    })
}

/// Lists the buckets with the granted credentials.
async fn s3_step(credentials: &Credentials, request: &Request, deps: &Deps) -> Step {
    match s3::list_buckets(credentials, request, deps).await {
        Ok(BucketList { names: buckets, .. }) => {
            let count = if buckets.len() == 1 { "1 bucket".to_owned() } else { format!("{} buckets", buckets.len()) };
            Step::passed(StepName::S3, format!("ListBuckets: {count}"))
                .fact("address", request.s3_address())
                .fact("buckets", buckets.len().to_string())
        }
        Err(s3::Error::ListDenied { .. }) if request.policy.as_ref().is_some_and(|policy| !policy.may_list_buckets()) => too_narrow(),
        Err(error @ s3::Error::ListDenied { .. }) => {
            let policies = credentials.token_facts().policies.join(", ");
            let step = Step::warned(StepName::S3, error);
            if policies.is_empty() { step } else { step.note(format!("these policies apply: {}", printable(&policies))) }
        }
        Err(error) => Step::failed(StepName::S3, error),
    }
    .fact("region", &*request.region)
}

fn too_narrow() -> Step {
    let hint = hint!(
        "omit ",
        ALLOW,
        " and ",
        POLICY,
        ", or allow s3:ListAllMyBuckets on arn:aws:s3:::*; the credentials may still open the buckets that the session policy names"
    );
    Step::warned(StepName::S3, Problem::SessionPolicy.with_hints(vec![hint])).responsible(Responsible::You)
}

impl SessionPolicy {
    /// Whether a statement allows `s3:ListAllMyBuckets` on all buckets.
    fn may_list_buckets(&self) -> bool {
        let policy: serde_json::Value = serde_json::from_str(self.as_str()).unwrap_or_default();
        let list = |value: &serde_json::Value| -> Vec<String> {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            values.iter().filter_map(serde_json::Value::as_str).map(str::to_lowercase).collect()
        };
        let covers = |pattern: &String| match pattern.split_once('*') {
            Some((start, _)) => "s3:listallmybuckets".starts_with(start),
            None => pattern == "s3:listallmybuckets",
        };
        let statements = policy["Statement"].as_array().map_or(std::slice::from_ref(&policy["Statement"]), Vec::as_slice);
        statements.iter().any(|statement| {
            let is_everywhere = list(&statement["Resource"]).iter().any(|resource| matches!(resource.as_str(), "*" | "arn:aws:s3:::*"));
            statement["Effect"] == "Allow" && is_everywhere && list(&statement["Action"]).iter().any(covers)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::SessionPolicy;

    #[test]
    fn a_session_policy_may_list_buckets_only_if_it_covers_all_of_them() {
        for (action, resource, expected) in [
            ("\"s3:*\"", "\"*\"", true),
            ("[\"s3:GetObject\",\"s3:ListAllMyBuckets\"]", "[\"arn:aws:s3:::*\"]", true),
            ("\"s3:List*\"", "\"arn:aws:s3:::*\"", true),
            ("\"s3:*\"", "\"arn:aws:s3:::demo/*\"", false),
            ("\"s3:GetObject\"", "\"*\"", false),
        ] {
            let policy =
                format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{action},"Resource":{resource}}}]}}"#);
            let policy: SessionPolicy = policy.parse().unwrap();
            assert_eq!(policy.may_list_buckets(), expected, "{action} {resource}");
        }
    }
}
