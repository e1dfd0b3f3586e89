//! Entry point for fuzzing: reads a response to ListBuckets. Compiled with `--cfg fuzzing` only.

use super::{Error, parse_bucket_list};
use crate::request::Request;
use bytes::Bytes;

/// Returns the names of the buckets in a response.
///
/// # Errors
/// The response is not a bucket list.
pub fn read_bucket_list(response: &http::Response<Bytes>, request: &Request) -> Result<Vec<String>, Error> {
    parse_bucket_list(response, request).map(|page| page.names)
}
