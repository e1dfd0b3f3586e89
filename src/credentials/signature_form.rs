//! The form of a token's signature: whether its length is one of the algorithm. Only who has the key can verify it.

use crate::claims::token_header;

/// The least length of an RSA signature in bytes, and the number that divides each: RFC 7518, section 3.3, requires more.
const RSA_BYTES: (usize, usize) = (128, 8);

/// Returns what is wrong with the form of the signature of `token`, after "its"; `None` if it may be one, or the algorithm is not known.
pub(crate) fn signature_defect(token: &str) -> Option<String> {
    let header = token_header(token)?;
    let algorithm = header.string("alg").ok().flatten()?;
    let (_, signature) = token.rsplit_once('.')?;
    let signature = signature.trim_end_matches('=');
    let is_base64 = signature.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) && signature.len() % 4 != 1;
    let length = signature.len() * 3 / 4;
    let expected = match algorithm {
        "HS256" => 32,
        "HS384" => 48,
        "HS512" | "ES256" => 64,
        "ES384" => 96,
        "ES512" => 132,
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => {
            let is_one = is_base64 && length >= RSA_BYTES.0 && length.is_multiple_of(RSA_BYTES.1);
            return (!is_one).then(|| format!("signature is not one of {algorithm}: characters are missing, or were added"));
        }
        _ => return None,
    };
    let characters = (expected * 4_usize).div_ceil(3);
    let is_one = is_base64 && length == expected;
    (!is_one).then(|| {
        let count = signature.chars().count();
        format!("signature has {count} characters, and one of {algorithm} has {characters}: characters are missing, or were added")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn a_signature_that_is_too_short_or_too_long_is_noticed() {
        for (algorithm, lengths) in [
            ("HS256", &[43][..]),
            ("HS384", &[64]),
            ("HS512", &[86]),
            ("ES256", &[86]),
            ("ES384", &[128]),
            ("ES512", &[176]),
            ("RS256", &[171, 342, 512, 683]),
            ("PS512", &[342]),
        ] {
            let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"{algorithm}\"}}"));
            let defect = |length: usize| signature_defect(&format!("{header}.e30.{}", "A".repeat(length)));
            for length in lengths {
                assert_eq!(defect(*length), None, "{algorithm} {length}");
                assert!(defect(length - 5).is_some() && defect(length + 2).is_some() && defect(0).is_some(), "{algorithm} {length}");
            }
            let header_alone = signature_defect(&format!("{header}.e30.{}", "ä".repeat(43)));
            assert!(header_alone.is_some_and(|text| text.starts_with("signature ")), "{algorithm}");
        }
        for token in ["", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.e30.x", "eyJhbGciOiJFZERTQSJ9.e30.x"] {
            assert_eq!(signature_defect(token), None, "{token}");
        }
    }
}
