//! TLS on both sides: clients who show a certificate, and servers whose own must be trusted first.

use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{ProgramOutput, credentials, run};
use crate::servers::certificates::path;
use crate::servers::minio::{ENDPOINT, LONELY_ENDPOINT, ROOT, TLS_ENDPOINT};
use crate::story::{Story, run_story};

const CONFIGURATION: i32 = 3;
const IDENTITY: i32 = 4;
const STS: i32 = 5;
const NETWORK: i32 = 6;

/// Shows this certificate to the server that takes them.
fn show(story: &Story, certificate: &str, key: &str, more: &[&str]) -> ProgramOutput {
    let (authority, certificate, key) = (path("ca.crt"), path(certificate), path(key));
    let arguments =
        ["certificate", "--endpoint", TLS_ENDPOINT, "--ca-bundle", &authority, "--client-cert", &certificate, "--client-key", &key];
    run(credentials(story, &arguments).args(more))
}

/// Trades the administrator's keys, at a server whose certificate is the question.
fn exchange_keys(story: &Story, endpoint: &str, more: &[&str]) -> ProgramOutput {
    let mut command = credentials(story, &["assume-role", "--endpoint", endpoint]);
    run(command.env("AWS_ACCESS_KEY_ID", ROOT.0).env("AWS_SECRET_ACCESS_KEY", ROOT.1).args(more))
}

#[test]
fn a_certificate_with_a_key_as_pkcs_8_logs_in() {
    logs_in("certificate", "EC key, PKCS#8", "MinIO, TLS", |story| {
        let keys = Keys::read(&show(story, "readwrite.crt", "readwrite.key", &[]).assert_ok()).at(TLS_ENDPOINT);
        keys.assert_claim("parent", "tls:readwrite");
        keys
    });
}

#[test]
fn a_certificate_with_a_key_as_sec_1_logs_in() {
    logs_in("certificate", "EC key, SEC1", "MinIO, TLS", |story| {
        Keys::read(&show(story, "readwrite.crt", "sec1.key", &[]).assert_ok()).at(TLS_ENDPOINT)
    });
}

#[test]
fn a_certificate_with_a_key_as_pkcs_1_logs_in() {
    logs_in("certificate", "RSA key, PKCS#1", "MinIO, TLS", |story| {
        Keys::read(&show(story, "rsa.crt", "pkcs1.key", &[]).assert_ok()).at(TLS_ENDPOINT)
    });
}

#[test]
fn credentials_of_a_certificate_have_a_revoke_type() {
    run_story(|story| {
        Keys::read(&show(story, "readwrite.crt", "readwrite.key", &[]).assert_ok()).assert_claim("tokenRevokeType", "sts-cli-");
    });
}

#[test]
fn credentials_expire_with_the_certificate_and_a_note_explains_it() {
    run_story(|story| {
        let said = show(story, "readwrite.crt", "readwrite.key", &["--duration", "48h"]).assert_ok().assert_explains(&[
            "172800",
            "expire with the client certificate, at ",
            "ask its issuer",
        ]);
        assert!(Keys::read(&said).minutes_left() <= 24 * 60);
    });
}

#[test]
fn a_certificate_that_is_not_for_clients_is_not_sent() {
    run_story(|story| {
        show(story, "server-only.crt", "server-only.key", &[]).assert_refused(IDENTITY).assert_explains(&["clientAuth"]);
    });
}

#[test]
fn an_expired_certificate_is_not_sent() {
    run_story(|story| {
        show(story, "past.crt", "past.key", &[]).assert_refused(IDENTITY).assert_explains(&["expired at"]);
    });
}

#[test]
fn a_common_name_without_a_policy_is_named() {
    run_story(|story| {
        show(story, "unknown.crt", "unknown.key", &[]).assert_refused(STS).assert_explains(&[
            "InternalError",
            "no-such-policy",
            "create a policy whose name is the certificate's CN",
        ]);
    });
}

