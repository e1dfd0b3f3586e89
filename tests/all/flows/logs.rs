//! The log: `-v` shows steps, `-vv` requests, `-vvv` headers, and none of them a secret.

use crate::support::sandbox_script::sandbox_as;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use url::Url;
use url::form_urlencoded::parse;

/// This many consecutive characters of a secret count as a leak.
const LEAK_LENGTH: usize = 16;
/// Shorter values occur in texts by chance.
const MIN_LENGTH: usize = 8;

/// Fields of forms, queries and JSON documents that are no secrets: they are shown, or published by the provider. All others are.
const PUBLIC_FIELDS: [&str; 28] = [
    "Action",
    "Version",
    "RoleArn",
    "RoleSessionName",
    "DurationSeconds",
    "Policy",
    "LDAPUsername",
    "TokenRevokeType",
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "grant_type",
    "token_type_hint",
    "prompt",
    "user_code",
    "token_type",
    "verification_uri",
    "verification_uri_complete",
    "iss",
    "request",
    "user",
    "error",
    "error_description",
];

/// Each way to prove an identity, as a script inside a sandbox, with the flags of the log.
const LOGINS: [(&str, &str); 9] = [
    (
        "browser, refresh, userinfo and logout",
        r#"
        "$STS_CLI" web-identity --userinfo --save prod -o json $LOG > "$HOME/out"
        "$STS_CLI" get prod --fresh --buckets -o json $LOG > "$HOME/out"
        "$STS_CLI" whoami prod --online $LOG > "$HOME/out"
        "$STS_CLI" logout prod $LOG"#,
    ),
    (
        "confidential client",
        r#"
        printf %s "web:s%cret+1" > "$HOME/secret"
        for method in basic post; do
            "$STS_CLI" web-identity --client-id web --client-secret-file "$HOME/secret" --client-auth $method --no-cache -o json $LOG > "$HOME/out"
        done"#,
    ),
    ("supplied token", r#""$STS_CLI" web-identity --token "file:$SANDBOX_ID_TOKEN_FILE" -o json $LOG > "$HOME/out""#),
    (
        "device",
        r#"
        "$STS_CLI" web-identity --login device -o json $LOG > "$HOME/out" & program=$!
        until shown=$(grep -s '"event":"device-code"' "$STS_CLI_TEST_EVENTS") || ! kill -0 $program; do sleep 0.05; done
        value() { printf %s "$shown" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
        "$STS_CLI" sandbox sign-in alice "$(value address)?user_code=$(value code)" > "$HOME/browser"
        wait $program"#,
    ),
    (
        "client grants",
        r#""$STS_CLI" client-grants -o json $LOG --client-id robot --client-secret-file "$SANDBOX_ROBOT_SECRET_FILE" > "$HOME/out""#,
    ),
    ("ldap", r#""$STS_CLI" ldap --user alice --password-file "$SANDBOX_LDAP_PASSWORD_FILE" -o json $LOG > "$HOME/out""#),
    (
        "assume role",
        r#"AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY "$STS_CLI" assume-role --buckets -o json $LOG > "$HOME/out""#,
    ),
    (
        "certificate",
        r#""$STS_CLI" certificate --endpoint "$SANDBOX_TLS_ENDPOINT" --ca-bundle "$SANDBOX_CA" --client-cert "$SANDBOX_CLIENT_CERT" --client-key "$SANDBOX_CLIENT_KEY" -o json $LOG > "$HOME/out""#,
    ),
    (
        "custom token",
        r#""$STS_CLI" custom-token --token "file:$SANDBOX_CUSTOM_TOKEN_FILE" --role-arn "$SANDBOX_ROLE_ARN" -o json $LOG > "$HOME/out""#,
    ),
];

/// Runs a script in a sandbox at this level of the log; returns the log, and the secrets in the sandbox's record and handles by their kinds.
fn run(script: &str, level: &str) -> (String, BTreeMap<String, BTreeSet<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let (record, handles) = (folder.path().join("record"), folder.path().join("handles"));
    let handles_of_sandbox = r#"for file in "$SANDBOX_LDAP_PASSWORD_FILE" "$SANDBOX_ROBOT_SECRET_FILE" "$SANDBOX_CUSTOM_TOKEN_FILE" \
        "$SANDBOX_ID_TOKEN_FILE" "$SANDBOX_CLIENT_KEY"; do cat "$file"; echo; done > "$STS_CLI_TEST_HANDLES"
        echo "$SANDBOX_SECRET_KEY" >> "$STS_CLI_TEST_HANDLES""#;
    let program = sandbox_as("alice", &format!("set -e; LOG={level}; {handles_of_sandbox}\n{script}"));
    let program = program.env("STS_CLI_TEST_RECORD", record.to_str().unwrap()).env("STS_CLI_TEST_HANDLES", handles.to_str().unwrap());
    let outcome = program.run();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let mut secrets = secrets_in(&record);
    let handles = std::fs::read_to_string(&handles).unwrap();
    secrets.insert(
        "handle".to_owned(),
        handles.lines().filter(|line| line.len() >= MIN_LENGTH && !line.starts_with("-----")).map(str::to_owned).collect(),
    );
    (outcome.stderr, secrets)
}

/// Returns the secrets that a sandbox has recorded, by the names of their fields, elements and headers.
fn secrets_in(record: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut secrets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |kind: &str, secret: &str| {
        if secret.len() >= MIN_LENGTH && !PUBLIC_FIELDS.contains(&kind) {
            secrets.entry(kind.to_owned()).or_default().insert(secret.to_owned());
        }
    };
    for line in std::fs::read_to_string(record).unwrap().lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let (request, response) = (&exchange["request"], &exchange["response"]);
        let address = Url::parse("http://sandbox").unwrap().join(request["address"].as_str().unwrap()).unwrap();
        address.query_pairs().for_each(|(name, value)| add(&name, &value));
        if request["method"] == "POST" {
            parse(request["body"].as_str().unwrap().as_bytes()).for_each(|(name, value)| add(&name, &value));
            secrets_of_document(response["body"].as_str().unwrap(), &mut add);
        }
        let headers = request["headers"].as_array().unwrap().iter().chain(response["headers"].as_array().unwrap());
        for header in headers {
            secrets_of_header(header[0].as_str().unwrap(), header[1].as_str().unwrap(), &mut add);
        }
    }
    secrets
}

fn secrets_of_document(body: &str, add: &mut dyn FnMut(&str, &str)) {
    if let Ok(Value::Object(members)) = serde_json::from_str(body) {
        members.iter().for_each(|(name, value)| add(name, value.as_str().unwrap_or_default()));
    }
    for name in ["SecretAccessKey", "SessionToken"] {
        let element = body.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once('<'));
        add(name, element.map_or("", |(text, _)| text));
    }
}

fn secrets_of_header(name: &str, value: &str, add: &mut dyn FnMut(&str, &str)) {
    match name {
        "authorization" => add("authorization", value.rsplit([' ', '=']).find(|part| !part.is_empty()).unwrap_or_default()),
        "cookie" | "set-cookie" => value.split([';', '=']).for_each(|part| add(name, part.trim())),
        "x-amz-security-token" => add(name, value),
        "location" => Url::parse(value).iter().flat_map(Url::query_pairs).for_each(|(name, value)| add(&name, &value)),
        _ => {}
    }
}

#[track_caller]
fn assert_not_shown(log: &str, kind: &str, secret: &str) {
    let letters: Vec<char> = secret.chars().collect();
    let told = letters.windows(LEAK_LENGTH.min(letters.len())).map(String::from_iter).find(|part| log.contains(part));
    assert_eq!(told, None, "the {kind} is shown: {log}");
}

#[test]
fn no_secret_of_any_login_is_logged() {
    let mut kinds = BTreeSet::new();
    for (login, script) in LOGINS {
        let (log, secrets) = run(script, "-vvv");
        for shown in ["http method=POST host=http", " path=/", "request headers: ", "response headers: ", "content-type: "] {
            assert!(log.contains(shown), "{login}: {shown} is not logged: {log}");
        }
        for (kind, secrets) in &secrets {
            secrets.iter().for_each(|secret| assert_not_shown(&log, &format!("{kind} of {login}"), secret));
        }
        kinds.extend(secrets.into_keys());
    }
    for kind in [
        "LDAPPassword",
        "SecretAccessKey",
        "SessionToken",
        "Token",
        "WebIdentityToken",
        "access_token",
        "authorization",
        "client_secret",
        "code",
        "code_verifier",
        "device_code",
        "id_token",
        "refresh_token",
        "token",
        "x-amz-security-token",
    ] {
        assert!(kinds.contains(kind), "no {kind} was sent: {kinds:?}");
    }
}

#[test]
fn each_level_shows_more() {
    let script = r#""$STS_CLI" web-identity --buckets -o json $LOG > "$HOME/out""#;
    let steps = [
        "login lock: ",
        "discovery document: ",
        "probe of the storage server: ",
        "login by the user: ",
        "provider's key set: ",
        "exchange of the authorization code: ",
        "verification of the ID token: ",
        "STS call: ",
        "cache write: login: ",
        "cache write: credentials: ",
        "list of buckets: ",
    ];
    let requests = ["http method=GET host=http://127.0.0.1:", " path=/_oidc/.well-known/openid-configuration result=200 OK milliseconds="];
    for (level, shows_requests, shows_headers) in [("-v", false, false), ("-vv", true, false), ("-vvv", true, true)] {
        let log = run(script, level).0;
        for step in steps {
            let duration = log.split_once(step).map(|(_, rest)| rest.lines().next().unwrap_or_default());
            let milliseconds = duration.and_then(|duration| duration.strip_suffix(" ms")).and_then(|number| number.parse::<u64>().ok());
            assert!(milliseconds.is_some(), "{level}: {step} {log}");
        }
        assert!(requests.iter().all(|text| log.contains(text) == shows_requests), "{level}: {log}");
        assert_eq!(log.contains("headers: accept: application/json"), shows_headers, "{level}: {log}");
        assert_eq!(log.contains("authorization: …"), shows_headers, "{level}: {log}");
    }
    let cached = run(&format!("{script}; \"$STS_CLI\" web-identity -o json $LOG > \"$HOME/out\""), "-v").0;
    assert!(cached.contains("cached credentials are used"), "{cached}");
}
