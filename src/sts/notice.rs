//! What a person should know although all went well: where the server gave something else than was asked.

use jiff::SignedDuration;

/// Something worth a line on the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The token lacks the claim in which this kind of server looks for policy names.
    NoPolicyClaim,
    /// The clocks differ by more than a minute; positive: ours is ahead.
    ClockSkew(SignedDuration),
    /// The credentials end sooner or later than asked.
    OtherLength {
        /// What was asked, in seconds.
        asked: i64,
        /// What was granted, in seconds.
        granted: i64,
    },
    /// The role asked for is not in the session token.
    RoleIgnored {
        /// The role asked for.
        asked: String,
        /// The role that applies instead.
        applied: Option<String>,
        /// The policies that apply instead.
        policies: Vec<String>,
    },
    /// The session token does not hold the session policy that was sent.
    PolicyIgnored,
    /// The address is that of an STS alone, and no other was given for the buckets: where tools will look for them.
    BucketsAtSts(String),
    /// The session token is so long that MinIO will refuse every request that carries it: bytes.
    OversizedToken(usize),
}

impl Notice {
    /// Whether it must be said to everyone: the credentials do something else than was asked, or may not work.
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
