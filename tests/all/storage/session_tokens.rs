//! `get-session-token`, and the MFA device that `assume-role` accepts, too: the request, the one-time code, and what is refused.

use super::with_keys;
use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::{Hostile, Request};
use crate::support::snapshot::Table;
use crate::support::sts;
use std::time::{Duration, UNIX_EPOCH};

const SERIAL: &str = "arn:aws:iam::123456789012:mfa/alice";
const CODE: &str = "604129";
const ROLE: &str = "arn:aws:iam::123456789012:role/backup";

/// `sts-cli get-session-token` at `server`, with keys.
fn get_session_token(server: &Hostile, more: &[&str]) -> Program {
    let program = Program::sts_cli([&["get-session-token", "-o", "json", "--endpoint", &server.origin()], more].concat());
    with_keys(program).with_names([(server.origin(), "[STORAGE]")])
}

fn grant(action: &str) -> ScriptedResponse {
    ScriptedResponse::xml(200, &sts::ASSUME_ROLE_GRANT.replace("AssumeRole", action))
}

/// The one request that this program sends, which is answered with a grant.
fn sent(action: &str, program: impl FnOnce(&Hostile) -> Program) -> Request {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    server.expect("POST /", grant(action));
    let outcome = program(&server).run();
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(!outcome.stderr.contains(CODE), "{outcome:#?}");
    assert_eq!(outcome.json()["AccessKeyId"], "FAKETEMPORARYKEY0000");
    server.requests_of("POST /").remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let lines = request.headers.lines().filter_map(|line| line.split_once(':'));
    lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next().unwrap_or_default()
}

/// The signature that the AWS SDK makes for this request with the keys of [`with_keys`].
fn signed_by_the_sdk(request: &Request) -> String {
    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
    let keys = aws_credential_types::Credentials::new("FAKEKEY", "fake-secret", None, None, "test").into();
    let date: jiff::civil::DateTime = header(request, "x-amz-date").trim_end_matches('Z').parse().unwrap();
    let seconds = date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
    let parameters = aws_sigv4::sign::v4::SigningParams::builder()
        .identity(&keys)
        .region("us-east-1")
        .name("sts")
        .time(UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs()))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let names = header(request, "authorization").split_once("SignedHeaders=").unwrap().1.split_once(',').unwrap().0;
    let headers = names.split(';').filter(|name| *name != "x-amz-date").map(|name| (name, header(request, name)));
    let address = format!("http://{}/", header(request, "host"));
    let signable = SignableRequest::new("POST", address, headers, SignableBody::Bytes(request.body.as_bytes())).unwrap();
    sign(signable, &parameters).unwrap().into_parts().1
}

#[test]
fn the_request_names_action_duration_serial_number_and_code_and_is_signed() {
    let more = ["--mfa-serial", SERIAL, "--token-code", CODE, "--duration", "36h", "-vvv"];
    let request = sent("GetSessionToken", |server| get_session_token(server, &more));
    let serial = SERIAL.replace(':', "%3A").replace('/', "%2F");
    let body = format!("Action=GetSessionToken&Version=2011-06-15&DurationSeconds=129600&SerialNumber={serial}&TokenCode={CODE}");
    assert_eq!(request.body, body);
    let authorization = header(&request, "authorization");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=FAKEKEY/"), "{authorization}");
    assert_eq!(authorization.rsplit_once("Signature=").unwrap().1, signed_by_the_sdk(&request));
}

#[test]
fn without_a_device_neither_serial_number_nor_code_is_sent() {
    let request = sent("GetSessionToken", |server| get_session_token(server, &[]));
    assert_eq!(request.body, "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=43200"); // AWS's own default
}

#[test]
fn assume_role_sends_the_serial_number_and_the_code_too() {
    let request = sent("AssumeRole", |server| {
        let more = ["--role-arn", ROLE, "--external-id", "x-1", "--mfa-serial", "GAHT12345678"];
        super::assume_role(&server.origin(), &[&["-o", "json"], &more[..]].concat()).env("STS_CLI_TOKEN_CODE", CODE)
    });
    assert!(request.body.starts_with("Action=AssumeRole&"), "{}", request.body);
    assert!(request.body.ends_with(&format!("&ExternalId=x-1&SerialNumber=GAHT12345678&TokenCode={CODE}")), "{}", request.body);
}

