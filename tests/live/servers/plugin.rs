//! An identity plugin for MinIO's custom tokens: a few tokens it knows, everything else it refuses with a reason.

use super::listener::Listener;

/// The URL for MinIO.
pub(crate) const URL: &str = "http://127.0.0.1:9191/";

/// The role that MinIO gives to those it lets in.
pub(crate) const ROLE: &str = "arn:minio:iam:::role/idmp-demo";

/// A token with characters that a query must escape.
pub(crate) const TOKEN: &str = "alice's token: 100%+1 & ünïcode/?#=";

/// The reason for unknown tokens.
pub(crate) const REASON: &str = "this token was never issued";

/// Answers for as long as the tests run.
pub(crate) fn start() -> Result<(), String> {
    let listener = Listener::bind("127.0.0.1:9191")?;
    listener.serve(|request| match request.query("token").as_deref() {
        Some(TOKEN) => (200, r#"{"user":"alice","maxValiditySeconds":3600,"claims":{"team":"dev"}}"#.to_owned()),
        _ => (403, format!(r#"{{"reason":"{REASON}"}}"#)),
    });
    Ok(())
}
