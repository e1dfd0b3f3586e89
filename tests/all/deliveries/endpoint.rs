//! Authorization and robustness of the endpoint.

use super::upstream::{Reply, RunningEndpoint, SECRET_KEY, Upstream, connect, request, wait_until};
use crate::support::limits::allows_many_files;
use crate::support::skip;
use jiff::SignedDuration;
use serde_json::json;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use sts_cli::deliver::serve::{self, CredentialsEndpoint};
use sts_cli::sys::Environment;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[test]
fn credentials_are_served_to_clients_with_the_token() {
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let expected = json!({
        "AccessKeyId": "FAKEKEY1", "SecretAccessKey": SECRET_KEY, "Token": "fake-session-token", "Expiration": "2030-01-01T01:00:00Z",
    });
    let token = &running.token;
    for authorization in [token.clone(), format!("Bearer {token}"), format!("bearer {token}"), format!("BEARER {token}")] {
        let headers = format!("Host: localhost:{}\r\nAuthorization: {authorization}\r\n", running.port);
        let reply = Reply::to(&running.with_headers(&headers), running.port);
        assert_eq!((reply.status, reply.json()), (200, expected.clone()));
        assert!(reply.text.contains("cache-control: no-store\r\n"), "{}", reply.text);
    }
    let strangers = ["", "wrong", "Bearer ", &token[..42], &format!("{token}A"), &token.to_lowercase(), &format!("Basic {token}")];
    for stranger in strangers {
        let headers = format!("Host: 127.0.0.1:{}\r\nAuthorization: {stranger}\r\n", running.port);
        refused(&Reply::to(&running.with_headers(&headers), running.port), 401, "Unauthorized");
    }
    let nothing = format!("Host: 127.0.0.1:{}\r\n", running.port);
    refused(&Reply::to(&running.with_headers(&nothing), running.port), 401, "Unauthorized");
    running.stop();
}

fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.json()["code"].as_str()), (status, Some(code)), "{reply:?}");
    assert!(reply.json()["message"].is_string(), "{reply:?}");
    assert!(!reply.text.contains("FAKEKEY") && !reply.text.contains(SECRET_KEY), "{reply:?}");
}

#[test]
fn the_endpoint_answers_only_loopback_host_names() {
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let (port, token) = (running.port, &running.token);
    let asked = |host: &str| Reply::to(&running.with_headers(&format!("Host: {host}\r\nAuthorization: {token}\r\n")), port);
    for host in ["127.0.0.1", "localhost", "LocalHost", "127.0.0.1.", "127.0.0.1:1", &format!("localhost.:{port}")] {
        assert_eq!(asked(host).key(), "FAKEKEY1", "{host}");
    }
    let foreign = ["", "evil.example", "[::1]", "user@127.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example"];
    for host in foreign {
        refused(&asked(host), 400, "WrongHost");
        refused(&asked(&format!("{host}:{port}")), 400, "WrongHost");
    }
    refused(&asked(&format!("127.0.0.1:{port}.")), 400, "WrongHost");
    refused(&Reply::to(&running.with_headers(&format!("Authorization: {token}\r\n")), port), 400, "WrongHost");
    let health = format!("GET /healthz HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n");
    refused(&Reply::to(&health, port), 400, "WrongHost");
    let elsewhere = running.request_text().replace("GET /", &format!("GET http://evil.example:{port}/"));
    refused(&Reply::to(&elsewhere, port), 400, "WrongHost");
    running.stop();
}

#[test]
fn other_paths_and_methods_are_rejected() {
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let asked = |from: &str, to: &str| Reply::to(&running.request_text().replace(from, to), running.port);
    for path in ["/", "/credentials/", "/credentials/x", "/Credentials", "/%63redentials", "/healthz/", "//credentials"] {
        refused(&asked("/credentials", path), 404, "NotFound");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        refused(&asked("GET", method), 405, "MethodNotAllowed");
    }
    let head = asked("GET", "HEAD");
    assert_eq!((head.status, head.text.ends_with("\r\n\r\n")), (200, true), "{head:?}");
    running.stop();
}

#[test]
fn health_shows_without_a_token_only_whether_credentials_are_valid() {
    let upstream = Upstream::granting(HOUR);
    let running = RunningEndpoint::start(&upstream);
    assert_eq!(running.get().key(), "FAKEKEY1");
    let health = running.health();
    assert_eq!((health.status, health.json()), (200, json!({"status": "ok"})));
    upstream.refuse(Some("the STS is away"));
    upstream.at(upstream.now() + HOUR);
    let health = running.health();
    assert_eq!((health.status, health.json()), (503, json!({"status": "no credentials"})));
    running.stop();
}

#[test]
fn only_clients_with_the_token_keep_their_connection() {
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let open = running.request_text().replace("Connection: close\r\n", "");
    let answers = |requests: &[&str]| {
        let mut stream = connect(running.port);
        let _ = stream.write_all(requests.concat().as_bytes()); // the rest may find the connection closed
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        String::from_utf8_lossy(&text).matches("HTTP/1.1 ").count()
    };
    assert_eq!(answers(&[&open, &open, &running.request_text()]), 3);
    let strangers =
        [("/credentials", "/healthz"), ("/credentials", "/"), ("GET", "POST"), ("127.0.0.1", "evil.example"), (&running.token, "x")];
    for (from, to) in strangers {
        let request = open.replace(from, to);
        assert_ne!(request, open, "{from}");
        assert_eq!(answers(&[request.as_str(); 100]), 1, "{to}: requests that wait for their turn would delay all others");
    }
    running.stop();
}

