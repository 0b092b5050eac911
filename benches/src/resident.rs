//! How much memory a process holds.

use std::net::SocketAddr;

/// Resident memory of a process in MiB, from the kernel's own account; `None` where there is none.
pub fn resident_mib(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Memory of a process and of all that it started, in MiB, pages that several share counted once; `None`
/// where the kernel does not say.
pub fn family_mib(process: u32) -> Option<f64> {
    let mut family = vec![process];
    let all = processes();
    // A child has a higher number than its parent only by chance, so it is looked until none is added.
    loop {
        let before = family.len();
        for (child, parent) in &all {
            if family.contains(parent) && !family.contains(child) {
                family.push(*child);
            }
        }
        if family.len() == before {
            break;
        }
    }
    let shares: Vec<f64> = family.into_iter().filter_map(share_mib).collect();
    (!shares.is_empty()).then(|| shares.iter().sum())
}

/// A process's share of the memory that it uses (PSS), in MiB.
fn share_mib(process: u32) -> Option<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Every process with its parent.
fn processes() -> Vec<(u32, u32)> {
    let parent = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name in brackets may hold anything; the state and the parent follow the last of them.
        stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
    };
    numbered("/proc").into_iter().filter_map(|process| Some((process, parent(process)?))).collect()
}

/// The process that listens on an address of this machine; `None` where it is not known.
pub fn listener(address: SocketAddr) -> Option<u32> {
    let listening = ["/proc/net/tcp", "/proc/net/tcp6"].map(std::fs::read_to_string);
    let tables: String = listening.into_iter().filter_map(Result::ok).collect();
    let port = format!(":{:04X}", address.port());
    // sl, local address, remote address, state (0A: listening), five more, and the number of the socket.
    let socket = tables.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = fields.get(1)?.ends_with(&port) && *fields.get(3)? == "0A";
        is_it.then(|| fields.get(9).map(|number| format!("socket:[{number}]"))).flatten()
    })?;
    let holds = |process: &u32| {
        let files = std::fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten();
        let mut links = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        links.any(|link| link.as_os_str() == socket.as_str())
    };
    numbered("/proc").into_iter().find(holds)
}

/// The numbers that name something in a folder.
fn numbered(folder: &str) -> Vec<u32> {
    let names = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    names.filter_map(|name| name.file_name().to_str()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::{family_mib, listener, resident_mib};

    #[test]
    fn this_process_is_found_by_its_port_and_holds_some_memory() {
        let open = TcpListener::bind("127.0.0.1:0").unwrap();
        let this = std::process::id();
        assert_eq!(listener(open.local_addr().unwrap()), Some(this));
        let (own, family) = (resident_mib(this).unwrap(), family_mib(this).unwrap());
        assert!(own > 1.0 && family > 1.0, "{own} {family}");
    }
}
