//! Addresses that a provider on another machine names for itself, and that lead to this machine, its link, or out of https.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::stage::DISCOVERY;
use crate::support::tls::listen;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// The provider is reached by this address, through a proxy: no test could give it a name of its own otherwise.
const PROVIDER: &str = "https://id.example";

/// A provider on another machine, a storage server, and a server on this machine that must not hear a word.
struct Neighbors {
    provider: Hostile,
    storage: Hostile,
    local: Hostile,
    proxy: SocketAddr,
}

impl Neighbors {
    fn new() -> Self {
        let (provider, storage, local) = (Hostile::start(), Hostile::start(), Hostile::start());
        storage.allow("HEAD /", ScriptedResponse::empty(403));
        provider.allow("HEAD /", ScriptedResponse::empty(200));
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["id.example".to_owned()]).unwrap().self_signed(&key).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let address = listen(vec![certificate.der().clone()], &key, provider.origin().trim_start_matches("http://").parse().unwrap());
        Self { provider, storage, local, proxy: tunnel_to(address) }
    }

    /// A login at the provider, whose document has this value in this member.
    fn log_in(&self, member: &str, value: &Value, more: &[&str]) -> Outcome {
        let mut document = json!({
            "issuer": PROVIDER, "jwks_uri": format!("{PROVIDER}/keys"), "token_endpoint": format!("{PROVIDER}/token"),
            "authorization_endpoint": format!("{PROVIDER}/authorize"),
        });
        document[member] = value.clone();
        self.provider.expect(DISCOVERY, ScriptedResponse::json(&document));
        let usual = ["web-identity", "-o", "json", "--no-browser", "--no-cache", "--insecure", "--timeout", "1s", "--client-id", "sts-cli"];
        let endpoint = self.storage.origin();
        let more = ["--endpoint", &endpoint, "--issuer", PROVIDER].into_iter().chain(more.iter().copied());
        let program = Program::sts_cli(usual.into_iter().chain(more));
        let outcome = program.env("HTTPS_PROXY", &format!("http://{}", self.proxy)).run().without_login_prompts();
        outcome.named(&self.local.origin(), "[LOCAL]").named(&self.storage.origin(), "[STORAGE]")
    }
}

/// A proxy that leads every tunnel to `address`.
fn tunnel_to(address: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let mut head = BufReader::with_capacity(1, &client);
            let mut line = String::new();
            while head.read_line(&mut line).unwrap() > 2 {}
            (&client).write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
            let server = TcpStream::connect(address).unwrap();
            for (mut from, mut to) in [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)] {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to).map(|_| to.shutdown(std::net::Shutdown::Write)));
            }
        }
    });
    proxy
}

#[test]
fn a_remote_provider_cannot_name_loopback_or_plain_http_endpoints() {
    let neighbors = Neighbors::new();
    let local = neighbors.local.origin();
    let secure = local.replace("http:", "https:");
    let port = local.rsplit_once(':').unwrap().1;
    let (by_name, dotted, below) =
        (format!("https://localhost:{port}"), format!("https://localhost.:{port}"), format!("https://a.localhost:{port}"));
    let (unspecified, mapped, number) =
        (format!("https://0.0.0.0:{port}"), format!("https://[::ffff:127.0.0.1]:{port}"), format!("https://2130706433:{port}"));
    let addresses = [
        local.as_str(),
        &secure,
        &by_name,
        &dotted,
        &below,
        &unspecified,
        &mapped,
        &number,
        "https://[::1]/x",
        "https://[::]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/x",
        "http://id.example/x",
    ];
    let mut table = Table::default();
    for address in addresses {
        let outcome = neighbors.log_in("token_endpoint", &json!(address), &[]).named(&format!(":{port}"), "");
        table.row(&address.replace(&local, "http://127.0.0.1").replace(&format!(":{port}"), ""), &outcome.failure(4));
    }
    table.matches("token-endpoint");
    assert_eq!(neighbors.local.connections(), 0);
}

#[test]
fn every_used_endpoint_is_checked() {
    let neighbors = Neighbors::new();
    let mut table = Table::default();
    let device = ["--login", "device"];
    for (member, more) in [("jwks_uri", &[][..]), ("authorization_endpoint", &[]), ("device_authorization_endpoint", &device)] {
        let outcome = neighbors.log_in(member, &json!(neighbors.local.origin()), more);
        table.row(member, &outcome.failure(4));
    }
    table.matches("endpoints");
    assert_eq!(neighbors.local.connections(), 0);
}

#[test]
fn allow_http_issuer_allows_remote_hosts_but_not_loopback() {
    let neighbors = Neighbors::new();
    neighbors.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": []})));
    let allowed = neighbors.log_in("token_endpoint", &json!("http://id.example/token"), &["--allow-http-issuer"]);
    allowed.fails_with_fragments(4, &["the login was not completed within"]);
    let local = json!(neighbors.local.origin());
    neighbors.log_in("token_endpoint", &local, &["--allow-http-issuer"]).fails_with_fragments(4, &["is a loopback or link-local address"]);
    assert_eq!(neighbors.local.connections(), 0);
}

#[test]
fn a_device_code_with_an_unsafe_address_is_rejected() {
    let neighbors = Neighbors::new();
    let mut table = Table::default();
    for (code, address) in [
        (4, "http://127.0.0.1:9/activate"),
        (4, "https://localhost/activate"),
        (4, "http://id.example/x"),
        (4, "127.0.0.1/x"),
        (4, "//localhost/x"),
        (4, "localhost"),
        (4, "localhost:8080/device"),
        (4, "169.254.169.254/latest"),
        (6, "javascript:alert(1)"),
        (6, "vscode://x/y"),
        (6, "tel:1"),
    ] {
        neighbors.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": []})));
        let answer = json!({"device_code": "d", "user_code": "ABCD-EFGH", "verification_uri": address, "expires_in": 60, "interval": 1});
        neighbors.provider.expect("POST /device", ScriptedResponse::json(&answer));
        let outcome = neighbors.log_in("device_authorization_endpoint", &json!(format!("{PROVIDER}/device")), &["--login", "device"]);
        table.row(address, &outcome.failure(code));
    }
    table.matches("verification-address");
}

#[test]
fn endpoints_on_other_remote_hosts_are_used() {
    let neighbors = Neighbors::new();
    neighbors.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": []})));
    for address in ["https://login.example:8443/authorize", "https://10.1.2.3/authorize", "https://[2001:db8::1]/authorize"] {
        let outcome = neighbors.log_in("authorization_endpoint", &json!(address), &[]);
        outcome.fails_with_fragments(4, &["the login was not completed within"]);
    }
}
