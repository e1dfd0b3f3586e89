//! [`Answer`]: everything that `whoami` prints, as text or JSON.

use crate::access::Access;
use crate::whoami::Whoami;

/// The facts that are known on this machine, and those that the server reported.
pub(super) struct Answer {
    pub(super) whoami: Whoami,
    /// `None` without `--online`.
    pub(super) access: Option<Access>,
    /// The rendered hints for what is wrong or missing.
    pub(super) hints: Vec<String>,
}
