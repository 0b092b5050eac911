//! What is said and taken beside answers: words, signals, attachments, shared answers.

use std::path::PathBuf;

/// Files and places of what is beside answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// `service`: greeting, disclaimer and hours in the place of the bundled ones (TOML, file only).
    pub service: Option<PathBuf>,
    /// `signals`: what points to a person, in the place of the bundled rules (TOML, file only).
    pub signals: Option<PathBuf>,
    /// `calendars`: working hours and holidays in the place of the bundled ones (TOML, file only).
    pub calendars: Option<PathBuf>,
    /// `centers`: the tree of operating centers in the place of the bundled demonstration (TOML, file
    /// only).
    pub centers: Option<PathBuf>,
    /// `rights`: the page of rights, 权益中心, in the place of the bundled one (TOML, file only).
    pub rights: Option<PathBuf>,
    /// `desk_profile`: settings of the desk in the place of those bundled ones that it names (TOML, file
    /// only).
    pub desk_profile: Option<PathBuf>,
    /// `attachments`: where attachments lie, a directory or `s3://BUCKET`, whose address, region and
    /// keys come from the environment's `AWS_…` variables (file only; default `attachments` in the
    /// data directory). Nodes that serve together share it.
    pub attachments: String,
    /// `attachments_profile`: the rules of kinds and sizes, `default` or `gd-2025` (file only).
    pub profile: String,
    /// `share_days`: how long the link to a shared answer holds, in days (file only; default 30).
    pub share_days: u32,
    /// `public_url`: what links to this server begin with, such as `https://ask.example.cn` (file
    /// only; default nothing, which makes them relative).
    pub public_url: String,
}
