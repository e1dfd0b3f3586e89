//! Profiles that share a login: what `status` and `logout` say about them.

use crate::support::terminal::Terminal;
use crate::support::world::World;
use serde_json::{Value, json};

/// A world with `prod`, `narrow` and `tls`, which share a login, and `other`, which has its own.
fn world_with_shared_login() -> World {
    let world = World::new(&[]);
    let [tls, ca] = ["SANDBOX_TLS_ENDPOINT", "SANDBOX_CA"].map(|name| world.variable(name).to_owned());
    world.write_profile("narrow", "extends = \"prod\"\nallow = [\"read:demo\"]\n");
    world.write_profile("tls", &format!("extends = \"prod\"\nendpoint = \"{tls}\"\nca_bundle = \"{ca}\"\n"));
    world.write_profile("other", "extends = \"prod\"\naccount = \"alice\"\n");
    for profile in ["prod", "narrow", "tls", "other"] {
        world.run(&["get", profile, "-o", "json"]).ok_with_json();
    }
    assert_eq!(world.browser_opened(), 2, "one login for three profiles, and that of `other`");
    world
}

/// Whether credentials of the profile are cached.
fn has_credentials(world: &World, profile: &str) -> bool {
    world.run(&["status", profile, "--json"]).json()[0]["expiration"] != Value::Null
}

#[test]
fn status_shows_which_profiles_share_a_login() {
    let world = world_with_shared_login();
    world.run(&["status", "prod"]).prints("status-of-one");
    world.run(&["status"]).prints("status-of-all");
    let rows = world.run(&["status", "--json"]).json();
    let shared: Vec<(&Value, &Value)> = rows.as_array().unwrap().iter().map(|row| (&row["profile"], &row["shares_login_with"])).collect();
    let expected = json!([["narrow", ["prod", "tls"]], ["other", []], ["prod", ["narrow", "tls"]], ["tls", ["narrow", "prod"]]]);
    assert_eq!(json!(shared), expected);
}

#[test]
fn a_logout_in_a_script_names_the_profiles_that_share_the_login() {
    let world = world_with_shared_login();
    assert_eq!(world.run(&["logout", "prod"]).warns("logout-in-a-script"), "");
    assert_eq!(["prod", "narrow", "other"].map(|profile| has_credentials(&world, profile)), [false, false, true]);
    assert_eq!(world.run(&["logout", "prod"]).warns("nothing-is-left"), "");
    assert_eq!(world.run(&["logout", "other"]).warns("login-of-its-own"), "");
}

#[test]
fn logout_only_removes_the_credentials_and_leaves_the_login() {
    let world = world_with_shared_login();
    assert_eq!(world.run(&["logout", "prod", "--only"]).warns("only"), "");
    assert_eq!(["prod", "narrow", "tls"].map(|profile| has_credentials(&world, profile)), [false, true, true]);
    assert_eq!(world.run(&["logout", "prod", "--only"]).warns("only-again"), "");
    world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    assert_eq!(world.browser_opened(), 2, "the login is still there");
    assert_eq!(world.run(&["logout", "other", "--only"]).warns("only-of-a-login-of-its-own"), "");
    world.run(&["logout", "prod", "--only", "--everywhere"]).fails(2, "only-and-everywhere");
    world.run(&["logout", "--only", "--all"]).fails(2, "only-and-all");
}

#[test]
fn a_logout_on_a_terminal_asks_before_it_ends_a_shared_login() {
    let world = world_with_shared_login();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli logout prod; echo code=$?\n");
    terminal.shows(&["narrow and tls share this login. Log out of all of them? [y/N]"]);
    terminal.types("n\n");
    terminal.shows(&["nothing was changed", "code=0"]);
    assert!(has_credentials(&world, "prod"));
    terminal.types("sts-cli logout prod; echo code=$?\n");
    terminal.shows(&["[y/N]"]);
    terminal.types("y\n");
    terminal.shows(&["revoked the credentials", "code=0"]);
    assert!(!has_credentials(&world, "prod") && !has_credentials(&world, "narrow"));
}