#[test]
fn invalid_codes_and_serial_numbers_are_rejected_and_a_code_is_not_shown() {
    let server = Hostile::start();
    let mut table = Table::default();
    for code in ["60412", "6041290", "60412a", "604 12", "６０４１２９"] {
        let outcome = get_session_token(&server, &["--mfa-serial", SERIAL, "--token-code", code]).run();
        assert!(!outcome.stderr.contains(code), "{}", outcome.stderr);
        table.fails(2, &format!("--token-code {code:?}"), &outcome);
    }
    let by_variable = get_session_token(&server, &["--mfa-serial", SERIAL]).env("STS_CLI_TOKEN_CODE", "60412");
    table.fails(2, "STS_CLI_TOKEN_CODE=\"60412\"", &by_variable.run());
    table.fails(2, "a code without a device", &get_session_token(&server, &["--token-code", CODE]).run());
    table.fails(2, "a device without a name", &get_session_token(&server, &["--mfa-serial", "a b"]).run());
    table.matches("one-time-codes");
}

#[test]
fn a_code_that_cannot_be_prompted_for_is_named() {
    let server = Hostile::start();
    let mut table = Table::default();
    table.fails(4, "get-session-token", &get_session_token(&server, &["--mfa-serial", SERIAL]).run());
    let assume_role = super::assume_role(&server.origin(), &["-o", "json", "--mfa-serial", SERIAL]);
    table.fails(4, "assume-role", &assume_role.run());
    table.matches("no-code");
}

#[test]
fn durations_of_15_minutes_to_36_hours_are_requested_and_others_are_not() {
    for seconds in ["900", "129600"] {
        let request = sent("GetSessionToken", |server| get_session_token(server, &["--duration", seconds]));
        assert!(request.body.ends_with(&format!("&DurationSeconds={seconds}")), "{}", request.body);
    }
    let server = Hostile::start();
    let mut table = Table::default();
    for seconds in ["899", "129601"] {
        table.fails(2, seconds, &get_session_token(&server, &["--duration", seconds]).run());
    }
    table.matches("durations");
}

#[test]
fn a_role_and_a_session_policy_are_refused_before_anything_is_sent() {
    let server = Hostile::start();
    let mut table = Table::default();
    for (option, value) in [("--role-arn", ROLE), ("--allow", "read:demo"), ("--session-name", "alice")] {
        table.fails(2, option, &get_session_token(&server, &[option, value]).run());
    }
    table.matches("role-and-policy");
}

#[test]
fn a_refused_code_is_sent_once_and_neither_logged_nor_stored() {
    let refusals = [
        (403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."),
        (400, "ValidationError", "1 validation error detected"),
        (400, "InvalidParameterValue", "Unsupported action GetSessionToken"),
        (400, "BadRequest", "Unsupported API call: GetSessionToken"),
        (405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
    ];
    let mut table = Table::default();
    for (status, code, message) in refusals {
        let server = Hostile::start();
        server.expect("POST /", sts::refusal(status, code, message));
        let program = get_session_token(&server, &["-vvv", "--mfa-serial", SERIAL, "--token-code", CODE]);
        let outcome = program.run();
        assert!(!outcome.stderr.contains(CODE), "{}", outcome.stderr);
        assert_eq!((outcome.code, server.requests().len()), (5, 1), "{}", outcome.stderr);
        server.expect("POST /", sts::refusal(status, code, message));
        table.fails(5, message, &get_session_token(&server, &["--mfa-serial", SERIAL, "--token-code", CODE]).run());
    }
    let server = Hostile::start();
    server.expect("POST /", sts::refusal(400, "ValidationError", &format!("Value '{CODE}' at 'tokenCode' is invalid")));
    let repeated = get_session_token(&server, &["--mfa-serial", SERIAL, "--token-code", CODE]).run();
    assert!(repeated.code == 5 && !repeated.stderr.contains(CODE), "{repeated:#?}");
    table.matches("refused-codes");
}

#[test]
fn a_request_with_a_code_is_repeated_only_if_it_was_never_sent() {
    let mut table = Table::default();
    let arguments = ["--mfa-serial", SERIAL, "--token-code", CODE];
    let answers = [
        ("503", sts::refusal(503, "ServiceUnavailable", "try again")),
        ("a gateway's 502", ScriptedResponse::html(502)),
        ("a broken connection", ScriptedResponse::hang_up()),
    ];
    for (name, answer) in answers {
        let server = Hostile::start();
        server.expect("POST /", answer.clone());
        table.fails(6, name, &get_session_token(&server, &arguments).run());
        let without_code: [ScriptedResponse; 2] = [answer, grant("GetSessionToken")];
        without_code.into_iter().for_each(|answer| server.expect("POST /", answer));
        assert_eq!(get_session_token(&server, &[]).run().json()["AccessKeyId"], "FAKETEMPORARYKEY0000", "{name}");
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}");
    let program = Program::sts_cli([&["get-session-token", "-vvv", "-o", "json", "--endpoint", &closed], &arguments[..]].concat());
    let outcome = with_keys(program).run();
    assert_eq!((outcome.code, outcome.stderr.matches("the request is tried again").count()), (6, 3), "{outcome:#?}");
    table.matches("repeated-requests");
}

#[test]
fn temporary_keys_that_no_server_of_a_type_accepts_are_refused_for_the_action() {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    let outcome = get_session_token(&server, &["--dialect", "minio"]).env("AWS_SESSION_TOKEN", "fake-token").run();
    outcome.fails(4, "temporary-keys-on-minio");
}

#[test]
fn a_server_that_does_not_implement_the_action_is_named() {
    let mut table = Table::default();
    for code in ["NotImplemented", "NoSuchMethod"] {
        let server = Hostile::start();
        server.expect("POST /", sts::refusal(501, code, "not here"));
        table.fails(6, code, &get_session_token(&server, &[]).run().named(&server.origin(), "[STORAGE]"));
    }
    table.matches("not-implemented");
}

#[test]
fn temporary_keys_are_refused_with_the_reason() {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403).header("Server", "AmazonS3"));
    server.expect("POST /", sts::refusal(403, "AccessDenied", "Cannot call GetSessionToken with session credentials"));
    let outcome = get_session_token(&server, &[]).env("AWS_SESSION_TOKEN", "fake-token").run();
    outcome.fails(5, "temporary-keys");
}

