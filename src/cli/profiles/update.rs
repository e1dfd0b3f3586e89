//! `sts-cli profiles update`: gets the current version of a published profile, shows the difference, and asks before it is used.

use super::super::confirmation::confirm;
use super::super::invocation::Invocation;
use super::super::published_profile::{ProfileSource, PublishedProfile};
use super::super::toml_file::read_text;
use super::super::{options as opt, profile_file, profile_lock, profile_names};
use crate::deliver;
use crate::error::Failure;
use crate::published::PublishedDocument;
use crate::request::{ConfigError, UsageError};

/// Runs `profiles update`.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (name, deps) = (call.argument("PROFILE").unwrap_or_default(), call.deps);
    let path = profile_names::own_file(name, deps)?;
    let layer = profile_file::read_layer(&path, deps)?;
    let (from, origin) = layer.from.ok_or_else(|| ConfigError::NotPublished(name.to_owned()))?;
    let source = ProfileSource::parse(&from).map_err(|source| UsageError::BadValue { option: &opt::FROM, origin, source })?;
    let settings = call.resolve_inactive_profile(name, None)?.settings;
    let published = PublishedProfile::read(source, &settings, deps)?;
    let (before, after) = (read_text(&path, &deps.directories)?.unwrap_or_default(), published.file_text(name)?);
    let difference = deliver::profile_difference(&path, &before, &after);
    if difference.is_empty() {
        deps.terminal.note(&format!("the profile `{name}` is up to date with {}", published.source));
        return Ok(0);
    }
    let resolved = call.resolve_new_profile(name, published.identity, published.values.clone())?;
    published.check_login(&resolved, deps)?;
    deliver::print_text(&difference)?;
    let introduction = format!("With these changes from {}, a login is:", published.source);
    let alternatives = || vec![format!("run `sts-cli profiles update {name}` in a terminal, where you can check and confirm the changes")];
    confirm(PublishedDocument::NewVersion(name.to_owned()), &introduction, &resolved, name, alternatives, deps)?;
    profile_lock::replace_if_unchanged(name, &path, &before, after, deps)?;
    deps.terminal.note(&format!("updated {}", path.display()));
    Ok(0)
}
