//! The storage server, as tools are told of it.

use crate::request::Request;
use url::Url;

/// Where the buckets are, and whom to trust on the way there.
pub(in crate::deliver) struct Store {
    address: String,
    url: Option<Url>,
    bundle: Option<String>,
}

impl Store {
    /// The store of this request.
    pub(in crate::deliver) fn of(request: &Request) -> Self {
        let address = request.endpoint.storage(&request.region);
        let bundle = request.trust.ca_bundle.as_deref().and_then(|path| std::path::absolute(path).ok());
        Self { url: Url::parse(&address).ok(), address, bundle: bundle.map(|path| path.display().to_string()) }
    }

    /// The address, whichever server it is.
    pub(in crate::deliver) fn address(&self) -> &str {
        &self.address
    }

    /// The address, where a tool must be told it: every tool finds AWS by the region.
    pub(in crate::deliver) fn own_address(&self) -> Option<&str> {
        Some(self.address()).filter(|_| !self.is_aws())
    }

    /// Host and port without the scheme, where a tool must be told them.
    pub(in crate::deliver) fn own_authority(&self) -> Option<&str> {
        self.own_address().and_then(|address| address.split_once("://")).map(|(_, authority)| authority)
    }

    /// Whether the way there is encrypted.
    pub(in crate::deliver) fn is_https(&self) -> bool {
        self.address.starts_with("https:")
    }

    /// Whether this is AWS itself.
    pub(in crate::deliver) fn is_aws(&self) -> bool {
        let host = self.url.as_ref().and_then(Url::host_str).unwrap_or_default();
        [".amazonaws.com", ".amazonaws.com.cn"].iter().any(|domain| host.ends_with(domain))
    }

    /// The absolute path of the certificates to trust beside the system's.
    pub(in crate::deliver) fn bundle(&self) -> Option<&str> {
        self.bundle.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn aws_is_found_by_its_region_and_any_other_store_by_its_address() {
        let cases = [
            ("https://minio.example:9000/", Some("https://minio.example:9000"), Some("minio.example:9000")),
            ("http://127.0.0.1:9000", Some("http://127.0.0.1:9000"), Some("127.0.0.1:9000")),
            ("http://[::1]:9000", Some("http://[::1]:9000"), Some("[::1]:9000")),
            ("https://sts.eu-west-1.amazonaws.com", None, None),
            ("https://sts.cn-north-1.amazonaws.com.cn", None, None),
            ("https://amazonaws.com.example", Some("https://amazonaws.com.example"), Some("amazonaws.com.example")),
        ];
        for (endpoint, address, authority) in cases {
            let store = Store::of(&example::request(endpoint));
            assert_eq!((store.own_address(), store.own_authority()), (address, authority), "{endpoint}");
        }
    }
}
