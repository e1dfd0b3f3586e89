//! Concurrent processes: they share one login and one STS call, and do not wait for killed ones.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Running;
use crate::support::server::Hostile;
use crate::support::sts::ASSUME_ROLE_GRANT;
use crate::support::world::{NOBODY, World};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::collections::BTreeSet;
use std::time::Duration;

const GET: [&str; 4] = ["get", "prod", "-o", "json"];
/// The seed of the random delays.
const SEED: u64 = 20_300_101;

/// Returns the distinct results of fifty concurrent processes with this profile.
fn answers_of_fifty(world: &World, profile: &str) -> BTreeSet<String> {
    let running: Vec<Running> = (0..50).map(|_| world.program(&["get", profile, "-o", "json"]).start()).collect();
    let outcomes = running.into_iter().map(Running::end);
    let whole = outcomes.inspect(|outcome| assert_eq!(outcome.code, 0, "{}", outcome.stderr));
    whole.map(|outcome| outcome.stdout).collect()
}

#[test]
fn fifty_concurrent_processes_share_one_login_and_one_sts_call() {
    let world = World::new(&[]);
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    storage.expect("POST /", ScriptedResponse::xml(200, &ASSUME_ROLE_GRANT.replace("AssumeRole", "AssumeRoleWithWebIdentity")));
    world.write_profile("counted", &format!("extends = \"prod\"\nendpoint = \"{}\"\n", storage.origin()));
    assert_eq!(answers_of_fifty(&world, "counted").len(), 1, "one answer");
    assert_eq!((world.browser_opened(), storage.requests_of("POST /").len()), (1, 1), "one login, one call");
    let probes = storage.requests_of("HEAD /").len();
    assert!((1..=2).contains(&probes), "one, and one more where the login took longer than a connection is kept: {probes}");
}

#[test]
fn the_last_of_fifty_processes_succeeds_if_the_others_are_killed() {
    let mut random = StdRng::seed_from_u64(SEED);
    for round in 0..4 {
        let world = World::new(&["slow-sts=200ms"]);
        let running: Vec<Running> = (0..50).map(|_| world.program(&GET).start()).collect();
        let mut order: Vec<usize> = (0..50).collect();
        order.shuffle(&mut random);
        let survivor = order.pop().unwrap();
        for nth in order {
            std::thread::sleep(Duration::from_millis(random.gen_range(0..30))); // no moment is special
            running[nth].kill();
        }
        let last = running.into_iter().nth(survivor).unwrap().end();
        assert_eq!(last.code, 0, "round {round}, survivor {survivor}: {}", last.stderr);
        let key = last.json()["AccessKeyId"].as_str().unwrap().to_owned();
        assert_eq!(world.run(&GET).access_key(), key);
        for path in world.files("xdg_state_home").into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
            let file = std::fs::read(&path).unwrap();
            serde_json::from_slice::<serde_json::Value>(&file).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

#[test]
fn no_browser_opens_after_a_prompting_process_was_killed() {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    let asking = world.program(&GET).start();
    world.wait_for_browser(1);
    asking.kill();
    asking.end();
    let running: Vec<Running> = (0..4).map(|_| world.program(&GET).start()).collect();
    for program in running {
        program.end().fails(4, "asked-in-vain");
    }
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn a_waiting_login_prompts_if_the_prompting_process_is_killed() {
    let world = World::new(&[]);
    let alice = std::fs::read_to_string(world.path("browser")).unwrap();
    world.write("browser", NOBODY);
    let asking = world.program(&GET).start();
    world.wait_for_browser(1);
    let waiting = world.program(&GET).start();
    waiting.events().wait_for("waiting-for-lock");
    world.write("browser", &alice);
    asking.kill();
    let outcome = waiting.end();
    assert_eq!((outcome.code, world.browser_opened()), (0, 2), "{}", outcome.stderr);
}

#[test]
fn unexpired_credentials_are_served_during_another_process_login() {
    let world = World::new(&["no-refresh-token"]);
    let first = world.run(&GET).access_key();
    world.clock_to("2030-01-01T07:50:00Z");
    world.write("browser", NOBODY);
    let login = world.program(&["login", "prod"]).start();
    world.wait_for_browser(2);
    let late = world.run(&["get", "prod", "-o", "process"]);
    assert_eq!(late.json()["AccessKeyId"].as_str(), Some(first.as_str()));
    late.named(&format!("(process {})", login.id()), "(process [PROCESS])").warns("login-of-somebody-else");
    login.kill();
}

/// The profile `ci`: a token of alice's from a file.
fn with_a_token(faults: &[&str]) -> World {
    let world = World::new(faults);
    world.run(&GET).access_key();
    let [login] = &world.files("xdg_state_home/sts-cli/tokens")[..] else { panic!("one login") };
    let login: serde_json::Value = serde_json::from_slice(&std::fs::read(login).unwrap()).unwrap();
    world.write("token", login["entry"]["id_token"].as_str().unwrap());
    let (endpoint, token) = (world.variable("STS_CLI_ENDPOINT"), world.path("token"));
    world.write_profile("ci", &format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\ntoken = \"file:{}\"\n", token.display()));
    world
}

#[test]
fn fifty_processes_with_one_token_share_one_sts_call_and_its_cached_credentials() {
    let get = ["get", "ci", "-o", "json"];
    let mut world = with_a_token(&["slow-sts=300ms"]);
    let answers = answers_of_fifty(&world, "ci");
    assert_eq!(answers.len(), 1);
    world.stop_sandbox();
    assert_eq!(answers.first(), Some(&world.run(&get).ok()), "no network is needed for what is fresh");
    world.clock_to("2030-01-01T00:50:00Z");
    let late = world.run(&get);
    assert_eq!((late.code, answers.first()), (0, Some(&late.stdout)), "{}", late.stderr);
    late.warns("storage-away");
}

#[test]
fn a_refresh_token_used_by_another_process_meanwhile_does_not_cause_a_prompt() {
    let world = World::new(&["late-token=2s"]);
    world.run(&GET).access_key();
    world.clock_to("2030-01-01T09:00:00Z");
    let first = world.until_response_is_delayed(|| world.program(&GET).start());
    let locks = world.files("xdg_state_home/sts-cli/locks");
    assert!(!locks.is_empty());
    locks.iter().for_each(|lock| std::fs::remove_file(lock).unwrap()); // as from another machine that shares this home
    let second = world.run(&GET).access_key();
    assert_ne!(first.end().access_key(), second, "each went to the provider");
    assert_eq!(world.browser_opened(), 1, "the second was refused, found what the first one got, and went on with that");
}
