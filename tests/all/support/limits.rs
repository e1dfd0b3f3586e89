//! The limit of open files: the usual 1024 are too few for both ends of a thousand connections.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Enough for all concurrent tests.
const MANY: u64 = 4096;

/// Raises the limit of open files for this process and its children. Returns whether it is sufficient.
pub(crate) fn allows_many_files() -> bool {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < MANY) {
        limit.current = limit.maximum.map_or(Some(MANY), |maximum| Some(maximum.min(MANY)));
        setrlimit(Resource::Nofile, limit).unwrap();
    }
    limit.current.is_none_or(|current| current >= MANY)
}
