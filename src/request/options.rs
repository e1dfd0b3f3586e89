//! The table of options: an option is one static, with its names, help, scope and parser. Messages and hints refer to it.
//!
//! Options that only one identity has may be in its file in `request/identity`, and those that neither shape a request nor occur in hints are
//! in `cli/options.rs`.

mod identity;
mod output;
mod session;

pub use identity::*;
pub use output::*;
pub use session::*;
