//! Hints for profiles that could not be edited or renamed.

use super::{Command, Hint};
use crate::request::ProfileChangeError;
use crate::request::hint::hint;

/// Returns the hints for a profile that was not edited or renamed.
pub(crate) fn for_profile_change(error: &ProfileChangeError) -> Vec<Hint> {
    vec![match error {
        ProfileChangeError::NoEditor { path, .. } => {
            hint!((format!("run the command in a terminal, with VISUAL or EDITOR set to your editor, or edit {} yourself", path.display())))
        }
        ProfileChangeError::EditorFailed { draft: Some(draft), .. } => {
            hint!((format!("run the command again, and take your changes from {}", draft.display())))
        }
        ProfileChangeError::EditorFailed { draft: None, .. } => hint!("set VISUAL to another editor, and run the command again"),
        ProfileChangeError::ChangedMeanwhile { draft, .. } => {
            hint!((format!("run the command again, and take your changes from {}", draft.display())))
        }
        ProfileChangeError::NameTaken { new, .. } => {
            hint!("choose another name; `", (Command::ShowProfile(new.clone())), "` shows that profile")
        }
        ProfileChangeError::AdministratorSettings { name, .. } => {
            hint!((format!("create a profile of the new name that contains the line: extends = \"{name}\"")))
        }
    }]
}
