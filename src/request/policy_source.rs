//! [`PolicySource`]: the source of a session policy, `--policy POLICY`.

use std::path::PathBuf;

/// The source of a session policy in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// The JSON itself.
    Json(String),
    /// A file.
    File(PathBuf),
    /// `-`: standard input until end of file.
    Stdin,
}

impl From<&str> for PolicySource {
    /// Treats text that starts with a brace as JSON, `-` as standard input, anything else as a path.
    fn from(text: &str) -> Self {
        match text {
            "-" => Self::Stdin,
            json if json.trim_start().starts_with('{') => Self::Json(json.to_owned()),
            path => Self::File(path.into()),
        }
    }
}
