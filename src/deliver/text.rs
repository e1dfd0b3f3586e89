//! The form for a person: one fact a line, the long session token last but for the buckets.

use super::Buckets;
use crate::credentials::Credentials;
use crate::sys::printable;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// All that is known, for reading.
#[expect(clippy::disallowed_methods, reason = "this is one of the forms that carry the keys out")]
pub(super) fn page(credentials: &Credentials, buckets: &Buckets, now: Timestamp) -> Zeroizing<String> {
    let facts = credentials.facts();
    let mut page = Zeroizing::new(String::new());
    let mut line = |name: &str, value: &str| page.push_str(&format!("{name:<13}  {value}\n"));
    line("Access key", &printable(&credentials.access_key));
    line("Secret key", credentials.secret_key.expose_secret());
    line("Session token", credentials.session_token.expose_secret());
    line("Ends", &credentials.end_in_words(now));
    if let Some(identity) = person(credentials, facts.parent.as_deref()) {
        line("Identity", &printable(&identity));
    }
    if let Some(role) = &facts.role_arn {
        line("Role", &printable(role));
    }
    if !facts.policies.is_empty() {
        line("Policy", &printable(&facts.policies.join(", ")));
    }
    if facts.has_session_policy {
        line("Narrowed by", "a session policy");
    }
    match buckets {
        Some(Ok(names)) if names.is_empty() => line("Buckets", "none"),
        Some(Ok(names)) => names.iter().enumerate().for_each(|(at, name)| line(if at == 0 { "Buckets" } else { "" }, name)),
        Some(Err(_)) => line("Buckets", "not known"),
        None => {}
    }
    page
}

/// Who the credentials stand for: a name, and the server's own word for it where that differs.
fn person(credentials: &Credentials, parent: Option<&str>) -> Option<String> {
    let identity = credentials.identity.as_deref();
    match (credentials.name.as_deref(), identity.or(parent)) {
        (Some(name), Some(identity)) if name != identity => Some(format!("{name} ({identity})")),
        (name, identity) => name.or(identity).map(str::to_owned),
    }
}
