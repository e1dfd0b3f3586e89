//! The library's ways to end what was granted, and to ask whose it is: at the provider, at MinIO, at an STS.

use super::session::request;
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot::{self, Table};
use crate::support::sts::refusal;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use sts_cli::credentials::Credentials;
use sts_cli::identity::{self, Documents, ProviderEndpoint, ProviderError};
use sts_cli::request::{AssertionKey, Dialect, Request, SecretSource, WebIdentity};
use sts_cli::secret::{RefreshToken, SecretKey, SessionToken};
use sts_cli::sts::{self, Caller, LearnedServer, RevokeError, RevokeScope};
use sts_cli::sys::Deps;

const DISCOVERY: &str = "GET /.well-known/openid-configuration";
const REVOKE: &str = "POST /revoke";

/// A provider with these more in its discovery document.
fn provider(more: impl FnOnce(&str) -> Value) -> Hostile {
    let provider = Hostile::start();
    let origin = provider.origin();
    let mut document = json!({"issuer": origin, "token_endpoint": format!("{origin}/token")});
    document.as_object_mut().unwrap().extend(more(&origin).as_object().unwrap().clone());
    provider.expect(DISCOVERY, ScriptedResponse::json(&document));
    provider
}

fn revoke_token(provider: &Hostile, secret: Option<&str>) -> Result<(), identity::Error> {
    let client_secret = secret.map(|secret| SecretSource::Value(SecretString::from(secret)));
    let person = WebIdentity { client_id: "sts cli".to_owned(), client_secret, ..crate::support::request::person(&provider.origin()) };
    let deps = Deps::real();
    deps.block_on(identity::revoke(&person, &RefreshToken::new("planted+token".to_owned()), &Documents::default(), &deps)).unwrap()
}

/// Starts a provider that supports revocation and these client authentication methods.
fn revoking_provider(ways: &[&str], answer: ScriptedResponse) -> Hostile {
    let more = |origin: &str| json!({"revocation_endpoint": format!("{origin}/revoke"), "token_endpoint_auth_methods_supported": ways});
    let provider = provider(more);
    provider.expect(REVOKE, answer);
    provider
}

#[test]
fn a_refresh_token_is_revoked_by_the_client_it_was_issued_to() {
    let sent = |ways: &[&str], secret| {
        let provider = revoking_provider(ways, ScriptedResponse::empty(200));
        revoke_token(&provider, secret).unwrap();
        let request = provider.requests_of(REVOKE).remove(0);
        let authorization = request.headers.lines().find_map(|line| line.to_lowercase().strip_prefix("authorization: ").map(str::to_owned));
        (request.body, authorization)
    };
    let token = "token=planted%2Btoken&token_type_hint=refresh_token";
    assert_eq!(sent(&[], None), (format!("{token}&client_id=sts+cli"), None));
    let (body, authorization) = sent(&[], Some("robot:s%cret+1"));
    assert_eq!((body.as_str(), authorization.as_deref()), (token, Some("basic c3rzk2nsatpyb2jvdcuzqxmlmjvjcmv0jtjcmq==")));
    assert_eq!(sent(&["client_secret_post"], Some("a b")), (format!("{token}&client_id=sts+cli&client_secret=a+b"), None));
}

#[test]
fn a_client_with_a_key_revokes_by_signed_assertion() {
    let provider = revoking_provider(&["private_key_jwt"], ScriptedResponse::empty(200));
    let key = AssertionKey { file: snapshot::project().join("tests/cases/keys/ec-p256-sec1.pem"), kid: Some("k-1".to_owned()) };
    let person = WebIdentity { assertion_key: Some(key), ..crate::support::request::person(&provider.origin()) };
    let deps = Deps::real();
    let token = RefreshToken::new("planted+token".to_owned());
    deps.block_on(identity::revoke(&person, &token, &Documents::default(), &deps)).unwrap().unwrap();
    let sent = provider.requests_of(REVOKE).remove(0).body;
    assert!(
        sent.starts_with("token=planted%2Btoken&token_type_hint=refresh_token&client_id=sts-cli&client_assertion_type=urn%3A"),
        "{sent}"
    );
}

#[test]
fn a_revocation_is_retried_once_at_a_busy_provider() {
    let provider = revoking_provider(&[], ScriptedResponse::empty(503));
    provider.expect(REVOKE, ScriptedResponse::empty(200));
    revoke_token(&provider, None).unwrap();
}

