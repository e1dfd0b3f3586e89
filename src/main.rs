//! The real world in, an exit code out.

use std::process::ExitCode;
use sts_cli::cli;
use sts_cli::sys::Deps;

fn main() -> ExitCode {
    sts_cli::sys::prepare_process();
    let mut deps = Deps::real();
    match cli::main(std::env::args_os(), &mut deps) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit_code())
        }
    }
}
