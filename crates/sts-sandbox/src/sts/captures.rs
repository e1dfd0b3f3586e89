//! Compares the sandbox's STS with captured responses of MinIO: status, elements, messages, and claims of the session token. Values that
//! differ in every response are masked.

use crate::faults::RequestedFault;
use crate::jwt::Token;
use crate::state::SandboxState;
use crate::tls::PeerCertificates;
use crate::{Account, Clock, Options, directory, folder, plugin, provider, sts};
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::path::Path;
use tempfile::TempDir;

const VERSION: (&str, &str) = ("Version", "2011-06-15");

struct TestSandbox {
    state: SandboxState,
    folder: TempDir,
}

impl TestSandbox {
    fn with(faults: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (keys, certificates) = folder::prepare(folder.path(), Clock::default().now()).unwrap();
        let faults = faults.iter().map(|name| name.parse::<RequestedFault>().unwrap());
        let options = faults.fold(Options::new(), Options::fault);
        Self { state: SandboxState::new(&options, 1, keys, &certificates).unwrap(), folder }
    }

    /// Returns the response to a form.
    async fn form(&self, pairs: &[(&str, &str)]) -> (u16, String) {
        self.ask(Request::post("/").body(encoded(pairs).into()).unwrap()).await
    }

    /// Returns the response to a query, over TLS if `certificates` is set.
    async fn query(&self, pairs: &[(&str, &str)], certificates: Option<&[&str]>) -> (u16, String) {
        let mut request = Request::post(format!("/?{}", encoded(pairs))).body(Bytes::new()).unwrap();
        if let Some(names) = certificates {
            let read = |name: &&str| CertificateDer::from_pem_file(self.folder.path().join("tls").join(name)).unwrap();
            request.extensions_mut().insert(ConnectInfo(PeerCertificates(names.iter().map(read).collect())));
        }
        self.ask(request).await
    }

    async fn ask(&self, request: Request<Bytes>) -> (u16, String) {
        let response: Response = sts::handle(&self.state, &request, "ID").await.unwrap_or_else(|error| error.into_response("ID"));
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn id_token(&self) -> String {
        provider::issue_id_token(&self.state, Account::Alice, 3600).unwrap()
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair(VERSION.0, VERSION.1).extend_pairs(pairs).finish()
}

/// Returns status and body of a capture.
fn capture(name: &str) -> (u16, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/minio").join(format!("{name}.http"));
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.trim_end().to_owned())
}

/// Returns the value of an element.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    rest.split_once("</").map(|(value, _)| value)
}

/// Masks values that differ in every response.
fn mask_changing_values(body: &str) -> String {
    let changing =
        ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "RequestId", "SubjectFromToken", "SubjectFromWebIdentityToken"];
    changing.iter().fold(body.to_owned(), |body, name| match element(&body, name) {
        Some(value) => body.replace(&format!("<{name}>{value}</"), &format!("<{name}>…</")),
        None => body,
    })
}

fn claim_names(body: &str) -> Vec<String> {
    let token = element(body, "SessionToken").and_then(|token| Token::parse(token).ok());
    token.map(|token| token.claims.keys().cloned().collect()).unwrap_or_default()
}

fn assert_same(name: &str, (status, body): &(u16, String)) {
    let (expected_status, expected) = capture(name);
    assert_eq!((*status, mask_changing_values(body)), (expected_status, mask_changing_values(&expected)), "{name}");
}

fn assert_same_claims(name: &str, reply: &(u16, String)) {
    assert_same(name, reply);
    assert_eq!(claim_names(&reply.1), claim_names(&capture(name).1), "{name}");
}

#[tokio::test]
async fn ldap_responses_match_minio() {
    let sandbox = TestSandbox::with(&[]);
    let ask = async |user, password, seconds| {
        let action = ("Action", "AssumeRoleWithLDAPIdentity");
        sandbox.form(&[action, ("LDAPUsername", user), ("LDAPPassword", password), ("DurationSeconds", seconds)]).await
    };
    assert_same_claims("ldap-ok", &ask("alice", directory::ALICE_PASSWORD, "3600").await);
    assert_same("ldap-wrong-password", &ask("alice", "wrong", "3600").await);
    assert_same("ldap-unknown-user", &ask("zed", "wrong", "3600").await);
    assert_same("ldap-empty-password", &ask("alice", "", "3600").await);
    assert_same("ldap-duration-300", &ask("alice", directory::ALICE_PASSWORD, "300").await);
    let (status, eve) = ask("eve", "eve-secret", "3600").await; // captured with bob of the group ops
    assert_same("ldap-no-policy", &(status, eve.replace("uid=eve", "uid=bob").replace("cn=guests", "cn=ops")));
}

