//! Work that takes longer than its credentials: `--until`, and the warning before a renewal needs the user.

use super::serve::serve;
use super::upstream::wait_until;
use crate::support::outcome::Outcome;
use crate::support::sandbox_script::sandbox_as;
use crate::support::world::World;

/// Longer than the renewal loop waits between two looks at the clock: what it does not do can only be waited for.
const CHECK_PERIOD: std::time::Duration = std::time::Duration::from_secs(11);

/// A login whose session ends two hours after it, at 02:00.
fn two_hours() -> World {
    let world = World::new(&["session-ends=2h"]);
    world.run(&["login", "prod"]).ok();
    world
}

fn refused(outcome: &Outcome, fragments: &[&str]) {
    outcome.fails_with_fragments(4, fragments);
}

#[test]
fn until_after_the_end_of_the_session_is_refused_at_once_with_the_time() {
    let world = two_hours();
    let touch = format!("{}/touched", world.path("home").display());
    world.run(&["get", "prod", "-o", "json", "--until", "12h"]).fails(4, "until-get");
    world.run(&["serve", "prod", "--until", "12h"]).fails(4, "until-serve");
    world.run(&["exec", "prod", "--renew", "--until", "12h", "--", "touch", &touch]).fails(4, "until-exec");
    assert!(!std::path::Path::new(&touch).exists());
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn until_within_the_session_or_the_credentials_is_accepted() {
    let world = two_hours();
    for until in ["90m", "2h", "8h", "08:00", "2030-01-01T07:59:00Z"] {
        world.run(&["get", "prod", "-o", "json", "--until", until]).ok_with_json();
    }
    for until in ["08:01", "08:00:30"] {
        refused(&world.run(&["get", "prod", "-o", "json", "--until", until]), &["until 2030-01-01 02:00 UTC (in 2 h 0 min)"]);
    }
}

#[test]
fn a_new_login_begins_a_new_session() {
    let world = two_hours();
    world.clock_to("2030-01-01T01:30:00Z");
    let get = ["get", "prod", "-o", "json", "--duration", "1h", "--until", "03:15"];
    refused(&world.run(&get), &["the login can be renewed until 2030-01-01 02:00 UTC (in 30 min)", "run `sts-cli login prod` first"]);
    world.run(&["login", "prod"]).ok();
    world.run(&get).ok_with_json();
}

#[test]
fn a_login_that_refreshes_may_extend_is_refused_only_if_they_come_too_late() {
    let world = World::new(&["refresh-idle=30m", "short-id-token=2m"]);
    let get = |duration| world.run(&["get", "prod", "-o", "json", "--until", "4h", "--duration", duration]);
    get("20m").warns("until-may-be-extended");
    world.clock_to("2030-01-01T00:15:00Z");
    get("20m").warns("until-extended");
    world.run(&["get", "prod", "-o", "json", "--until", "25m", "--duration", "20m"]).ok_with_json(); // within the present refresh token
    let renewal = world.run(&["whoami", "prod", "--json"]).ok_with_json()["renewal"].clone();
    assert_eq!(renewal["until"], "2030-01-01T00:45:00Z");
    get("1h").fails(4, "until-unused");
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn an_end_that_no_refresh_has_extended_is_known() {
    let world = World::new(&["session-ends=1h", "short-id-token=2m"]);
    let get = || world.run(&["get", "prod", "-o", "json", "--until", "4h", "--duration", "20m"]);
    get().warns("until-may-be-fixed");
    world.clock_to("2030-01-01T00:15:00Z");
    refused(&get(), &["the login can be renewed until 2030-01-01 01:00 UTC (in 45 min)", "run `sts-cli login prod` first"]);
}

#[test]
fn an_end_that_the_provider_does_not_state_is_noted() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.run(&["get", "prod", "-o", "json", "--until", "12h"]).warns("until-unknown");
    world.run(&["get", "prod", "-o", "json", "--until", "12h", "--quiet"]).ok_with_json();
}

#[test]
fn a_command_whose_credentials_are_not_renewed_is_refused() {
    let world = World::new(&[]);
    world.run(&["exec", "prod", "--until", "12h", "--", "true"]).fails(4, "until-not-renewed");
    world.run(&["exec", "prod", "--until", "7h", "--", "true"]).ok();
}

#[test]
fn a_token_in_a_variable_cannot_be_renewed_and_one_in_a_file_may() {
    let script = r#"export MY_TOKEN=$(cat "$SANDBOX_ID_TOKEN_FILE")
        "$STS_CLI" web-identity --token env:MY_TOKEN --save once -o json > "$HOME/out"
        "$STS_CLI" web-identity --token "file:$SANDBOX_ID_TOKEN_FILE" --save file -o json > "$HOME/out"
        "$STS_CLI" get file -o json --until 12d > "$HOME/out"
        exec "$STS_CLI" get once -o json --until 12d"#;
    let outcome = sandbox_as("alice", script).run();
    let note = "whether the credentials can be renewed until";
    refused(&outcome, &[note, "each renewal reads the token again", "the supplied token expires at", "hint: supply a token from a file"]);
}

#[test]
fn a_time_that_is_malformed_or_past_is_refused_before_the_login() {
    let world = World::new(&[]);
    for (until, fragment) in [
        ("soon", "`soon` is not a duration such as 12h, or a time such as 18:30"),
        ("12", "`12` is not a duration"),
        ("", "`` is not a duration"),
        ("25:00", "`25:00` is not a duration"),
        ("2029-12-31T10:00:00Z", "is not a time in the future"),
        ("9999-12-31T23:59", "is not a time before the year 9999"),
    ] {
        for command in [&["get", "prod", "-o", "json"][..], &["serve", "prod"], &["exec", "prod", "--renew"]] {
            let arguments = [command, &["--until", until], if command[0] == "exec" { &["--", "true"][..] } else { &[] }].concat();
            world.run(&arguments).fails_with_fragments(2, &[fragment]);
        }
    }
    assert_eq!(world.browser_opened(), 0);
}

#[test]
fn the_user_is_warned_once_fifteen_minutes_before_a_renewal_needs_them() {
    let world = two_hours();
    let endpoint = serve(&world, &["--duration", "1h"]);
    let first = endpoint.get().key();
    world.clock_to("2030-01-01T00:50:00Z");
    wait_until("they are renewed", || endpoint.get().key() != first);
    let second = endpoint.get().key();
    world.clock_to("2030-01-01T01:41:00Z"); // the next renewal is still within the session
    wait_until("they are renewed again", || endpoint.get().key() != second);
    let warnings = || endpoint.running.stderr_text().matches("can be renewed until").count();
    assert_eq!(warnings(), 0);
    world.clock_to("2030-01-01T01:46:00Z");
    wait_until("the user is warned", || warnings() == 1);
    world.clock_to("2030-01-01T01:55:00Z");
    std::thread::sleep(CHECK_PERIOD);
    let text = endpoint.stop(&world);
    assert_eq!(text.matches("can be renewed until").count(), 1, "{text}");
    let warning = "warning: the login can be renewed until 2030-01-01 02:00 UTC (in 14 min): run `sts-cli login prod` before then";
    assert!(text.contains(warning), "{text}");
}

#[test]
fn a_login_in_time_prevents_the_warning() {
    let world = two_hours();
    let endpoint = serve(&world, &["--duration", "1h"]);
    let first = endpoint.get().key();
    world.clock_to("2030-01-01T01:41:00Z");
    wait_until("they are renewed", || endpoint.get().key() != first);
    world.run(&["login", "prod", "--duration", "1h"]).ok();
    let count = world.events().of("renewal-planned").len();
    world.events().wait_for_more("renewal-planned", count);
    world.clock_to("2030-01-01T01:50:00Z");
    std::thread::sleep(CHECK_PERIOD);
    let text = endpoint.stop(&world);
    assert!(!text.contains("can be renewed until"), "{text}");
}
