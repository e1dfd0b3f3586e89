//! Troubles on the way to a server, and with its certificate.

use super::runs::{ADDRESS, role, run, web};
use super::wrong_servers::page;
use super::{NETWORK, STORAGE, Section, YOU, case};
use crate::support::answer::ScriptedResponse;
use crate::support::certificate::Certificate;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::sandbox_script::free_port;
use crate::support::server::Hostile;
use crate::support::sts::refusal;
use crate::support::tls::listen;
use rcgen::{KeyUsagePurpose, date_time_ymd};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

/// A login with keys at this address.
fn at(endpoint: &str, variables: &[(&str, &str)]) -> Outcome {
    let program = Program::sts_cli(["assume-role", "-o", "json", "--no-cache", "--allow-http", "--timeout", "2s", "--endpoint", endpoint]);
    let keys = [("AWS_ACCESS_KEY_ID", "FAKEKEY"), ("AWS_SECRET_ACCESS_KEY", "fake-secret")];
    run(keys.iter().chain(variables).fold(program, |program, (name, value)| program.env(name, value)))
}

/// A server on TLS that sends this chain, with `trusted` as the CA bundle.
fn with_certificates(chain: &[&Certificate], trusted: &Certificate) -> Outcome {
    let backend = Hostile::start().origin().trim_start_matches("http://").parse().unwrap();
    let address = listen(chain.iter().map(|certificate| certificate.der.clone()).collect(), &chain[0].key(), backend);
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), &trusted.pem).unwrap();
    let endpoint = format!("https://{address}");
    at(&endpoint, &[("STS_CLI_CA_BUNDLE", bundle.path().to_str().unwrap())]).named(&endpoint, ADDRESS)
}

/// A server that closes each connection.
fn hanging_up() -> Outcome {
    let server = Hostile::start();
    server.allow("POST /", ScriptedResponse::hang_up());
    at(&server.origin(), &[]).named(&server.origin(), ADDRESS)
}

/// A server that sends these bytes as the response to anything.
fn answering(bytes: &'static [u8]) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        }
    });
    at(&endpoint, &[]).named(&endpoint, ADDRESS)
}

