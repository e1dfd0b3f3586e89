//! Another user of this machine, who reads the command line of the browser: whatever address stands there, the login is not theirs.

use crate::support::browser::{CallbackRequest, Page};
use crate::support::child::{self, NOBODY};
use crate::support::program::{BINARY, Program};
use crate::support::skip;
use crate::support::stage::{Login, ScriptedServers};
use crate::support::tokens::CLIENT_ID;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use url::Url;

/// Starts a login whose browser does nothing; returns it with the opened address.
fn open_login<'a>(stage: &'a ScriptedServers, more: &[&str], variables: &[(&str, &str)]) -> (Login<'a>, Url) {
    let program = stage.program_with_browser(more).env("BROWSER", "true");
    let program = variables.iter().fold(program, |program, (name, value)| program.env(name, value));
    let login = stage.log_in_with(program);
    let address = login.running.events().wait_for("browser-opened")["address"].as_str().unwrap().parse().unwrap();
    (login, address)
}

/// Returns the response of the listener at `address` to an unprivileged user; `None` if this process cannot change its user.
fn visit_as_nobody(address: &Url) -> Option<String> {
    let (port, path) = (address.port().unwrap(), address.path());
    let script = format!(
        "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3"
    );
    if !rustix::process::geteuid().is_root() {
        skip("a visit of another user", "only root can be another user");
        return None;
    }
    let answer = Command::new("bash").args(["-c", &script]).uid(NOBODY).gid(NOBODY).current_dir("/").output().unwrap();
    Some(String::from_utf8(answer.stdout).unwrap())
}

/// Whether this response redirects to the provider, and is neither cached nor sent as a referrer.
fn redirects_to_provider(page: &Page, stage: &ScriptedServers) -> bool {
    let goes_there = page.header("location").is_some_and(|to| to.starts_with(&format!("{}/authorize?", stage.provider.origin())));
    let leaves_no_trace = page.header("cache-control") == Some("no-store") && page.header("referrer-policy") == Some("no-referrer");
    page.status == 303 && goes_there && leaves_no_trace
}

#[test]
fn the_browser_command_line_contains_no_login_parameters() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    assert_eq!((address.host_str(), address.query()), (Some("127.0.0.1"), None));
    assert!(address.path().len() > 43, "256 random bits: {address}");
    assert!(!address.as_str().contains(&login.parameter("state")));
    let page = CallbackRequest::to(&address).send();
    assert!(redirects_to_provider(&page, &stage), "{page:?}");
    let location = Url::parse(page.header("location").unwrap()).unwrap();
    assert!(location.query_pairs().any(|(name, value)| name == "state" && value == login.parameter("state")));
    login.completes();
}

#[test]
fn another_user_who_visits_first_is_rejected_with_one_warning() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    for _ in 0..2 {
        let Some(answer) = visit_as_nobody(&address) else { return };
        assert!(
            answer.starts_with("HTTP/1.1 403 ") && !answer.contains("authorize") && !answer.contains(&login.parameter("state")),
            "{answer}"
        );
    }
    assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage), "the person's own browser comes later, and is sent on");
    login.expects_token_and_sts(crate::support::sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.end().warns("another-user");
}

#[test]
fn another_user_who_visits_after_the_browser_is_rejected() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage));
    let Some(answer) = visit_as_nobody(&address) else { return };
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    login.expects_token_and_sts(crate::support::sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.end().warns("another-user");
}

#[test]
fn the_start_address_works_once_and_a_second_visit_does_not_end_the_login() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage));
    let again = CallbackRequest::to(&address).send();
    assert_eq!((again.status, again.header("location")), (410, None), "{again:?}");
    login.completes();
}

#[test]
fn other_requests_do_not_use_up_the_start_address() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    let visit = || CallbackRequest::to(&address);
    let longer = format!("{}x", address.path());
    for (what, visit, status) in [
        ("HEAD, as a program that looks before it opens", visit().method("HEAD"), 405),
        ("POST", visit().method("POST"), 405),
        ("another name, by which another page reached us", visit().host("rebound.example"), 400),
        ("a longer path", visit().path(&longer), 404),
        ("a shorter path", visit().path(&address.path()[..40]), 404),
        ("the path in capitals", visit().path(&address.path().to_uppercase()), 404),
    ] {
        let page = visit.send();
        assert_eq!((page.status, page.header("location")), (status, None), "{what}: {page:?}");
    }
    assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage));
    login.completes();
}

