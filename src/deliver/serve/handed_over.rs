//! An endpoint for ksh93, which waits for the end of whatever a command substitution started: another process of this program serves, and
//! this one passes its commands on and ends.

use super::Error;
use crate::sys::{Deps, exit_code, restart};
use std::io::{self, Read as _, Write as _};
use zeroize::Zeroizing;

/// Starts the process that serves, and passes on the commands that it prints. Returns its exit code if it printed none, else 0.
///
/// # Errors
/// [`Error::NotHandedOver`].
pub fn hand_over(deps: &Deps) -> Result<u8, Error> {
    pass_on(deps).map_err(Error::NotHandedOver)
}

fn pass_on(deps: &Deps) -> io::Result<u8> {
    let mut serving = restart()?;
    let mut commands = Zeroizing::new(Vec::new());
    if let Some(mut output) = serving.stdout.take() {
        output.read_to_end(&mut commands)?;
    }
    if commands.is_empty() {
        return serving.wait().map(exit_code);
    }
    let process = serving.id();
    deps.terminal.note(&format!("ksh93 waits for what a command substitution started: process {process} serves, and $! has ended"));
    io::stdout().write_all(&commands).map(|()| 0)
}
