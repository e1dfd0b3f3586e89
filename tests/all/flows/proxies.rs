//! Proxies that are dead, refuse, or are named wrongly: the proxy and its variable are named, nobody goes around it, and its password is
//! never shown.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::sandbox_script::free_port;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts::ASSUME_ROLE_GRANT;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};

fn assume_role(endpoint: &str, variables: &[(&str, &str)]) -> Outcome {
    let arguments = ["assume-role", "-o", "json", "--no-cache", "--allow-http", "--endpoint", endpoint];
    let program = Program::sts_cli(arguments).env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret");
    variables.iter().fold(program, |program, (name, value)| program.env(name, value)).run()
}

#[test]
fn a_failed_connection_names_the_proxy_and_its_variable() {
    let mut table = Table::default();
    let dead = format!("http://user:planted-secret@127.0.0.1:{}", free_port());
    let mut row = |what: &str, endpoint: &str, variable: &str, value: &str| {
        let outcome = assume_role(endpoint, &[(variable, value)]);
        assert!(!outcome.stderr.contains("planted-secret") && !outcome.stderr.contains("--endpoint"), "{outcome:?}");
        table.fails(6, what, &outcome);
    };
    row("nobody listens", "https://storage.invalid", "HTTPS_PROXY", &dead);
    row("nobody listens, in the clear", "http://storage.invalid", "http_proxy", &dead);
    row("no such host", "https://storage.invalid", "ALL_PROXY", "http://proxy.invalid:3128");
    for (what, answer) in [
        ("407", ScriptedResponse::empty(407).header("Proxy-Authenticate", "Basic realm=\"corp\"")),
        ("403", ScriptedResponse::html(403)),
        ("502", ScriptedResponse::empty(502)),
        ("hangs up", ScriptedResponse::hang_up()),
        ("no HTTP", ScriptedResponse::raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
    ] {
        let proxy = Hostile::start();
        proxy.allow("CONNECT storage.invalid:443", answer);
        let address = proxy.origin().replace("http://", "http://user:planted-secret@");
        row(what, "https://storage.invalid", "https_proxy", &address);
    }
    let proxy = Hostile::start();
    proxy.allow("HEAD http://storage.invalid/", ScriptedResponse::empty(407));
    proxy.allow("POST http://storage.invalid/", ScriptedResponse::empty(407));
    row("407, in the clear", "http://storage.invalid", "HTTP_PROXY", &proxy.origin());
    let plain = proxy.origin().replace("http://", "https://");
    row("https:// for a proxy in the clear", "https://storage.invalid", "HTTPS_PROXY", &plain);
    table.matches("on-the-way");
}

#[test]
fn an_invalid_proxy_variable_is_an_error() {
    let mut table = Table::default();
    for (variable, value) in [
        ("HTTPS_PROXY", "\"http://proxy.example:3128\""),
        ("https_proxy", "http://user:planted#secret@proxy.example:3128"),
        ("ALL_PROXY", "proxy.example:port"),
        ("HTTPS_PROXY", "http://proxy.example:3128/path"),
        ("HTTPS_PROXY", "file:///etc/proxy"),
        ("all_proxy", "socks5h://user:planted-secret@proxy.example:1080"),
        ("HTTPS_PROXY", "socks4://proxy.example"),
    ] {
        let outcome = assume_role("https://storage.invalid", &[(variable, value)]);
        assert!(!outcome.stderr.contains("planted"), "{outcome:?}");
        table.fails(3, &format!("{variable}={value}"), &outcome);
    }
    table.matches("no-proxies");
}

/// What templates, shells and lists leave in a variable: a URL may have such a host, but no HTTP client finds a proxy in it.
const NO_HOSTS: [&str; 12] = [
    "${PROXY}",
    "$PROXY",
    "{{proxy}}",
    "http://{proxy}:3128",
    "\"proxy\"",
    "`proxy`",
    "http://%7Bproxy%7D:3128",
    "http://user:planted@{proxy}:1",
    "proxy;",
    "(proxy):3128",
    "one,two",
    "http://proxy=x:3128",
];

#[test]
fn nothing_is_sent_directly_if_the_set_proxy_cannot_be_used() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = target.local_addr().unwrap().port();
    target.set_nonblocking(true).unwrap();
    for (variable, scheme) in [("HTTPS_PROXY", "https"), ("all_proxy", "https"), ("http_proxy", "http"), ("HTTP_PROXY", "http")] {
        for value in NO_HOSTS {
            let outcome = assume_role(&format!("{scheme}://0.0.0.0:{port}"), &[(variable, value)]);
            assert!(outcome.code == 3 && outcome.stderr.contains(variable) && !outcome.stderr.contains("planted"), "{value}: {outcome:?}");
            assert!(target.accept().is_err(), "{variable}={value}: something went directly");
        }
    }
    if cfg!(target_os = "linux") {
        let direct = assume_role(&format!("https://0.0.0.0:{port}"), &[("HTTPS_PROXY", ""), ("STS_CLI_TIMEOUT", "1s")]);
        assert!(direct.code == 6 && target.accept().is_ok(), "it can be reached: {direct:?}");
    }
}

