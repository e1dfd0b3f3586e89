//! Credentials that are renewed by a refresh token: nobody is asked a second time.
//!
//! A session lives in one process, so the library is asked twice in a process of its own, whose clock is moved in between.

use std::rc::Rc;
use std::time::Duration;
use std::{env, fs};

use serde_json::Value;
use sts_cli::cli::explain_error;
use sts_cli::request::{
    BrowserUse, CachePolicy, Endpoint, Identity, Issuer, LoginMethod, OutputFormat, RedirectUri, Request, SessionDuration, TokenKind,
    WebIdentity,
};
use sts_cli::session::Session;
use sts_cli::sys::{Deps, Trust};

use crate::browser::Person;
use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{bare, run};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::{ENDPOINT, STRICT_ENDPOINT};
use crate::servers::oidc_provider::STRICT_ISSUER;
use crate::story::Story;

/// Fifteen minutes are granted; after so many of them they are no longer fresh.
const LATER: i64 = 11;

/// Gets credentials from one session twice, eleven minutes apart; returns the second ones.
fn renew(story: &Story, issuer: &str, client: &str, scopes: &str, endpoint: &str) -> Keys {
    let alice = Person::signs_in("alice");
    let program = env::current_exe().expect("the test binary knows itself").display().to_string();
    let mut command = bare(story, &program);
    command.args(["--exact", "stories::renewal::a_session_returns_credentials_twice", "--ignored", "--nocapture"]);
    command.env("BROWSER", alice.browser_command(story)).env("STS_CLI_TEST_CLOCK", story.home().join("clock"));
    command.env("LIVE_ISSUER", issuer).env("LIVE_CLIENT", client).env("LIVE_SCOPES", scopes).env("LIVE_ENDPOINT", endpoint);
    let said = run(&mut command).assert_ok();
    assert_eq!(alice.browser_count(story), 1, "a browser was opened once: {}", said.stderr);
    let printed: Vec<Value> = said.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let [first, second] = &printed[..] else { panic!("two sets of credentials, not {}: {}", printed.len(), said.stderr) };
    let (first, second) = (Keys::of(first, &said), Keys::of(second, &said));
    assert!(!first.is_same_as(&second), "the second set is new");
    second
}

#[test]
#[ignore = "the stories below run it, as a process of its own"]
fn a_session_returns_credentials_twice() {
    let variable = |name| env::var(name).expect("a variable of the stories below");
    set_clock(0);
    let deps = Rc::new(Deps::real());
    let request = Rc::new(request(&variable("LIVE_ISSUER"), variable("LIVE_CLIENT"), &variable("LIVE_SCOPES"), &variable("LIVE_ENDPOINT")));
    deps.trust(&request.trust, request.endpoint.url()).expect("nothing needs to be trusted");
    let session = Session::new(&request, &deps, explain_error).unwrap();
    for minutes in [0, LATER] {
        set_clock(minutes);
        let credentials = deps.block_on(session.credentials()).expect("an event queue").unwrap_or_else(|failure| panic!("{failure}"));
        println!();
        sts_cli::deliver::to(&request, &credentials, None, &deps).expect("stdout takes them");
    }
}

fn set_clock(minutes: i64) {
    let time = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
    fs::write(env::var("STS_CLI_TEST_CLOCK").expect("the clock's file"), time.to_string()).expect("it can be written");
}

/// Requests consent together with offline access.
fn request(issuer: &str, client: String, scopes: &str, endpoint: &str) -> Request {
    let consent = scopes.contains("offline_access").then(|| ("prompt".to_owned(), "consent".to_owned()));
    let person = WebIdentity {
        issuer: Issuer::new(issuer, false).expect("an issuer"),
        client_id: client,
        client_secret: None,
        client_auth: None,
        assertion_key: None,
        scopes: scopes.split(' ').map(str::to_owned).collect(),
        auth_params: consent.into_iter().collect(),
        account: None,
        switches_user: false,
        redirect: RedirectUri::with_ports(Vec::new()),
        login: LoginMethod::Browser,
        browser: BrowserUse::Open,
        send: TokenKind::IdToken,
        userinfo: false,
    };
    Request {
        identity: Identity::WebIdentity(Box::new(person)),
        endpoint: Endpoint::new(endpoint, false).expect("an endpoint"),
        s3_endpoint: None,
        dialect: None,
        policy: None,
        role_arn: None,
        session_name: None,
        duration: Some("15m".parse::<SessionDuration>().expect("a length")),
        trust: Trust::default(),
        region: "us-east-1".to_owned(),
        timeout: Duration::from_secs(60),
        cache_policy: CachePolicy::DISABLED,
        delivery: OutputFormat::Json.into(),
        profile: None,
    }
}

#[test]
fn a_keycloak_refresh_token_renews_credentials() {
    logs_in("web-identity", "refresh token", "MinIO, Keycloak", |story| renew(story, ISSUER, "stays", "openid", ENDPOINT));
}

#[test]
fn a_rotated_refresh_token_renews_credentials() {
    logs_in("web-identity", "refresh token", "MinIO, oidc-provider", |story| {
        renew(story, STRICT_ISSUER, "sts-cli", "openid offline_access", STRICT_ENDPOINT).at(STRICT_ENDPOINT)
    });
}
