//! How the tests of another project use the sandbox as a dev-dependency: real HTTP requests against real servers, no mocks.

#![expect(clippy::disallowed_methods, reason = "the clients of another project sign with the system clock")]

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use reqwest::header::HeaderValue;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use sts_sandbox::{Account, Clock, Fault, Options, Sandbox, SharedFile, sign_in};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

type TestResult = Result<(), Box<dyn Error>>;

/// The program under test: it knows addresses and secrets, and nothing of the sandbox.
struct StorageClient {
    http: Client,
    endpoint: String,
}

impl StorageClient {
    fn new(sandbox: &Sandbox) -> reqwest::Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { http: Client::builder().no_proxy().build()?, endpoint: sandbox.endpoint().to_owned() })
    }

    /// Fetches a token by the client credentials grant (RFC 6749, 4.4).
    async fn service_token(&self, issuer: &str, (id, secret): (&str, &str)) -> Result<String, Box<dyn Error>> {
        let metadata = self.http.get(format!("{issuer}/.well-known/openid-configuration")).send().await?;
        let metadata: Value = serde_json::from_str(&metadata.text().await?)?;
        let token_endpoint = metadata["token_endpoint"].as_str().unwrap_or_default();
        let form = form(&[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)]);
        let tokens: Value = serde_json::from_str(&self.post(token_endpoint, form).await?.text().await?)?;
        Ok(tokens["access_token"].as_str().unwrap_or_default().to_owned())
    }

    /// Calls `AssumeRoleWithWebIdentity`.
    async fn assume_role(&self, token: &str) -> reqwest::Result<Response> {
        let parameters = [("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("WebIdentityToken", token)];
        self.post(&format!("{}/", self.endpoint), form(&parameters)).await
    }

    /// Exchanges a token for credentials.
    async fn credentials(&self, token: &str) -> Result<Credentials, Box<dyn Error>> {
        let xml = self.assume_role(token).await?.error_for_status()?.text().await?;
        let element = |name: &str| {
            let (_, rest) = xml.split_once(&format!("<{name}>"))?;
            rest.split_once("</").map(|(text, _)| text.to_owned())
        };
        let (Some(access_key), Some(secret_key)) = (element("AccessKeyId"), element("SecretAccessKey")) else { return Err(xml.into()) };
        Ok(Credentials::new(access_key, secret_key, element("SessionToken"), None, "test"))
    }

    /// Sends a signed S3 request at a given time.
    async fn s3(&self, method: &str, path: &str, credentials: &Credentials, now: SystemTime) -> Result<Response, Box<dyn Error>> {
        self.signed("s3", method, path, String::new(), credentials, now).await
    }

    /// Sends a request, signed for a service at a given time.
    async fn signed(
        &self,
        service: &str,
        method: &str,
        path: &str,
        body: String,
        credentials: &Credentials,
        now: SystemTime,
    ) -> Result<Response, Box<dyn Error>> {
        let url = format!("{}{path}", self.endpoint);
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = aws_sigv4::http_request::PayloadChecksumKind::XAmzSha256;
        let identity = credentials.clone().into();
        let scope = v4::SigningParams::builder().identity(&identity).region("us-east-1").name(service).time(now).settings(settings);
        let signable = SignableRequest::new(method, &url, std::iter::once(FORM), SignableBody::Bytes(body.as_bytes()))?;
        let (instructions, _) = sign(signable, &scope.build()?.into())?.into_parts();
        let headers = instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>();
        let request = self.http.request(method.parse()?, &url).header(FORM.0, FORM.1).body(body);
        Ok(headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)).send().await?)
    }

    async fn post(&self, url: &str, body: String) -> reqwest::Result<Response> {
        self.http.post(url).header(FORM.0, FORM.1).body(body).send().await
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn a_service_gets_credentials_and_lists_buckets() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let client = StorageClient::new(&sandbox)?;
    let token = client.service_token(&sandbox.issuer(), sandbox.service_client()).await?;
    let credentials = client.credentials(&token).await?;
    let listing = client.s3("GET", "/", &credentials, SystemTime::now()).await?.error_for_status()?.text().await?;
    assert!(listing.contains("<Name>demo</Name>") && listing.contains("<Name>logs</Name>"), "{listing}");
    Ok(())
}

