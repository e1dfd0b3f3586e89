//! What to do about files of the person's that stand against being written.

use crate::aws_files::{AwsPathsError, MalformedFile};
use crate::deliver::aws_profile::Error;
use crate::deliver::configure::{ConfigureError, Misfit};
use crate::sys::files::{FileError, LockError};
use std::io::{self, ErrorKind};
use std::path::Path;

/// What to do about a profile of the AWS files.
#[must_use]
pub fn for_aws_profile(error: &Error) -> Vec<String> {
    let hint = match error {
        Error::Places(error) => for_places(error).to_owned(),
        Error::NotText(_) => "install sts-cli where the path has a plain name".to_owned(),
        Error::Malformed(file) => for_malformed(file),
        Error::NotEditable { path, .. } => format!("correct it in {}", path.display()),
        Error::Rivals { .. } => {
            "--force overwrites that or takes it out; --dry-run --force shows it first; or choose another name for the profile".to_owned()
        }
        Error::Inherited { .. } => {
            "take it out of [DEFAULT], which --force leaves alone: all profiles inherit it; or set it in the section of this profile itself"
                .to_owned()
        }
        Error::Locked { path, source } => for_lock(path, source),
        Error::File(error) => for_file(error).to_owned(),
    };
    vec![hint]
}

/// What to do about a tool's own file.
#[must_use]
pub fn for_tool(error: &ConfigureError) -> Vec<String> {
    let hint = match error {
        ConfigureError::NoHome => "set HOME to your home directory".to_owned(),
        ConfigureError::File(error) => for_file(error).to_owned(),
        ConfigureError::NotText(path) => format!("look into {}: the tool would not read it either", path.display()),
        ConfigureError::Locked { path, source } => for_lock(path, source),
        ConfigureError::Misfit { source: Misfit::NotUsable { tool: "fsspec", .. }, .. } => {
            "correct it there, or move it away: then a new one is made".to_owned() // fsspec itself writes none
        }
        ConfigureError::Misfit { source: Misfit::NotUsable { tool, .. }, .. } => {
            format!("let {tool} itself write it anew, or correct it there")
        }
        ConfigureError::Misfit { source: Misfit::HoldsKeys { .. }, .. } => {
            "--force takes them out; --dry-run --force shows it first; there may be no other copy".to_owned()
        }
        ConfigureError::Misfit { source: Misfit::Foreign { .. }, .. } => {
            "--force replaces it; --dry-run --force shows it first; or rename it there, to keep both".to_owned()
        }
    };
    vec![hint]
}

/// What to do where there is no place for a profile.
pub(super) fn for_places(error: &AwsPathsError) -> &'static str {
    match error {
        AwsPathsError::NoHome => "set HOME, or name the files in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE",
        AwsPathsError::BadName(_) => "choose a plain name, such as prod",
    }
}

/// What to do about an AWS file that no client reads.
pub(super) fn for_malformed(MalformedFile { path, source }: &MalformedFile) -> String {
    format!("correct line {} of {}", source.line, path.display())
}

/// What to do about a file that cannot be read or written.
fn for_file(error: &FileError) -> &'static str {
    let keeps_its_place =
        |source: &io::Error| matches!(source.kind(), ErrorKind::ResourceBusy | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
    match error {
        FileError::Folder(_) => "move the folder away: a file belongs there",
        FileError::NotRegular(_) => "put a regular file there, or name one",
        FileError::System { task: "read" | "look at", .. } => "check that you may read it",
        FileError::System { task: "follow the link", .. } => "correct the link",
        FileError::System { task: "write", source, .. } if keeps_its_place(source) => {
            "check that you may write to its folder; --in-place needs only the file itself, such as one mounted alone into a container"
        }
        FileError::System { .. } => "check that you may write there, and that the disk is not full",
    }
}

fn for_lock(path: &Path, error: &LockError) -> String {
    match error {
        LockError::Held(_) | LockError::StillHeld(_) => "wait for that process, or end it, and try again".to_owned(),
        LockError::File(_) => format!("check that you may write beside {}; --in-place does without a lock", path.display()),
    }
}
