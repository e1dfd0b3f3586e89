//! Notices about successful exchanges: differences between requested and granted values.

use jiff::SignedDuration;

/// A notice for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The token lacks the claim in which this dialect looks for policy names.
    NoPolicyClaim,
    /// The clocks differ by more than a minute; positive if this machine's is ahead.
    ClockSkew(SignedDuration),
    /// The granted duration differs from the requested one.
    OtherLength {
        /// The requested duration, in seconds.
        asked: i64,
        /// The granted duration, in seconds.
        granted: i64,
    },
    /// The session token does not contain the requested role.
    RoleIgnored {
        /// The requested role.
        asked: String,
        /// The granted role.
        applied: Option<String>,
        /// The granted policies.
        policies: Vec<String>,
    },
    /// The session token does not contain the requested session policy.
    PolicyIgnored,
    /// The endpoint looks like an STS without S3, and no S3 endpoint is set; holds the address that tools will use.
    BucketsAtSts(String),
    /// The session token is too long: MinIO will refuse every request with it. Holds its size in bytes.
    OversizedToken(usize),
}

impl Notice {
    /// Whether it is a warning: the credentials differ from the request, or may not work.
    #[must_use]
    pub fn is_a_warning(&self) -> bool {
        match self {
            Self::ClockSkew(_) | Self::RoleIgnored { .. } | Self::PolicyIgnored | Self::BucketsAtSts(_) | Self::OversizedToken(_) => true,
            Self::NoPolicyClaim | Self::OtherLength { .. } => false,
        }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoPolicyClaim => formatter
                .write_str("the ID token has no claim `policy`, where MinIO looks for policy names unless it was told to look elsewhere"),
            Self::ClockSkew(ahead) => write!(
                formatter,
                "this machine's clock is {} s {} the storage server's; tokens and signatures may be refused until one of them is set right",
                ahead.as_secs().abs(),
                if ahead.is_positive() { "ahead of" } else { "behind" }
            ),
            Self::OtherLength { asked, granted } if granted < asked => write!(
                formatter,
                "asked for {asked} s, the server granted {granted} s: its own limit, the role's, the certificate's end, or (older MinIO) that of the ID token"
            ),
            Self::OtherLength { asked, granted } => {
                write!(
                    formatter,
                    "asked for {asked} s, the server granted {granted} s: it has a setting of its own (MINIO_STS_DURATION on MinIO)"
                )
            }
            Self::RoleIgnored { asked, applied: Some(applied), .. } => {
                write!(formatter, "the server gave the role {applied} instead of {asked}")
            }
            Self::RoleIgnored { asked, policies, .. } => write!(
                formatter,
                "the server ignored the role {asked}; what applies instead is {}",
                if policies.is_empty() {
                    "not in the session token".to_owned()
                } else {
                    format!("the token's own policies: {}", policies.join(", "))
                }
            ),
            Self::PolicyIgnored => {
                formatter.write_str("the server ignored the session policy: these credentials may do more than was asked for")
            }
            Self::BucketsAtSts(address) => write!(
                formatter,
                "tools will look for buckets at {address}, which looks like the address of an STS alone: give the S3 address with --s3-endpoint"
            ),
            Self::OversizedToken(bytes) => write!(
                formatter,
                "the session token has {bytes} bytes: MinIO refuses requests whose headers exceed 8 KiB. Have the provider put fewer groups or claims into the ID token"
            ),
        }
    }
}
