//! `sts-cli setup PROVIDER`: prints the steps at a provider and at a storage server, with the values of this user.

mod text;

use super::arguments::profile_argument_with_help;
use super::invocation::{Invocation, Resolved};
use super::option_groups::{SETUP, SETUP_MORE};
use super::options as opt;
use super::profile_file::Profile;
use super::profile_names::NO_PROFILE;
use crate::deliver;
use crate::error::Failure;
use crate::request::identity::IDENTITIES;
use crate::request::option_spec::OptionSpec;
use crate::request::settings::Settings;
use crate::request::{Endpoint, Issuer, RedirectUri, RequestError, SetupError, UsageError};
use crate::setup::{self, KnownValues, PROVIDERS, ProviderGuide};
use crate::sys::{Menu, MenuItem};
use crate::text::is_misleading;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

/// The most bytes of a value: the limit of role ARNs at AWS ("AssumeRole", AWS STS API Reference), which are the longest.
const MAX_BYTES: usize = 2048;
/// The characters of a value that is too long that are shown.
const SHOWN: usize = 40;

/// Adds the arguments `[PROVIDER] [PROFILE]`.
pub(super) fn arguments(command: Command) -> Command {
    let providers = PROVIDERS.iter().map(|provider| PossibleValue::new(provider.name).help(description(provider)));
    let provider = Arg::new("PROVIDER").value_parser(PossibleValuesParser::new(providers)).help("Identity provider");
    command.arg(provider).arg(profile_argument_with_help("Profile whose values to fill in", " [default: those of the options]"))
}

fn description(provider: &ProviderGuide) -> String {
    format!("{}: {}", provider.product, provider.users)
}

/// Runs `setup`.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let provider = match call.argument("PROVIDER").and_then(ProviderGuide::find) {
        Some(provider) => provider,
        None => choose(&call)?,
    };
    let resolved = resolve(&call)?;
    check_lengths(&resolved.settings)?;
    let steps = setup::steps(provider, &known_values(&resolved, file_values(&call, &resolved)?)?).map_err(UsageError::Setup)?;
    deliver::print_text(&text::page(&steps))?;
    for (option, reason) in &steps.unused {
        call.deps.terminal.note(&format!("{} is not used: {reason}", resolved.settings.origin(option)));
    }
    if !steps.missing.is_empty() {
        let options: Vec<String> = steps.missing.iter().map(|option| format!("{} {}", option.flag(), option.value_name)).collect();
        call.deps.terminal.note(&format!("replace what is in <…>, or set it: {}", options.join(", ")));
    }
    Ok(0)
}

