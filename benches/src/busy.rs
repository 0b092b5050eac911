//! How much of the processors a process has, and how much of them the machine was not given.

/// How many units of time the kernel counts a second for those who read its files (`USER_HZ`, one figure on all of
/// its machines).
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds of processors that a process and its threads have used, from the kernel's own account; `None` where
/// there is none.
pub fn used_s(process: u32) -> Option<f64> {
    used(&std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// Seconds of processors that the host of this virtual machine gave to others while somebody here wanted them
/// (`steal`), of all processors together; `None` where the kernel does not say.
pub fn stolen_s() -> Option<f64> {
    stolen(&std::fs::read_to_string("/proc/stat").ok()?)
}

fn used(stat: &str) -> Option<f64> {
    // The name in brackets may hold anything; user and system time are the twelfth and thirteenth field after.
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_SECOND)
}

fn stolen(stat: &str) -> Option<f64> {
    let of_all = stat.lines().next()?.strip_prefix("cpu ")?;
    Some(of_all.split_whitespace().nth(7)?.parse::<f64>().ok()? / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::{stolen, stolen_s, used, used_s};

    #[test]
    fn the_accounts_of_the_kernel_are_read() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 90 80 70 60 1250 30 5 4 20 0 9 0 99 1 2";
        assert_eq!(used(stat), Some(12.8));
        let stat = "cpu  10 20 30 40 50 60 70 250 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0";
        assert_eq!(stolen(stat), Some(2.5));
        assert_eq!((used("7 (a) S 1"), stolen("intr 1")), (None, None));
        assert!(used_s(std::process::id()).is_some() && stolen_s().is_some());
    }
}
