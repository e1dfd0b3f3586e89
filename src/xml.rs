//! Parses XML responses of S3 and STS into a tree of local names; namespaces and prefixes are ignored, because servers differ in them.

mod element;
mod refusal;

pub(crate) use element::Element;
pub(crate) use refusal::CONSOLE_MESSAGE;
pub use refusal::ErrorResponse;
pub(crate) use refusal::redirected_to;
