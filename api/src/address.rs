//! The address that a request comes from, and the limit on it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::error::ApiError;
use crate::limit::LimitKey;
use crate::state::AppState;

/// The bits of an IPv6 address that tell its network; the others are for whoever is there to choose.
const NETWORK: u128 = !0 << 64;

/// The address for which limits hold: that of who is no trusted caller. A forwarded address is believed only
/// from a trusted caller.
///
/// Of an IPv6 address the network stands for all of it: somebody with one has as many as they want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited(pub Option<IpAddr>);

impl FromRequestParts<AppState> for Limited {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Err(ApiError::internal(&"a request without an address"));
        };
        let trusted = |address: &IpAddr| is_trusted(state, *address);
        // A socket for both families shows IPv4 callers as IPv6 ones.
        let peer = peer.ip().to_canonical();
        let limited = if trusted(&peer) {
            forwarded(&parts.headers).find(|address| !trusted(address))
        } else {
            Some(peer)
        };
        Ok(Self(limited.map(network)))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
    }
}

/// A request whose address has asked no more than it may. To be taken before the body, so that
/// nothing is read of what is refused.
pub struct WithinLimit(pub Limited);

impl FromRequestParts<AppState> for WithinLimit {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let limited = Limited::from_request_parts(parts, state).await?;
        limited.0.map_or(Ok(()), |address| state.limit(&LimitKey::Address(address)))?;
        Ok(Self(limited))
    }
}

/// Whether what somebody at an address says of others is believed.
pub fn is_trusted(state: &AppState, address: IpAddr) -> bool {
    state.config.trusted_callers.iter().any(|network| network.contains(address))
}

/// The addresses of `X-Forwarded-For` from the last on, which the trusted caller itself saw, down to
/// the first that is none. A proxy may add to the line of another or write a line of its own.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = IpAddr> {
    let lines = headers.get_all("x-forwarded-for").into_iter().rev();
    let addresses = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let parsed = addresses.map_while(|address| address.trim().parse().ok());
    parsed.map(|address: IpAddr| address.to_canonical())
}
