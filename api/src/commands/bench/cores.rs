//! Processors parted between a server and the tool that puts load on it, so that neither takes the other's.

use anyhow::Context as _;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Two halves of the processors that this program may use.
pub struct Halves {
    server: Vec<usize>,
    tool: Vec<usize>,
}

impl Halves {
    /// The halves; none where there is only one processor.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn of_this() -> anyhow::Result<Option<Self>> {
        let all = sched_getaffinity(None).context("the system does not tell its processors")?;
        let all: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|cpu| all.is_set(*cpu)).collect();
        let (server, tool) = all.split_at(all.len() / 2);
        let halves = Self { server: server.to_vec(), tool: tool.to_vec() };
        Ok((!server.is_empty()).then_some(halves))
    }

    /// How many processors the server has.
    pub fn server_cores(&self) -> usize {
        self.server.len()
    }

    /// From now on this thread, and what it starts, runs where the server is to run.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn go_to_server(&self) -> anyhow::Result<()> {
        go_to(&self.server)
    }

    /// From now on this thread, and what it starts, runs where the tool is to run.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn go_to_tool(&self) -> anyhow::Result<()> {
        go_to(&self.tool)
    }
}

fn go_to(cpus: &[usize]) -> anyhow::Result<()> {
    let mut set = CpuSet::new();
    for cpu in cpus {
        set.set(*cpu);
    }
    sched_setaffinity(None, &set).context("the processors cannot be parted")
}
