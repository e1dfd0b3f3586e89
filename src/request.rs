//! [`Request`]: identity, endpoint, parameters and delivery of one run, as validated plain data.

mod address;
mod canonical;
pub(crate) mod choice;
mod delivery;
mod dialect;
mod error;
mod identity;
mod option_name;
mod parameters;
mod policy_source;
mod stored;
mod token_source;
mod usage;
mod values;

pub use address::{Endpoint, Issuer, RedirectUri, guess_url};
pub use canonical::KeyField;
pub use choice::{Choice, invalid_choice, one_of};
pub use delivery::{AwsProfile, Delivery, OutputFormat, Shell, Tool, WriteOptions};
pub use dialect::Dialect;
pub use error::RequestError;
pub use identity::{
    AccessKeys, AssertionKey, BrowserUse, ClientAuthMethod, ClientGrants, Identity, KeySource, Ldap, LoginMethod, SuppliedToken, TokenKind,
    TokenProvider, WebIdentity,
};
pub use option_name::OptionName;
pub use parameters::{CachePolicy, Request};
pub use policy_source::PolicySource;
pub use token_source::{TokenSource, split_command_line};
pub use usage::{ConfigError, Origin, ProfileLine, UsageError};
pub use values::{RoleArn, SessionDuration, SessionName, parse_auth_param, parse_port, parse_region, parse_seconds, parse_timeout};
