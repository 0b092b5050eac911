//! How much of the processors a process has, and how much of them the machine was not given.

/// How many units of time the kernel counts a second for those who read its files (`USER_HZ`, one figure on all of
/// its machines).
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds of processors that a process and its threads have used, from the kernel's own account; `None` where
/// there is none.
pub fn used_s(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in brackets may hold anything; user and system time are the twelfth and thirteenth field after.
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_SECOND)
}

/// Seconds of processors that the host of this virtual machine gave to others while somebody here wanted them
/// (`steal`), of all processors together; `None` where the kernel does not say.
pub fn stolen_s() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let of_all = stat.lines().next()?.strip_prefix("cpu ")?;
    Some(of_all.split_whitespace().nth(7)?.parse::<f64>().ok()? / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::{stolen_s, used_s};

    #[test]
    fn work_is_counted() {
        let this = std::process::id();
        let before = used_s(this).unwrap();
        let mut sum = 0_u64;
        while used_s(this).unwrap() <= before {
            (0..1_000_000).for_each(|number| sum = black_box(sum.wrapping_add(number)));
        }
        assert!(stolen_s().unwrap() >= 0.0);
    }
}
