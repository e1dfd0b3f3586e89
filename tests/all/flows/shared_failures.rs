//! Processes that wait for the login lock: they take over the holder's failure if a provider or server caused it, and no other.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::outcome::Outcome;
use crate::support::program::{Program, Running};
use crate::support::server::Hostile;
use crate::support::stage::{DISCOVERY, Login, ScriptedServers};
use crate::support::sts;
use crate::support::terminal::Terminal;
use crate::support::tokens::Key;
use crate::support::world::{NOBODY, World};
use rustix::process::Signal;
use serde_json::json;

/// Two servers, and the folder in which all processes of one user meet.
struct Scene {
    stage: ScriptedServers,
    state: tempfile::TempDir,
}

impl Scene {
    /// A decent provider, however often it is asked, and a storage server that may be probed.
    fn new() -> Self {
        Self::with_token_endpoint(None)
    }

    fn with_token_endpoint(token_endpoint: Option<&str>) -> Self {
        let scene = Self::silent();
        let origin = scene.stage.provider.origin();
        let token_endpoint = token_endpoint.map_or(format!("{origin}/token"), str::to_owned);
        scene.stage.provider.allow(
            DISCOVERY,
            ScriptedResponse::json(&json!({
                "issuer": origin, "jwks_uri": format!("{origin}/keys"),
                "authorization_endpoint": format!("{origin}/authorize"), "token_endpoint": token_endpoint,
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            })),
        );
        scene.stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
        scene
    }

    /// A provider that expects nothing.
    fn silent() -> Self {
        Self { stage: ScriptedServers::silent(), state: tempfile::tempdir().unwrap() }
    }

    fn program(&self, more: &[&str]) -> Program {
        self.stage.program(more).env("XDG_STATE_HOME", self.state.path().to_str().unwrap())
    }

    /// A process that waits for the login lock.
    fn waiter(&self, more: &[&str]) -> Running {
        let running = self.program(more).start();
        running.events().wait_for("waiting-for-lock");
        running
    }

    fn waiters(&self, count: usize) -> Vec<Running> {
        let started: Vec<Running> = (0..count).map(|_| self.program(&[]).start()).collect();
        started.iter().for_each(|running| drop(running.events().wait_for("waiting-for-lock")));
        started
    }

    /// A process that has shown its login address, and so holds the login lock.
    fn login(&self, more: &[&str]) -> Login<'_> {
        self.stage.log_in_with(self.program(more))
    }
}

/// Starts a process that holds the login lock: its provider does not respond before the gate opens.
fn start_hanging_holder(scene: &Scene) -> (Running, Gate) {
    let gate = Gate::default();
    let asked = scene.stage.provider.requests_of(DISCOVERY).len();
    scene.stage.provider.expect(DISCOVERY, ScriptedResponse::html(500).behind(&gate));
    let holder = scene.program(&[]).start();
    scene.stage.provider.wait_for(DISCOVERY, asked + 1);
    (holder, gate)
}

const COUNTED: [&str; 4] = ["get", "counted", "-o", "json"];

/// Creates the profile `counted`, which logs alice in at a scripted storage server.
fn world_with_counted_profile() -> (World, Hostile) {
    let (world, storage) = (World::new(&[]), Hostile::start());
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    world.write_profile("counted", &format!("extends = \"prod\"\nendpoint = \"{}\"\n", storage.origin()));
    (world, storage)
}

/// Returns the error itself, without the notes before it and its origin.
fn failure(outcome: &Outcome) -> String {
    let is_of_it = |line: &&str| !line.starts_with("note:") && !line.contains("another sts-cli (process ");
    outcome.stderr.lines().filter(is_of_it).collect::<Vec<_>>().join("\n")
}

/// Asserts that the waiting processes fail like the holder, with this exit code, and name its process.
fn assert_share_failure(holder: &Outcome, id: i32, code: i32, waiters: Vec<Running>) -> Outcome {
    assert_eq!(holder.code, code, "{}", holder.stderr);
    let mut outcomes: Vec<Outcome> = waiters.into_iter().map(|running| running.end().without_login_prompts()).collect();
    for outcome in &outcomes {
        assert_eq!((outcome.code, failure(outcome)), (code, failure(holder)), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("reported by another sts-cli (process {id})")), "{}", outcome.stderr);
    }
    let mut outcome = outcomes.swap_remove(0);
    outcome.stderr = outcome.stderr.lines().filter(|line| !line.starts_with("note:")).map(|line| format!("{line}\n")).collect();
    outcome.named(&format!("(process {id})"), "(process [PROCESS])")
}