/// Lets the user choose a provider.
fn choose(call: &Invocation<'_>) -> Result<&'static ProviderGuide, Failure> {
    if !call.deps.terminal.can_prompt() {
        let known = PROVIDERS.iter().map(|provider| provider.name.to_owned()).collect();
        return Err(UsageError::NoProvider { known }.into());
    }
    let item = |provider: &ProviderGuide| MenuItem { name: provider.name.to_owned(), description: description(provider) };
    let items: Vec<MenuItem> = PROVIDERS.iter().map(item).collect();
    let menu = Menu { question: "Set up which provider?", items: &items, default: 0, is_numbered: false };
    Ok(&PROVIDERS[call.deps.terminal.choose(&menu)?])
}

/// Resolves the settings with the profile that is named, if one is. Its identity must be that of the steps.
fn resolve(call: &Invocation<'_>) -> Result<Resolved, UsageError> {
    let resolved = match call.explicit_profile()? {
        Some((name, origin)) if name != NO_PROFILE => call.resolve_profile(name, origin)?,
        _ => return call.resolve_without_profile(&IDENTITIES[0]),
    };
    match &resolved.profile {
        Some(profile) if resolved.identity.name != IDENTITIES[0].name => {
            Err(UsageError::Setup(SetupError::NotWebIdentity { profile: profile.clone(), identity: resolved.identity.name }))
        }
        _ => Ok(resolved),
    }
}

/// Reads the values of the profile's own file, without those that it extends.
fn file_values(call: &Invocation<'_>, resolved: &Resolved) -> Result<Settings, UsageError> {
    let profile = resolved.profile.as_deref().map(|name| Profile::read(name, None, call.deps)).transpose()?;
    profile.and_then(|profile| profile.values().next()).map_or_else(|| Ok(Settings::default()), Settings::of_layer)
}

/// Reads the values that are filled in. Plain http is not refused here: the steps contain the settings that allow it.
fn known_values(resolved: &Resolved, file: Settings) -> Result<KnownValues, UsageError> {
    let settings = &resolved.settings;
    let address = plain(settings, &opt::ENDPOINT)?.map(|text| Endpoint::new(&text, true).map_err(settings.bad_value(&opt::ENDPOINT)));
    let issuer = plain(settings, &opt::ISSUER)?.map(|text| Issuer::new(&text, true).map_err(settings.bad_value(&opt::ISSUER)));
    let ports = settings.list(&opt::PORT)?;
    let redirect = match plain(settings, &opt::REDIRECT_URI)? {
        Some(text) => RedirectUri::parse(&text, ports).map_err(settings.bad_value(&opt::REDIRECT_URI))?,
        None => RedirectUri::with_ports(ports),
    };
    plain(settings, &opt::SCOPES)?;
    Ok(KnownValues {
        profile: resolved.profile.clone(),
        file,
        effective: settings.clone(),
        dialect: settings.value(&opt::DIALECT)?.flatten(),
        endpoint: address.transpose()?,
        issuer: issuer.transpose()?,
        client_id: plain(settings, &opt::CLIENT_ID)?,
        role_arn: role_arn(settings)?,
        claim: plain(settings, &opt::CLAIM)?,
        subject: plain(settings, &opt::SUBJECT)?,
        audience: plain(settings, &opt::AUDIENCE)?,
        user: plain(settings, &opt::ACCOUNT)?,
        scopes: settings.value(&opt::SCOPES)?.unwrap_or_default(),
        redirect,
    })
}

/// Checks that no value is longer than a step can be.
fn check_lengths(settings: &Settings) -> Result<(), UsageError> {
    for option in SETUP.iter().chain(SETUP_MORE) {
        let values = settings.get(option).map(|value| value.raw.as_slice()).unwrap_or_default();
        if values.iter().map(|value| value.len()).sum::<usize>() > MAX_BYTES {
            let beginning: String = values.iter().flat_map(|value| value.to_str()).flat_map(str::chars).take(SHOWN).collect();
            let error = RequestError::malformed(&format!("{beginning}…"), "a value for these steps: it has more than 2048 bytes");
            return Err(settings.bad_value(option)(error));
        }
    }
    Ok(())
}

fn role_arn(settings: &Settings) -> Result<Option<String>, UsageError> {
    plain(settings, &opt::ROLE_ARN)?;
    Ok(settings.value(&opt::ROLE_ARN)?.map(|arn| arn.as_str().to_owned()))
}

/// Returns the text of an option. Refuses what could change the meaning of a file or command into which an administrator copies the value: mc
/// separates settings by spaces, the AWS CLI reads the file of a value that begins with `file://` (AWS CLI User Guide, "Load parameters from
/// a file"), and a leading `-` makes an option of it.
fn plain(settings: &Settings, option: &'static OptionSpec) -> Result<Option<String>, UsageError> {
    let text = settings.get(option).and_then(|value| value.raw.first()?.to_str()).filter(|text| !text.is_empty());
    let Some(text) = text else { return Ok(None) };
    let is_list = *option == *opt::SCOPES;
    let is_refused = |c: char| is_misleading(c) || c == '"' || c == '\\' || c.is_whitespace() && !is_list;
    let problem = if ["-", "file://", "fileb://"].iter().any(|beginning| text.starts_with(beginning)) {
        "a value for these steps: it begins with `-` or `file://`"
    } else if text.chars().any(is_refused) {
        "a value for these steps: it contains a space, a quote, a backslash or a control character"
    } else {
        return Ok(Some(text.to_owned()));
    };
    Err(settings.bad_value(option)(RequestError::malformed(text, problem)))
}
