//! A working day: caching, refreshing, and when a new login is required.

use crate::support::answer::ScriptedResponse;
use crate::support::program::BINARY;
use crate::support::sandbox_script::without_login_prompts;
use crate::support::server::Hostile;
use crate::support::skip;
use crate::support::sts::ASSUME_ROLE_GRANT;
use crate::support::world::{NOBODY, World};

const GET: [&str; 4] = ["get", "prod", "-o", "json"];

#[test]
fn after_a_login_at_nine_no_browser_opens_until_the_evening() {
    let world = World::new(&[]);
    let mut keys = Vec::new();
    for (time, at_least) in [("09:00", 0), ("09:01", 1), ("12:30", 1), ("16:44", 1), ("16:50", 2), ("18:00", 2), ("19:00", 2)] {
        world.clock_to(&format!("2030-01-01T{time}:00Z"));
        keys.push(world.run(&GET).access_key());
        keys.dedup();
        assert_eq!(world.browser_opened(), 1, "{time}");
        assert!(keys.len() >= at_least, "{time}: {keys:?}");
    }
    assert_eq!(keys.len(), 2, "they were renewed once, a quarter of an hour before their end: {keys:?}");
}

#[test]
fn renewal_works_all_day_with_and_without_refresh_token_rotation() {
    for faults in [&[][..], &["no-refresh-rotation"]] {
        let world = World::new(faults);
        let mut keys: Vec<String> = Vec::new();
        for hour in [9, 17, 25, 33] {
            world.clock_to(&format!("2030-01-0{}T{:02}:00:00Z", 1 + hour / 24, hour % 24));
            keys.push(world.run(&GET).access_key());
        }
        keys.dedup();
        assert_eq!((keys.len(), world.browser_opened()), (4, 1), "{faults:?}");
    }
}

#[test]
fn a_user_without_overnight_refresh_is_prompted_once_each_morning() {
    let world = World::new(&["refuse-refresh"]); // as where the provider's session ends at night
    for morning in 1..=4 {
        world.clock_to(&format!("2030-01-0{morning}T09:00:00Z"));
        let outcome = world.run(&GET);
        assert_eq!((outcome.code, world.browser_opened()), (0, morning), "{}", outcome.stderr);
        if morning > 1 {
            outcome.warns("refresh-refused");
        } else {
            outcome.ok();
        }
        world.run(&GET).access_key();
    }
    assert_eq!(world.browser_opened(), 4);
}

#[test]
fn stale_credentials_are_served_if_renewal_would_prompt() {
    let world = World::new(&["no-refresh-token"]);
    let first = world.run(&GET).access_key();
    world.clock_to("2030-01-01T07:50:00Z");
    let late = world.run(&GET);
    assert_eq!((late.json()["AccessKeyId"].as_str(), world.browser_opened()), (Some(first.as_str()), 1));
    late.warns("not-renewed");
    world.run(&["get", "prod", "-o", "json", "--min-life", "1h"]);
    assert_eq!(world.browser_opened(), 2, "who asks for more life is asked");
    world.clock_to("2030-01-01T15:40:00Z");
    let more = world.run(&["get", "prod", "-o", "json", "--min-life", "5m"]);
    assert_eq!((more.code, world.browser_opened()), (0, 2));
}

#[test]
fn fresh_contacts_the_server_and_no_cache_stores_nothing() {
    let world = World::new(&[]);
    let first = world.run(&GET).access_key();
    assert_eq!(world.run(&GET).access_key(), first);
    let fresh = world.run(&["get", "prod", "-o", "json", "--fresh"]).access_key();
    assert_ne!(fresh, first);
    assert_eq!((world.run(&GET).access_key(), world.browser_opened()), (fresh, 1));
    let before = world.files("xdg_state_home");
    let apart = world.run(&["get", "prod", "-o", "json", "--no-cache"]).access_key();
    assert_eq!((world.browser_opened(), world.files("xdg_state_home")), (2, before));
    assert_ne!(world.run(&GET).access_key(), apart);
}

