//! Advice: one case for each symptom, naming the capture it replays, or `invented`.

use crate::support::module_source::files_below;
use crate::support::snapshot::{Table, project};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use sts_cli::advice::{facts_for_sts, for_aws_profile, for_sts, for_tool};
use sts_cli::cli::format_hints;
use sts_cli::deliver::aws_profile;
use sts_cli::deliver::configure::{ConfigureError, FileOwner, ToolFileError};
use sts_cli::request::Dialect;
use sts_cli::sts::{Error, ErrorResponse, Reply, RequestContext, read};
use sts_cli::sys::files::{FileError, FileTask};

fn sent() -> RequestContext {
    RequestContext {
        action: "AssumeRoleWithWebIdentity",
        address: "http://storage.example:9000".to_owned(),
        shares_origin_with_provider: false,
        claim_names: vec!["aud".to_owned(), "sub".to_owned()],
        audience: vec!["other-client".to_owned()],
        issuer: Some("https://id.example".to_owned()),
        key_id: Some("k1".to_owned()),
        not_yet_valid: Some(("iat", 12)),
        user: Some("alice (alice@example.test)".to_owned()),
        is_login: true,
        policies: vec!["nosuch".to_owned()],
        role_arn: Some("arn:minio:iam:::role/x".to_owned()),
        seconds: 300,
        dialect: Dialect::Generic,
    }
}

fn hints_for(refusal: ErrorResponse) -> String {
    hints_after(refusal, sent())
}

fn hints_after(refusal: ErrorResponse, sent: RequestContext) -> String {
    let error = Error::Refused { refusal, request_context: Box::new(sent) };
    let facts: String = facts_for_sts(&error).iter().map(|fact| format!("caused by: {fact}\n")).collect();
    facts + &lines(&format_hints(&for_sts(&error)))
}

/// Hints, each on a line of its own.
fn lines(hints: &[String]) -> String {
    hints.iter().map(|hint| format!("{hint}\n")).collect()
}

/// A capture's hints, after the action that it was taken with.
fn hints_of(name: &str, refusal: &ErrorResponse) -> String {
    let action = match name.split('-').next() {
        Some("role") => "AssumeRole",
        Some("ldap") => "AssumeRoleWithLDAPIdentity",
        Some("cert") => "AssumeRoleWithCertificate",
        Some("custom") => "AssumeRoleWithCustomToken",
        _ => "AssumeRoleWithWebIdentity",
    };
    hints_after(refusal.clone(), RequestContext { action, ..sent() })
}

fn captured(name: &str) -> Reply {
    let path = project().join("tests/cases/minio").join(format!("{name}.http"));
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    let answer = http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
    read("AssumeRoleWithWebIdentity", &answer)
}

#[test]
fn captured_minio_errors_get_hints_with_facts_and_who_must_act() {
    let mut table = Table::default();
    let captures = std::fs::read_dir(project().join("tests/cases/minio")).unwrap();
    let mut names: Vec<String> = captures.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    for name in names {
        if let Reply::Refused(refusal) = captured(&name) {
            let hints = hints_of(&name, &refusal);
            table.row(&format!("{name}: {refusal}"), &hints);
        }
    }
    table.matches("after-captures");
}

