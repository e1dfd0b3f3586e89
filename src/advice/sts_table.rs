//! Hints for STS error responses, as a table: symptom → fact about the request and hint.
//!
//! Fragments are matched case-insensitively, because the wording changes between releases; the first matching row applies.

mod servers;
mod tokens;

use super::sts_row::StsRow;

/// Returns the rows of the table; the first that matches applies.
pub(super) fn rows() -> impl Iterator<Item = &'static StsRow> {
    tokens::ROWS.iter().chain(&servers::ROWS)
}
