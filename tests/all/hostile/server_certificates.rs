//! Certificates of storage servers, and which of them `--ca-bundle` makes trusted: RFC 5280, section 4.2.1.9.

use crate::support::answer::Answer;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::sts::ASSUME_ROLE_GRANT;
use crate::support::tls::listen;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and what signs with its key.
struct Certificate {
    der: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Certificate {
    /// Of this name on the network, self-signed or signed by `issuer`, changed as the test wants it.
    fn new(host: &str, issuer: Option<&Self>, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new([host.to_owned()]).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, host);
        (parameters.not_before, parameters.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2099, 1, 1));
        change(&mut parameters);
        let made = issuer.map_or_else(|| parameters.self_signed(&key), |issuer| parameters.signed_by(&key, &issuer.issuer)).unwrap();
        Self { der: made.der().clone(), pem: made.pem(), issuer: Issuer::new(parameters, key) }
    }

    /// Of a CA with these key usages.
    fn authority(usages: &[KeyUsagePurpose]) -> Self {
        Self::new("authority.example", None, |parameters| {
            parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            parameters.key_usages = usages.to_vec();
        })
    }

    /// The server's own, as a leaf.
    fn leaf(issuer: Option<&Self>) -> Self {
        Self::new("127.0.0.1", issuer, |parameters| parameters.is_ca = IsCa::ExplicitNoCa)
    }

    fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.issuer.key().serialize_der()).unwrap()
    }
}

/// What comes of a run that trusts `bundle` and meets a server that shows `chain` and signs with the key of `holder`.
fn meet(chain: &[&Certificate], holder: &Certificate, bundle: &[&Certificate]) -> Outcome {
    let storage = Hostile::start();
    storage.allow("HEAD /", Answer::empty(200));
    storage.allow("POST /", Answer::xml(200, ASSUME_ROLE_GRANT));
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
fn trusted(chain: &[&Certificate], bundle: &[&Certificate]) {
    let outcome = meet(chain, chain[0], bundle);
    assert_eq!(outcome.code, 0, "{outcome:?}");
}

#[track_caller]
fn refused(chain: &[&Certificate], bundle: &[&Certificate], reason: &str) {
    meet(chain, chain[0], bundle).refused_saying(6, &["no trusted TLS connection", reason]);
}

#[test]
fn a_ca_in_the_bundle_vouches_for_servers() {
    let usages: [&[KeyUsagePurpose]; 2] = [&[], &[KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]];
    for usages in usages {
        let authority = Certificate::authority(usages);
        trusted(&[&Certificate::leaf(Some(&authority))], &[&authority]);
        trusted(&[&Certificate::leaf(Some(&authority))], &[&Certificate::leaf(None), &authority]);
        let between = Certificate::new("between.example", Some(&authority), |it| it.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
        let leaf = Certificate::leaf(Some(&between));
        trusted(&[&leaf, &between], &[&authority]);
        trusted(&[&leaf], &[&between]);
    }
}

#[test]
fn a_servers_own_certificate_in_the_bundle_is_trusted_as_its_own() {
    let authority = Certificate::authority(&[]);
    let (self_signed, issued) = (Certificate::leaf(None), Certificate::leaf(Some(&authority)));
    let marked_as_a_ca = Certificate::new("127.0.0.1", None, |it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let without_constraints = Certificate::new("127.0.0.1", None, |_| {});
    for own in [&self_signed, &issued, &marked_as_a_ca, &without_constraints] {
        trusted(&[own], &[own]);
        trusted(&[own], &[&authority, own]);
    }
}

#[test]
fn a_servers_own_certificate_in_the_bundle_vouches_for_nobody_else() {
    let authority = Certificate::authority(&[]);
    let signs_without_being_a_ca = |usages: &[KeyUsagePurpose], is_ca: IsCa| {
        let usages = usages.to_vec();
        Certificate::new("minio.example", None, |it| (it.is_ca, it.key_usages) = (is_ca, usages))
    };
    let may_not_sign = [
        Certificate::leaf(None),
        Certificate::leaf(Some(&authority)),
        signs_without_being_a_ca(&[KeyUsagePurpose::KeyCertSign], IsCa::ExplicitNoCa),
        signs_without_being_a_ca(&[KeyUsagePurpose::KeyCertSign], IsCa::NoCa),
        signs_without_being_a_ca(&[], IsCa::NoCa),
        Certificate::authority(&[KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign]),
    ];
    for own in &may_not_sign {
        let forged = Certificate::leaf(Some(own));
        refused(&[&forged], &[own], "UnknownIssuer");
        refused(&[&forged, own], &[own], "invalid peer certificate");
    }
}

#[test]
fn name_dates_bytes_and_key_of_a_servers_own_certificate_count() {
    let of = |host: &str, change: fn(&mut CertificateParams)| Certificate::new(host, None, change);
    let another_name = of("127.0.0.2", |_| {});
    refused(&[&another_name], &[&another_name], "not valid for name");
    let expired = of("127.0.0.1", |it| it.not_after = date_time_ymd(2021, 1, 1));
    refused(&[&expired], &[&expired], "Expired");
    let of_the_future = of("127.0.0.1", |it| it.not_before = date_time_ymd(2098, 1, 1));
    refused(&[&of_the_future], &[&of_the_future], "NotValidYet");
    let own = Certificate::leaf(None);
    refused(&[&Certificate::leaf(None)], &[&own], "UnknownIssuer");
    let without_its_key = meet(&[&own], &Certificate::leaf(None), &[&own]);
    without_its_key.refused_saying(6, &["no trusted TLS connection", "BadSignature"]);
}
