//! The readable output form: one fact per line.

use crate::credentials::Credentials;
use crate::sys::wrap_to_stdout;
use crate::text::printable;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// Returns keys, facts and buckets.
#[expect(clippy::disallowed_methods, reason = "this output contains the keys")]
pub(super) fn page(credentials: &Credentials, buckets: &Buckets, now: Timestamp) -> Zeroizing<String> {
    let mut page = Zeroizing::new(String::new());
    page.push_str(&line("Access key", &printable(&credentials.access_key)));
    page.push_str(&Zeroizing::new(line("Secret key", credentials.secret_key.expose_secret())));
    page.push_str(&Zeroizing::new(line("Session token", credentials.session_token.expose_secret())));
    page.push_str(&facts(credentials, now));
    match buckets {
        Some(Ok(names)) if names.is_empty() => page.push_str(&line("Buckets", "none")),
        Some(Ok(names)) => {
            let labels = std::iter::once("Buckets").chain(std::iter::repeat(""));
            labels.zip(names).for_each(|(label, name)| page.push_str(&line(label, &printable(name))));
        }
        Some(Err(_)) => page.push_str(&line("Buckets", "unknown")),
        None => {}
    }
    page
}

/// Describes credentials without a secret: expiration, identity, permissions.
pub(super) fn facts(credentials: &Credentials, now: Timestamp) -> Zeroizing<String> {
    let token_facts = credentials.token_facts();
    let mut lines = vec![("Expires", credentials.expiration_in_words(now))];
    lines.extend(display_identity(credentials, token_facts.parent.as_deref()).map(|person| ("Identity", printable(&person))));
    lines.extend(token_facts.role_arn.map(|role| ("Role", printable(&role))));
    lines.extend(Some(token_facts.policies.join(", ")).filter(|names| !names.is_empty()).map(|names| ("Policy", printable(&names))));
    lines.extend(token_facts.has_session_policy.then(|| ("Restricted by", "a session policy".to_owned())));
    Zeroizing::new(lines.iter().map(|(name, value)| line(name, value)).collect())
}

/// The maximum number of buckets in a summary.
const MAX_BUCKETS: usize = 10;

/// Describes a login without a secret: who logged in where, until when, the buckets, and the next commands for the profile.
pub(super) fn login_summary(profile: Option<&str>, credentials: &Credentials, buckets: &Buckets, now: Timestamp) -> Zeroizing<String> {
    let token_facts = credentials.token_facts();
    let account = credentials.name.as_deref().or(credentials.identity.as_deref()).or(token_facts.parent.as_deref());
    let place = profile.map_or_else(String::new, |profile| format!(" to {profile}"));
    let account = account.map_or_else(String::new, |account| format!(" as {}", printable(account)));
    let mut rights: Vec<String> = token_facts.role_arn.map(|role| format!("role {}", printable(&role))).into_iter().collect();
    let policies = printable(&token_facts.policies.join(", "));
    rights.extend(Some(format!("policy {policies}")).filter(|_| !policies.is_empty()));
    rights.extend(token_facts.has_session_policy.then(|| "restricted by a session policy".to_owned()));
    let rights = if rights.is_empty() { String::new() } else { format!(" ({})", rights.join("; ")) };
    let mut summary = format!("Logged in{place}{account}{rights} until {}\n", credentials.expiration_time_in_words(now));
    match buckets {
        Some(Ok(names)) if names.is_empty() => summary.push_str("Buckets: none\n"),
        Some(Ok(names)) => summary.push_str(&format!("Buckets: {}\n", bucket_list(names))),
        Some(Err(reason)) => summary.push_str(&format!("Buckets: unknown: {}\n", printable(reason))),
        None => {}
    }
    summary = wrap_to_stdout(&summary, 2); // but not the commands, which are copied
    profile.iter().for_each(|profile| summary.push_str(&next_commands(profile)));
    Zeroizing::new(summary)
}

fn bucket_list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_BUCKETS).map(|name| printable(name)).collect();
    let more = names.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{}, and {more} more", shown.join(", ")) }
}

fn next_commands(profile: &str) -> String {
    let commands = [
        (format!("sts-cli configure aws {profile}"), "for the AWS CLI and SDKs"),
        (format!("sts-cli exec {profile} -- aws s3 ls"), "for one command"),
        (format!("eval \"$(sts-cli get {profile} -o env)\""), "for this shell"),
    ];
    let width = commands.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    let lines = commands.iter().map(|(command, purpose)| format!("  {command:<width$}  {purpose}\n"));
    std::iter::once("\nNext:\n".to_owned()).chain(lines).collect()
}

fn line(name: &str, value: &str) -> String {
    format!("{name:<13}  {value}\n")
}

/// Returns the identity of the credentials: a name, and the server's own name for it if that differs.
fn display_identity(credentials: &Credentials, parent: Option<&str>) -> Option<String> {
    let identity = credentials.identity.as_deref();
    match (credentials.name.as_deref(), identity.or(parent)) {
        (Some(name), Some(identity)) if name != identity => Some(format!("{name} ({identity})")),
        (name, identity) => name.or(identity).map(str::to_owned),
    }
}

/// The listed buckets; `None` if the delivery does not need them, `Some(Err)` with the reason if listing failed.
pub type Buckets = Option<Result<Vec<String>, String>>;
