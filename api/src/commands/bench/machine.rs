//! The machine that a figure belongs to.

use serde::Serialize;

/// What a figure belongs to.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The processor, as it names itself.
    pub processor: String,
    /// How many of them.
    pub cores: usize,
}

impl Machine {
    /// The machine that this program runs on.
    pub fn this() -> Self {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let named = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
        let processor = named.map(|name| name.trim_start_matches(['\t', ' ', ':']).to_owned());
        Self {
            processor: processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}
