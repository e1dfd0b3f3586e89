//! Printable text: removes control characters and secrets from what servers, files and arguments contain, and from addresses.

mod address;
mod mask;
mod printable;
mod request_secrets;
pub(crate) mod server_message;

pub(crate) use address::{host_and_port, may_be_secret, redact_url, without_user_info};
pub(crate) use printable::is_misleading;
pub(crate) use printable::{printable, printable_line, printable_lines, single_spaced};
pub(crate) use request_secrets::{RequestSecrets, SecretParameters, redirected_to};
