//! The combinations of provider, storage server and options for which there are no safe or working steps.

use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use super::server::ServerGuide;
use crate::request::{Choice as _, Dialect, SetupError};

/// Checks that the steps restrict permissions as requested, and that users get policies at all.
///
/// # Errors
/// [`SetupError::SubjectNotChecked`], [`SetupError::NoPolicyClaim`].
pub(super) fn check(provider: &ProviderGuide, known: &KnownValues) -> Result<(), SetupError> {
    let server = ServerGuide::of(known.server(), provider, known.uses_role(provider));
    let must_check = provider.jobs.is_some() || known.subject.is_some();
    if must_check && !server.checks_subject() {
        return Err(SetupError::SubjectNotChecked {
            tokens: format!("{} ({})", provider.product, provider.users),
            server: server.product,
            is_optional: provider.jobs.is_none(),
            others: servers_that_check_subjects(provider),
        });
    }
    if known.server() == Dialect::RustFs && known.claim.is_none() && provider.claim.is_empty() {
        return Err(SetupError::NoPolicyClaim { provider: provider.product, server: server.product });
    }
    Ok(())
}

/// Returns the server types whose steps check the subject.
fn servers_that_check_subjects(provider: &ProviderGuide) -> Vec<String> {
    let checking = Dialect::ALL.iter().filter(|server| ServerGuide::of(**server, provider, true).checks_subject());
    checking.map(ToString::to_string).collect()
}
