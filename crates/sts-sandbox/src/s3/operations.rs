//! Maps S3 operations to policy actions.

/// The permission that an operation requires.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Permission {
    /// This action on the resource in the path.
    Action(&'static str),
    /// An action on resources in body or parameters: checked after s3s has parsed them.
    CheckedLater,
    /// No named action: requires all permissions.
    All,
    /// Not allowed to anyone.
    Never,
}

/// Returns the permission that the s3s operation `name` requires.
pub(super) fn required_permission(name: &str) -> Permission {
    match name {
        "ListBuckets" => Permission::Action("s3:ListAllMyBuckets"),
        "CreateBucket" => Permission::Action("s3:CreateBucket"),
        "DeleteBucket" => Permission::Action("s3:DeleteBucket"),
        "GetBucketLocation" => Permission::Action("s3:GetBucketLocation"),
        "HeadBucket" => Permission::Action("s3:ListBucket"),
        "GetObject" | "HeadObject" => Permission::Action("s3:GetObject"),
        "PutObject" | "CopyObject" | "CreateMultipartUpload" | "UploadPart" | "UploadPartCopy" | "CompleteMultipartUpload" => {
            Permission::Action("s3:PutObject")
        }
        "DeleteObject" => Permission::Action("s3:DeleteObject"),
        "AbortMultipartUpload" => Permission::Action("s3:AbortMultipartUpload"),
        "ListParts" => Permission::Action("s3:ListMultipartUploadParts"),
        "ListObjects" | "ListObjectsV2" | "DeleteObjects" => Permission::CheckedLater,
        // Form uploads have key and session token in fields that `access` cannot check.
        "PostObject" => Permission::Never,
        _ => Permission::All,
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
    fn each_operation_requires_its_permission() {
        for (name, expected) in [
            ("GetObject", Permission::Action("s3:GetObject")),
            ("HeadBucket", Permission::Action("s3:ListBucket")),
            ("UploadPart", Permission::Action("s3:PutObject")),
            ("DeleteObjects", Permission::CheckedLater),
            ("PutBucketPolicy", Permission::All),
            ("PostObject", Permission::Never),
        ] {
            assert_eq!(required_permission(name), expected, "{name}");
        }
    }
}
