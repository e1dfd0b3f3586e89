//! The settings of the users' profile, as a command and as TOML.

use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use super::values::{PORT, Values};
use crate::deliver;
use crate::request::option_spec::ValueKind;
use crate::request::options as opt;
use crate::request::settings::OptionValue;
use crate::request::{Dialect, Endpoint, Issuer, OptionSpec, Origin};

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

/// Returns the settings that the profile has with another value.
pub(super) fn changed(settings: &ProfileSettings, known: &KnownValues) -> ProfileSettings {
    let is_other = |(option, value): &&(&'static OptionSpec, String)| {
        known.file.get(option).is_some_and(|stored| !is_equal(stored, value)) && !is_effective(known, option, value)
    };
    settings.iter().filter(is_other).cloned().collect()
}

/// Returns the settings that the profile, and those that it extends, do not have.
pub(super) fn lacking(settings: &ProfileSettings, known: &KnownValues) -> ProfileSettings {
    let is_lacking =
        |(option, value): &&(&'static OptionSpec, String)| known.file.get(option).is_none() && !is_effective(known, option, value);
    settings.iter().filter(is_lacking).cloned().collect()
}

/// Whether the value in effect is that of a file, and the steps use it, even if they spell it differently.
fn is_effective(known: &KnownValues, option: &OptionSpec, value: &str) -> bool {
    let used: [&OptionSpec; 9] = [
        &opt::ENDPOINT,
        &opt::ISSUER,
        &opt::CLIENT_ID,
        &opt::ROLE_ARN,
        &opt::AUDIENCE,
        &opt::DIALECT,
        &opt::PORT,
        &opt::REDIRECT_URI,
        &opt::SCOPES,
    ];
    known.effective.get(option).is_some_and(|stored| {
        let is_used = used.contains(&option) && stored.raw.iter().any(|item| !item.is_empty());
        matches!(stored.origin, Origin::File(_)) && (is_used || is_equal(stored, value))
    })
}

/// Whether a stored value is the same as `value`, in which the items of a list are separated by a comma or a space.
fn is_equal(stored: &OptionValue, value: &str) -> bool {
    let stored: Vec<&str> = stored.raw.iter().filter_map(|item| item.to_str()).collect();
    let items = |text: &str| text.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>();
    items(&stored.join(" ")) == items(value)
}

/// Returns the command that logs in with these settings and saves them as a profile.
pub(super) fn login_command(settings: &ProfileSettings, profile: &str) -> String {
    let mut words = vec!["sts-cli login".to_owned()];
    for (option, value) in settings {
        match option.kind {
            _ if **option == *opt::ENDPOINT => words.push(deliver::word(value)),
            ValueKind::Switch => words.push(option.flag()),
            _ => words.extend([option.flag(), deliver::word(value)]),
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
        _ if matches!(option.kind, ValueKind::Switch) => value.clone(),
        Some((key, value)) if **option == *opt::AUTH_PARAMS => format!("{{ {key} = {} }}", quoted(value)),
        _ => quoted(value),
    };
    (option.profile_key(), value)
}

fn aligned(lines: Vec<(String, String)>) -> String {
    let width = lines.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    lines.iter().map(|(key, value)| format!("{key:<width$} = {value}")).collect::<Vec<_>>().join("\n")
}
