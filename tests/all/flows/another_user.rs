//! Logins of more than one user at a provider that keeps browsers signed in: switches, profiles with an account, refused users.

use crate::support::program::BINARY;
use crate::support::world::World;
use serde_json::Value;

const GET: [&str; 4] = ["get", "prod", "-o", "json"];

/// From now on `user` is at the browser, which stays signed in.
fn with_user_at_browser(world: &World, user: &str) {
    let cookie = world.path("cookie").display().to_string();
    let sign_in = format!("exec {BINARY} sandbox sign-in {user} \"$1\" --cookie-file {cookie} 2> /dev/null");
    world.write("browser", &format!("#!/bin/sh\necho opened >> \"$WORLD/opened\"\n{sign_in}\n"));
}

/// The value of `prompt` in the last login URL.
fn last_prompt(world: &World) -> String {
    let address = world.events().of("login-address").last().unwrap()["address"].as_str().unwrap().to_owned();
    let address = url::Url::parse(&address).unwrap();
    address.query_pairs().find(|(name, _)| name == "prompt").map_or_else(String::new, |(_, value)| value.into_owned())
}

/// The name in the stored credentials of a profile.
fn name_in(world: &World, profile: &str) -> Value {
    world.run(&["status", profile, "--json"]).json()[0]["name"].clone()
}

#[test]
fn a_browser_that_is_signed_in_logs_the_same_user_in_without_a_page() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "alice");
    world.run(&GET).ok_with_json();
    world.run(&["logout", "prod"]);
    with_user_at_browser(&world, "bob");
    world.run(&GET).ok_with_json();
    assert_eq!(name_in(&world, "prod"), "alice", "the provider asks nobody");
}

#[test]
fn login_switch_replaces_the_user_and_says_who_was_there_before() {
    for (faults, prompt) in [(&[][..], "select_account"), (&["no-select-account"][..], "login")] {
        let world = World::new(faults);
        with_user_at_browser(&world, "alice");
        let alice = world.run(&GET).ok_with_json();
        let short = world.run(&[&GET[..], &["--duration", "1h"]].concat()).ok_with_json();
        with_user_at_browser(&world, "bob");
        world.run(&["login", "prod", "--switch"]).ends(0, "switched");
        assert_eq!(last_prompt(&world), prompt);
        let bob = world.run(&GET).ok_with_json();
        assert_eq!(name_in(&world, "prod"), "bob");
        let short_of_bob = world.run(&[&GET[..], &["--duration", "1h"]].concat()).ok_with_json();
        assert!(alice["AccessKeyId"] != bob["AccessKeyId"] && short["AccessKeyId"] != short_of_bob["AccessKeyId"]);
        assert_eq!(world.browser_opened(), 2);
    }
}

#[test]
fn login_switch_replaces_the_credentials_of_every_profile_that_shares_the_login() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "alice");
    let tls = format!(
        "extends = \"prod\"\nendpoint = \"{}\"\nca_bundle = \"{}\"\n",
        world.variable("SANDBOX_TLS_ENDPOINT"),
        world.variable("SANDBOX_CA")
    );
    world.write_profile("narrow", "extends = \"prod\"\nallow = [\"read:demo\"]\n");
    world.write_profile("tls", &tls);
    for profile in ["prod", "narrow", "tls"] {
        world.run(&["get", profile, "-o", "json"]).ok_with_json();
    }
    with_user_at_browser(&world, "bob");
    assert_eq!(world.run(&["login", "prod", "--switch"]).code, 0);
    for profile in ["narrow", "tls"] {
        assert_eq!(name_in(&world, profile), Value::Null, "alice's are gone: {profile}");
        world.run(&["get", profile, "-o", "json"]).ok_with_json();
        assert_eq!(name_in(&world, profile), "bob", "{profile}");
    }
}

#[test]
fn login_switch_that_ends_with_the_same_user_says_so() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "alice");
    world.run(&GET).ok_with_json();
    world.run(&["login", "prod", "--switch"]).ends(0, "still-the-same");
}

