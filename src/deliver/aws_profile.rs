//! Writes profiles of the AWS files: keys into the credentials file, or `credential_process` into the config file.
//!
//! "Shared config and credentials files" and "Process credential provider", AWS SDKs and Tools Reference Guide.

mod command_line;
mod conflicts;
mod error;
mod listing;
mod settings;
mod update;

pub use super::user_file::FileChange;
pub use command_line::command_line;
pub use conflicts::Conflict;
pub use error::Error;
pub(super) use settings::services_section;

use super::storage_target::StorageTarget;
use crate::aws_files::{AwsPaths, AwsPathsError, Change, DEFAULT_SECTION, Document, Section};
use crate::credentials::Credentials;
use crate::request::{Request, WriteOptions};
use crate::sys::Deps;
use update::ProfileUpdate;

/// Writes `credentials`, and the region and endpoint of the storage server, into the profile `name` of the credentials file.
///
/// Keys and companion settings that another program or the user wrote are never overwritten without [`WriteOptions::force`]: there may be
/// no other copy.
///
/// # Errors
/// See [`Error`].
pub async fn write_profile(
    name: &str,
    credentials: &Credentials,
    request: &Request,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<Vec<FileChange>, Error> {
    let paths = aws_paths(name, deps)?;
    let sections = [Section::Keys(name.to_owned()), Section::Profile(name.to_owned())];
    let [keys, profile] = &sections;
    let changes = settings::keys(keys, credentials, request);
    let store = StorageTarget::of(request);
    let files = [(paths.credentials, keys), (paths.config, profile)];
    let plan = ProfileUpdate { name, files, changes, address: store.custom_endpoint(), write_options };
    plan.apply(&conflicts::find_keys_conflicts, deps).await
}

/// Sets `credential_process` of the profile `name` in the config file to `command`, and configures the storage server of `request`.
///
/// # Errors
/// See [`Error`].
pub async fn configure(
    name: &str,
    command: &str,
    request: &Request,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<Vec<FileChange>, Error> {
    let paths = aws_paths(name, deps)?;
    let sections = [Section::Profile(name.to_owned()), Section::Keys(name.to_owned())];
    let [profile, keys] = &sections;
    let changes = settings::process(name, command, request);
    let store = StorageTarget::of(request);
    let files = [(paths.config, profile), (paths.credentials, keys)];
    let plan = ProfileUpdate { name, files, changes, address: store.custom_endpoint(), write_options };
    plan.apply(&conflicts::find_process_conflicts, deps).await
}

/// Removes what [`configure`] wrote for the profile `name` from the config file. Settings with other values than those that `request` leads to
/// are removed only with [`WriteOptions::force`]; all are those that were written if `request` is `None`.
///
/// # Errors
/// See [`Error`].
pub async fn unconfigure(name: &str, request: Option<&Request>, write_options: WriteOptions, deps: &Deps) -> Result<FileChange, Error> {
    let paths = aws_paths(name, deps)?;
    let path = paths.config.clone();
    let sections = [Section::Profile(name.to_owned()), Section::Keys(name.to_owned())];
    let expected = request.map(|request| settings::process(name, "", request)).unwrap_or_default();
    let files = [(paths.config, &sections[0]), (paths.credentials, &sections[1])];
    let plan = ProfileUpdate { name, files, changes: Vec::new(), address: None, write_options };
    let find =
        |document: &Document, section: &Section, _: &[Change], _: Option<&str>| conflicts::find_configured(document, section, &expected);
    match plan.apply(&find, deps).await {
        Ok(changes) => Ok(changes.into_iter().next().unwrap_or(FileChange { path, difference: String::new() })),
        Err(Error::Conflicts { profile, conflicts }) => Err(Error::Differs { profile, conflicts }),
        Err(error) => Err(error),
    }
}

/// Returns the paths of the AWS files. Rejects the name `DEFAULT`, the section that all profiles inherit from.
fn aws_paths(name: &str, deps: &Deps) -> Result<AwsPaths, AwsPathsError> {
    if name == DEFAULT_SECTION { Err(AwsPathsError::BadName(name.to_owned())) } else { AwsPaths::of(name, &deps.environment) }
}