/// A browser that gives up at once, or opens connections ahead: whose a closed one was the kernel does not say, and shows root's number.
#[test]
fn a_closed_connection_is_not_reported_as_another_user() {
    let stage = ScriptedServers::new();
    let (login, address) = open_login(&stage, &[], &[]);
    let (port, path) = (address.port().unwrap(), address.path());
    for _ in 0..30 {
        let mut connection = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(connection, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    }
    login.expects_token_and_sts(crate::support::sts::grant());
    assert_eq!(login.callback().send().status, 200);
    let outcome = login.end();
    assert!(outcome.code == 0 && !outcome.stderr.contains("another user"), "{outcome:?}");
}

/// This user has the number that the kernel shows for everybody who has none: nobody knows who is who.
#[test]
fn a_second_visit_ends_the_login_if_the_visitors_user_is_unknown() {
    if !rustix::process::geteuid().is_root() {
        return skip("a login of nobody's", "only root can be another user");
    }
    let stage = ScriptedServers::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let program = child::copy(Path::new(&*BINARY), folder.path()).display().to_string();
    let number = NOBODY.to_string();
    let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
    let words = ["--reuid", &number, "--regid", &number, "--clear-groups", &program, "web-identity", "-o", "json", "--no-cache"];
    let words = words.into_iter().chain(["--issuer", &issuer, "--endpoint", &endpoint, "--client-id", CLIENT_ID]);
    let program = ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]
        .iter()
        .fold(Program::of("setpriv", words), |program, name| program.env(name, "/nonexistent"));
    let running = program.env("BROWSER", "sh -c 'echo opened: $0.' %s").start();
    let address = |text: &str| Some(text.split_once("opened: ")?.1.split_once(".\n")?.0.to_owned());
    let address: Url = running.wait_for_stderr(address).parse().unwrap();
    assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage));
    let second = CallbackRequest::to(&address).send();
    assert_eq!((second.status, second.header("location")), (403, None), "{second:?}");
    let outcome = running.end();
    let said = "error: the login was stopped: the one-time browser address was requested twice\n  hint: ";
    outcome.fails_with_fragments(4, &[said, "--no-browser"]);
}

#[test]
fn a_remote_browser_gets_the_address_of_the_provider() {
    for (what, browser, variables) in [
        ("over SSH", "true", &[("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")][..]),
        ("in a remote editor", "true", &[("VSCODE_IPC_HOOK_CLI", "/run/ipc.sock")]),
        ("in a pod", "true", &[("KUBERNETES_SERVICE_HOST", "10.0.0.1")]),
        ("with a helper of an editor in WSL", "HELPER", &[("WSL_DISTRO_NAME", "Ubuntu"), ("VSCODE_IPC_HOOK_CLI", "/run/ipc.sock")]),
    ] {
        let stage = ScriptedServers::new();
        let folder = tempfile::tempdir().unwrap();
        let helper = folder.path().join("bin/helpers/browser.sh");
        std::fs::create_dir_all(helper.parent().unwrap()).unwrap();
        child::copy(Path::new("/bin/true"), folder.path());
        std::fs::rename(folder.path().join("true"), &helper).unwrap();
        let browser = browser.replace("HELPER", helper.to_str().unwrap());
        let (login, address) = open_login(&stage, &[], &[&[("BROWSER", browser.as_str())], variables].concat());
        assert_eq!(address.path(), "/authorize", "{what}");
        login.completes();
    }
}

#[test]
fn listeners_on_localhost_and_ipv6_have_a_one_time_address_too() {
    for redirect in ["http://localhost/back", "http://[::1]/back"] {
        let stage = ScriptedServers::new();
        let (login, address) = open_login(&stage, &["--redirect-uri", redirect], &[]);
        assert!(redirects_to_provider(&CallbackRequest::to(&address).send(), &stage), "{redirect}: {address}");
        login.completes();
    }
}