#[test]
fn fifty_waiting_processes_share_the_failure_of_a_hanging_provider() {
    let scene = Scene::silent();
    let (holder, gate) = start_hanging_holder(&scene);
    let waiters = scene.waiters(49);
    gate.open();
    let id = holder.id();
    let outcome = assert_share_failure(&holder.end().without_login_prompts(), id, 6, waiters);
    scene.stage.named(outcome).fails(6, "provider-in-trouble");
    assert_eq!(scene.stage.provider.requests_of(DISCOVERY).len(), 1);
}

#[test]
fn waiting_processes_share_a_refusal_of_the_provider() {
    let scene = Scene::new();
    let login = scene.login(&[]);
    let (waiters, id) = (scene.waiters(5), login.running.id());
    let refusal = json!({"error": "invalid_grant", "error_description": "the code was used before"});
    scene.stage.provider.expect("POST /token", ScriptedResponse::new(400, "application/json", &refusal.to_string()));
    assert_ne!(login.callback().send().status, 200);
    assert_share_failure(&login.running.end().without_login_prompts(), id, 4, waiters);
    assert_eq!(scene.stage.provider.requests_of("POST /token").len(), 1);
}

#[test]
fn waiting_processes_with_equal_requests_share_a_refusal_of_the_sts() {
    let scene = Scene::new();
    let login = scene.login(&[]);
    let (waiters, id) = (scene.waiters(5), login.running.id());
    login.expects_token_and_sts(sts::refusal(403, "AccessDenied", "policy claim missing from the JWT token"));
    assert_ne!(login.callback().send().status, 200);
    let outcome = assert_share_failure(&login.running.end().without_login_prompts(), id, 5, waiters);
    scene.stage.named(outcome).fails(5, "refused-by-the-sts");
    assert_eq!(scene.stage.storage.requests_of("POST /").len(), 1);
}

#[test]
fn a_waiting_process_with_another_role_makes_its_own_request() {
    let scene = Scene::new();
    let login = scene.login(&[]);
    let other = scene.waiter(&["--role-arn", "arn:minio:iam:::role/another"]);
    other.wait_for_stderr(|text| text.contains(", which is logging in\n").then_some(()));
    login.expects_token_and_sts(sts::refusal(403, "AccessDenied", "no policy for you"));
    login.expects_token_and_sts(sts::grant()); // the refused token is not sent again
    assert_ne!(login.callback().send().status, 200);
    assert_eq!((login.running.end().code, other.end().code), (5, 0));
}

#[test]
fn the_note_names_the_process_that_renews() {
    let world = World::new(&["late-token=2s"]);
    world.run(&["get", "prod", "-o", "json"]).access_key();
    world.clock_to("2030-01-01T09:00:00Z");
    let first = world.until_response_is_delayed(|| world.program(&["get", "prod", "-o", "json"]).start());
    let second = world.program(&["get", "prod", "-o", "json"]).start();
    let note = format!("note: waiting for sts-cli for prod (process {}), which is renewing\n", first.id());
    second.wait_for_stderr(|text| text.contains(&note).then_some(()));
    assert_eq!(first.end().access_key(), second.end().json()["AccessKeyId"]);
}

#[test]
fn waiting_processes_share_an_unreachable_token_endpoint() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let scene = Scene::with_token_endpoint(Some(&format!("http://{closed}/token")));
    let login = scene.login(&[]);
    let (waiters, id) = (scene.waiters(5), login.running.id());
    assert_ne!(login.callback().send().status, 200);
    assert_share_failure(&login.running.end().without_login_prompts(), id, 6, waiters);
}

#[test]
fn a_waiting_process_makes_its_own_request_if_the_holder_is_killed() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, -15), (Signal::KILL, -9)] {
        let scene = Scene::new();
        let holder = scene.login(&[]);
        let waiter = scene.waiter(&[]);
        holder.running.signal(signal);
        assert_eq!(holder.running.end().code, code, "{signal:?}");
        let next = Login::new(&scene.stage, waiter);
        next.expects_token_and_sts(sts::grant());
        assert_eq!(next.callback().send().status, 200);
        assert_eq!(next.running.end().code, 0, "after {signal:?}");
    }
}

#[test]
fn a_failure_from_before_the_wait_is_not_shared() {
    let scene = Scene::silent();
    let (first, gate) = start_hanging_holder(&scene);
    gate.open();
    assert_eq!(first.end().code, 6);
    let (second, gate) = start_hanging_holder(&scene);
    let waiter = scene.waiter(&[]);
    scene.stage.provider.expect(DISCOVERY, ScriptedResponse::html(404));
    second.kill();
    let outcome = waiter.end();
    assert!(outcome.stderr.contains("status 404") && !outcome.stderr.contains("reported by another"), "{}", outcome.stderr);
    gate.open();
}

