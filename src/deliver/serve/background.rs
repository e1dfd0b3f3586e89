//! The endpoint in a second process, for ksh93: its command substitution waits until the process that it started exits, not only until that
//! one closes its output. So a second process of this program serves, which ksh93 does not know, while this one prints its commands and
//! exits.

use super::Error;
use crate::sys::{Deps, exit_code, spawn_self};
use std::io::{self, Read as _, Write as _};
use zeroize::Zeroizing;

/// Starts the serving process and prints the commands that it outputs. Returns 0, or the exit code of that process if it printed nothing.
///
/// # Errors
/// [`Error::NotInBackground`].
pub(crate) fn serve_in_background(deps: &Deps) -> Result<u8, Error> {
    print_child_output(deps).map_err(Error::NotInBackground)
}

fn print_child_output(deps: &Deps) -> io::Result<u8> {
    let mut child = spawn_self()?;
    let mut commands = Zeroizing::new(Vec::new());
    if let Some(mut output) = child.stdout.take() {
        output.read_to_end(&mut commands)?;
    }
    if commands.is_empty() {
        return child.wait().map(exit_code);
    }
    let process = child.id();
    deps.terminal.note(&format!(
        "ksh93 waits for background processes of a command substitution, so process {process} serves the endpoint instead of $!"
    ));
    io::stdout().write_all(&commands).map(|()| 0)
}
