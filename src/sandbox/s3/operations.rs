//! S3 operations by the names that policies have for them.

/// What an operation needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// This action on what the path names.
    Action(&'static str),
    /// An action on what the body or a parameter names: asked when s3s has read the input.
    Later,
    /// An operation that has no name here: only who may do everything may do it.
    Everything,
    /// Nobody may do it here.
    Nothing,
}

/// What s3s's operation `name` needs.
pub(super) fn needs(name: &str) -> Needs {
    match name {
        "ListBuckets" => Needs::Action("s3:ListAllMyBuckets"),
        "CreateBucket" => Needs::Action("s3:CreateBucket"),
        "DeleteBucket" => Needs::Action("s3:DeleteBucket"),
        "GetBucketLocation" => Needs::Action("s3:GetBucketLocation"),
        "HeadBucket" => Needs::Action("s3:ListBucket"),
        "GetObject" | "HeadObject" => Needs::Action("s3:GetObject"),
        "PutObject" | "CopyObject" | "CreateMultipartUpload" | "UploadPart" | "UploadPartCopy" | "CompleteMultipartUpload" => {
            Needs::Action("s3:PutObject")
        }
        "DeleteObject" => Needs::Action("s3:DeleteObject"),
        "AbortMultipartUpload" => Needs::Action("s3:AbortMultipartUpload"),
        "ListParts" => Needs::Action("s3:ListMultipartUploadParts"),
        "ListObjects" | "ListObjectsV2" | "DeleteObjects" => Needs::Later,
        // A form upload carries key and session token in fields that `access` cannot see.
        "PostObject" => Needs::Nothing,
        _ => Needs::Everything,
    }
}

/// Whether the operation makes a file at its key.
pub(super) fn writes(name: &str) -> bool {
    matches!(name, "PutObject" | "CopyObject" | "CreateMultipartUpload" | "CompleteMultipartUpload")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_need_what_they_do() {
        for (name, expected) in [
            ("GetObject", Needs::Action("s3:GetObject")),
            ("HeadBucket", Needs::Action("s3:ListBucket")),
            ("UploadPart", Needs::Action("s3:PutObject")),
            ("DeleteObjects", Needs::Later),
            ("PutBucketPolicy", Needs::Everything),
            ("PostObject", Needs::Nothing),
        ] {
            assert_eq!(needs(name), expected, "{name}");
        }
    }
}