#[test]
fn a_twenty_megabyte_header_is_rejected_and_other_clients_are_served() {
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let huge = "X-Padding: ".to_owned() + &"x".repeat(20 * 1024 * 1024) + "\r\n";
    let reply = Reply::to(&running.with_headers(&huge), running.port);
    assert!(matches!(reply.status, 0 | 431), "{reply:?}");
    assert_eq!(running.get().key(), "FAKEKEY1");
    running.stop();
}

#[test]
fn slow_clients_on_all_connections_are_dropped_and_others_are_served() {
    if !allows_many_files() {
        return skip("dawdlers in every place", "this user may not open so many files");
    }
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let mut dawdlers: Vec<_> = (0..512).map(|_| connect(running.port)).collect();
    dawdlers.iter_mut().for_each(|dawdler| dawdler.write_all(b"GET /credentials HTTP/1.1\r\nHost: ").unwrap());
    assert_eq!(running.get().key(), "FAKEKEY1");
    let was_sent_away = |dawdler: &TcpStream| {
        dawdler.set_nonblocking(true).unwrap();
        match dawdler.peek(&mut [0]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() == ErrorKind::ConnectionReset, // what it had sent was not read yet
        }
    };
    wait_until("there is room for 512 only", || dawdlers.iter().any(was_sent_away));
    for mut dawdler in dawdlers {
        dawdler.set_nonblocking(false).unwrap();
        let mut rest = Vec::new();
        let _ = dawdler.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains("FAKEKEY"));
    }
    running.stop();
}

#[test]
#[cfg(unix)]
fn the_token_is_in_a_private_file_until_the_endpoint_stops() {
    use super::upstream::mode;
    let running = RunningEndpoint::start(&Upstream::granting(HOUR));
    let file = running.token_file.clone();
    assert_eq!(running.token.len(), 51, "`sts-cli-` and 256 bits, without a line end");
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    running.stop();
    assert!(!file.exists() && !file.parent().unwrap().exists());
}

#[test]
fn waiting_clients_are_answered_when_the_endpoint_stops() {
    let upstream = Upstream::granting(HOUR);
    upstream.close_gate();
    let mut running = RunningEndpoint::start(&upstream);
    let mut waiting = connect(running.port);
    waiting.write_all(running.request_text().replace("Connection: close\r\n", "").as_bytes()).unwrap();
    wait_until("the renewal has begun", || upstream.calls() == 1);
    wait_until("the question has arrived", || running.health().status == 503);
    running.begin_to_stop();
    let reply = Reply::from(waiting);
    refused(&reply, 503, "NoCredentials");
    assert_eq!(reply.json()["message"], "there are no credentials: sts-cli is stopping");
}

#[test]
fn the_variables_set_the_endpoint_and_unset_what_overrides_it() {
    let upstream = Upstream::granting(HOUR);
    let deps = upstream.deps();
    let server = deps.block_on(CredentialsEndpoint::open(None, &deps)).unwrap().unwrap();
    let token = std::fs::read_to_string(server.token_file()).unwrap();
    let variables = server.variables(&request(None));
    let (set, removed): (Vec<_>, Vec<_>) = variables.iter().partition(|(_, value)| value.is_some());
    let set: Vec<(&str, &str)> = set.into_iter().map(|(name, value)| (*name, value.as_ref().unwrap().as_str())).collect();
    let (address, file) = (server.address(), server.token_file().display().to_string());
    assert_eq!(
        set,
        [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", address.as_str()),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", &token),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &file),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL_S3", "https://minio.example:9000"),
            ("AWS_ENDPOINT", "https://minio.example:9000"),
            ("S3_ENDPOINT_URL", "https://minio.example:9000"),
        ]
    );
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"] {
        assert!(removed.iter().any(|(known, _)| *known == name), "{name} would win");
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let deps = Upstream::granting(HOUR).deps();
    let error = deps.block_on(CredentialsEndpoint::open(Some(port), &deps)).unwrap().err().unwrap();
    assert_eq!(error.to_string(), format!("could not listen on 127.0.0.1:{port}"));
}

#[test]
fn settings_that_override_the_endpoint_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let bare = Environment::from([("HOME", home)]);
    assert_eq!(serve::override_warning(&bare, false), None);
    let chosen = Environment::from([("HOME", home), ("AWS_PROFILE", "work")]);
    let said = serve::override_warning(&chosen, false).unwrap();
    assert!(said.starts_with("AWS_PROFILE is set and overrides this endpoint: "), "{said}");
    assert_eq!(serve::override_warning(&chosen, true), None, "the printed variables remove it");

    let files = folder.path().join(".aws");
    std::fs::create_dir(&files).unwrap();
    let write = |name: &str, text: &str| std::fs::write(files.join(name), text).unwrap();
    write("credentials", "[work]\naws_access_key_id = FAKE\n");
    write("config", "[default]\nregion = eu-west-1\ns3 =\n  credential_process = no\n[profile work]\nrole_arn = x\n");
    assert_eq!(serve::override_warning(&bare, false), None, "the default profile brings no credentials");
    write("config", "[default]\r\nregion = eu-west-1\r\ncredential_process = /bin/get\r\n");
    let said = serve::override_warning(&bare, true).unwrap();
    assert!(said.contains("`credential_process` in the default profile in ") && said.contains(".aws/config overrides"), "{said}");
    write("credentials", "\u{feff}[ default ]\naws_access_key_id=FAKE\n");
    let said = serve::override_warning(&bare, true).unwrap();
    assert!(said.contains("`aws_access_key_id` in the default profile in ") && said.contains(".aws/credentials overrides"), "{said}");
}