#[test]
fn credentials_are_not_served_from_the_cache_after_the_clock_was_set_back() {
    let world = World::new(&[]);
    world.clock_to("2030-01-02T00:00:00Z");
    let first = world.run(&GET).access_key();
    world.clock_to("2030-01-01T00:00:00Z");
    assert_ne!(world.run(&GET).access_key(), first);
}

#[test]
fn a_wrong_clock_does_not_drop_the_refresh_token() {
    let world = World::new(&[]);
    world.clock_to("2030-01-02T12:00:00Z");
    world.run(&GET).access_key();
    for (wrong, name) in [("2030-01-02T11:57:00Z", "behind"), ("2030-01-04T12:00:00Z", "ahead")] {
        world.write("wrong-clock", wrong);
        let fresh = world.program(&["get", "prod", "-o", "json", "--fresh"]);
        let outcome = fresh.env("STS_CLI_TEST_CLOCK", world.path("wrong-clock").to_str().unwrap()).run();
        outcome.fails(4, &format!("wrong-clock/{name}"));
    }
    world.run(&["get", "prod", "-o", "json", "--fresh"]).access_key();
    assert_eq!(world.browser_opened(), 1, "once the clock is right the refresh token serves as before");
}

#[test]
fn after_an_unanswered_prompt_no_browser_opens_for_ten_minutes() {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    let ask = ["get", "prod", "-o", "json", "--timeout", "1"];
    world.run(&ask).fails(4, "nobody-finished");
    world.run(&ask).fails(4, "asked-in-vain");
    assert_eq!(world.browser_opened(), 1);
    world.run(&["get", "prod", "-o", "json", "--no-input"]).fails(4, "no-input");
    world.run(&ask).fails(4, "asked-in-vain"); // who may not ask does not end the pause
    world.clock_to("2030-01-01T00:10:01Z");
    world.run(&ask).fails(4, "nobody-finished");
    assert_eq!(world.browser_opened(), 2);
}

