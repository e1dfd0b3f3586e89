//! Why a published document is not used.

use crate::provider_document::MemberError;
use crate::sys::HttpError;
use std::time::Duration;

/// Why a published document is not used.
#[derive(thiserror::Error)]
pub enum Error {
    /// The metadata of a storage address is not acceptable.
    #[error("could not use the metadata of {storage}")]
    Metadata {
        /// The storage address.
        storage: String,
        /// The address of the metadata.
        url: String,
        /// The part that is not acceptable.
        source: MetadataError,
    },
    /// A published profile could not be fetched.
    #[error("could not get the profile from {url}")]
    Profile {
        /// The address of the profile.
        url: String,
        /// Why.
        source: FetchError,
    },
    /// The user did not confirm a document. Nothing of it was used.
    #[error("{0} was not confirmed: nothing was sent or saved")]
    Declined(PublishedDocument),
}
debug_as_display!(Error);

/// A published document that the user must confirm; its text is a noun phrase.
#[derive(Clone, thiserror::Error)]
pub enum PublishedDocument {
    /// The metadata of this storage address.
    #[error("the metadata of {0}")]
    Metadata(String),
    /// The profile at this URL or path.
    #[error("the profile from {0}")]
    Profile(String),
    /// The current version of this saved profile.
    #[error("the new version of the profile `{0}`")]
    NewVersion(String),
}
debug_as_display!(PublishedDocument);

/// The part of the metadata of a storage address that is not acceptable.
#[derive(thiserror::Error, PartialEq, Eq)]
pub enum MetadataError {
    /// It exceeds 64 KiB.
    #[error("it is too large: more than 64 KiB")]
    TooLarge,
    /// It describes another storage server.
    #[error("its `resource` is {found}, which is another address")]
    OtherResource {
        /// The address of the other server, safe to show.
        found: String,
    },
    /// A member has another type.
    #[error(transparent)]
    Member(#[from] MemberError),
    /// A list has too many entries.
    #[error("`{name}` has {count} entries; at most {most} are accepted")]
    TooMany {
        /// The member.
        name: &'static str,
        /// The number of its entries.
        count: usize,
        /// The accepted number.
        most: usize,
    },
    /// A member has a value that is not acceptable.
    #[error("`{name}`: {problem}")]
    BadValue {
        /// The member.
        name: &'static str,
        /// Why it is not acceptable.
        problem: String,
    },
    /// A member that seems to contain a secret, although the document is public.
    #[error("`sts_cli` contains `{0}`: the document is public, so it must not contain secrets")]
    Secret(String),
}
debug_as_display!(MetadataError);

/// Why a published profile could not be fetched.
#[derive(thiserror::Error)]
pub enum FetchError {
    /// The server did not respond.
    #[error("the server did not respond")]
    NoResponse(#[from] HttpError),
    /// There was no complete response in time.
    #[error("there was no complete response within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The address redirects elsewhere; the redirect was not followed.
    #[error("it redirects to {location} (status {status}), which was not followed")]
    Redirected {
        /// The HTTP status.
        status: u16,
        /// The target of the redirect.
        location: String,
    },
    /// The server refused the request.
    #[error("the server responded with status {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// It exceeds 64 KiB.
    #[error("it is too large: more than 64 KiB")]
    TooLarge,
    /// The response is not UTF-8.
    #[error("it is not UTF-8 text")]
    NotText,
}
debug_as_display!(FetchError);
