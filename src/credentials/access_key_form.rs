//! Whether an access key is a secret: people set the values of credentials in the wrong order.

/// The least length of secret keys, at MinIO and AWS; access key IDs have about 20 characters.
const MIN_SECRET_LENGTH: usize = 40;
/// How the only longer access key IDs begin, those of service accounts: Google Cloud, "HMAC keys", Access ID.
const LONG_ACCESS_KEY: &str = "GOOG1E";

/// Whether `access_key` is a secret key or a token, and must not be shown.
pub(crate) fn is_secret(access_key: &str) -> bool {
    let is_long_id =
        || access_key.starts_with(LONG_ACCESS_KEY) && access_key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    access_key.starts_with("eyJ") || (access_key.len() >= MIN_SECRET_LENGTH && !is_long_id())
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
            ("0123456789abcdef0123456789abcdef01234567", true),
            ("goog1efakefakefakefakefakefakefakefakefakefakefakefakefakefak", true),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true),
            ("OokAxgqE0000000000000000000000000000ffff", true),
            ("eyJhbGciOi", true),
        ] {
            assert_eq!(is_secret(text), expected, "{text}");
        }
    }
}
