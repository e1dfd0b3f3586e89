//! Text from outside, made fit to be shown: control characters, secrets and addresses in what servers, files and arguments say.

mod address;
mod mask;
mod printable;
mod request_secrets;
pub(crate) mod server_message;

pub(crate) use address::redact_url;
pub(crate) use printable::is_misleading;
pub use printable::{printable, printable_line, printable_lines};
pub use request_secrets::RequestSecrets;
pub(crate) use request_secrets::redirected_to;
