//! A reverse proxy in front of MinIO publishes how to log in: the user knows nothing but the storage address.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;

use serde_json::json;

use crate::browser::Person;
use crate::clients::{Keys, assert_list_and_write};
use crate::logins::logs_in;
use crate::program::{bare, run, sts_cli};
use crate::servers::keycloak::ISSUER;
use crate::servers::listener::Listener;
use crate::servers::minio::ENDPOINT;
use crate::terminal::Terminal;

const METADATA: &str = "GET /.well-known/oauth-protected-resource ";

/// Starts a proxy that serves the metadata itself and passes everything else on to MinIO; returns its address.
fn proxy() -> String {
    let listener = Listener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://127.0.0.1:{}", listener.port());
    let document = json!({
        "resource": address,
        "authorization_servers": [ISSUER],
        "scopes_supported": ["openid", "profile", "email"],
        "sts_cli": {"client_id": "sts-cli"},
    });
    let document = document.to_string();
    listener.each(move |stream| {
        let document = document.clone();
        thread::spawn(move || pass_on(stream, &document));
    });
    address
}

/// Answers the first request of a connection, or connects it with MinIO.
fn pass_on(mut client: TcpStream, document: &str) -> io::Result<()> {
    let mut head = vec![0; 64 * 1024];
    let length = client.read(&mut head)?;
    head.truncate(length);
    if head.starts_with(METADATA.as_bytes()) {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", document.len());
        return write!(client, "{answer}Connection: close\r\n\r\n{document}");
    }
    let mut server = TcpStream::connect(ENDPOINT.trim_start_matches("http://"))?;
    server.write_all(&head)?;
    let (mut requests, mut requests_end) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        io::copy(&mut requests, &mut requests_end).ok();
        requests_end.shutdown(Shutdown::Write).ok();
    });
    io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Both)
}

#[test]
fn alice_knows_the_storage_address_only_and_types_name_and_password_at_the_provider() {
    logs_in("web-identity", "browser, from metadata", "MinIO, Keycloak", |story| {
        let (address, alice) = (proxy(), Person::signs_in("alice"));
        let mut terminal = Terminal::shows_all(story, &alice, &["login", &address]);
        terminal.waits_for("Log in at 127.0.0.1:8180, and send the token to 127.0.0.1:");
        assert!(!alice.browser_opened(story), "nothing is opened before the confirmation");
        terminal.types("y");
        terminal.waits_for("Logged in to storage as alice (policy readwrite)");
        terminal.waits_for("Set up the AWS profile `storage` now? [y/N]: ");
        alice.waits_for_page(story).assert_success("alice");
        terminal.types("y");
        terminal.ends().assert_ok();
        let list = run(bare(story, "aws").args(["s3", "ls", "--profile", "storage", "--endpoint-url", &address]));
        list.assert_ok();
        let keys = Keys::read(&sts_cli(story, &["get", "-o", "json", "--no-buckets"]).assert_ok());
        assert_list_and_write(story, &keys, "alice");
        keys
    });
}