#[test]
fn server_errors_allow_another_revocation_later() {
    for (status, may_later) in [(400, false), (403, false), (501, false), (408, true), (429, true), (500, true), (503, true), (522, true)] {
        let provider = revoking_provider(&[], ScriptedResponse::empty(status));
        provider.allow(REVOKE, ScriptedResponse::empty(status));
        assert_eq!(revoke_token(&provider, None).unwrap_err().is_unreachable(), may_later || status > 500, "provider: {status}");
        let storage = Hostile::start();
        storage.expect("POST /minio/admin/v3/revoke-tokens/builtin", ScriptedResponse::empty(status));
        assert_eq!(
            revoke_credentials(&storage, RevokeScope::ThisMachine, None).unwrap_err().is_unreachable(),
            may_later,
            "storage server: {status}"
        );
    }
}

#[test]
fn a_missing_or_unsafe_revocation_endpoint_is_reported() {
    for more in [json!({}), json!({"revocation_endpoint": ""}), json!({"revocation_endpoint": "http://id.example/revoke"})] {
        let error = revoke_token(&provider(|_| more), None).unwrap_err();
        assert!(matches!(error, identity::Error::Provider(ProviderError::NoEndpoint(ProviderEndpoint::Revocation))), "{error}");
    }
}

#[test]
fn a_refused_revocation_shows_the_providers_message_without_the_token() {
    let words = json!({"error": "invalid_client", "error_description": "no planted+token for you"}).to_string();
    let mut table = Table::default();
    for (case, answer) in
        [("in its words", ScriptedResponse::new(401, "application/json", &words)), ("without words", ScriptedResponse::empty(403))]
    {
        table.row(case, &format!("{}\n", revoke_token(&revoking_provider(&[], answer), None).unwrap_err()));
    }
    table.matches("refused-by-the-provider");
}

const JSON: &str = "application/json";

#[test]
fn a_response_without_an_error_counts_as_revoked() {
    for body in [
        "",
        " ",
        "{}",
        "null",
        "\"ok\"",
        "OK",
        "[]",
        "{\"error\":null}",
        "{\"error\":\"\"}",
        "{\"error\":false}",
        "{\"errcode\":0}",
        "{\"error\":[]}",
        "{\"status\":\"error-free\"}",
        "{\"message\":\"revoked\"}",
        "{\"success\":true,\"error\":\"none\"}",
        "{\"error\":",
        "{\"status\":\"revoked\"}",
        "{\"success\":\"true\"}",
        "{\"code\":200,\"msg\":\"OK\"}",
        "{\"errors\":{}}",
        "{\"ok\":1}",
        "{\"hasError\":false}",
        "{\"errors\":false}",
        "{\"fault\":false}",
        "{\"error\":\"False\"}",
    ] {
        revoke_token(&revoking_provider(&[], ScriptedResponse::new(200, JSON, body)), None)
            .unwrap_or_else(|error| panic!("{body}: {error}"));
    }
    revoke_token(&revoking_provider(&[], ScriptedResponse::new(204, "text/html", "")), None).unwrap();
}

