//! `sts-cli login`: logs in now, and shows what came of it but no secret. A server that has no profile yet gets one.

use super::call::{Call, Resolved};
use super::identities::{self, IdentityRow};
use super::option::Opt;
use super::options as opt;
use super::{profile_file, save, shared};
use crate::deliver;
use crate::error::Failure;
use crate::request::{ConfigError, Delivery, Endpoint, Origin, UsageError};
use crate::session::Session;
use crate::sys::{Deps, PromptError};

/// The ways to log in that need no more than a few answers.
const WAYS: [(&str, &str); 3] = [
    ("web-identity", "OpenID Connect, in the browser"),
    ("ldap", "a name and a password of the server's directory"),
    ("assume-role", "an access key and a secret key"),
];

/// Runs it.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    match call.named()?.filter(|(name, _)| name.contains("://")) {
        Some((address, _)) => introduce(&call, address),
        None => {
            let resolved = call.resolve()?;
            match resolved.settings.text(&opt::SAVE) {
                Some(name) => log_in_and_save(name, &resolved, call.deps)?,
                None => log_in(&resolved, call.deps)?,
            }
            Ok(0)
        }
    }
}

/// The same, kept as the profile `name`; one that cannot be kept is not begun.
fn log_in_and_save(name: &str, resolved: &Resolved, deps: &Deps) -> Result<(), Failure> {
    save::check(name, resolved, deps)?;
    log_in(resolved, deps)?;
    Ok(save::profile(name, resolved, deps)?)
}

/// A login with new tokens, which say what is true now, and new credentials.
fn log_in(resolved: &Resolved, deps: &Deps) -> Result<(), Failure> {
    let mut request = shared::request(resolved, Delivery::default(), deps)?;
    (request.remembering.fresh, request.remembering.fresh_login) = (true, true);
    let session = Session::new(&request, deps)?;
    let credentials = deps.block_on(session.credentials())??;
    Ok(deliver::facts(&credentials, deps)?)
}

/// Asks what cannot be learnt about a server without a profile, tries it, and saves it.
fn introduce(call: &Call<'_>, address: &str) -> Result<u8, Failure> {
    let deps = call.deps;
    let mut resolved = call.resolve_without_profile(&identities::WEB_IDENTITY)?;
    shared::remembering(&resolved.settings, deps)?; // nobody is asked for what could not be kept
    resolved.settings.set(&opt::ENDPOINT, address, Origin::Flag("the address".to_owned())); // it may hold a password
    let endpoint = Endpoint::new(address, resolved.settings.is_on(&opt::ALLOW_HTTP)).map_err(resolved.settings.bad(&opt::ENDPOINT))?;
    let name = match resolved.settings.text(&opt::SAVE).map(str::to_owned) {
        Some(name) => name,
        None => ask("Name for the profile", &free_name(first_label(&endpoint), deps)?, opt::SAVE.flag(), deps)?,
    };
    if questions(resolved.identity.name).iter().any(|(option, ..)| resolved.settings.text(option).is_none()) {
        save::check_before_questions(&name, &resolved.settings, deps)?;
    }
    if resolved.settings.text(&opt::ISSUER).is_none() {
        choose(&mut resolved, deps)?;
    }
    for (option, question, usual) in questions(resolved.identity.name) {
        if resolved.settings.text(option).is_none() {
            let answer = ask(question, usual, option.flag(), deps)?;
            resolved.settings.set(option, &answer, Origin::Flag(option.flag()));
        }
    }
    resolved.profile = Some(name.clone());
    log_in_and_save(&name, &resolved, deps)?;
    Ok(0)
}

/// Asks which identity it is to be.
fn choose(resolved: &mut Resolved, deps: &Deps) -> Result<(), Failure> {
    let list: Vec<String> = WAYS.iter().enumerate().map(|(at, (_, what))| format!("  {} {what}", at + 1)).collect();
    deps.terminal.say(&format!("How do you log in there?\n{}", list.join("\n")));
    let answer = ask("Number", "1", opt::ISSUER.flag(), deps)?;
    let way = answer.trim().parse::<usize>().ok().and_then(|number| WAYS.get(number.checked_sub(1)?));
    let row = way.or(WAYS.iter().find(|(name, _)| *name == answer.trim())).and_then(|(name, _)| IdentityRow::named(name));
    resolved.identity = row.ok_or(UsageError::NoSuchWay(answer))?;
    Ok(())
}

/// What must be asked for this identity, and what it usually is.
fn questions(identity: &str) -> &'static [(&'static Opt, &'static str, &'static str)] {
    match identity {
        "ldap" => &[(&opt::USER, "Your login name", "")],
        "assume-role" => &[(&opt::ACCESS_KEY, "Your access key", "")],
        _ => &[(&opt::ISSUER, "Issuer of your identity provider", ""), (&opt::CLIENT_ID, "Client id of sts-cli there", "sts-cli")],
    }
}

/// One answer; where nobody can be asked, the flag that gives it is named.
fn ask(question: &str, usual: &str, flag: String, deps: &Deps) -> Result<String, Failure> {
    let answer = if usual.is_empty() { deps.terminal.ask(question) } else { deps.terminal.ask_or(question, usual) };
    answer.map_err(|source| match source {
        PromptError::NoTerminal | PromptError::NotAllowed => UsageError::NobodyToAsk { flag, source }.into(),
        source => source.into(),
    })
}

/// The name that no profile has yet: `minio`, `minio-2`, …
fn free_name(label: String, deps: &Deps) -> Result<String, ConfigError> {
    let taken = profile_file::names(&deps.directories)?;
    let numbered = (2..).map(|number| format!("{label}-{number}"));
    Ok(std::iter::once(label.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default())
}

/// `minio` of https://minio.example:9000.
fn first_label(endpoint: &Endpoint) -> String {
    let host = endpoint.url().host_str().unwrap_or_default();
    let label =
        if host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') { "" } else { host.split('.').next().unwrap_or_default() };
    if profile_file::is_name(label) { label.to_owned() } else { "storage".to_owned() }
}
