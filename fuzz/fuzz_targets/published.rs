//! What others publish: the metadata of a storage address.

use crate::assertions::{assert_harmless, assert_harmless_error};
use sts_cli::published::StorageMetadata;
use sts_cli::request::Endpoint;
use url::Url;

/// Values that are offered to the user can be shown, are short, and lead neither to this machine nor to an address without encryption.
pub fn storage_metadata(input: &[u8]) {
    let storage = Endpoint::new("https://s3.example.com", false).expect("an endpoint");
    match StorageMetadata::read(input, &storage) {
        Ok(None) => {}
        Err(error) => assert_harmless_error(&error),
        Ok(Some(metadata)) => {
            assert!((1..=10).contains(&metadata.issuers.len()), "{} issuers", metadata.issuers.len());
            assert!(metadata.scopes.len() <= 51 && metadata.scopes.iter().all(|scope| scope.bytes().all(|byte| byte.is_ascii_graphic())));
            let urls = metadata.issuers.iter().chain(&metadata.s3_endpoint);
            for url in urls.clone() {
                let parsed = Url::parse(url.trim()).expect("a URL");
                assert_eq!(parsed.scheme(), "https", "{url}");
                let host = parsed.host_str().expect("a host");
                assert!(url.to_ascii_lowercase().contains(&host.to_ascii_lowercase()), "{url} does not show {host}");
                let is_local = match parsed.host() {
                    Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_link_local(),
                    Some(url::Host::Ipv6(address)) => address.is_loopback(),
                    _ => host == "localhost",
                };
                assert!(!is_local, "{url}");
            }
            let texts = urls.chain(&metadata.client_id).chain(&metadata.role_arn).chain(&metadata.region);
            for text in texts {
                assert_harmless(text);
                assert!(text.chars().count() <= 2048, "too long to be confirmed");
            }
        }
    }
}
