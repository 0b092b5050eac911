//! The machine that a result belongs to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The processor, as it names itself, with what tells models of one name apart.
    pub processor: String,
    /// How many of them.
    pub cores: usize,
    /// The release of the kernel.
    pub kernel: String,
    /// The memory in MiB; none where the kernel does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mib: Option<u64>,
    /// The load of the last minute when the measurement began; above nothing, others were at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_1m: Option<f64>,
}

impl Machine {
    /// The machine that this program runs on.
    pub fn this() -> Self {
        let told = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let (cpuinfo, meminfo) = (told("/proc/cpuinfo"), told("/proc/meminfo"));
        let kernel = told("/proc/sys/kernel/osrelease").trim().to_owned();
        let memory =
            field(&meminfo, "MemTotal").and_then(|text| text.split(' ').next()?.parse().ok());
        let load = told("/proc/loadavg");
        Self {
            processor: processor(&cpuinfo),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            kernel: if kernel.is_empty() { "unknown".to_owned() } else { kernel },
            memory_mib: memory.map(|kib: u64| kib / 1024),
            load_1m: load.split(' ').next().and_then(|text| text.parse().ok()),
        }
    }

    /// Whether times of both can be compared: the same processors in the same number.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.processor, self.cores) == (&other.processor, other.cores)
    }
}

/// The name of the processor; clouds give the same one to several, which family and model tell apart.
fn processor(cpuinfo: &str) -> String {
    let Some(name) = field(cpuinfo, "model name") else {
        return std::env::consts::ARCH.to_owned();
    };
    let part = |key: &str| field(cpuinfo, key).unwrap_or("?");
    format!("{name} ({}/{}/{})", part("cpu family"), part("model"), part("stepping"))
}

/// The value of the first line `key: value`.
fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let split = |line: &'a str| line.split_once(':');
    let mut pairs = text.lines().filter_map(split);
    pairs.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::processor;

    #[test]
    fn processors_of_one_name_are_told_apart() {
        let text = "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: Some CPU @ 2 GHz\n\
                    stepping\t: 8\n\nprocessor\t: 1\nmodel name\t: Other\n";
        assert_eq!(processor(text), "Some CPU @ 2 GHz (6/143/8)");
        assert_eq!(processor(""), std::env::consts::ARCH);
    }
}
