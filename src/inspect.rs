//! What a file, a variable, standard input or the cache of a profile contains: tokens, credentials, certificates, documents. Decoded on this
//! machine, without network; nothing that is secret is part of a finding.

mod certificate;
mod document;
mod finding;
mod key_block;
mod keys;
mod reader;
mod servers;
mod source;
mod stored;
mod token;
mod token_kind;
mod user_facts;

pub(crate) use finding::{Fact, FactValue, Finding, FindingKind, ServerVerdict, Verdict};
pub(crate) use reader::read;
pub(crate) use source::{InspectError, Source, content_of};
pub(crate) use stored::of_profile;
