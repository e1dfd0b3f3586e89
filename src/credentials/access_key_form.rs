//! Whether an access key is a secret: people set the values of credentials in the wrong order.

/// The least length of secret keys, at MinIO and AWS; access key IDs have about 20 characters.
const MIN_SECRET_LENGTH: usize = 40;
/// The least length of a part of a secret key that is recognized: longer than most access key IDs.
const MIN_PART_LENGTH: usize = 30;
/// How the only access key IDs of this length with small and capital letters begin: Tencent Cloud, "CAM", SecretId.
const MIXED_ACCESS_KEY: &str = "AKID";
/// How the only longer access key IDs begin, those of service accounts: Google Cloud, "HMAC keys", Access ID.
const LONG_ACCESS_KEY: &str = "GOOG1E";

/// Whether `access_key` is a secret key, a large part of one, or a token, and must not be shown.
pub(crate) fn is_secret(access_key: &str) -> bool {
    let is_long_id =
        || access_key.starts_with(LONG_ACCESS_KEY) && access_key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    access_key.starts_with("eyJ") || (access_key.len() >= MIN_SECRET_LENGTH && !is_long_id()) || is_part(access_key)
}

/// Whether a text is long and has small and capital letters, digits and the signs of base64 only, as secret keys: names of users have others.
fn is_part(text: &str) -> bool {
    let has = |is_of_kind: fn(&u8) -> bool| text.bytes().any(|byte| is_of_kind(&byte));
    text.len() >= MIN_PART_LENGTH
        && !text.starts_with(MIXED_ACCESS_KEY)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
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
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPL", true),
            ("UtnFEMI/K7MDENG/bPxRfiCYEXAMPLE", true),
            ("AKIDz8FAKEfakeFAKEfake0FAKEfakeFAKE1", false),
            ("LTAI5tFAKEfakeFAKEfake00", false),
            ("0123456789abcdef0123456789abcdef", false),
            ("GK0123456789abcdef01234567", false),
            ("The-Reports-Of-The-Team-In-2026-Account", false),
            ("OokAxgqE0000000000000000000000000000ffff", true),
            ("eyJhbGciOi", true),
        ] {
            assert_eq!(is_secret(text), expected, "{text}");
        }
    }
}
