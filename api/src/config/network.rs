//! Addresses and ranges of them, in the notation of RFC 4632.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;

/// How many bits of an IPv6 address come before an IPv4 address that it holds.
const MAPPED_BITS: u8 = 96;

/// An address, or all addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// Why a text is no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkFault {
    /// It is something else.
    #[error("`{0}` is neither an address nor a range such as 10.0.0.0/8")]
    Form(String),
    /// It names an address within the range in the place of its first.
    #[error("`{given}` is not how that range begins; {meant} is meant")]
    Within {
        /// What was given.
        given: String,
        /// The range that has it.
        meant: Network,
    },
}

impl Network {
    /// The range of one address.
    pub fn one(address: IpAddr) -> Self {
        let first = address.to_canonical();
        Self { first, bits: width(first) }
    }

    /// Whether an address is in it. An IPv4 address may come as the IPv6 address that holds it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
            (_, address) => masked(address, self.bits) == self.first,
        }
    }
}

impl FromStr for Network {
    type Err = NetworkFault;

    fn from_str(text: &str) -> Result<Self, NetworkFault> {
        let form = || NetworkFault::Form(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| form())?)),
            None => (text, None),
        };
        let given: IpAddr = address.trim().parse().map_err(|_| form())?;
        let first = given.to_canonical();
        let bits = bits.unwrap_or_else(|| width(given));
        if bits > width(given) {
            return Err(form());
        }
        // A range of IPv6 that holds IPv4 addresses alone is one of IPv4.
        let bits = match (given, first) {
            (IpAddr::V6(_), IpAddr::V4(_)) => bits.checked_sub(MAPPED_BITS).ok_or_else(form)?,
            _ => bits,
        };
        let meant = Self { first: masked(first, bits), bits };
        if meant.first == first {
            Ok(meant)
        } else {
            Err(NetworkFault::Within { given: text.to_owned(), meant })
        }
    }
}

impl TryFrom<String> for Network {
    type Error = NetworkFault;

    fn try_from(text: String) -> Result<Self, NetworkFault> {
        text.parse()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

/// How many bits an address has.
fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// An address whose bits behind the first so many are 0.
fn masked(address: IpAddr, bits: u8) -> IpAddr {
    let behind = u32::from(width(address) - bits);
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(behind).unwrap_or_default();
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(behind).unwrap_or_default();
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    fn has(range: &str, address: &str) -> bool {
        range.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_range_has_what_begins_alike_in_its_own_family_only() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.1.2", "11.0.0.0"),
            ("192.168.4.0/22", "192.168.7.255", "192.168.8.0"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
            ("::/0", "2001:db8::1", "10.0.0.1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "::2"),
            ("::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.1"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.0.0.1"),
            ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.6"),
        ] {
            assert!(has(range, inside) && !has(range, outside), "{range}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_what_may_be_meant() {
        for wrong in [
            "",
            "everybody",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "/8",
            "10.0.0/8",
            "10.0.0.0/-1",
            "::ffff:10.0.0.0/95",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        let within = "10.0.0.5/8".parse::<Network>().unwrap_err().to_string();
        assert!(within.contains("10.0.0.0/8 is meant"), "{within}");
    }
}