#[test]
fn errors_without_a_capture_get_hints_too() {
    let invented = [
        "None of the given policies (`nosuch`) are defined, credentials will not be generated",
        "Token is expired",
        "Token used before issued",
        "Invalid kid value",
        "No public key found for kid",
        "Post \"https://id\": x509: certificate signed by unknown authority",
        "Error processing RoleARN parameter",
        "access_token is mandatory",
        "`azp` claim invalid",
        "`sub` claim is missing",
        "Token is not valid yet",
        "Key is of invalid type",
        "Unknown JWK key type",
        "The authorization header is malformed; the region is wrong",
        "RoleArn is required",
        "Role not found",
        "Unable to find user DN",
        "LDAP auth failed for DN",
        "LDAP Result Code 49 \"Invalid Credentials\"",
        "LDAP Result Code 200 \"Network Error\"",
        "expecting a policy to be set for user `alice`",
        "LDAP is not configured",
        "ldap client: unable to read LDAP response packet",
        "dial tcp 127.0.0.1:389: connect: connection refused",
        "authentication failed",
        "No client certificate provided",
        "Session policy should not exceed 2048 characters",
        "Signature expired: 20261130T010000Z is now earlier than 20261130T011500Z",
        "Signature not yet current: 20261130T020000Z is still later than 20261130T011500Z",
        "Request has expired",
        "Credential should be scoped to a valid region",
        "Value 'a b' at 'roleSessionName' failed to satisfy constraint",
        "something new",
    ];
    let mut table = Table::default();
    for message in invented {
        let refusal =
            ErrorResponse { status: 400, code: "InvalidParameterValue".to_owned(), message: message.to_owned(), request_id: None };
        table.row(message, &hints_for(refusal));
    }
    table.matches("after-invented-messages");
}

#[test]
fn an_unexplained_denial_gets_hints_by_server_and_action() {
    let denied =
        |code: &str, message: &str| ErrorResponse { status: 403, code: code.to_owned(), message: message.to_owned(), request_id: None };
    let after = |action, dialect, refusal| hints_after(refusal, RequestContext { action, dialect, ..sent() });
    let invented = [
        ("AssumeRoleWithWebIdentity", Dialect::Ceph, denied("AccessDenied", "")),
        ("AssumeRoleWithWebIdentity", Dialect::Ceph, denied("InvalidIdentityToken", "")),
        ("AssumeRole", Dialect::Ceph, denied("AccessDenied", "")),
        ("AssumeRole", Dialect::Ceph, denied("SignatureDoesNotMatch", "")),
        ("AssumeRole", Dialect::Ceph, denied("InvalidArgument", "")),
        ("AssumeRole", Dialect::Aws, denied("RequestExpired", "")),
        ("AssumeRole", Dialect::Aws, denied("RequestTimeTooSkewed", "")),
        ("AssumeRole", Dialect::Aws, denied("InvalidClientTokenId", "The security token included in the request is invalid.")),
        ("AssumeRole", Dialect::SeaweedFs, denied("InvalidAccessKeyId", "")),
        ("AssumeRole", Dialect::Aws, denied("Throttling", "Rate exceeded")),
        ("AssumeRole", Dialect::Minio, denied("AccessDenied", "Access Denied.")),
        ("AssumeRoleWithWebIdentity", Dialect::Minio, denied("AccessDenied", "Access Denied.")),
        ("AssumeRoleWithLDAPIdentity", Dialect::Generic, denied("AccessDenied", "Access Denied.")),
        ("AssumeRoleWithWebIdentity", Dialect::Aws, denied("ExpiredTokenException", "Token too old")),
        ("AssumeRoleWithWebIdentity", Dialect::SeaweedFs, denied("ExpiredToken", "")),
        (
            "AssumeRoleWithWebIdentity",
            Dialect::Aws,
            denied("InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://id.example"),
        ),
        ("AssumeRole", Dialect::Aws, denied("PackedPolicyTooLarge", "Packed size")),
        ("AssumeRoleWithWebIdentity", Dialect::Aws, denied("IDPCommunicationError", "")),
        ("AssumeRole", Dialect::Aws, denied("RegionDisabledException", "STS is not activated in this region")),
        ("AssumeRoleWithCertificate", Dialect::Minio, denied("InvalidClientCertificate", "")),
        ("AssumeRoleWithCertificate", Dialect::Minio, denied("InternalError", "The specified policy does not exist")),
        ("AssumeRoleWithCertificate", Dialect::Minio, denied("InsecureConnection", "")),
    ];
    let mut table = Table::default();
    for (action, status) in [("AssumeRoleWithCustomToken", 500), ("AssumeRoleWithWebIdentity", 503)] {
        let refusal = ErrorResponse { status, ..denied("InternalError", "something new") };
        table.row(&format!("{action}: {refusal}"), &after(action, Dialect::Minio, refusal));
    }
    for (action, dialect, refusal) in invented {
        table.row(&format!("{action} {dialect}: {refusal}"), &after(action, dialect, refusal));
    }
    table.matches("after-denials");
}

