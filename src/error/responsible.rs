//! [`Responsible`]: who must act on a failure, from its kind, its causes and its hints.

use super::{Failure, FailureKind};
use crate::advice::{Contact, Hint, Part};
use crate::identity::{self, ProviderError};
use crate::sys::{CertificateFault, HttpError, HttpErrorKind};
use crate::{s3, sts};
use std::error::Error as StdError;

/// The one who must act on a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Responsible {
    /// The user of sts-cli.
    You,
    /// The administrator of the identity provider.
    ProviderAdministrator,
    /// The administrator of the storage server.
    StorageAdministrator,
    /// The authority that issues client certificates.
    CertificateIssuer,
    /// The administrator of the network: of a proxy, a firewall, a router.
    NetworkAdministrator,
}

impl Responsible {
    /// Returns the word for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::ProviderAdministrator => "provider_administrator",
            Self::StorageAdministrator => "storage_administrator",
            Self::CertificateIssuer => "certificate_issuer",
            Self::NetworkAdministrator => "network_administrator",
        }
    }
}

impl std::fmt::Display for Responsible {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::You => "you",
            Self::ProviderAdministrator => "the identity provider's administrator",
            Self::StorageAdministrator => "the storage server's administrator",
            Self::CertificateIssuer => "the issuer of your certificates",
            Self::NetworkAdministrator => "the network's administrator",
        })
    }
}

impl From<Contact> for Responsible {
    fn from(contact: Contact) -> Self {
        match contact {
            Contact::ProviderAdministrator => Self::ProviderAdministrator,
            Contact::StorageAdministrator => Self::StorageAdministrator,
            Contact::CertificateIssuer => Self::CertificateIssuer,
        }
    }
}

impl Failure {
    /// Returns who must act. For a request without a response that follows from its error; otherwise it is the contact at the
    /// beginning of a hint, or the user.
    pub(crate) fn responsible(&self) -> Responsible {
        let source: &(dyn StdError + 'static) = self.source.as_ref();
        match find_cause::<HttpError>(source) {
            _ if matches!(self.kind, FailureKind::Usage | FailureKind::Config | FailureKind::Interrupted) => Responsible::You,
            Some(error) => for_connection(error.kind, self.server_administrator()),
            None => self.administrator_of_failing_server().unwrap_or_else(|| for_hints(&self.hints)),
        }
    }

    /// Returns the administrator of the server that reports a failure of its own; `None` if it decided about the request.
    fn administrator_of_failing_server(&self) -> Option<Responsible> {
        let is_storage = match self.source.downcast_ref() {
            Some(sts::Error::Refused { .. }) => self.kind == FailureKind::Network,
            Some(sts::Error::NotSts { status, .. }) => *status >= 500,
            _ => matches!(self.source.downcast_ref(), Some(s3::Error::Unavailable { .. })),
        };
        let is_provider = match self.source.downcast_ref() {
            Some(identity::Error::Provider(error)) => {
                matches!(error, ProviderError::DocumentUnavailable { .. } | ProviderError::EndpointUnavailable { .. })
            }
            _ => false,
        };
        let storage = is_storage.then_some(Responsible::StorageAdministrator);
        storage.or(is_provider.then_some(Responsible::ProviderAdministrator))
    }

    /// Returns the administrator of the server that did not respond.
    fn server_administrator(&self) -> Responsible {
        if self.source.is::<identity::Error>() { Responsible::ProviderAdministrator } else { Responsible::StorageAdministrator }
    }
}

/// Returns the cause of this type in the chain of an error, which may be the error itself.
fn find_cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    error.downcast_ref().or_else(|| error.source().and_then(find_cause))
}

/// Returns who must act on a request that got no response from a server with this administrator.
fn for_connection(kind: HttpErrorKind, administrator: Responsible) -> Responsible {
    use CertificateFault as Fault;
    match kind {
        HttpErrorKind::TimedOut | HttpErrorKind::ProxyRefused => Responsible::NetworkAdministrator,
        HttpErrorKind::Certificate(Fault::SelfSigned | Fault::UnknownIssuer | Fault::OtherName | Fault::IssuerNotValid) => Responsible::You,
        HttpErrorKind::Certificate(_) | HttpErrorKind::Tls => administrator,
        _ => Responsible::You,
    }
}

/// Returns the contact at the beginning of a hint, of the first that begins with one; the user if none does.
fn for_hints(hints: &[Hint]) -> Responsible {
    let contact = hints.iter().find_map(|hint| match hint {
        Hint::Sentence(parts) => match parts.first() {
            Some(Part::Ask(contact)) => Some(Responsible::from(*contact)),
            Some(Part::Text(text)) if text.starts_with("ask the administrator of ") => Some(Responsible::StorageAdministrator),
            _ => None,
        },
        Hint::SetOption(_) | Hint::LogIn(_) | Hint::Stored(_) => None,
    });
    contact.unwrap_or(Responsible::You)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::hint::hint;

    #[test]
    fn the_contact_that_a_hint_begins_with_must_act() {
        for (hints, expected) in [
            (vec![hint!({ ProviderAdministrator }, " to add the claim")], Responsible::ProviderAdministrator),
            (
                vec![hint!("compare the token's claims: sub"), hint!({ StorageAdministrator }, " to create it")],
                Responsible::StorageAdministrator,
            ),
            (vec![hint!("check ", ENDPOINT, ", or ", { StorageAdministrator }, " for it")], Responsible::You),
            (
                vec![Hint::from("ask the administrator of https://minio.example to look in the server's log")],
                Responsible::StorageAdministrator,
            ),
            (Vec::new(), Responsible::You),
        ] {
            assert_eq!(for_hints(&hints), expected, "{hints:?}");
        }
    }
}
