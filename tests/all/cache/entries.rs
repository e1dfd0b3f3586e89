//! An entry comes back as it went in; a file with anything wrong about it is a miss, never an error.

use super::stage::{TestStore, granted_at, key, login, soon};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use sts_cli::cache::entry::{CredentialsEntry, LoginEntry};
use sts_cli::cache::{EntryKind, Seal};
use sts_cli::identity::FetchedDocument;
use sts_cli::sts::LearnedServer;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn credentials_are_restored_from_a_private_file_in_a_private_folder() {
    let (stage, now) = (TestStore::new(), Timestamp::now());
    stage.store().write(EntryKind::Credentials, &key("a"), &granted_at(now), soon()).unwrap();
    let back = stage.store().read::<CredentialsEntry>(EntryKind::Credentials, &key("a")).unwrap().into_credentials(now).unwrap();
    assert_eq!((back.access_key.as_str(), back.secret_key.expose_secret()), ("ACCESS", "a-fake-secret-key"));
    assert_eq!(back.session_token.expose_secret(), "a-fake-session-token-\"with\\oddities\u{1}-\u{1f511}");
    assert_eq!((back.granted, back.expiration), (now, now + SignedDuration::from_hours(1)));
    assert_eq!((back.name.as_deref(), back.identity), (Some("alice"), None));
    let file = stage.file(EntryKind::Credentials, &key("a"));
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
}

#[test]
fn a_stored_login_is_restored_exactly() {
    let stage = TestStore::new();
    stage.store().write(EntryKind::Tokens, &key("full"), &login(), soon()).unwrap();
    stage.store().write(EntryKind::Tokens, &key("empty"), &LoginEntry::default(), soon()).unwrap();
    let full: LoginEntry = stage.store().read(EntryKind::Tokens, &key("full")).unwrap();
    assert_eq!(full.id_token.unwrap().expose_secret(), "a-fake-id-token");
    assert_eq!(full.access_token.unwrap().expose_secret(), "a-fake-access-token");
    assert_eq!(full.refresh_token.unwrap().expose_secret(), "a-fake-refresh-token");
    assert!(full.must_refresh && full.prompting_since.is_some() && full.unanswered.is_some());
    let empty: LoginEntry = stage.store().read(EntryKind::Tokens, &key("empty")).unwrap();
    assert!(empty.id_token.is_none() && empty.refresh_token.is_none() && !empty.must_refresh && empty.prompting_since.is_none());
}

#[test]
fn public_documents_are_stored_privately_and_expire() {
    let (stage, now) = (TestStore::new(), Timestamp::now());
    let document = FetchedDocument { text: r#"{"issuer":"https://id.example"}"#.to_owned(), fetched: now, max_age: 60 };
    stage.store().write(EntryKind::Provider, &key("a"), &document, document.expires()).unwrap();
    let back: FetchedDocument = stage.store().read(EntryKind::Provider, &key("a")).unwrap();
    assert_eq!(back.text, document.text);
    let after = |seconds| back.is_fresh(now + SignedDuration::from_secs(seconds));
    assert_eq!((after(0), after(59), after(60), after(-30), after(-3600)), (true, true, false, true, false));
    let server: LearnedServer = serde_json::from_str(r#"{"wants_access_token":true,"dialect":"minio"}"#).unwrap();
    stage.store().write(EntryKind::Endpoint, &key("a"), &server, soon()).unwrap();
    assert_eq!(stage.store().read(EntryKind::Endpoint, &key("a")), Some(server));
    for kind in [EntryKind::Provider, EntryKind::Endpoint] {
        let file = stage.file(kind, &key("a"));
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700), "it decides where secrets go");
    }
    assert!(!stage.home().join("cache").exists(), "caches pass from one job to the next");
}

#[test]
fn a_truncated_file_is_a_miss() {
    let (stage, now) = (TestStore::new(), Timestamp::now());
    for store in [stage.store(), stage.store().sealed_with(Seal::new(&[7; 32]))] {
        let file = stage.file(EntryKind::Credentials, &key("a"));
        store.write(EntryKind::Credentials, &key("a"), &granted_at(now), soon()).unwrap();
        let whole = fs::read(&file).unwrap();
        assert!(store.read::<CredentialsEntry>(EntryKind::Credentials, &key("a")).is_some());
        for length in 0..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(store.read::<CredentialsEntry>(EntryKind::Credentials, &key("a")).is_none(), "cut at {length}");
        }
        fs::remove_file(&file).unwrap();
        store.write(EntryKind::Tokens, &key("a"), &login(), soon()).unwrap();
        let file = stage.file(EntryKind::Tokens, &key("a"));
        let whole = fs::read(&file).unwrap();
        for length in 0..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(store.read::<LoginEntry>(EntryKind::Tokens, &key("a")).is_none(), "cut at {length}");
        }
    }
}