#[test]
fn file_errors_have_different_hints() {
    let path = || PathBuf::from("/home/alice/.aws/config");
    let failed = |task, kind: ErrorKind| FileError::System { task, path: path(), source: kind.into() };
    let cases = [
        FileError::IsFolder(path()),
        FileError::NotRegular(path()),
        failed(FileTask::Read, ErrorKind::PermissionDenied),
        failed(FileTask::Write, ErrorKind::PermissionDenied),
        failed(FileTask::Write, ErrorKind::ReadOnlyFilesystem),
        failed(FileTask::Write, ErrorKind::ResourceBusy),
        failed(FileTask::Write, ErrorKind::StorageFull),
        failed(FileTask::CreateFolder, ErrorKind::PermissionDenied),
    ];
    let mut table = Table::default();
    for error in cases {
        let cause = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        let input = format!("{error}{cause}");
        table.row(&input, &lines(&format_hints(&for_aws_profile(&aws_profile::Error::File(error)))));
    }
    for (tool, name) in [(FileOwner::Fsspec, "fsspec"), (FileOwner::Rclone, "rclone")] {
        let source = ToolFileError::Invalid { tool, problem: "line 1 is not valid JSON".to_owned() };
        table.row(name, &lines(&format_hints(&for_tool(&ConfigureError::ToolFile { path: path(), source }))));
    }
    table.matches("files-of-a-person");
}

/// Advice names options and commands as data, so that each call can spell them its own way.
#[test]
fn advice_texts_contain_no_flags_variables_or_commands() {
    let folder = project().join("src/advice");
    let is_of_others = |found: &str| found.starts_with("--features") || found.starts_with("STS_CLI_STATE_DIR");
    for path in files_below(&folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let found = ["--", "STS_CLI_", "sts-cli "].iter().filter_map(|word| line.find(word));
            let spelled = found.map(|at| &line[at..]).find(|found| !is_of_others(found) && !found.starts_with("sts-cli where"));
            assert_eq!(spelled, None, "{}", path.display());
        }
    }
}

/// The hints of every snapshot below `folder`, with their files.
fn hints_below(folder: &Path) -> Vec<(PathBuf, String)> {
    let of = |path: PathBuf| -> Vec<(PathBuf, String)> {
        if path.is_dir() {
            return hints_below(&path);
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        text.lines().filter_map(|line| Some((path.clone(), line.trim_start().strip_prefix("hint: ")?.to_owned()))).collect()
    };
    std::fs::read_dir(folder).unwrap().flat_map(|file| of(file.unwrap().path())).collect()
}

#[test]
fn every_hint_begins_with_a_verb() {
    const VERBS: [&str; 53] = [
        "add",
        "allow",
        "ask",
        "change",
        "check",
        "choose",
        "compare",
        "configure",
        "connect",
        "convert",
        "correct",
        "create",
        "declare",
        "did",
        "enable",
        "end",
        "finish",
        "free",
        "get",
        "give",
        "have",
        "install",
        "leave",
        "let",
        "log",
        "look",
        "make",
        "move",
        "name",
        "omit",
        "open",
        "pass",
        "please",
        "put",
        "reduce",
        "remove",
        "rename",
        "replace",
        "request",
        "revoke",
        "run",
        "save",
        "select",
        "set",
        "shorten",
        "stop",
        "take",
        "trust",
        "try",
        "unlock",
        "use",
        "wait",
        "write",
    ];
    let hints = hints_below(&project().join("tests/snapshots"));
    assert!(hints.len() > 500);
    let others: Vec<_> = hints.iter().filter(|(_, hint)| !VERBS.contains(&hint.split([' ', ':']).next().unwrap_or_default())).collect();
    assert!(others.is_empty(), "{others:#?}");
}
