//! The AWS files: locations, parsing, and editing that preserves all other lines. Follows "Shared config and credentials files", AWS SDKs
//! and Tools Reference Guide.
//!
//! Lines are parsed as by botocore (Python's `configparser`), but additionally accept what other clients do: a byte order mark, text that
//! is not UTF-8, and duplicate sections or keys, of which the last counts. Edits touch only the lines of changed keys. A line that no
//! client understands is reported with its number, and nothing is changed.

mod cli_incompatibility;
mod document;
mod edit;
mod lines;
mod malformed;
mod paths;
mod placeholder;
mod section;
mod view;
mod whitespace;

pub use cli_incompatibility::CliIncompatibility;
pub use document::{Document, FoundSetting, InheritedSettings, SectionSettings};
pub use edit::{Change, EditError, Edited, KeyEdit};
pub use malformed::{LineFault, Malformed, MalformedFile};
pub(crate) use paths::AwsPaths;
pub use paths::AwsPathsError;
pub(crate) use placeholder::AwsFile;
pub(crate) use section::DEFAULT_SECTION;
pub use section::Section;
pub(crate) use view::LineView;
pub use view::Region;
