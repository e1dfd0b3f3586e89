//! The storage server as other tools are configured for it.

use crate::request::Request;

/// The address of the storage server, and the certificates to trust there.
pub(super) struct StorageTarget {
    address: String,
    region: String,
    is_aws: bool,
    bundle: Option<String>,
}

impl StorageTarget {
    /// Returns the storage server of `request`.
    pub(super) fn of(request: &Request) -> Self {
        let bundle = request.trust.ca_bundle.as_ref().map(|path| path.display().to_string());
        Self { address: request.s3_address(), region: request.region.clone(), is_aws: request.is_storage_aws(), bundle }
    }

    /// Returns the address of the server, AWS included.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the address, unless it is AWS: tools derive that address from the region.
    pub(super) fn custom_endpoint(&self) -> Option<&str> {
        Some(self.address()).filter(|_| !self.is_aws())
    }

    /// Whether a tool's setting for the region is the user's own, so that only `--force` replaces it: it has another value, and does not
    /// belong to a profile that this program wrote, whose region may have changed. `None`: a value that is not a text.
    pub(super) fn is_foreign_region(&self, value: Option<&str>, is_own_profile: bool) -> bool {
        !is_own_profile && value != Some(&self.region)
    }

    /// Returns host and port without the scheme, unless it is AWS.
    pub(super) fn custom_authority(&self) -> Option<&str> {
        self.custom_endpoint().and_then(|address| address.split_once("://")).map(|(_, authority)| authority)
    }

    /// Whether the server is reached over TLS.
    pub(super) fn is_https(&self) -> bool {
        self.address.starts_with("https:")
    }

    /// Whether this is AWS itself.
    pub(super) fn is_aws(&self) -> bool {
        self.is_aws
    }

    /// Returns the absolute path of a file with certificates to trust besides those of the system.
    pub(super) fn ca_bundle(&self) -> Option<&str> {
        self.bundle.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tools::example;
    use super::*;

    #[test]
    fn aws_is_addressed_by_region_and_other_servers_by_endpoint() {
        let cases = [
            ("https://minio.example:9000/", Some("https://minio.example:9000"), Some("minio.example:9000")),
            ("http://127.0.0.1:9000", Some("http://127.0.0.1:9000"), Some("127.0.0.1:9000")),
            ("http://[::1]:9000", Some("http://[::1]:9000"), Some("[::1]:9000")),
            ("https://sts.eu-west-1.amazonaws.com", None, None),
            ("https://sts.cn-north-1.amazonaws.com.cn", None, None),
            ("https://sts-fips.us-east-1.amazonaws.com", None, None),
            ("https://vpce-0a1b.sts.eu-west-1.vpce.amazonaws.com", None, None),
            ("https://a.compute.amazonaws.com:9000", Some("https://a.compute.amazonaws.com:9000"), Some("a.compute.amazonaws.com:9000")),
            ("https://a.elb.eu-west-1.amazonaws.com", Some("https://a.elb.eu-west-1.amazonaws.com"), Some("a.elb.eu-west-1.amazonaws.com")),
            ("https://amazonaws.com.example", Some("https://amazonaws.com.example"), Some("amazonaws.com.example")),
        ];
        for (endpoint, address, authority) in cases {
            let store = StorageTarget::of(&example::request(endpoint));
            assert_eq!((store.custom_endpoint(), store.custom_authority()), (address, authority), "{endpoint}");
        }
    }
}
