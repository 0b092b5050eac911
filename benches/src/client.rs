//! A connection to a server under test: requests with a token, and replies as they come.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::error::Error;

/// How much of a reply that is none is told.
const WORDS_MAX: usize = 200;

/// A connection, kept alive.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

/// A request of somebody.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: &'a str,
    /// The token; empty for none.
    pub token: &'a str,
    /// The body, JSON or empty.
    pub body: Bytes,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn connect(address: SocketAddr) -> Result<Self, Error> {
        let stream = TcpStream::connect(address).await.map_err(|error| refused(address, &error))?;
        stream.set_nodelay(true).map_err(|error| refused(address, &error))?;
        let shaken = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken.map_err(|error| refused(address, &error))?;
        // The connection ends with its sender; what broke it, the sender reports.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self { address, sender })
    }

    /// Sends a request and gives the body of a reply with status 200.
    ///
    /// # Errors
    /// When the connection breaks, or with the beginning of any other reply.
    pub async fn ask(&mut self, asked: Asked<'_>) -> Result<Bytes, Error> {
        let address = self.address;
        let reply = self.open(asked).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await;
        let body = body.map_err(|error| refused(address, &error))?.to_bytes();
        if status != StatusCode::OK {
            let words = String::from_utf8_lossy(&body).chars().take(WORDS_MAX).collect();
            let (address, status) = (address.to_string(), status.as_u16());
            return Err(Error::Reply { address, status, words });
        }
        Ok(body)
    }

    /// Sends a request and hands the body on as it comes, all of it that there is by then; gives the
    /// status and the whole body.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn follow(
        &mut self,
        asked: Asked<'_>,
        mut came: impl FnMut(&[u8]),
    ) -> Result<(StatusCode, Vec<u8>), Error> {
        let address = self.address;
        let mut reply = self.open(asked).await?;
        let mut body = Vec::new();
        while let Some(frame) = reply.frame().await {
            let frame = frame.map_err(|error| refused(address, &error))?;
            if let Some(data) = frame.data_ref() {
                body.extend_from_slice(data);
                came(&body);
            }
        }
        Ok((reply.status(), body))
    }

    /// Sends a request and gives the reply with its body still to come.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn open(&mut self, asked: Asked<'_>) -> Result<Response<Incoming>, Error> {
        let address = self.address;
        let mut request = Request::builder()
            .method(asked.method)
            .uri(asked.target)
            .header("host", "localhost")
            .header("content-type", "application/json");
        if !asked.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", asked.token));
        }
        let request = request.body(Full::new(asked.body));
        let request = request.map_err(|error| refused(address, &error))?;
        self.sender.ready().await.map_err(|error| refused(address, &error))?;
        let reply = self.sender.send_request(request).await;
        reply.map_err(|error| refused(address, &error))
    }
}

/// The error of a connection.
pub fn refused(address: SocketAddr, reason: &dyn std::fmt::Display) -> Error {
    Error::Connection { address: address.to_string(), reason: reason.to_string() }
}