#[cfg(feature = "sandbox")]
mod on_a_terminal {
    use super::{CODE, Hostile, SERIAL, grant};
    use crate::support::terminal::Terminal;
    use crate::support::world::World;
    use crate::support::{has, skip};

    /// The contents of all files of this world, one after the other.
    fn everything_stored(world: &World) -> String {
        let folders = ["xdg_state_home", "xdg_cache_home", "xdg_config_home", "home"];
        let files = folders.into_iter().flat_map(|folder| world.files(folder));
        files.map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()).collect()
    }

    #[test]
    fn a_prompted_code_is_used_once_and_the_credentials_come_from_the_cache_afterwards() {
        if !has("script") {
            return skip("a prompt on a terminal", "no `script` of util-linux on this machine to make one with");
        }
        let world = World::new(&[]);
        world.write("home/.aws/credentials", "[keys]\naws_access_key_id = FAKEKEY\naws_secret_access_key = fake-secret\n");
        let server = Hostile::start();
        server.allow("HEAD /", super::ScriptedResponse::empty(403));
        server.expect("POST /", grant("GetSessionToken"));
        let mut terminal = Terminal::of(&world, "sh");
        terminal.types(&format!(
            "sts-cli get-session-token -vvv --endpoint {} --source-profile keys --mfa-serial {SERIAL} --save mfa -o json\n",
            server.origin()
        ));
        terminal.shows(&["One-time code: "]);
        terminal.types("60412\n");
        terminal.shows(&["expected six digits", "One-time code: "]);
        terminal.types(&format!("{CODE}\n"));
        terminal.shows(&["\"AccessKeyId\":\"FAKETEMPORARYKEY0000\""]);
        terminal.types("echo co''de $?\n");
        terminal.shows(&["code 0"]);
        let body = server.requests_of("POST /").remove(0).body;
        assert!(body.ends_with(&format!("&TokenCode={CODE}")), "{body}");
        assert_eq!(world.run(&["get", "mfa", "-o", "json", "--no-input"]).access_key(), "FAKETEMPORARYKEY0000");
        let stored = everything_stored(&world);
        assert!(stored.contains(&format!("mfa_serial = \"{SERIAL}\"")) && !stored.contains(CODE), "{stored}");
        assert_eq!(server.requests_of("POST /").len(), 1);
        world.write_profile("code", &format!("extends = \"mfa\"\ntoken_code = \"{CODE}\"\n"));
        world.run(&["get", "code", "-o", "json"]).fails(3, "code-in-a-profile");
        let other = ["get-session-token", "--profile", "mfa", "--mfa-serial", "GAHT12345678", "-o", "json", "--no-input"];
        world.run(&other).fails(4, "no-code-for-another-device");
        world.run(&["get", "mfa", "--fresh", "-o", "json", "--no-input"]).fails(4, "no-code-for-a-profile");
        server.expect("POST /", grant("GetSessionToken"));
        let by_variable = world.program(&["get", "mfa", "--fresh", "-o", "json", "--no-input"]).env("STS_CLI_TOKEN_CODE", "118822");
        assert_eq!(by_variable.run().json()["AccessKeyId"], "FAKETEMPORARYKEY0000");
        let body = server.requests_of("POST /").remove(1).body;
        assert!(body.ends_with("&TokenCode=118822") && !everything_stored(&world).contains("118822"), "{body}");
    }
}
