//! Words of a server, in which the secrets of the request must not be shown.

use crate::assertions::{assert_shown, split_parts};
use sts_cli::fuzz_entry::redact;
use url::form_urlencoded::byte_serialize;

/// The shortest secret that is masked, and the shortest one that is masked in encodings.
const SHORTEST: usize = 8;

/// A secret of the request is not in the words, plain or percent-encoded. The word SECRET in an input stands for it.
pub fn secrets(input: &[u8]) {
    let (secret, words) = split_parts(input);
    let secret: String = String::from_utf8_lossy(secret).split_whitespace().collect();
    if secret.len() < SHORTEST {
        return;
    }
    let encoded: String = byte_serialize(secret.as_bytes()).collect();
    let words = String::from_utf8_lossy(words).replace("SECRET", &secret).replace("ENCODED", &encoded);
    let request = http::Request::new(format!("grant_type=client_credentials&client_secret={encoded}").into_bytes());
    let shown = redact(&request, &words);
    assert_shown(&shown);
    assert!(!shown.contains(&secret) && !shown.contains(&encoded), "{secret:?} is shown in {shown:?}");
}
