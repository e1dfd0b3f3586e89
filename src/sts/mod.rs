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

pub use crate::xml::{CONSOLE_MESSAGE, ErrorResponse};
pub use caller::{Caller, get_caller_identity};
pub use dialect::LearnedServer;
pub use error::{Error, RequestContext};
pub use exchange::{ServerProbe, exchange, preflight_warnings, probe};
pub use notice::Notice;
pub use reply::{IssuedCredentials, Reply, read};
pub use revoke::{RevokeError, RevokeScope, revoke};
