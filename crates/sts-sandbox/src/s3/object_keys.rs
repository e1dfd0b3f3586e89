//! Checks that s3s-fs can store a key: as a path in its bucket's folder, and as part of a metadata file name.

use s3s::{S3Error, S3ErrorCode};
use std::path::Path;

/// The maximum length of an S3 key.
const MAX_KEY_LENGTH: usize = 1024;
/// The maximum length of a file name.
const MAX_FILE_NAME_LENGTH: usize = 255;
/// The length of what s3s-fs adds to bucket and key in the file name of multipart metadata.
const METADATA_NAME_LENGTH: usize = ".bucket-.object-.upload-01234567-89ab-cdef-0123-456789abcdef.metadata.json".len();

/// Rejects a key that would leave its bucket, is not canonical, or is too long.
///
/// # Errors
/// MinIO's error for invalid names, or S3's for long ones.
pub(super) fn check(bucket: &str, key: &str) -> Result<(), S3Error> {
    let name_length = METADATA_NAME_LENGTH + base64_length(bucket) + base64_length(key);
    if key.len() > MAX_KEY_LENGTH || name_length > MAX_FILE_NAME_LENGTH {
        return Err(S3Error::with_message(S3ErrorCode::KeyTooLongError, "Your key is too long"));
    }
    let folder_marker = key.strip_suffix('/').unwrap_or(key);
    if folder_marker.split('/').any(|segment| matches!(segment, "" | "." | "..")) || key.contains(['\0', '\\']) {
        return Err(invalid_name());
    }
    Ok(())
}

/// Rejects a prefix that would leave its bucket. It may end within a segment.
///
/// # Errors
/// MinIO's error for invalid names.
pub(super) fn check_prefix(prefix: &str) -> Result<(), S3Error> {
    if prefix.starts_with('/') || prefix.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(invalid_name());
    }
    Ok(())
}

/// Rejects what a file system cannot represent, which s3s-fs would answer with 500: an object below an object, or in place of a folder.
///
/// # Errors
/// MinIO's errors for both; `NoSuchKey` if a folder is read as an object.
pub(super) fn check_path(bucket: &Path, key: &str, writes: bool) -> Result<(), S3Error> {
    if key.ends_with('/') {
        return Ok(());
    }
    let path = bucket.join(key);
    if path.is_dir() {
        return Err(if writes {
            custom("XMinioObjectExistsAsDirectory", "Object name already exists as a directory.", s3s_status(409))
        } else {
            S3Error::with_message(S3ErrorCode::NoSuchKey, "The specified key does not exist.")
        });
    }
    let parents = path.ancestors().skip(1).take_while(|parent| *parent != bucket);
    if writes && parents.into_iter().any(Path::is_file) {
        let message = "Object-prefix is already an object, please choose a different object-prefix name.";
        return Err(custom("XMinioParentIsObject", message, s3s_status(400)));
    }
    Ok(())
}

fn invalid_name() -> S3Error {
    custom("XMinioInvalidObjectName", "Object name contains unsupported characters.", s3s_status(400))
}

/// Returns an error with a code that s3s does not define.
pub(super) fn custom(code: &str, message: &'static str, status: axum::http::StatusCode) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom(code.into()), message);
    error.set_status_code(status);
    error
}

fn s3s_status(code: u16) -> axum::http::StatusCode {
    axum::http::StatusCode::from_u16(code).unwrap_or(axum::http::StatusCode::BAD_REQUEST)
}

/// The length of base64 without padding.
fn base64_length(text: &str) -> usize {
    (text.len() * 4).div_ceil(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_keys_cannot_leave_their_bucket() {
        for (key, is_valid) in [
            ("hello.txt", true),
            ("a/b/c", true),
            ("folder/", true),
            ("a..b/...c", true),
            ("größe und mehr", true),
            ("..", false),
            ("../logs/x", false),
            ("a/../../logs/x", false),
            ("a/./b", false),
            ("./a", false),
            ("/etc/passwd", false),
            ("a//b", false),
            ("a//", false),
            ("/", false),
            ("", false),
            ("a\0b", false),
            ("a\\..\\b", false),
        ] {
            assert_eq!(check("demo", key).is_ok(), is_valid, "{key:?}");
        }
    }

    #[test]
    fn object_keys_are_short_enough_for_their_metadata_files() {
        assert!(check("demo", &"k".repeat(130)).is_ok());
        assert!(check("demo", &"k".repeat(140)).is_err());
        assert!(check(&"b".repeat(63), &"k".repeat(100)).is_err());
        assert!(check("demo", &"k/".repeat(600)).is_err());
    }

    #[test]
    fn prefixes_may_end_within_a_path_segment() {
        for (prefix, is_valid) in
            [("", true), ("2026", true), ("2026/", true), ("a..", true), ("../", false), ("a/..", false), ("/", false)]
        {
            assert_eq!(check_prefix(prefix).is_ok(), is_valid, "{prefix:?}");
        }
    }
}
