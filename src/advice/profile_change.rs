//! Hints for profiles that could not be edited or renamed.

use super::{Command, Hint};
use crate::request::ProfileChangeError;
use crate::request::hint::hint;
use std::path::Path;

/// Returns the hints for a profile that was not edited or renamed.
pub(crate) fn for_profile_change(error: &ProfileChangeError) -> Vec<Hint> {
    vec![match error {
        ProfileChangeError::NoEditor { path, .. } => {
            hint!((format!("run the command in a terminal, with VISUAL or EDITOR set to your editor, or edit {} yourself", path.display())))
        }
        ProfileChangeError::EditorFailed { has_changes: false, .. } => hint!("set VISUAL to another editor, and run the command again"),
        ProfileChangeError::EditorFailed { has_changes: true, .. } | ProfileChangeError::ChangedMeanwhile { .. } => return Vec::new(),
        ProfileChangeError::Emptied(name) => {
            hint!("run the command again, or `", (Command::RemoveProfile(name.clone())), "` to remove the profile")
        }
        ProfileChangeError::Locked(_) => hint!("wait for that process or stop it, then try again"),
        ProfileChangeError::NameTaken { new, .. } => {
            hint!("choose another name; `", (Command::ShowProfile(new.clone())), "` shows that profile")
        }
        ProfileChangeError::AdministratorSettings { name, .. } => {
            hint!((format!("create a profile of the new name that contains the line: extends = \"{name}\"")))
        }
    }]
}

/// Returns the hint for a text that was edited and not saved: it is still in the file `draft`.
pub(crate) fn for_kept_draft(draft: &Path) -> Hint {
    hint!((format!("run the command again, and take your changes from {}", draft.display())))
}

/// Returns the hint for a renaming that failed and could not be undone.
pub(crate) fn for_half_renamed(old: &str, new: &str) -> Hint {
    let command = Command::RenameProfile(old.to_owned(), new.to_owned());
    hint!("correct this, and run `", (command), "` again, which goes on: both names exist now")
}
