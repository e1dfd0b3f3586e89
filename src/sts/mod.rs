//! The Security Token Service: exchanges a proof for credentials.

mod action;
mod call;
mod caller;
mod check;
mod comparison;
mod dialect;
mod error;
mod exchange;
mod expiration;
mod notice;
mod probe;
mod recognize;
mod reply;
mod revoke;

pub(crate) use crate::xml::CONSOLE_MESSAGE;
pub use crate::xml::ErrorResponse;
pub use caller::{Caller, get_caller_identity};
pub(crate) use comparison::preflight_notices;
pub use dialect::LearnedServer;
pub use error::{Error, RequestContext};
pub use exchange::exchange;
pub use notice::{Notice, ProofKind};
pub(crate) use probe::probe;
pub use probe::{ServerProbe, check_request};
pub(crate) use recognize::recognize;
pub use reply::{IssuedCredentials, Reply, read};
pub use revoke::{RevokeError, RevokeScope, revoke};
