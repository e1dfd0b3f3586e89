//! `logout` where something is in the way: each login that could not be ended is reported, and what could not be revoked is neither lost
//! nor used.

use crate::support::answer::{GATEWAY_PAGE, Gate, ScriptedResponse};
use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::server::Hostile;
use crate::support::stage::{REFRESH_TOKEN, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::Key;
use crate::support::world::World;
use rustix::process::Signal;
use std::path::PathBuf;

const REVOKE: &str = "POST /minio/admin/v3/revoke-tokens/openid";
const GET: [&str; 4] = ["get", "prod", "-o", "json"];

/// A scripted provider that revokes, a scripted storage server, and the home of a person whose profile is `mine`.
struct Home {
    stage: ScriptedServers,
    folder: tempfile::TempDir,
}

impl Home {
    fn new(more: &str) -> Self {
        let stage = ScriptedServers::with_discovery(|document| {
            document["revocation_endpoint"] = document["token_endpoint"].as_str().unwrap().replace("/token", "/revoke").into();
        });
        let home = Self { stage: stage.with_keys([Key::named("one").public()]), folder: tempfile::tempdir().unwrap() };
        home.stage.provider.allow("HEAD /", ScriptedResponse::empty(200)); // asked for its time
        std::fs::create_dir_all(home.path("sts-cli/profiles")).unwrap();
        home.write_profile(more);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_profile(&self, more: &str) {
        let (endpoint, issuer) = (self.stage.storage.origin(), self.stage.provider.origin());
        let text =
            format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n{more}");
        std::fs::write(self.path("sts-cli/profiles/mine.toml"), text).unwrap();
    }

    fn at_home(&self, program: Program) -> Program {
        let names = [(self.stage.storage.origin(), "[STORAGE]"), (self.stage.provider.origin(), "[PROVIDER]")];
        let home = self.folder.path().to_str().unwrap();
        ["XDG_CONFIG_HOME", "XDG_STATE_HOME"].into_iter().fold(program.with_names(names), |program, name| program.env(name, home))
    }

    fn program(&self, arguments: &[&str]) -> Program {
        self.at_home(Program::sts_cli(arguments.iter().copied()))
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        self.program(arguments).run()
    }

    /// Runs it in a folder after these commands of a shell.
    fn shell(&self, script: &str, arguments: &[&str]) -> Program {
        let script = format!("cd \"$0\"; {script} exec \"$@\"");
        let start = ["-euc", script.as_str(), self.folder.path().to_str().unwrap(), &BINARY];
        self.at_home(Program::of("sh", start.into_iter().chain(arguments.iter().copied())))
    }

    fn log_in(&self, program: Program) {
        let login = self.stage.log_in_with(program);
        login.expects_token(&login.token().signed());
        self.stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
    }

    fn get(&self) -> Program {
        self.program(&["get", "mine", "-o", "json", "--no-browser"])
    }

    /// Scripts the responses to the next logout: for the credentials, and for each refresh token.
    fn script_responses(&self, storage: Option<u16>, provider: &[u16]) {
        storage.into_iter().for_each(|status| self.stage.storage.expect(REVOKE, ScriptedResponse::empty(status)));
        provider.iter().for_each(|status| self.stage.provider.expect("POST /revoke", ScriptedResponse::empty(*status)));
    }

    /// How many tokens, credentials and notes of logins are stored.
    fn stored(&self) -> [usize; 3] {
        ["tokens", "credentials", "logins"]
            .map(|folder| std::fs::read_dir(self.path("sts-cli").join(folder)).map_or(0, std::iter::Iterator::count))
    }
}

#[test]
fn every_login_that_could_not_be_revoked_is_kept_until_it_is() {
    let home = Home::new("");
    for (nth, revocations) in [(1, &[502][..]), (2, &[502, 502])] {
        home.log_in(home.get());
        home.script_responses(Some(502), revocations);
        home.run(&["logout", "mine"]).fails_with_fragments(6, &["--forget removes it anyway"]);
        assert_eq!(home.stored(), [nth, nth, 1]);
    }
    home.log_in(home.get());
    home.script_responses(Some(204), &[502, 200, 502]);
    home.run(&["logout", "mine"]).fails(6, "some-out-of-reach");
    assert_eq!(home.stored(), [2, 0, 1], "what was revoked is removed, and only that");
    home.script_responses(None, &[502, 200]);
    assert_eq!(home.run(&["logout", "mine"]).code, 6);
    home.run(&["get", "mine", "-o", "json", "--no-input"]).failure(4);
    home.script_responses(None, &[200]);
    assert_eq!(home.run(&["logout", "mine"]).code, 0);
    assert_eq!(home.stored(), [0, 0, 0]);
}

#[test]
fn a_token_is_kept_if_the_revocation_endpoint_is_unavailable() {
    let home = Home::new("");
    for status in [501, 505, 511, 561] {
        home.log_in(home.get());
        home.script_responses(Some(204), &[status]);
        home.run(&["logout", "mine"]).fails_with_fragments(6, &["the revocation endpoint is unavailable", "--forget removes it anyway"]);
        assert_eq!(home.stored(), [1, 0, 1], "{status}");
        home.script_responses(None, &[200]);
        assert_eq!(home.run(&["logout", "mine"]).code, 0);
    }
    for status in [302, 404, 405] {
        home.log_in(home.get());
        home.script_responses(Some(204), &[status]);
        home.run(&["logout", "mine"]).fails(6, &format!("provider-answers/{status}"));
        assert_eq!(home.stored(), [1, 0, 1], "{status}");
        home.run(&["get", "mine", "-o", "json", "--no-input"]).failure(4);
        home.script_responses(None, &[200]);
        assert_eq!(home.run(&["logout", "mine"]).code, 0);
        assert_eq!(home.stored(), [0, 0, 0], "{status}");
    }
    home.log_in(home.get());
    home.script_responses(Some(302), &[]);
    home.stage.provider.expect("POST /revoke", ScriptedResponse::new(200, "application/json", "{\"error\":\"unsupported_token_type\"}"));
    let said = [
        "no code (status 302)",
        "the revocation endpoint refused: unsupported_token_type (status 200",
        "log out again when the server can be reached",
    ];
    home.run(&["logout", "mine"]).fails_with_fragments(6, &said);
    assert_eq!(home.stored(), [0, 1, 1], "a refusal is final, a redirect is none");
}

#[test]
fn a_page_at_the_revocation_endpoint_is_no_refusal() {
    let home = Home::new("");
    for (status, kind, body) in [
        (400, "text/html", GATEWAY_PAGE),
        (401, "text/html", "<!doctype html><title>Sign in</title>"),
        (403, "text/html", GATEWAY_PAGE),
        (403, "text/plain", "RBAC: access denied"),
        (422, "text/html", GATEWAY_PAGE),
        (200, "text/html", GATEWAY_PAGE),
    ] {
        home.log_in(home.get());
        home.script_responses(Some(204), &[]);
        home.stage.provider.expect("POST /revoke", ScriptedResponse::new(status, kind, body));
        let facts = [&format!("the response is not from a revocation endpoint: status {status}, {kind}"), "--forget removes it anyway"];
        home.run(&["logout", "mine"]).fails_with_fragments(6, &facts);
        assert_eq!(home.stored(), [1, 0, 1], "{status} {kind}");
        home.script_responses(None, &[200]);
        assert_eq!(home.run(&["logout", "mine"]).code, 0);
        assert_eq!(home.stored(), [0, 0, 0], "{status} {kind}");
    }
}

#[test]
fn a_revocation_that_reports_no_errors_is_a_success() {
    let home = Home::new("");
    for body in [r#"{"errors": false}"#, r#"{"fault":false,"errno":0}"#, r#"{"error":"false"}"#] {
        home.log_in(home.get());
        home.script_responses(Some(204), &[]);
        home.stage.provider.expect("POST /revoke", ScriptedResponse::new(200, "application/json", body));
        let out = home.run(&["logout", "mine"]);
        assert_eq!((out.code, home.stored()), (0, [0, 0, 0]), "{body}: {out:?}");
    }
    for body in [r#"{"errors": true}"#, r#"{"error":"true"}"#] {
        home.log_in(home.get());
        home.script_responses(Some(204), &[]);
        home.stage.provider.expect("POST /revoke", ScriptedResponse::new(200, "application/json", body));
        home.run(&["logout", "mine"]).fails_with_fragments(4, &["the revocation endpoint refused: no reason given (status 200"]);
    }
}

#[test]
fn a_refused_revocation_of_credentials_shows_the_servers_words() {
    let home = Home::new("");
    let xml = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Not here.</Message></Error>";
    let json = r#"{"Code":"AuthorizationHeaderMalformed","Message":"The region is wrong; expecting 'eu-1'."}"#;
    for (answer, words) in [
        (ScriptedResponse::xml(403, xml), "AccessDenied (status 403): Not here."),
        (ScriptedResponse::new(400, "application/json", json), "AuthorizationHeaderMalformed (status 400): The region is wrong"),
    ] {
        home.log_in(home.get());
        home.script_responses(None, &[200]);
        home.stage.storage.expect(REVOKE, answer);
        let out = home.run(&["logout", "mine"]);
        assert!(out.stderr.contains(words), "{out:?}");
    }
}

#[test]
fn a_login_is_not_used_after_a_failed_logout_on_a_full_disk() {
    let home = Home::new("");
    home.log_in(home.get());
    home.script_responses(Some(502), &[502]);
    home.shell("trap '' XFSZ; ulimit -f 0; unset STS_CLI_TEST_EVENTS;", &["logout", "mine"]).run().fails_with_fragments(
        6,
        &[
            "warning: could not revoke the refresh token",
            "warning: could not revoke the credentials",
            "File too large",
            "note: removed from this machine",
        ],
    );
    assert_eq!(home.stored()[..2], [0, 0]);
    home.run(&["get", "mine", "-o", "json", "--no-input"]).failure(4);
}

#[test]
fn credentials_are_revoked_at_the_s3_endpoint_they_were_granted_for() {
    type Edit = fn(&Home);
    let edits: [(&str, Edit); 3] = [
        ("removed", |home| std::fs::remove_file(home.path("sts-cli/profiles/mine.toml")).unwrap()),
        ("without it", |home| home.write_profile("")),
        ("with other scopes and without it", |home| home.write_profile("scopes = \"openid email\"\n")),
    ];
    for (case, edit) in edits {
        let s3 = Hostile::start();
        let home = Home::new(&format!("s3_endpoint = \"{}\"\n", s3.origin()));
        home.log_in(home.get());
        edit(&home);
        s3.expect(REVOKE, ScriptedResponse::empty(204));
        home.script_responses(None, &[200]);
        let out = home.run(&["logout", "mine"]);
        assert_eq!((out.code, home.stored()), (0, [0, 0, 0]), "{case}: {out:#?}");
    }
}

#[test]
fn a_login_by_flags_is_logged_out_from_another_folder_with_its_client_secret() {
    for flags in [&[][..], &["--client-id", "sts-cli"], &["--issuer", "all three"]] {
        let home = Home::new("");
        std::fs::write(home.path("secret"), "fake-client-secret\n").unwrap();
        let (endpoint, issuer) = (home.stage.storage.origin(), home.stage.provider.origin());
        let place = ["--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "sts-cli"];
        let more = ["web-identity", "-o", "json", "--no-browser", "--client-secret-file", "secret"];
        home.log_in(home.shell("", &[&more[..], &place].concat()));
        home.script_responses(Some(204), &[200]);
        let flags = if flags.len() == 2 && flags[0] == "--issuer" { &place[2..] } else { flags };
        let out = home.run(&[&["logout", "--endpoint", &endpoint], flags].concat());
        assert_eq!((out.code, home.stored()), (0, [0, 0, 0]), "{flags:?}: {out:#?}");
        let request = home.stage.provider.requests_of("POST /revoke").pop().unwrap();
        let is_authenticated = request.headers.to_lowercase().contains("authorization: basic") || request.body.contains("client_secret=");
        assert!(is_authenticated && request.body.contains(REFRESH_TOKEN), "{flags:?}: {request:?}");
    }
}

#[test]
fn logout_explains_how_to_log_out_without_a_profile() {
    let home = Home::new("");
    let note = "note: a login without a profile is stored: to revoke it, run `sts-cli logout --all`, or set --endpoint to its URL\n";
    let calls = [&["logout"][..], &["logout", "nope"], &["logout", "mine2"], &["logout", "nope", "--forget"]];
    for call in calls {
        assert!(!home.run(call).stderr.contains("without a profile"), "{call:?}");
    }
    let (endpoint, issuer) = (home.stage.storage.origin(), home.stage.provider.origin());
    let place = ["web-identity", "-o", "json", "--no-browser", "--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "sts-cli"];
    home.log_in(home.shell("", &[&place[..], &["--scopes", "openid"]].concat())); // unlike the login of `mine`
    for call in calls {
        let outcome = home.run(call);
        assert!(outcome.code != 0 && outcome.stderr.contains(note) && home.stored() != [0, 0, 0], "{call:?}: {outcome:?}");
    }
}

#[test]
fn a_secret_from_a_pipe_is_not_read_again() {
    let home = Home::new("");
    std::fs::write(home.path("secret"), "fake-client-secret\n").unwrap();
    let (endpoint, issuer) = (home.stage.storage.origin(), home.stage.provider.origin());
    let place = ["--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "sts-cli"];
    let more = ["web-identity", "-o", "json", "--no-browser", "--client-secret-file", "/dev/fd/3"];
    home.log_in(home.shell("exec 3< secret;", &[&more[..], &place].concat()));
    home.script_responses(Some(204), &[200]);
    let out = home.run(&["logout", "--endpoint", &endpoint]);
    assert_eq!((out.code, home.stored()), (0, [0, 0, 0]), "{out:#?}");
}

/// Creates a profile whose storage server grants keys; the test scripts its responses to revocations.
fn profile_with_storage(world: &World, name: &str) -> Hostile {
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    let keys = "<Credentials><AccessKeyId>FAKEFARKEY</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
                <SessionToken>fake</SessionToken><Expiration>2030-01-01T08:00:00Z</Expiration></Credentials>";
    storage.allow("POST /", ScriptedResponse::xml(200, &sts::grant_document(keys)));
    let more = format!("endpoint = \"{}\"\ndialect = \"minio\"\nscopes = \"openid email\"\n", storage.origin());
    world.write_profile(name, &format!("extends = \"prod\"\n{more}"));
    world.run(&["get", name, "-o", "json"]).ok_with_json();
    storage
}

#[test]
fn each_failed_logout_is_reported_and_the_others_are_completed() {
    let world = World::new(&[]);
    let storage = profile_with_storage(&world, "far");
    world.run(&GET).ok_with_json();
    for file in world.files("xdg_state_home/sts-cli/logins") {
        let text = std::fs::read_to_string(&file).unwrap();
        if text.contains("\"far\"") {
            std::fs::write(&file, text.replace("\"endpoint\":\"http", "\"endpoint\":\"nonsense")).unwrap();
        }
    }
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/far.toml")).unwrap(); // it would tell how to end its login
    let all = || world.run(&["logout", "--all"]).named(&storage.origin().replace("http", "nonsense"), "[FAR]");
    all().fails(3, "one-is-broken");
    all().fails(3, "only-a-broken-one");
}

#[test]
fn an_unreadable_token_is_reported_beside_completed_logouts() {
    let world = World::new(&[]);
    world.run(&GET).ok_with_json();
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    world.write_profile("prod", &format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\ntoken = \"cmd:no-such-program\"\n"));
    world.run(&["logout", "prod"]).fails(4, "token-beside-a-login");
    assert_eq!(world.files("xdg_state_home/sts-cli/tokens"), Vec::<PathBuf>::new());
}

#[test]
fn an_interrupted_logout_reports_what_it_revoked() {
    let world = World::new(&[]);
    world.run(&GET).ok_with_json();
    let storage = profile_with_storage(&world, "zeta");
    let gate = Gate::default();
    storage.expect(REVOKE, ScriptedResponse::empty(204).behind(&gate));
    let running = world.program(&["logout", "--all"]).start();
    storage.wait_for(REVOKE, 1);
    running.signal(Signal::INT);
    running.end().fails(130, "interrupted");
    gate.open();
}

#[test]
fn a_logout_without_a_matching_login_prints_a_note() {
    let world = World::new(&[]);
    let nowhere = ["--endpoint", "http://127.0.0.1:1"];
    for arguments in [&["--all"][..], &nowhere, &["--client-id", "mistyped"], &["--all", "--everywhere"]] {
        let out = world.run(&[&["logout"], arguments].concat());
        assert_eq!((out.code, out.stderr.as_str()), (0, "note: no matching login is stored\n"), "{arguments:?}");
    }
    assert_eq!(world.run(&["logout", "prod"]).stderr, "note: no cached login for this profile\n");
}
