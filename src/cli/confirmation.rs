//! Shows what a login would do with settings that someone else published, and asks the user to confirm it.

use super::invocation::Resolved;
use super::options as opt;
use super::{request_builder, save};
use crate::error::Failure;
use crate::published::{Error, PublishedDocument};
use crate::request::identity;
use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::{Endpoint, Origin, UsageError};
use crate::sys::{Deps, PromptError, wrap_to_terminal};
use crate::text::{host_and_port, single_spaced};

/// Settings whose values are shown by their effect instead.
const SHOWN_BY_EFFECT: [&OptionSpec; 3] = [&opt::ENDPOINT.spec, &opt::ISSUER.spec, &opt::S3_ENDPOINT.spec];

/// Settings of the user by which a client secret is sent along with the login.
const CLIENT_SECRETS: [&OptionSpec; 4] =
    [&opt::CSEC.spec, &opt::CLIENT_SECRET.spec, &opt::CLIENT_SECRET_FILE.spec, &opt::ASK_CLIENT_SECRET.spec];

/// The column in which values begin.
const VALUE_COLUMN: usize = 26;

/// The hosts that a login sends secrets to, as a user compares them: host names in Punycode, with a port that is not the usual one.
pub(super) struct Destinations {
    identity: &'static str,
    /// The identity provider, with its issuer; `None` if the proof goes to the storage server itself.
    issuer: Option<(String, String)>,
    /// The origin of a client secret, which the provider gets.
    client_secret: Option<Origin>,
    storage: String,
    /// The server of S3, if it is another one.
    s3: Option<String>,
}

impl Destinations {
    /// Reads the addresses of the settings.
    ///
    /// # Errors
    /// A missing or invalid address.
    pub(super) fn of(resolved: &Resolved) -> Result<Self, UsageError> {
        let settings = &resolved.settings;
        let storage = request_builder::endpoint(settings)?;
        let issuer = match resolved.identity.options.iter().any(|group| group.contains(&&opt::ISSUER.spec)) {
            true => Some(identity::issuer(settings)?).map(|issuer| (host_and_port(issuer.discovery()), issuer.name().to_owned())),
            false => None,
        };
        let s3 = settings.text(&opt::S3_ENDPOINT).map(|text| Endpoint::new(text, true)).transpose();
        let s3 = s3.map_err(settings.bad_value(&opt::S3_ENDPOINT))?.map(|endpoint| host_and_port(endpoint.url()));
        let storage = host_and_port(storage.url());
        let client_secret = CLIENT_SECRETS.into_iter().find(|option| settings.is_set(option)).map(|option| settings.origin(option));
        Ok(Self { identity: resolved.identity.name, issuer, client_secret, s3: s3.filter(|s3| *s3 != storage), storage })
    }

    /// Returns the question to confirm them.
    fn question(&self) -> String {
        match &self.issuer {
            Some((provider, _)) => format!("Log in at {provider}, and send the token to {}?", self.storage),
            None => format!("Send your login ({}) to {}?", self.identity, self.storage),
        }
    }

    fn rows(&self) -> Vec<(String, String)> {
        let row = |label: &str, value: String| (label.to_owned(), value);
        let mut rows = match &self.issuer {
            Some((provider, issuer)) => {
                vec![row("log in at", provider.clone()), row("issuer", issuer.clone()), row("the token goes to", self.storage.clone())]
            }
            None => vec![row("your login goes to", self.storage.clone())],
        };
        if let (Some((provider, _)), Some(origin)) = (&self.issuer, &self.client_secret) {
            rows.insert(2, row("client secret goes to", format!("{provider} (from {origin})")));
        }
        rows.push(row("identity", self.identity.to_owned()));
        rows.extend(self.s3.iter().map(|s3| row("S3 is another server", s3.clone())));
        rows
    }
}

/// Returns the destinations and all settings of a login, one on each line, below `introduction`.
pub(super) fn description(introduction: &str, resolved: &Resolved, destinations: &Destinations, name: &str) -> String {
    let mut rows = destinations.rows();
    let options = save::saved_options(resolved).map(|(option, _)| option).filter(|option| !SHOWN_BY_EFFECT.contains(option));
    rows.extend(options.map(|option| (option.profile_key(), shown_value(option, resolved))));
    rows.push(("profile".to_owned(), name.to_owned()));
    // No value can form a row: its spaces are single, and its further lines are indented.
    let line = |(label, value): &(String, String)| {
        wrap_to_terminal(&format!("  {label:<22}  {}", single_spaced(value)), &" ".repeat(VALUE_COLUMN))
    };
    std::iter::once(introduction.to_owned()).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
}

/// Returns the value of a setting as text, in full: whatever is confirmed is shown. A setting of the user names its origin.
fn shown_value(option: &OptionSpec, resolved: &Resolved) -> String {
    let value = resolved.settings.get(option);
    let raw = value.map(|value| value.raw.as_slice()).unwrap_or_default();
    let texts: Vec<_> = raw.iter().map(|text| text.to_string_lossy()).collect();
    let text = match option.kind {
        ValueKind::List(separator) => texts.join(&separator.to_string()).replace(separator, ", "),
        _ if *option == *opt::SCOPES => texts.join(",").replace(',', ", "),
        _ => texts.join(", "),
    };
    match value.map(|value| &value.origin) {
        Some(origin @ (Origin::Flag(_) | Origin::Variable(_))) => format!("{text} (from {origin})"),
        _ => text,
    }
}

/// Shows the login and prompts for its confirmation; `alternatives` need none.
///
/// # Errors
/// [`Error::Declined`], or [`UsageError::Unconfirmed`] if prompting is not possible.
pub(super) fn confirm(
    document: PublishedDocument,
    introduction: &str,
    resolved: &Resolved,
    name: &str,
    alternatives: impl FnOnce() -> Vec<String>,
    deps: &Deps,
) -> Result<(), Failure> {
    let destinations = Destinations::of(resolved)?;
    let prompt = || {
        deps.terminal.check_prompts()?;
        deps.terminal.print(&description(introduction, resolved, &destinations, name));
        deps.terminal.prompt_confirmation(&destinations.question())
    };
    match prompt() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Declined(document).into()),
        Err(source) => Err(unconfirmed(&document, source, alternatives)),
    }
}

/// Returns the failure of a prompt for a confirmation; Ctrl-C and Esc have their own.
pub(super) fn unconfirmed(document: &PublishedDocument, source: PromptError, alternatives: impl FnOnce() -> Vec<String>) -> Failure {
    match source {
        source if source.is_end() => source.into(),
        source => UsageError::Unconfirmed { what: document.to_string(), alternatives: alternatives(), source }.into(),
    }
}
