//! What stands between people and a server that comes and goes: connections are handed on to wherever the
//! server is now, and can all be cut at once.

use std::collections::HashMap;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// An address that stays.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    leads_to: Mutex<SocketAddr>,
    open: Mutex<HashMap<usize, [TcpStream; 2]>>,
}

impl Door {
    /// A door that leads to a server.
    pub(crate) fn new(leads_to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inside = Inside { leads_to: Mutex::new(leads_to), open: Mutex::default() };
        let inside = Arc::new(inside);
        let handing = Arc::clone(&inside);
        std::thread::spawn(move || {
            for (number, come) in listener.incoming().map_while(Result::ok).enumerate() {
                let leads_to = *handing.leads_to.lock().unwrap();
                // Who comes while nobody is there is hung up on.
                let Ok(gone_on) = TcpStream::connect(leads_to) else { continue };
                hand_on(&handing, number, [come, gone_on]);
            }
        });
        Self { address, inside }
    }

    /// From now on leads there.
    pub(crate) fn lead_to(&self, address: SocketAddr) {
        *self.inside.leads_to.lock().unwrap() = address;
    }

    /// Cuts every connection that is open.
    pub(crate) fn cut(&self) {
        for (_, sides) in self.inside.open.lock().unwrap().drain() {
            // One that has ended by itself cannot be cut.
            for side in &sides {
                drop(side.shutdown(Shutdown::Both));
            }
        }
    }
}

/// Copies both ways until either side ends.
fn hand_on(inside: &Arc<Inside>, number: usize, sides: [TcpStream; 2]) {
    let copies = sides.each_ref().map(|side| side.try_clone().expect("a second handle"));
    inside.open.lock().unwrap().insert(number, copies);
    for from in 0..2 {
        let inside = Arc::clone(inside);
        let [mut from, mut to] =
            [from, 1 - from].map(|at| sides[at].try_clone().expect("a handle"));
        std::thread::spawn(move || {
            // A side that breaks ends both.
            drop(std::io::copy(&mut from, &mut to));
            for side in [from, to] {
                drop(side.shutdown(Shutdown::Both));
            }
            inside.open.lock().unwrap().remove(&number);
        });
    }
}