#[test]
fn an_error_with_status_200_counts_as_refused() {
    let mut table = Table::default();
    for (body, may_later) in [
        (r#"{"error":"invalid_client","error_description":"no planted+token for you"}"#, false),
        (r#"{"error":"unsupported_token_type"}"#, false),
        (r#"{"error":{"code":403,"message":"not yours"}}"#, false),
        (r#"{"error":["invalid_request"]}"#, false),
        (r#"{"error":true,"message":"not yours"}"#, false),
        (r#"{"errorCode":"E0000006","errorSummary":"not yours"}"#, false),
        (r#"{"errcode":40001,"errmsg":"not yours"}"#, false),
        ("\u{feff}{\"error\":\"invalid_token\"}", false),
        (r#"{"success":false}"#, false),
        (r#"{"ok":false,"message":"not yours"}"#, false),
        (r#"{"isSuccess":"false"}"#, false),
        (r#"{"status":"error"}"#, false),
        (r#"{"result":"failure","detail":"not yours"}"#, false),
        (r#"{"code":401}"#, false),
        (r#"{"statusCode":400,"message":"not yours"}"#, false),
        (r#"{"errors":["not yours"]}"#, false),
        (r#"{"retcode":10001,"retmsg":"not yours"}"#, false),
        ("error=invalid_client&error_description=not+yours", false),
        (r#"{"error":"temporarily_unavailable"}"#, true),
        (r#"{"error":"server_error","error_description":"try later"}"#, true),
    ] {
        let error = revoke_token(&revoking_provider(&[], ScriptedResponse::new(200, JSON, body)), None).unwrap_err();
        assert_eq!(error.is_unreachable(), may_later, "{body}");
        table.row(body.trim_start_matches('\u{feff}'), &format!("{error}\n"));
    }
    table.matches("refused-with-status-200");
}

#[test]
fn an_unrelated_page_at_the_revocation_endpoint_counts_as_unavailable() {
    let mut table = Table::default();
    let page = "<!doctype html><title>Sign in</title>";
    let to_login = |status| ScriptedResponse::new(status, "text/html", page).header("location", "https://login.example/?token=secret");
    for (case, answer) in [
        ("a page", ScriptedResponse::new(200, "text/html", page)),
        ("a page after a line break", ScriptedResponse::new(200, "text/html", &format!("\r\n{page}"))),
        ("a page after a byte order mark", ScriptedResponse::new(200, "text/html", &format!("\u{feff}{page}"))),
        ("a page after a byte order mark and blanks", ScriptedResponse::new(200, "text/html", &format!(" \u{feff}\n{page}"))),
        ("a page of 201 after a byte order mark", ScriptedResponse::new(201, "application/json", "\u{feff}<html></html>")),
        ("an XML document", ScriptedResponse::new(200, "text/xml", "<?xml version=\"1.0\"?><ok/>")),
        ("301", to_login(301)),
        ("302", to_login(302)),
        ("307", to_login(307)),
        ("308", to_login(308)),
        ("304", ScriptedResponse::empty(304)),
        ("404", ScriptedResponse::new(404, "text/html", page)),
        ("404 in plain text", ScriptedResponse::new(404, "text/plain", "not found")),
        ("405", ScriptedResponse::empty(405)),
        ("410", ScriptedResponse::empty(410)),
    ] {
        let error = revoke_token(&revoking_provider(&[], answer), None).unwrap_err();
        assert!(error.is_unreachable(), "{case}: {error}");
        table.row(case, &format!("{error}\n"));
    }
    table.matches("no-revocation-endpoint");
}

fn credentials() -> Credentials {
    Credentials {
        access_key: "FAKETEMPORARYKEY0000".to_owned(),
        secret_key: SecretKey::new("fake-secret".to_owned()),
        session_token: SessionToken::new("planted-session-token".to_owned()),
        expiration: Timestamp::MAX,
        granted: Timestamp::UNIX_EPOCH,
        name: None,
        identity: None,
    }
}

fn request_for(storage: &Hostile, dialect: Option<Dialect>) -> Request {
    Request { dialect, ..request(&storage.origin()) }
}

fn revoke_credentials(storage: &Hostile, reach: RevokeScope, dialect: Option<Dialect>) -> Result<(), RevokeError> {
    let deps = Deps::real();
    let request = request_for(storage, dialect);
    deps.block_on(sts::revoke(&credentials(), reach, &LearnedServer::default(), &request, &deps)).unwrap()
}

#[test]
fn credentials_are_revoked_at_the_s3_endpoint_not_the_sts() {
    let (sts, storage) = (Hostile::start(), Hostile::start());
    storage.expect("POST /minio/admin/v3/revoke-tokens/builtin", ScriptedResponse::empty(204));
    let s3_endpoint = request_for(&storage, None).endpoint;
    let request = Request { s3_endpoint: Some(s3_endpoint), ..request_for(&sts, Some(Dialect::Minio)) };
    let deps = Deps::real();
    deps.block_on(sts::revoke(&credentials(), RevokeScope::ThisMachine, &LearnedServer::default(), &request, &deps)).unwrap().unwrap();
    assert_eq!(sts.connections(), 0);
}

#[test]
fn credentials_revoke_themselves_at_minio() {
    for (reach, line) in [
        (RevokeScope::ThisMachine, "POST /minio/admin/v3/revoke-tokens/builtin"),
        (RevokeScope::Everywhere, "POST /minio/admin/v3/revoke-tokens/builtin?fullRevoke=true"),
    ] {
        let storage = Hostile::start();
        storage.expect(line, ScriptedResponse::empty(204));
        revoke_credentials(&storage, reach, None).unwrap();
        let request = &storage.requests()[0];
        let headers = request.headers.to_lowercase();
        assert!(headers.contains("/s3/aws4_request") && headers.contains("x-amz-security-token: planted-session-token"), "{headers}");
        assert_eq!(request.body, "");
    }
}

#[test]
fn the_reason_for_a_failed_revocation_is_shown() {
    let mut table = Table::default();
    let mut refused = |status, code: &str, message: &str| {
        let storage = Hostile::start();
        let body = json!({"Code": code, "Message": message}).to_string();
        storage.expect("POST /minio/admin/v3/revoke-tokens/builtin", ScriptedResponse::new(status, "application/json", &body));
        let error = revoke_credentials(&storage, RevokeScope::ThisMachine, None).unwrap_err();
        table.row(&format!("{status} {code} {message}"), &format!("{error}\n"));
    };
    refused(404, "XMinioAdminNoSuchThing", "");
    refused(400, "MethodNotAllowed", "");
    refused(400, "AuthorizationHeaderMalformed", "The region is wrong; expecting 'eu-1'.");
    refused(400, "InvalidArgument", "No token revoke type was specified and one could not be inferred from the request");
    refused(403, "InvalidTokenId", "");
    refused(403, "AccessDenied", "not planted-session-token");
    for (status, code) in [(400, "InvalidRequest"), (403, "AccessDenied"), (403, "InvalidAccessKeyId")] {
        let storage = Hostile::start();
        let body = format!("<Error><Code>{code}</Code><Message>from S3</Message></Error>");
        storage.expect("POST /minio/admin/v3/revoke-tokens/builtin", ScriptedResponse::xml(status, &body));
        let error = revoke_credentials(&storage, RevokeScope::ThisMachine, None).unwrap_err();
        table.row(&format!("{status} {code} of S3"), &format!("{error}\n"));
    }
    table.matches("refused-by-the-storage-server");
}

#[test]
fn other_servers_get_no_revocation_request() {
    for dialect in [Dialect::Aws, Dialect::Ceph, Dialect::SeaweedFs, Dialect::RustFs] {
        let error = revoke_credentials(&Hostile::start(), RevokeScope::ThisMachine, Some(dialect)).unwrap_err();
        assert!(matches!(error, RevokeError::NotSupported), "{dialect}: {error}");
    }
}

fn caller(storage: &Hostile, dialect: Option<Dialect>) -> Result<Option<Caller>, sts::Error> {
    let deps = Deps::real();
    let request = request_for(storage, dialect);
    deps.block_on(sts::get_caller_identity(&credentials(), &LearnedServer::default(), &request, &deps)).unwrap()
}

#[test]
fn get_caller_identity_returns_the_owner_of_the_credentials() {
    let storage = Hostile::start();
    let document = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                    <Arn>arn:aws:sts::1:assumed-role/dev/alice</Arn><UserId>X:alice</UserId><Account>1</Account>\
                    </GetCallerIdentityResult></GetCallerIdentityResponse>";
    storage.expect("POST /", ScriptedResponse::xml(200, document));
    let found = caller(&storage, Some(Dialect::SeaweedFs)).unwrap().unwrap();
    assert_eq!((found.arn.as_str(), found.account.as_deref()), ("arn:aws:sts::1:assumed-role/dev/alice", Some("1")));
    let request = &storage.requests()[0];
    assert_eq!(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
    assert!(request.headers.contains("/sts/aws4_request"), "{}", request.headers);
}

#[test]
fn get_caller_identity_is_optional_and_not_sent_to_minio() {
    assert!(caller(&Hostile::start(), Some(Dialect::Minio)).unwrap().is_none());
    let storage = Hostile::start();
    storage.expect("POST /", refusal(400, "InvalidParameterValue", "Unsupported action GetCallerIdentity"));
    assert!(caller(&storage, None).unwrap().is_none());
    storage.expect("POST /", refusal(403, "ExpiredToken", "The security token included in the request is expired"));
    let error = caller(&storage, None).unwrap_err();
    snapshot::matches("expired-token", &format!("{error}\n"));
}
