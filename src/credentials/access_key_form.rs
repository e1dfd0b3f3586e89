//! Whether an access key is a secret: people set the values of credentials in the wrong order.

/// The least length of secret keys, at MinIO and AWS; access key IDs that are longer have letters of one case only.
const MIN_SECRET_LENGTH: usize = 40;

/// Whether `access_key` is a secret key or a token, and must not be shown.
pub(crate) fn is_secret(access_key: &str) -> bool {
    let has = |is_one: fn(&char) -> bool| access_key.chars().any(|character| is_one(&character));
    let is_mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
    let is_base64 = access_key.contains(['+', '/', '=']);
    access_key.starts_with("eyJ") || (access_key.len() >= MIN_SECRET_LENGTH && (is_mixed || is_base64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_keys_and_tokens_differ_from_access_keys() {
        for (text, expected) in [
            ("AKIAIOSFODNN7EXAMPLE", false),
            ("minioadmin", false),
            ("backup-user-of-the-team", false),
            ("GOOG1EFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAK", false),
            ("0123456789abcdef0123456789abcdef01234567", false),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true),
            ("OokAxgqE0000000000000000000000000000ffff", true),
            ("eyJhbGciOi", true),
        ] {
            assert_eq!(is_secret(text), expected, "{text}");
        }
    }
}
