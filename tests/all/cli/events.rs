//! Events for tests: what a login and a refresh tell of themselves, and that no secret is among it.

use crate::support::world::World;
use serde_json::Value;

#[test]
fn client_and_sandbox_record_login_and_refresh_events_without_secrets() {
    let world = World::new(&[]);
    let mut keys = vec![world.run(&["get", "prod", "-o", "json"]).ok_with_json()];
    world.clock_to("2030-01-01T09:00:00Z");
    keys.push(world.run(&["get", "prod", "-o", "json"]).ok_with_json());
    let told: Vec<String> = world.events().all().iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect();
    for kind in ["lock-taken", "login-address", "browser-opened", "lock-released", "refresh-sent", "refresh-answered"] {
        assert!(told.iter().any(|known| known == kind), "{kind}: {told:?}");
    }
    let before = world.events().all().len();
    keys.push(world.run(&["get", "prod", "-o", "json"]).ok_with_json());
    assert_eq!(world.events().all().len(), before, "cached credentials are printed without an event, and so without a look for one");
    let seen = world.sandbox_events().of("request-answered");
    let answered = |operation: &str| seen.iter().filter(|event| event["operation"] == operation && event["status"] == 200).count();
    let counts = ["authorization_code", "refresh_token", "AssumeRoleWithWebIdentity"].map(answered);
    assert_eq!(counts, [1, 1, 2], "{seen:#?}");
    let text = ["events", "sandbox-events"].map(|name| std::fs::read_to_string(world.path(name)).unwrap()).concat();
    let secrets = keys.iter().flat_map(|keys| [&keys["SecretAccessKey"], &keys["SessionToken"]]).filter_map(Value::as_str);
    for secret in secrets.chain(["eyJ", "\"code\":"]) {
        assert!(!text.contains(secret), "{secret}");
    }
}