#[test]
fn whitespace_around_a_proxy_variable_and_empty_variables_are_ignored() {
    for value in [" ADDRESS", "ADDRESS\r", "\tADDRESS \n", "\u{feff}ADDRESS"] {
        let proxy = Hostile::start();
        proxy.expect("POST http://storage.invalid/", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
        proxy.allow("HEAD http://storage.invalid/", ScriptedResponse::empty(200));
        let outcome =
            assume_role("http://storage.invalid", &[("HTTP_PROXY", ""), ("http_proxy", &value.replace("ADDRESS", &proxy.origin()))]);
        assert_eq!(outcome.code, 0, "{value:?}: {outcome:?}");
    }
}

#[test]
fn only_hosts_in_no_proxy_are_reached_directly() {
    let proxy = Hostile::start();
    proxy.allow("HEAD http://storage.invalid:9000/", ScriptedResponse::empty(200));
    proxy.allow("POST http://storage.invalid:9000/", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let with = |list: &str| assume_role("http://storage.invalid:9000", &[("http_proxy", &proxy.origin()), ("no_proxy", list)]);
    for list in ["other.example", "storage.invalid:9001", "10.0.0.0/8", "xstorage.invalid", "*.storage.invalid.example"] {
        assert_eq!(with(list).code, 0, "{list}");
    }
    let through = proxy.requests().len();
    for list in ["one storage.invalid", "storage.invalid:9000,two", "*.invalid", ".invalid", "*"] {
        let outcome = with(list);
        assert!(outcome.code == 6 && !outcome.stderr.contains("through the proxy"), "{list}: {outcome:?}");
    }
    assert_eq!(proxy.requests().len(), through, "a host of NO_PROXY went through the proxy");
}

#[test]
fn http_proxy_is_ignored_in_a_cgi_program() {
    let proxy = Hostile::start();
    let outcome = assume_role("http://storage.invalid", &[("HTTP_PROXY", &proxy.origin()), ("REQUEST_METHOD", "GET")]);
    assert!(outcome.code == 6 && proxy.requests().is_empty(), "{outcome:?}");
}

/// A proxy that connects everybody to `backend`.
fn tunnel(backend: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                client.read_exact(&mut byte).unwrap();
                request.extend(byte);
            }
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            let server = TcpStream::connect(backend).unwrap();
            let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (mut from_server, mut to_client) = (server, client);
            std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from_server, &mut to_client);
                let _ = to_client.shutdown(Shutdown::Both);
            });
        }
    });
    address
}

/// A server that answers whatever it reads first with these bytes, and closes the connection.
fn server(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 16 * 1024]);
            client.write_all(answer).unwrap();
        }
    });
    address
}

#[test]
fn failures_of_a_server_behind_a_proxy_name_the_server() {
    let mut table = Table::default();
    for (what, answer) in [("it speaks plain http", &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..]), ("it hangs up", b"")] {
        let outcome = assume_role("https://storage.invalid", &[("HTTPS_PROXY", &format!("http://{}", tunnel(server(answer))))]);
        table.fails(6, what, &outcome);
    }
    table.matches("server-behind-a-proxy");
}
