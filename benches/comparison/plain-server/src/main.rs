//! A plain HTTP server, to compare `serve` with: hyper on one thread answers every request with the file that its argument names.

use bytes::Bytes;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::error::Error;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: plain-server FILE")?;
    let body = Bytes::from(std::fs::read(path)?);
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve(body))
}

async fn serve(body: Bytes) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}/credentials", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let body = body.clone();
        let service = service_fn(move |_| {
            let response = http::Response::builder().header("content-type", "application/json").body(Full::new(body.clone()));
            std::future::ready(Ok::<_, Infallible>(response.unwrap_or_default()))
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