#[tokio::test]
async fn certificate_responses_match_minio() {
    let sandbox = TestSandbox::with(&[]);
    let action = [("Action", "AssumeRoleWithCertificate")];
    let asked_with = async |name: &str| sandbox.query(&action, Some(&[name])).await;
    assert_same_claims("cert-ok", &asked_with("client.pem").await);
    assert_same("cert-serverauth-only", &asked_with("client-server-auth.pem").await);
    assert_same("cert-no-policy", &asked_with("client-unknown-policy.pem").await);
    assert_same("cert-none", &sandbox.query(&action, Some(&[])).await);
    assert_same("cert-in-body", &sandbox.form(&action).await);
    let (_, plain) = sandbox.query(&action, None).await;
    assert_eq!(element(&plain, "Code"), Some("InsecureConnection"));
    let (_, two) = sandbox.query(&action, Some(&["client.pem", "client-readonly.pem"])).await;
    assert_eq!(element(&two, "Message"), Some("More than one client certificate provided"));
    let (_, expired) = asked_with("client-expired.pem").await;
    assert!(element(&expired, "Message").unwrap().ends_with("is after 2021-01-01T00:00:00Z"), "{expired}");
}

#[tokio::test]
async fn custom_token_responses_match_minio() {
    let sandbox = TestSandbox::with(&[]);
    let (action, role) = (("Action", "AssumeRoleWithCustomToken"), ("RoleArn", sts::PLUGIN.arn));
    let token = ("Token", plugin::ALICE_TOKEN);
    assert_same_claims("custom-ok", &sandbox.query(&[action, role, token], None).await);
    let longer = [action, role, token, ("DurationSeconds", "86400")];
    assert_same_claims("custom-longer-than-plugin", &sandbox.query(&longer, None).await);
    assert_same("custom-bad-token", &sandbox.query(&[action, role, ("Token", "x")], None).await);
    assert_same("custom-no-role", &sandbox.query(&[action, token], None).await);
    assert_same("custom-in-body", &sandbox.form(&[action, role, token]).await);
}

#[tokio::test]
async fn openid_token_responses_match_minio() {
    let sandbox = TestSandbox::with(&[]);
    let (grants, web) = (("Action", "AssumeRoleWithClientGrants"), ("Action", "AssumeRoleWithWebIdentity"));
    let id_token = sandbox.id_token();
    let token = ("WebIdentityToken", id_token.as_str());
    assert_same("grants-ok", &sandbox.form(&[grants, token]).await);
    assert_same("grants-garbage", &sandbox.form(&[grants, ("Token", "x")]).await);
    assert_same("web-ok", &sandbox.form(&[web, token]).await);
    assert_same("web-query", &sandbox.query(&[web, token], None).await);
    assert_same("rolemode-unknown-arn", &sandbox.form(&[web, token, ("RoleArn", "arn:minio:iam:::role/other")]).await);
    assert_same("rolemode-wrong-client", &sandbox.form(&[web, token, ("RoleArn", sts::WEB_IDENTITY.arn)]).await);
    assert_same("unknown-action-unsigned", &sandbox.form(&[("Action", "Whatever")]).await);
    assert_same("session-token", &sandbox.form(&[("Action", "GetSessionToken")]).await);
}

#[tokio::test]
async fn responses_of_disabled_identities_match_minio() {
    let sandbox = TestSandbox::with(&["disabled", "no-openid"]);
    let id_token = sandbox.id_token();
    assert_same("cert-on-http", &sandbox.query(&[("Action", "AssumeRoleWithCertificate")], None).await);
    assert_same("custom-on-plain", &sandbox.query(&[("Action", "AssumeRoleWithCustomToken")], None).await);
    let ldap = [("Action", "AssumeRoleWithLDAPIdentity"), ("LDAPUsername", "alice"), ("LDAPPassword", "x")];
    assert_same("ldap-on-oidc-server", &sandbox.form(&ldap).await);
    let web = [("Action", "AssumeRoleWithWebIdentity"), ("WebIdentityToken", id_token.as_str())];
    assert_same("web-on-ldap-server", &sandbox.form(&web).await);
}

#[test]
fn only_complete_queries_are_sts_calls() {
    for (query, is_call) in [
        ("Action=AssumeRoleWithCertificate&Version=2011-06-15", true),
        ("Action=AssumeRoleWithCertificate&Version=2011-06-16", false),
        ("Action=AssumeRoleWithCertificate", false),
        ("Action=AssumeRoleWithCustomToken&Version=2011-06-15", true),
        ("Action=AssumeRoleWithClientGrants&Version=2011-06-15&Token=x", true),
        ("Action=AssumeRoleWithClientGrants&Version=2011-06-15&WebIdentityToken=x", false),
        ("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=x", true),
        ("Action=AssumeRoleWithLDAPIdentity&Version=2011-06-15&LDAPUsername=a&LDAPPassword=", true),
        ("Action=AssumeRoleWithLDAPIdentity&Version=2011-06-15&LDAPUsername=a", false),
        ("Action=AssumeRole&Version=2011-06-15", false),
        ("", false),
    ] {
        assert_eq!(sts::is_query_call(query), is_call, "{query}");
    }
}
