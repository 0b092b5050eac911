//! How much long work is taken.

/// Workers of this node and places in the queue of all nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobsConfig {
    /// `job_workers`: how many jobs this node runs at once; 0 for a node that only answers (file only;
    /// default 1).
    pub workers: usize,
    /// `job_queue_max`: how many jobs may wait before more are refused with a retry time (file only;
    /// default 20).
    pub queue_max: u32,
}