#[test]
fn a_killed_prompt_counts_as_unanswered() {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    let helper = world.program(&GET).start();
    world.wait_for_browser(1);
    helper.kill();
    assert_ne!(helper.end().code, 0);
    world.run(&GET).fails(4, "asked-in-vain");
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn opaque_tokens_never_share_cached_credentials() {
    let world = World::new(&[]);
    let storage = Hostile::start();
    let grant = ASSUME_ROLE_GRANT.replace("AssumeRole", "AssumeRoleWithWebIdentity");
    for (nth, token) in ["opaque-of-alice", "opaque-of-bob", "e30.e30.x", "e30.eyJleHAiOjE5fQ.x"].into_iter().enumerate() {
        storage.expect("POST /", ScriptedResponse::xml(200, &grant));
        let program = world.program(&["web-identity", "--endpoint", &storage.origin(), "--token", "env:TOKEN", "-o", "json"]);
        let outcome = program.env("TOKEN", token).run();
        assert_eq!((outcome.code, storage.requests().len()), (0, nth + 1), "{token}: {}", outcome.stderr);
    }
}

#[test]
fn a_wrong_client_secret_does_not_drop_the_refresh_token() {
    let world = World::new(&[]);
    world.run(&GET).access_key();
    world.clock_to("2030-01-01T09:00:00Z");
    let wrong = without_login_prompts(world.program(&GET).env("STS_CLI_CLIENT_SECRET", "not-its-secret").run());
    wrong.fails(4, "wrong-client-secret");
    world.run(&GET).access_key();
    assert_eq!(world.browser_opened(), 1, "the refresh token is still there, and nobody is asked");
}

#[test]
fn a_refresh_token_revoked_elsewhere_causes_one_prompt() {
    let world = World::new(&[]);
    world.clock_to("2030-01-01T09:00:00Z");
    let first = world.run(&GET).access_key();
    let copy = std::process::Command::new("cp").arg("-a").arg(world.path("xdg_state_home")).arg(world.path("elsewhere")).status();
    assert!(copy.unwrap().success());
    let out = world.program(&["logout", "prod"]).env("XDG_STATE_HOME", world.path("elsewhere").to_str().unwrap()).run();
    out.warns("logout-elsewhere");
    world.clock_to("2030-01-01T16:50:00Z");
    let again = world.run(&["get", "prod", "-o", "json", "--min-life", "1h"]);
    assert_eq!((again.code, world.browser_opened()), (0, 2), "{}", again.stderr);
    assert_ne!(again.json()["AccessKeyId"].as_str(), Some(first.as_str()));
    again.warns("refresh-token-revoked");
    world.clock_to("2030-01-01T19:00:00Z");
    world.run(&GET).access_key();
    assert_eq!(world.browser_opened(), 2);
}

#[test]
fn a_refresh_result_is_stored_if_the_storage_server_fails_or_the_user_interrupts() {
    let world = World::new(&["late-token=2s"]);
    world.run(&GET).access_key();
    world.clock_to("2030-01-01T09:00:00Z");
    let dying = std::net::TcpListener::bind("127.0.0.1:0").unwrap(); // takes the probe, and closes when the refresh token is used
    world.write_profile("away", &format!("extends = \"prod\"\nendpoint = \"http://{}\"\n", dying.local_addr().unwrap()));
    let away = world.until_response_is_delayed(|| {
        let away = world.program(&["get", "away", "-o", "json"]).start();
        (dying.accept().unwrap(), away)
    });
    drop((dying, away.0));
    away.1.end().fails(6, "storage-lost");
    assert_eq!(world.browser_opened(), 1);
    world.clock_to("2030-01-01T18:00:00Z");
    let given_up = world.until_response_is_delayed(|| world.program(&GET).start());
    given_up.signal(rustix::process::Signal::INT);
    assert_eq!(given_up.end().code, 130);
    world.run(&GET).access_key();
    assert_eq!(world.browser_opened(), 1, "the rotated refresh token was kept both times");
    world.clock_to("2030-01-02T09:00:00Z");
    let ended = world.until_response_is_delayed(|| world.program(&GET).start());
    ended.signal(rustix::process::Signal::TERM); // as `timeout` and SDKs end their helpers
    assert_eq!(ended.end().code, 143);
    world.run(&GET).access_key();
    assert_eq!(world.browser_opened(), 1, "and a third time");
}

#[test]
fn stopping_watch_during_a_refresh_stores_the_new_refresh_token() {
    let world = World::new(&["short-life=20s", "short-id-token=10s", "late-token=2s"]);
    let watching = world.program(&["get", "prod", "--write-profile", "keys", "--watch"]).start();
    watching.events().wait_for("file-written");
    world.until_response_is_delayed(|| world.clock_to("2030-01-01T00:00:15Z"));
    watching.signal(rustix::process::Signal::TERM);
    assert_eq!(watching.end().code, 0);
    world.clock_to("2030-01-01T00:01:00Z");
    assert_eq!(world.run(&GET).code, 0);
    assert_eq!(world.browser_opened(), 1, "nobody is asked again");
}

#[test]
fn a_login_gets_new_tokens_for_either_token_kind() {
    let world = World::new(&[]);
    for more in ["", "send = \"access-token\"\n"] {
        world.write_profile("mine", &format!("extends = \"prod\"\n{more}"));
        let issued = || {
            world.run(&["login", "mine"]).ok();
            let keys = world.run(&["get", "mine", "-o", "json"]).ok_with_json();
            let token = keys["SessionToken"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
            let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token).unwrap();
            serde_json::from_slice::<serde_json::Value>(&claims).unwrap()["jti"].clone()
        };
        assert_ne!(issued(), issued(), "{more}");
    }
    assert_eq!(world.browser_opened(), 1, "one login has both kinds; the refresh token brought the rest");
}

#[test]
fn a_relative_state_folder_is_rejected_by_every_command_that_stores() {
    let world = World::new(&[]);
    let there = |arguments: &[&str]| without_login_prompts(world.program(arguments).env("STS_CLI_STATE_DIR", "state/of mine").run());
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let cases: [&[&str]; 11] = [
        &GET,
        &["get", "prod", "-o", "process"],
        &["web-identity", "--endpoint", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "-o", "json"],
        &["exec", "prod", "--", "true"],
        &["serve", "prod"],
        &["configure", "mc", "prod"],
        &["login", "prod"],
        &["login", endpoint], // before it asks anything
        &["logout", "prod"],
        &["status", "prod"],
        &["status"],
    ];
    for case in cases {
        there(case).fails(2, "relative-state-folder");
    }
    assert_eq!((world.browser_opened(), world.files("xdg_state_home")), (0, Vec::new()));
    for needs_none in [&["--version"][..], &["get", "--help"], &["profiles", "show", "prod"], &[&GET[..], &["--no-cache"]].concat()] {
        assert_eq!(there(needs_none).code, 0, "{needs_none:?}");
    }
}

#[test]
fn logins_work_if_provider_documents_cannot_be_cached() {
    let world = World::new(&[]);
    for folder in ["provider", "endpoint"] {
        world.write(&format!("xdg_state_home/sts-cli/{folder}"), "a file in the folder's place");
    }
    let first = world.run(&GET).access_key();
    assert_eq!(world.run(&GET).access_key(), first);
}

#[test]
fn insecure_logins_are_cached_separately() {
    let world = World::new(&[]);
    let insecure = world.run(&["get", "prod", "-o", "json", "--insecure"]).json()["AccessKeyId"].clone();
    let first = world.run(&GET).access_key();
    assert_ne!(insecure, first);
    assert_eq!(world.browser_opened(), 2, "neither the keys nor the login");
    assert_eq!(world.run(&["get", "prod", "-o", "json", "--insecure"]).json()["AccessKeyId"], insecure);
    let out = world.run(&["logout", "prod"]);
    out.warns("logout-of-both");
    assert_eq!(world.files("xdg_state_home/sts-cli/credentials"), Vec::<std::path::PathBuf>::new(), "logout ends both");
}

#[test]
fn a_logout_removes_temporary_files_of_a_killed_login() {
    let world = World::new(&[]);
    world.run(&GET).access_key();
    let [login] = &world.files("xdg_state_home/sts-cli/tokens")[..] else { panic!("one login") };
    let torn = login.with_file_name(format!(".{}.Xy12Zz34.sts-cli-tmp", login.file_name().unwrap().to_str().unwrap()));
    std::fs::copy(login, torn).unwrap();
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    assert_eq!(world.files("xdg_state_home/sts-cli/tokens"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_new_refresh_token_replaces_the_old_one_on_a_full_disk() {
    let world = World::new(&[]);
    let script = r#"
        mount -t tmpfs -o size=64k tmpfs "$XDG_STATE_HOME"
        "$STS_CLI" get prod -o json > "$HOME/1" 2> "$HOME/said"
        dd if=/dev/zero of="$XDG_STATE_HOME/filler" bs=1k 2> /dev/null || true
        for day in 2 3 4; do
            echo "2030-01-0${day}T00:00:00Z" > "$WORLD/clock"
            "$STS_CLI" get prod -o json > "$HOME/$day" 2> "$HOME/said"
            grep -c "nothing is cached: could not write" "$HOME/said"
        done"#;
    let mut apart =
        world.shell(&format!("unshare -m true 2> /dev/null || exit 77\nexport STS_CLI='{BINARY}'\nexec unshare -m sh -euc '{script}'"));
    let output = apart.env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin").output().unwrap();
    if output.status.code() == Some(77) {
        return skip("a full disk", "no mount namespace can be made here");
    }
    assert!(output.status.success(), "{output:?}");
    assert_eq!((String::from_utf8_lossy(&output.stdout).as_ref(), world.browser_opened()), ("1\n1\n1\n", 1), "{output:?}");
}
