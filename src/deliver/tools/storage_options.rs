//! Storage options for Python, as JSON, in two incompatible dialects: polars, delta-rs and others on `object_store` use lower-case variable
//! names; fsspec passes unknown names on and fails.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::request::Request;
use serde::Serialize;
use zeroize::Zeroizing;

/// The configuration keys of `object_store`; all values are strings.
#[derive(Serialize)]
struct ObjectStore<'a> {
    aws_access_key_id: &'a str,
    aws_secret_access_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_session_token: Option<&'a str>,
    aws_region: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_endpoint_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_allow_http: Option<&'static str>,
}

/// The arguments of `s3fs.S3FileSystem`.
#[derive(Serialize)]
struct S3Fs<'a> {
    key: &'a str,
    secret: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    client_kwargs: ClientKwargs<'a>,
}

/// The arguments of the botocore client (`client_kwargs`).
#[derive(Serialize)]
struct ClientKwargs<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint_url: Option<&'a str>,
    region_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<&'a str>,
}

/// Returns the options for polars and delta-rs, which have no option for a CA bundle.
pub(super) fn object_store(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let store = StorageTarget::of(request);
    super::json(&ObjectStore {
        aws_access_key_id: access_key,
        aws_secret_access_key: secret_key,
        aws_session_token: session_token,
        aws_region: &request.region,
        aws_endpoint_url: store.custom_endpoint(),
        aws_allow_http: Some("true").filter(|_| !store.is_https()),
    })
}

/// Returns the options for pandas, dask and others that use fsspec.
pub(super) fn fsspec(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let store = StorageTarget::of(request);
    let client = ClientKwargs { endpoint_url: store.custom_endpoint(), region_name: &request.region, verify: store.ca_bundle() };
    super::json(&S3Fs { key: access_key, secret: secret_key, token: session_token, client_kwargs: client })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn both_spellings_have_the_same_settings() {
        let request = example::request("http://127.0.0.1:9000");
        assert_eq!(
            *object_store(&example::credentials(), &request),
            "{\"aws_access_key_id\":\"FAKEACCESSKEY\",\"aws_secret_access_key\":\"fake/secret+key=\",\
             \"aws_session_token\":\"fake.session-token_x\",\"aws_region\":\"us-east-1\",\
             \"aws_endpoint_url\":\"http://127.0.0.1:9000\",\"aws_allow_http\":\"true\"}\n"
        );
        assert_eq!(
            *fsspec(&example::credentials(), &request),
            "{\"key\":\"FAKEACCESSKEY\",\"secret\":\"fake/secret+key=\",\"token\":\"fake.session-token_x\",\
             \"client_kwargs\":{\"endpoint_url\":\"http://127.0.0.1:9000\",\"region_name\":\"us-east-1\"}}\n"
        );
    }

    #[test]
    fn https_needs_no_allow_http_and_aws_no_endpoint() {
        let store = object_store(&example::credentials(), &example::request("https://minio.example"));
        assert!(!store.contains("allow_http"), "{}", *store);
        let aws = example::request("https://sts.eu-west-1.amazonaws.com");
        assert!(object_store(&example::credentials(), &aws).ends_with("\"aws_region\":\"eu-west-1\"}\n"));
        assert!(fsspec(&example::credentials(), &aws).ends_with("\"client_kwargs\":{\"region_name\":\"eu-west-1\"}}\n"));
        let trusting = fsspec(&example::credentials(), &example::trusting("/a \"b\".pem", "https://minio.example"));
        assert!(trusting.ends_with("\"region_name\":\"us-east-1\",\"verify\":\"/a \\\"b\\\".pem\"}}\n"), "{}", *trusting);
    }
}
