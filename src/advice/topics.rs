//! The sections of `docs/troubleshooting.md` that hints refer to, by their anchors.

/// Defines a constant for each section, and the list of all.
macro_rules! topics {
    ($($name:ident = $anchor:literal,)+) => {
        $(pub(super) const $name: &str = $anchor;)+

        /// The anchors of all sections that hints refer to.
        pub const TOPICS: &[&str] = &[$($anchor),+];
    };
}

topics! {
    // policies and roles
    POLICY_CLAIM_MISSING = "policy-claim-missing",
    POLICY_NOT_DEFINED = "policy-not-defined",
    ROLE_REQUIRED = "role-required",
    ROLE_NOT_ACCEPTED = "role-not-accepted",
    ACCESS_TOKEN_REQUIRED = "access-token-required",
    GROUPS_MISSING = "groups-missing",
    NOTHING_GRANTED = "nothing-granted",
    // tokens and providers
    AUDIENCE_NOT_ACCEPTED = "audience-not-accepted",
    ACCESS_TOKEN_SENT = "access-token-instead-of-id-token",
    ACCESS_TOKEN_UNREADABLE = "access-token-not-readable",
    SUBJECT_MISSING = "subject-missing",
    TOKEN_FROM_THE_FUTURE = "token-used-before-issued",
    TOKEN_EXPIRED = "token-expired",
    TOKEN_MALFORMED = "token-malformed",
    KEY_NOT_FOUND = "key-not-found",
    SHARED_SECRET = "token-signed-with-a-shared-secret",
    KEY_SET_UNREADABLE = "key-set-not-readable",
    PROVIDER_NOT_TRUSTED = "provider-not-trusted-by-the-storage-server",
    PROVIDER_NOT_REACHED = "provider-not-reached-by-the-storage-server",
    ISSUER_NOT_REGISTERED = "issuer-not-registered",
    CEPH_KEYS = "keys-not-accepted-by-ceph",
    CEPH_DENIES = "denied-by-ceph-without-a-reason",
    PLUGIN_REFUSES = "token-refused-by-the-identity-plugin",
    // durations, policies and names
    DURATION_NOT_ACCEPTED = "duration-not-accepted",
    POLICY_TOO_LONG = "session-policy-too-long",
    SESSION_NAME = "session-name-not-accepted",
    // keys and signatures
    CLOCK_DIFFERS = "clock-differs",
    SIGNATURE_DIFFERS = "signature-does-not-match",
    ACCESS_KEY_UNKNOWN = "access-key-unknown",
    REGION_OR_SERVICE = "region-or-service-not-accepted",
    REGION_DISABLED = "region-disabled",
    LONG_TERM_KEYS = "long-term-keys-required",
    MFA_CODE = "mfa-code-not-accepted",
    KEYS_OF_DIFFERENT_CREDENTIALS = "keys-of-different-credentials",
    CREDENTIALS_NOT_ACCEPTED = "credentials-not-accepted",
    HEADERS_TOO_LARGE = "headers-too-large",
    // LDAP
    LDAP_USER_NOT_FOUND = "ldap-user-not-found",
    LDAP_PASSWORD = "ldap-password-not-accepted",
    LDAP_LOOKUP_ACCOUNT = "ldap-lookup-account-not-accepted",
    LDAP_NO_POLICY = "ldap-user-without-a-policy",
    LDAP_NOT_REACHED = "directory-not-reached",
    LDAP_NOT_CONFIGURED = "ldap-not-configured",
    // client certificates
    CERTIFICATE_NOT_ACCEPTED = "client-certificate-not-accepted",
    CERTIFICATE_WITHOUT_POLICY = "client-certificate-without-a-policy",
    CERTIFICATE_LOST = "client-certificate-not-received",
    IDENTITY_DISABLED = "identity-disabled",
    // the wrong server
    ACTION_NOT_SUPPORTED = "action-not-supported",
    WEB_PAGE = "web-page-instead-of-an-sts",
    PROVIDER_AS_STORAGE = "identity-provider-instead-of-a-storage-server",
    NOT_AN_STS = "not-an-sts",
    REDIRECTED = "redirected",
    OTHER_REFUSAL = "other-refusals",
    // the network
    SERVER_UNREACHABLE = "server-unreachable",
    NO_RESPONSE = "no-response",
    SERVER_FAILING = "server-failing",
    HTTP_OR_HTTPS = "http-and-https-mixed-up",
    TLS_FAILED = "no-tls-connection",
    NOT_TRUSTED = "certificate-not-trusted",
    EXPIRED_CERTIFICATE = "certificate-expired",
    OTHER_NAME = "certificate-of-another-name",
    UNUSABLE_CERTIFICATE = "certificate-not-usable",
    PROXY = "proxy-fails",
    GATEWAY_REFUSES = "request-blocked-by-a-proxy",
    NETWORK_LOGIN = "login-to-the-network-required",
    // the login
    NOT_A_TOKEN_ENDPOINT = "response-not-from-a-token-endpoint",
    REDIRECT_REJECTED = "redirect-uri-not-registered",
}
