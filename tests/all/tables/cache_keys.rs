//! Which requests share a login or credentials: one row for each field of a request and of each identity.
//!
//! The macro takes each type apart without `..`, so that a field without a row does not compile.

use crate::support::request::{person, request};
use Effect::{Changes, Stays};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use sts_cli::claims::Claims;
use sts_cli::policy::SessionPolicy;
use sts_cli::request::{
    AccessKeys, AssertionKey, BrowserUse, CLIENT_SECRET_PROMPT, CachePolicy, ClientAuthMethod, ClientGrants, CustomToken, Dialect,
    Endpoint, Identity, Issuer, KeySource, Ldap, LoginMethod, MfaDevice, OneTimeCode, OutputFormat, PASSWORD_PROMPT, RedirectUri, Request,
    SECRET_KEY_PROMPT, SecretSource, SessionTokenKeys, SuppliedToken, TokenKind, TokenProvider, TokenSource, WebIdentity,
};
use sts_cli::sys::{ClientCertificate, Trust};

/// The effect of another value of a field on a key.
enum Effect {
    /// Another key, or none at all.
    Changes,
    /// The key stays, for this reason.
    Stays(&'static str),
}

/// A field, a change of it, and what that does to the key of the login and to the key of the credentials.
struct Row {
    field: &'static str,
    change: fn(&mut Request),
    login: Effect,
    credentials: Effect,
}

/// The rows of one type, whose every field must be there.
macro_rules! rows {
    ($type:ty, $($pattern:ident)::+ { $($field:ident: $change:expr => $login:expr, $credentials:expr;)* }) => {{
        fn has_no_other_field(value: &$type) -> bool {
            matches!(value, $($pattern)::+ { $($field: _),* })
        }
        let _ = has_no_other_field;
        vec![$(Row { field: stringify!($field), change: $change, login: $login, credentials: $credentials }),*]
    }};
}

const ELSEWHERE: &str = "counts for the credentials, whoever logs in";
const BROUGHT: &str = "who brings a token along has no login here";

/// Asserts the effect of every row on the keys of this request; `claims` are those of its token.
fn assert_rows(base: &Request, claims: Option<&Claims>, rows: &[Row]) {
    for row in rows {
        let mut changed = base.clone();
        (row.change)(&mut changed);
        assert_ne!(format!("{base:?}"), format!("{changed:?}"), "the row of `{}` changes nothing", row.field);
        assert_effect(row.field, "login", &row.login, base.login_fields() == changed.login_fields());
        let stays = base.credentials_fields(claims) == changed.credentials_fields(claims);
        assert_effect(row.field, "credentials", &row.credentials, stays);
    }
}

fn assert_effect(field: &str, key: &str, effect: &Effect, stays: bool) {
    match effect {
        Changes => assert!(!stays, "`{field}` does not change the key of the {key}"),
        Stays(reason) => assert!(stays && !reason.is_empty(), "`{field}` changes the key of the {key}, although: {reason}"),
    }
}

fn of(identity: Identity) -> Request {
    Request { identity, ..request("https://minio.example:9000") }
}

fn issuer(name: &str) -> Issuer {
    Issuer::new(name, false).unwrap()
}

fn a_person() -> Request {
    let scopes = vec!["openid".to_owned()];
    of(Identity::WebIdentity(Box::new(WebIdentity { scopes, ..person("https://id.example") })))
}

fn given(secret: &str) -> SecretSource {
    SecretSource::Value(secret.to_owned().into())
}

#[test]
fn request_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    let rows = rows!(Request, Request {
        identity: |it| it.identity = Identity::Certificate(certificate("c")) => Changes, Changes;
        endpoint: |it| it.endpoint = Endpoint::new("https://other.example", false).unwrap() => Stays(ELSEWHERE), Changes;
        s3_endpoint: |it| it.s3_endpoint = Some(Endpoint::new("https://s3.example", false).unwrap())
            => Stays("says where credentials are used"), Stays("says where credentials are used");
        dialect: |it| it.dialect = Some(Dialect::Aws) => Stays(ELSEWHERE), Changes;
        policy: |it| it.policy = Some(SessionPolicy::from_permissions(&["read:demo".parse().unwrap()]).unwrap()) => Stays(ELSEWHERE), Changes;
        role_arn: |it| it.role_arn = Some("arn:minio:iam:::role/abcdefghijkl".parse().unwrap()) => Stays(ELSEWHERE), Changes;
        session_name: |it| it.session_name = Some("nightly".parse().unwrap()) => Stays(ELSEWHERE), Changes;
        duration: |it| it.duration = Some("2h".parse().unwrap()) => Stays(ELSEWHERE), Changes;
        trust: |it| it.trust.insecure = true => Changes, Changes;
        region: |it| it.region = "eu-west-1".to_owned() => Stays(ELSEWHERE), Changes;
        timeout: |it| it.timeout = Duration::from_secs(1) => Stays("says how long to wait"), Stays("says how long to wait");
        cache_policy: |it| it.cache_policy = CachePolicy { enabled: true, ..CachePolicy::DISABLED }
            => Stays("says whether keys are used"), Stays("says whether keys are used");
        delivery: |it| it.delivery = OutputFormat::Text.into() => Stays("comes afterwards"), Stays("comes afterwards");
        profile: |it| it.profile = Some("prod".to_owned()) => Stays("a name for the rest"), Stays("a name for the rest");
    });
    assert_rows(&a_person(), None, &rows);
}