#[test]
fn a_certificate_of_an_unknown_ca_is_refused() {
    run_story(|story| {
        let said = show(story, "stranger.crt", "stranger.key", &[]).assert_refused(STS);
        assert!(!said.stderr.contains("provider"), "no provider has anything to do with it: {}", said.stderr);
        said.assert_explains(&["InvalidClientCertificate", "administrator"]);
    });
}

#[test]
fn unsupported_keys_are_reported_with_a_conversion_command() {
    run_story(|story| {
        show(story, "readwrite.crt", "encrypted.key", &[]).assert_refused(CONFIGURATION).assert_explains(&["encrypted", "openssl pkey"]);
        show(story, "readwrite.p12", "readwrite.p12", &[]).assert_refused(CONFIGURATION).assert_explains(&["PKCS#12", "openssl pkcs12"]);
        show(story, "readwrite.crt", "rsa.key", &[]).assert_refused(CONFIGURATION).assert_explains(&["key"]);
    });
}

#[test]
fn a_server_without_certificate_logins_is_contacted_once() {
    run_story(|story| {
        let (bundle, certificate, key) = (path("lonely.crt"), path("readwrite.crt"), path("readwrite.key"));
        let arguments =
            ["certificate", "--endpoint", LONELY_ENDPOINT, "--ca-bundle", &bundle, "--client-cert", &certificate, "--client-key", &key];
        let started = std::time::Instant::now();
        run(&mut credentials(story, &arguments)).assert_failed().assert_explains(&["STSNotInitialized", "is disabled", "administrator"]);
        assert!(started.elapsed().as_millis() < 1500, "it was asked once");
    });
}

#[test]
fn a_self_signed_server_is_trusted_if_its_certificate_is_in_the_bundle() {
    logs_in("assume-role", "--ca-bundle, self-signed CA", "MinIO, TLS", |story| {
        Keys::read(&exchange_keys(story, LONELY_ENDPOINT, &["--ca-bundle", &path("lonely.crt")]).assert_ok()).at(LONELY_ENDPOINT)
    });
}

#[test]
fn the_ca_bundle_of_the_aws_tools_is_used() {
    logs_in("assume-role", "AWS_CA_BUNDLE", "MinIO, TLS", |story| {
        let mut command = credentials(story, &["assume-role", "--endpoint", TLS_ENDPOINT]);
        command.env("AWS_ACCESS_KEY_ID", ROOT.0).env("AWS_SECRET_ACCESS_KEY", ROOT.1);
        Keys::read(&run(command.env("AWS_CA_BUNDLE", path("ca.crt"))).assert_ok()).at(TLS_ENDPOINT)
    });
}

#[test]
fn insecure_disables_verification_with_a_warning() {
    logs_in("assume-role", "--insecure", "MinIO, TLS", |story| {
        let said = exchange_keys(story, LONELY_ENDPOINT, &["--insecure"]).assert_ok().assert_explains(&["warning"]);
        Keys::read(&said).at(LONELY_ENDPOINT)
    });
}

#[test]
fn an_untrusted_server_is_rejected() {
    run_story(|story| {
        for endpoint in [TLS_ENDPOINT, LONELY_ENDPOINT] {
            exchange_keys(story, endpoint, &[]).assert_refused(NETWORK).assert_explains(&["certificate", "--ca-bundle"]);
        }
        exchange_keys(story, TLS_ENDPOINT, &["--ca-bundle", &path("stranger-ca.crt")])
            .assert_refused(NETWORK)
            .assert_explains(&["certificate"]);
    });
}

#[test]
fn a_wrong_scheme_is_named_and_the_other_is_not_tried() {
    run_story(|story| {
        exchange_keys(story, &TLS_ENDPOINT.replace("https", "http"), &[]).assert_refused(NETWORK).assert_explains(&["https://"]);
        exchange_keys(story, &ENDPOINT.replace("http", "https"), &[]).assert_refused(NETWORK).assert_explains(&["http://"]);
    });
}
