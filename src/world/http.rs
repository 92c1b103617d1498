//! The server of the preview.
//!
//! It listens on the loopback and answers GET and HEAD from a site in memory; only pictures and
//! other files beside reports come from the disk, and those by the paths that discovery found.
//!
//! A page of somebody else that is open in the same browser can send requests here. It cannot read
//! the answers: no header allows it, and a request that names another host, as one does that came
//! through a name rebound to the loopback, gets none.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use crate::preview::{Address, Answer, Body};

/// How many ports behind a taken one are tried.
const PORTS_TO_TRY: u16 = 20;

/// A socket that browsers can reach.
#[derive(Debug)]
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

/// A request that is allowed, and that can be answered now or later.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) address: Address,
    reply: oneshot::Sender<Response<Full<Bytes>>>,
}

impl Server {
    /// Takes a port, or the next one that is free. Port 0 is any.
    pub(crate) fn open(host: IpAddr, port: u16) -> Result<Server> {
        let mut tried = port;
        let listener = loop {
            match TcpListener::bind((host, tried)) {
                Err(error)
                    if error.kind() == ErrorKind::AddrInUse
                        && tried - port < PORTS_TO_TRY
                        && tried < u16::MAX =>
                {
                    tried += 1;
                }
                result => {
                    break result
                        .with_context(|| format!("cannot listen on {host}, port {tried}"))?;
                }
            }
        };
        let address = listener.local_addr().context("cannot tell the port")?;
        Ok(Server { listener, address })
    }

    /// Returns what to type into the address bar.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Listens until there is nobody to hand requests to. Those that are not allowed are turned away
    /// here.
    pub(crate) fn listen(self, ask: impl Fn(Asked) + Send + Sync + 'static) -> Result<()> {
        self.listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let address = self.address;
        let ask = Arc::new(ask);
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            loop {
                // Somebody who hung up at once, or too many open files: the next may fare better.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                };
                let ask = Arc::clone(&ask);
                let answer = service_fn(move |request| respond(address, request, Arc::clone(&ask)));
                tokio::spawn(async move {
                    // A browser that went on to another page has closed the connection.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .timer(TokioTimer::new())
                        .serve_connection(TokioIo::new(stream), answer)
                        .await;
                });
            }
        })
    }
}

/// Passes a request on and waits for its answer.
async fn respond(
    server: SocketAddr,
    request: Request<Incoming>,
    ask: Arc<impl Fn(Asked)>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let address = match judge(server, &request) {
        Ok(address) => address,
        Err((status, why)) => return Ok(response(status, "why.txt", why)),
    };
    let (reply, answer) = oneshot::channel();
    ask(Asked { address, reply });
    Ok(answer.await.unwrap_or_else(|_| {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        response(status, "why.txt", "the preview has ended\n")
    }))
}

/// Returns what a request asks for, or why it gets no answer.
fn judge<B>(
    server: SocketAddr,
    request: &Request<B>,
) -> Result<Address, (StatusCode, &'static str)> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let why = "this server only shows pages\n";
        return Err((StatusCode::METHOD_NOT_ALLOWED, why));
    }
    let header = |name| request.headers().get(name).map(HeaderValue::to_str);
    let is_host = |host: &str| is_host_of(server, host);
    if !matches!(header(header::HOST), Some(Ok(host)) if is_host(host)) {
        let why = "this server does not go by that name\n";
        return Err((StatusCode::MISDIRECTED_REQUEST, why));
    }
    let is_ours = match header(header::ORIGIN) {
        Some(Ok(origin)) => origin.strip_prefix("http://").is_some_and(is_host),
        Some(Err(_)) => false,
        None => true,
    };
    if !is_ours {
        let why = "this is not for other sites to read\n";
        return Err((StatusCode::FORBIDDEN, why));
    }
    Address::parse(&request.uri().to_string())
        .ok_or((StatusCode::BAD_REQUEST, "there is no such address\n"))
}

impl Asked {
    /// Says whether nobody waits for the answer any more.
    pub(crate) fn is_gone(&self) -> bool {
        self.reply.is_closed()
    }

    /// Answers with a file.
    pub(crate) fn answer(self, root: &Path, answer: Answer) {
        let Answer { status, name, body } = answer;
        let status = StatusCode::from_u16(status).expect("the preview knows its statuses");
        let response = match body {
            Body::Bytes(bytes) => response(status, &name, bytes),
            Body::File(path) => match std::fs::read(root.join(path)) {
                Ok(bytes) => response(status, &name, bytes),
                Err(error) => response(StatusCode::NOT_FOUND, "why.txt", error.to_string()),
            },
            Body::Elsewhere(url) => {
                let mut response = response(status, &name, "");
                let url = HeaderValue::from_str(&url).expect("addresses of a site are encoded");
                response.headers_mut().insert(header::LOCATION, url);
                response
            }
        };
        // Whoever has gone meanwhile does not miss it.
        let _ = self.reply.send(response);
    }

    /// Answers with data.
    pub(crate) fn answer_data(self, data: &impl serde::Serialize) {
        let bytes = serde_json::to_vec(data).expect("it is plain data");
        let _ = self
            .reply
            .send(response(StatusCode::OK, "news.json", bytes));
    }
}

/// Makes a response with what a browser has to know of it. Nothing is to be kept: the next answer
/// may be another.
fn response(status: StatusCode, name: &str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let headers = [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Says whether a host, with or without a port, can only mean the server at an address.
///
/// A name other than `localhost` might have been made to point here by somebody else; a number that
/// is not of the loopback is only taken where the server was asked to listen beyond it.
fn is_host_of(server: SocketAddr, host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        Some(_) | None => (host, Some(80)),
    };
    if port != Some(server.port()) {
        return false;
    }
    let name = name.trim_start_matches('[').trim_end_matches(']');
    match name.parse::<IpAddr>() {
        Ok(number) => number.is_loopback() || !server.ip().is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Returns the media type of a file, by the ending of its name.
fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "txt" | "log" | "md" | "csv" | "yml" | "yaml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_loopback_are_hosts() {
        let server = SocketAddr::from(([127, 0, 0, 1], 4400));
        for host in [
            "localhost:4400",
            "LOCALHOST:4400",
            "127.0.0.1:4400",
            "[::1]:4400",
            "127.0.0.2:4400",
        ] {
            assert!(is_host_of(server, host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "localhost:4401",
            "localhost:",
            "evil.example:4400",
            "evil.example",
            "localhost.evil.example:4400",
            "127.0.0.1.evil.example:4400",
            "192.168.0.7:4400",
            "0.0.0.0:4400",
            "localhost:4400.evil.example",
            "localhost:4400@evil.example",
            "null",
            "[::ffff:192.168.0.7]:4400",
            "2130706433:4400",
        ] {
            assert!(!is_host_of(server, host), "{host}");
        }
    }

    #[test]
    fn beyond_the_loopback_numbers_are_hosts_and_names_are_not() {
        let server = SocketAddr::from(([0, 0, 0, 0], 4400));
        assert!(is_host_of(server, "192.168.0.7:4400"));
        assert!(!is_host_of(server, "wiki.example:4400"));
    }

    #[test]
    fn a_taken_port_gives_way_to_the_next() {
        let host = IpAddr::from([127, 0, 0, 1]);
        let first = Server::open(host, 0).unwrap();
        let taken = first.address.port();
        let second = Server::open(host, taken).unwrap();
        assert!(second.address.port() > taken);
    }
}
