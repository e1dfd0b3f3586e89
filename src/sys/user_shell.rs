//! The interactive shell of the user.

use super::Environment;
use std::ffi::OsString;

/// Returns the user's shell: `$SHELL`, else the login shell of `/etc/passwd`, else `sh`.
#[must_use]
#[cfg(unix)]
pub(crate) fn user_shell(environment: &Environment) -> OsString {
    environment.get("SHELL").map(OsString::from).or_else(login_shell).unwrap_or_else(|| "sh".into())
}

/// Returns `%ComSpec%`, else `cmd`.
#[must_use]
#[cfg(not(unix))]
pub(crate) fn user_shell(environment: &Environment) -> OsString {
    environment.get("ComSpec").unwrap_or("cmd").into()
}

#[cfg(unix)]
fn login_shell() -> Option<OsString> {
    const MAX_BYTES: u64 = 4 << 20;
    let users = super::Input::RegularFile("/etc/passwd".as_ref()).text(MAX_BYTES).ok()?;
    login_shell_in(&users, rustix::process::getuid().as_raw()).map(OsString::from)
}

/// Returns the shell of the user with this ID, from lines as in passwd(5).
#[cfg(unix)]
fn login_shell_in(users: &str, id: u32) -> Option<&str> {
    let id = id.to_string();
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    fields.filter(|fields| fields.get(2) == Some(&id.as_str())).find_map(|fields| fields.get(6).copied()).filter(|shell| !shell.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_login_shell_is_the_last_field_of_the_users_line() {
        let users = "root:x:0:0:root:/root:/bin/bash\n# comment\nalice:x:1000:1000::/home/alice:/usr/bin/zsh\nbob:x:1001:1001::/:\n";
        assert_eq!((login_shell_in(users, 0), login_shell_in(users, 1000)), (Some("/bin/bash"), Some("/usr/bin/zsh")));
        assert_eq!((login_shell_in(users, 1001), login_shell_in(users, 2)), (None, None));
        let environment = Environment::from([("SHELL", "/bin/fish")]);
        assert_eq!(user_shell(&environment), "/bin/fish");
    }
}
