//! What credentials open, according to the storage server: their owner, the buckets they list, and the buckets they may read.

mod bucket;
mod check;

pub(crate) use crate::s3::BucketList;
pub(crate) use bucket::BucketAccess;
pub(crate) use check::{Access, AccessError, Sight, check, list};
