//! The role ARNs of the server, and MinIO's errors for others.

/// A role of the server.
pub(crate) struct Role {
    /// The ARN, as clients send it.
    pub(crate) arn: &'static str,
    /// The policy; claims of the token are ignored.
    pub(crate) policy: &'static str,
}

/// The role of the provider's second client. The id is the SHA-1 of the client id in base64url, as MinIO computes it.
pub(crate) static WEB_IDENTITY: Role = Role { arn: "arn:minio:iam:::role/cCvNqk_FqkFmH2HQR4Aj2LSKQqs", policy: "readonly" };

/// The role of the identity plugin.
pub(crate) static PLUGIN: Role = Role { arn: "arn:minio:iam:::role/idmp-sandbox", policy: "readwrite" };

/// Returns `role` if its ARN is `arn`.
///
/// # Errors
/// MinIO's error message.
pub(super) fn find(arn: &str, role: &'static Role) -> Result<&'static Role, String> {
    well_formed(arn).map_err(|fault| format!("RoleARN parse err: {fault}"))?;
    if arn == role.arn { Ok(role) } else { Err(format!("RoleARN {arn} is not defined.")) }
}

/// Validates an ARN like MinIO's `arn.Parse`.
fn well_formed(arn: &str) -> Result<(), &'static str> {
    let fields: Vec<&str> = arn.split(':').collect();
    let ["arn", partition, service, _, account, resource] = fields[..] else { return Err("invalid ARN string format") };
    let (kind, id) = resource.split_once('/').unwrap_or((resource, ""));
    match (partition, service, account, kind, id) {
        ("minio", "iam", "", "role", id) if !id.is_empty() => Ok(()),
        ("minio", "iam", "", _, _) => Err("invalid ARN resource"),
        ("minio", "iam", _, _, _) => Err("invalid ARN - unsupported account-id field"),
        ("minio", _, _, _, _) => Err("invalid ARN - bad service field"),
        _ => Err("invalid ARN - bad partition field"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::ROLE_CLIENT_ID;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn the_role_id_is_the_hash_of_the_client_id() {
        let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, ROLE_CLIENT_ID.as_bytes());
        assert_eq!(WEB_IDENTITY.arn, format!("arn:minio:iam:::role/{}", URL_SAFE_NO_PAD.encode(hash)));
    }

    #[test]
    fn other_arns_are_rejected_with_minio_messages() {
        for (arn, message) in [
            ("", "RoleARN parse err: invalid ARN string format"),
            ("arn:aws:iam::123456789012:role/demo", "RoleARN parse err: invalid ARN - bad partition field"),
            ("arn:minio:iam:::role/other", "RoleARN arn:minio:iam:::role/other is not defined."),
            ("arn:minio:iam:::user/other", "RoleARN parse err: invalid ARN resource"),
        ] {
            assert_eq!(find(arn, &PLUGIN).err().as_deref(), Some(message), "{arn}");
        }
        assert!(find(PLUGIN.arn, &PLUGIN).is_ok());
        assert!(find(PLUGIN.arn, &WEB_IDENTITY).is_err());
    }
}
