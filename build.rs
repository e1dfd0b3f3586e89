//! Passes flags to the linker of releases that make the program smaller: functions with the same machine code are stored once (1 %), and
//! so are relative relocations (4 %), which the loader then also applies with fewer instructions.

#![expect(clippy::disallowed_methods, reason = "cargo passes the target in the environment, and nothing here waits")]

use std::env::var;
use std::process::Command;

/// The first C library of GNU whose loader reads packed relocations (its release notes of 2.36: `DT_RELR`), major and minor version.
const FIRST_WITH_PACKED_RELOCATIONS: (u32, u32) = (2, 36);

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // The linker of this target is lld (Rust 1.90 and later); others may not know the flags. Rust never compares addresses of functions.
    let is_linked_by_lld = var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu");
    if !is_linked_by_lld || var("PROFILE").is_ok_and(|profile| profile != "release") {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    if glibc_version().is_some_and(|version| version >= FIRST_WITH_PACKED_RELOCATIONS) {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's C library, major and minor, from `getconf` (`glibc 2.36`); `None` if it is another library. A program
/// linked here is not meant for machines with an older one.
fn glibc_version() -> Option<(u32, u32)> {
    let output = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