#[test]
fn login_switch_without_a_login_before_says_who_logged_in() {
    let world = World::new(&[]);
    world.run(&["login", "prod", "--switch"]).ends(0, "nobody-before");
}

#[test]
fn a_switch_that_fails_leaves_the_login_as_it_was() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "alice");
    let alice = world.run(&GET).ok_with_json();
    with_user_at_browser(&world, "eve");
    world.run(&["login", "prod", "--switch"]).fails(5, "switch-to-a-user-who-is-refused");
    world.write("browser", &format!("#!/bin/sh\nexec {BINARY} sandbox sign-in cancel \"$1\" 2> /dev/null\n"));
    world.run(&["login", "prod", "--switch"]).fails(4, "switch-that-is-canceled");
    assert_eq!(world.run(&GET).ok_with_json(), alice);
    world.clock_to("2030-01-01T12:00:00Z");
    world.run(&GET).ok_with_json();
    assert_eq!(name_in(&world, "prod"), "alice", "her refresh token is still there");
}

#[test]
fn a_refused_user_is_named_and_the_next_login_asks_who_logs_in() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "eve");
    world.run(&["login", "prod"]).fails(5, "refused-user");
    assert_eq!(last_prompt(&world), "");
    with_user_at_browser(&world, "alice");
    world.run(&["login", "prod"]).ends(0, "after-a-refused-user");
    assert_eq!(last_prompt(&world), "select_account");
    world.run(&["login", "prod"]).ends(0, "the-same-again");
    assert_eq!(world.browser_opened(), 2);
}

#[test]
fn the_next_prompt_of_get_asks_who_logs_in_after_a_refused_user() {
    let world = World::new(&["no-refresh-token"]);
    with_user_at_browser(&world, "eve");
    world.run(&GET).fails(5, "refused-user-at-get");
    with_user_at_browser(&world, "bob");
    world.run(&GET).warns("after-a-refused-user-get");
    assert_eq!((name_in(&world, "prod"), last_prompt(&world)), (Value::from("bob"), "select_account".to_owned()));
}

#[test]
fn profiles_with_an_account_hold_different_users_side_by_side() {
    let world = World::new(&[]);
    with_user_at_browser(&world, "alice");
    world.write_profile("prod-bob", "extends = \"prod\"\naccount = \"bob\"\n");
    world.run(&GET).ok_with_json();
    world.run(&["get", "prod-bob", "-o", "json"]).fails(4, "session-of-another-user");
    assert_eq!(name_in(&world, "prod-bob"), Value::Null);
    with_user_at_browser(&world, "bob");
    let bob = world.run(&["get", "prod-bob", "-o", "json"]).ok_with_json();
    assert_eq!(last_prompt(&world), "select_account", "the last login was not of bob");
    assert_eq!((name_in(&world, "prod"), name_in(&world, "prod-bob")), ("alice".into(), "bob".into()));
    assert_eq!(world.run(&["get", "prod-bob", "-o", "json"]).ok_with_json(), bob);
    assert_eq!(world.run(&["logout", "prod-bob"]).code, 0);
    assert_eq!(name_in(&world, "prod"), "alice", "it has a login of its own");
}

#[test]
fn switch_is_refused_where_nobody_logs_in_at_a_provider() {
    let world = World::new(&[]);
    let at = world.variable("STS_CLI_ENDPOINT");
    world.write_profile("ldap", &format!("identity = \"ldap\"\nendpoint = \"{at}\"\nuser = \"alice\"\n"));
    world.run(&["login", "ldap", "--switch"]).fails(2, "switch-without-a-provider");
}

#[test]
fn a_device_login_says_how_to_switch_the_user() {
    let world = World::new(&[]);
    let login = ["login", "prod", "--switch", "--login", "device", "--timeout", "1s"];
    let outcome = world.program(&login).run();
    assert!(outcome.stderr.contains("To log in as another user, open the address in a private window"), "{outcome:#?}");
}
