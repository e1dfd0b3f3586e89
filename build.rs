//! Passes flags to the linker of releases that make the program smaller and its start faster: functions with the same machine code are
//! stored once (1 %), and so are relative relocations (4 %), which the loader then also applies with fewer instructions. Nothing is stored
//! that only unwinding needs (10 %), and one library less is loaded.

#![expect(clippy::disallowed_methods, reason = "cargo passes the target in the environment, and nothing here waits")]

use std::env::var;
use std::fs::write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first C library of GNU whose loader reads packed relocations (its release notes of 2.36: `DT_RELR`), major and minor version.
const FIRST_WITH_PACKED_RELOCATIONS: (u32, u32) = (2, 36);

/// Leaves out the tables by which a stack is unwound. Releases abort after a panic, the panic hook of `harden_process()` ends the process
/// before that, and nothing asks for a backtrace, which would abort without these tables.
const WITHOUT_UNWIND_TABLES: &str =
    "SECTIONS { /DISCARD/ : { *(.eh_frame) *(.eh_frame_hdr) *(.gcc_except_table .gcc_except_table.*) } } INSERT AFTER .text;\n";

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
    if let Ok(folder) = var("OUT_DIR") {
        omit_unwinding(Path::new(&folder));
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

/// Leaves out the unwind tables, and links the few functions for backtraces that the standard library refers to from an archive: the
/// loader needs 50,000 instructions for the shared library with them. `folder` is where the linker's inputs are written.
fn omit_unwinding(folder: &Path) {
    let tables = folder.join("without_unwind_tables.ld");
    if write(&tables, WITHOUT_UNWIND_TABLES).is_ok() {
        println!("cargo:rustc-link-arg-bins=-Wl,--no-eh-frame-hdr,-T,{}", tables.display());
    }
    let stand_in = |archive: PathBuf| write(folder.join("libgcc_s.so"), format!("INPUT(\"{}\")\n", archive.display()));
    if unwinding_archive().is_some_and(|archive| stand_in(archive).is_ok()) {
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
}

/// The path of `libgcc_eh.a`, the static form of `libgcc_s.so`, according to the C compiler that links; `None` if it is not installed.
fn unwinding_archive() -> Option<PathBuf> {
    let compiler = var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler).arg("-print-file-name=libgcc_eh.a").output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    path.is_absolute().then_some(path).filter(|path| path.is_file())
}
