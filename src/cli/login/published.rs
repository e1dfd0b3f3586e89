//! `login --from URL|FILE`: creates a profile from one that an administrator publishes, after the user has confirmed it, and logs in.

use super::super::confirmation::confirm;
use super::super::invocation::Invocation;
use super::super::options as opt;
use super::super::published_profile::{ProfileSource, PublishedProfile};
use super::super::{profile_lock, profile_names, save};
use super::report::{self, Login};
use crate::error::Failure;
use crate::published::PublishedDocument;
use crate::request::identity::IDENTITIES;
use crate::request::{ConfigError, Origin, UsageError};
use crate::sys::files::replace;

/// Creates the profile from `published_at`, a URL or file, and logs in. Saves nothing if the login fails.
pub(super) fn create_profile_and_log_in(published_at: &str, call: &Invocation<'_>) -> Result<(), Failure> {
    let source = ProfileSource::parse(published_at).map_err(call.typed.bad_value(&opt::FROM))?;
    let name = name(&source, call)?;
    save::check_name_available(&name, &call.typed, call.deps)?;
    let without_profile = call.resolve_without_profile(&IDENTITIES[0])?;
    let published = PublishedProfile::read(source, &without_profile.settings, call.deps)?;
    let resolved = call.resolve_new_profile(&name, published.identity, published.values.clone())?;
    let (text, path) = (published.file_text(&name)?, profile_names::user_file_path(&name, call.deps).ok_or(ConfigError::NoFolder)?);
    published.check_login(&resolved, call.deps)?;
    let alternatives = || {
        vec![
            "run the same command in a terminal, where you can check and confirm the profile".to_owned(),
            format!("save the profile as {} after you have checked it, then run: sts-cli login {name}", path.display()),
        ]
    };
    let document = PublishedDocument::Profile(published.source.to_string());
    confirm(document, &format!("{} publishes this profile:", published.source), &resolved, &name, alternatives, call.deps)?;
    let login = Login::new(&resolved, call.deps)?;
    login.print_facts(call.deps)?;
    profile_lock::while_locked(call.deps, || {
        save::check_name_available(&name, &call.typed, call.deps)?; // again: another process may have created one during the login
        replace(&path, text.as_bytes()).map_err(ConfigError::NotWritten)
    })?;
    call.deps.terminal.note(&format!("saved the profile `{name}` in {}; `sts-cli profiles update {name}` updates it", path.display()));
    save::record_login(&name, &resolved, call.deps);
    report::finish(&login, &name, true, call.deps)
}

/// Returns the name for the profile: the argument, else that of `--save`, else that of the document.
///
/// # Errors
/// The argument is an address, or two names differ, or there is none.
fn name(source: &ProfileSource, call: &Invocation<'_>) -> Result<String, UsageError> {
    match (call.argument("PROFILE"), call.typed.text(&opt::SAVE)) {
        (Some(argument), _) if argument.contains("://") => {
            Err(UsageError::Conflict { first: Origin::Argument("the URL of a server"), second: Origin::Flag(opt::FROM.flag()) })
        }
        (Some(argument), Some(flag)) if argument != flag => {
            let [argument, value] = [argument, flag].map(profile_names::masked_name);
            Err(UsageError::ProfileGivenTwice { argument, flag: opt::SAVE.flag(), value })
        }
        (argument, flag) => {
            let name = argument.or(flag).map(str::to_owned);
            name.or_else(|| source.profile_name()).ok_or(UsageError::Missing { what: "the name of the profile", option: &opt::SAVE })
        }
    }
}