#[test]
fn trust_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    const VERIFIED: &str = "whoever was verified says the same";
    let rows = rows!(Trust, Trust {
        insecure: |it| it.trust.insecure = true => Changes, Changes;
        ca_bundle: |it| it.trust.ca_bundle = Some(PathBuf::from("ca.pem")) => Stays(VERIFIED), Stays(VERIFIED);
        client: |it| it.trust.client = Some(certificate("c")) => Stays(VERIFIED), Stays(VERIFIED);
    });
    assert_rows(&a_person(), None, &rows);
}

#[test]
fn web_identity_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn person(request: &mut Request) -> &mut WebIdentity {
        let Identity::WebIdentity(person) = &mut request.identity else { panic!("a person") };
        person
    }
    const PROOF: &str = "proves the client, does not choose the person";
    const WAY: &str = "how the person is asked, not who";
    let rows = rows!(WebIdentity, WebIdentity {
        issuer: |it| person(it).issuer = issuer("https://other.example") => Changes, Changes;
        client_id: |it| person(it).client_id = "other".to_owned() => Changes, Changes;
        client_secret: |it| person(it).client_secret = Some(given("s")) => Stays(PROOF), Stays(PROOF);
        client_auth: |it| person(it).client_auth = Some(ClientAuthMethod::Post) => Stays(PROOF), Stays(PROOF);
        assertion_key: |it| person(it).assertion_key = Some(AssertionKey { file: "k".into(), kid: None }) => Stays(PROOF), Stays(PROOF);
        scopes: |it| person(it).scopes.push("groups".to_owned()) => Changes, Changes;
        auth_params: |it| person(it).auth_params.push(("kc_idp_hint".to_owned(), "corp".to_owned())) => Changes, Changes;
        account: |it| person(it).account = Some("bob".to_owned()) => Changes, Changes;
        switches_user: |it| person(it).switches_user = true => Stays("replaces who logged in"), Stays("replaces who logged in");
        redirect: |it| person(it).redirect = RedirectUri::with_ports(vec![8000]) => Stays(WAY), Stays(WAY);
        login: |it| person(it).login = LoginMethod::Device => Stays(WAY), Stays(WAY);
        browser: |it| person(it).browser = BrowserUse::ShowAddress => Stays(WAY), Stays(WAY);
        send: |it| person(it).send = TokenKind::AccessToken => Stays("one login brings both tokens"), Changes;
        userinfo: |it| person(it).userinfo = true => Changes, Changes;
    });
    assert_rows(&a_person(), None, &rows);
}