#[test]
fn login_recovers_where_get_fails() {
    let (world, storage) = world_with_counted_profile();
    let gate = Gate::default();
    storage.expect("POST /", sts::refusal(403, "AccessDenied", "no policy for you").behind(&gate));
    storage.expect("POST /", ScriptedResponse::xml(200, &sts::ASSUME_ROLE_GRANT.replace("AssumeRole", "AssumeRoleWithWebIdentity")));
    let holder = world.program(&COUNTED).start();
    storage.wait_for("POST /", 1);
    let login = world.program(&["login", "counted"]).start();
    world.events().wait_for("waiting-for-lock");
    gate.open();
    assert_eq!((holder.end().code, login.end().code), (5, 0));
}

#[test]
fn a_waiting_process_serves_stale_credentials_if_the_holder_fails() {
    let (world, storage) = world_with_counted_profile();
    let hour =
        sts::ASSUME_ROLE_GRANT.replace("AssumeRole", "AssumeRoleWithWebIdentity").replace("2099", "2030").replace("00:00:00", "01:00:00");
    storage.expect("POST /", ScriptedResponse::xml(200, &hour));
    let first = world.run(&COUNTED).access_key();
    world.clock_to("2030-01-01T00:50:00Z");
    let gate = Gate::default();
    storage.expect("POST /", sts::refusal(403, "AccessDenied", "not any more").behind(&gate));
    let holder = world.program(&COUNTED).start();
    storage.wait_for("POST /", 2);
    let waiter = world.program(&COUNTED).start();
    world.events().wait_for("waiting-for-lock");
    gate.open();
    for running in [holder, waiter] {
        let outcome = running.end();
        assert!(outcome.stderr.contains("could not renew credentials"), "{}", outcome.stderr);
        assert_eq!(outcome.json()["AccessKeyId"], first);
    }
    assert_eq!(storage.requests_of("POST /").len(), 2);
}

#[test]
fn an_unanswered_login_ends_waiting_background_processes() {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    let get = ["get", "prod", "-o", "json", "--timeout", "6"];
    let holder = world.program(&get).start();
    world.wait_for_browser(1);
    let waiters: Vec<Running> = (0..4).map(|_| world.program(&get).start()).collect();
    world.events().wait_for_more("waiting-for-lock", 4);
    let id = holder.id();
    let outcome = assert_share_failure(&holder.end().without_login_prompts(), id, 4, waiters);
    outcome.fails(4, "nobody-finished");
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn a_terminal_user_is_prompted_after_an_unanswered_prompt_of_another_process() {
    let world = World::new(&[]);
    let alice = std::fs::read_to_string(world.path("browser")).unwrap();
    world.write("browser", NOBODY);
    let holder = world.program(&["get", "prod", "-o", "json", "--timeout", "4"]).start();
    world.wait_for_browser(1);
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli get prod -o json >/dev/null; echo ended with $?\n");
    world.events().wait_for("waiting-for-lock");
    world.write("browser", &alice);
    assert_eq!(holder.end().code, 4);
    assert_eq!(terminal.shows_after("ended with "), "0");
    assert_eq!(world.browser_opened(), 2);
}

#[test]
fn hints_of_a_shared_failure_name_options_of_each_process_own_command() {
    let (world, storage) = world_with_counted_profile();
    let gate = Gate::default();
    storage.expect("POST /", ScriptedResponse::json(&json!({"not": "an STS"})).behind(&gate));
    let holder = world.program(&COUNTED).start();
    storage.wait_for("POST /", 1);
    let (endpoint, issuer) = (storage.origin(), world.variable("STS_CLI_ISSUER").to_owned());
    let flags = ["web-identity", "-o", "json", "--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "sts-cli"];
    let waiter = world.program(&flags).start();
    world.events().wait_for("waiting-for-lock");
    gate.open();
    let (holder, waiter) = (holder.end(), waiter.end());
    assert_eq!((holder.code, waiter.code), (6, 6), "{} {}", holder.stderr, waiter.stderr);
    assert!(holder.stderr.contains("the provider belongs in `issuer` of the profile `counted`"), "{}", holder.stderr);
    assert!(waiter.stderr.contains("the provider belongs in --issuer"), "{}", waiter.stderr);
}
