//! Chooses the login method: a pure function of the requested method, the provider's endpoints, and the environment.

use crate::request::{BrowserUse, LoginMethod};
use crate::sys::{Browser, Environment};

/// The method of an interactive login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChosenMethod {
    /// Open a browser on this machine.
    Open,
    /// Show the address; the user opens it anywhere, and may paste the address of the last page.
    Show,
    /// Show a code to enter on any device.
    Device,
}

/// The facts about this process's environment that determine the login method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LoginEnvironment {
    /// Whether the user has set `$BROWSER`.
    has_browser_variable: bool,
    /// Whether a graphical browser can be shown.
    has_display: bool,
    /// Whether this runs over SSH, in a container or in a remote editor, where a browser opened here is rarely visible.
    is_remote_or_container: bool,
    /// Whether a browser that this process opens reaches the loopback addresses of this process.
    browser_reaches_loopback: bool,
    /// Whether there is a terminal to prompt on.
    is_interactive: bool,
}

impl LoginEnvironment {
    /// Detects the facts from `environment`, the container marker file, and whether there is a terminal.
    pub(super) fn of(environment: &Environment, is_marked_as_container: bool, is_interactive: bool) -> Self {
        let is_any_set = |names: &[&str]| names.iter().any(|name| environment.get(name).is_some());
        let browser = Browser::from_environment(environment);
        let ssh = is_any_set(&["SSH_CONNECTION", "SSH_TTY"]);
        let container = is_any_set(&["KUBERNETES_SERVICE_HOST", "container", "CODESPACES", "REMOTE_CONTAINERS"]);
        let remote_editor = is_any_set(&["VSCODE_IPC_HOOK_CLI"]) && !is_any_set(&["WSL_DISTRO_NAME"]);
        let is_remote = ssh || container || remote_editor;
        Self {
            has_browser_variable: browser.is_configured(),
            has_display: browser.has_display(),
            is_remote_or_container: is_remote || is_marked_as_container,
            // A marker file shows only that this is a container: a browser set by the user runs inside it too.
            browser_reaches_loopback: !is_remote && (browser.is_configured() || !is_marked_as_container),
            is_interactive,
        }
    }

    /// Whether a browser opened by this process reaches its loopback addresses. Not over SSH, in a remote editor or in a container set up
    /// by one: there, `$BROWSER` is usually a helper that opens addresses on the user's own machine.
    pub(super) fn reaches_loopback(&self) -> bool {
        self.browser_reaches_loopback
    }

    /// Chooses the method; `None` if prompting is not possible. `has_device`: whether the provider offers device codes.
    pub(super) fn choose(&self, method: LoginMethod, browser: BrowserUse, has_device: bool) -> Option<ChosenMethod> {
        match (method, browser) {
            (LoginMethod::Never, _) => None,
            (_, BrowserUse::OpenForATerminal) if !self.is_interactive => None,
            (LoginMethod::Device, _) => Some(ChosenMethod::Device),
            (LoginMethod::Paste, _) | (_, BrowserUse::ShowAddress) => Some(ChosenMethod::Show),
            (LoginMethod::Browser, _) => Some(ChosenMethod::Open),
            (LoginMethod::Auto, _) => self.choose_automatically(has_device),
        }
    }

    /// Chooses the method for `auto`: a browser where the user can see it, else a device code, else the address.
    fn choose_automatically(&self, has_device: bool) -> Option<ChosenMethod> {
        if self.has_browser_variable || self.has_display && !self.is_remote_or_container {
            return Some(ChosenMethod::Open);
        }
        match (self.is_interactive, has_device, self.has_display) {
            (true, true, _) => Some(ChosenMethod::Device),
            (_, _, true) => Some(ChosenMethod::Open),
            (true, _, false) => Some(ChosenMethod::Show),
            (false, _, false) => None,
        }
    }
}

