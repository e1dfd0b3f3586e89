//! Passes flags to the linker of releases for Linux on x86_64 with the GNU C library. They make the program smaller and its start faster:
//! functions with the same machine code are stored once (1 %), relative relocations are packed (4 %), so that the loader applies them with
//! fewer instructions, nothing is stored that only unwinding needs (10 %), and one library less is loaded.

#![expect(clippy::disallowed_methods, reason = "cargo passes the target in the environment, and no secret is written")]

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
    let is_release_for_linux =
        var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu") && var("PROFILE").is_ok_and(|it| it == "release");
    let Ok(folder) = var("OUT_DIR").map(PathBuf::from) else { return };
    if !is_release_for_linux {
        return;
    }
    let flags = flags(&folder);
    if links(&flags, &folder) {
        for flag in flags {
            println!("cargo:rustc-link-arg-bins={flag}");
        }
        link_unwinding_statically(&folder);
    }
}

/// The flags for the compiler that links. `folder` is where the linker's script is written.
fn flags(folder: &Path) -> Vec<String> {
    let mut flags = vec!["-Wl,--icf=all".to_owned()]; // Rust does not promise that functions have different addresses
    if glibc_version().is_some_and(|version| version >= FIRST_WITH_PACKED_RELOCATIONS) {
        flags.push("-Wl,-z,pack-relative-relocs".to_owned());
    }
    let tables = folder.join("without_unwind_tables.ld");
    if write(&tables, WITHOUT_UNWIND_TABLES).is_ok() {
        let script = tables.display().to_string(); // which may have a comma
        flags.extend(["-Wl,--no-eh-frame-hdr", "-Xlinker", "-T", "-Xlinker"].map(str::to_owned));
        flags.push(script);
    }
    flags
}

/// Whether the linker of this build knows `flags`: it is lld by default (Rust 1.90 and later), but distributions and users choose others.
fn links(flags: &[String], folder: &Path) -> bool {
    let source = folder.join("smallest.rs");
    let (Ok(rustc), Ok(())) = (var("RUSTC"), write(&source, "fn main() {}\n")) else { return false };
    let mut command = Command::new(rustc);
    command.args(["-C", "panic=abort", "-o"]).arg(folder.join("smallest")).arg(source);
    command.args(var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().split('\x1f').filter(|flag| !flag.is_empty()));
    if let Ok(linker) = var("RUSTC_LINKER") {
        command.args(["-C", &format!("linker={linker}")]);
    }
    command.args(flags.iter().map(|flag| format!("-Clink-arg={flag}")));
    command.output().is_ok_and(|output| output.status.success())
}

/// The version of this machine's C library, major and minor, from `getconf` (`glibc 2.36`); `None` if it is another library. A program
/// linked here is not meant for machines with an older one.
fn glibc_version() -> Option<(u32, u32)> {
    let output = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Links the few functions for backtraces that the standard library refers to from an archive: the loader needs 40,000 instructions for
/// the shared library with them. `folder` is where what replaces that library is written.
fn link_unwinding_statically(folder: &Path) {
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
