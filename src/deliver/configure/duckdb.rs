//! DuckDB: secrets are made by a statement, in each session or once with `PERSISTENT`.

use crate::deliver::tools::duckdb;
use crate::request::Request;
use zeroize::Zeroizing;

/// Returns the statement, for `~/.duckdbrc` or the beginning of a script.
pub(super) fn secret(profile: &str, request: &Request) -> Zeroizing<String> {
    duckdb::chain(profile, request)
}
