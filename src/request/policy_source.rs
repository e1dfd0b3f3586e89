//! Where a session policy is: `--policy POLICY`.

use std::path::PathBuf;

/// A place that holds a session policy as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// The JSON itself.
    Json(String),
    /// A file.
    File(PathBuf),
    /// `-`: standard input to its end.
    Stdin,
}

impl From<&str> for PolicySource {
    /// What begins with a brace is the policy itself, anything else but `-` a path.
    fn from(text: &str) -> Self {
        match text {
            "-" => Self::Stdin,
            json if json.trim_start().starts_with('{') => Self::Json(json.to_owned()),
            path => Self::File(path.into()),
        }
    }
}
