//! What kind of machine this is.

use std::path::Path;

/// Whether a container runtime has left its mark in the file system: Docker's file, or Podman's.
#[must_use]
pub fn is_marked_as_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|mark| Path::new(mark).exists())
}