#[test]
fn client_grants_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn service(request: &mut Request) -> &mut ClientGrants {
        let Identity::ClientGrants(service) = &mut request.identity else { panic!("a service") };
        service
    }
    const TRAVELS: &str = "how the client proves itself";
    let rows = rows!(ClientGrants, ClientGrants {
        provider: |it| service(it).provider = TokenProvider::Endpoint("https://id.example/token".parse().unwrap()) => Changes, Changes;
        client_id: |it| service(it).client_id = "other".to_owned() => Changes, Changes;
        client_secret: |it| service(it).client_secret = Some(given("s")) => Changes, Changes;
        client_auth: |it| service(it).client_auth = Some(ClientAuthMethod::Post) => Stays(TRAVELS), Stays(TRAVELS);
        assertion_key: |it| service(it).assertion_key = Some(AssertionKey { file: "k".into(), kid: None }) => Stays(TRAVELS), Stays(TRAVELS);
        scopes: |it| service(it).scopes.push("groups".to_owned()) => Changes, Changes;
        audience: |it| service(it).audience = Some("minio".to_owned()) => Changes, Changes;
        resource: |it| service(it).resource = Some("https://minio.example".to_owned()) => Changes, Changes;
    });
    let base = of(Identity::ClientGrants(Box::new(ClientGrants {
        provider: TokenProvider::Issuer(issuer("https://id.example")),
        client_id: "robot".to_owned(),
        client_secret: Some(SecretSource::Prompt(&CLIENT_SECRET_PROMPT)),
        client_auth: None,
        assertion_key: None,
        scopes: Vec::new(),
        audience: None,
        resource: None,
    })));
    assert_rows(&base, None, &rows);
}

#[test]
fn access_key_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn keys(request: &mut Request) -> &mut AccessKeys {
        let Identity::AccessKeys(keys) = &mut request.identity else { panic!("access keys") };
        keys
    }
    let typed_in = |access_key: &str| KeySource::Given {
        access_key: access_key.to_owned(),
        secret_key: SecretSource::Prompt(&SECRET_KEY_PROMPT),
        session_token: None,
    };
    let base = of(Identity::AccessKeys(AccessKeys { keys: typed_in("carol"), external_id: None, mfa: None }));
    let rows = rows!(AccessKeys, AccessKeys {
        keys: |it| keys(it).keys = KeySource::Profile("lab".to_owned()) => Changes, Changes;
        external_id: |it| keys(it).external_id = Some("x-1".to_owned()) => Changes, Changes;
        mfa: |it| keys(it).mfa = Some(device()) => Changes, Changes;
    });
    assert_rows(&base, None, &rows);
    fn change(request: &mut Request, change: impl FnOnce(&mut String, &mut SecretSource, &mut Option<SecretSource>)) {
        let KeySource::Given { access_key, secret_key, session_token } = &mut keys(request).keys else { panic!("given keys") };
        change(access_key, secret_key, session_token);
    }
    let rows = rows!(KeySource, KeySource::Given {
        access_key: |it| change(it, |access_key, _, _| *access_key = "dave".to_owned()) => Changes, Changes;
        secret_key: |it| change(it, |_, secret_key, _| *secret_key = given("s")) => Changes, Changes;
        session_token: |it| change(it, |_, _, session_token| *session_token = Some(given("t"))) => Changes, Changes;
    });
    assert_rows(&base, None, &rows);
}

/// The rows of the device in `device`.
macro_rules! device_rows {
    ($device:ident) => {
        rows!(MfaDevice, MfaDevice {
            serial: |it| $device(it).serial = "GAHT12345678".to_owned() => Changes, Changes;
            code: |it| $device(it).code = OneTimeCode::supplied("118822".into()) => Changes, Changes;
        })
    };
}

fn device() -> MfaDevice {
    MfaDevice { serial: "arn:aws:iam::123456789012:mfa/alice".to_owned(), code: OneTimeCode::Prompt }
}

fn temporary() -> KeySource {
    KeySource::Given { access_key: "carol".to_owned(), secret_key: given("s"), session_token: Some(given("t")) }
}

#[test]
fn session_token_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn keys(request: &mut Request) -> &mut SessionTokenKeys {
        let Identity::SessionTokenKeys(keys) = &mut request.identity else { panic!("access keys") };
        keys
    }
    fn mfa(request: &mut Request) -> &mut MfaDevice {
        keys(request).mfa.as_mut().unwrap()
    }
    let base = |mfa| of(Identity::SessionTokenKeys(Box::new(SessionTokenKeys { keys: KeySource::Profile("lab".to_owned()), mfa })));
    let rows = rows!(SessionTokenKeys, SessionTokenKeys {
        keys: |it| keys(it).keys = KeySource::Profile("other".to_owned()) => Changes, Changes;
        mfa: |it| keys(it).mfa = None => Changes, Changes;
    });
    assert_rows(&base(Some(device())), None, &rows);
    assert_rows(&base(Some(device())), None, &device_rows!(mfa));
    let mut supplied = base(Some(device()));
    mfa(&mut supplied).code = OneTimeCode::supplied("604129".into());
    assert_eq!(supplied.credentials_fields(None), None, "a supplied code is checked by the server");
    assert_eq!(base(None).credentials_fields(None), None, "supplied keys are checked by the server");
    let mut chained = base(Some(device()));
    keys(&mut chained).keys = temporary();
    assert_eq!(chained.credentials_fields(None), None);
}