/// Returns the `ssh` command that forwards the callback from the user's machine; `None` if this process does not run over SSH.
pub(super) fn ssh_tunnel_command(environment: &Environment, host: &str, port: u16) -> Option<String> {
    let connection = environment.get("SSH_CONNECTION").or(environment.get("SSH_TTY"))?;
    let mut parts = connection.split(' ').skip(2);
    let server = parts.next().unwrap_or("THIS-MACHINE");
    let ssh_port = parts.next().filter(|port| *port != "22").map_or_else(String::new, |port| format!("-p {port} "));
    let user = environment.get("USER").map_or_else(String::new, |user| format!("{user}@"));
    Some(format!("ssh {ssh_port}-L {port}:{host}:{port} {user}{server}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const DESK: (&str, &str) = ("DISPLAY", ":0");
    const SSH: (&str, &str) = ("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");

    fn auto<const N: usize>(variables: [(&str, &str); N], is_marked: bool, interactive: bool, has_device: bool) -> Option<ChosenMethod> {
        LoginEnvironment::of(&variables.into(), is_marked, interactive).choose(LoginMethod::Auto, BrowserUse::Open, has_device)
    }

    #[test]
    fn auto_depends_on_the_machine_and_the_provider() {
        use ChosenMethod::{Device, Open, Show};
        for (name, with_device, without_device, found) in [
            ("a desk", Some(Open), Some(Open), [true, false].map(|device| auto([DESK], false, true, device))),
            ("a desk, nobody at a terminal", Some(Open), Some(Open), [true, false].map(|device| auto([DESK], false, false, device))),
            ("no display", Some(Device), Some(Show), [true, false].map(|device| auto([], false, true, device))),
            ("no display, no terminal", None, None, [true, false].map(|device| auto([], false, false, device))),
            ("ssh", Some(Device), Some(Show), [true, false].map(|device| auto([SSH], false, true, device))),
            (
                "ssh, by its terminal",
                Some(Device),
                Some(Show),
                [true, false].map(|device| auto([("SSH_TTY", "/dev/pts/1")], false, true, device)),
            ),
            ("ssh with X11", Some(Device), Some(Open), [true, false].map(|device| auto([SSH, DESK], false, true, device))),
            ("ssh, $BROWSER set", Some(Open), Some(Open), [true, false].map(|device| auto([SSH, ("BROWSER", "b")], false, true, device))),
            ("docker", Some(Device), Some(Show), [true, false].map(|device| auto([], true, true, device))),
            ("docker with a display", Some(Device), Some(Open), [true, false].map(|device| auto([DESK], true, true, device))),
            (
                "a pod",
                Some(Device),
                Some(Show),
                [true, false].map(|device| auto([("KUBERNETES_SERVICE_HOST", "10.0.0.1")], false, true, device)),
            ),
            ("nspawn", Some(Device), Some(Show), [true, false].map(|device| auto([("container", "systemd-nspawn")], false, true, device))),
            (
                "a remote editor",
                Some(Device),
                Some(Open),
                [true, false].map(|device| auto([DESK, ("VSCODE_IPC_HOOK_CLI", "/s")], false, true, device)),
            ),
            ("WSL", Some(Open), Some(Open), [true, false].map(|device| auto([("WSL_DISTRO_NAME", "Ubuntu")], false, true, device))),
            (
                "an editor in WSL",
                Some(Open),
                Some(Open),
                [true, false].map(|device| auto([("WSL_DISTRO_NAME", "Ubuntu"), ("VSCODE_IPC_HOOK_CLI", "/s")], false, true, device)),
            ),
        ] {
            assert_eq!(found, [with_device, without_device], "{name}: with and without device codes");
        }
    }

    #[test]
    fn the_one_time_address_is_used_only_if_the_browser_runs_on_this_machine() {
        let reaches_loopback =
            |variables: [(&str, &str); 2], is_marked| LoginEnvironment::of(&variables.into(), is_marked, true).reaches_loopback();
        const BROWSER: (&str, &str) = ("BROWSER", "firefox");
        for (name, expected, found) in [
            ("a desk", true, reaches_loopback([DESK, ("LANG", "C")], false)),
            ("$BROWSER in docker", true, reaches_loopback([DESK, BROWSER], true)),
            ("docker with a display", false, reaches_loopback([DESK, ("LANG", "C")], true)),
            ("ssh", false, reaches_loopback([SSH, BROWSER], false)),
            ("nspawn", false, reaches_loopback([("container", "systemd-nspawn"), BROWSER], false)),
            ("a remote editor", false, reaches_loopback([("VSCODE_IPC_HOOK_CLI", "/s"), BROWSER], false)),
        ] {
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_chosen_login_method_is_used_on_any_machine() {
        let empty = LoginEnvironment::default();
        let desktop = LoginEnvironment::of(&[DESK].into(), false, true);
        for environment in [empty, desktop] {
            assert_eq!(environment.choose(LoginMethod::Never, BrowserUse::Open, true), None);
            assert_eq!(environment.choose(LoginMethod::Device, BrowserUse::Open, false), Some(ChosenMethod::Device));
            assert_eq!(environment.choose(LoginMethod::Device, BrowserUse::ShowAddress, true), Some(ChosenMethod::Device));
            assert_eq!(environment.choose(LoginMethod::Paste, BrowserUse::Open, true), Some(ChosenMethod::Show));
            assert_eq!(environment.choose(LoginMethod::Browser, BrowserUse::Open, true), Some(ChosenMethod::Open));
            assert_eq!(environment.choose(LoginMethod::Auto, BrowserUse::ShowAddress, true), Some(ChosenMethod::Show));
        }
        for method in [LoginMethod::Auto, LoginMethod::Browser, LoginMethod::Device, LoginMethod::Paste] {
            assert_eq!(empty.choose(method, BrowserUse::OpenForATerminal, true), None, "a helper asks nobody without a terminal");
        }
    }

    #[test]
    fn the_tunnel_command_is_shown_over_ssh() {
        let environment = [SSH, ("USER", "alice")].into();
        assert_eq!(ssh_tunnel_command(&environment, "127.0.0.1", 8000).as_deref(), Some("ssh -L 8000:127.0.0.1:8000 alice@192.0.2.1"));
        let environment = [("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 2222")].into();
        assert_eq!(ssh_tunnel_command(&environment, "127.0.0.1", 8000).as_deref(), Some("ssh -p 2222 -L 8000:127.0.0.1:8000 192.0.2.1"));
        let environment = [("SSH_TTY", "/dev/pts/1")].into();
        assert_eq!(ssh_tunnel_command(&environment, "[::1]", 8000).as_deref(), Some("ssh -L 8000:[::1]:8000 THIS-MACHINE"));
        assert_eq!(ssh_tunnel_command(&[DESK].into(), "127.0.0.1", 8000), None);
    }
}
