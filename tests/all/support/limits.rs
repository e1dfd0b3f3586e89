//! How many files the test process may have open: an ordinary user's 1024 are too few for a thousand connections and their other ends.

use rustix::process::{Resource, getrlimit, setrlimit};

/// More than all tests need that run at one time.
const MANY: u64 = 4096;

/// Raises the limit of open files for this process, and for those that it starts from now on. Returns whether it is high enough now.
pub(crate) fn allows_many_files() -> bool {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < MANY) {
        limit.current = limit.maximum.map_or(Some(MANY), |maximum| Some(maximum.min(MANY)));
        setrlimit(Resource::Nofile, limit).unwrap();
    }
    limit.current.is_none_or(|current| current >= MANY)
}