/// RFC 7636, appendix B.
const PKCE: (&str, &str) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

#[tokio::test]
async fn a_user_logs_in_with_a_browser() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let client = StorageClient::new(&sandbox)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let redirect_uri = format!("http://{}/oauth2/callback", listener.local_addr()?);
    let login = form(&[
        ("response_type", "code"),
        ("client_id", sandbox.client_id()),
        ("redirect_uri", &redirect_uri),
        ("scope", "openid"),
        ("code_challenge", PKCE.1),
        ("code_challenge_method", "S256"),
    ]);
    let url = format!("{}/authorize?{login}", sandbox.issuer());
    let (signed_in, code) = tokio::join!(sign_in(Account::Bob, &url), code_of_callback(listener));
    signed_in?;
    let code = code?;
    let exchange = form(&[
        ("grant_type", "authorization_code"),
        ("client_id", sandbox.client_id()),
        ("redirect_uri", &redirect_uri),
        ("code", &code),
        ("code_verifier", PKCE.0),
    ]);
    let tokens = client.post(&format!("{}/token", sandbox.issuer()), exchange).await?.error_for_status()?.text().await?;
    let tokens: Value = serde_json::from_str(&tokens)?;
    let credentials = client.credentials(tokens["id_token"].as_str().unwrap_or_default()).await?;
    assert_eq!(client.s3("GET", "/demo/hello.txt", &credentials, SystemTime::now()).await?.status(), StatusCode::OK);
    Ok(())
}

/// Answers the redirect of the browser and returns the authorization code.
async fn code_of_callback(listener: TcpListener) -> Result<String, Box<dyn Error>> {
    let (mut stream, _) = listener.accept().await?;
    let mut request = vec![0; 4096];
    let length = stream.read(&mut request).await?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await?;
    let line = String::from_utf8_lossy(&request[..length]);
    let (_, query) = line.split(' ').nth(1).and_then(|target| target.split_once('?')).ok_or("no query")?;
    let code = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    Ok(code.ok_or("no code")?.1.into_owned())
}

#[tokio::test]
async fn accounts_have_different_policies() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let client = StorageClient::new(&sandbox)?;
    for (account, read, write) in [(Account::Alice, StatusCode::OK, StatusCode::OK), (Account::Bob, StatusCode::OK, StatusCode::FORBIDDEN)]
    {
        let credentials = client.credentials(&sandbox.id_token(account)?).await?;
        let now = SystemTime::now();
        assert_eq!(client.s3("GET", "/demo/hello.txt", &credentials, now).await?.status(), read, "{account}");
        assert_eq!(client.s3("PUT", "/demo/other.txt", &credentials, now).await?.status(), write, "{account}");
    }
    let eve = client.assume_role(&sandbox.id_token(Account::Eve)?).await?;
    assert_eq!(eve.status(), StatusCode::BAD_REQUEST, "eve has no policy");
    Ok(())
}

#[tokio::test]
async fn long_term_keys_are_exchanged_if_the_signature_is_valid() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let client = StorageClient::new(&sandbox)?;
    let keys = Account::Alice.access_keys();
    for (secret_key, expected) in [(keys.secret_key, StatusCode::OK), ("a wrong secret", StatusCode::FORBIDDEN)] {
        let credentials = Credentials::new(keys.access_key, secret_key, None, None, "test");
        let call = form(&[("Action", "AssumeRole"), ("Version", "2011-06-15")]);
        assert_eq!(client.signed("sts", "POST", "/", call, &credentials, SystemTime::now()).await?.status(), expected);
    }
    Ok(())
}

