//! What this process takes of its machine, under the names that every exporter of Prometheus gives it.

use std::fmt;
use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rustix::process::{Resource, getrlimit};
use rustix::time::{ClockId, clock_gettime};

/// This process; what the system does not tell is left out.
#[derive(Debug)]
pub struct Process {
    /// When it started, in seconds since 1970.
    pub started_s: f64,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let mut gauge = |(name, help): (&str, &str), unit: Option<&Unit>, value: Option<f64>| {
            let Some(value) = value else { return Ok(()) };
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, unit, gauge.metric_type())?)
        };
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = ("process_resident_memory", "Memory that is in use");
        let kibibytes = field(&status, "VmRSS:");
        gauge(resident, Some(&Unit::Bytes), kibibytes.map(|kibibytes| kibibytes * 1024.0))?;
        gauge(("process_threads", "Threads"), None, field(&status, "Threads:"))?;
        let open = fs::read_dir("/proc/self/fd").ok().map(|open| open.count() as f64);
        gauge(("process_open_fds", "Open files and connections"), None, open)?;
        let most = getrlimit(Resource::Nofile).current.map(|most| most as f64);
        gauge(("process_max_fds", "How many may be open"), None, most)?;
        let started = ("process_start_time", "When it started, since 1970");
        gauge(started, Some(&Unit::Seconds), Some(self.started_s))?;
        let spent = clock_gettime(ClockId::ProcessCPUTime);
        let cpu = ConstCounter::new(spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9);
        let help = "Time of processors that was spent";
        let unit = Some(&Unit::Seconds);
        cpu.encode(encoder.encode_descriptor("process_cpu", help, unit, cpu.metric_type())?)
    }
}

/// The number behind a name in `/proc/self/status`.
fn field(status: &str, name: &str) -> Option<f64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}
