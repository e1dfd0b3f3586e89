//! Why a profile was not edited or renamed.

use crate::sys::files::LockError;
use std::path::PathBuf;

/// Why a profile was not edited or renamed. Its file is unchanged.
#[derive(thiserror::Error)]
pub enum ProfileChangeError {
    /// No editor can be started: there is no terminal, or no variable names one.
    #[error("could not edit the profile `{name}`: {problem}")]
    NoEditor {
        /// The profile.
        name: String,
        /// The missing part, as a clause.
        problem: &'static str,
        /// The file of the profile.
        path: PathBuf,
    },
    /// The editor reported a failure, or was ended by a signal.
    #[error("could not edit the profile `{name}`: the editor `{editor}` ended with exit code {code}")]
    EditorFailed {
        /// The profile.
        name: String,
        /// The command of the editor.
        editor: String,
        /// Its exit code; 128 + n after signal n.
        code: u8,
        /// Whether the user's text has changes, which then stay.
        has_changes: bool,
    },
    /// The editor left a file without text, or none.
    #[error("could not save the profile `{0}`: the editor left no text")]
    Emptied(String),
    /// Another program changed the file while it was edited.
    #[error("could not save the profile `{name}`: another program changed {} meanwhile", path.display())]
    ChangedMeanwhile {
        /// The profile.
        name: String,
        /// The file of the profile.
        path: PathBuf,
    },
    /// Another process changes profiles, and did not end in time.
    #[error("could not change the profiles")]
    Locked(#[source] LockError),
    /// The new name is that of an existing profile.
    #[error("could not rename the profile `{old}`: profile `{new}` already exists")]
    NameTaken {
        /// The profile.
        old: String,
        /// The new name.
        new: String,
    },
    /// The administrator's profile of the same name has settings that would be lost.
    #[error("could not rename the profile `{name}`: it also has settings of the administrator's {}", path.display())]
    AdministratorSettings {
        /// The profile.
        name: String,
        /// The administrator's file.
        path: PathBuf,
    },
}
debug_as_display!(ProfileChangeError);
