//! Notices about exchanges: before the proof is sent, and about what was granted.

use crate::request::Responsible;
use crate::sys::MessageContext;
use jiff::{SignedDuration, Timestamp};

/// A notice for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The token lacks the claim in which this dialect looks for policy names.
    NoPolicyClaim,
    /// The clocks differ by more than a minute; positive if this machine's is ahead.
    ClockSkew(SignedDuration),
    /// The granted duration differs from the requested one.
    DurationDiffers {
        /// The requested duration, in seconds.
        requested: i64,
        /// The granted duration, in seconds.
        granted: i64,
    },
    /// The credentials expire with the token or certificate that proved the identity, before the requested duration is over.
    ExpiresWithProof {
        /// The kind of proof.
        proof: ProofKind,
        /// When it expires.
        expiration: Timestamp,
        /// The requested duration, in seconds.
        requested: i64,
        /// The granted duration, in seconds.
        granted: i64,
    },
    /// The session token does not contain the requested role.
    RoleIgnored {
        /// The requested role.
        requested: String,
        /// The granted role.
        applied: Option<String>,
        /// The granted policies.
        policies: Vec<String>,
    },
    /// The session token does not contain the requested session policy.
    PolicyIgnored,
    /// The endpoint looks like an STS without S3, and no S3 endpoint is set; holds the address that tools will use.
    StsOnlyEndpoint(String),
    /// The session token is too long: MinIO will refuse every request with it. Holds its size in bytes.
    OversizedToken(usize),
}

/// A proof with an expiration of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofKind {
    /// A token of a provider.
    Token,
    /// A client certificate.
    Certificate,
}

impl Notice {
    /// Returns who must act.
    #[must_use]
    pub(crate) fn responsible(&self) -> Responsible {
        match self {
            Self::ClockSkew(_) | Self::StsOnlyEndpoint(_) => Responsible::You,
            Self::NoPolicyClaim | Self::OversizedToken(_) => Responsible::ProviderAdministrator,
            Self::ExpiresWithProof { proof: ProofKind::Certificate, .. } => Responsible::CertificateIssuer,
            Self::ExpiresWithProof { .. } | Self::DurationDiffers { .. } | Self::RoleIgnored { .. } | Self::PolicyIgnored => {
                Responsible::StorageAdministrator
            }
        }
    }

    /// Returns what it says to programs.
    #[must_use]
    pub(crate) fn context(&self) -> MessageContext {
        let documentation = match self {
            Self::ClockSkew(_) => "docs/troubleshooting.md#clock-differs-without-an-error",
            Self::NoPolicyClaim => "docs/troubleshooting.md#policy-claim-missing",
            Self::OversizedToken(_) => "docs/troubleshooting.md#headers-too-large",
            Self::ExpiresWithProof { .. } | Self::DurationDiffers { .. } => "docs/troubleshooting.md#duration-differs",
            Self::RoleIgnored { .. } | Self::PolicyIgnored | Self::StsOnlyEndpoint(_) => "",
        };
        MessageContext { responsible: self.responsible().word(), documentation }
    }

    /// Whether it is a warning: the credentials differ from the request, or may not work.
    #[must_use]
    pub(crate) fn is_warning(&self) -> bool {
        match self {
            Self::ClockSkew(_) | Self::RoleIgnored { .. } | Self::PolicyIgnored | Self::StsOnlyEndpoint(_) | Self::OversizedToken(_) => {
                true
            }
            Self::NoPolicyClaim | Self::DurationDiffers { .. } | Self::ExpiresWithProof { .. } => false,
        }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoPolicyClaim => {
                formatter.write_str("the ID token has no claim `policy`, from which MinIO reads policy names by default")
            }
            Self::ClockSkew(skew) => write!(
                formatter,
                "this machine's clock is {} s {} the storage server's; tokens and signatures may be refused until the wrong clock is set right",
                skew.as_secs().abs(),
                if skew.is_positive() { "ahead of" } else { "behind" }
            ),
            Self::DurationDiffers { requested, granted } if granted < requested => write!(
                formatter,
                "requested {requested} s, granted {granted} s: limited by the server or the role; ask the storage server's administrator for a higher limit"
            ),
            Self::DurationDiffers { requested, granted } => {
                write!(
                    formatter,
                    "requested {requested} s, granted {granted} s: the server has its own setting (MINIO_STS_DURATION on MinIO), which only its administrator can change"
                )
            }
            Self::ExpiresWithProof { proof, expiration, requested, granted } => {
                let (proof, advice) = match proof {
                    ProofKind::Token => (
                        "token",
                        "ask the storage server's administrator for a release that grants more (MinIO since November 2023), or the identity provider's for a longer lifetime of tokens",
                    ),
                    ProofKind::Certificate => ("client certificate", "ask its issuer for one with a longer lifetime"),
                };
                write!(
                    formatter,
                    "requested {requested} s, granted {granted} s: the credentials expire with the {proof}, at {expiration}; {advice}"
                )
            }
            Self::RoleIgnored { requested, applied: Some(applied), .. } => {
                write!(formatter, "the server granted the role {applied} instead of {requested}")
            }
            Self::RoleIgnored { requested, policies, .. } => write!(
                formatter,
                "the server ignored the role {requested}; granted instead: {}",
                if policies.is_empty() {
                    "unknown (not in the session token)".to_owned()
                } else {
                    format!("the token's own policies: {}", policies.join(", "))
                }
            ),
            Self::PolicyIgnored => {
                formatter.write_str("the server ignored the session policy: the credentials may allow more than requested")
            }
            Self::StsOnlyEndpoint(address) => write!(
                formatter,
                "tools will look for buckets at {address}, which seems to serve only an STS; set the S3 address with --s3-endpoint"
            ),
            Self::OversizedToken(bytes) => write!(
                formatter,
                "the session token has {bytes} bytes, and MinIO refuses requests with headers above 8 KiB; reduce the groups or claims in the ID token at the provider"
            ),
        }
    }
}
