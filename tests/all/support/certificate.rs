//! Certificates of servers and CAs, and runs that meet a server with them.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::sts::ASSUME_ROLE_GRANT;
use crate::support::tls::listen;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and what signs with its key.
pub(crate) struct Certificate {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) pem: String,
    pub(crate) issuer: Issuer<'static, KeyPair>,
}

impl Certificate {
    /// Of this name on the network, self-signed or signed by `issuer`, changed as the test wants it.
    pub(crate) fn new(host: &str, issuer: Option<&Self>, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new([host.to_owned()]).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, host);
        (parameters.not_before, parameters.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2099, 1, 1));
        change(&mut parameters);
        let made = issuer.map_or_else(|| parameters.self_signed(&key), |issuer| parameters.signed_by(&key, &issuer.issuer)).unwrap();
        Self { der: made.der().clone(), pem: made.pem(), issuer: Issuer::new(parameters, key) }
    }

    /// Of a CA with these key usages.
    pub(crate) fn authority(usages: &[KeyUsagePurpose]) -> Self {
        Self::new("authority.example", None, |parameters| {
            parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            parameters.key_usages = usages.to_vec();
        })
    }

    /// The server's own, as a leaf.
    pub(crate) fn leaf(issuer: Option<&Self>) -> Self {
        Self::new("127.0.0.1", issuer, |parameters| parameters.is_ca = IsCa::ExplicitNoCa)
    }

    pub(crate) fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.issuer.key().serialize_der()).unwrap()
    }
}

/// Returns the outcome of a run that trusts the certificates in `bundle`, and connects to a server that sends `leaf`.
pub(crate) fn meet_with(bundle: &str, leaf: &Certificate) -> Outcome {
    let bundle = Certificate {
        pem: bundle.to_owned(),
        der: leaf.der.clone(),
        issuer: Issuer::new(CertificateParams::default(), KeyPair::generate().unwrap()),
    };
    meet(&[leaf], leaf, &[&bundle])
}

/// Returns the outcome of a run with `bundle` against a server that sends `chain` and signs with the key of `holder`.
pub(crate) fn meet(chain: &[&Certificate], holder: &Certificate, bundle: &[&Certificate]) -> Outcome {
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    storage.allow("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let backend = storage.origin().trim_start_matches("http://").parse().unwrap();
    let address = listen(chain.iter().map(|certificate| certificate.der.clone()).collect(), &holder.key(), backend);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.pem");
    std::fs::write(&file, bundle.iter().map(|certificate| certificate.pem.as_str()).collect::<String>()).unwrap();
    let (endpoint, file) = (format!("https://{address}"), file.display().to_string());
    let arguments = ["assume-role", "-o", "json", "--no-cache", "--endpoint", &endpoint, "--ca-bundle", &file];
    let outcome = Program::sts_cli(arguments).env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
    if outcome.code != 0 {
        assert_eq!(storage.requests().len(), 0, "a server that is not trusted was sent something");
    }
    outcome
}

#[track_caller]
pub(crate) fn trusted(chain: &[&Certificate], bundle: &[&Certificate]) {
    let outcome = meet(chain, chain[0], bundle);
    assert_eq!(outcome.code, 0, "{outcome:?}");
}

#[track_caller]
pub(crate) fn refused(chain: &[&Certificate], bundle: &[&Certificate], reason: &str) {
    meet(chain, chain[0], bundle).fails_with_fragments(6, &["could not establish a trusted TLS connection", reason]);
}

/// A CA like others, changed as the test wants it.
pub(crate) fn ca(name: &str, issuer: Option<&Certificate>, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
    Certificate::new(name, issuer, |it| {
        it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        change(it);
    })
}

/// A CA that allows so many CAs below it.
pub(crate) fn with_path_length(name: &str, issuer: Option<&Certificate>, most: u8) -> Certificate {
    ca(name, issuer, |it| it.is_ca = IsCa::Ca(BasicConstraints::Constrained(most)))
}

pub(crate) fn named(name: &str, names: NameConstraints) -> Certificate {
    ca(name, None, |it| it.name_constraints = Some(names))
}

pub(crate) fn address(first: u8) -> GeneralSubtree {
    GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([first, 0, 0, 0], 8))
}
