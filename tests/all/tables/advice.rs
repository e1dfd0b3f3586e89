//! Advice: one case for each symptom, naming the capture it replays, or `invented`.

use crate::support::snapshot::project;
use std::io::ErrorKind;
use std::path::PathBuf;
use sts_cli::advice::{for_aws_profile, for_sts, for_tool};
use sts_cli::cli::in_words;
use sts_cli::deliver::aws_profile;
use sts_cli::deliver::configure::{ConfigureError, FileOwner, ToolFileError};
use sts_cli::request::Dialect;
use sts_cli::sts::{Error, Refusal, Reply, RequestContext, read};
use sts_cli::sys::files::{FileError, FileTask};

fn sent() -> RequestContext {
    RequestContext {
        action: "AssumeRoleWithWebIdentity",
        host: "http://storage.example:9000".to_owned(),
        claim_names: vec!["aud".to_owned(), "sub".to_owned()],
        audience: vec!["other-client".to_owned()],
        issuer: Some("https://id.example".to_owned()),
        policies: vec!["nosuch".to_owned()],
        role_arn: Some("arn:minio:iam:::role/x".to_owned()),
        seconds: 300,
        dialect: Dialect::Generic,
    }
}

fn hints_for(refusal: Refusal) -> String {
    hints_after(refusal, sent())
}

fn hints_after(refusal: Refusal, sent: RequestContext) -> String {
    in_words(&for_sts(&Error::Refused { refusal, sent: Box::new(sent) })).join(" | ")
}

/// A capture's hints, after the action that it was taken with.
fn hints_of(name: &str) -> String {
    let action = if name.starts_with("role-") { "AssumeRole" } else { "AssumeRoleWithWebIdentity" };
    hints_after(captured(name), RequestContext { action, ..sent() })
}

