//! The TLS port of the storage server: rustls with ring, optional client certificates.
//!
//! Like MinIO, accepts any client certificate in the handshake; the STS verifies it.

use super::certificates::Certificates;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use jiff::Timestamp;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The handshake timeout.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// The first byte of a ClientHello.
const TLS_HANDSHAKE: [u8; 1] = [0x16];

/// The client certificates of a TLS connection, possibly none. Absent for plain HTTP.
#[derive(Clone)]
pub(crate) struct PeerCertificates(pub(crate) Arc<[CertificateDer<'static>]>);

/// Accepts TLS connections; handshakes run concurrently.
pub(super) struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    accepting: JoinHandle<()>,
}

/// Verifies client certificates.
pub(crate) struct ClientCertificateVerifier(Arc<dyn ClientCertVerifier>);

impl TlsListener {
    /// Accepts TLS on `listener` with the server's certificate.
    ///
    /// # Errors
    /// Certificate and key do not match.
    pub(super) fn new(listener: TcpListener, certificates: &Certificates) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let acceptor = TlsAcceptor::from(Arc::new(config(certificates).map_err(io::Error::other)?));
        let (ready_sender, ready) = mpsc::channel(16);
        let accepting = tokio::spawn(async move {
            loop {
                let Ok((stream, peer)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(50)).await; // out of file descriptors: wait for others to be closed
                    continue;
                };
                let (acceptor, ready_sender) = (acceptor.clone(), ready_sender.clone());
                tokio::spawn(async move {
                    if let Ok(Some(stream)) = tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake(&acceptor, stream)).await {
                        let _ = ready_sender.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Self { address, ready, accepting })
    }
}

/// Performs the handshake; answers plain HTTP like Go's servers.
async fn handshake(acceptor: &TlsAcceptor, mut stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    if stream.peek(&mut first).await.ok()? == 1 && first != TLS_HANDSHAKE {
        let _ = stream.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n").await;
        let _ = stream.shutdown().await;
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await; // unread bytes would reset the connection
        return None;
    }
    acceptor.accept(stream).await.ok()
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for PeerCertificates {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let (_, connection) = stream.io().get_ref();
        Self(connection.peer_certificates().unwrap_or_default().into())
    }
}

impl ClientCertificateVerifier {
    /// Creates a verifier for the CA of the sandbox.
    ///
    /// # Errors
    /// The PEM contains no CA certificate.
    pub(super) fn new(certificates: &Certificates) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(certificates.authority.as_bytes()).map_err(io::Error::other)?)
            .map_err(io::Error::other)?;
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()));
        Ok(Self(verifier.build().map_err(io::Error::other)?))
    }

    /// Verifies that the certificate was issued by the CA, is valid now, and is for clients.
    ///
    /// # Errors
    /// The error message of Go's `x509`.
    pub(crate) fn verify_client(&self, leaf: &CertificateDer, intermediates: &[CertificateDer], now: Timestamp) -> Result<(), String> {
        let time = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default()));
        self.0.verify_client_cert(leaf, intermediates, time).map(|_| ()).map_err(|error| x509_message(&error, now))
    }
}

fn x509_message(error: &rustls::Error, now: Timestamp) -> String {
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    match error {
        rustls::Error::InvalidCertificate(CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. }) => {
            "x509: certificate specifies an incompatible key usage".to_owned()
        }
        rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::NotValidYet) => {
            format!("x509: certificate has expired or is not yet valid: current time {now}")
        }
        rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after: end, .. }) => {
            let end = i64::try_from(end.as_secs()).ok().and_then(|end| Timestamp::from_second(end).ok()).unwrap_or(now);
            format!("x509: certificate has expired or is not yet valid: current time {now} is after {end}")
        }
        rustls::Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before: start, .. }) => {
            let start = i64::try_from(start.as_secs()).ok().and_then(|start| Timestamp::from_second(start).ok()).unwrap_or(now);
            format!("x509: certificate has expired or is not yet valid: current time {now} is before {start}")
        }
        _ => "x509: certificate signed by unknown authority".to_owned(),
    }
}

fn config(certificates: &Certificates) -> Result<ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let chain = vec![CertificateDer::from_pem_slice(certificates.server.as_bytes())?];
    let key = PrivateKeyDer::from_pem_slice(certificates.server_key.as_bytes())?;
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let mut config = builder.with_client_cert_verifier(Arc::new(AnyClientCertificate(provider))).with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Accepts any client certificate.
#[derive(Debug)]
struct AnyClientCertificate(Arc<CryptoProvider>);

impl ClientCertVerifier for AnyClientCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(&self, _: &CertificateDer, _: &[CertificateDer], _: UnixTime) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
