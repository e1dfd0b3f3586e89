//! Detects containers.

use std::path::Path;

/// The uid that the kernel reports for every user without a number in this user namespace: several users, perhaps this one too.
#[cfg(unix)]
pub(super) const OVERFLOW_USER: u32 = 65_534;

/// Whether this process runs in a Docker or Podman container, by their marker files.
#[must_use]
pub(crate) fn is_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|marker| Path::new(marker).exists())
}
