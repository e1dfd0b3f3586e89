//! [`Request`]: identity, endpoint, parameters and delivery of one run, as validated plain data.

mod address;
mod canonical;
pub(crate) mod choice;
mod delivery;
mod dialect;
mod error;
pub(crate) mod hint;
pub(crate) mod identity;
mod key_field;
mod one_time_code;
pub(crate) mod option;
pub(crate) mod option_spec;
pub mod options;
mod parameters;
mod policy_source;
mod profile_change;
mod proof_source;
mod responsible;
mod secret_source;
pub(crate) mod settings;
mod setup_error;
mod stored;
mod sts_action;
mod token_source;
mod until;
mod usage;
mod user_type;
mod values;

pub use address::{Endpoint, Issuer, RedirectUri};
pub(crate) use address::{guess_url, names_host};
pub use choice::Choice;
pub(crate) use choice::{invalid_choice, one_of};
pub use delivery::{AwsProfile, Delivery, OutputFormat, Shell, Tool, WriteOptions};
pub use dialect::Dialect;
pub use error::{RequestError, ServerRole};
pub use identity::*;
pub(crate) use key_field::KeyField;
pub(crate) use key_field::{sorted_scopes, stored_path};
pub use one_time_code::OneTimeCode;
pub use option_spec::OptionSpec;
pub use parameters::{CachePolicy, Request};
pub use policy_source::PolicySource;
pub use profile_change::ProfileChangeError;
pub(crate) use proof_source::ProofSource;
pub use proof_source::{
    AssertionKey, BrowserUse, ClientAuthMethod, ClientGrants, CustomToken, KeySource, LoginMethod, ParameterSource, Secrets, SuppliedToken,
    TokenKind, TokenProvider, WebIdentity,
};
pub use responsible::Responsible;
pub(crate) use secret_source::without_line_ends;
pub use secret_source::{SecretError, SecretPrompt, SecretSource};
pub use setup_error::SetupError;
pub(crate) use sts_action::{RoleUse, StsAction};
pub use token_source::TokenSource;
pub(crate) use token_source::split_command_line;
pub use until::Until;
pub(crate) use until::parse_until;
pub use usage::{ConfigError, Origin, ProfileLine, UsageError};
pub(crate) use user_type::UserType;
pub use values::{RoleArn, SessionDuration, SessionName, parse_auth_param, parse_timeout};
pub(crate) use values::{parse_port, parse_region, parse_seconds};
