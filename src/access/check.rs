//! Asks the storage server what credentials open: `GetCallerIdentity`, `ListBuckets`, then `HeadBucket` for some buckets.

use super::bucket::{BucketAccess, CheckedBucket, head_bucket};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::s3::{self, BucketList};
use crate::sts::{self, Caller, LearnedServer};
use crate::sys::{Deps, Stopped, TrustError, unless_stopped};

/// The most buckets that are checked one by one.
const MAX_CHECKED: usize = 10;

/// Why the server could not be queried.
#[derive(thiserror::Error)]
pub(crate) enum AccessError {
    /// The CA or client certificate files cannot be used.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Ctrl-C, or a time limit.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The buckets cannot be listed.
    #[error(transparent)]
    Buckets(#[from] s3::Error),
}
debug_as_display!(AccessError);

/// The buckets that credentials open, and their owner.
#[derive(Debug)]
pub(crate) struct Access {
    /// The owner of the credentials; `None` if the server does not report it.
    pub caller: Option<Caller>,
    /// The buckets that the credentials list, or why they list none.
    pub buckets: Result<BucketList, s3::Error>,
    /// The buckets that were checked one by one.
    pub checked: Vec<CheckedBucket>,
}

/// The extent of what credentials see at a storage server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Buckets: listed, or open by name.
    Buckets,
    /// No bucket.
    Nothing,
    /// The credentials are valid but may not list buckets, and the server has answered for no bucket by name.
    NotListable,
    /// The server does not accept the credentials, or its response is not usable.
    Failed,
}

impl Sight {
    /// The word for `--json`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Buckets => "buckets",
            Self::Nothing => "nothing",
            Self::NotListable => "not-listable",
            Self::Failed => "failed",
        }
    }
}

impl Access {
    /// Returns what the credentials see.
    pub(crate) fn sight(&self) -> Sight {
        let is_any_open = self.checked.iter().any(|bucket| matches!(bucket.access, BucketAccess::Open | BucketAccess::OtherRegion(_)));
        let is_undecided = self.checked.iter().all(|bucket| matches!(bucket.access, BucketAccess::Unknown(_)));
        match &self.buckets {
            Ok(list) if !list.names.is_empty() => Sight::Buckets,
            Ok(_) | Err(s3::Error::ListDenied { .. }) if is_any_open => Sight::Buckets,
            Ok(_) => Sight::Nothing,
            Err(s3::Error::ListDenied { .. }) if is_undecided => Sight::NotListable,
            Err(s3::Error::ListDenied { .. }) => Sight::Nothing,
            Err(_) => Sight::Failed,
        }
    }

    /// Returns the names of the listed buckets.
    pub(crate) fn listed(&self) -> &[String] {
        self.buckets.as_ref().map(|list| list.names.as_slice()).unwrap_or_default()
    }

    /// Returns why the buckets could not be listed, unless the credentials are valid and may not list them.
    pub(crate) fn into_error(self) -> Option<AccessError> {
        self.buckets.err().filter(|error| !matches!(error, s3::Error::ListDenied { .. })).map(AccessError::Buckets)
    }

    /// Whether the server accepts the credentials; `None` if that is unknown.
    pub(crate) fn is_accepted(&self) -> Option<bool> {
        match &self.buckets {
            Ok(_) | Err(s3::Error::ListDenied { .. }) => Some(true),
            Err(error) if error.is_refusal() => Some(false),
            Err(_) => self.caller.as_ref().map(|_| true),
        }
    }
}

/// Asks the server of `request` what `credentials` open; also checks the buckets in `named`.
///
/// # Errors
/// See [`AccessError`]. What the server refuses is part of [`Access`].
pub(crate) async fn check(
    credentials: &Credentials,
    server: &LearnedServer,
    named: &[String],
    request: &Request,
    deps: &Deps,
) -> Result<Access, AccessError> {
    connect(request, deps)?;
    let asking = async {
        let caller = sts::get_caller_identity(credentials, server, request, deps).await;
        let caller = caller.inspect_err(|error| tracing::debug!(%error, "GetCallerIdentity failed")).ok().flatten();
        let buckets = s3::list_buckets(credentials, request, deps).await;
        let mut checked = Vec::new();
        if buckets.is_ok() || matches!(buckets, Err(s3::Error::ListDenied { .. })) {
            let listed = buckets.iter().flat_map(|list| &list.names).filter(|name| !named.contains(name));
            for name in named.iter().chain(listed).take(MAX_CHECKED) {
                checked.push(head_bucket(name, credentials, request, deps).await);
            }
        }
        Access { caller, buckets, checked }
    };
    Ok(unless_stopped(request.run_timeout(), asking).await?)
}

/// Lists the buckets that `credentials` see at the server of `request`.
///
/// # Errors
/// See [`AccessError`].
pub(crate) async fn list(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<BucketList, AccessError> {
    connect(request, deps)?;
    Ok(unless_stopped(request.run_timeout(), s3::list_buckets(credentials, request, deps)).await??)
}

/// Loads the trusted certificates, and sets the longest wait.
fn connect(request: &Request, deps: &Deps) -> Result<(), TrustError> {
    deps.wait_limit.set(request.timeout);
    deps.trust(&request.trust, request.endpoint.url())
}