#[tokio::test]
async fn faults_can_be_changed_while_the_sandbox_runs() -> TestResult {
    let sandbox = Sandbox::start(Options::new().split(true)).await?;
    let client = StorageClient::new(&sandbox)?;
    let token = sandbox.id_token(Account::Alice)?;
    sandbox.faults().add(Fault::Starting); // two calls get 503
    let mut events = sandbox.events();
    for expected in [503, 503, 200] {
        assert_eq!(client.assume_role(&token).await?.status().as_u16(), expected);
        assert_eq!(events.status_of("AssumeRoleWithWebIdentity").await, Some(expected));
    }
    sandbox.faults().add(Fault::ClockBehind); // the provider lags 20 minutes: its tokens expire early
    let old = client.service_token(&sandbox.issuer(), sandbox.service_client()).await?;
    assert_eq!(client.assume_role(&old).await?.status(), StatusCode::BAD_REQUEST);
    sandbox.faults().remove(Fault::ClockBehind);
    let fresh = client.service_token(&sandbox.issuer(), sandbox.service_client()).await?;
    assert_eq!(client.assume_role(&fresh).await?.status(), StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_test_clock_expires_credentials_without_waiting() -> TestResult {
    let seconds = Arc::new(AtomicU64::new(1_893_456_000)); // 2030-01-01
    let time = |seconds: &AtomicU64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::Relaxed));
    let clock = Arc::clone(&seconds);
    let sandbox = Sandbox::start(Options::new().clock(Clock::from_fn(move || time(&clock)))).await?;
    let client = StorageClient::new(&sandbox)?;
    let credentials = client.credentials(&std::fs::read_to_string(sandbox.file(SharedFile::IdToken))?).await?;
    assert_eq!(client.s3("GET", "/demo/hello.txt", &credentials, time(&seconds)).await?.status(), StatusCode::OK);
    seconds.fetch_add(2 * 3600, Ordering::Relaxed);
    assert_eq!(client.s3("GET", "/demo/hello.txt", &credentials, time(&seconds)).await?.status(), StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn a_suffix_that_is_longer_than_the_object_gets_the_whole_object() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let credentials = StorageClient::new(&sandbox)?.credentials(&std::fs::read_to_string(sandbox.file(SharedFile::IdToken))?).await?;
    let of_range = async |range: &'static str, path: &str| {
        let headers = [(reqwest::header::RANGE, HeaderValue::from_static(range))].into_iter().collect();
        let http = Client::builder().no_proxy().default_headers(headers).build()?;
        let client = StorageClient { http, endpoint: sandbox.endpoint().to_owned() };
        client.s3("GET", path, &credentials, SystemTime::now()).await
    };
    let whole = StorageClient::new(&sandbox)?.s3("GET", "/demo/hello.txt", &credentials, SystemTime::now()).await?.text().await?;
    for (range, expected) in [("bytes=-1000000", whole.as_str()), ("bytes=-1", &whole[whole.len() - 1..])] {
        let response = of_range(range, "/demo/hello.txt").await?;
        assert_eq!((response.status(), response.text().await?.as_str()), (StatusCode::PARTIAL_CONTENT, expected), "{range}");
    }
    assert_eq!(of_range("bytes=-0", "/demo/hello.txt").await?.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(of_range("bytes=-9", "/demo/missing").await?.status(), StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_dropped_sandbox_leaves_nothing_behind() -> TestResult {
    let sandbox = Sandbox::start(Options::new()).await?;
    let (address, secret) = (sandbox.endpoint().replace("http://", ""), sandbox.file(SharedFile::RobotSecret));
    assert!(secret.exists());
    let mut connection = TcpStream::connect(&address).await?;
    connection.write_all(format!("HEAD / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut response = vec![0; 4096];
    let length = connection.read(&mut response).await?;
    assert!(response[..length].starts_with(b"HTTP/1.1 ") && response[..length].ends_with(b"\r\n\r\n"));
    drop(sandbox);
    let length = tokio::time::timeout(Duration::from_secs(30), connection.read(&mut response)).await??;
    assert_eq!(length, 0, "idle connections are closed");
    assert!(TcpStream::connect(&address).await.is_err(), "the port is free");
    assert!(!secret.exists());
    Ok(())
}
