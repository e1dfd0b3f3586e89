//! Maps S3 operations to policy actions.

/// The permission that an operation requires.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// This action on the resource in the path.
    Action(&'static str),
    /// An action on resources in body or parameters: checked after s3s has parsed them.
    Later,
    /// No named action: requires all permissions.
    Everything,
    /// Not allowed to anyone.
    Nothing,
}

/// Returns the permission that the s3s operation `name` requires.
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
        // Form uploads have key and session token in fields that `access` cannot check.
        "PostObject" => Needs::Nothing,
        _ => Needs::Everything,
    }
}

/// Whether the operation creates an object at its key.
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
