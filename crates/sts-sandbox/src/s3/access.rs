//! Authorization of S3 operations: session tokens, expiration, policies and key rules.

use super::errors::{denied, unknown_key};
use super::missing_headers::SESSION_TOKEN;
use super::object_keys;
use super::operations::{Permission, required_permission, writes};
use crate::form::Parameters;
use crate::key_owners::KeyOwner;
use crate::policy::Request;
use crate::state::SandboxState;
use axum::http::{Extensions, HeaderMap, StatusCode};
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{
    CopyObjectInput, CopySource, DeleteBucketInput, DeleteObjectsInput, GetObjectInput, ListObjectsInput, ListObjectsV2Input, Range,
    UploadPartCopyInput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result};
use std::path::PathBuf;
use std::sync::Arc;

/// The access hook of s3s.
pub(super) struct Access {
    pub(super) sandbox: Arc<SandboxState>,
    /// The folder with the buckets.
    pub(super) buckets: PathBuf,
}

#[async_trait::async_trait]
impl S3Access for Access {
    /// Checks headers and path, before s3s reads the body.
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let access_key = &context.credentials().ok_or_else(denied)?.access_key;
        let owner = self.sandbox.issued.owner(access_key).ok_or_else(unknown_key)?;
        if owner.is_expired(self.sandbox.storage_clock.now()) {
            return Err(unknown_key());
        }
        check_session_token(&owner, context.headers(), context.uri().query().unwrap_or_default())?;
        let name = context.s3_op().name();
        let (bucket, key) = (context.s3_path().get_bucket_name().unwrap_or_default(), context.s3_path().get_object_key());
        let is_allowed = |action| owner.is_allowed(&Request { action, bucket, key, prefix: None });
        let allowed = match required_permission(name) {
            Permission::Action(action) => is_allowed(Some(action)),
            Permission::CheckedLater => true,
            Permission::All => is_allowed(None),
            Permission::Never => false,
        };
        if !allowed {
            return Err(denied());
        }
        if let Some(key) = key {
            object_keys::check(bucket, key)?;
            object_keys::check_path(&self.buckets.join(bucket), key, writes(name))?;
        }
        context.extensions_mut().insert(owner);
        Ok(())
    }

    /// Reads the whole object for a suffix that is longer: s3s-fs would answer with 500.
    async fn get_object(&self, request: &mut S3Request<GetObjectInput>) -> S3Result<()> {
        let input = &mut request.input;
        let object = std::fs::metadata(self.buckets.join(&input.bucket).join(&input.key));
        if let (Some(Range::Suffix { length: length @ 1.. }), Ok(object)) = (input.range, object)
            && length > object.len()
        {
            input.range = Some(Range::Int { first: 0, last: None });
        }
        Ok(())
    }

    async fn list_objects(&self, request: &mut S3Request<ListObjectsInput>) -> S3Result<()> {
        let input = &request.input;
        check_listing(&request.extensions, &input.bucket, input.prefix.as_deref(), input.delimiter.as_deref())
    }

    async fn list_objects_v2(&self, request: &mut S3Request<ListObjectsV2Input>) -> S3Result<()> {
        let input = &request.input;
        check_listing(&request.extensions, &input.bucket, input.prefix.as_deref(), input.delimiter.as_deref())
    }

    /// Checks the keys in the body.
    async fn delete_objects(&self, request: &mut S3Request<DeleteObjectsInput>) -> S3Result<()> {
        let input = &request.input;
        let bucket_path = self.buckets.join(&input.bucket);
        input.delete.objects.iter().try_for_each(|object| {
            check_object(&request.extensions, "s3:DeleteObject", &input.bucket, &object.key)?;
            object_keys::check_path(&bucket_path, &object.key, false)
        })
    }

    /// Rejects non-empty buckets: s3s-fs would delete their objects.
    async fn delete_bucket(&self, request: &mut S3Request<DeleteBucketInput>) -> S3Result<()> {
        let entries = std::fs::read_dir(self.buckets.join(&request.input.bucket));
        if entries.is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(S3Error::with_message(S3ErrorCode::BucketNotEmpty, "The bucket you tried to delete is not empty"));
        }
        Ok(())
    }

    async fn copy_object(&self, request: &mut S3Request<CopyObjectInput>) -> S3Result<()> {
        self.check_source(&request.extensions, &request.input.copy_source)
    }

    async fn upload_part_copy(&self, request: &mut S3Request<UploadPartCopyInput>) -> S3Result<()> {
        self.check_source(&request.extensions, &request.input.copy_source)
    }
}

impl Access {
    /// Checks the source of a copy, which is in a header.
    fn check_source(&self, extensions: &Extensions, source: &CopySource) -> S3Result<()> {
        let CopySource::Bucket { bucket, key, .. } = source else { return Err(denied()) };
        check_object(extensions, "s3:GetObject", bucket, key)?;
        object_keys::check_path(&self.buckets.join(&**bucket), key, false)
    }
}

/// Checks the session token: temporary keys require it in a header or in the query (any case, because SigV2 URLs of the AWS CLI use lower
/// case); long-term keys must not have one.
fn check_session_token(owner: &KeyOwner, headers: &HeaderMap, query: &str) -> S3Result<()> {
    let query_parameters = Parameters::parse(query.as_bytes());
    let mut sent_tokens =
        headers.get_all(SESSION_TOKEN).iter().map(|value| value.as_bytes()).chain(query_parameters.all(SESSION_TOKEN)).peekable();
    let is_valid = match &owner.session {
        Some(session) => sent_tokens.peek().is_some() && sent_tokens.all(|token| token == session.session_token.as_bytes()),
        None => sent_tokens.peek().is_none(),
    };
    if is_valid {
        return Ok(());
    }
    Err(object_keys::custom("InvalidTokenId", "The security token included in the request is invalid", StatusCode::FORBIDDEN))
}

fn check_listing(extensions: &Extensions, bucket: &str, prefix: Option<&str>, delimiter: Option<&str>) -> S3Result<()> {
    authorize(extensions, &Request { action: Some("s3:ListBucket"), bucket, key: None, prefix })?;
    if delimiter.is_some_and(|delimiter| delimiter.len() != 1) {
        // s3s-fs cuts keys one byte after the delimiter's start.
        return Err(S3Error::with_message(S3ErrorCode::NotImplemented, "The sandbox lists with delimiters of one ASCII character"));
    }
    object_keys::check_prefix(prefix.unwrap_or_default())
}

fn check_object(extensions: &Extensions, action: &str, bucket: &str, key: &str) -> S3Result<()> {
    authorize(extensions, &Request { action: Some(action), bucket, key: Some(key), prefix: None })?;
    object_keys::check(bucket, key)
}

/// Authorizes a request by the key owner that `check` stored.
fn authorize(extensions: &Extensions, request: &Request) -> S3Result<()> {
    match extensions.get::<Arc<KeyOwner>>() {
        Some(owner) if owner.is_allowed(request) => Ok(()),
        _ => Err(denied()),
    }
}
