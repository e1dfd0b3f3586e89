//! A TLS proxy for a scripted server, with a certificate of the test.

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Sends one chain to every client, even if its key does not match.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Listens on a free port of 127.0.0.1, showing `chain`, signing with `key`, and handing on to `backend`, until the test ends.
pub(crate) fn listen(chain: Vec<CertificateDer<'static>>, key: &PrivateKeyDer<'static>, backend: SocketAddr) -> SocketAddr {
    let key = ring::sign::any_supported_type(key).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_cert_resolver(Arc::new(Always(Arc::new(CertifiedKey::new(chain, key)))));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { accept(TcpListener::from_std(listener).unwrap(), acceptor, backend).await });
    });
    address
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, backend: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let (Ok(mut client), Ok(mut server)) = (acceptor.accept(stream).await, TcpStream::connect(backend).await) {
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
