//! The steps of writing a file, which tests watch.

/// A completed step of writing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteStep {
    /// The temporary file was created, empty.
    Created,
    /// A part of the content was written.
    Written,
    /// Owner, mode and access control list were copied from the old file.
    MetadataCopied,
    /// The content was synced.
    Synced,
    /// It was renamed over the old file.
    Renamed,
    /// The folder was synced.
    FolderSynced,
}
