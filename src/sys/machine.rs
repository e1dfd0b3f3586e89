//! Detects containers.

use std::path::Path;

/// What the kernel shows in place of each user that has no number in this user namespace: several users have it, perhaps we too.
#[cfg(unix)]
pub(super) const OVERFLOW_USER: u32 = 65_534;

/// Whether this process runs in a Docker or Podman container, by their marker files.
#[must_use]
pub fn is_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|mark| Path::new(mark).exists())
}