#[test]
fn an_entry_with_anything_unexpected_is_a_miss() {
    let stage = TestStore::new();
    let file = stage.file(EntryKind::Tokens, &key("a"));
    let write = || stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    let ours = || stage.read(&key("a"));
    write();
    assert_eq!(ours().as_deref(), Some("kept"));
    let content = fs::read_to_string(&file).unwrap();
    for other in [
        content.replace(r#""version":1"#, r#""version":2"#),
        content.replace("\"kept\"", "{\"another\":\"form\"}"),
        content.replace("entry", "sealed"),
        format!("{content}{content}"),
        content.replace("kept", &"k".repeat(1024 * 1024)),
        "\u{0}".repeat(content.len()),
    ] {
        fs::write(&file, other).unwrap();
        assert_eq!(ours(), None);
    }
    fs::write(&file, [0xff, 0xfe, b'{']).unwrap();
    assert_eq!(ours(), None);
    write();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(ours(), None);
    write();
    assert_eq!((ours().as_deref(), mode(&file)), (Some("kept"), 0o600));
}

#[test]
fn a_link_pipe_or_folder_at_the_path_of_an_entry_is_a_miss_and_gets_replaced() {
    let (stage, elsewhere) = (TestStore::new(), tempfile::tempdir().unwrap());
    let file = stage.file(EntryKind::Tokens, &key("a"));
    let write = || stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon());
    write().unwrap();
    let moved = elsewhere.path().join("entry");
    fs::rename(&file, &moved).unwrap();
    symlink(&moved, &file).unwrap();
    assert_eq!(stage.read(&key("a")), None);
    fs::write(&moved, "somebody's").unwrap();
    write().unwrap();
    assert_eq!((stage.read(&key("a")).as_deref(), fs::read_to_string(&moved).unwrap().as_str()), (Some("kept"), "somebody's"));
    fs::remove_file(&file).unwrap();
    assert!(std::process::Command::new("mkfifo").args(["-m", "600"]).arg(&file).status().unwrap().success());
    assert_eq!(stage.read(&key("a")), None);
    write().unwrap();
    assert_eq!(stage.read(&key("a")).as_deref(), Some("kept"));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(stage.read(&key("a")), None);
    assert!(write().is_err());
}

#[test]
fn removing_an_entry_succeeds_even_if_it_is_missing() {
    let stage = TestStore::new();
    stage.store().remove(EntryKind::Tokens, &key("a")).unwrap();
    stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    stage.store().write(EntryKind::Tokens, &key("b"), &"kept", soon()).unwrap();
    stage.store().remove(EntryKind::Tokens, &key("a")).unwrap();
    stage.store().remove(EntryKind::Tokens, &key("a")).unwrap();
    assert_eq!((stage.read(&key("a")), stage.read(&key("b")).as_deref()), (None, Some("kept")));
}

#[cfg(feature = "sandbox")]
#[test]
fn an_entry_is_valid_only_between_grant_and_expiration() {
    let stage = TestStore::new();
    let set = |time: &str| fs::write(stage.home().join("clock"), time).unwrap();
    set("2030-01-01T12:00:00Z");
    let now = stage.clock.now();
    stage.store().write(EntryKind::Credentials, &key("a"), &granted_at(now), now + SignedDuration::from_hours(1)).unwrap();
    let found = || stage.store().read::<CredentialsEntry>(EntryKind::Credentials, &key("a"))?.into_credentials(stage.clock.now());
    for (time, is_there) in [
        ("2030-01-01T12:59:59Z", true),
        ("2030-01-01T13:00:00Z", false),
        ("2030-01-01T11:59:30Z", true),
        ("2030-01-01T11:58:00Z", false),
        ("1970-01-01T00:00:00Z", false),
    ] {
        set(time);
        assert_eq!(found().is_some(), is_there, "{time}");
    }
}