fn captured(name: &str) -> Refusal {
    let path = project().join("tests/cases/minio").join(format!("{name}.http"));
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    let answer = http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
    match read("AssumeRoleWithWebIdentity", &answer) {
        Reply::Refused(refusal) => refusal,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn what_a_real_minio_says_gets_advice_that_names_what_was_seen_and_who_must_act() {
    let cases = [
        ("web-policy-claim-missing", "the token's claims are: aud, sub | ask the provider's administrator"),
        ("web-on-ldap-server", "pass --role-arn"),
        ("rolemode-wrong-client", "the token is meant for: other-client | use the client id"),
        ("web-duration-300", "300 s were asked for"),
        ("web-tampered", "the token was issued by https://id.example"),
        ("role-skew", "set this machine's clock right"),
        ("role-wrong-secret", "check the secret key"),
        ("role-unknown-key", "check the access key"),
        ("role-service-account", "AssumeRole takes the long-term keys of a user"),
        ("role-with-temporary-credentials", "temporary keys are refused"),
        ("role-service-s3", "check --endpoint"),
        ("caller-identity", "does not know the action"),
        ("custom-no-role", "the role asked for was arn:minio:iam:::role/x"),
        ("cert-on-http", "switched off at the storage server"),
    ];
    for (name, expected) in cases {
        let hints = hints_of(name);
        assert!(hints.contains(expected), "{name}: {hints}");
    }
}

#[test]
fn what_no_capture_shows_gets_advice_too() {
    let invented = [
        (
            "None of the given policies (`nosuch`) are defined, credentials will not be generated",
            "names: nosuch | ask the storage server's administrator",
        ),
        ("Token is expired", "log in again"),
        ("Token used before issued", "by NTP"),
        ("Invalid kid value", "choose an RSA or EC signing key"),
        ("No public key found for kid", "compare --issuer"),
        ("Post \"https://id\": x509: certificate signed by unknown authority", "it is the storage server that does not trust"),
        ("something new", "under the request id"),
    ];
    for (message, expected) in invented {
        let refusal = Refusal { status: 400, code: "InvalidParameterValue".to_owned(), message: message.to_owned(), request_id: None };
        let hints = hints_for(refusal);
        assert!(hints.contains(expected), "{message}: {hints}");
    }
}

#[test]
fn a_denial_without_a_reason_is_explained_by_who_said_it_and_after_what() {
    let denied = |code: &str, message: &str| Refusal { status: 403, code: code.to_owned(), message: message.to_owned(), request_id: None };
    let after = |action, dialect, refusal| hints_after(refusal, RequestContext { action, dialect, ..sent() });
    let invented = [
        (
            "AssumeRoleWithWebIdentity",
            Dialect::Ceph,
            denied("AccessDenied", ""),
            "meant for: other-client | Ceph gives no reason: the token",
        ),
        ("AssumeRoleWithWebIdentity", Dialect::Ceph, denied("InvalidIdentityToken", ""), "certificates (x5c)"),
        ("AssumeRole", Dialect::Ceph, denied("AccessDenied", ""), "the role's trust policy lets this user in"),
        ("AssumeRole", Dialect::Minio, denied("AccessDenied", "Access Denied."), "AssumeRole takes the long-term keys"),
        ("AssumeRoleWithWebIdentity", Dialect::Minio, denied("AccessDenied", "Access Denied."), "under the request id"),
        ("AssumeRoleWithLDAPIdentity", Dialect::Generic, denied("AccessDenied", "Access Denied."), "under the request id"),
    ];
    let invented = invented.into_iter().chain([
        ("AssumeRoleWithWebIdentity", Dialect::Aws, denied("ExpiredTokenException", "Token too old"), "log in again"),
        ("AssumeRoleWithWebIdentity", Dialect::SeaweedFs, denied("ExpiredToken", ""), "log in again"),
        (
            "AssumeRoleWithWebIdentity",
            Dialect::Aws,
            denied("InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://id.example"),
            "issued by https://id.example | the server does not take tokens of this issuer",
        ),
        ("AssumeRole", Dialect::Aws, denied("PackedPolicyTooLarge", "Packed size"), "shorten the session policy"),
    ]);
    for (action, dialect, refusal, expected) in invented {
        let hints = after(action, dialect, refusal.clone());
        assert!(hints.contains(expected), "{action} {dialect} {refusal}: {hints}");
    }
}

#[test]
fn a_session_policy_that_the_server_finds_too_long_gets_advice() {
    assert!(hints_of("web-long-policy").contains("shorten the session policy"), "{}", captured("web-long-policy"));
}

#[test]
fn files_of_a_person_that_cannot_be_written_are_told_apart() {
    let path = || PathBuf::from("/home/alice/.aws/config");
    let failed = |task, kind: ErrorKind| FileError::System { task, path: path(), source: kind.into() };
    let cases = [
        (FileError::Folder(path()), "move the folder away"),
        (FileError::NotRegular(path()), "put a regular file there"),
        (failed(FileTask::Read, ErrorKind::PermissionDenied), "check that you may read it"),
        (failed(FileTask::Write, ErrorKind::PermissionDenied), "--in-place"),
        (failed(FileTask::Write, ErrorKind::ReadOnlyFilesystem), "--in-place"),
        (failed(FileTask::Write, ErrorKind::ResourceBusy), "--in-place"),
        (failed(FileTask::Write, ErrorKind::StorageFull), "the disk is not full"),
        (failed(FileTask::MakeTheFolder, ErrorKind::PermissionDenied), "check that you may write there"),
    ];
    for (error, expected) in cases {
        let told = error.to_string();
        let hints = in_words(&for_aws_profile(&aws_profile::Error::File(error))).join(" | ");
        assert!(hints.contains(expected), "{told}: {hints}");
    }
    for (tool, expected) in [(FileOwner::Fsspec, "move it away"), (FileOwner::Rclone, "let rclone itself write it anew")] {
        let source = ToolFileError::NotUsable { tool, problem: "line 1 is no JSON".to_owned() };
        let hints = in_words(&for_tool(&ConfigureError::ToolFile { path: path(), source })).join(" | ");
        assert!(hints.contains(expected), "{tool}: {hints}");
    }
}

/// Advice names options and commands as data, so that each call can spell them its own way.
#[test]
fn no_words_of_advice_hold_a_flag_a_variable_or_a_command_of_this_program() {
    let folder = project().join("src/advice");
    let is_of_others = |found: &str| found.starts_with("--features") || found.starts_with("STS_CLI_STATE_DIR");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let found = ["--", "STS_CLI_", "sts-cli "].iter().filter_map(|word| line.find(word));
            let spelled = found.map(|at| &line[at..]).find(|found| !is_of_others(found) && !found.starts_with("sts-cli where"));
            assert_eq!(spelled, None, "{}", path.display());
        }
    }
}
