//! The Security Token Service: exchanges a proof for credentials.

mod action;
mod caller;
mod dialect;
mod error;
mod exchange;
mod expiration;
mod notice;
mod reply;
mod revoke;

pub(crate) use crate::xml::CONSOLE_MESSAGE;
pub use crate::xml::ErrorResponse;
pub use caller::{Caller, get_caller_identity};
pub use dialect::LearnedServer;
pub use error::{Error, RequestContext};
pub(crate) use exchange::preflight_warnings;
pub use exchange::{ServerProbe, exchange, probe};
pub use notice::Notice;
pub use reply::{IssuedCredentials, Reply, read};
pub use revoke::{RevokeError, RevokeScope, revoke};
