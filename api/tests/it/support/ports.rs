//! Addresses that nobody listens on yet, for programs that bind one themselves.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Where the system takes none from on its own: it begins at 32768 (`ip_local_port_range`), and what it hands
/// out to a connection of another test would be gone before the program binds it.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// An address that nobody listens on, and that no other test of this process is given.
pub(crate) fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two runs of the tests side by side begin at different places.
    let own = (std::process::id() % 100) as u16 * 120;
    for _ in PORTS {
        let step = own.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let address = SocketAddr::from(([127, 0, 0, 1], PORTS.start + step % PORTS.len() as u16));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no free port in {PORTS:?}");
}