/// A server that speaks HTTP at an address with https.
fn without_tls() -> Outcome {
    answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// A server that refuses each handshake, with the alert `handshake_failure` (RFC 8446, section 6.2).
fn without_common_tls() -> Outcome {
    answering(&[0x15, 3, 3, 0, 2, 2, 40])
}

fn unreachable() -> Outcome {
    let endpoint = format!("http://127.0.0.1:{}", free_port());
    at(&endpoint, &[]).named(&endpoint, ADDRESS)
}

fn dead_proxy() -> Outcome {
    let proxy = format!("127.0.0.1:{}", free_port());
    at("https://minio.example:9000", &[("HTTPS_PROXY", &format!("http://{proxy}"))]).named(&proxy, "proxy.example:3128")
}

fn refusing_proxy() -> Outcome {
    let proxy = Hostile::start();
    proxy.allow("CONNECT minio.example:9000", ScriptedResponse::html(403));
    at("https://minio.example:9000", &[("HTTPS_PROXY", &proxy.origin())]).named(&proxy.origin(), "http://proxy.example:3128")
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Server unreachable",
        cause: "Nothing listens at the address, its name does not exist, or the server is down.",
        more: "",
        cases: &[case("nothing listens at the endpoint", 6, YOU, unreachable)],
    },
    Section {
        title: "No response",
        cause: "The server accepted the connection, but sent no response in time, or none of HTTP.",
        more: "",
        cases: &[case("the server closes the connection", 6, YOU, hanging_up)],
    },
    Section {
        title: "Server failing",
        cause: "The server, or a proxy in front of it, reports a failure of its own, is starting, or is too busy. sts-cli has sent the request \
                again, with pauses.",
        more: "",
        cases: &[
            case("the storage server fails", 6, STORAGE, || web(refusal(500, "InternalError", "We encountered an internal error"))),
            case("MinIO is starting", 6, STORAGE, || {
                web(refusal(503, "STSIAMNotInitialized", "IAM sub-system is being initialized, please try again"))
            }),
            case("the proxy does not reach the storage server", 6, STORAGE, || web(page(502, "502 Bad Gateway"))),
            case("the proxy throttles", 6, YOU, || web(page(429, "429 Too Many Requests"))),
        ],
    },
    Section {
        title: "Http and https mixed up",
        cause: "The port expects TLS and the address begins with http, or the other way round. sts-cli never falls back to http automatically: \
                passwords and tokens are in the request.",
        more: "",
        cases: &[
            case("the address begins with https, and the port has no TLS", 6, YOU, without_tls),
            case("the address begins with http, and the port expects TLS", 6, YOU, || {
                web(ScriptedResponse::new(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n"))
            }),
        ],
    },
    Section {
        title: "No TLS connection",
        cause: "Server and client have no version or algorithm of TLS in common, or the server requires a client certificate.",
        more: "",
        cases: &[case("the server accepts no TLS that the client has", 6, STORAGE, without_common_tls)],
    },
    Section {
        title: "Certificate not trusted",
        cause: "The certificate of the server is issued by a CA that this machine does not trust, such as that of a company, or is \
                self-signed.",
        more: "[TLS and proxies](reference/tls-and-proxies.md) says which CAs are trusted",
        cases: &[
            case("a CA that is not trusted", 6, YOU, || {
                let ca = Certificate::authority(&[KeyUsagePurpose::KeyCertSign]);
                with_certificates(&[&Certificate::leaf(Some(&ca))], &Certificate::authority(&[KeyUsagePurpose::KeyCertSign]))
            }),
            case("a self-signed certificate", 6, YOU, || {
                with_certificates(&[&Certificate::leaf(None)], &Certificate::authority(&[KeyUsagePurpose::KeyCertSign]))
            }),
        ],
    },
    Section {
        title: "Certificate expired",
        cause: "The certificate of the server, or the clock of this machine.",
        more: "",
        cases: &[case("an expired certificate", 6, STORAGE, || {
            let ca = Certificate::authority(&[KeyUsagePurpose::KeyCertSign]);
            let leaf = Certificate::new("127.0.0.1", Some(&ca), |it| it.not_after = date_time_ymd(2021, 1, 1));
            with_certificates(&[&leaf], &ca)
        })],
    },
    Section {
        title: "Certificate of another name",
        cause: "The certificate was issued for other host names than the one in the address.",
        more: "",
        cases: &[case("a certificate of another host", 6, YOU, || {
            let ca = Certificate::authority(&[KeyUsagePurpose::KeyCertSign]);
            with_certificates(&[&Certificate::new("minio.example", Some(&ca), |_| {})], &ca)
        })],
    },
    Section {
        title: "Certificate not usable",
        cause: "The certificate, or one of its issuers, must not be used for this server: it is no CA, is for other uses, or its key is too \
                weak.",
        more: "",
        cases: &[case("an issuer that is no CA", 6, STORAGE, || {
            let no_ca = Certificate::leaf(None);
            let leaf = Certificate::leaf(Some(&no_ca));
            with_certificates(&[&leaf, &no_ca], &Certificate::authority(&[KeyUsagePurpose::KeyCertSign]))
        })],
    },
    Section {
        title: "Proxy fails",
        cause: "The proxy that a variable names is not reachable, requires a login, or does not connect to the server.",
        more: "",
        cases: &[
            case("nothing listens at the address of the proxy", 6, YOU, dead_proxy),
            case("the proxy refuses the server", 6, NETWORK, refusing_proxy),
            case("a proxy requires a login", 6, YOU, || web(page(407, "Proxy Authentication Required"))),
        ],
    },
    Section {
        title: "Request blocked by a proxy",
        cause: "A proxy or firewall in front of the storage server answered in its place.",
        more: "",
        cases: &[
            case("a firewall refuses the request", 6, STORAGE, || role(page(403, "Access Denied - WAF"), &[])),
            case("a proxy requires a login of its own", 6, STORAGE, || role(page(401, "401 Authorization Required"), &[])),
            case("a proxy serves another host", 6, YOU, || role(page(421, "421 Misdirected Request"), &[])),
        ],
    },
    Section {
        title: "Login to the network required",
        cause: "The network shows a page of its own first, as in hotels (a captive portal).",
        more: "",
        cases: &[case("a captive portal", 6, YOU, || role(page(511, "Network Authentication Required"), &[]))],
    },
];
