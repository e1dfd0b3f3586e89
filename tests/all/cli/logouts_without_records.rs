//! `logout` where the record of a login is missing, as in homes that older versions made, or cannot be relied on: nothing stays behind, and
//! nobody who could write a file decides where a secret goes.

use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

const GET: [&str; 4] = ["get", "prod", "-o", "json"];
const LOGINS: &str = "xdg_state_home/sts-cli/logins";

fn stored(world: &World) -> [usize; 3] {
    ["tokens", "credentials", "logins"].map(|folder| world.files(&format!("xdg_state_home/sts-cli/{folder}")).len())
}

/// How many refresh tokens, and how many times credentials, the sandbox has revoked.
fn revoked(world: &World) -> [usize; 2] {
    let seen = world.sandbox_events().of("request-answered");
    ["_oidc/revoke", "/revoke-tokens/"].map(|part| {
        seen.iter().filter(|event| event["path"].as_str().unwrap().contains(part) && event["status"].as_u64() < Some(300)).count()
    })
}

fn profile(world: &World, more: &str) -> String {
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n{more}")
}

fn set_mode(path: &PathBuf, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A way in which a record is lost, and how it is done.
type Loss = (&'static str, fn(&World));

fn each_record(world: &World, change: impl Fn(&PathBuf)) {
    world.files(LOGINS).iter().for_each(change);
}

const LOSSES: [Loss; 7] = [
    ("no folder", |world| std::fs::remove_dir_all(world.path(LOGINS)).unwrap()),
    ("an empty file", |world| each_record(world, |file| std::fs::write(file, "").unwrap())),
    ("a torn file", |world| each_record(world, |file| std::fs::write(file, "{\"version\":1,\"expires\":").unwrap())),
    ("of another version", |world| each_record(world, |file| std::fs::write(file, "{\"version\":2,\"expires\":4000000000}").unwrap())),
    ("sealed with another key", |world| {
        each_record(world, |file| std::fs::write(file, "{\"version\":1,\"expires\":4000000000,\"sealed\":\"AAAA\"}").unwrap());
    }),
    ("open to other users", |world| each_record(world, |file| set_mode(file, 0o644))),
    ("in a folder open to other users", |world| set_mode(&world.path(LOGINS), 0o755)),
];

#[test]
fn logout_all_revokes_every_login_without_records() {
    let mut table = Table::default();
    for (case, lose) in LOSSES {
        let world = World::new(&[]);
        world.write_profile("mail", &profile(&world, "scopes = \"openid email\"\n"));
        world.run(&GET).ok_with_json();
        world.run(&["get", "mail", "-o", "json"]).ok_with_json();
        lose(&world);
        table.ends(0, case, &world.run(&["logout", "--all"]));
        assert_eq!((stored(&world), revoked(&world)), ([0, 0, 0], [2, 1]), "{case}: the first ends the credentials of both");
        assert_eq!(world.run(&["logout", "--all"]).stderr, "note: no matching login is stored\n", "{case}");
    }
    table.matches("all-without-records");
}

#[test]
fn the_login_of_an_edited_profile_is_revoked_without_its_record() {
    let mut table = Table::default();
    for (case, lose) in LOSSES {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        lose(&world);
        world.write_profile("prod", &profile(&world, "scopes = \"openid email\"\n"));
        table.ends(0, case, &world.run(&["logout", "prod"]));
        assert_eq!((stored(&world)[0], revoked(&world)), (0, [1, 0]), "{case}: no token stays");
        let all = world.run(&["logout", "--all"]);
        if case.starts_with("sealed") {
            assert!(all.stderr.contains("1 stored entry that cannot be read ("), "{}", all.stderr); // the rest is the keyring's to say
        } else {
            table.ends(3, &format!("{case}, then all"), &all);
        }
        assert_eq!(stored(&world), [0, 0, 0], "{case}");
    }
    table.matches("edited-without-record");
}

#[test]
fn logout_reports_entries_that_may_belong_to_the_profile() {
    let mut table = Table::default();
    type Edit = fn(&World);
    let edits: [(&str, i32, Edit); 4] = [
        ("another client", 0, |world| world.write_profile("prod", &profile(world, "").replace("sts-cli", "other"))),
        ("another identity", 0, |world| {
            let endpoint = world.variable("STS_CLI_ENDPOINT");
            world.write_profile("prod", &format!("identity = \"assume-role\"\nendpoint = \"{endpoint}\"\nsource_profile = \"none\"\n"));
        }),
        ("broken", 3, |world| world.write_profile("prod", "identity = \"web-identity\"\nnonsense = 1\n")),
        ("removed", 3, |world| std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap()),
    ];
    for (case, code, edit) in edits {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
        edit(&world);
        table.ends(code, case, &world.run(&["logout", "prod"]));
        assert_eq!(stored(&world), [1, 1, 0], "{case}: it may be another profile's");
        assert_eq!(world.run(&["logout", "--all"]).code, 3, "{case}: nothing tells which server granted the credentials");
        assert_eq!((stored(&world), revoked(&world)), ([0, 0, 0], [1, 0]), "{case}");
        assert_eq!(world.run(&["logout", "--all"]).code, 0, "{case}: nothing is left");
    }
    table.matches("of-no-known-login");
}

#[test]
fn the_login_of_another_profile_is_kept_if_all_records_are_lost() {
    let world = World::new(&[]);
    world.write_profile("mail", &profile(&world, "scopes = \"openid email\"\n"));
    let mail = ["get", "mail", "-o", "json"];
    world.run(&GET).ok_with_json();
    let keys = world.run(&mail).ok();
    std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    assert_eq!((world.run(&mail).ok(), revoked(&world)), (keys, [1, 1]));
}

#[test]
fn records_that_other_users_can_read_or_write_are_ignored() {
    let mut table = Table::default();
    for (case, mode) in [("readable by the group", 0o640), ("readable by others", 0o644), ("writable by others", 0o666)] {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        let elsewhere = Hostile::start();
        each_record(&world, |file| {
            let text = std::fs::read_to_string(file).unwrap().replace(world.variable("STS_CLI_ISSUER"), &elsewhere.origin());
            std::fs::write(file, text.replace(world.variable("STS_CLI_ENDPOINT"), &elsewhere.origin())).unwrap();
            set_mode(file, mode);
        });
        for folder in ["tokens", "credentials"] {
            world.files(&format!("xdg_state_home/sts-cli/{folder}")).iter().for_each(|file| set_mode(file, mode));
        }
        std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
        table.ends(3, case, &world.run(&["logout", "--all"])); // what was not revoked may still be valid
        assert_eq!((stored(&world), revoked(&world), elsewhere.connections()), ([0, 0, 0], [0, 0], 0), "{case}");
    }
    table.matches("open-to-others");
}

/// Replaces what is stored in these folders by what a keyring would have to open: none answers to a test.
fn seal(world: &World, folders: &[&str]) {
    for file in folders.iter().flat_map(|folder| world.files(&format!("xdg_state_home/sts-cli/{folder}"))) {
        std::fs::write(file, "{\"version\":1,\"expires\":4000000000,\"sealed\":\"AAAA\"}").unwrap();
    }
}

#[test]
fn sealed_entries_of_a_now_plain_cache_are_kept_until_the_keyring_is_unlocked() {
    let mut table = Table::default();
    let folders = ["tokens", "credentials", "logins"];
    for (case, arguments, sealed, left, revoked_at_once) in [
        ("the profile", ["logout", "prod"], &folders[..], [1, 1, 1], [0, 0]),
        ("all", ["logout", "--all"], &folders[..], [1, 1, 1], [0, 0]),
        ("the tokens", ["logout", "prod"], &folders[..1], [1, 0, 1], [0, 1]),
        ("the tokens among all", ["logout", "--all"], &folders[..1], [1, 0, 1], [0, 1]),
        ("the credentials", ["logout", "prod"], &folders[1..2], [0, 1, 1], [1, 0]),
    ] {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        seal(&world, sealed);
        table.ends(3, case, &world.run(&arguments));
        assert_eq!((stored(&world), revoked(&world)), (left, revoked_at_once), "{case}");
        table.ends(3, &format!("{case}, forgotten"), &world.run(&[arguments[0], arguments[1], "--forget"]));
        assert_eq!((stored(&world), revoked(&world)), ([0, 0, 0], revoked_at_once), "{case}");
    }
    table.matches("sealed");
}

#[test]
fn sealed_entries_of_unknown_logins_are_kept_until_the_keyring_is_unlocked() {
    for (folder, left) in [("tokens", [1, 0, 1]), ("credentials", [0, 1, 1])] {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        seal(&world, &["logins", folder]);
        std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
        let all = world.run(&["logout", "--all"]);
        assert!(all.code == 3 && all.stderr.contains("there is 1 stored entry that cannot be read ("), "{all:?}");
        assert!(all.stderr.contains("unlock the keyring, then log out again"), "{all:?}");
        assert_eq!(stored(&world), left, "the record may tell of it");
        assert_eq!(world.run(&["logout", "--all", "--forget"]).code, 3, "it is forgotten, and not revoked");
        assert_eq!(stored(&world)[..2], [0, 0], "{folder}");
    }
}

#[test]
fn tokens_are_revoked_only_by_the_client_they_were_certainly_issued_to() {
    for (claims, clients, times) in [
        (json!({"aud": "sts-cli"}), &[][..], 1),
        (json!({"aud": ["sts-cli"]}), &["other"], 1),
        (json!({"aud": ["store", "sts-cli"], "azp": "sts-cli"}), &[], 1),
        (json!({"aud": ["store", "sts-cli"]}), &["sts-cli"], 1),
        (json!({"aud": ["store", "sts-cli"]}), &["sts-cli", "store"], 0),
        (json!({"aud": ["store", "sts-cli"]}), &["other"], 0),
        (json!({"aud": ["store", "sts-cli"]}), &[], 0),
        (json!({"aud": []}), &["sts-cli"], 0),
        (json!({}), &["sts-cli"], 0),
    ] {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        let mut named = claims.clone();
        named["iss"] = world.variable("STS_CLI_ISSUER").into();
        for file in world.files("xdg_state_home/sts-cli/tokens") {
            let mut entry: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            entry["entry"]["id_token"] = format!("e30.{}.e30", URL_SAFE_NO_PAD.encode(named.to_string())).into();
            std::fs::write(&file, entry.to_string()).unwrap();
        }
        std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
        std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
        for client in clients {
            world.write_profile(client, &profile(&world, "scopes = \"openid email\"\n").replace("\"sts-cli\"", &format!("\"{client}\"")));
        }
        let stderr = world.run(&["logout", "--all"]).stderr;
        assert_eq!((stored(&world), revoked(&world)[0]), ([0, 0, 0], times), "{claims}, {clients:?}");
        assert_eq!(stderr.contains("or of an unknown client): these were not revoked"), times == 0, "{claims}: {stderr}");
    }
}

#[test]
fn an_unanswered_revocation_is_repeated_without_a_record_too() {
    let mut world = World::new(&[]);
    world.run(&GET).ok_with_json();
    std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world.stop_sandbox();
    for case in ["unrecorded-out-of-reach", "unrecorded-out-of-reach-again"] {
        world.run(&["logout", "--all"]).fails(6, case);
        assert_eq!(stored(&world)[..2], [1, 0], "{case}");
    }
    assert_eq!(world.run(&["logout", "--all", "--forget"]).code, 6);
    assert_eq!(stored(&world), [0, 0, 0]);
}

#[test]
fn credentials_without_a_login_mark_belong_to_the_profile_that_would_use_them() {
    for arguments in [["logout", "prod"], ["logout", "--all"]] {
        for has_tokens in [true, false] {
            let world = without_marks(has_tokens);
            assert_eq!(world.run(&arguments).code, 0);
            assert_eq!((stored(&world), revoked(&world)), ([0, 0, 0], [usize::from(has_tokens), 1]), "{arguments:?}");
        }
    }
}

#[test]
fn credentials_without_a_login_mark_are_kept_if_revocation_is_unanswered() {
    for (arguments, has_tokens) in [(["logout", "--all"], false), (["logout", "--all"], true), (["logout", "prod"], false)] {
        let mut world = without_marks(has_tokens);
        world.stop_sandbox();
        for _ in 0..2 {
            assert_eq!(world.run(&arguments).code, 6, "{arguments:?}");
            assert_eq!(stored(&world)[..2], [usize::from(has_tokens), 1], "{arguments:?}");
        }
        assert_eq!(world.run(&[arguments[0], arguments[1], "--forget"]).code, 6);
        assert_eq!(stored(&world), [0, 0, 0], "{arguments:?}");
    }
}

/// A home as an older version left it: no records, and credentials that do not tell of which login they came.
fn without_marks(has_tokens: bool) -> World {
    let world = World::new(&[]);
    world.run(&GET).ok_with_json();
    std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
    if !has_tokens {
        std::fs::remove_dir_all(world.path("xdg_state_home/sts-cli/tokens")).unwrap();
    }
    for file in world.files("xdg_state_home/sts-cli/credentials") {
        let mut entry: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert!(entry["entry"].as_object_mut().unwrap().remove("login").is_some());
        std::fs::write(&file, entry.to_string()).unwrap();
    }
    world
}

#[test]
fn a_storage_server_without_a_record_is_not_contacted() {
    let world = World::new(&[]);
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    let keys = "<Credentials><AccessKeyId>FAKEFARKEY</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
                <SessionToken>fake</SessionToken><Expiration>2030-01-01T08:00:00Z</Expiration></Credentials>";
    storage.allow("POST /", ScriptedResponse::xml(200, &crate::support::sts::grant_document(keys)));
    world.write_profile("far", &format!("extends = \"prod\"\nendpoint = \"{}\"\ndialect = \"minio\"\n", storage.origin()));
    world.run(&["get", "far", "-o", "json"]).ok_with_json();
    std::fs::remove_dir_all(world.path(LOGINS)).unwrap();
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/far.toml")).unwrap();
    world.run(&["logout", "--all"]).fails(3, "credentials-of-nowhere");
    assert_eq!((stored(&world), revoked(&world)[0]), ([0, 0, 0], 1));
}
