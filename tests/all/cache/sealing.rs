//! A sealed entry opens with its key, in its place, as it was; and for nothing else.

use super::stage::{TestStore, granted_at, key, soon};
use jiff::Timestamp;
use std::fs;
use sts_cli::cache::entry::CredentialsEntry;
use sts_cli::cache::{CacheStore, EntryKind, Seal};

fn seal(byte: u8) -> Seal {
    Seal::new(&[byte; 32])
}

fn found(store: &CacheStore<'_>, name: &str) -> bool {
    store.read::<CredentialsEntry>(EntryKind::Credentials, &key(name)).is_some()
}

#[test]
fn a_sealed_file_reveals_nothing_of_its_entry() {
    let stage = TestStore::new();
    let store = stage.store().sealed_with(seal(1));
    store.write(EntryKind::Credentials, &key("a"), &granted_at(Timestamp::now()), soon()).unwrap();
    let file = fs::read_to_string(stage.file(EntryKind::Credentials, &key("a"))).unwrap();
    assert!(!file.contains("ACCESS") && !file.contains("alice") && !file.contains("fake"), "{file}");
    assert!(found(&store, "a"));
    store.write(EntryKind::Credentials, &key("a"), &granted_at(Timestamp::now()), soon()).unwrap();
    assert_ne!(fs::read_to_string(stage.file(EntryKind::Credentials, &key("a"))).unwrap(), file, "each time another nonce");
}

#[test]
fn plain_and_sealed_stores_do_not_read_each_others_entries() {
    let stage = TestStore::new();
    let stores = [stage.store(), stage.store().sealed_with(seal(1)), stage.store().sealed_with(seal(2))];
    for writer in 0..stores.len() {
        stores[writer].write(EntryKind::Credentials, &key("a"), &granted_at(Timestamp::now()), soon()).unwrap();
        for (reader, store) in stores.iter().enumerate() {
            assert_eq!(found(store, "a"), reader == writer);
        }
    }
}

#[test]
fn a_sealed_store_that_accepts_plain_entries_does_not_convert_them() {
    let stage = TestStore::new();
    let both = || stage.store().sealed_with(seal(1)).accepting_plain();
    let writers =
        [("plain", stage.store()), ("sealed", stage.store().sealed_with(seal(1))), ("another", stage.store().sealed_with(seal(2)))];
    for (name, writer) in writers {
        writer.write(EntryKind::Credentials, &key(name), &granted_at(Timestamp::now()), soon()).unwrap();
        assert_eq!(found(&both(), name), name != "another", "{name}");
        assert_eq!(both().is_sealed(EntryKind::Credentials, &key(name)), name != "plain", "{name}");
        let rewriting = both().with_form_of(EntryKind::Credentials, &key(name));
        rewriting.write(EntryKind::Credentials, &key(name), &granted_at(Timestamp::now()), soon()).unwrap();
        assert_eq!(found(&stage.store(), name), name == "plain", "{name}");
    }
    assert_eq!(both().keys(EntryKind::Credentials).len(), 3);
}

#[test]
fn a_sealed_entry_is_valid_only_at_its_path_and_until_its_expiration() {
    let stage = TestStore::new();
    let store = stage.store().sealed_with(seal(1));
    for shelf in [EntryKind::Credentials, EntryKind::Tokens] {
        store.write(shelf, &key("a"), &granted_at(Timestamp::now()), soon()).unwrap();
    }
    let file = stage.file(EntryKind::Credentials, &key("a"));
    let whole = fs::read(&file).unwrap();
    fs::copy(&file, stage.file(EntryKind::Credentials, &key("b"))).unwrap();
    fs::copy(&file, stage.file(EntryKind::Tokens, &key("a"))).unwrap();
    assert!(found(&store, "a"));
    assert!(!found(&store, "b"), "another key's place");
    assert!(store.read::<CredentialsEntry>(EntryKind::Tokens, &key("a")).is_none(), "another shelf");
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] = if changed[at] == b'3' { b'4' } else { b'3' };
        fs::write(&file, &changed).unwrap();
        assert!(!found(&store, "a"), "byte {at} changed");
    }
    fs::write(&file, &whole).unwrap();
    assert!(found(&store, "a"));
}

#[cfg(feature = "keyring")]
#[test]
fn a_missing_keyring_is_reported_at_once() {
    use std::time::Duration;
    use sts_cli::cache::{KeyringError, load_seal};
    use sts_cli::sys::files::LockFile;
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        return crate::support::skip("a cache without a keyring", "there may be one here");
    }
    let stage = TestStore::new();
    let turn = LockFile::local_only("keyring.lock".to_owned(), stage.home());
    let error = load_seal(turn, Duration::from_secs(30)).unwrap_err();
    assert!(matches!(error, KeyringError::NoService(_)), "{error}");
    assert!(error.to_string().starts_with("could not get the cache key: no keyring is available: "), "{error}");
}
