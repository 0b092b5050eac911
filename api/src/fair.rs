//! Places that many want: no address has more than its share of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::ApiError;

/// When to come again after a refusal, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// What one address may have of what there is little of.
pub struct Fair {
    /// Passwords being checked.
    pub logins: Shares,
    /// Attachments coming in.
    pub uploads: Shares,
    /// Streams of events and of speech.
    pub streams: Shares,
}

impl Fair {
    /// As many places for an address: of logins, of uploads, of streams.
    pub fn new([logins, uploads, streams]: [usize; 3]) -> Self {
        let [logins, uploads, streams] = [logins, uploads, streams].map(Shares::new);
        Self { logins, uploads, streams }
    }
}

/// What every address has of places of one kind; cheap to clone.
#[derive(Debug, Clone)]
pub struct Shares {
    each: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One place of an address, given back when it is dropped.
#[derive(Debug)]
pub struct Share {
    of: Shares,
    /// Nothing for a trusted caller, who has no share.
    address: Option<IpAddr>,
}

impl Shares {
    /// Shares of so many places each, and one at least.
    pub fn new(each: usize) -> Self {
        Self { each: each.max(1), taken: Arc::default() }
    }

    /// Takes a place of an address; those without one are trusted callers, whom no share holds for.
    ///
    /// # Errors
    /// `too_many_requests` when it has its share.
    pub fn take(&self, address: Option<IpAddr>) -> Result<Share, ApiError> {
        if let Some(address) = address {
            let mut taken = self.taken();
            let of_address = taken.entry(address).or_default();
            if *of_address >= self.each {
                return Err(ApiError::retry("too_many_requests", RETRY_AFTER_S));
            }
            *of_address += 1;
        }
        Ok(Share { of: self.clone(), address })
    }

    /// It is held for a look into a table and never over a wait.
    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut taken = self.of.taken();
        if let Some(of_address) = taken.get_mut(&address) {
            *of_address -= 1;
            // Nothing is kept of who has nothing.
            if *of_address == 0 {
                taken.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::Shares;

    fn address(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(203, 0, 113, last))
    }

    #[test]
    fn nobody_has_more_than_their_share_and_nothing_is_kept_of_who_has_none() {
        let shares = Shares::new(2);
        let first = shares.take(Some(address(1))).unwrap();
        let second = shares.take(Some(address(1))).unwrap();
        assert_eq!(shares.take(Some(address(1))).unwrap_err().code, "too_many_requests");
        let other = shares.take(Some(address(2))).unwrap();
        drop(first);
        let third = shares.take(Some(address(1))).unwrap();
        assert!(shares.take(Some(address(1))).is_err());
        drop((second, third, other));
        assert!(shares.taken().is_empty());
        let trusted: Vec<_> = (0..9).map(|_| shares.take(None).unwrap()).collect();
        assert!(shares.taken().is_empty());
        drop(trusted);
    }
}
