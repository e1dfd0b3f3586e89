//! [`KeyField`]: the fields of cache keys and stored records, and how lists and paths are written in them.

use std::path::Path;

/// The name and value of a field.
pub(crate) type KeyField = (&'static str, String);

/// Returns scopes without repetitions, in an order that does not depend on how they were given.
pub(crate) fn sorted_scopes(scopes: &[String]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort();
    scopes.dedup();
    scopes.join(" ")
}

/// Makes `path` absolute. Returns `None` for files that exist only during this run (standard input, a pipe), and for paths that are not
/// UTF-8.
fn persistent_path(path: &Path) -> Option<String> {
    let is_file = !["/dev", "/proc"].iter().any(|folder| path.starts_with(folder)) && path.is_file();
    is_file.then(|| std::path::absolute(path).ok()?.into_os_string().into_string().ok()).flatten()
}

/// Returns the text to store for the path of a file: absolute; empty if there is none, or if it exists only during this run.
pub(crate) fn stored_path(path: Option<&Path>) -> String {
    path.and_then(persistent_path).unwrap_or_default()
}
