//! Random identifiers and secrets in the alphabets of real servers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use rand::RngCore as _;
use rand::rngs::OsRng;

const UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const CONSONANTS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
/// The base64 alphabet without `/`, which tools often do not encode.
const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+";

/// Returns 256 random bits as URL-safe text.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 32];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns an access key: 20 upper-case letters and digits.
pub(crate) fn access_key() -> String {
    from_alphabet(UPPER, 20)
}

/// Returns a secret key: 40 characters.
pub(crate) fn secret_key() -> String {
    from_alphabet(SECRET, 40)
}

/// Returns a user code without vowels, so that it spells no words.
pub(crate) fn user_code() -> String {
    format!("{}-{}", from_alphabet(CONSONANTS, 4), from_alphabet(CONSONANTS, 4))
}

/// Returns a request id: 16 upper-case hexadecimal digits.
pub(crate) fn request_id() -> String {
    format!("{:016X}", OsRng.next_u64())
}

fn from_alphabet(alphabet: &[u8], length: usize) -> String {
    (0..length).map(|_| char::from(alphabet[OsRng.gen_range(0..alphabet.len())])).collect()
}
