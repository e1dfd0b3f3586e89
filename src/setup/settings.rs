//! The settings of the users' profile, as a command and as TOML.

use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use super::values::{PORT, Values};
use crate::deliver;
use crate::request::options as opt;
use crate::request::{Dialect, Endpoint, Issuer, OptionSpec};

/// The settings of a profile: options with their values. A switch has the value `true`.
pub(super) type ProfileSettings = Vec<(&'static OptionSpec, String)>;

/// Returns the settings that users need, besides the identity.
pub(super) fn of(provider: &ProviderGuide, known: &KnownValues, values: &Values) -> ProfileSettings {
    let value = |token: &str| values.get(token).unwrap_or_default().to_owned();
    let mut settings: ProfileSettings = vec![(&opt::ENDPOINT, value("endpoint"))];
    match &provider.jobs {
        Some(jobs) => {
            settings.push((&opt::TOKEN, jobs.token.to_owned()));
            settings.extend(jobs.requests_audience.then(|| (&opt::AUDIENCE.spec, value("audience"))));
        }
        None => settings.extend(of_login(provider, known, &value)),
    }
    settings.extend(known.uses_role(provider).then(|| (&opt::ROLE_ARN.spec, value("role_arn"))));
    let dialect = known.dialect.filter(|dialect| !matches!(dialect, Dialect::Minio | Dialect::Aws));
    settings.extend(dialect.map(|dialect| (&opt::DIALECT.spec, dialect.to_string())));
    let is_refused = Endpoint::new(&settings[0].1, false).is_err() && Endpoint::new(&settings[0].1, true).is_ok();
    settings.extend(is_refused.then(|| (&opt::ALLOW_HTTP.spec, "true".to_owned())));
    settings
}

/// Returns the settings of users who log in at the provider.
fn of_login(provider: &ProviderGuide, known: &KnownValues, value: &dyn Fn(&str) -> String) -> ProfileSettings {
    let issuer = value("issuer");
    let ports = known.redirect.ports();
    let ports = if ports.is_empty() && provider.compares_port { &[PORT] } else { ports };
    let ports = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
    let redirect = value("redirect_uri");
    let is_groups = known.claim.as_deref() == Some("groups") && !provider.scope_of_groups.is_empty();
    let scopes = match known.scopes.as_slice() {
        [] if is_groups => format!("{} {}", provider.scopes, provider.scope_of_groups),
        [] => provider.scopes.to_owned(),
        scopes => scopes.join(" "),
    };
    let is_refused = Issuer::new(&issuer, false).is_err() && Issuer::new(&issuer, true).is_ok();
    let settings: [(&'static OptionSpec, String); 7] = [
        (&opt::ISSUER, issuer),
        (&opt::CLIENT_ID, value("client_id")),
        (&opt::PORT, ports),
        (&opt::REDIRECT_URI, redirect),
        (&opt::SCOPES, scopes),
        (&opt::AUTH_PARAMS, provider.parameter.to_owned()),
        (&opt::ALLOW_HTTP_ISSUER, if is_refused { "true".to_owned() } else { String::new() }),
    ];
    settings.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Returns the command that logs in with these settings and saves them as a profile.
pub(super) fn login_command(settings: &ProfileSettings, profile: &str) -> String {
    let mut words = vec!["sts-cli login".to_owned()];
    for (option, value) in settings {
        match (**option == *opt::ENDPOINT, value.as_str()) {
            (true, address) => words.push(deliver::word(address)),
            (false, "true") => words.push(option.flag()),
            (false, value) => words.extend([option.flag(), deliver::word(value)]),
        }
    }
    words.push(format!("{} {}", opt::SAVE.flag(), deliver::word(profile)));
    words.join(" ")
}

/// Returns the lines of a profile with the identity and these settings.
pub(super) fn profile(settings: &ProfileSettings) -> String {
    let identity = ("identity".to_owned(), "\"web-identity\"".to_owned());
    aligned(std::iter::once(identity).chain(settings.iter().map(key_and_value)).collect())
}

/// Returns the lines of a profile with these settings.
pub(super) fn lines(settings: &ProfileSettings) -> String {
    aligned(settings.iter().map(key_and_value).collect())
}

fn key_and_value((option, value): &(&'static OptionSpec, String)) -> (String, String) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let value = match value.split_once('=') {
        _ if value == "true" => value.clone(),
        Some((key, value)) if **option == *opt::AUTH_PARAMS => format!("{{ {key} = {} }}", quoted(value)),
        _ => quoted(value),
    };
    (option.profile_key(), value)
}

fn aligned(lines: Vec<(String, String)>) -> String {
    let width = lines.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    lines.iter().map(|(key, value)| format!("{key:<width$} = {value}")).collect::<Vec<_>>().join("\n")
}