#[test]
fn access_keys_with_mfa_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn keys(request: &mut Request) -> &mut AccessKeys {
        let Identity::AccessKeys(keys) = &mut request.identity else { panic!("access keys") };
        keys
    }
    fn mfa(request: &mut Request) -> &mut MfaDevice {
        keys(request).mfa.as_mut().unwrap()
    }
    let base = of(Identity::AccessKeys(AccessKeys { keys: KeySource::Profile("lab".to_owned()), external_id: None, mfa: Some(device()) }));
    assert_rows(&base, None, &device_rows!(mfa));
    let rows = rows!(AccessKeys, AccessKeys {
        keys: |it| keys(it).keys = temporary() => Changes, Changes;
        external_id: |it| keys(it).external_id = Some("x-1".to_owned()) => Changes, Changes;
        mfa: |it| keys(it).mfa = None => Changes, Changes;
    });
    assert_rows(&base, None, &rows);
}

#[test]
fn ldap_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    fn login(request: &mut Request) -> &mut Ldap {
        let Identity::Ldap(login) = &mut request.identity else { panic!("a directory login") };
        login
    }
    let rows = rows!(Ldap, Ldap {
        user: |it| login(it).user = Some("bob".to_owned()) => Changes, Changes;
        password: |it| login(it).password = given("s") => Changes, Changes;
        password_command: |it| login(it).password_command = Some(vec!["pass".to_owned()]) => Changes, Changes;
    });
    let base = of(Identity::Ldap(Ldap {
        user: Some("alice".to_owned()),
        password: SecretSource::Prompt(&PASSWORD_PROMPT),
        password_command: None,
    }));
    assert_rows(&base, None, &rows);
}

#[test]
fn supplied_token_fields_are_in_the_cache_key_or_excluded_with_a_reason() {
    const CLAIMS: &str = "a token counts by its claims";
    fn token(request: &mut Request) -> &mut SuppliedToken {
        let (Identity::SuppliedToken(token) | Identity::CustomToken(CustomToken(token))) = &mut request.identity else { panic!("a token") };
        token
    }
    let rows = rows!(SuppliedToken, SuppliedToken {
        source: |it| token(it).source = "file:/run/token".parse().unwrap() => Stays(BROUGHT), Stays(CLAIMS);
        audience: |it| token(it).audience = Some("minio".to_owned()) => Stays(BROUGHT), Stays(CLAIMS);
    });
    let supplied = || SuppliedToken { source: "env:TOKEN".parse::<TokenSource>().unwrap(), audience: None };
    let claims = |sub: &str| {
        let payload = URL_SAFE_NO_PAD.encode(json!({"sub": sub, "aud": "minio"}).to_string());
        Claims::unverified(&format!("e30.{payload}.e30")).unwrap()
    };
    let base = of(Identity::SuppliedToken(supplied()));
    assert_rows(&base, Some(&claims("alice")), &rows);
    assert_ne!(base.credentials_fields(Some(&claims("alice"))), base.credentials_fields(Some(&claims("bob"))));
    assert_eq!(base.credentials_fields(None), None, "an opaque token always goes to the server");
    let custom = of(Identity::CustomToken(CustomToken(supplied())));
    assert_eq!((custom.login_fields(), custom.credentials_fields(Some(&claims("alice")))), (None, None));
}

fn certificate(name: &str) -> ClientCertificate {
    ClientCertificate { certificate: PathBuf::from(name), key: PathBuf::from(format!("{name}-key")) }
}

#[test]
fn certificate_credentials_are_not_cached() {
    let rows = rows!(ClientCertificate, ClientCertificate {
        certificate: |it| it.identity = Identity::Certificate(certificate("other")) => Stays("there is no key"), Stays("there is no key");
        key: |it| it.identity = Identity::Certificate(ClientCertificate { key: "k".into(), ..certificate("c") })
            => Stays("there is no key"), Stays("there is no key");
    });
    let base = of(Identity::Certificate(certificate("c")));
    assert_rows(&base, None, &rows);
    assert_eq!((base.login_fields(), base.credentials_fields(None)), (None, None));
}
