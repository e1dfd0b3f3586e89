//! The files of the cache.

use crate::assertions::assert_harmless;
use sts_cli::fuzz_entry::{Entry, read_entry};

/// What is read from an entry is the same when it is written and read again.
pub fn read(input: &[u8]) {
    let entry = match read_entry(input) {
        Some(Entry::Credentials(entry)) => {
            assert_harmless(&format!("{:?}", entry.credentials().expiration));
            serde_json::to_string(&entry)
        }
        Some(Entry::Login(entry)) => serde_json::to_string(&entry),
        Some(Entry::Other) | None => return,
    };
    let entry = entry.expect("an entry can be written");
    let file = format!("{{\"version\":1,\"expires\":1893456000,\"entry\":{entry}}}");
    let again = match read_entry(file.as_bytes()) {
        Some(Entry::Credentials(entry)) => serde_json::to_string(&entry),
        Some(Entry::Login(entry)) => serde_json::to_string(&entry),
        Some(Entry::Other) | None => panic!("{file:?} is not read back"),
    };
    assert_eq!(again.expect("an entry can be written"), entry);
}
