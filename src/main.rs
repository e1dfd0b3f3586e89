//! Entry point: parses the arguments, runs the command with the real environment, returns its exit code.

use std::process::ExitCode;
use sts_cli::cli;
use sts_cli::sys::Deps;

/// The allocator of the static program: that of its C library makes 20 system calls before the first output, and copies each value that
/// grows.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    sts_cli::sys::harden_process();
    let code = cli::main(std::env::args_os(), Deps::real);
    #[cfg(not(unix))]
    sts_cli::sys::exit(code);
    #[cfg(unix)]
    ExitCode::from(code)
}
